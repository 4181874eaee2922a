"""The table of docs/rights.md about films, cell by cell."""

import datetime

import pytest
from django.urls import reverse

from accounts.roles import Role
from forum.models import RulesVersion
from reviews import ratings, seeing
from reviews.models import Rating, Seen, Viewing, Wanted
from tests.making import make_draft, make_member, make_review
from tests.rights import assert_holds, name_of, table_of

pytestmark = pytest.mark.django_db

WHO, CELLS = table_of("Addresses of films", columns=2)
DAY = datetime.date(2026, 5, 3)
ROLES = {
    "Guest": None,
    "Member": [],
    "Moderation": [Role.MODERATOR],
    "Redaktion": [Role.EDITOR],
    "Chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "Betrieb": [Role.OPERATOR],
}


@pytest.mark.parametrize(("address", "state", "who", "cell"), CELLS, ids=map(name_of, CELLS))
def test_the_table_of_films_holds(signed_in, as_guest, editor, address, state, who, cell):
    film = (make_draft if state == "draft" else make_review)(editor).film
    visitor = None if who == "Guest" else make_member(who, *ROLES[who])
    if state == "seen" and visitor:
        seeing.mark_seen(film, by=visitor)
    if state == "diary" and visitor:
        seeing.write_viewing(film, DAY, by=visitor)
    if state == "wanted" and visitor:
        seeing.want(film, by=visitor)
    voter = make_member("Wählt")
    if state == "voted":
        for somebody in {voter, visitor or voter}:
            ratings.vote(film, 3, by=somebody)
    method, name = address.split()
    before = stored()
    client, path = signed_in(visitor) if visitor else as_guest, reverse(f"reviews:{name}", args=[film.slug])
    answer = client.get(path) if method == "GET" else client.post(path, sent(voter))
    assert_holds(cell, answer, stored() != before)


def stored():
    return [list(model.objects.values()) for model in (Seen, Viewing, Wanted, Rating)]


def sent(voter):
    """What the forms of all addresses send together."""
    rule = RulesVersion.objects.latest("number").titles[0]
    votes = list(Rating.objects.filter(member=voter).values_list("pk", flat=True))
    return {
        "am": f"{DAY}",
        "tag": f"{DAY}",
        "sterne": "8",
        "stimme": votes,
        "rule": rule,
        "reasons": "Dieses Konto stimmt für andere ab.",
    }


def test_the_table_of_films_names_every_role():
    assert [*ROLES] == WHO


@pytest.mark.parametrize(
    "name",
    [
        "mark_seen",
        "unmark_seen",
        "write_viewing",
        "strike_viewing",
        "want",
        "want_no_more",
        "vote",
        "withdraw_vote",
        "take_out_votes",
    ],
)
def test_an_address_about_a_film_that_only_acts_answers_405_to_get(signed_in, editor, member, name):
    answer = signed_in(member).get(reverse(f"reviews:{name}", args=[make_review(editor).film.slug]))
    assert (answer.status_code, "Allow" in answer.headers) == (405, True)

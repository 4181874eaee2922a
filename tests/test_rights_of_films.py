"""The table of docs/rights.md about films, cell by cell."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from reviews import seeing
from reviews.models import Seen
from tests.making import make_draft, make_member, make_review
from tests.rights import assert_holds, name_of, table_of

pytestmark = pytest.mark.django_db

WHO, CELLS = table_of("Addresses of films", columns=2)
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
    method, name = address.split()
    assert method == "POST"
    before = list(Seen.objects.values())
    answer = (signed_in(visitor) if visitor else as_guest).post(reverse(f"reviews:{name}", args=[film.slug]))
    did = list(Seen.objects.values()) != before
    assert_holds(cell, answer, did)


def test_the_table_of_films_names_every_role():
    assert [*ROLES] == WHO


@pytest.mark.parametrize("name", ["mark_seen", "unmark_seen"])
def test_an_address_about_a_film_that_only_acts_answers_405_to_get(signed_in, editor, member, name):
    answer = signed_in(member).get(reverse(f"reviews:{name}", args=[make_review(editor).film.slug]))
    assert (answer.status_code, "Allow" in answer.headers) == (405, True)

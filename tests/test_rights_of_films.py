"""The table of docs/rights.md about films, cell by cell."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from accounts.roles import Role
from reviews import seeing
from reviews.models import Seen
from tests.making import make_draft, make_member, make_review

pytestmark = pytest.mark.django_db

TEXT = (Path(__file__).parent.parent / "docs/rights.md").read_text()
PART = TEXT.partition("## Addresses of films")[2].partition("\n## ")[0]
TABLE = [[cell.strip() for cell in line.strip("|").split("|")] for line in PART.splitlines() if line.startswith("|")]
WHO = TABLE[0][2:]
CELLS = [(row[0].strip("`"), row[1], who, cell) for row in TABLE[2:] for who, cell in zip(WHO, row[2:], strict=True)]
ROLES = {
    "Guest": None,
    "Member": [],
    "Moderation": [Role.MODERATOR],
    "Redaktion": [Role.EDITOR],
    "Chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "Betrieb": [Role.OPERATOR],
}


@pytest.mark.parametrize(
    ("address", "state", "who", "cell"), CELLS, ids=[re.sub(r"\W+", "-", " ".join(c)) for c in CELLS]
)
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
    assert (answer.status_code, did) == ((302, True) if cell == "does" else (int(cell), False))


def test_the_table_of_films_names_every_role():
    assert [*ROLES] == WHO


@pytest.mark.parametrize("name", ["mark_seen", "unmark_seen"])
def test_an_address_about_a_film_that_only_acts_answers_405_to_get(signed_in, editor, member, name):
    answer = signed_in(member).get(reverse(f"reviews:{name}", args=[make_review(editor).film.slug]))
    assert (answer.status_code, "Allow" in answer.headers) == (405, True)

"""The table of docs/rights.md about pictures and mails, cell by cell."""

import re
from pathlib import Path

import pytest
from django.urls import reverse

from accounts import preferences
from accounts.models import NotificationKind
from accounts.roles import Role
from reviews.models import Still
from tests.making import make_member, make_review

pytestmark = pytest.mark.django_db

TEXT = (Path(__file__).parent.parent / "docs/rights.md").read_text()
PART = TEXT.partition("## Addresses of pictures and mails")[2].partition("\n## ")[0]
TABLE = [[cell.strip() for cell in line.strip("|").split("|")] for line in PART.splitlines() if line.startswith("|")]
WHO = TABLE[0][1:]
CELLS = [(row[0].strip("`"), who, cell) for row in TABLE[2:] for who, cell in zip(WHO, row[1:], strict=True)]
ROLES = {
    "Guest": None,
    "Member": [],
    "Moderation": [Role.MODERATOR],
    "Redaktion": [Role.EDITOR],
    "Author": [Role.EDITOR],
    "Chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "Betrieb": [Role.OPERATOR],
}
KIND = NotificationKind.RIGHTS_ENDING
MAILS = {"stop_mail", "resume_mail", "mail_settings_by_mail"}


@pytest.fixture
def house(db):
    author = make_member("Autorin", Role.EDITOR)
    make_review(author, pictures=1)
    return {"author": author, "reader": make_member("Leserin"), "still": Still.objects.get()}


def path_of(name, house):
    if name in MAILS:
        return reverse(name, args=[preferences.mail_token(house["reader"], KIND)])
    return reverse(f"desk:{name}")


def fingerprint(house):
    return list(Still.objects.values_list("rights_until")), (
        preferences.gets_mail(house["reader"].pk, KIND),
        type(house["reader"]).objects.get(pk=house["reader"].pk).digest,
    )


@pytest.mark.parametrize(("address", "who", "cell"), CELLS, ids=[re.sub(r"\W+", "-", " ".join(c)) for c in CELLS])
def test_the_table_of_pictures_and_mails_holds(house, signed_in, as_guest, address, who, cell):
    method, name = address.split()
    if name == "resume_mail":
        preferences.stop_mail(house["reader"].pk, KIND)
    client = as_guest
    if who != "Guest":
        client = signed_in(house["author"] if who == "Author" else make_member(who, *ROLES[who]))
    before, sent = fingerprint(house), {"stills": [house["still"].pk], "until": "2099-01-01", "digest": "weekly"}
    answer = client.post(path_of(name, house), sent) if method == "POST" else client.get(path_of(name, house))
    did = fingerprint(house) != before
    if cell == "does":
        assert (answer.status_code, did) == (200 if name in MAILS else 302, True)
    elif cell == "signs in":
        assert (answer.status_code, answer.url.startswith("/konto/login/"), did) == (302, True, False)
    else:
        assert (answer.status_code, did) == (int(cell), False)


def test_the_table_of_pictures_and_mails_names_every_role():
    assert [*ROLES] == WHO


@pytest.mark.parametrize("name", ["renew_rights", "resume_mail"])
def test_an_address_about_pictures_or_mails_that_only_acts_answers_405_to_get(house, signed_in, name):
    answer = signed_in(house["author"]).get(path_of(name, house))
    assert (answer.status_code, "Allow" in answer.headers) == (405, True)

"""The table of docs/rights.md about pictures and mails, cell by cell."""

import pytest
from django.urls import reverse

from accounts import preferences
from accounts.models import NotificationKind
from accounts.roles import Role
from reviews.models import Still
from tests.making import make_member, make_review
from tests.rights import assert_holds, name_of, table_of

pytestmark = pytest.mark.django_db

WHO, CELLS = table_of("Addresses of pictures and mails")
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


def make_world():
    author = make_member("Autorin", Role.EDITOR)
    make_review(author, pictures=1)
    return {"author": author, "reader": make_member("Leserin"), "still": Still.objects.get()}


@pytest.fixture
def house(world):
    return world


def path_of(name, house):
    if name in MAILS:
        return reverse(name, args=[preferences.mail_token(house["reader"], KIND)])
    return reverse(f"desk:{name}")


def fingerprint(house):
    return list(Still.objects.values_list("rights_until")), (
        preferences.gets_mail(house["reader"].pk, KIND),
        type(house["reader"]).objects.get(pk=house["reader"].pk).digest,
    )


@pytest.mark.parametrize(("address", "who", "cell"), CELLS, ids=map(name_of, CELLS))
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
    assert_holds(cell, answer, did, done=200 if name in MAILS else 302)


def test_the_table_of_pictures_and_mails_names_every_role():
    assert [*ROLES] == WHO


@pytest.mark.parametrize("name", ["renew_rights", "resume_mail"])
def test_an_address_about_pictures_or_mails_that_only_acts_answers_405_to_get(house, signed_in, name):
    answer = signed_in(house["author"]).get(path_of(name, house))
    assert (answer.status_code, "Allow" in answer.headers) == (405, True)

"""The table of docs/rights.md about own data and leaving, cell by cell."""

import pytest
from django.urls import reverse

from accounts.models import Leaving, Member
from accounts.roles import Role
from filmsite import leaving, personal_data
from filmsite.models import DataExport
from tests.making import PASSWORD, make_member
from tests.rights import assert_holds, name_of, table_of

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

WHO, CELLS = table_of("Addresses of accounts", columns=2)
ROLES = {
    "Guest": None,
    "Member": [],
    "Moderation": [Role.MODERATOR],
    "Redaktion": [Role.EDITOR],
    "Chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "Betrieb": [Role.OPERATOR],
}
OF_OTHERS = {"profile", "posts_feed", "ignore"}
ONLY_ACT = ["ask_for_export", "discard_export"]

FORMS = {
    "leave": {"texts": "stay", "password": PASSWORD},
    "delete_account": {"name": "Wer Anders", "texts": "stay", "reasons": "Art. 17 DSGVO", "sure": "on"},
}


def path_of(name):
    if name in OF_OTHERS:
        return reverse(name, args=["Wer Anders"])
    return reverse("operator:delete_account" if name == "delete_account" else name)


def fingerprint():
    return (
        list(DataExport.objects.values_list("member", "made_at")),
        list(Leaving.objects.values_list("member", "by")),
        list(Member.objects.values_list("name", "is_active")),
    )


def prepare(state, who, other):
    if state == "ready" and who is not None:
        assert personal_data.make_export(personal_data.ask_for_export(who).pk)
    if state == "other left":
        leaving.leave(other, takes_texts=False)


@pytest.mark.parametrize(("address", "state", "who", "cell"), CELLS, ids=map(name_of, CELLS))
def test_the_table_of_accounts_holds(signed_in, as_guest, address, state, who, cell):
    make_member("Noch Jemand", Role.OPERATOR)
    other = make_member("Wer Anders")
    visitor = make_member("Wer Fragt", *ROLES[who]) if ROLES[who] is not None else None
    prepare(state, visitor, other)
    client = signed_in(visitor) if visitor else as_guest
    method, name = address.split()
    before = fingerprint()
    answer = client.post(path_of(name), FORMS.get(name, {})) if method == "POST" else client.get(path_of(name))
    did = fingerprint() != before
    assert_holds(cell, answer, did)


def test_the_table_of_accounts_names_every_role():
    assert [*ROLES] == WHO


@pytest.mark.parametrize("name", ONLY_ACT)
def test_an_address_of_accounts_that_only_acts_answers_405_to_get(signed_in, member, name):
    assert signed_in(member).get(path_of(name)).status_code == 405

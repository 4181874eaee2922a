"""`mitglied1` to `mitgliedN`: members who can sign in, with the demo's password."""

import datetime

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from accounts.models import Member
from filmsite.demo import PASSWORD
from filmsite.populating.rows import reserve_ids

__all__ = ["FIRST", "name_of", "store_members"]

FIRST = "mitglied1"


def name_of(number: int) -> str:
    return f"mitglied{number}"


def store_members(count: int, joined_at: datetime.datetime) -> range:
    """Their ids, in the order of their numbers. One password hash for all: each costs a third of a second."""
    if not count:
        return range(0)
    ids, password = reserve_ids(Member, count), make_password(PASSWORD)
    members = [
        Member(pk=pk, name=name_of(n), email=f"{name_of(n)}@abspann.example", password=password, joined_at=joined_at)
        for n, pk in enumerate(ids, 1)
    ]
    Member.objects.bulk_create(members, batch_size=BATCH)
    addresses = (EmailAddress(user=member, email=member.email, verified=True, primary=True) for member in members)
    EmailAddress.objects.bulk_create(addresses, batch_size=BATCH)
    return ids


BATCH = 1000
"""Rows of one statement."""

"""Who has an account in the demo: six to sign in with, and the members who talk."""

import datetime

from accounts.models import Member
from accounts.roles import Role, grant_role
from filmsite.demo.files import DEMO, ago, read_lines

__all__ = ["MEMBERS", "PASSWORD", "make_people", "who_left"]

PASSWORD = "abspann-demo"  # noqa: S105 (printed at the start of the demo)

MEMBERS: dict[str, list[Role]] = {
    "mitglied": [],
    "moderation": [Role.MODERATOR],
    "foyerdienst": [Role.MODERATOR],
    "redaktion": [Role.EDITOR],
    "chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "betrieb": [Role.OPERATOR],
}

SEASONED = datetime.timedelta(days=420)
"""Who signs in has been there for longer than the oldest talk."""

LEFT = "ausgetreten"
ROLES = {"Redaktion": Role.EDITOR, "Moderation": Role.MODERATOR}


def make_people(now: datetime.datetime) -> dict[str, Member]:
    """By their names. Those of `demo/mitglieder.txt` have no password: nobody signs in as them."""
    members = {name: _make(name, PASSWORD, roles, joined_at=now - SEASONED) for name, roles in MEMBERS.items()}
    for number, line in enumerate(read_lines(DEMO / "mitglieder.txt"), 1):
        name, since, *roles = [part.strip() for part in line.split("|")]
        granted = [ROLES[role] for role in roles if role != LEFT]
        address = f"stimme{number}@abspann.example"
        members[name] = _make(name, None, granted, joined_at=now - ago(since), email=address)
    return members


def who_left() -> list[str]:
    """Names of those who talked once and then deleted their accounts."""
    lines = [[part.strip() for part in line.split("|")] for line in read_lines(DEMO / "mitglieder.txt")]
    return [name for name, _, *roles in lines if LEFT in roles]


def _make(
    name: str, password: str | None, roles: list[Role], *, joined_at: datetime.datetime, email: str = ""
) -> Member:
    email = email or f"{name}@abspann.example"
    member = Member.objects.create_user(name, email, password, joined_at=joined_at)
    for role in roles:
        grant_role(member, role, by=None)
    return member

"""Own data to take along: how a room offers its part, and the part of the account.

A room says for every relation of its models to a member whether its rows are exported (`covers` of a section) or why
not (`LEFT_OUT`); a test finds a relation that nobody speaks of. Others appear under their public names of today, nothing
of theirs that the member may not read.
"""

import datetime
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from allauth.account.models import EmailAddress
from django.db.models import Model, QuerySet
from django.utils.safestring import SafeString

from accounts.models import Ignore, Member, NotificationPreference
from accounts.roles import roles_of

__all__ = ["LEFT_OUT", "Enclosed", "Entry", "Section", "Shown", "chunks", "sections"]

CHUNK = 200
"""Rows that are read at once."""

Row = TypeVar("Row", bound=Model)


@dataclass(frozen=True)
class Shown:
    """A text: as it was written, and as pages show it."""

    source: str
    html: SafeString


@dataclass(frozen=True)
class Enclosed:
    """A picture that goes along: its name in the archive, what is to be seen, and where it is stored."""

    name: str
    alt: str
    stored: str


Value = str | int | bool | datetime.datetime | datetime.date | Shown | list[Enclosed] | None
Entry = Mapping[str, Value]
"""What is said of one row, by German words."""


@dataclass(frozen=True)
class Section:
    """`rows(member, using)` reads from the database `using` alone, some rows at a time, and is called more than once.
    `covers` are relations as „room.Model.field“."""

    key: str
    title: str
    rows: Callable[[Member, str], Iterable[Entry]]
    covers: tuple[str, ...] = ()
    hint: str = ""


def chunks(rows: QuerySet[Row]) -> Iterator[list[Row]]:
    """By ascending id; a member with ten thousand rows costs the memory of two hundred."""
    last = 0
    while chunk := list(rows.filter(pk__gt=last).order_by("pk")[:CHUNK]):
        last = chunk[-1].pk
        yield chunk


LEFT_OUT = {
    "accounts.Ignore.ignored": "Niemand erfährt, von wem er ignoriert wird.",
    "accounts.Leaving.by": "Sagt etwas über ein anderes Konto.",
    "accounts.Leaving.member": "Gibt es erst, wenn das Konto gelöscht ist.",
    "accounts.Member_user_permissions.member": "Einzelne Rechte werden hier nicht vergeben, nur Rollen.",
}


def sections() -> Iterator[Section]:
    yield Section("konto", "Konto", _account, ("accounts.Member_groups.member",))
    yield Section("mailadressen", "E-Mail-Adressen", _addresses, ("account.EmailAddress.user",))
    yield Section("mails", "Welche Mails du willst", _preferences, ("accounts.NotificationPreference.member",))
    yield Section("ignoriert", "Wen du ignorierst", _ignored, ("accounts.Ignore.member",))


def _account(member: Member, using: str) -> Iterator[Entry]:
    yield {
        "Name": member.name,
        "E-Mail": member.email,
        "dabei seit": member.joined_at,
        "zuletzt angemeldet": member.last_login,
        "Rollen": ", ".join(sorted(roles_of(member))),
        "alles gelesen bis": member.all_read_at,
        "dichte Ansicht": member.reads_densely,
        "stimmt ab, ehe andere Stimmen zu sehen sind": member.waits_with_votes,
        "Tagebuch für alle": member.shows_diary,
        "„Will ich sehen“ für alle": member.shows_wanted,
        "Tastenkürzel": member.has_shortcuts,
        "folgt Themen nach Antwort": member.follows_on_reply,
        "Übersicht per Mail": member.get_digest_display() or "nie",
        "letzte Übersicht": member.digest_at,
    }


def _addresses(member: Member, using: str) -> Iterator[Entry]:
    for row in EmailAddress.objects.using(using).filter(user=member):
        yield {"Adresse": row.email, "bestätigt": row.verified, "gilt": row.primary}


def _preferences(member: Member, using: str) -> Iterator[Entry]:
    for row in NotificationPreference.objects.using(using).filter(member=member):
        yield {"Art": row.get_kind_display(), "per Mail": row.mail}


def _ignored(member: Member, using: str) -> Iterator[Entry]:
    for row in Ignore.objects.using(using).filter(member=member).select_related("ignored").order_by("pk"):
        yield {"Name": row.ignored.name, "seit": row.since}

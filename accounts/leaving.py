"""The account's part of leaving: the row stays as a pseudonym, everything that leads to a person goes. And what keeps
names and addresses from being used again: keyed hashes, which nobody can read who has only the database."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import Group
from django.contrib.sessions.models import Session
from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import BarredAddress, FreedName, Ignore, Leaving, Member, NotificationPreference
from accounts.roles import LastOperator, Role, forget_roles, is_operator, other_operators
from text.names import fold_name, former_name

__all__ = [
    "GOES",
    "STAYS",
    "Ban",
    "close_account",
    "delete_in_batches",
    "forget_bans",
    "is_barred",
    "is_freed",
    "take_away",
]

GOES = (
    "account.EmailAddress.user",
    "accounts.Member_groups.member",
    "accounts.Member_user_permissions.member",
    "accounts.NotificationPreference.member",
    "accounts.Ignore.member",
)
"""Relations to the member whose rows are deleted."""

STAYS = {
    "accounts.Ignore.ignored": "Wer jemanden nicht lesen will, will auch dessen Beiträge von früher nicht lesen.",
    "accounts.Leaving.member": "Sagt, was noch zu tun ist; danach nur noch, dass es geschah.",
    "accounts.Leaving.by": "Wer im Betrieb gelöscht hat.",
}

BATCH = 500
"""Rows one transaction deletes: a few milliseconds in which nobody else writes on SQLite."""


@dataclass(frozen=True)
class Ban:
    """One that runs while a member leaves; `until` is None for one without end."""

    until: datetime.datetime | None


def close_account(
    member: Member, *, by: Member | None, takes_texts: bool, reasons: str = "", ban: Ban | None = None
) -> Leaving | None:
    """The account is gone when this returns; None if it was already. `by` is None, or an operator with reasons.

    Never two rows of others: whoever writes holds a thread and asks for the member, so nobody may hold the member and
    ask for a thread. Raises LastOperator, PermissionDenied.
    """
    if by is not None and (by == member or not is_operator(by)):
        raise PermissionDenied
    unusable = make_password(None)
    with transaction.atomic():
        operators = Group.objects.select_for_update().get(name=Role.OPERATOR.value)
        current = Member.objects.select_for_update().get(pk=member.pk)
        if not current.is_active:
            return None
        if _is_last_operator(current, operators):
            raise LastOperator
        said = {"by": by, "reasons": reasons, "takes_texts": takes_texts}
        leaving = Leaving.objects.create(member=current, name=current.name, email=current.email, **said)
        FreedName.objects.get_or_create(digest=_digest("name", fold_name(current.name)))
        if ban:
            _bar(current, ban)
        _forget(current, unusable)
        current.refresh_from_db()
    forget_roles(member)
    return leaving


def _is_last_operator(member: Member, operators: Group) -> bool:
    if not (member.is_superuser or member.groups.filter(pk=operators.pk).exists()):
        return False
    return not other_operators(member).exclude(pk=member.pk).exists()


def _bar(member: Member, ban: Ban) -> None:
    addresses = {member.email, *EmailAddress.objects.filter(user=member).values_list("email", flat=True)} - {""}
    for address in addresses:
        BarredAddress.objects.update_or_create(digest=_digest_of_mail(address), defaults={"until": ban.until})


def _forget(member: Member, password: str) -> None:
    """With the password every session ends."""
    name = _free_pseudonym(member)
    default = {field.attname: field.get_default() for field in Member._meta.concrete_fields if field.has_default()}
    kept = {"joined_at", "is_active", "is_superuser"}
    Member.objects.filter(pk=member.pk).update(
        **{attname: value for attname, value in default.items() if attname not in kept},
        name=name,
        name_folded=fold_name(name),
        email="",
        password=password,
        last_login=None,
        all_read_at=None,
        digest_at=None,
        is_active=False,
        is_superuser=False,
    )
    EmailAddress.objects.filter(user=member).delete()
    NotificationPreference.objects.filter(member=member).delete()
    Ignore.objects.filter(member=member).delete()
    member.groups.clear()
    member.user_permissions.clear()


def _free_pseudonym(member: Member) -> str:
    """Somebody may have had a name like it before such names were refused."""
    name, further = former_name(member.pk), 1
    while Member.objects.named(name).exists():
        further += 1
        name = f"{former_name(member.pk)}-{further}"
    return name


def take_away(leaving: Leaving) -> Iterator[int]:
    """The sessions, which let nobody in any more since the account was closed, and preferences written meanwhile. Yields
    after each short transaction."""
    for rows in (
        NotificationPreference.objects.filter(member=leaving.member_id),
        Ignore.objects.filter(member=leaving.member_id),
        EmailAddress.objects.filter(user=leaving.member_id),
        Member.groups.through.objects.filter(member=leaving.member_id),
    ):
        yield from delete_in_batches(rows)
    yield from delete_in_batches(Session.objects.filter(pk__in=_sessions_of(leaving.member_id)))


def _sessions_of(member_pk: int) -> list[str]:
    """A session says only in its coded data whose it is, so all that have not ended are read."""
    alive = Session.objects.filter(expire_date__gt=timezone.now())
    return [s.pk for s in alive.iterator(BATCH) if s.get_decoded().get("_auth_user_id") == str(member_pk)]


def delete_in_batches(rows: models.QuerySet[models.Model]) -> Iterator[int]:
    """For rows that take no others along."""
    while pks := list(rows.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        deleted, _ = rows.filter(pk__in=pks).delete()
        yield deleted


def is_freed(name: str) -> bool:
    """Whether somebody had this name, or one that looks like it, who has left."""
    return FreedName.objects.filter(digest=_digest("name", fold_name(name))).exists()


def is_barred(address: str, at: datetime.datetime | None = None) -> bool:
    running = models.Q(until=None) | models.Q(until__gt=at or timezone.now())
    return BarredAddress.objects.filter(running, digest=_digest_of_mail(address)).exists()


def forget_bans(at: datetime.datetime) -> int:
    """Of those whose bans have ended; how many."""
    removed, _ = BarredAddress.objects.filter(until__lte=at).delete()
    return removed


def _digest_of_mail(address: str) -> str:
    return _digest("mail", address.strip().casefold())


def _digest(kind: str, value: str) -> str:
    return salted_hmac(f"accounts.leaving.{kind}", value, algorithm="sha256").hexdigest()

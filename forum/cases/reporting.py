"""Members and guests point at what is wrong."""

import secrets
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.crypto import salted_hmac

from accounts.models import Member
from accounts.roles import is_team
from forum import moderation
from forum.cases.joining import join_case
from forum.cases.settling import write_letters
from forum.models import Post, Report, ReportReason
from forum.models.case import LetterKind, ReportKind
from forum.models.moderation import RESTRICTIONS
from forum.models.targets import Target

__all__ = ["AlreadyReported", "Guest", "OwnContent", "Receipt", "report", "report_of_secret", "secret_of"]

NEWCOMER_DAYS = 7
"""Whoever joined later has no say in automatic hiding."""

RELIABLE = 3
"""Reports that led to a restriction, from which on a member counts double."""

SEED_BYTES = 16


class AlreadyReported(Exception):
    """The member's earlier report of the same target is not answered yet."""


class OwnContent(Exception):
    """Nobody reports their own: it can be edited or withdrawn."""


@dataclass(frozen=True)
class Guest:
    """Who reports without an account. Both may be empty for the crimes the law names."""

    name: str = ""
    email: str = ""


@dataclass(frozen=True)
class Receipt:
    """`secret` opens the page that tells what became of it; it is nowhere stored."""

    report: Report
    secret: str


def report(
    target: Target,
    *,
    reason: ReportReason,
    words: str,
    by: Member | None = None,
    guest: Guest | None = None,
    in_good_faith: bool = False,
    seen: str = "",
    form_key: str = "",
) -> Receipt:
    """Joins the case of the target. The same form sent twice answers with the first report.

    Raises AlreadyReported and OwnContent. Enough weight of members hides a post until somebody decides.
    """
    if by is not None and by in (target, getattr(target, "author", None)):
        raise OwnContent
    guest = guest or Guest()
    seed = secrets.token_hex(SEED_BYTES)
    standing = standing_of(by)
    new = Report(
        kind=ReportKind.NOTICE if reason.is_law else ReportKind.REPORT,
        reason=reason,
        words=words,
        by=by,
        name=guest.name,
        email=guest.email,
        secret_seed=seed,
        secret_hash=hash_of(secret_of(seed)),
        in_good_faith=in_good_faith,
        seen=seen,
        weight=reason.weight * max(1, standing),
        standing=standing,
        form_key=form_key,
    )
    try:
        with transaction.atomic():
            join_case(target, new)
            write_letters(LetterKind.RECEIPT, [(new, None)] if by is None or reason.is_law else [])
            if new.decision:
                write_letters(LetterKind.OUTCOME, [(new, new.decision.pk)])
    except IntegrityError:
        sent = Report.objects.filter(by=by, form_key=form_key).exclude(form_key="").first()
        if sent is None:
            raise AlreadyReported from None
        return Receipt(sent, secret_of(sent.secret_seed))
    if isinstance(target, Post):
        _hide_if_heavy(target, new)
    return Receipt(new, secret_of(seed))


def _hide_if_heavy(post: Post, report: Report) -> None:
    """In a transaction of its own: acts lock threads before cases."""
    limit = settings.REPORTS_TO_HIDE
    if not limit or not report.standing or report.decision is not None:
        return
    waiting = report.case.reports.of_people().filter(decision=None).values_list("standing", flat=True)
    if sum(waiting) < limit:
        return
    moderation.hide_post_automatically(
        post,
        facts=f"{len(waiting)} Meldungen",
        reasons="Mehrere Mitglieder haben deinen Beitrag gemeldet. Er ist ausgeblendet, bis die Moderation entschieden hat.",
    )


def standing_of(member: Member | None) -> int:
    """0 for guests and newcomers, who cannot hide anything; more for those whose reports were right and for the team."""
    if member is None:
        return 0
    if is_team(member):
        return 2
    if (timezone.now() - member.joined_at).days < NEWCOMER_DAYS:
        return 0
    right = Report.objects.filter(by=member, decision__action__in=RESTRICTIONS).values_list("pk", flat=True)
    return 2 if len(right[:RELIABLE]) == RELIABLE else 1


def secret_of(seed: str) -> str:
    """Whoever has the database alone cannot make it."""
    return salted_hmac("forum.cases.reporting", seed, algorithm="sha256").hexdigest()[:32]


def hash_of(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def report_of_secret(secret: str) -> Report | None:
    return Report.objects.filter(secret_hash=hash_of(secret)).exclude(secret_hash="").first()

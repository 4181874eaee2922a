"""What moderators leave for each other: notes for the next shift, words for reasons, and what happened since yesterday."""

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Count, Min, Q
from django.utils import timezone

from accounts.models import Member, Viewer
from accounts.roles import is_moderator
from forum.models import Appeal, Case, Decision, ReasonText, Report, ShiftNote
from forum.models.moderator import boards_of

__all__ = [
    "NameTaken",
    "Waiting",
    "delete_reason_text",
    "leave_note",
    "save_reason_text",
    "since_yesterday",
    "what_waits",
]


class NameTaken(Exception):
    """Another text has the name."""


@dataclass(frozen=True)
class Waiting:
    """How much there is to do; `oldest` is the moment from which the longest waiting case waits."""

    cases: int
    dangers: int
    appeals: int
    oldest: datetime.datetime | None


def what_waits(viewer: Viewer) -> Waiting:
    """One query over the index of what is to be done."""
    found = (
        Case.objects.visible_to(viewer)
        .to_do()
        .aggregate(
            cases=Count("pk"),
            dangers=Count("pk", filter=Q(is_danger=True)),
            appeals=Count("pk", filter=Q(stage="appealed")),
            oldest=Min("opened_at"),
        )
    )
    return Waiting(**found)


def leave_note(text: str, *, by: Member) -> ShiftNote:
    if not is_moderator(by):
        raise PermissionDenied
    return ShiftNote.objects.create(by=by, text=text)


@dataclass(frozen=True)
class SinceYesterday:
    reports: int
    appeals: int
    decisions: list[Decision]
    restrictions: int


DECISIONS_SHOWN = 30


def since_yesterday(viewer: Viewer, at: datetime.datetime | None = None) -> SinceYesterday:
    """From the beginning of the day before. Four queries."""
    now = timezone.localtime(at or timezone.now())
    start = (now - datetime.timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
    decisions = Decision.objects.visible_to(viewer).filter(at__gte=start)
    shown = decisions.select_related("by", "post__thread", "post__author", "thread", "member").order_by("-at", "-pk")
    cases = Case.objects.visible_to(viewer)
    everywhere = boards_of(viewer) is None
    return SinceYesterday(
        reports=Report.objects.of_people().filter(Q() if everywhere else Q(case__in=cases), at__gte=start).count(),
        appeals=Appeal.objects.filter(Q() if everywhere else Q(decision__case__in=cases), at__gte=start).count(),
        decisions=list(shown[:DECISIONS_SHOWN]),
        restrictions=decisions.exclude(statement=None).count(),
    )


def save_reason_text(text: ReasonText | None, *, by: Member, name: str, words: str) -> ReasonText:
    """A new one without `text`. Raises NameTaken."""
    if not is_moderator(by):
        raise PermissionDenied
    try:
        with transaction.atomic():
            if text is None:
                return ReasonText.objects.create(name=name, text=words)
            ReasonText.objects.filter(pk=text.pk).update(name=name, text=words)
            return text
    except IntegrityError as error:
        raise NameTaken from error


def delete_reason_text(text: ReasonText, *, by: Member) -> bool:
    if not is_moderator(by):
        raise PermissionDenied
    deleted, _ = ReasonText.objects.filter(pk=text.pk).delete()
    return bool(deleted)

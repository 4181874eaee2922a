"""Who is at a case, so that two moderators do not read the same thing at once. A claim guards nothing by itself: deciding
checks what was seen."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Member
from forum.cases.deciding import may_work_on
from forum.models import Case
from forum.models.case import TO_DO

__all__ = ["CLAIM", "claim_case", "mark_danger", "next_case", "release_case", "unmark_danger"]

CLAIM = datetime.timedelta(minutes=30)


def claim_case(case: Case, *, by: Member, at: datetime.datetime | None = None) -> bool:
    """False if it is somebody else's, or nothing is left to do. One's own is extended."""
    if not may_work_on(case, by):
        raise PermissionDenied
    now = at or timezone.now()
    rows = Case.objects.free_for(by, now).filter(pk=case.pk, stage__in=TO_DO)
    return rows.update(claimed_by=by, claimed_until=now + CLAIM) == 1


def release_case(case: Case, *, by: Member) -> bool:
    return Case.objects.filter(pk=case.pk, claimed_by=by).update(claimed_by=None, claimed_until=None) == 1


def next_case(*, by: Member, after: Case | None = None, at: datetime.datetime | None = None) -> Case | None:
    """The most urgent one nobody else is at and that is not one's own matter: danger first, then the oldest; past `after`,
    from the top again at the end."""
    free = Case.objects.to_do().visible_to(by).free_for(by, at or timezone.now()).of_others(by)
    rows = free.order_by("-is_danger", "opened_at", "pk")
    if after is None:
        return rows.first()
    behind = Q(is_danger__lt=after.is_danger) | Q(is_danger=after.is_danger, opened_at__gt=after.opened_at)
    behind |= Q(is_danger=after.is_danger, opened_at=after.opened_at, pk__gt=after.pk)
    return rows.filter(behind).first() or rows.exclude(pk=after.pk).first()


def mark_danger(case: Case, *, by: Member) -> bool:
    """Somebody's life or body is in danger (DSA 18): above everything else until it is decided. False if it was."""
    return _set_danger(case, by, is_danger=True)


def unmark_danger(case: Case, *, by: Member) -> bool:
    return _set_danger(case, by, is_danger=False)


def _set_danger(case: Case, by: Member, *, is_danger: bool) -> bool:
    if not may_work_on(case, by):
        raise PermissionDenied
    rows = Case.objects.filter(pk=case.pk, stage__in=TO_DO).exclude(is_danger=is_danger)
    return rows.update(is_danger=is_danger, version=F("version") + 1) == 1

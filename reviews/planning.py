"""The way to publication and what is set for later: submit, return, approve; when it appears and disappears.

Each change is a conditional update from the old state under the lock of film and review. The worker acts at the moment.
"""

import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from accounts.roles import is_chief_editor
from reviews.drafting import lock_review
from reviews.models import Remark, Review, ReviewState
from reviews.publishing import NeedsApproval, refuse_strangers, refuse_unready

__all__ = [
    "approve",
    "plan_withdrawal",
    "return_with_remarks",
    "schedule",
    "set_embargo",
    "submit",
    "unschedule",
]


def submit(review: Review, *, by: Member) -> bool:
    """On the list of the Chefredaktion. False if it is no draft any more. Raises PermissionDenied."""
    with transaction.atomic():
        review = lock_review(review)
        refuse_strangers(review, by)
        return _change(review, [ReviewState.DRAFT], ReviewState.SUBMITTED)


def return_with_remarks(review: Review, *, by: Member, text: str) -> Remark | None:
    """A draft again, with what to mend. None if it did not wait. Raises PermissionDenied."""
    with transaction.atomic():
        review = lock_review(review)
        _refuse_all_but_chiefs(by)
        if not _change(review, [ReviewState.SUBMITTED, ReviewState.APPROVED], ReviewState.DRAFT):
            return None
        return Remark.objects.create(review=review, text=text, by=by)


def approve(review: Review, *, by: Member) -> bool:
    """Its authors may publish it. The checklist must pass. Raises NotReady, PermissionDenied."""
    with transaction.atomic():
        review = lock_review(review)
        _refuse_all_but_chiefs(by)
        refuse_unready(review, max(timezone.now(), review.embargo_until or timezone.now()))
        return _change(review, [ReviewState.DRAFT, ReviewState.SUBMITTED], ReviewState.APPROVED)


def _refuse_all_but_chiefs(by: Member) -> None:
    if not is_chief_editor(by):
        raise PermissionDenied


def _change(review: Review, start: list[ReviewState], to: ReviewState) -> bool:
    rows = Review.objects.filter(pk=review.pk, state__in=start)
    return rows.update(state=to, changed_at=timezone.now(), version=F("version") + 1) == 1


def schedule(review: Review, *, at: datetime.datetime, by: Member) -> bool:
    """To be published at `at` by the worker. The checklist must pass now and passes again then.

    Raises NotReady, NeedsApproval, PermissionDenied; ValueError if `at` is not in the future.
    """
    if at <= timezone.now():
        raise ValueError("a scheduled moment lies in the future")
    with transaction.atomic():
        review = lock_review(review)
        refuse_strangers(review, by)
        start = [ReviewState.APPROVED, ReviewState.SCHEDULED]
        if not settings.REVIEW_APPROVAL or is_chief_editor(by):
            start += [ReviewState.DRAFT, ReviewState.SUBMITTED]
        elif review.state not in start:
            raise NeedsApproval
        refuse_unready(review, at)
        planned = Review.objects.filter(pk=review.pk, state__in=start)
        return planned.update(state=ReviewState.SCHEDULED, publish_at=at) == 1


def unschedule(review: Review, *, by: Member) -> bool:
    """A draft again; with REVIEW_APPROVAL it stays approved."""
    with transaction.atomic():
        review = lock_review(review)
        refuse_strangers(review, by)
        to = ReviewState.APPROVED if settings.REVIEW_APPROVAL else ReviewState.DRAFT
        planned = Review.objects.filter(pk=review.pk, state=ReviewState.SCHEDULED)
        return planned.update(state=to, publish_at=None) == 1


def plan_withdrawal(review: Review, *, at: datetime.datetime | None, by: Member) -> bool:
    """The worker withdraws it at `at`; None takes the plan back. ValueError if `at` is not in the future."""
    if at is not None and at <= timezone.now():
        raise ValueError("a planned moment lies in the future")
    with transaction.atomic():
        review = lock_review(review)
        refuse_strangers(review, by)
        rows = Review.objects.filter(pk=review.pk).exclude(state=ReviewState.WITHDRAWN)
        return review.withdraw_at != at and rows.update(withdraw_at=at) == 1


def set_embargo(review: Review, *, until: datetime.datetime | None, terms: str, by: Member) -> bool:
    """Nothing is published before `until`. A plan that lies earlier is taken back. False if it was public already."""
    with transaction.atomic():
        review = lock_review(review)
        refuse_strangers(review, by)
        if review.was_published:
            return False
        if until and review.publish_at and review.publish_at < until:
            unschedule(review, by=by)
        rows = Review.objects.filter(pk=review.pk)
        return rows.update(embargo_until=until, embargo_terms=terms, changed_at=timezone.now()) == 1

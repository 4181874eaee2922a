"""From draft to public and back: the only code that opens a review's thread.

Button, scheduler and importer call the same verb. Every change is a conditional update from the old state, under
the review's row lock; review, thread and opening post are stored together or not at all.
"""

import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from accounts.roles import is_chief_editor
from forum import states
from forum.posting import open_thread_of_subject, rename_thread_of_subject
from reviews.checklist import Missing, missing
from reviews.content import Content, apply_content, live_content, newest_revision
from reviews.drafting import lock_review
from reviews.facts import merge_facts, read_facts, write_facts
from reviews.models import Film, Review, ReviewState, Revision, RevisionKind, Withdrawal
from reviews.revisions import record_revision
from reviews.shelving import shelve
from text.markdown import render_review

__all__ = [
    "ChangedMeanwhile",
    "NeedsApproval",
    "NotReady",
    "publish",
    "publish_change",
    "refuse_strangers",
    "refuse_unready",
    "withdraw",
]


class NotReady(Exception):
    """Something that blocks is missing; `missing` holds the sentences for the editor."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__("; ".join(thing.text for thing in missing))
        self.missing = missing


class NeedsApproval(Exception):
    """Here the Chefredaktion approves before anything goes public (REVIEW_APPROVAL)."""


class ChangedMeanwhile(Exception):
    """Another working copy was saved since this one was looked at."""


def publish(review: Review, *, by: Member | None) -> bool:
    """Public from now on, with its thread. False if it already was. `by` is None for the scheduler.

    Raises NotReady, PermissionDenied. Locks the review row, then writes thread and film.
    """
    with transaction.atomic():
        review = lock_review(review)
        if review.is_published:
            return False
        if by is None:
            if review.state != ReviewState.SCHEDULED:
                return False
        else:
            refuse_strangers(review, by)
            refuse_unapproved(review, by)
        refuse_unready(review, timezone.now(), live_content(review) if review.was_published else None)
        _apply_waiting_facts(review)
        _go_public(review)
        review.refresh_from_db()
        record_revision(review, by=by, content=live_content(review))
    return True


def refuse_strangers(review: Review, by: Member) -> None:
    if not review.may_be_changed_by(by):
        raise PermissionDenied


def refuse_unapproved(review: Review, by: Member) -> None:
    """With REVIEW_APPROVAL drafts go public once they are approved, changes by the Chefredaktion itself."""
    if not settings.REVIEW_APPROVAL or is_chief_editor(by):
        return
    if review.state not in (ReviewState.APPROVED, ReviewState.SCHEDULED, ReviewState.WITHDRAWN):
        raise NeedsApproval


def refuse_unready(review: Review, at: datetime.datetime, content: Content | None = None) -> None:
    """Raises NotReady if something that blocks is missing from `content`, else from what was saved last."""
    blocking = [thing for thing in missing(review, at, content) if thing.blocks]
    if blocking:
        raise NotReady(blocking)


def _apply_waiting_facts(review: Review) -> None:
    """Facts of a film that readers saw while they were written have waited in the newest revision."""
    newest = newest_revision(review)
    if newest and "film_base" in newest.content and not review.was_published:
        _merge_facts_of(newest, review.film)


def _merge_facts_of(revision: Revision, film: Film) -> None:
    """Only what was changed is laid over what holds today."""
    write_facts(film, merge_facts(read_facts(film), revision.content["film_base"], revision.content["film"]))


def _go_public(review: Review) -> None:
    now = timezone.now()
    thread = review.thread or open_thread_of_subject(kind="review", title=review.title)
    states.show_with_review(thread)
    changed = Review.objects.filter(pk=review.pk, state=review.state).update(
        state=ReviewState.PUBLISHED,
        thread=thread,
        published_at=review.published_at or now,
        version=F("version") + 1,
    )
    if changed != 1:
        raise RuntimeError("A locked review changed its state.")
    review.withdrawals.filter(ended_at=None).update(ended_at=now)
    _renew_film(review.film)


def _renew_film(film: Film) -> None:
    """Its page is another one now, and the list of reviews finds by what holds now. Needs the film's lock."""
    Film.objects.filter(pk=film.pk).update(version=F("version") + 1)
    shelve(film)


def publish_change(review: Review, *, by: Member) -> bool:
    """The working copy becomes what readers see, all of it or nothing. False if there is none.

    Raises NotReady, ChangedMeanwhile, PermissionDenied. Locks film and review; the text is rendered before.
    """
    working = newest_revision(review)
    if working is None or working.kind != RevisionKind.WORKING:
        return False
    html = render_review(working.content["text"])
    with transaction.atomic():
        review = lock_review(review)
        refuse_strangers(review, by)
        refuse_unapproved(review, by)
        if newest_revision(review) != working:
            raise ChangedMeanwhile
        apply_content(review, working.content, html)
        _merge_facts_of(working, review.film)
        refuse_unready(review, timezone.now())
        if review.thread is not None:
            rename_thread_of_subject(review.thread, review.title)
        _renew_film(review.film)
        record_revision(review, by=by, content=live_content(review))
    return True


def withdraw(review: Review, *, by: Member | None, reason: str) -> bool:
    """Nowhere to be read any more; its thread is hidden with it and comes back with `publish`. False if it was not public.

    For its authors with a reason and for the chief editors; `by` is None for the worker, at the moment that was set.
    Raises PermissionDenied.
    """
    with transaction.atomic():
        review = lock_review(review)
        if by is not None:
            refuse_strangers(review, by)
        elif review.withdraw_at is None or review.withdraw_at > timezone.now():
            return False
        withdrawn = Review.objects.filter(pk=review.pk, state=ReviewState.PUBLISHED).update(
            state=ReviewState.WITHDRAWN, withdraw_at=None, version=F("version") + 1
        )
        if not withdrawn or review.thread is None:
            return False
        states.hide_with_review(review.thread)
        Withdrawal.objects.create(review=review, by=by, reason=reason)
        _renew_film(review.film)
    return True

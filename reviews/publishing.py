"""From draft to public and back: the only code that opens a review's thread.

Button, scheduler and importer call the same verb. Every change is a conditional update from the old state, under
the review's row lock; review, thread and opening post are stored together or not at all.
"""

import datetime
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from forum import states
from forum.posting import open_thread_of_subject
from reviews.drafting import lock_review, newest_revision
from reviews.facts import merge_facts, read_facts, write_facts
from reviews.models import Film, Review, ReviewState, ReviewStill, StillState, Withdrawal

__all__ = ["Missing", "NotReady", "missing", "publish", "schedule", "unschedule", "withdraw"]

UNPUBLISHED = [ReviewState.DRAFT, ReviewState.SUBMITTED, ReviewState.APPROVED, ReviewState.SCHEDULED]


@dataclass(frozen=True)
class Missing:
    """One thing the checklist found. `anchor` is the id of the field in the desk's form; what does not block warns."""

    text: str
    anchor: str
    blocks: bool = True


class NotReady(Exception):
    """Something that blocks is missing; `missing` holds the sentences for the editor."""

    def __init__(self, missing: list[Missing]) -> None:
        super().__init__("; ".join(thing.text for thing in missing))
        self.missing = missing


def missing(review: Review, at: datetime.datetime | None = None) -> list[Missing]:
    """What keeps the review from going public at `at` (now), what blocks first."""
    found = [*_missing_text(review), *_missing_time(review, at or timezone.now())]
    for place in review.stills.select_related("still").order_by("position", "number"):
        found += _missing_picture(review, place)
    open_doubts = sum(source.doubts.filter(settled_at=None).count() for source in review.sources.all())
    if open_doubts:
        words = "Ein Zweifel ist" if open_doubts == 1 else f"{open_doubts} Zweifel sind"
        found.append(Missing(f"{words} noch nicht geklärt", "zweifel", blocks=False))
    return sorted(found, key=lambda thing: not thing.blocks)


def _missing_text(review: Review) -> list[Missing]:
    found = []
    if not review.text.strip():
        found.append(Missing("Text", "id_text"))
    if not review.teaser.strip():
        found.append(Missing("Vorspann", "id_teaser"))
    if not review.authors.exists():
        found.append(Missing("Wer die Kritik geschrieben hat", "id_authors"))
    if "[[trailer]]" in review.text and not review.film.trailers.exists():
        found.append(Missing("Der Trailer im Text hat noch keine Adresse", "id_text", blocks=False))
    return found


def _missing_time(review: Review, at: datetime.datetime) -> list[Missing]:
    if review.embargo_until and at < review.embargo_until:
        until = timezone.localtime(review.embargo_until)
        return [Missing(f"Sperrfrist bis {until:%d.%m.%Y, %H:%M} Uhr", "id_embargo_until")]
    return []


def _missing_picture(review: Review, place: ReviewStill) -> list[Missing]:
    still, name = place.still, f"Bild {place.number}"
    if still is None:
        return [Missing(f"{name}: wartet auf ein Bild", f"bild-{place.number}", blocks=False)]
    found = []
    if not place.caption and review.lead_id != place.pk:
        found.append(("Bildunterschrift", "caption"))
    if not place.alt_text and not still.decorative:
        found.append(("Alternativtext, oder „dekorativ“", "alt"))
    if not still.credit:
        found.append(("Bildnachweis", "credit"))
    if not still.has_rights:
        found.append(("die Rechte sind abgelaufen", "rights_until"))
    if still.state == StillState.FAILED:
        found.append(("nicht lesbar, nimm es heraus oder lade es neu hoch", "caption"))
    return [Missing(f"{name}: {text}", f"bild-{place.number}-{field}") for text, field in found]


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
        elif not review.may_be_changed_by(by):
            raise PermissionDenied
        _refuse_unready(review, timezone.now())
        _apply_waiting_facts(review)
        _go_public(review)
    return True


def _refuse_unready(review: Review, at: datetime.datetime) -> None:
    blocking = [thing for thing in missing(review, at) if thing.blocks]
    if blocking:
        raise NotReady(blocking)


def _apply_waiting_facts(review: Review) -> None:
    """Facts of a film that was visible while the review was a draft have waited in its newest revision."""
    newest = newest_revision(review)
    if newest and "film_base" in newest.content:
        today = read_facts(review.film)
        write_facts(review.film, merge_facts(today, newest.content["film_base"], newest.content["film"]))


def _go_public(review: Review) -> None:
    now = timezone.now()
    thread = review.thread or open_thread_of_subject(kind="review", title=review.title)
    states.show_with_review(thread)
    changed = Review.objects.filter(pk=review.pk, state=review.state).update(
        state=ReviewState.PUBLISHED,
        thread=thread,
        published_at=review.published_at or now,
        publish_at=None,
        version=F("version") + 1,
    )
    if changed != 1:
        raise RuntimeError("A locked review changed its state.")
    review.withdrawals.filter(ended_at=None).update(ended_at=now)
    Film.objects.filter(pk=review.film_id).update(version=F("version") + 1)


def withdraw(review: Review, *, by: Member, reason: str) -> bool:
    """Nowhere to be read any more; its thread is hidden with it and comes back with `publish`. False if it was not public.

    For its authors with a reason and for the chief editors. Raises PermissionDenied.
    """
    with transaction.atomic():
        review = lock_review(review)
        if not review.may_be_changed_by(by):
            raise PermissionDenied
        withdrawn = Review.objects.filter(pk=review.pk, state=ReviewState.PUBLISHED).update(
            state=ReviewState.WITHDRAWN, version=F("version") + 1
        )
        if not withdrawn or review.thread is None:
            return False
        states.hide_with_review(review.thread)
        Withdrawal.objects.create(review=review, by=by, reason=reason)
        Film.objects.filter(pk=review.film_id).update(version=F("version") + 1)
    return True


def schedule(review: Review, *, at: datetime.datetime, by: Member) -> bool:
    """To be published at `at` by the worker. The checklist must pass now and passes again then.

    Raises NotReady, PermissionDenied; ValueError if `at` is not in the future.
    """
    if at <= timezone.now():
        raise ValueError("a scheduled moment lies in the future")
    with transaction.atomic():
        review = lock_review(review)
        if not review.may_be_changed_by(by):
            raise PermissionDenied
        _refuse_unready(review, at)
        planned = Review.objects.filter(pk=review.pk, state__in=UNPUBLISHED)
        return planned.update(state=ReviewState.SCHEDULED, publish_at=at) == 1


def unschedule(review: Review, *, by: Member) -> bool:
    """A draft again."""
    with transaction.atomic():
        review = lock_review(review)
        if not review.may_be_changed_by(by):
            raise PermissionDenied
        planned = Review.objects.filter(pk=review.pk, state=ReviewState.SCHEDULED)
        return planned.update(state=ReviewState.DRAFT, publish_at=None) == 1

"""What editors do to a review: create, save, add pictures, delete, settle doubts. Publishing is another module.

Before the first publication the rows are the draft; after it saves are working revisions. Every save says which
revision it was based on, and nothing newer is ever written over. The value of a save: `reviews.content`.
"""

from dataclasses import dataclass
from typing import BinaryIO

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from accounts.roles import is_chief_editor, is_editor
from reviews.addresses import free_slug
from reviews.content import (
    Content,
    apply_content,
    current_content,
    live_content,
    newest_revision,
    next_number,
    put_picture,
    snapshot,
    write_places,
)
from reviews.facts import film_with
from reviews.models import Doubt, Film, Review, ReviewAuthor, ReviewState, ReviewStill, Revision, RevisionKind
from reviews.models.address import SlugKind
from reviews.models.film import TITLE_LENGTH
from reviews.stills import store_picture
from text.markdown import render_review

__all__ = [
    "AlreadyPublished",
    "Saved",
    "add_picture",
    "create_draft",
    "delete_draft",
    "discard_change",
    "lock_review",
    "new_draft_of",
    "propose_revision",
    "record_revision",
    "rewrite_working_copy",
    "save_review",
    "settle_doubt",
]


class AlreadyPublished(Exception):
    """A review that was public once is withdrawn, never deleted."""


@dataclass(frozen=True)
class Saved:
    """`revision` is None when nothing had changed; `kept_aside` when the base was not the newest any more."""

    revision: Revision | None
    kept_aside: bool = False


def lock_review(review: Review) -> Review:
    """The row as it is now, locked until the end of the transaction. Always the film first, then the review: drafts,
    publications and imports write both, and would wait for each other for ever."""
    Film.objects.select_for_update(no_key=True).filter(reviews=review.pk).first()
    return (
        Review.objects.select_for_update(no_key=True, of=("self",)).select_related("film", "thread").get(pk=review.pk)
    )


@transaction.atomic
def create_draft(*, by: Member, original_title: str, year: int | None) -> Review:
    """An empty draft about the film of this title and year, which is made if it does not exist."""
    if not is_editor(by):
        raise PermissionDenied
    film, _ = film_with(original_title, year)
    review = new_draft_of(film, owner=by)
    ReviewAuthor.objects.create(review=review, name=by.name, member=by)
    record_revision(review, by=by)
    return review


def new_draft_of(film: Film, *, owner: Member | None) -> Review:
    """The bare row; the caller records the first revision. Needs an open transaction."""
    slug = free_slug(Review, film.title, kind=SlugKind.REVIEW, year=film.year)
    review = Review.objects.create(film=film, title=film.title[:TITLE_LENGTH], slug=slug, owner=owner)
    review.lead = ReviewStill.objects.create(review=review, number=1, position=1)
    review.save(update_fields=["lead"])
    return review


def record_revision(review: Review, *, by: Member | None, content: Content | None = None) -> Revision:
    """Append what the rows hold, or `content` where a visible film's facts wait. Needs the review's lock."""
    return _append(review, RevisionKind.SAVED, content or snapshot(review), by, newest_revision(review))


def propose_revision(review: Review, content: Content, *, by: Member | None, based_on: Revision | None) -> Revision:
    """Keep a save beside the newer one instead of writing over it. Needs the review's lock."""
    return _append(review, RevisionKind.PROPOSED, content, by, based_on)


def rewrite_working_copy(review: Review, content: Content, *, by: Member | None) -> Revision:
    """Append it as the newest: what was saved last, with what has changed under it. Needs the review's lock."""
    return _append(review, RevisionKind.WORKING, content, by, newest_revision(review))


def _append(
    review: Review, kind: RevisionKind, content: Content, by: Member | None, based_on: Revision | None
) -> Revision:
    last = review.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return Revision.objects.create(review=review, number=last + 1, kind=kind, content=content, by=by, based_on=based_on)


def save_review(review: Review, content: Content, *, by: Member, base: int) -> Saved:
    """Write `content` if revision `base` is still the newest, else keep it beside as a proposal.

    Before the first publication the rows are the draft. After it a save is a working revision and nobody but the
    Redaktion sees it until `publishing.publish_change`. Raises PermissionDenied. Locks film and review; the text is
    rendered before.
    """
    html = render_review(content["text"])
    with transaction.atomic():
        review = lock_review(review)
        if not review.may_be_changed_by(by):
            raise PermissionDenied
        if review.was_published and "film_base" not in content:
            content = content | _facts_of_today(review)  # a save from before the film was visible comes back
        newest = newest_revision(review)
        if newest and newest.number != base:
            old = review.revisions.filter(number=base).first()
            return Saved(propose_revision(review, content, by=by, based_on=old), kept_aside=True)
        if content == current_content(review):
            return Saved(None)
        return Saved(_write(review, content, html, by=by))


def _facts_of_today(review: Review) -> Content:
    live = live_content(review)
    return {name: live[name] for name in ("film", "film_base")}


def _write(review: Review, content: Content, html: str, *, by: Member | None) -> Revision:
    if review.was_published:
        Review.objects.filter(pk=review.pk).update(changed_at=timezone.now())
        return _append(review, RevisionKind.WORKING, content, by, newest_revision(review))
    apply_content(review, content, html)
    if by is not None and settings.REVIEW_APPROVAL and not is_chief_editor(by):
        _lose_approval(review)
    return record_revision(review, by=by, content=snapshot(review) | _waiting_facts(content))


def _lose_approval(review: Review) -> None:
    """What was approved is not what would appear."""
    approved = Review.objects.filter(pk=review.pk, state__in=[ReviewState.APPROVED, ReviewState.SCHEDULED])
    approved.update(state=ReviewState.DRAFT, publish_at=None)


def _waiting_facts(content: Content) -> Content:
    return {name: content[name] for name in ("film", "film_base") if "film_base" in content}


def add_picture(review: Review, file: BinaryIO, name: str, *, by: Member) -> tuple[int, bool]:
    """The number of its place, and False if the picture was there already.

    It joins whatever is newest, so that twenty files sent at once all arrive. Raises images.opening.PictureRefused
    (its text is for the editor) and PermissionDenied. The file is read, checked and stored before the transaction.
    """
    if not review.may_be_changed_by(by):
        raise PermissionDenied
    still = store_picture(review.film, file, name)
    with transaction.atomic():
        review = lock_review(review)
        content = current_content(review)
        content, number, is_new = put_picture(content, still, new_number=next_number(review))
        if is_new and review.was_published:
            _append(review, RevisionKind.WORKING, content, by, newest_revision(review))
        elif is_new:
            write_places(review, content["stills"])
            Review.objects.filter(pk=review.pk).update(version=F("version") + 1, changed_at=timezone.now())
            record_revision(review, by=by)
    return number, is_new


def discard_change(review: Review, *, by: Member) -> bool:
    """The working copy is laid aside: the next edit begins from what readers see. It stays among the revisions."""
    with transaction.atomic():
        review = lock_review(review)
        if not review.may_be_changed_by(by):
            raise PermissionDenied
        newest = newest_revision(review)
        if newest is None or newest.kind != RevisionKind.WORKING:
            return False
        record_revision(review, by=by, content=live_content(review))
        return True


@transaction.atomic
def delete_draft(review: Review, *, by: Member) -> bool:
    """Gone with its revisions and import sources; a film that only this draft made stays, unseen. False if it was
    gone already. Raises AlreadyPublished, PermissionDenied."""
    review = Review.objects.select_for_update(no_key=True, of=("self",)).filter(pk=review.pk).first()  # type: ignore[assignment]
    if review is None:
        return False
    if review.was_published:
        raise AlreadyPublished
    if not review.may_be_changed_by(by):
        raise PermissionDenied
    review.delete()
    return True


@transaction.atomic
def settle_doubt(doubt: Doubt, *, by: Member) -> bool:
    if not is_editor(by):
        raise PermissionDenied
    open_doubts = Doubt.objects.filter(pk=doubt.pk, settled_at=None)
    return open_doubts.update(settled_by=by, settled_at=timezone.now()) == 1

"""What editors do to a review: create, save, add pictures, delete, settle doubts. Publishing is another module.

Before the first publication the rows are the draft; after it saves are working revisions. Every save says which
revision it was based on, and nothing newer is ever written over. The value of a save: `reviews.content`.
"""

from dataclasses import dataclass, replace
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
    snapshot,
    write_places,
)
from reviews.facts import film_with
from reviews.models import Doubt, Film, Review, ReviewAuthor, ReviewState, ReviewStill, Revision, RevisionKind, Still
from reviews.models.address import SlugKind
from reviews.models.film import TITLE_LENGTH
from reviews.places import put_picture, replace_picture
from reviews.revisions import append_revision, only_pictures_came, record_revision, with_new_pictures
from reviews.stills import store_picture
from text.markdown import render_review

__all__ = [
    "Added",
    "AlreadyPublished",
    "Saved",
    "add_picture",
    "create_draft",
    "delete_draft",
    "discard_change",
    "lock_review",
    "new_draft_of",
    "rewrite_working_copy",
    "save_review",
    "settle_doubt",
    "use_picture",
]


class AlreadyPublished(Exception):
    """A review that was public once is withdrawn, never deleted."""


@dataclass(frozen=True)
class Saved:
    """`revision` is None when nothing had changed; `kept_aside` when the base was not the newest any more."""

    revision: Revision | None
    kept_aside: bool = False


@dataclass(frozen=True)
class Added:
    """`number` is that of the place; `is_new` is False if the review had the picture already, `was_known` says that
    another one brought it to the house."""

    number: int
    is_new: bool
    was_known: bool = True


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


def rewrite_working_copy(review: Review, content: Content, *, by: Member | None) -> Revision:
    """Append it as the newest: what was saved last, with what has changed under it. Needs the review's lock."""
    return append_revision(review, RevisionKind.WORKING, content, by, newest_revision(review))


def save_review(review: Review, content: Content, *, by: Member, base: int, automatic: bool = False) -> Saved:
    """Write `content` if revision `base` is still the newest, else keep it beside as a proposal.

    Pictures that came in the meantime are no reason for that: uploads go on while somebody writes. Before the first
    publication the rows are the draft. After it a save is a working revision and nobody but the Redaktion sees it until
    `publishing.publish_change`. Raises PermissionDenied. Locks film and review; the text is rendered before.
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
            if old is None or not only_pictures_came(old.content, newest.content):
                return Saved(_keep_aside(review, content, by, old, automatic), kept_aside=True)
            content = with_new_pictures(content, old.content, newest.content)
        if content == current_content(review):
            if newest and not automatic:
                Revision.objects.filter(pk=newest.pk).update(automatic=False)
            return Saved(None)
        return Saved(_write(review, content, html, by=by, automatic=automatic))


def _keep_aside(review: Review, content: Content, by: Member, old: Revision | None, automatic: bool) -> Revision:
    """While somebody goes on typing on an old base, the proposal of before is written on instead of a new one each time."""
    last = review.revisions.filter(
        kind=RevisionKind.PROPOSED, by=by, based_on=old, settled_at=None, automatic=True
    ).last()
    if old and last and automatic:
        Revision.objects.filter(pk=last.pk).update(content=content, at=timezone.now())
        return last
    return append_revision(review, RevisionKind.PROPOSED, content, by, old, automatic=automatic)


def _facts_of_today(review: Review) -> Content:
    live = live_content(review)
    return {name: live[name] for name in ("film", "film_base")}


def _write(review: Review, content: Content, html: str, *, by: Member, automatic: bool) -> Revision:
    newest = newest_revision(review)
    if review.was_published:
        Review.objects.filter(pk=review.pk).update(changed_at=timezone.now())
        return append_revision(review, RevisionKind.WORKING, content, by, newest, automatic=automatic)
    apply_content(review, content, html)
    if settings.REVIEW_APPROVAL and not is_chief_editor(by):
        _lose_approval(review)
    whole = snapshot(review) | _waiting_facts(content)
    return append_revision(review, RevisionKind.SAVED, whole, by, newest, automatic=automatic)


def _lose_approval(review: Review) -> None:
    """What was approved is not what would appear."""
    approved = Review.objects.filter(pk=review.pk, state__in=[ReviewState.APPROVED, ReviewState.SCHEDULED])
    approved.update(state=ReviewState.DRAFT, publish_at=None)


def _waiting_facts(content: Content) -> Content:
    return {name: content[name] for name in ("film", "film_base") if "film_base" in content}


def add_picture(review: Review, file: BinaryIO, name: str, *, by: Member, number: int | None = None) -> Added:
    """In the place `number`, else in the first free or a new one.

    It joins whatever is newest, so that twenty files sent at once all arrive. Raises images.opening.PictureRefused
    (its text is for the editor) and PermissionDenied. The file is read, checked and stored before the transaction.
    """
    if not review.may_be_changed_by(by):
        raise PermissionDenied
    still, is_new = store_picture(review.film, file, name)
    return replace(use_picture(review, still, by=by, number=number), was_known=not is_new)


@transaction.atomic
def use_picture(review: Review, still: Still, *, by: Member, number: int | None = None) -> Added:
    """The same with a picture we have. Raises PermissionDenied."""
    review = lock_review(review)
    if not review.may_be_changed_by(by):
        raise PermissionDenied
    content = current_content(review)
    if any(place["number"] == number for place in content["stills"]):
        content, number, is_new = replace_picture(content, still, number=number or 0)
    else:
        content, number, is_new = put_picture(content, still, new_number=next_number(review))
    if is_new and review.was_published:
        append_revision(review, RevisionKind.WORKING, content, by, newest_revision(review))
    elif is_new:
        write_places(review, content["stills"])
        Review.objects.filter(pk=review.pk).update(version=F("version") + 1, changed_at=timezone.now())
        record_revision(review, by=by)
    return Added(number, is_new)


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
    if not review.may_be_changed_by(by):
        raise PermissionDenied
    if review.was_published:
        raise AlreadyPublished
    review.delete()
    return True


@transaction.atomic
def settle_doubt(doubt: Doubt, *, by: Member) -> bool:
    if not is_editor(by):
        raise PermissionDenied
    open_doubts = Doubt.objects.filter(pk=doubt.pk, settled_at=None)
    return open_doubts.update(settled_by=by, settled_at=timezone.now()) == 1

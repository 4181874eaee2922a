"""What editors do to a review before it is public: create, save, delete, settle doubts.

The content of a save is one JSON value, the same that a `Revision` keeps: see `snapshot`.
"""

from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import ANYBODY, Member
from accounts.roles import is_editor
from reviews.addresses import free_slug
from reviews.facts import film_with, organisation_named, read_facts, write_facts
from reviews.models import Doubt, Film, Review, ReviewAuthor, ReviewStill, Revision, RevisionKind
from reviews.models.address import SlugKind
from reviews.models.film import TITLE_LENGTH
from reviews.stills import change_rights
from text.markdown import RENDERER_VERSION, render_review

__all__ = [
    "AlreadyPublished",
    "Saved",
    "create_draft",
    "delete_draft",
    "lock_review",
    "new_draft_of",
    "newest_revision",
    "propose_revision",
    "record_change",
    "record_revision",
    "save_draft",
    "settle_doubt",
    "snapshot",
]

Content = dict[str, Any]

PLAIN = ["title", "teaser", "text", "score", "poll_question"]


class AlreadyPublished(Exception):
    """A published or withdrawn review is read-only at the desk."""


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


def snapshot(review: Review) -> Content:
    """The whole of a review as its rows hold it: text, facts, byline, places of pictures with their rights.

    `film_base` is there when the film is visible already: then the draft's facts wait in its revisions, and
    `film` may differ from the rows.
    """
    places = review.stills.select_related("still__rights_holder").order_by("position", "number")
    authors = review.authors.order_by("position")
    content: Content = {name: getattr(review, name) for name in PLAIN}
    content["authors"] = [{"name": a.name, "nick": a.nick} for a in authors]
    content["lead"] = review.lead.number if review.lead else None
    content["stills"] = [place_content(place) for place in places]
    content["film"] = read_facts(review.film)
    newest = newest_revision(review)
    if newest and "film_base" in newest.content:
        content |= {name: newest.content[name] for name in ("film", "film_base")}
    elif Film.objects.visible_to(ANYBODY).filter(pk=review.film_id).exists():
        content["film_base"] = content["film"]
    return content


def place_content(place: ReviewStill) -> Content:
    still = place.still
    content: Content = {"number": place.number, "still": place.still_id, "caption": place.caption, "alt": place.alt}
    if still is not None:
        content |= {
            "decorative": still.decorative,
            "creator": still.creator,
            "credit": still.credit,
            "rights_holder": still.rights_holder.name if still.rights_holder else "",
            "basis": still.basis,
            "rights_until": still.rights_until.isoformat() if still.rights_until else None,
        }
    return content


def newest_revision(review: Review) -> Revision | None:
    """The newest that became the draft; proposals stand beside the line."""
    return review.revisions.exclude(kind=RevisionKind.PROPOSED).order_by("-number").first()


def record_revision(review: Review, *, by: Member | None, content: Content | None = None) -> Revision:
    """Append what the rows hold, or `content` where a visible film's facts wait. Needs the review's lock."""
    return _append(review, RevisionKind.SAVED, content or snapshot(review), by, newest_revision(review))


@transaction.atomic
def record_change(review: Review, *, by: Member) -> Revision | None:
    """After acts on single pictures: a revision if the rows say something new, so that the history is whole."""
    review = lock_review(review)
    newest, content = newest_revision(review), snapshot(review)
    if newest and newest.content == content:
        return None
    return record_revision(review, by=by, content=content)


def propose_revision(review: Review, content: Content, *, by: Member | None, based_on: Revision | None) -> Revision:
    """Keep a save beside the newer one instead of writing over it. Needs the review's lock."""
    return _append(review, RevisionKind.PROPOSED, content, by, based_on)


def _append(
    review: Review, kind: RevisionKind, content: Content, by: Member | None, based_on: Revision | None
) -> Revision:
    last = review.revisions.order_by("-number").values_list("number", flat=True).first() or 0
    return Revision.objects.create(review=review, number=last + 1, kind=kind, content=content, by=by, based_on=based_on)


def save_draft(review: Review, content: Content, *, by: Member, base: int) -> Saved:
    """Write `content` over the draft if revision `base` is still its newest, else keep it as a proposal.

    Raises PermissionDenied, AlreadyPublished. Locks the review row. The text is rendered before.
    """
    html = render_review(content["text"])
    with transaction.atomic():
        review = lock_review(review)
        if not review.may_be_changed_by(by):
            raise PermissionDenied
        if review.was_published:
            raise AlreadyPublished
        newest = newest_revision(review)
        if newest and newest.number != base:
            old = review.revisions.filter(number=base).first()
            return Saved(propose_revision(review, content, by=by, based_on=old), kept_aside=True)
        if newest and newest.content == content:
            return Saved(None)
        apply_content(review, content, html)
        return Saved(record_revision(review, by=by, content=snapshot(review) | _waiting_facts(content)))


def _waiting_facts(content: Content) -> Content:
    return {name: content[name] for name in ("film", "film_base") if "film_base" in content}


def apply_content(review: Review, content: Content, html: str) -> None:
    """Make the rows say `content`. A film that readers see already is left alone: its facts wait for `publish`."""
    for name in PLAIN:
        setattr(review, name, content[name])
    if not review.was_published:
        review.slug = free_slug(Review, review.title, kind=SlugKind.REVIEW, year=review.film.year, pk=review.pk)
    review.text_html, review.renderer_version = html, RENDERER_VERSION
    review.changed_at = timezone.now()
    review.lead = review.stills.filter(number=content["lead"]).first()
    review.save()
    Review.objects.filter(pk=review.pk).update(version=F("version") + 1)
    _write_authors(review, content["authors"])
    _write_places(review, content["stills"])
    if "film_base" not in content:
        write_facts(review.film, content["film"])


def _write_authors(review: Review, authors: list[Content]) -> None:
    """An author keeps the account the byline had; a name that equals a member's with the role gets it."""
    accounts = {a.name: a.member_id for a in review.authors.all()}
    review.authors.all().delete()
    ReviewAuthor.objects.bulk_create(
        ReviewAuthor(
            review=review,
            name=a["name"],
            nick=a["nick"],
            position=n,
            member_id=accounts.get(a["name"]) or _account(a["name"]),
        )
        for n, a in enumerate(authors)
    )


def _account(name: str) -> int | None:
    member = Member.objects.named(name).first()
    return member.pk if member and is_editor(member) else None


def _write_places(review: Review, places: list[Content]) -> None:
    """Captions, order and rights of the places that exist; a save neither adds nor removes pictures."""
    rows = {place.number: place for place in review.stills.select_related("still")}
    for position, content in enumerate(places, 1):
        place = rows.get(content["number"])
        if place is None:
            continue
        place.caption, place.alt, place.position = content["caption"], content["alt"], position
        place.save(update_fields=["caption", "alt", "position"])
        if place.still and "credit" in content and place.still_id == content["still"]:
            change_rights(place.still, _rights(content))


def _rights(content: Content) -> Content:
    names = ("decorative", "creator", "credit", "basis", "rights_until")
    return {name: content[name] for name in names} | {"rights_holder": organisation_named(content["rights_holder"])}


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

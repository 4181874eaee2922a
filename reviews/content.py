"""A review as one JSON value: read from the rows and written back. A save sends it, a `Revision` keeps it.

`title`, `teaser`, `text`, `score` and `poll_question` as in `Review`; `authors` a list of `{"name", "nick"}`; `lead`
the number of a place; `stills` the places of `reviews.places` in their order; `film` the facts of `reviews.facts`. `film_base` is there when readers see the film already: the facts as they were when the writing began.
"""

from typing import Any

from django.db.models import F, Max
from django.utils import timezone

from accounts.models import ANYBODY, Member
from accounts.roles import is_editor
from reviews.addresses import free_slug
from reviews.facts import organisation_named, read_facts, write_facts
from reviews.mentions import record_mentions
from reviews.models import Film, Review, ReviewAuthor, ReviewStill, Revision, RevisionKind, Still
from reviews.models.address import SlugKind
from reviews.places import PICTURE, empty_place, picture_content
from reviews.stills import change_picture
from text.markdown import RENDERER_VERSION

__all__ = [
    "Content",
    "apply_content",
    "current_content",
    "live_content",
    "newest_revision",
    "next_number",
    "snapshot",
    "write_places",
]

Content = dict[str, Any]

PLAIN = ["title", "teaser", "text", "score", "poll_question"]


def newest_revision(review: Review) -> Revision | None:
    """The newest of the line; proposals stand beside it."""
    return review.revisions.exclude(kind=RevisionKind.PROPOSED).order_by("-number").first()


def current_content(review: Review) -> Content:
    """What an editor goes on writing from: the working copy where there is one, else what the rows hold."""
    newest = newest_revision(review)
    if newest and newest.kind == RevisionKind.WORKING:
        return newest.content
    return live_content(review) if review.was_published else snapshot(review)


def live_content(review: Review) -> Content:
    """What readers see now, as the base of the next change: the film's facts as they stand."""
    facts = read_facts(review.film)
    return snapshot(review) | {"film": facts, "film_base": facts}


def snapshot(review: Review) -> Content:
    """The whole of a review as its rows hold it. Facts of a visible film that wait in a draft's revisions go along."""
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
    content = empty_place(place.number) | {"caption": place.caption, "alt": place.alt}
    return content | picture_content(place.still) if place.still else content


def next_number(review: Review) -> int:
    """One no place of this review has or ever had. Needs the review's lock."""
    given = Review.objects.values_list("numbers_given", flat=True).get(pk=review.pk)
    return max(given, review.stills.aggregate(highest=Max("number"))["highest"] or 0) + 1


def apply_content(review: Review, content: Content, html: str) -> None:
    """Make the rows say `content`. A film that readers see already is left alone: its facts wait for publication.

    Needs the review's lock; `html` is the rendered text. The address of a published review never changes.
    """
    for name in PLAIN:
        setattr(review, name, content[name])
    if not review.was_published:
        review.slug = free_slug(Review, review.title, kind=SlugKind.REVIEW, year=review.film.year, pk=review.pk)
    review.text_html, review.renderer_version = html, RENDERER_VERSION
    review.changed_at = timezone.now()
    write_places(review, content["stills"])
    review.lead = review.stills.filter(number=content["lead"]).first()
    review.save()
    Review.objects.filter(pk=review.pk).update(version=F("version") + 1)
    _write_authors(review, content["authors"])
    if "film_base" not in content and not review.was_published:
        write_facts(review.film, content["film"])
    record_mentions(review)


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


def write_places(review: Review, places: list[Content]) -> None:
    """The rows of the places as `places` says. A row that is not among them goes: its number is never given again."""
    review.stills.exclude(number__in=[place["number"] for place in places]).delete()
    rows = {place.number: place for place in review.stills.select_related("still")}
    wanted = [place["still"] for place in places if place["still"]]
    stills = {still.pk: still for still in Still.objects.select_related("rights_holder").filter(pk__in=wanted)}
    changed = [p["number"] for p in places if p["number"] in rows and rows[p["number"]].still_id != p["still"]]
    review.stills.filter(number__in=changed).update(still=None)  # a picture stands in one place only, also meanwhile
    for position, content in enumerate(places, 1):
        place = rows.get(content["number"]) or ReviewStill(review=review, number=content["number"])
        place.caption, place.alt, place.position = content["caption"], content["alt"], position
        place.still = stills.get(content["still"])
        place.save()
        if place.still and "credit" in content and (review.was_published or not _is_public(place.still)):
            change_picture(place.still, _facts_of_picture(content))


def _is_public(still: Still) -> bool:
    """A draft never changes a picture that readers see with another review."""
    return Still.objects.visible_to(ANYBODY).filter(pk=still.pk).exists()


def _facts_of_picture(content: Content) -> Content:
    facts = {name: content[name] for name in PICTURE if name in content and name not in ("still", "rights_holder")}
    return facts | {"rights_holder": organisation_named(content["rights_holder"])}

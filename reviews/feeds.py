"""Atom feeds of reviews: all of them, those of a tag and those about films somebody had part in."""

from datetime import UTC, datetime
from html import escape

from django.conf import settings
from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import ANYBODY
from reviews.models import Credit, Person, Review, Tag
from text.feeds import begin_feed, for_xml

__all__ = ["feed_of_person", "feed_of_reviews", "feed_of_tag"]

ENTRIES = 30
EMPTY_SINCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Lists keep no date of their own."""


def feed_of_reviews() -> str:
    return _feed("Kritiken", reverse("reviews:reviews"), Review.objects.all())


def feed_of_tag(tag: Tag) -> str:
    return _feed(f"Kritiken: {tag.name}", tag.get_absolute_url(), Review.objects.filter(film__tags=tag))


def feed_of_person(person: Person) -> str:
    rows = Review.objects.filter(film__in=Credit.objects.filter(person=person).values("film"))
    return _feed(f"Kritiken zu Filmen mit {person.name}", person.get_absolute_url(), rows)


def _feed(title: str, page: str, rows: QuerySet[Review]) -> str:
    """The newest, with the lede. Two queries."""
    feed = begin_feed(title, page, f"{page}feed.atom", EMPTY_SINCE)
    shown = rows & Review.objects.visible_to(ANYBODY)
    for review in (
        shown.defer("text", "text_html").prefetch_related("authors").order_by("-published_at", "-id")[:ENTRIES]
    ):
        address = f"{settings.SITE_URL}{review.get_absolute_url()}"
        feed.add_item(
            title=for_xml(review.title),
            link=address,
            description=escape(for_xml(review.teaser)),
            author_name=for_xml(", ".join(author.name for author in review.authors.all())),
            pubdate=review.published_at,
            updateddate=review.published_at,
            unique_id=address,
        )
    return str(feed.writeString("utf-8"))

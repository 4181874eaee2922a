"""Atom feeds of reviews: all of them, and those of a tag, a film, a franchise, an author or somebody who had part in it. And of releases."""

import datetime
from urllib.parse import urlencode

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone

from accounts.models import ANYBODY
from reviews.announced import announced
from reviews.chosen_releases import Chosen
from reviews.models import Credit, Film, Franchise, Person, Release, Review, ReviewAuthor, Tag
from reviews.models.still import today
from reviews.release_rows import rows_of
from text.feeds import EMPTY_SINCE, ENTRIES, add_entry, begin_feed

__all__ = [
    "feed_of_author",
    "feed_of_film",
    "feed_of_franchise",
    "feed_of_person",
    "feed_of_releases",
    "feed_of_reviews",
    "feed_of_tag",
]


SAID_BEFORE = datetime.timedelta(days=7)
"""A release stands in the feed from a week before its day."""

SAID_AFTER = datetime.timedelta(days=366)
"""Older ones are looked for no more."""


def feed_of_reviews() -> str:
    return _feed("Kritiken", reverse("reviews:reviews"), Review.objects.all())


def feed_of_tag(tag: Tag) -> str:
    return _feed(f"Kritiken: {tag.name}", tag.get_absolute_url(), Review.objects.filter(film__tags=tag))


def feed_of_person(person: Person) -> str:
    rows = Review.objects.filter(film__in=Credit.objects.filter(person=person).values("film"))
    return _feed(f"Kritiken zu Filmen mit {person.name}", person.get_absolute_url(), rows)


def feed_of_film(film: Film) -> str:
    return _feed(f"Kritiken zu {film.label}", film.get_absolute_url(), Review.objects.filter(film=film))


def feed_of_franchise(franchise: Franchise) -> str:
    rows = Review.objects.filter(film__franchise=franchise)
    return _feed(f"Kritiken zur Reihe {franchise.name}", franchise.get_absolute_url(), rows)


def feed_of_author(author: ReviewAuthor) -> str:
    """Of all who wrote under this name."""
    named = ReviewAuthor.objects.filter(slug=author.slug).values("review")
    return _feed(f"Kritiken von {author.name}", author.get_absolute_url(), Review.objects.filter(pk__in=named))


def _feed(title: str, page: str, rows: QuerySet[Review]) -> str:
    """The newest, with the lede. Two queries."""
    feed = begin_feed(title, page, f"{page}feed.atom", EMPTY_SINCE)
    shown = rows & Review.objects.visible_to(ANYBODY)
    for review in (
        shown.defer("text", "text_html").prefetch_related("authors").order_by("-published_at", "-id")[:ENTRIES]
    ):
        authors = ", ".join(author.name for author in review.authors.all())
        path, at = review.get_absolute_url(), review.published_at
        add_entry(feed, review.title, path, words=review.teaser, author=authors, at=at)
    return str(feed.writeString("utf-8"))


def feed_of_releases(chosen: Chosen) -> str:
    """What comes out within a week or came out lately, the last day first, each from a week before. Seven queries."""
    query = f"?{urlencode(chosen.query)}" if chosen else ""
    title = f"Neuerscheinungen ({chosen.words})" if chosen else "Neuerscheinungen"
    feed = begin_feed(title, reverse("reviews:releases") + query, reverse("reviews:releases_feed") + query, EMPTY_SINCE)
    near = (today() - SAID_AFTER, today() + SAID_BEFORE)
    releases = Release.objects.visible_to(ANYBODY).filter(chosen.condition, date_from__range=near)
    rows, _ = rows_of(releases.order_by("-date_from", "-id"), 2 * ENTRIES)
    newest = sorted(rows, key=lambda row: (row.day, row.releases), reverse=True)[:ENTRIES]
    for row, made in announced(newest).items():
        midnight = datetime.datetime.combine(row.day - SAID_BEFORE, datetime.time.min)
        at = timezone.make_aware(midnight)
        add_entry(
            feed,
            f"{made.title}: {made.releases[0].when} ({', '.join(made.media)})",
            made.film.get_absolute_url(),
            words=" · ".join(made.facts),
            author=made.directors,
            at=at,
            changed=max(at, made.changed_at),
            identity=made.identity.urn,
        )
    return str(feed.writeString("utf-8"))

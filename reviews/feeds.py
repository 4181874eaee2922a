"""Atom feeds of reviews: all of them, and those of a tag, a film, a franchise, an author or somebody who had part in it."""

from django.db.models import QuerySet
from django.urls import reverse

from accounts.models import ANYBODY
from reviews.models import Credit, Film, Franchise, Person, Review, ReviewAuthor, Tag
from text.feeds import EMPTY_SINCE, ENTRIES, add_entry, begin_feed

__all__ = [
    "feed_of_author",
    "feed_of_film",
    "feed_of_franchise",
    "feed_of_person",
    "feed_of_reviews",
    "feed_of_tag",
]


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

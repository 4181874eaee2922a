"""What searchers may find: pages every guest can read, in parts of at most 50,000, with the pictures of reviews.

A part holds a range of ids: whichever part is asked for costs the same, and an address stays in its part.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.sitemaps import Sitemap
from django.db.models import Max, Prefetch, QuerySet
from django.urls import reverse

from accounts.models import ANYBODY
from forum.models import Board, Thread
from reviews.filters import counted
from reviews.models import FacetKind, Film, Franchise, Organisation, Person, Review, ReviewStill, Tag
from reviews.pictures import picture_of

__all__ = ["SITEMAPS", "SiteSection"]

LIMIT = 50_000
"""Addresses of a file, as the protocol has it."""


@dataclass(frozen=True)
class Part:
    """As `django.core.paginator.Page`, as far as sitemaps need it."""

    object_list: QuerySet[Any]


class Parts:
    """Rows by ranges of their ids, in place of a paginator that counts."""

    def __init__(self, rows: QuerySet[Any], limit: int) -> None:
        self._rows, self._limit = rows, limit

    @property
    def num_pages(self) -> int:
        """One query, by the primary key."""
        highest = self._rows.model._default_manager.aggregate(highest=Max("pk"))["highest"] or 1
        return (highest - 1) // self._limit + 1

    def page(self, number: int) -> Part:
        end = number * self._limit
        return Part(self._rows.filter(pk__gt=end - self._limit, pk__lte=end).order_by("pk"))


class SiteSection(Sitemap[Any]):
    """Addresses begin with the site's, never with that of the request."""

    limit = LIMIT
    model: Any

    def items(self) -> Any:
        return self.model.objects.visible_to(ANYBODY)

    @property
    def paginator(self) -> Any:
        return Parts(self.items(), self.limit)

    def numbers(self) -> list[int]:
        """Of the parts there are. One query, and one for each."""
        return [n for n in range(1, self.paginator.num_pages + 1) if self.paginator.page(n).object_list.exists()]

    def get_domain(self, site: Any = None) -> str:
        return settings.SITE_URL.partition("://")[2]

    def get_protocol(self, protocol: str | None = None) -> str:
        return settings.SITE_URL.partition("://")[0]


class ReviewPages(SiteSection):
    def items(self) -> QuerySet[Review]:
        places = Prefetch("stills", ReviewStill.objects.visible_to(ANYBODY).for_pages(), to_attr="places")
        return Review.objects.visible_to(ANYBODY).defer("text", "text_html").prefetch_related(places)

    def lastmod(self, review: Review) -> datetime:
        return max(review.changed_at, review.published_at or review.changed_at)

    def get_urls(self, *args: Any, **kwargs: Any) -> list[dict[str, Any]]:
        """With the pictures a guest sees at once."""
        found = super().get_urls(*args, **kwargs)
        return [entry | {"images": list(_images(entry["item"]))} for entry in found]


def _images(review: Any) -> Iterable[str]:
    for place in review.places:
        picture = picture_of(place.still, alt="") if place.still else None
        if picture and picture.src and not picture.is_veiled:
            yield f"{settings.SITE_URL}{picture.src}"


class FilmPages(SiteSection):
    model = Film


class PersonPages(SiteSection):
    model = Person


class TagPages(SiteSection):
    model = Tag


class FranchisePages(SiteSection):
    model = Franchise


class LabelPages(SiteSection):
    model = Organisation


class BoardPages(SiteSection):
    model = Board


class ThreadPages(SiteSection):
    def items(self) -> QuerySet[Thread]:
        return Thread.objects.visible_to(ANYBODY).listed()

    def lastmod(self, thread: Thread) -> datetime:
        return thread.last_posted_at or thread.created_at


class ShelfPages(SiteSection):
    """Years, countries and authors that have reviews, as far as they are counted."""

    KINDS = {FacetKind.YEAR: "reviews:year", FacetKind.COUNTRY: "reviews:country", FacetKind.AUTHOR: "reviews:author"}

    @property
    def paginator(self) -> Any:
        return super(SiteSection, self).paginator

    def items(self) -> list[tuple[str, str]]:
        counts = counted()
        return [(view, choice.value) for kind, view in self.KINDS.items() for choice in counts.of(kind)]

    def numbers(self) -> list[int]:
        return [1] if self.items() else []

    def location(self, item: tuple[str, str]) -> str:
        return reverse(item[0], args=[item[1]])


class PlacesOfTheSite(SiteSection):
    """Pages there is one of."""

    NAMES = (
        "home",
        "reviews:reviews",
        "reviews:archive",
        "reviews:films",
        "reviews:persons",
        "reviews:franchises",
        "reviews:labels",
        "reviews:tags",
        "reviews:releases",
        "forum:boards",
        "rules",
        "imprint",
        "privacy",
        "contact",
    )

    @property
    def paginator(self) -> Any:
        return super(SiteSection, self).paginator

    def items(self) -> list[str]:
        return list(self.NAMES)

    def numbers(self) -> list[int]:
        return [1]

    def location(self, name: str) -> str:
        return reverse(name)


SITEMAPS: dict[str, type[SiteSection]] = {
    "seiten": PlacesOfTheSite,
    "kritiken": ReviewPages,
    "filme": FilmPages,
    "personen": PersonPages,
    "schlagworte": TagPages,
    "reihen": FranchisePages,
    "labels": LabelPages,
    "regale": ShelfPages,
    "foren": BoardPages,
    "themen": ThreadPages,
}

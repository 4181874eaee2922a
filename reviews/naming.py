"""„Erwähnt in“: reviews whose texts name a film or a person."""

from collections.abc import Collection
from typing import Any

from django.db.models import QuerySet

from accounts.models import Viewer
from accounts.prepared import Asked, PreparedQuery
from reviews.models import Film, Mention, Person, Review

__all__ = ["NAMING_REVIEWS", "naming_film", "reviews_among", "reviews_naming"]

NAMING_REVIEWS = 12
"""Shown on a page."""

LOOKED_AT = 200
"""Of reviews that name it, those begun last; some of them may not be public."""


def reviews_naming(person: Person, viewer: Viewer) -> list[Review]:
    """The newest, with their films. Two queries: asked as one, the whole archive would be gone through for somebody whom
    nobody names."""
    return reviews_among(list(_naming(person=person)), viewer)


def reviews_among(ids: Collection[int], viewer: Viewer, *, but: Film | None = None) -> list[Review]:
    """The newest of these that the viewer may read, with their films; not those about one film. One query, none without
    ids."""
    if not ids:
        return []
    rows = Review.objects.each_visible_to(viewer).filter(pk__in=ids).newest().select_related("film")
    if but is not None:
        rows = rows.exclude(film=but)
    return list(rows.defer("text", "text_html")[:NAMING_REVIEWS])


def _naming(**page: Any) -> QuerySet[Any]:
    """Ids of reviews, public or not."""
    mentions = Mention.objects.filter(forbidden=False, **page).order_by("-review")
    return mentions.values_list("review", flat=True).distinct()[:LOOKED_AT]


naming_film = PreparedQuery(lambda: _naming(film=Asked(0)))

"""„Erwähnt in“: reviews whose texts name a film or a person."""

from typing import Any

from accounts.models import Viewer
from reviews.models import Film, Mention, Person, Review

__all__ = ["NAMING_REVIEWS", "reviews_naming"]

NAMING_REVIEWS = 12
"""Shown on a page."""


def reviews_naming(page: Film | Person, viewer: Viewer) -> list[Review]:
    """The newest, with their films; not those about the film itself. One query."""
    target: dict[str, Any] = {"film" if isinstance(page, Film) else "person": page}
    named = Mention.objects.filter(forbidden=False, **target).values("review")
    rows = Review.objects.visible_to(viewer).filter(pk__in=named).newest().select_related("film")
    if isinstance(page, Film):
        rows = rows.exclude(film=page)
    return list(rows.defer("text", "text_html")[:NAMING_REVIEWS])

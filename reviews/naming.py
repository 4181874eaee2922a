"""„Erwähnt in“: reviews whose texts name a film or a person."""

from typing import Any

from accounts.models import Viewer
from reviews.models import Film, Mention, Person, Review

__all__ = ["NAMING_REVIEWS", "reviews_naming"]

NAMING_REVIEWS = 12
"""Shown on a page."""

LOOKED_AT = 200
"""Of reviews that name it, those begun last; some of them may not be public."""


def reviews_naming(page: Film | Person, viewer: Viewer) -> list[Review]:
    """The newest, with their films; not those about the film itself. Two queries: asked as one, the whole archive would be
    gone through for a film that nobody names."""
    target: dict[str, Any] = {"film" if isinstance(page, Film) else "person": page}
    mentions = Mention.objects.filter(forbidden=False, **target).order_by("-review")
    named = list(mentions.values_list("review", flat=True).distinct()[:LOOKED_AT])
    if not named:
        return []
    rows = Review.objects.each_visible_to(viewer).filter(pk__in=named).newest().select_related("film")
    if isinstance(page, Film):
        rows = rows.exclude(film=page)
    return list(rows.defer("text", "text_html")[:NAMING_REVIEWS])

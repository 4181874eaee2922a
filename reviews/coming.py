"""What comes out next: one row for a film and a day, whatever it comes out on."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import ANYBODY
from accounts.prepared import Asked, PreparedQuery
from reviews.models import Film, Release
from reviews.models import still as calendar
from text.fragments import render_list

__all__ = ["COMING", "RELEASES_READ", "coming_releases"]

COMING = 4
"""Rows."""

RELEASES_READ = 2 * COMING
"""A film mostly comes out on one or two media at once."""

TEMPLATE = "reviews/_coming.html"


def coming_releases() -> list[SafeString]:
    """The next releases of films that show, the nearest first: one query, and three where a row has changed since it was
    made. A release whose day is not known counts from the first day it can be."""
    rows: dict[tuple[Any, ...], list[int]] = {}
    for *row, pk in _next(timezone.now(), calendar.today()):
        rows.setdefault(tuple(row), []).append(pk)
    keys = [(*row, *ids) for row, ids in rows.items()][:COMING]

    def load(changed: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], dict[str, Any]]:
        films = Film.objects.filter(pk__in={key[0] for key in changed}).with_directors().in_bulk()
        releases = Release.objects.in_bulk([pk for key in changed for pk in key[4:]])
        found = {key: [releases[pk] for pk in key[4:] if pk in releases] for key in changed if key[0] in films}
        return {key: {"film": films[key[0]], "releases": there} for key, there in found.items() if there}

    return render_list(TEMPLATE, keys, load)


def _after(at: Any, day: Any) -> QuerySet[Any]:
    """All readers know the same films."""
    rows = Release.objects.visible_to(ANYBODY, at).filter(date_from__gte=day).order_by("date_from", "id")
    return rows.values_list("film_id", "film__version", "date_from", "date_precision", "id")[:RELEASES_READ]


_next = PreparedQuery(lambda: _after(Asked(0), Asked(1)))

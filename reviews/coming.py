"""What comes out next: one row for a film and a day, whatever it comes out on."""

from collections.abc import Iterable
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from accounts.models import ANYBODY
from accounts.prepared import Asked, AskedTogether, PreparedQuery, one_of, padded
from reviews.directors import give_directors
from reviews.models import Film, Release
from reviews.models.people import directors_of
from text.fragments import render_list

__all__ = ["COMING", "RELEASES_READ", "next_releases", "shown_releases"]

COMING = 4
"""Rows."""

RELEASES_READ = 2 * COMING
"""A film mostly comes out on one or two media at once."""

TEMPLATE = "reviews/_coming.html"


def shown_releases(found: Iterable[Any]) -> list[SafeString]:
    """`next_releases` as rows of a page. No query, and one where a row has changed since it was made."""
    rows: dict[tuple[Any, ...], list[int]] = {}
    for *row, pk in found:
        rows.setdefault(tuple(row), []).append(pk)
    keys = [(*row, *ids) for row, ids in rows.items()][:COMING]
    return render_list(TEMPLATE, keys, _load)


def _load(changed: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], dict[str, Any]]:
    of_films = padded({key[0] for key in changed}, COMING)
    rows = _parts(of_films, of_films, padded({pk for key in changed for pk in key[4:]}, RELEASES_READ))
    films, releases = ({row.pk: row for row in of_kind} for of_kind in (rows[0], rows[2]))
    give_directors(films.values(), rows[1])
    found = {key: [releases[pk] for pk in key[4:] if pk in releases] for key in changed if key[0] in films}
    return {key: {"film": films[key[0]], "releases": there} for key, there in found.items() if there}


_parts = AskedTogether(
    PreparedQuery(lambda: Film.objects.filter(one_of("pk", range(COMING)))),
    PreparedQuery(lambda: directors_of(one_of("film", range(COMING)))),
    PreparedQuery(lambda: Release.objects.filter(one_of("pk", range(RELEASES_READ)))),
)


def _after(at: Any, day: Any) -> QuerySet[Any]:
    """All readers know the same films."""
    rows = Release.objects.visible_to(ANYBODY, at).filter(date_from__gte=day).order_by("date_from", "id")
    return rows.values_list("film_id", "film__version", "date_from", "date_precision", "id")[:RELEASES_READ]


next_releases = PreparedQuery(lambda: _after(Asked(0), Asked(1)))
"""At a moment, from a day: the next releases of films that show, the nearest first. A release whose day is not known counts
from the first day it can be."""

"""Releases as lists show them: one row for an edition of a film, whatever it comes out on at the same time."""

import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import QuerySet
from django.utils.safestring import SafeString

from accounts.models import ANYBODY
from reviews.models import Film, Release
from reviews.models.release import Medium, Precision
from reviews.models.review import shown_reviews
from text.fragments import render_keyed

__all__ = ["ReleaseRow", "films_of", "releases_of", "rows_of", "shown_rows"]

COLUMNS = (
    "film_id",
    "film__version",
    "date_from",
    "date_precision",
    "version_name",
    "label_id",
    "fsk",
    "film__sort_key",
    "medium",
    "id",
)
ORDER = Medium.values
FINENESS = Precision.values

TEMPLATE = "reviews/_release.html"


@dataclass(frozen=True)
class ReleaseRow:
    """Releases of one film that share day, version, label and rating. Whoever changes one of them raises the film's
    version."""

    film: int
    version: int
    day: datetime.date
    precision: str
    sort_key: str
    medium: str
    releases: tuple[int, ...]

    def is_on(self, day: datetime.date) -> bool:
        return self.precision == Precision.DAY and self.day == day

    @property
    def place(self) -> tuple[Any, ...]:
        """In a list: what is known exactly first, then by day, cinemas first."""
        return FINENESS.index(self.precision), self.day, ORDER.index(self.medium), self.sort_key, self.releases


def rows_of(releases: QuerySet[Release], most: int) -> tuple[list[ReleaseRow], bool]:
    """The first of these releases as rows in their places, and whether there are more. One query."""
    editions: dict[tuple[Any, ...], list[tuple[int, str, int]]] = {}
    found = list(releases.values_list(*COLUMNS)[: most + 1])
    for *edition, medium, pk in found[:most]:
        editions.setdefault(tuple(edition), []).append((ORDER.index(medium), medium, pk))
    rows = [_row(edition, sorted(parts)) for edition, parts in editions.items()]
    return sorted(rows, key=lambda row: row.place), len(found) > most


def _row(edition: tuple[Any, ...], parts: list[tuple[int, str, int]]) -> ReleaseRow:
    film, version, day, precision, *_, sort_key = edition
    return ReleaseRow(film, version, day, precision, sort_key, parts[0][1], tuple(pk for _, _, pk in parts))


def films_of(rows: Iterable[ReleaseRow]) -> dict[int, Any]:
    """With `directors` and `shown_reviews`, the newest first. Three queries."""
    films = Film.objects.filter(pk__in={row.film for row in rows}).select_related("franchise").with_directors()
    return films.prefetch_related(shown_reviews(ANYBODY)).in_bulk()


def releases_of(rows: Iterable[ReleaseRow]) -> dict[int, Release]:
    """With their labels. One query."""
    return Release.objects.select_related("label").in_bulk([pk for row in rows for pk in row.releases])


def shown_rows(rows: list[ReleaseRow], *, today: datetime.date) -> dict[ReleaseRow, SafeString]:
    """As list items; the first of a day or period names it. No query, and four where a row has changed since it was
    made. What is gone meanwhile is left out."""
    firsts = {(row.day, row.precision): row for row in reversed(rows)}
    keys = {
        (row.film, row.version, row.releases, firsts[row.day, row.precision] == row, row.is_on(today)): row
        for row in rows
    }

    def load(changed: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], dict[str, Any]]:
        films = films_of(keys[key] for key in changed)
        releases = releases_of(keys[key] for key in changed)
        found = {key: [releases[pk] for pk in key[2] if pk in releases] for key in changed if key[0] in films}
        return {
            key: {"film": films[key[0]], "releases": there, "is_first": key[3], "is_today": key[4]}
            for key, there in found.items()
            if there
        }

    return {keys[key]: part for key, part in render_keyed(TEMPLATE, list(keys), load).items()}

"""Releases as lists show them: one row for an edition of a film, whatever it comes out on at the same time."""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.safestring import SafeString

from accounts.models import ANYBODY
from accounts.prepared import Asked, AskedTogether, PreparedQuery, children_of, in_parts, one_of, padded
from reviews.directors import give_directors
from reviews.models import Film, Release
from reviews.models.people import directors_of
from reviews.models.release import Medium, Precision
from reviews.models.review import reviews_in_rows
from text.fragments import render_keyed

__all__ = ["ReleaseRow", "rows_of", "shown_rows"]

AT_ONCE = 50
"""Films and releases in one question."""

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


def _films_and_releases(rows: Collection[ReleaseRow]) -> tuple[dict[int, Film], dict[int, Release]]:
    """What the rows are about: films with `directors`, franchise and `shown_reviews`, the newest first, and releases with
    their labels. One query for each fifty."""
    films, releases, now = dict[int, Film](), dict[int, Release](), timezone.now()
    of_films = in_parts({row.film for row in rows}, AT_ONCE)
    of_releases = in_parts((pk for row in rows for pk in row.releases), AT_ONCE)
    for film_keys, release_keys in zip_longest(of_films, of_releases, fillvalue=padded((), AT_ONCE)):
        found, credits, reviews, editions = _parts(film_keys, film_keys, [*film_keys, now], release_keys)
        give_directors(found, credits)
        by_film = children_of(reviews, by="film_id")
        for film in found:
            film.shown_reviews = by_film[film.pk]
        films |= {film.pk: film for film in found}
        releases |= {release.pk: release for release in editions}
    return films, releases


_parts = AskedTogether(
    PreparedQuery(lambda: Film.objects.filter(one_of("pk", range(AT_ONCE))).select_related("franchise")),
    PreparedQuery(lambda: directors_of(one_of("film", range(AT_ONCE)))),
    PreparedQuery(lambda: reviews_in_rows(ANYBODY, Asked(AT_ONCE)).filter(one_of("film", range(AT_ONCE)))),
    PreparedQuery(lambda: Release.objects.filter(one_of("pk", range(AT_ONCE))).select_related("label")),
)


def shown_rows(rows: list[ReleaseRow], *, today: datetime.date) -> dict[ReleaseRow, SafeString]:
    """As list items; the first of a day or period names it. No query, and one where a row has changed since it was
    made. What is gone meanwhile is left out."""
    firsts = {(row.day, row.precision): row for row in reversed(rows)}
    keys = {
        (row.film, row.version, row.releases, firsts[row.day, row.precision] == row, row.is_on(today)): row
        for row in rows
    }

    def load(changed: list[tuple[Any, ...]]) -> dict[tuple[Any, ...], dict[str, Any]]:
        films, releases = _films_and_releases([keys[key] for key in changed])
        found = {key: [releases[pk] for pk in key[2] if pk in releases] for key in changed if key[0] in films}
        return {
            key: {"film": films[key[0]], "releases": there, "is_first": key[3], "is_today": key[4]}
            for key, there in found.items()
            if there
        }

    return {keys[key]: part for key, part in render_keyed(TEMPLATE, list(keys), load).items()}

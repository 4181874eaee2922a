"""Releases as calendars and feed readers keep them: by an identity of their own, with the time of their last change."""

import datetime
import uuid
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import F, OuterRef, Subquery

from accounts.models import ANYBODY
from reviews.models import Film, Release, Review, Revision, RevisionKind
from reviews.models.review import shown_reviews
from reviews.release_rows import ReleaseRow
from text.feeds import EMPTY_SINCE
from text.folding import fold
from text.lines import one_line

__all__ = ["Announced", "announced"]


@dataclass(frozen=True)
class Announced:
    """A row of the calendar. `identity` stays when its day moves; `changed_at` is when readers could first see it so."""

    film: Any
    releases: list[Release]
    identity: uuid.UUID
    changed_at: datetime.datetime

    @property
    def title(self) -> str:
        return one_line(self.film.title)

    @property
    def media(self) -> list[str]:
        return [release.get_medium_display() for release in self.releases]

    @property
    def directors(self) -> str:
        return one_line(", ".join(str(person) for person in self.film.directors))

    @property
    def facts(self) -> list[str]:
        """Each a line."""
        release = self.releases[0]
        facts = [
            f"Regie: {self.directors}" if self.directors else "",
            f"{self.film.runtime} Min." if self.film.runtime else "",
            one_line(release.version_name),
            one_line(release.label.name) if release.label else "",
            release.get_fsk_display() if release.fsk else "",
        ]
        return [fact for fact in facts if fact]

    @property
    def review(self) -> Review | None:
        return next(iter(self.film.shown_reviews), None)


def announced(rows: list[ReleaseRow]) -> dict[ReleaseRow, Announced]:
    """Six queries, whatever the number of rows. What is gone meanwhile is left out."""
    named = Film.objects.filter(pk__in={row.film for row in rows}).select_related("franchise").with_directors()
    films = named.prefetch_related(shown_reviews(ANYBODY)).in_bulk()
    releases = Release.objects.select_related("label").in_bulk([pk for row in rows for pk in row.releases])
    identities, changes = _identities(films), _changes(films.values())
    found = {}
    for row in rows:
        there = [releases[pk] for pk in row.releases if pk in releases]
        if row.film in films and there and there[0].pk in identities:
            found[row] = Announced(films[row.film], there, identities[there[0].pk], changes[row.film])
    return found


def _identities(films: Iterable[int]) -> dict[int, uuid.UUID]:
    """By release. A film's rows are written anew with each change of its facts, so the identity is made of what stays: the
    medium, the version, and how many such releases of the film came before. One query."""
    every = Release.objects.filter(film__in=films).order_by(F("date_from").asc(nulls_last=True), "id")
    known: Counter[tuple[int, str, str]] = Counter()
    found = {}
    for pk, film, medium, version in every.values_list("pk", "film_id", "medium", "version_name"):
        same = film, medium, fold(version)
        known[same] += 1
        name = "/".join(str(part) for part in (settings.SITE_URL, *same, known[same]))
        found[pk] = uuid.uuid5(uuid.NAMESPACE_URL, name)
    return found


def _changes(films: Iterable[Any]) -> dict[int, datetime.datetime]:
    """By film: when its page or a review of it went public, or a change was published. Working copies change nothing that
    readers see, so they count for nothing. One query."""
    found = {film.pk: film.page_released_at or EMPTY_SINCE for film in films}
    saved = Revision.objects.filter(review=OuterRef("pk"), kind=RevisionKind.SAVED).order_by("-number").values("at")[:1]
    reviews = Review.objects.visible_to(ANYBODY).filter(film__in=found).annotate(saved_at=Subquery(saved))
    for film, *moments in reviews.values_list("film_id", "published_at", "saved_at"):
        found[film] = max(moment for moment in (found[film], *moments) if moment)
    return found

"""What became of one source, as a value, as JSON and as lines for a terminal."""

from dataclasses import dataclass
from typing import Any

from reviews.importing.page import Doubted, Page
from reviews.importing.sources import Source, readable

__all__ = ["OUTCOMES", "Outcome", "as_json", "as_lines"]

OUTCOMES = {
    "new": "neuer Entwurf",
    "unchanged": "unverändert, diese Datei kennen wir schon",
    "updated": "Entwurf aktualisiert",
    "proposed": "als Vorschlag neben die bearbeitete Fassung gelegt",
    "refused": "abgelehnt",
}


@dataclass(frozen=True)
class Outcome:
    """`page` is None where the source was refused; then the first doubt is the reason."""

    source: Source
    kind: str
    page: Page | None
    doubts: tuple[Doubted, ...]


def as_json(outcome: Outcome) -> dict[str, Any]:
    """The documented shape. Empty values are null or []."""
    page = outcome.page
    return {
        "source": outcome.source.name,
        "sha256": outcome.source.sha256 or None,
        "outcome": outcome.kind,
        "film": _film(page) if page else None,
        "review": _review(page) if page else None,
        "release": _release(page) if page else None,
        "doubts": [{"field": doubt.field, "text": doubt.text} for doubt in outcome.doubts],
    }


def _film(page: Page) -> dict[str, Any]:
    film = page.film
    return {
        "original_title": film.original_title,
        "german_title": film.german_title,
        "countries": list(film.countries),
        "year": film.year,
        "year_end": film.year_end,
        "directors": list(film.directors),
        "cast": list(film.cast),
        "cast_complete": film.cast_complete,
        "roles": dict(film.roles),
    }


def _review(page: Page) -> dict[str, Any]:
    review = page.review
    return {
        "teaser": review.teaser or None,
        "paragraphs": list(review.paragraphs),
        "captions": list(review.captions),
        "trailer": review.trailer,
        "bylines": [{"name": byline.name, "nick": byline.nick} for byline in review.bylines],
        "poll_question": review.poll_question,
    }


def _release(page: Page) -> dict[str, Any]:
    release = page.release
    return {
        "label": release.label,
        "fsk": _one_or_list(release.fsk),
        "cut": release.cut,
        "bluray": release.bluray,
        "dvd": release.dvd,
        "date": release.date.isoformat() if release.date else None,
        "date_precision": release.date_precision,
        "note": release.note,
    }


def _one_or_list(values: tuple[str, ...]) -> str | list[str] | None:
    if len(values) > 1:
        return list(values)
    return values[0] if values else None


def as_lines(outcome: Outcome) -> list[str]:
    title = f" – {outcome.page.film.german_title or outcome.page.film.original_title}" if outcome.page else ""
    lines = [f"{readable(str(outcome.source.path))}: {OUTCOMES[outcome.kind]}{title}"]
    return lines + [f"    {doubt.field}: {doubt.text}" for doubt in outcome.doubts]

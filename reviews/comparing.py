"""What changed between two saves of a review, part by part."""

import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reviews.content import Content
from reviews.countries import country_name
from reviews.facts import Facts
from reviews.models import Job
from reviews.models.film import FilmKind
from reviews.models.release import Cut, Fsk, Medium, Precision, german_date
from reviews.places import Place
from reviews.trailers import PROVIDERS
from text.difference import Change, difference

__all__ = [
    "Part",
    "compare",
    "fact_as_text",
    "lines_of_authors",
    "parts_of",
    "place_as_text",
    "points_as_text",
]


@dataclass(frozen=True)
class Part:
    """A part of the review that differs."""

    title: str
    changes: list[Change]


def compare(old: Content, new: Content) -> list[Part]:
    """Only the parts that differ, in the desk's order."""
    before, after = parts_of(old), parts_of(new)
    return [Part(title, difference(before[title], after[title])) for title in after if before[title] != after[title]]


def parts_of(content: Content) -> dict[str, str]:
    """Every part of a save as text, by its title at the desk."""
    facts = content["film"]
    return {
        "Titel": content["title"],
        "Vorspann": content["teaser"],
        "Text": content["text"],
        "Wertung": points_as_text(content["score"]),
        "Frage an die Leser": content["poll_question"],
        "Geschrieben von": lines_of_authors(content["authors"]),
        "Film": _film(facts),
        "Besetzung": fact_as_text("cast", facts["cast"]),
        "Stab": fact_as_text("crew", facts["crew"]),
        "Veröffentlichungen": fact_as_text("releases", facts["releases"]),
        "Trailer": fact_as_text("trailers", facts.get("trailers")),
        "Filmbilder": _lines(_numbered(place, content["lead"]) for place in content["stills"]),
    }


def points_as_text(score: int | None) -> str:
    return "" if score is None else f"{score / 2:g}".replace(".", ",")


def lines_of_authors(authors: list[Content]) -> str:
    return _lines(_joined([author["name"], author["nick"]], " / ") for author in authors)


def fact_as_text(name: str, value: Any) -> str:
    """One fact of the film as a person reads it."""
    if name == "countries":
        return ", ".join(country_name(code) for code in value)
    if name == "cast":
        return _lines(_joined([entry["name"], entry["role"]], " = ") for entry in value)
    if name == "crew":
        return _lines(f"{Job(job).label}: {', '.join(names)}" for job, names in value.items())
    if name == "releases":
        return _lines(_release(release) for release in value)
    if name == "trailers":
        return _lines(PROVIDERS[one["provider"]].page.format(one["external_id"]) for one in value or [])
    if name == "cast_complete":
        return "ja" if value else "nein"
    if name == "kind":
        return str(FilmKind(value).label)
    return ", ".join(value) if isinstance(value, list) else str(value or "")


def _film(facts: Facts) -> str:
    years = _joined([str(facts["year"] or ""), str(facts["year_end"] or "")], "–")
    return _lines(
        [
            facts["original_title"],
            facts["german_title"],
            years,
            fact_as_text("countries", facts["countries"]),
            f"{facts['runtime']} Minuten" if facts["runtime"] else "",
            "" if facts["cast_complete"] else "Besetzung unvollständig",
            ", ".join(facts["tags"]),
            _joined([facts.get("franchise"), f"Teil {facts['part']}" if facts.get("part") is not None else ""], ", "),
            ", ".join(facts.get("titles", [])),
        ]
    )


def _release(release: Facts) -> str:
    words = [
        Medium(release["medium"]).label,
        release["version_name"],
        _when(release),
        release["label"],
    ]
    return _joined([*words, Fsk(release["fsk"]).label, f"geschnitten: {Cut(release['cut']).label}"], ", ")


def _when(release: Facts) -> str:
    day = release["date_from"]
    return german_date(datetime.date.fromisoformat(day), release.get("date_precision") or Precision.DAY) if day else ""


def _numbered(place: Place, lead: int | None) -> str:
    words = [f"Bild {place['number']}", "Aufmacher" if place["number"] == lead else "", place_as_text(place)]
    return _joined(words, " · ")


def place_as_text(place: Place | None) -> str:
    """What a place holds, or the part of it that is given; empty where there is none."""
    if place is None:
        return ""
    words = []
    if "still" in place:
        words.append(f"Datei {place['still']}" if place["still"] else "ohne Bild")
    words += [place.get(name) or "" for name in ("caption", "alt", "credit", "creator", "rights_holder")]
    if place.get("rights_until"):
        words.append(f"Rechte bis {datetime.date.fromisoformat(place['rights_until']):%d.%m.%Y}")
    if place.get("min_age"):
        words.append(f"ab {place['min_age']}")
    if place.get("decorative"):
        words.append("dekorativ")
    if (place.get("focal_x", 0.5), place.get("focal_y", 0.5)) != (0.5, 0.5):
        words.append(f"Bildmitte {place['focal_x']:.0%} / {place['focal_y']:.0%}")
    return _joined(words, " · ")


def _joined(words: Sequence[str | None], separator: str) -> str:
    return separator.join(word for word in words if word)


def _lines(lines: object) -> str:
    return "".join(f"{line}\n" for line in lines if line)  # type: ignore[attr-defined]

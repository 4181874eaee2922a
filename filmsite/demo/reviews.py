"""From a folder of `demo/reviews/` to a published review: the importer first, then what only an editor knows."""

import re
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.utils import timezone

from accounts.models import Member
from filmsite.demo.files import days_from_now, read_lines, read_values
from reviews import publishing
from reviews.content import newest_revision, snapshot
from reviews.drafting import save_review
from reviews.models import Review
from reviews.models.film import FilmKind
from reviews.models.release import Medium

__all__ = ["publish_folder"]

MEDIA = {label: value for value, label in Medium.choices}
_TERM = re.compile(r"(?P<media>.+) (?P<when>(?:in|vor) \d+ Tag(?:en)?)(?:: (?P<version>.+))?")


def publish_folder(folder: Path, *, by: Member) -> Review:
    pictures = folder / "bilder"
    images = {"images": pictures} if pictures.exists() else {}
    call_command("import_reviews", folder / "kritik.txt", author=by.name, verbosity=0, **images)
    review = Review.objects.filter(owner=by).latest("id")
    content = snapshot(review)
    _describe_pictures(content, read_lines(folder / "alt.txt") if images else [])
    _add_facts(content, read_values((folder / "angaben.txt").read_text()))
    base = newest_revision(review)
    save_review(review, content, by=by, base=base.number if base else 0)
    publishing.publish(review, by=by)
    review.refresh_from_db()
    return review


def _describe_pictures(content: dict[str, Any], alts: list[str]) -> None:
    """The pictures know their credit from their metadata; what they show is said here. A place without one goes."""
    content["stills"] = [place for place in content["stills"] if place["still"]]
    for place, alt in zip(content["stills"], alts, strict=True):
        place |= {"alt": alt, "basis": "own"}
    if not content["stills"]:
        content["lead"] = None


def _add_facts(content: dict[str, Any], values: dict[str, str]) -> None:
    film = content["film"]
    content["score"] = int(values["Wertung"]) if "Wertung" in values else None
    film["runtime"] = int(values["Laufzeit"]) if "Laufzeit" in values else None
    film["tags"] = values["Schlagworte"].split(", ")
    film["franchise"], film["part"] = values.get("Reihe", ""), int(values["Teil"]) if "Teil" in values else None
    if values.get("Art") == "Serie":
        film["kind"] = FilmKind.SERIES.value
    for term in values.get("Termine", "").split("; ") if "Termine" in values else []:
        film["releases"] += _releases(film["releases"][0], term)


def _releases(first: dict[str, Any], term: str) -> list[dict[str, Any]]:
    """„Blu-ray, DVD in 5 Tagen: restaurierte Fassung“: label and rating are those of the film's first release. The calendar
    has something to show whenever the demo is loaded."""
    match = _TERM.fullmatch(term)
    if match is None:
        raise ValueError(term)
    day = (timezone.localdate() + days_from_now(match["when"])).isoformat()
    dated = {"date_from": day, "date_precision": "day", "version_name": match["version"] or ""}
    return [first | dated | {"medium": MEDIA[name]} for name in match["media"].split(", ")]

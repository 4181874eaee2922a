"""From a folder of `demo/reviews/` to a published review: the importer first, then what only an editor knows."""

from pathlib import Path
from typing import Any

from django.core.management import call_command

from accounts.models import Member
from filmsite.demo.files import read_lines, read_values
from reviews import publishing
from reviews.content import newest_revision, snapshot
from reviews.drafting import save_review
from reviews.models import Review
from reviews.models.film import FilmKind

__all__ = ["publish_folder"]


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

"""„Was noch fehlt“: computed from what the editor would publish, the working copy included."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils import timezone

from reviews.content import Content, current_content
from reviews.countries import country_code
from reviews.models import Doubt, Review, Still, StillState
from reviews.models.release import MONTHS
from reviews.models.still import today

__all__ = ["Missing", "missing"]


@dataclass(frozen=True)
class Missing:
    """One thing the checklist found. `anchor` is the id of the field in the desk's form; what does not block warns."""

    text: str
    anchor: str
    blocks: bool = True


def missing(review: Review, at: datetime.datetime | None = None, content: Content | None = None) -> list[Missing]:
    """What keeps the review from going public at `at` (now), what blocks first. A constant number of queries."""
    content = content or current_content(review)
    found = [
        *_missing_text(review, content),
        *_missing_time(review, at or timezone.now()),
        *_missing_pictures(content),
        *_unknown_countries(content),
        *_missing_releases(content),
        *_open_doubts(review),
    ]
    return sorted(found, key=lambda thing: not thing.blocks)


def _missing_text(review: Review, content: Content) -> Iterator[Missing]:
    if not content["text"].strip():
        yield Missing("Text", "id_text")
    if not content["teaser"].strip():
        yield Missing("Vorspann", "id_teaser")
    if "||" in content["teaser"]:
        yield Missing("Im Vorspann steht ein Spoiler, Listen und Mails zeigen ihn", "id_teaser", blocks=False)
    if not content["authors"]:
        yield Missing("Wer die Kritik geschrieben hat", "id_authors")
    if "[[trailer]]" in content["text"] and not content["film"].get("trailers"):
        yield Missing("Der Trailer im Text hat noch keine Adresse", "id_trailers-0-address", blocks=False)


def _missing_time(review: Review, at: datetime.datetime) -> Iterator[Missing]:
    if review.embargo_until and at < review.embargo_until:
        until = timezone.localtime(review.embargo_until)
        yield Missing(
            f"Sperrfrist bis {until.day}. {MONTHS[until.month - 1]} {until.year}, {until:%H:%M} Uhr", "id_embargo_until"
        )


def _missing_pictures(content: Content) -> Iterator[Missing]:
    pictures = [place["still"] for place in content["stills"] if place["still"]]
    stills = {still.pk: still for still in Still.objects.filter(pk__in=pictures).only("pk", "state", "alt")}
    if not content["stills"]:
        yield Missing("Noch kein Bild", "files", blocks=False)
    for place in content["stills"]:
        name, anchor = f"Bild {place['number']}", f"bild-{place['number']}"
        if place["still"] is None:
            yield Missing(f"{name}: wartet auf ein Bild", anchor, blocks=False)
        else:
            for text, field in _missing_of_picture(place, content["lead"], stills[place["still"]]):
                yield Missing(f"{name}: {text}", f"{anchor}-{field}")


def _missing_of_picture(place: Content, lead: int | None, still: Still) -> Iterator[tuple[str, str]]:
    if not place["caption"] and place["number"] != lead:
        yield "Bildunterschrift", "caption"
    if not (place["alt"] or still.alt or place["decorative"]):
        yield "Alternativtext, oder „dekorativ“", "alt"
    if not place["credit"]:
        yield "Bildnachweis", "credit"
    if place["rights_until"] and datetime.date.fromisoformat(place["rights_until"]) < today():
        yield "die Rechte sind abgelaufen", "rights_until"
    if still.state == StillState.FAILED:
        yield "nicht lesbar, nimm es heraus oder lade es neu hoch", "caption"


def _unknown_countries(content: Content) -> Iterator[Missing]:
    for name in content["film"]["countries"]:
        if country_code(name) is None:
            text = f"Das Land „{name}“ kennen wir nicht, niemand findet den Film darunter"
            yield Missing(text, "id_film-countries", blocks=False)


def _missing_releases(content: Content) -> Iterator[Missing]:
    releases = content["film"]["releases"]
    if not releases:
        yield Missing("Wann und wo der Film herauskommt", "id_releases-0-medium", blocks=False)
    for number, release in enumerate(releases):
        if not release["fsk"]:
            yield Missing("FSK-Freigabe", f"id_releases-{number}-fsk", blocks=False)
        if release["index_status"]:
            text = "Eine Fassung ist indiziert: kein Vorspann in Listen, kein Kaufhinweis"
            yield Missing(text, f"id_releases-{number}-index_status", blocks=False)


def _open_doubts(review: Review) -> Iterator[Missing]:
    count = Doubt.objects.filter(source__review=review, settled_at=None).count()
    if count:
        words = "Ein Zweifel ist" if count == 1 else f"{count} Zweifel sind"
        yield Missing(f"{words} noch nicht geklärt", "zweifel", blocks=False)

"""Two saves side by side: where they differ, which side changed it, and the one content made of both.

A proposal was written on an old base. What only one side has changed since is chosen beforehand; where both did, the
editor decides, and what stands in the text may be kept from both.
"""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any

from reviews.comparing import fact_as_text, lines_of_authors, place_as_text, points_as_text
from reviews.content import Content
from reviews.places import Place
from text.difference import Change, difference

__all__ = ["BOTH", "NEWEST", "PROPOSAL", "Choice", "choices", "merge"]

NEWEST, PROPOSAL, BOTH = "neueste", "vorschlag", "beide"

PLAIN = {"title": "Titel", "teaser": "Vorspann", "poll_question": "Frage an die Leser"}
FACTS = {
    "original_title": "Originaltitel",
    "german_title": "Deutscher Titel",
    "kind": "Art",
    "year": "Jahr",
    "year_end": "Bis",
    "runtime": "Laufzeit",
    "countries": "Länder",
    "cast": "Besetzung",
    "cast_complete": "Besetzung vollständig",
    "tags": "Schlagworte",
    "titles": "Weitere Titel",
    "franchise": "Reihe",
    "part": "Teil",
    "crew": "Stab",
    "releases": "Veröffentlichungen",
    "trailers": "Trailer",
}
WORDS = ("caption", "alt")


@dataclass(frozen=True)
class Choice:
    """A part on which the saves differ. `key` is its name in the form; `chosen` is the side that is proposed."""

    key: str
    title: str
    newest: str
    proposal: str
    chosen: str
    contested: bool
    both: bool = False

    @property
    def of_newest(self) -> list[Change]:
        """The newest side, with what the proposal lacks marked as removed."""
        return [change for change in difference(self.newest, self.proposal) if change.kind != "added"]

    @property
    def of_proposal(self) -> list[Change]:
        return [change for change in difference(self.newest, self.proposal) if change.kind != "removed"]


def choices(base: Content | None, newest: Content, proposal: Content) -> list[Choice]:
    """In the desk's order. Without `base` nobody knows who changed what, and everything is contested."""
    return [
        *_plain_choices(base, newest, proposal),
        *_text_choices(base, newest, proposal),
        *_fact_choices(base, newest, proposal),
        *_place_choices(base, newest, proposal),
    ]


def merge(newest: Content, proposal: Content, chosen: dict[str, str]) -> Content:
    """`chosen` holds a side for each key of `choices`; what is left out stays as in the newest."""
    taken = {key for key, side in chosen.items() if side == PROPOSAL}
    merged = newest | {name: proposal[name] for name in (*PLAIN, "score", "authors", "lead") if name in taken}
    merged["text"] = _merged_text(newest["text"], proposal["text"], chosen)
    facts = {name: proposal["film"].get(name) for name in FACTS if f"film-{name}" in taken}
    merged["film"] = newest["film"] | facts
    merged["stills"] = _merged_places(newest["stills"], proposal["stills"], taken)
    return merged


def _choice(key: str, title: str, base: Any, newest: Any, proposal: Any, shown: Any = str) -> Iterator[Choice]:
    """`base` is a tuple with the value, or empty where there is none."""
    if newest == proposal:
        return
    by_newest, by_proposal = (not base or newest != base[0]), (not base or proposal != base[0])
    chosen = PROPOSAL if by_proposal and not by_newest else NEWEST
    yield Choice(key, title, shown(newest), shown(proposal), chosen, by_newest and by_proposal)


def _plain_choices(base: Content | None, newest: Content, proposal: Content) -> Iterator[Choice]:
    def of(name: str) -> tuple[Any, ...]:
        return (base[name],) if base else ()

    for name, title in PLAIN.items():
        yield from _choice(name, title, of(name), newest[name], proposal[name])
    yield from _choice("score", "Wertung", of("score"), newest["score"], proposal["score"], points_as_text)
    authors = newest["authors"], proposal["authors"]
    yield from _choice("authors", "Geschrieben von", of("authors"), *authors, lines_of_authors)
    lead = newest["lead"], proposal["lead"]
    yield from _choice("lead", "Aufmacher", of("lead"), *lead, lambda number: f"Bild {number}" if number else "")


def _text_choices(base: Content | None, newest: Content, proposal: Content) -> Iterator[Choice]:
    before = _paragraphs(base["text"]) if base else None
    from_newest, from_proposal = (_kept(before, _paragraphs(side["text"])) for side in (newest, proposal))
    passages = (passage for passage in _passages(newest["text"], proposal["text"]) if not passage.same)
    for number, passage in enumerate(passages, 1):
        by_newest = _changed(passage.at, from_newest, passage.at_proposal, from_proposal)
        by_proposal = _changed(passage.at_proposal, from_proposal, passage.at, from_newest)
        chosen = PROPOSAL if by_proposal and not by_newest else NEWEST
        texts = _joined(passage.newest), _joined(passage.proposal)
        yield Choice(f"text-{number}", f"Text, Stelle {number}", *texts, chosen, by_newest == by_proposal, all(texts))


def _kept(before: list[str] | None, now: list[str]) -> dict[int, int]:
    """Which paragraph of the base each paragraph is, by their places; new ones are left out."""
    matcher = SequenceMatcher(None, before or [], now, autojunk=False)
    return {block.b + n: block.a + n for block in matcher.get_matching_blocks() for n in range(block.size)}


def _changed(here: range, kept: dict[int, int], there: range, kept_there: dict[int, int]) -> bool:
    """Whether this side has changed the passage: it has a new paragraph, or lacks one the other side still has."""
    if any(place not in kept for place in here):
        return True
    return any(place in kept_there and kept_there[place] not in kept.values() for place in there)


def _fact_choices(base: Content | None, newest: Content, proposal: Content) -> Iterator[Choice]:
    for name, title in FACTS.items():
        before = (base["film"].get(name),) if base else ()

        def shown(value: Any, name: str = name) -> str:
            return fact_as_text(name, value)

        yield from _choice(f"film-{name}", title, before, newest["film"].get(name), proposal["film"].get(name), shown)


def _place_choices(base: Content | None, newest: Content, proposal: Content) -> Iterator[Choice]:
    before = _by_number(base["stills"]) if base else {}
    ours, theirs = _by_number(newest["stills"]), _by_number(proposal["stills"])
    for number in sorted(ours.keys() | theirs.keys()):
        for part, title in (("worte", "Worte"), ("datei", "Bild und Rechte")):
            values = [_part(places.get(number), part) for places in (before, ours, theirs)]
            base_value = (values[0],) if base else ()
            name = f"Bild {number}: {title}"
            yield from _choice(f"bild-{number}-{part}", name, base_value, values[1], values[2], place_as_text)
    orders = [list(places) for places in (before, ours, theirs)]
    common = [[number for number in order if number in ours and number in theirs] for order in orders]
    base_order = (common[0],) if base else ()
    yield from _choice("folge", "Reihenfolge der Bilder", base_order, common[1], common[2], _numbers)


def _numbers(order: list[int]) -> str:
    return ", ".join(f"Bild {number}" for number in order)


def _part(place: Place | None, part: str) -> Place | None:
    if place is None:
        return None
    return {name: value for name, value in place.items() if name != "number" and (name in WORDS) == (part == "worte")}


def _by_number(places: list[Place]) -> dict[int, Place]:
    return {place["number"]: place for place in places}


def _merged_places(newest: list[Place], proposal: list[Place], taken: set[str]) -> list[Place]:
    ours, theirs = _by_number(newest), _by_number(proposal)
    order = list(ours)
    if "folge" in taken:
        order = [number for number in theirs if number in ours] + [number for number in ours if number not in theirs]
    order += [number for number in theirs if number not in ours]
    merged = (_merged_place(number, ours.get(number), theirs.get(number), taken) for number in order)
    return _each_picture_once([place for place in merged if place])


def _merged_place(number: int, ours: Place | None, theirs: Place | None, taken: set[str]) -> Place | None:
    sides = {part: theirs if f"bild-{number}-{part}" in taken else ours for part in ("worte", "datei")}
    if sides["worte"] is None and sides["datei"] is None:
        return None
    empty = {"still": None, "caption": "", "alt": ""}
    words, file = _part(sides["worte"], "worte") or {}, _part(sides["datei"], "datei") or {}
    return {"number": number} | empty | words | file


def _each_picture_once(places: list[Place]) -> list[Place]:
    """A picture that both sides put somewhere stays in the first of the places."""
    seen: set[int] = set()
    kept = []
    for place in places:
        if place["still"] in seen:
            place = {name: place[name] for name in ("number", *WORDS)} | {"still": None}
        seen |= {place["still"]} - {None}
        kept.append(place)
    return kept


def _merged_text(newest: str, proposal: str, chosen: dict[str, str]) -> str:
    if newest == proposal:
        return newest
    numbers = itertools.count(1)
    paragraphs: list[str] = []
    for passage in _passages(newest, proposal):
        side = NEWEST if passage.same else chosen.get(f"text-{next(numbers)}", NEWEST)
        paragraphs += passage.proposal if side == PROPOSAL else passage.newest
        paragraphs += passage.proposal if side == BOTH else []
    return _joined(paragraphs)


@dataclass(frozen=True)
class Passage:
    """Paragraphs of both sides that stand at the same point of the text, with their places."""

    same: bool
    newest: list[str]
    at: range
    proposal: list[str]
    at_proposal: range


def _passages(newest: str, proposal: str) -> Iterator[Passage]:
    ours, theirs = _paragraphs(newest), _paragraphs(proposal)
    for tag, a, b, c, d in SequenceMatcher(None, ours, theirs, autojunk=False).get_opcodes():
        yield Passage(tag == "equal", ours[a:b], range(a, b), theirs[c:d], range(c, d))


def _paragraphs(text: str) -> list[str]:
    return [paragraph for paragraph in text.split("\n\n") if paragraph.strip()]


def _joined(paragraphs: list[str]) -> str:
    return "\n\n".join(paragraphs)

"""What one source says, as values without a database: the parts of a review page."""

import datetime
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

__all__ = [
    "Block",
    "Byline",
    "Doubted",
    "Doubts",
    "FilmFacts",
    "Named",
    "Page",
    "Refused",
    "ReleaseFacts",
    "ReviewText",
    "shorten",
]

DOUBT_LENGTH = 500
"""Characters of a doubt's sentence, as the database keeps it."""


class Refused(Exception):  # noqa: N818 (says what happened, not whose fault it is)
    """A source that cannot be understood at all; `str()` is a German sentence for the editor."""


@dataclass(frozen=True)
class Doubted:
    """`field` is the place in the documented JSON, `text` a German sentence for the editor."""

    field: str
    text: str


class Doubts:
    """What was not understood for sure, in the order it was met; the same doubt once.

    A broken file would raise thousands: after `ROOM` new ones only that there are more is noted.
    """

    ROOM = 200

    def __init__(self, known: Iterable[Doubted] = ()) -> None:
        self._noted = dict.fromkeys(known)
        self._limit = len(self._noted) + self.ROOM

    def note(self, about: str, text: str) -> None:
        if len(self._noted) >= self._limit:
            about, text = "source", "Es gibt noch mehr Zweifel; hier stehen nur die ersten."
        self._noted[Doubted(about, shorten(text, DOUBT_LENGTH))] = None

    def __iter__(self) -> Iterator[Doubted]:
        return iter(self._noted)


@dataclass(frozen=True)
class FilmFacts:
    """`crew` maps jobs other than director and cast; `countries` are as written; `roles` maps names of the cast."""

    original_title: str
    german_title: str | None = None
    countries: tuple[str, ...] = ()
    year: int | None = None
    year_end: int | None = None
    runtime: int | None = None
    directors: tuple[str, ...] = ()
    cast: tuple[str, ...] = ()
    cast_complete: bool = False
    roles: Mapping[str, str] = field(default_factory=dict)
    crew: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


@dataclass(frozen=True)
class Byline:
    name: str
    nick: str | None = None


@dataclass(frozen=True)
class Block:
    """One line of the body; `kind` is paragraph, caption (the place of a picture) or trailer."""

    kind: str
    text: str


@dataclass(frozen=True)
class ReviewText:
    teaser: str = ""
    blocks: tuple[Block, ...] = ()
    bylines: tuple[Byline, ...] = ()
    poll_question: str | None = None

    @property
    def paragraphs(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if block.kind == "paragraph")

    @property
    def captions(self) -> tuple[str, ...]:
        return tuple(block.text for block in self.blocks if block.kind == "caption")

    @property
    def trailer(self) -> str | None:
        return next((block.text for block in self.blocks if block.kind == "trailer"), None)


@dataclass(frozen=True)
class ReleaseFacts:
    """The footer row. `cut`, `bluray` and `dvd` are no, yes or unknown; `note` is the rest after the date."""

    label: str | None = None
    fsk: tuple[str, ...] = ()
    cut: str = "unknown"
    cut_note: str = ""
    bluray: str = "unknown"
    dvd: str = "unknown"
    date: datetime.date | None = None
    date_precision: str | None = None
    note: str | None = None

    @property
    def media(self) -> tuple[str, ...]:
        """Where it comes out: „in den deutschen Kinos“, and each disc with a Ja."""
        note = (self.note or "").lower()
        cinema = ("cinema",) if "kino" in note and "nicht" not in note else ()
        return cinema + tuple(disc for disc in ("bluray", "dvd") if getattr(self, disc) == "yes")


@dataclass(frozen=True)
class Named:
    """A title in quotation marks or a person in the text; `offset` counts characters of the plain line."""

    place: str
    paragraph: int
    offset: int
    text: str
    is_person: bool


@dataclass(frozen=True)
class Page:
    film: FilmFacts
    review: ReviewText
    release: ReleaseFacts
    mentions: tuple[Named, ...]
    doubts: tuple[Doubted, ...]


def shorten(text: str, length: int) -> str:
    return text if len(text) <= length else text[: length - 1].rstrip() + "…"

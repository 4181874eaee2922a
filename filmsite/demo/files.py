"""The plain files of `demo/`: lines „Name: Wert“, moments counted back from now, and talks. No database."""

import datetime
import random
import re
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

__all__ = [
    "DEMO",
    "Act",
    "Matter",
    "Talk",
    "Voice",
    "ago",
    "days_from_now",
    "moments_of",
    "read_lines",
    "read_matter",
    "read_talk",
    "read_values",
]

DEMO = settings.BASE / "demo"

_AGO = re.compile(r"vor (\d+) (Minute|Stunde|Tag)(?:e?n)?")
_DAYS = re.compile(r"(in|vor) (\d+) Tag(?:en)?")
_UNITS = {"Minute": "minutes", "Stunde": "hours", "Tag": "days"}
_VOICE = re.compile(r"^=== (.+)$", re.MULTILINE)

EAGERNESS = 2.2
"""Most answers come soon, the last ones late: the n-th of all lies at (n/all) to this power of the whole time."""


@dataclass(frozen=True)
class Voice:
    name: str
    text: str


@dataclass(frozen=True)
class Talk:
    """A conversation; `begun` and `last` are counted back from the moment of loading."""

    values: dict[str, str]
    voices: tuple[Voice, ...]

    @property
    def begun(self) -> datetime.timedelta:
        return ago(self.values["Begonnen"])

    @property
    def last(self) -> datetime.timedelta:
        return ago(self.values["Zuletzt"])


@dataclass(frozen=True)
class Act:
    """What somebody did in a matter of moderation; `ago` is counted back from the moment of loading."""

    what: str
    who: str
    ago: datetime.timedelta
    values: dict[str, str]
    words: str


@dataclass(frozen=True)
class Matter:
    """`about` names what it is about, as „Beitrag foyer-12 3“; empty for what moderators keep for their own work."""

    about: str
    acts: tuple[Act, ...]


def read_lines(path: Path) -> list[str]:
    return [line for line in path.read_text().splitlines() if line.strip()]


def read_values(text: str) -> dict[str, str]:
    """Raises ValueError for a line that is no „Name: Wert“."""
    pairs = (line.split(": ", 1) for line in text.splitlines() if line.strip())
    return {name: value.strip() for name, value in pairs}


def read_talk(path: Path) -> Talk:
    head, *parts = _VOICE.split(path.read_text())
    voices = [Voice(name.strip(), text.strip()) for name, text in zip(parts[::2], parts[1::2], strict=True)]
    return Talk(read_values(head), tuple(voices))


def read_matter(path: Path) -> Matter:
    head, *parts = _VOICE.split(path.read_text())
    acts = []
    for heading, text in zip(parts[::2], parts[1::2], strict=True):
        what, who, when = (part.strip() for part in heading.split("|"))
        values, _, words = text.strip("\n").partition("\n\n") if not text.startswith("\n\n") else ("", "", text)
        acts.append(Act(what, who, ago(when), read_values(values), words.strip()))
    return Matter(read_values(head).get("Betrifft", ""), tuple(acts))


def ago(text: str) -> datetime.timedelta:
    """„vor 3 Tagen“. Raises ValueError for anything else."""
    match = _AGO.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return datetime.timedelta(**{_UNITS[match[2]]: int(match[1])})


def days_from_now(text: str) -> datetime.timedelta:
    """„in 3 Tagen“, „vor 3 Tagen“. Raises ValueError for anything else."""
    match = _DAYS.fullmatch(text)
    if match is None:
        raise ValueError(text)
    return datetime.timedelta(days=int(match[2]) if match[1] == "in" else -int(match[2]))


def moments_of(
    count: int, begun: datetime.timedelta, last: datetime.timedelta, *, now: datetime.datetime, seed: str
) -> list[datetime.datetime]:
    """As many moments from the first to the last, in order, uneven as people are. The same seed gives the same."""
    rng = random.Random(seed)  # noqa: S311 (data, no secret)
    places = sorted(min(1.0, max(0.0, n + rng.uniform(-0.4, 0.4)) / max(1, count - 1)) for n in range(1, count - 1))
    shares = [0.0, *(place**EAGERNESS for place in places), 1.0][:count]
    return [now - begun + (begun - last) * share for share in shares]

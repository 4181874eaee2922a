"""What the title of a spoiler names: a film, perhaps its year, and of a series how far it gives away."""

import re
from dataclasses import dataclass
from functools import lru_cache

from text.folding import fold

__all__ = ["Named", "Place", "reaches", "readings"]

Place = tuple[int, int | None]
"""Season and episode of a series; without an episode the whole season."""

_BEFORE = r"(?:^|[\s,;:.·–—(\[-]+)"
_BETWEEN = r"[\s,;:.·–—-]*"
_SEASON, _EPISODE = "0*([1-9][0-9]{0,2})", "0*([1-9][0-9]{0,3})"
# At the end of the title, or it is no place: of „S2E5–7“ nobody can tell the later end from a part of the name.
_PLACE = re.compile(
    rf"{_BEFORE}(?:"
    rf"(?:s|staffel\s*|season\s*){_SEASON}(?:{_BETWEEN}(?:e|ep\.?\s*|folge\s*|episode\s*){_EPISODE})?"
    rf"|{_SEASON}\.\s*staffel(?:{_BETWEEN}{_EPISODE}\.\s*folge)?"
    r")\s*[)\]]?$",
    re.IGNORECASE,
)
_YEAR = re.compile(r"(.*\S)\s*\(([0-9]{4})(?:\s*[–-]\s*(?:[0-9]{4})?)?\)")


@dataclass(frozen=True)
class Named:
    """`name` is folded as titles of films are; empty, it means the film the talk is about."""

    name: str
    year: int | None = None
    place: Place | None = None


@lru_cache(2_000)
def readings(title: str) -> tuple[Named, ...]:
    """All that a title can mean, the whole of it as a name first: there may be a film called „Staffel 2“."""
    name, place = _cut_place(title.strip())
    found = [Named(fold(title)), Named(fold(name), None, place)]
    if dated := _YEAR.fullmatch(name):
        found.append(Named(fold(dated[1]), int(dated[2]), place))
    return tuple(dict.fromkeys(found))


def _cut_place(title: str) -> tuple[str, Place | None]:
    found = _PLACE.search(title)
    if not found:
        return title, None
    season, episode = found[1] or found[3], found[2] or found[4]
    return title[: found.start()], (int(season), int(episode) if episode else None)


def reaches(mark: Place | None, place: Place | None) -> bool:
    """Whether who has seen up to `mark` has seen `place`; None is all of it. How many episodes a season has nobody
    knows: it is over for those who have begun the next."""
    if mark is None:
        return True
    if place is None:
        return False
    return mark[0] > place[0] if place[1] is None else (mark[0], mark[1] or 0) >= (place[0], place[1])

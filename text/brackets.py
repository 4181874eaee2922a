"""Where the links `[text](address)` of a paragraph are, found in one pass.

The library looks for the end of the text anew from every bracket, which takes quadratic time. This is the algorithm of
the CommonMark specification instead: brackets wait on a stack; a link makes the brackets around it plain text, because
links do not nest.
"""

import bisect
import re
from collections.abc import Callable
from typing import NamedTuple

from markdown_it.helpers import parseLinkDestination, parseLinkTitle

from text.spoilers import MARK

__all__ = ["WrittenLink", "links_in"]

_STOPS = re.compile(r"\\.|`+|<|!?\[|\]", re.DOTALL)
_SPACE = re.compile(r"[ \t\n]*")


class WrittenLink(NamedTuple):
    """The place of its text, where it leads, and the place after it."""

    start: int
    end: int
    href: str
    after: int


class _Bracket(NamedTuple):
    place: int
    kind: str


def links_in(
    src: str, *, href_of: Callable[[str], str | None], skip: Callable[[str, int], int]
) -> dict[int, WrittenLink]:
    """The links by the place of their opening bracket.

    `href_of` gives the address as it may be stored, or None for one that must not be a link; `skip` the end of a link in
    angle brackets that begins at a place, or that place.
    """
    links: dict[int, WrittenLink] = {}
    waiting: list[_Bracket] = []
    around = {"[": 0, "![": 0}  # how many of the waiting brackets of each kind have become plain text
    runs = _runs_of_backticks(src)
    pos = 0
    while stop := _STOPS.search(src, pos):
        pos = stop.end()
        match stop[0][0]:
            case "`":
                pos = _end_of_code(runs, stop)
            case "<":
                pos = max(pos, skip(src, stop.start()))
            case "[" | "!":
                waiting.append(_Bracket(pos - 1, stop[0]))
            case "]" if waiting:
                bracket = waiting.pop()
                is_plain = len(waiting) < around[bracket.kind]
                around = {kind: min(count, len(waiting)) for kind, count in around.items()}
                link = None if is_plain else _link_from(src, bracket.place, stop.start(), href_of)
                if link:
                    links[bracket.place], pos = link, link.after
                    around |= dict.fromkeys({bracket.kind, "!["}, len(waiting))
    return links


def _link_from(src: str, start: int, end: int, href_of: Callable[[str], str | None]) -> WrittenLink | None:
    """An address with a spoiler mark in it is none: the mark counts."""
    if not src.startswith("(", end + 1):
        return None
    address = parseLinkDestination(src, _after_space(src, end + 2), len(src))
    if not address.ok:
        return None
    pos = _after_space(src, address.pos)
    title = parseLinkTitle(src, pos, len(src)) if pos > address.pos else None
    if title and title.ok:
        pos = _after_space(src, title.pos)
    if not src.startswith(")", pos) or MARK in src[end:pos]:
        return None
    href = href_of(address.str)
    return WrittenLink(start + 1, end, href, pos + 1) if href else None


def _after_space(src: str, pos: int) -> int:
    space = _SPACE.match(src, pos)
    return space.end() if space else pos


def _runs_of_backticks(src: str) -> dict[int, list[int]]:
    """The places of runs, by their length."""
    runs: dict[int, list[int]] = {}
    for run in re.finditer("`+", src):
        runs.setdefault(len(run[0]), []).append(run.start())
    return runs


def _end_of_code(runs: dict[int, list[int]], opening: re.Match[str]) -> int:
    """Code ends with the next run of the same length; without one the backticks are text."""
    length = len(opening[0])
    places = runs.get(length, [])
    following = bisect.bisect_left(places, opening.end())
    return places[following] + length if following < len(places) else opening.end()

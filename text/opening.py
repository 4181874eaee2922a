"""Spoilers of stored HTML opened for one reader. They are stored closed, and every other channel keeps them so."""

import html as entities
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

__all__ = ["Cover", "covers_in", "has_covers", "open_covers"]

_COVER = '<details class="spoiler'
_PIECE = re.compile(
    r'<details class="spoiler(?P<kind>[a-z ]*)"><summary>Spoiler(?:: (?P<title>[^<]*))?</summary>'
    r"|<(?P<tag>details|blockquote)(?P<attributes>[^>]*)>"
    r"|</(?:details|blockquote)>"
)
_POST = re.compile(r' data-post="(\d+)"')


@dataclass(frozen=True)
class Cover:
    """What a spoiler says of itself: its title, that of the spoiler around it if it has none, or nothing.

    The rest counts only where the title names no film. `quoted` are the posts it is quoted from: it is about what they
    are about. `is_clear` is False where words that may have been meant as a title are hidden with the rest.
    """

    title: str = ""
    quoted: frozenset[int] = frozenset()
    is_clear: bool = True


def has_covers(html: str) -> bool:
    return _COVER in html


def covers_in(html: str) -> set[Cover]:
    return {cover for _, cover in _covers(html)}


def open_covers(html: str, is_open: Callable[[Cover], bool]) -> str:
    """The HTML with those spoilers open that may be; one in a closed one stays unseen with it."""
    parts, end = [], 0
    for place, cover in _covers(html):
        if is_open(cover):
            parts += [html[end:place], " open"]
            end = place
    return "".join([*parts, html[end:]])


def _covers(html: str) -> Iterator[tuple[int, Cover]]:
    """Each with the place where its attributes end. Whatever our own HTML closes it has opened."""
    around = [Cover()]
    for piece in _PIECE.finditer(html):
        if piece["kind"] is not None:
            cover = _within(around[-1], piece["kind"], entities.unescape(piece["title"] or ""))
            around.append(cover)
            yield piece.end("kind") + 1, cover
        elif piece["tag"]:
            around.append(_quoted(around[-1], piece["attributes"]))
        elif len(around) > 1:
            around.pop()


def _within(outer: Cover, kind: str, title: str) -> Cover:
    if "unclear" in kind:
        return Cover(quoted=outer.quoted, is_clear=False)
    return replace(outer, title=title) if title else outer


def _quoted(outer: Cover, attributes: str) -> Cover:
    """A quote is about what it was about where it comes from, whatever stands around it here."""
    post = _POST.search(attributes)
    return Cover(quoted=outer.quoted | {int(post[1])}) if post else outer

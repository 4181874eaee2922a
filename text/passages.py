"""Plain passages of safe HTML, and links put into it where a passage says something.

Takes only what our renderer made: cleaned, every tag closed, `<` and `&` nowhere else.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import unescape

from django.utils.html import escape

__all__ = ["Link", "Passage", "link_passages", "passages_of"]

_TOKEN = re.compile(r"<(/?)([a-z0-9]+)[^>]*>|&[#\w]+;|[^<&]")
_BLOCKS = frozenset(
    [
        "p",
        "div",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "ul",
        "ol",
        "li",
        "blockquote",
        "details",
        "summary",
        "figure",
        "hr",
        "table",
        "tr",
        "td",
        "th",
        "pre",
        "br",
    ]
)
_UNTOUCHED = frozenset(["a", "code", "pre", "summary"])
"""What stands in a link cannot hold another; code means itself."""


@dataclass(frozen=True)
class Passage:
    """The text of one block. `starts` and `ends` say for each of its characters where it begins and ends in the HTML;
    `number` counts the paragraphs among the blocks from 1, and is 0 for what is none."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]
    number: int


@dataclass(frozen=True)
class Link:
    """From a character of a passage up to before another, to an address."""

    passage: Passage
    start: int
    end: int
    href: str


def passages_of(html: str) -> list[Passage]:
    """In the order of the text; text that may hold no link is left out as if a blank stood there."""
    return [passage for passage in _read(html) if passage.text.strip()]


def _read(html: str) -> Iterator[Passage]:
    text, starts, ends = [""], list[int](), list[int]()
    untouched, paragraphs, number = 0, 0, 0
    for token in _TOKEN.finditer(html):
        name = token[2]
        if name in _BLOCKS:
            if len(text) > 1:
                yield Passage("".join(text), tuple(starts), tuple(ends), number)
            text, starts, ends = [""], [], []
            paragraphs += name == "p" and not token[1]
            number = paragraphs if name == "p" and not token[1] else 0
        if name in _UNTOUCHED:
            untouched += -1 if token[1] else 1
        elif name is None:
            char = unescape(token[0])
            for letter in char:
                text.append(" " if untouched else letter)
                starts.append(token.start())
                ends.append(token.end())
    if len(text) > 1:
        yield Passage("".join(text), tuple(starts), tuple(ends), number)


def link_passages(html: str, links: Iterable[Link]) -> str:
    """Links that would begin inside a mark and end outside of it are left out."""
    places = sorted((link.passage.starts[link.start], link.passage.ends[link.end - 1], link.href) for link in links)
    parts, at = [], 0
    for start, end, href in places:
        inner = html[start:end]
        if start < at or not _is_whole(inner):
            continue
        parts += [html[at:start], f'<a href="{escape(href)}">', inner, "</a>"]
        at = end
    return "".join([*parts, html[at:]])


def _is_whole(html: str) -> bool:
    """What is opened is closed, in order, and no block among it."""
    opened: list[str] = []
    for token in _TOKEN.finditer(html):
        name = token[2]
        if name is None:
            continue
        if name in _BLOCKS or (token[1] and (not opened or opened.pop() != name)):
            return False
        if not token[1]:
            opened.append(name)
    return not opened

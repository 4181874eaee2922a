"""The one place where stored HTML becomes the plain text of other channels: an excerpt, or all of it."""

import html as entities
import re
from collections.abc import Iterator

import nh3

__all__ = ["excerpt", "plain_text"]

_BLOCKS = "p div h2 h3 li ul ol blockquote pre hr br figure"
_PHRASES = "a code em s span strong"
_KNOWN = f"{_BLOCKS} {_PHRASES} details summary"

# Stored HTML consists of these and nothing else, as the cleaner writes them; anything else is cleaned first.
_PIECE = re.compile(
    r"(?P<text>[^<]+)"
    r'|<details class="spoiler"><summary>Spoiler: (?P<title>[^<]*)</summary>'
    rf"|<(?P<end>/?)(?P<tag>{'|'.join(_KNOWN.split())})(?P<attributes>(?: [a-z-]+(?:=\"[^\"<>]*\")?)*)>"
)
_ELLIPSIS = "…"
_SPACE = re.compile(r"\s+")
_ADDRESS = re.compile(r'href="(https?://[^"]*)"')
_BREAKING = frozenset(_BLOCKS.split())
_cleaner = nh3.Cleaner(
    tags=set(_KNOWN.split()),
    attributes={"details": {"class"}, "blockquote": {"class"}, "a": {"href"}},
    link_rel=None,
)


def excerpt(html: str, *, length: int = 200) -> str:
    """Plain text of stored HTML in at most `length` characters, cut at a word: notifications, mails, feeds,
    descriptions and last voices get their text from nowhere else.

    Each spoiler is replaced by "[Spoiler]" or "[Spoiler: Title]", whatever the HTML. Quotes of posts are left out if
    anything else remains.
    """
    try:
        return _excerpt(html, length)
    except _ForeignHTML:
        return _excerpt(_cleaner.clean(html), length)


def plain_text(html: str) -> str:
    """All of it, for files that people keep: paragraphs parted by empty lines, quotes and lists marked as in Markdown,
    addresses of links behind their words. Spoilers are replaced as in an excerpt."""
    try:
        return _Paragraphs().of(html)
    except _ForeignHTML:
        return _Paragraphs().of(_cleaner.clean(html))


class _ForeignHTML(Exception):
    """No HTML of ours: its tags cannot be told by their looks alone."""


def _excerpt(html: str, length: int) -> str:
    own = _collect(_pieces(html, with_quotes=False), length)
    return _cut(own or _collect(_pieces(html, with_quotes=True), length), length)


def _collect(pieces: Iterator[str], length: int) -> str:
    """Words parted by single spaces; reads on only until it has more than `length` characters."""
    found: list[str] = []
    size = 0
    for piece in pieces:
        found.append(piece)
        size += len(piece)
        if size > 2 * length:
            text = "".join(found)
            found = [" ".join(text.split()) + (" " if text[-1:].isspace() else "")]
            size = len(found[0])
            if size > length + 1:
                break
    return " ".join("".join(found).split())


def _pieces(html: str, *, with_quotes: bool) -> Iterator[str]:
    """The visible text, bit by bit, with a space where a block begins or ends."""
    hidden = quoted = pos = 0
    while pos < len(html):
        piece = _PIECE.match(html, pos)
        if piece is None:
            raise _ForeignHTML
        pos = piece.end()
        tag, end, title = piece["tag"], piece["end"], piece["title"]
        if title is not None or tag == "details":
            if not (hidden or quoted or end):
                yield _in_place_of_spoiler(piece)
            hidden = max(0, hidden - 1) if end else hidden + 1
        elif tag == "blockquote" and (quoted or 'class="quote"' in piece["attributes"]) and not with_quotes:
            quoted += -1 if end else 1
        if not (hidden or quoted):
            if tag is None:
                yield entities.unescape(piece["text"] or "")
            elif tag in _BREAKING:
                yield " "


def _in_place_of_spoiler(piece: re.Match[str]) -> str:
    if piece["title"] is not None:
        return f" [Spoiler: {entities.unescape(piece['title'])}] "
    return "[Spoiler]" if "inline" in piece["attributes"] else " [Spoiler] "


def _cut(text: str, length: int) -> str:
    if len(text) <= length:
        return text
    words = text[: length - 1].rpartition(" ")[0].rstrip(" ,;:–-")
    return f"{words}\N{NO-BREAK SPACE}{_ELLIPSIS}" if words else text[: length - 1] + _ELLIPSIS


class _Paragraphs:
    """What stands in a text so far; `line` is the paragraph that is being read."""

    def __init__(self) -> None:
        self.found: list[str] = []
        self.line = self.bullet = self.address = ""
        self.hidden = self.quoted = self.kept = 0

    def of(self, html: str) -> str:
        pos = 0
        while pos < len(html):
            piece = _PIECE.match(html, pos)
            if piece is None:
                raise _ForeignHTML
            pos = piece.end()
            self._read(piece)
        self._end()
        return "".join(self.found).strip("\n")

    def _read(self, piece: re.Match[str]) -> None:
        tag, is_end = piece["tag"] or "", bool(piece["end"])
        if piece["title"] is not None or tag == "details":
            self._spoiler(piece, is_end)
        elif self.hidden:
            return
        elif not tag:
            words = entities.unescape(piece["text"])
            self.line += words if self.kept else _SPACE.sub(" ", words)
        elif tag == "a":
            self._link(piece, is_end)
        elif tag == "br":
            self.line = f"{self.line.rstrip()}\n"
        elif tag in _BREAKING:
            self._block(tag, is_end)

    def _spoiler(self, piece: re.Match[str], is_end: bool) -> None:
        """A block is a paragraph of its own, whatever follows."""
        if not (self.hidden or is_end):
            mark = _in_place_of_spoiler(piece)
            if mark == mark.strip():
                self.line += mark
            else:
                self._end()
                self.line = mark.strip()
                self._end()
        self.hidden = max(0, self.hidden - 1) if is_end else self.hidden + 1

    def _link(self, piece: re.Match[str], is_end: bool) -> None:
        if is_end and self.address and self.address not in self.line:
            self.line += f" <{self.address}>"
        found = _ADDRESS.search(piece["attributes"] or "")
        self.address = entities.unescape(found[1]) if found and not is_end else ""

    def _block(self, tag: str, is_end: bool) -> None:
        self._end()
        step = -1 if is_end else 1
        if tag == "blockquote":
            self.quoted += step
        elif tag == "pre":
            self.kept += step
        elif tag == "li" and not is_end:
            self.bullet = "- "
        elif tag == "hr":
            self.found.append("---\n\n")

    def _end(self) -> None:
        lines = [line if self.kept else line.strip() for line in self.line.strip("\n").split("\n")]
        self.line = ""
        if not any(lines):
            return
        before = "> " * self.quoted
        text = "\n".join(f"{before}{self.bullet if n == 0 else ''}{line}" for n, line in enumerate(lines))
        self.found.append(f"{text}\n\n")
        self.bullet = ""

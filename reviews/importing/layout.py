"""The lines of a page in their parts: facts row, body, byline, and what stands below it."""

import re
from dataclasses import dataclass

from reviews.importing.page import Doubts, Refused, shorten
from reviews.importing.rows import is_row

__all__ = ["Layout", "Line", "lay_out"]

_BYLINE = re.compile(r"(?:©\s*|\([cC]\)\s+)\S")  # a sign that names nobody is text
_BYLINE_LENGTH = 500
_TAIL_LINES = 8
_TAIL_LENGTH = 300
"""Characters of a byline; lines and characters that may stand below it. A © with more belongs to a picture."""


@dataclass(frozen=True)
class Line:
    text: str
    after_blank: bool


@dataclass(frozen=True)
class Layout:
    """`questions` are the lines below the byline that end in a question mark."""

    facts_row: str
    body: tuple[Line, ...]
    bylines: tuple[str, ...]
    questions: tuple[str, ...]
    footer_row: str | None


def lay_out(text: str, doubts: Doubts) -> Layout:
    lines = _visible_lines(text)
    if not lines:
        raise Refused("Die Datei enthält keinen Text.")
    if not is_row(lines[0].text):
        raise Refused(
            f"Die erste Zeile ist keine Faktenzeile der Form „| Originaltitel: …__Regie: … |“: „{lines[0].text[:80]}“."
        )
    rest = lines[1:]
    first, last = _byline(rest)
    body, bylines, tail = rest[:first], rest[first:last], [line.text for line in rest[last:]]
    footer = next((line for line in reversed(tail) if is_row(line)), None)
    if not bylines:
        doubts.note("review.bylines", "Es gibt keine Autorenzeile, die mit © beginnt.")
    if footer is None:
        doubts.note("release", "Die Fußzeile mit Label, FSK und Veröffentlichung fehlt.")
    questions = [line for line in tail if line.endswith("?") and line != footer]
    for line in tail:
        if line not in questions and line != footer and not _is_link(line):
            doubts.note("source", f"Unter der Autorenzeile steht „{shorten(line, 300)}“. Das gehört zu keinem Teil.")
    return Layout(lines[0].text, tuple(body), tuple(line.text for line in bylines), tuple(questions), footer)


def _visible_lines(text: str) -> list[Line]:
    """Blank lines in a row count as one; a line of invisible characters is blank."""
    lines: list[Line] = []
    after_blank = False
    for raw in text.split("\n"):
        line = raw.strip()
        if any(char.isprintable() and not char.isspace() for char in line):
            lines.append(Line(line, after_blank))
            after_blank = False
        else:
            after_blank = True
    return lines


def _byline(lines: list[Line]) -> tuple[int, int]:
    """Where the last © lines stand with nothing but a tail below them; without any, where the tail begins."""
    last = max((n for n, line in enumerate(lines, 1) if _is_byline(line)), default=0)
    if last and _is_tail(lines[last:]):
        first = last - 1
        while first and _is_byline(lines[first - 1]):
            first -= 1
        return first, last
    end = len(lines)
    while end and (is_row(lines[end - 1].text) or _is_link(lines[end - 1].text)):
        end -= 1
    return end, end


def _is_byline(line: Line) -> bool:
    return bool(_BYLINE.match(line.text)) and len(line.text) <= _BYLINE_LENGTH


def _is_tail(lines: list[Line]) -> bool:
    return len(lines) <= _TAIL_LINES and all(len(line.text) <= _TAIL_LENGTH or is_row(line.text) for line in lines)


def _is_link(line: str) -> bool:
    return line.startswith("Zur Filmdiskussion")

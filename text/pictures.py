"""Pictures of posts: their marks in what somebody writes, and the pictures that are put in when a page is made."""

import re
from collections.abc import Mapping

from text.escaping import escape
from text.places import in_place_of_picture

__all__ = ["has_marks", "in_words", "mark_of", "put_in", "with_mark", "without_mark"]

_MARKS = re.compile(
    r"^(?P<before>[ \t>]*)\[\[bild[ ]+(?P<number>[1-9][0-9]{0,5})\]\][ \t]*$", re.IGNORECASE | re.MULTILINE
)
_TO_FILL = re.compile(r'<figure data-picture="(?P<picture>\d+)">[^<]*</figure>')


def put_in(html: str, pictures: Mapping[int, str]) -> str:
    """Stored HTML with the given HTML of pictures by their ids; of one that is not among them only the words remain."""
    return _TO_FILL.sub(lambda place: pictures.get(int(place["picture"]), place[0]), html)


def mark_of(number: int) -> str:
    return f"[[bild {number}]]"


def has_marks(source: str) -> bool:
    """Cheap, and never False for a text that places a picture."""
    return "[[bild" in source.lower()


def with_mark(source: str, number: int) -> str:
    """The text with the picture below it, unless it has its place already."""
    if any(int(mark["number"]) == number for mark in _MARKS.finditer(source.replace("\r", ""))):
        return source
    return f"{source.rstrip()}\n\n{mark_of(number)}\n".lstrip("\n")


def without_mark(source: str, number: int) -> str:
    """No line is left behind, and no gap."""
    rest = re.sub(rf"^[ \t>]*\[\[bild[ ]+{number}\]\][ \t]*(?:\r?\n)?", "", source, flags=re.IGNORECASE | re.MULTILINE)
    return source if rest == source else re.sub(r"(?:\r?\n){3,}", "\n\n", rest)


def in_words(source: str, alts: Mapping[int, str]) -> str:
    """What a quote takes along: the words that stand for the pictures, which belong to their post."""

    def words(mark: re.Match[str]) -> str:
        number = int(mark["number"])
        return mark["before"] + escape(in_place_of_picture(alts[number])) if number in alts else mark[0]

    return _MARKS.sub(words, source)

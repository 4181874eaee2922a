"""`[[bild 3]]` and `[[trailer]]` on lines of their own: where a review shows its stills and its trailer, and a post the
pictures that were uploaded with it."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from text.blocks import INTERRUPTED

__all__ = ["PICTURES", "PLACE", "add_pictures", "add_places", "in_place_of_picture"]

PICTURES = "pictures"
"""What the parser of a post finds its pictures under: by number the id and the alternative text, or None for one that is
gone."""

PLACE = re.compile(r"\[\[(?:bild[ ]+([1-9][0-9]{0,5})|trailer)\]\]", re.IGNORECASE)


def add_places(md: MarkdownIt) -> None:
    md.block.ruler.before("fence", "place", _place, {"alt": list(INTERRUPTED)})


def _place(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Only in the text itself: the page is cut at these marks, and a list or quotation must not be cut in two."""
    if state.level:
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    mark = PLACE.fullmatch(line.rstrip(" \t"))
    if mark and not silent:
        token = state.push("place", "figure", 0)
        token.attrs = {"data-still": mark[1]} if mark[1] else {"data-trailer": ""}
        state.line = start + 1
    return mark is not None


def add_pictures(md: MarkdownIt) -> None:
    md.block.ruler.before("fence", "picture", _picture, {"alt": list(INTERRUPTED)})


def _picture(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Each of the known numbers once; all other marks are text. A post may hold ten thousand of them."""
    known = state.env.get(PICTURES)
    if not known or state.is_code_block(start):
        return False
    line = state.src[state.bMarks[start] + state.tShift[start] : state.eMarks[start]]
    mark = PLACE.fullmatch(line.rstrip(" \t"))
    placed: set[int] = state.env.setdefault("placed", set())
    if not mark or not mark[1] or (number := int(mark[1])) not in known or number in placed:
        return False
    if not silent:
        placed.add(number)
        token = state.push("picture", "figure", 0)
        picture = known[number]
        token.attrs = {"data-picture": str(picture[0])} if picture else {}
        token.meta = {"picture": picture[0] if picture else None}
        token.content = in_place_of_picture(picture[1] if picture else None)
        token.map = [start, start + 1]
        state.line = start + 1
    return True


def in_place_of_picture(alt: str | None) -> str:
    """What every channel but the page shows; None for a picture that is gone."""
    return "[Bild entfernt]" if alt is None else f"[Bild: {alt}]" if alt else "[Bild]"

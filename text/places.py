"""`[[bild 3]]` and `[[trailer]]` on lines of their own: where a review shows its stills and its trailer."""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock

from text.blocks import INTERRUPTED

__all__ = ["PLACE", "add_places"]

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

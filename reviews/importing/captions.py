"""Which lines are captions: a picture stood where a line is blank, and a caption does not end like a sentence."""

import re
from collections.abc import Iterable

from reviews.importing.page import Doubts
from reviews.importing.roles import names_cast

__all__ = ["CAPTION_LENGTH", "PLACES", "SHORT", "has_shape_of_caption", "is_caption"]

CAPTION_LENGTH = 500
"""Characters a caption may have. A longer line is a paragraph that lost its full stop."""

PLACES = 150
"""Places for pictures in one review; the desk shows up to 200."""

SHORT = 200
"""Characters of a line that may be a caption although it ends like a sentence."""

_LONG = 300
"""Characters from which a caption is worth a second look."""

_SENTENCE_END = re.compile(r"[.!?…][“”\"’'‘«»›‹]*$")
_INNER_END = re.compile(r"[a-zäöüß]{2}[.!?…][“”\"«»]?\s+[„\"»]?[A-ZÄÖÜ]")


def has_shape_of_caption(line: str) -> bool:
    return not _SENTENCE_END.search(line)


def is_caption(line: str, cast: Iterable[str], doubts: Doubts) -> bool:
    """Of a line after a blank one. What could as well be something else is taken with a doubt."""
    quoted = f"„{line[:120]}{'…' if len(line) > 120 else ''}“"
    if not has_shape_of_caption(line):
        if len(line) > SHORT or not names_cast(line, cast):
            return False
        doubts.note("review.captions", f"{quoted} endet wie ein Satz, ist aber als Bildunterschrift übernommen.")
        return True
    if len(line) > CAPTION_LENGTH:
        doubts.note(
            "review.captions",
            f"{quoted} steht wie eine Bildunterschrift, hat aber {len(line)} Zeichen und ist als Absatz übernommen.",
        )
        return False
    if len(line) > _LONG or _INNER_END.search(line) or line.endswith((":", ")", ",", ";")):
        doubts.note("review.captions", f"{quoted} ist als Bildunterschrift übernommen, könnte aber ein Absatz sein.")
    elif len(line.split()) < 4 and not names_cast(line, cast):
        doubts.note(
            "review.captions", f"{quoted} ist als Bildunterschrift übernommen, könnte aber eine Überschrift sein."
        )
    return True

"""A review's stored HTML with its pictures put in: the page's list of blocks."""

import re
from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from reviews.models import ReviewStill
from reviews.pictures import Picture, picture_of

__all__ = ["Block", "blocks_of"]

TRAILER_MARK = "<figure data-trailer"

MARK = re.compile(r'<figure data-still="(\d+)"></figure>|<figure data-trailer(?:="")?></figure>')
"""What `text.markdown.render_review` leaves for `[[bild n]]` and `[[trailer]]`; no text can contain it otherwise."""


@dataclass(frozen=True)
class Block:
    """Either `html`, or a place with its picture, or the trailer."""

    html: SafeString = SafeString("")
    place: ReviewStill | None = None
    picture: Picture | None = None
    is_trailer: bool = False


def blocks_of(html: str, places: list[ReviewStill], *, lead: int | None, has_trailer: bool) -> list[Block]:
    """Of the review's HTML. `places` are those a reader may see; marks of others show nothing. The place with the number `lead` stands above
    the text and is not repeated; places without a mark come after the text, in their order. The trailer stands where it
    is marked first."""
    waiting = {place.number: place for place in places if place.number != lead}
    blocks, start = [], 0
    for mark in MARK.finditer(html):
        blocks.append(_text(html[start : mark.start()]))
        start = mark.end()
        if mark[1] is None:
            blocks.append(Block(is_trailer=has_trailer))
            has_trailer = False
        elif place := waiting.pop(int(mark[1]), None):
            blocks.append(_still(place))
    blocks.append(_text(html[start:]))
    blocks += [_still(place) for place in waiting.values()]
    return _with_initial([block for block in blocks if block != Block()])


def _text(html: str) -> Block:
    return Block(html=mark_safe(html.strip()))  # noqa: S308 (cleaned by nh3 when it was rendered)


def _still(place: ReviewStill) -> Block:
    still = place.still
    return Block(place=place, picture=picture_of(still, alt=place.alt_text)) if still else Block()


def _with_initial(blocks: list[Block]) -> list[Block]:
    """The first paragraph opens with a large letter."""
    if blocks and blocks[0].html.startswith("<p>"):
        blocks[0] = _text(blocks[0].html.replace("<p>", '<p class="opening">', 1))
    return blocks

"""Where pictures stand in a review: numbers for its captions, and the text with their marks."""

from reviews.importing.page import Refused, ReviewText
from text.folding import fold
from text.markdown import REVIEW_LIMIT, escape

__all__ = ["first_numbers", "numbers_for", "source_of"]


def first_numbers(review: ReviewText) -> list[int]:
    """In a new draft: 1 is the lead, the captions follow."""
    return list(range(2, len(review.captions) + 2))


def numbers_for(review: ReviewText, places: list[tuple[int, str]], unused: int) -> list[int]:
    """Numbers for the captions where places exist: the same caption keeps its place, others take what is left in
    order, then come new numbers from `unused` on. `places`: number and caption, without the lead."""
    left = list(places)
    found: dict[int, int] = {}
    for index, caption in enumerate(review.captions):
        same = next((place for place in left if fold(place[1]) == fold(caption)), None)
        if same is not None:
            left.remove(same)
            found[index] = same[0]
    numbers = []
    for index in range(len(review.captions)):
        if index not in found:
            found[index] = left.pop(0)[0] if left else unused
            unused = max(unused, found[index] + 1)
        numbers.append(found[index])
    return numbers


def source_of(review: ReviewText, numbers: list[int]) -> str:
    """Markdown that shows the paragraphs letter by letter, with `[[bild n]]` and `[[trailer]]` where they stood.

    Raises Refused when it is longer than a review may be.
    """
    waiting = iter(numbers)
    parts = []
    for block in review.blocks:
        match block.kind:
            case "caption":
                parts.append(f"[[bild {next(waiting)}]]")
            case "trailer":
                parts.append("[[trailer]]")
            case _:
                parts.append(escape(block.text))
    source = "\n\n".join(parts)
    if len(source) > REVIEW_LIMIT:
        raise Refused(f"Der Text hat {len(source):_} Zeichen, erlaubt sind {REVIEW_LIMIT:_}.".replace("_", "."))
    return source

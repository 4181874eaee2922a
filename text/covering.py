"""Putting a spoiler around what somebody wrote openly: the blocks of a text, and the text with some of them covered."""

from collections.abc import Collection
from dataclasses import dataclass

from text import grammar
from text.blocks import CLOSER, TITLE_LENGTH
from text.cleaning import prepared

CODE = 4
"""Columns from which on a line is code."""

__all__ = ["TITLE_LENGTH", "Passage", "cover", "passages_of", "spoiler_title"]


@dataclass(frozen=True)
class Passage:
    """A block of a text: a paragraph, a list, a quotation, code, a spoiler. `first` and `after` are lines."""

    first: int
    after: int
    source: str
    is_covered: bool
    is_paragraph: bool


def passages_of(source: str) -> list[Passage]:
    """All that is in the text, in its order, as the parser parts it; empty for a text of nothing."""
    lines = prepared(source).split("\n")
    found = []
    for token in grammar.post_grammar().parse(prepared(source)):
        if token.level == 0 and token.map and token.nesting >= 0:
            first, after = token.map
            while after > first and not lines[after - 1].strip():
                after -= 1
            if after > first:
                text = "\n".join(lines[first:after])
                found.append(
                    Passage(first, after, text, token.type == "spoiler_block_open", token.type == "paragraph_open")
                )
    return found


def spoiler_title(written: str) -> str:
    """As it may stand behind `:::spoiler`, or nothing."""
    title = " ".join(written.replace("||", " ").replace(":::", " ").split())
    return title if len(title) <= TITLE_LENGTH else ""


def cover(source: str, chosen: Collection[int], title: str = "") -> str:
    """The text with these of its passages, by their place, covered; neighbours go under one cover. What is covered already
    stays as it is: without any other, the text comes back unchanged."""
    passages = passages_of(source)
    wanted = {place for place in chosen if 0 <= place < len(passages) and not passages[place].is_covered}
    if not wanted:
        return source
    opener = f":::spoiler {spoiler_title(title)}".rstrip()
    lines, parts, written = prepared(source).split("\n"), [], 0
    for place in wanted:
        within = slice(passages[place].first, passages[place].after)
        lines[within] = [_harmless(line) if passages[place].is_paragraph else line for line in lines[within]]
    for place, passage in enumerate(passages):
        if place in wanted and place - 1 not in wanted:
            parts += [*lines[written : passage.first], opener]
            written = passage.first
        if place in wanted and place + 1 not in wanted:
            parts += [*lines[written : passage.after], ":::"]
            written = passage.after
    return "\n".join([*parts, *lines[written:]])


def _harmless(line: str) -> str:
    """A line of colons that closes nothing where it stands would close the cover."""
    begins = len(line) - len(line.lstrip(" \t"))
    is_closer = CLOSER.fullmatch(line.strip(" \t")) and begins < CODE
    return f"{line[:begins]}\\{line[begins:]}" if is_closer else line

"""What changed between two texts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

__all__ = ["Change", "difference", "without_what_stayed"]

WORDS_COMPARED = 1500
"""Words of a changed passage that are compared one by one; comparing is quadratic, and longer passages change whole."""

_WORD = re.compile(r"\S+\s*|\s+")


@dataclass(frozen=True)
class Change:
    """A stretch of text; `kind` is "same", "removed" or "added"."""

    kind: str
    text: str


def difference(old: str, new: str) -> list[Change]:
    """Stretches in reading order, what was removed before what came in its place. Nothing is lost: the same and
    removed stretches make up `old`, the same and added ones `new`."""
    return _joined(_compared(old.splitlines(keepends=True), new.splitlines(keepends=True), _passage))


def _passage(old: list[str], new: list[str]) -> list[Change]:
    """Lines that changed, by words where that stays quick."""
    before, after = _WORD.findall("".join(old)), _WORD.findall("".join(new))
    if max(len(before), len(after)) > WORDS_COMPARED:
        return [Change("removed", "".join(old)), Change("added", "".join(new))]
    return _compared(
        before, after, lambda gone, come: [Change("removed", "".join(gone)), Change("added", "".join(come))]
    )


def _compared(old: list[str], new: list[str], replaced: object) -> list[Change]:
    changes: list[Change] = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=len(old) > WORDS_COMPARED).get_opcodes():
        if tag == "equal":
            changes.append(Change("same", "".join(old[i:j])))
        else:
            changes += replaced(old[i:j], new[k:m])  # type: ignore[operator]
    return changes


def _joined(changes: list[Change]) -> list[Change]:
    """Without empty stretches, neighbours of one kind as one."""
    joined: list[Change] = []
    for change in changes:
        if not change.text:
            continue
        if joined and joined[-1].kind == change.kind:
            joined[-1] = Change(change.kind, joined[-1].text + change.text)
        else:
            joined.append(change)
    return joined


def without_what_stayed(changes: list[Change]) -> list[Change]:
    """Of what is the same only the paragraphs beside a change, „…“ for the rest: for texts of which little changed."""
    return [
        Change(change.kind, _beside(change.text, is_first=place == 0, is_last=place == len(changes) - 1))
        if change.kind == "same"
        else change
        for place, change in enumerate(changes)
    ]


def _beside(text: str, *, is_first: bool, is_last: bool) -> str:
    paragraphs = text.split("\n\n")
    before, after = ([] if is_first else paragraphs[:1]), ([] if is_last else paragraphs[-1:])
    return "\n\n".join([*before, "…", *after]) if len(paragraphs) > len(before) + len(after) else text

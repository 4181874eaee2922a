"""Words looked for in texts whose writers may try to hide them: case, umlauts, accents, look-alike letters of other
scripts and characters without width make no difference.

There are no patterns to write: a whole word or phrase is looked up word by word, a part by the search of strings. Both
take time in proportion to the text, for each of at most `MOST` words.
"""

import functools
import re
import unicodedata
from collections.abc import Hashable, Iterable
from typing import Generic, TypeVar

from text.folding import fold
from text.names import prototypes

__all__ = ["LONGEST", "MOST", "WordList", "fold_for_matching"]

LONGEST = 60
"""Characters of a word or phrase as it is written down."""

MOST = 1_000
"""Words in one list: each part is looked for by itself, 20 ms for all of them in the longest post."""

_ASCII = re.compile(r"[\x00-\x7f]*")

Key = TypeVar("Key", bound=Hashable)


def fold_for_matching(text: str) -> str:
    """Words of lower-case letters and digits, parted by single spaces; empty where there are none.

    "Müller", "MUELLER" and "Mü\u200bller" are one, so are Latin "casino" and Cyrillic "саsinо". Only letters of other
    scripts are taken for what they look like: "modern" stays apart from "modem".
    """
    if not _ASCII.fullmatch(text):
        plain = unicodedata.normalize("NFKC", _visible(text)).casefold()
        text = "".join(_seen(char) for char in unicodedata.normalize("NFC", plain))
    folded = fold(text)
    return folded if any(char.isalnum() for char in folded) else ""


def _visible(text: str) -> str:
    """Without soft hyphens, joiners and other characters without width, which would part a word for the machine only."""
    return "".join(char for char in text if char.isascii() or not _is_unseen(char))


@functools.lru_cache(maxsize=4_096)
def _is_unseen(char: str) -> bool:
    return (
        unicodedata.category(char) == "Cf"
        or char in "\u034f\u115f\u1160\u17b4\u17b5\u3164\uffa0"
        or "\ufe00" <= char <= "\ufe0f"
    )


@functools.lru_cache(maxsize=4_096)
def _seen(char: str) -> str:
    """The Latin letter that a small letter of another script looks like, large or small, also under its accents; what is
    German is none of them."""
    if char.isascii() or char in "äöüß":
        return char
    for twin in (prototypes().get(char, ""), prototypes().get(char.upper(), "")):
        if twin.isascii() and twin.isalnum():
            return twin.lower()
    parted = unicodedata.normalize("NFD", char)
    return _seen(parted[0]) + parted[1:] if len(parted) > 1 and parted[0] != char else char


class WordList(Generic[Key]):
    """Words and parts of words, each with a key by which it is told."""

    def __init__(self, whole: Iterable[tuple[Key, str]], parts: Iterable[tuple[Key, str]]) -> None:
        """In their folded form."""
        self._parts = [(key, part) for key, part in parts if part]
        self._whole: dict[str, list[Key]] = {}
        self._lengths: dict[str, set[int]] = {}
        for key, phrase in whole:
            if phrase:
                words = phrase.split(" ")
                self._whole.setdefault(phrase, []).append(key)
                self._lengths.setdefault(words[0], set()).add(len(words))

    def __bool__(self) -> bool:
        return bool(self._parts or self._whole)

    def found_in(self, folded: str) -> list[Key]:
        """Keys of all that stand in the text, parts first."""
        found = {key: None for key, part in self._parts if part in folded}
        words = folded.split(" ")
        for place, word in enumerate(words):
            for length in self._lengths.get(word, ()):
                found |= dict.fromkeys(self._whole.get(" ".join(words[place : place + length]), ()))
        return list(found)

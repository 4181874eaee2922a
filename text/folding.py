"""Comparison forms: when two titles or persons count as the same, and in which order they stand.

Both forms are stored in columns of their own, because SQLite folds ASCII only.
"""

import re
import unicodedata

__all__ = ["fold", "sort_key", "spell_out_fractions"]

# Letters that no normalisation form takes apart.
_SPELLED = str.maketrans({"æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})

# U+0300–U+036F only: the marks of other scripts (か and が) tell words apart.
_ACCENTS = re.compile("[\u0300-\u036f]")
_ARTICLE = re.compile(r"(?:der|die|das|ein|eine|the|a|an) (?=.)")
_NUMBER = re.compile(r"\d+")

# Digits a number is padded to in sort keys; longer numbers sort by their digits.
_NUMBER_WIDTH = 10


def fold(text: str) -> str:
    """The form in which titles and persons are compared: "Müller", "MUELLER" and "Mu\u0308ller" are one.

    Words of lower-case letters and digits, parted by single spaces. A text of nothing but punctuation
    (there is a film called "…") folds to itself instead of to nothing, so that two of them stay apart.
    """
    plain = unicodedata.normalize("NFC", _compatible(text).casefold())
    return _words(_without_accents(plain.translate(_UMLAUTS))) or " ".join(plain.split())


def sort_key(text: str, *, articles: bool = True) -> str:
    """The place in a German list (DIN 5007-1), made for plain comparison of code points.

    Ä stands with A and ß with ss. With `articles` a leading German or English article does not count:
    right for titles, wrong for persons. Numbers are padded, so that part 2 stands before part 10.
    """
    plain = unicodedata.normalize("NFC", _compatible(text).casefold())
    key = _words(_without_accents(plain)) or " ".join(plain.split())
    if articles:
        key = _ARTICLE.sub("", key, count=1) if _ARTICLE.match(key) else key
    return _NUMBER.sub(lambda number: number.group().zfill(_NUMBER_WIDTH), key)


def spell_out_fractions(text: str) -> str:
    """The title „8½“ as "8 1 2", because the compatible form of ½ would join it to the 8 before it."""
    return "".join(_spelled_fraction(char) for char in text)


def _spelled_fraction(char: str) -> str:
    if unicodedata.decomposition(char).startswith("<fraction>"):
        return " " + unicodedata.normalize("NFKC", char).replace("\u2044", " ") + " "
    return char


def _compatible(text: str) -> str:
    return unicodedata.normalize("NFKC", spell_out_fractions(text))


def _without_accents(text: str) -> str:
    parted = unicodedata.normalize("NFD", text)
    return unicodedata.normalize("NFC", _ACCENTS.sub("", parted)).translate(_SPELLED)


def _words(text: str) -> str:
    return " ".join("".join(char if _is_of_a_word(char) else " " for char in text).split())


def _is_of_a_word(char: str) -> bool:
    return char.isalnum() or unicodedata.category(char).startswith("M")

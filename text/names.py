"""Names of members: what one may look like, and which two are too alike to stand side by side."""

import functools
import re
import unicodedata
from collections.abc import Iterator, Mapping

__all__ = [
    "NAME_LENGTH",
    "RESERVED_NAMES",
    "fold_name",
    "former_name",
    "is_reserved_name",
    "name_problem",
    "prototypes",
]

# Shortest and longest name, in characters.
NAME_LENGTH = (3, 30)

# Names that would speak for the house or for nobody. Compared in their folded form.
RESERVED_NAMES = frozenset(
    [
        "abspann",
        "admin",
        "administration",
        "administrator",
        "anonym",
        "anonymous",
        "betreiber",
        "betrieb",
        "bot",
        "chefredaktion",
        "chefredakteur",
        "gast",
        "gelöscht",
        "impressum",
        "info",
        "kontakt",
        "kritik",
        "kritiker",
        "leitung",
        "mail",
        "mitglied",
        "moderation",
        "moderator",
        "moderatorin",
        "niemand",
        "null",
        "postmaster",
        "redakteur",
        "redakteurin",
        "redaktion",
        "root",
        "service",
        "sitemap",
        "staff",
        "superuser",
        "support",
        "system",
        "team",
        "undefined",
        "unbekannt",
        "verwaltung",
        "webmaster",
        "werbung",
    ]
)

FORMER = "ehemaliges Mitglied"

# The package pads entries of right-to-left scripts with this mark.
_PADDING = "\u200e"
# Capital I stands for both letters, and names are compared without case.
_OWN_LOOK_ALIKES = {"i": "l"}


def fold_name(name: str) -> str:
    """The form in which names are unique: same case, same look.

    "Bernd" and "Bemd", Latin "Coco" and Cyrillic "Сосо", "Straßer" and "STRASSER" come out alike; "Ärger" and
    "Arger" do not. Never shown. Folding a folded name changes nothing.
    """
    folded = _plain(name)
    while (seen := _plain("".join(_skeleton(char) for char in folded))) != folded:
        folded = seen
    return unicodedata.normalize("NFC", folded)


def is_reserved_name(name: str) -> bool:
    """Whether a name, or one that looks like it, is kept for the house or for those who have left; parting marks do not
    make it another."""
    folded = fold_name(_PARTING.sub("", name))
    return folded in _reserved() or folded.startswith(_former())


def name_problem(name: str) -> str | None:
    """A sentence on the first rule this name breaks, or None. Taken and reserved names are not its matter."""
    shortest, longest = NAME_LENGTH
    if len(name) < shortest:
        return f"Dein Name braucht mindestens {shortest} Zeichen."
    if len(name) > longest:
        return f"Dein Name darf höchstens {longest} Zeichen lang sein."
    if unicodedata.normalize("NFC", name) != name:
        return "Dein Name enthält zusammengesetzte Zeichen. Bitte gib ihn noch einmal über die Tastatur ein."
    if not all(_is_allowed(char) for char in name):
        return "Verwende nur Buchstaben, Ziffern, Leerzeichen, Punkt, Unterstrich und Bindestrich."
    if len(_scripts(name)) > 1:
        return "Verwende nur Buchstaben einer einzigen Schrift, also zum Beispiel nur lateinische."
    return _problem_of_shape(name)


_PARTING = re.compile(r"[ ._-]")


def _problem_of_shape(name: str) -> str | None:
    if "  " in name:
        return "Setze zwischen zwei Wörter nur ein Leerzeichen."
    if not (_is_letter_or_digit(name[0]) and name[-1] not in " ._-"):
        return "Beginne und beende deinen Namen mit einem Buchstaben oder einer Ziffer."
    return None


def _is_allowed(char: str) -> bool:
    if char in " ._-" or _is_letter_or_digit(char):
        return True
    # Vowel signs of scripts that cannot do without; accents that fit every script are not among them.
    return unicodedata.category(char) in ("Mn", "Mc") and _script(char) not in ("COMMON", "INHERITED")


def _is_letter_or_digit(char: str) -> bool:
    if char in "0123456789":
        return True
    return unicodedata.category(char).startswith("L") and unicodedata.normalize("NFKC", char) == char


def _scripts(name: str) -> set[str]:
    return {_script(char) for char in name} - {"COMMON", "INHERITED"}


def _script(char: str) -> str:
    # Imported late: the package reads its tables when it is imported, and most processes never need them.
    from confusable_homoglyphs import categories

    return categories.alias(char)


def _plain(text: str) -> str:
    """Taken apart, so that a look-alike letter below an accent is found too."""
    return unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold())


def _skeleton(char: str) -> str:
    return char if char.isascii() and char not in "01im|" else prototypes().get(char, char)


def former_name(number: int) -> str:
    """The pseudonym of somebody who has left. Nobody else can have a name that begins like it."""
    return f"{FORMER} {number}"


@functools.cache
def _former() -> str:
    return fold_name(_PARTING.sub("", FORMER))


@functools.cache
def _reserved() -> frozenset[str]:
    return frozenset(fold_name(_PARTING.sub("", name)) for name in RESERVED_NAMES)


@functools.cache
def prototypes() -> Mapping[str, str]:
    """What each look-alike character stands for; some stand for two letters (m looks like rn).

    900 kB of JSON, read on first use in about 50 ms.
    """
    from confusable_homoglyphs.confusables import confusables_data

    found = dict(_pairs(confusables_data))
    return found | _OWN_LOOK_ALIKES


def _pairs(data: Mapping[str, list[dict[str, str]]]) -> Iterator[tuple[str, str]]:
    """The data is a set of stars written in both directions; only the way to the middle is wanted.

    The middle of a star lists all its look-alikes, a look-alike only its middle.
    """
    for char, entries in data.items():
        char, middle = char.strip(_PADDING), entries[0]["c"].strip(_PADDING)
        if len(entries) == 1 and len(char) == 1 and not _is_middle(char, middle, data):
            yield char, middle


def _is_middle(char: str, other: str, data: Mapping[str, list[dict[str, str]]]) -> bool:
    """Of two characters that name only each other the smaller is the middle, wherever the data began."""
    return len(other) == 1 and len(data.get(other, ())) == 1 and char < other

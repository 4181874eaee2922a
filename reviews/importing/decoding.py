"""Bytes of a text file → text: which encoding, encoded how often, which line ends, which form of umlauts."""

import re
import unicodedata
from dataclasses import dataclass

import ftfy
from ftfy.badness import is_bad

from reviews.importing.page import Doubts, Refused

__all__ = ["FILE_LIMIT", "Decoded", "decode"]

FILE_LIMIT = 1_000_000
"""Bytes of one source. The longest review known has 40,000."""

_LINE_END = re.compile("\r+\n|[\r\n\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u064b-\u065f\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff\ufe20-\ufe2f]{60}"
)
_TIMES = 3
"""How often a text may have been encoded once more; each time doubles its umlauts."""


@dataclass(frozen=True)
class Decoded:
    """`text` is NFC, its lines end in `\\n`, and no other control character than the tab is left in it."""

    text: str
    notes: Doubts


def decode(data: bytes) -> Decoded:
    """What was repaired stands in the notes. Raises Refused for what is no text."""
    if len(data) > FILE_LIMIT:
        raise Refused(f"Die Datei hat mehr als {FILE_LIMIT:_} Bytes.".replace("_", "."))
    if not data.strip():
        raise Refused("Die Datei ist leer.")
    notes = Doubts()
    text = _LINE_END.sub("\n", _repaired(_first_reading(data, notes), notes))
    if _ACCENTS.search(text):
        # Putting them in order takes time that grows with the square of their number.
        raise Refused("Das ist kein lesbarer Text: Auf einem Buchstaben sitzen mehr als 60 Akzente.")
    composed = unicodedata.normalize("NFC", text)
    if composed != text:
        notes.note("source", "Umlaute oder Akzente waren in zwei Zeichen zerlegt und wurden zusammengesetzt.")
    return Decoded(_without_controls(composed, notes), notes)


def _first_reading(data: bytes, notes: Doubts) -> str:
    for mark, encoding in ((b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16")):
        if data.startswith(mark) and len(data) % 2 == 0:
            notes.note("source", "Die Datei war in UTF-16 gespeichert.")
            return _strict(data, encoding)
    if b"\0" in data:
        raise Refused("Das ist keine Textdatei: Sie enthält Nullzeichen.")
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        return data.decode()
    except UnicodeDecodeError:
        notes.note("source", "Die Datei war nicht in UTF-8 gespeichert und wurde als Windows-1252 gelesen.")
        # Windows itself reads the five bytes its code page leaves free as control characters.
        return data.decode("sloppy-windows-1252")


def _strict(data: bytes, encoding: str) -> str:
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        raise Refused("Das ist keine Textdatei, die sich lesen lässt.") from error
    if "\0" in text:
        raise Refused("Das ist keine Textdatei: Sie enthält Nullzeichen.")
    return text


def _repaired(text: str, notes: Doubts) -> str:
    """Undo one encoding too many: of the whole where the whole agrees, else of single lines."""
    for _ in range(_TIMES):
        once_less = _once_less(text)
        if once_less is None:
            break
        notes.note("source", "Der Text war zweimal kodiert („Ã¤“ statt „ä“) und wurde zurückverwandelt.")
        text = once_less.removeprefix("\ufeff")
    lines = text.split("\n")
    better = [ftfy.fix_encoding(line) if is_bad(line) else line for line in lines]
    changed = sum(one != other for one, other in zip(lines, better, strict=True))
    if changed:
        notes.note("source", f"In {changed} Zeilen waren Zeichen falsch kodiert und wurden repariert.")
    return "\n".join(better)


def _once_less(text: str) -> str | None:
    """ftfy's tables, because cp1252 cannot take back all of its own bytes."""
    if text.isascii() or not is_bad(text):
        return None
    for encoding in ("latin-1", "sloppy-windows-1252"):
        try:
            return text.encode(encoding).decode()
        except UnicodeError:
            continue
    return None


def _without_controls(text: str, notes: Doubts) -> str:
    """Tabs become spaces; nothing a reader could see is lost."""
    plain = "".join(" " if char == "\t" else char for char in text)
    kept = "".join(char for char in plain if char == "\n" or unicodedata.category(char) != "Cc")
    if len(kept) != len(plain):
        notes.note("source", f"{len(plain) - len(kept)} Steuerzeichen wurden entfernt.")
    return kept

"""The sentences for people whose file was refused: they name the file and say what to do."""

import unicodedata
from math import ceil

# Characters of a file name that a message shows; phones and agencies write names of 200.
MAX_NAME = 80


class PictureRefused(Exception):  # noqa: N818 (says what happened, not whose fault it is)
    """A file the site does not take; `str()` is German text for the person who uploaded it, not HTML."""


def empty(name: str) -> PictureRefused:
    return _refused(name, "ist leer. Lade die Datei noch einmal hoch.")


def too_many_bytes(name: str, size: int, limit: int) -> PictureRefused:
    return _refused(
        name,
        f"ist {ceil(size / 2**20)} MB groß, erlaubt sind {limit // 2**20} MB. "
        "Speichere das Bild kleiner und lade es noch einmal hoch.",
    )


def too_many_pixels(name: str, limit: int) -> PictureRefused:
    return _refused(
        name,
        f"hat mehr als {limit // 1_000_000} Megapixel (bei Animationen zählen alle Einzelbilder zusammen). "
        "Verkleinere das Bild und lade es noch einmal hoch.",
    )


def too_long(name: str, limit: int) -> PictureRefused:
    return _refused(
        name,
        f"ist auf einer Seite länger als {limit:_} Pixel. ".replace("_", ".")
        + "Beschneide oder verkleinere das Bild und lade es noch einmal hoch.",
    )


def foreign(name: str) -> PictureRefused:
    return _refused(
        name,
        "ist kein Bild in den Formaten JPEG, PNG, WebP oder AVIF. Speichere es als JPEG und lade es noch einmal hoch.",
    )


def two_faced(name: str) -> PictureRefused:
    return _refused(
        name,
        "enthält außer dem Bild noch eine Webseite oder ein Archiv. "
        "Öffne das Bild, speichere es neu als JPEG und lade es noch einmal hoch.",
    )


def damaged(name: str) -> PictureRefused:
    return _refused(
        name,
        "ist beschädigt oder unvollständig. Besorge dir die Datei noch einmal oder speichere sie neu als JPEG.",
    )


def too_many_files(name: str, count: int, limit: int) -> PictureRefused:
    return _refused(name, f"enthält {count} Dateien, erlaubt sind {limit}. Teile es auf mehrere Archive auf.")


def bad_archive(name: str) -> PictureRefused:
    return _refused(name, "lässt sich nicht entpacken. Packe die Bilder neu, als ZIP ohne Passwort.")


def _refused(name: str, sentence: str) -> PictureRefused:
    return PictureRefused(f"„{_displayed(name)}“ {sentence}")


def _displayed(name: str) -> str:
    """Last part of a path; without control characters, which could turn the sentence around."""
    last = name.replace("\\", "/").rpartition("/")[2]
    shown = "".join(c for c in last if not unicodedata.category(c).startswith("C")).strip()
    return (shown[: MAX_NAME - 1] + "…" if len(shown) > MAX_NAME else shown) or "Datei"

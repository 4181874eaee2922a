"""What a picture says about itself, as suggestions for a form, and what the site writes into its files."""

import re
import unicodedata
from dataclasses import asdict, dataclass, replace
from typing import BinaryIO

from images import exif, iptc, xmp
from images.headers import read_header
from images.refusals import PictureRefused

__all__ = ["MAX_EMBEDDED", "MAX_TEXT", "Rights", "Suggestions", "embed", "read_metadata"]

# Characters of one suggestion: longer captions are whole press releases.
MAX_TEXT = 500
# Bytes of EXIF and XMP together: they travel with each of ten files for every reader.
MAX_EMBEDDED = 1000

_IPTC_RESOURCE = 0x0404


@dataclass(frozen=True)
class Suggestions:
    """One line each, without control characters; empty when the file says nothing.

    `creator` is who made the picture, `credit` the line the agency asks for, `date` is YYYY, YYYY-MM or
    YYYY-MM-DD. All of it comes from the file and is not true until an editor has read it.
    """

    caption: str = ""
    headline: str = ""
    credit: str = ""
    creator: str = ""
    copyright: str = ""
    date: str = ""


@dataclass(frozen=True)
class Rights:
    """What UrhG 13 and 95c want to stay in every served file."""

    creator: str = ""
    credit: str = ""
    copyright: str = ""


def read_metadata(file: BinaryIO) -> Suggestions:
    """XMP before IPTC before EXIF, field by field. Reads the header only; never raises for what it reads."""
    try:
        info = read_header(file, "").info
    except PictureRefused:
        return Suggestions()
    sources = (_xmp_texts(info), _iptc_texts(info), exif.read_texts(info.get("exif")))
    found = {name: _first(name, sources) for name in asdict(Suggestions())}
    return Suggestions(**found)


def embed(rights: Rights) -> dict[str, bytes]:
    """Parameters for Pillow's `save`: at most `MAX_EMBEDDED` bytes, nothing at all without rights.

    Values that do not fit lose their end, the longest first.
    """
    fitted = _fitted(Rights(*(_one_line(text) for text in asdict(rights).values())))
    if fitted == Rights():
        return {}
    written = {
        "exif": exif.exif_bytes(fitted.creator, fitted.copyright),
        "xmp": xmp.packet(fitted.creator, fitted.credit, fitted.copyright),
    }
    return {name: data for name, data in written.items() if data}


def _xmp_texts(info: dict) -> dict[str, str]:
    data = info.get("xmp")
    return xmp.read_texts(data) if isinstance(data, bytes) else {}


def _iptc_texts(info: dict) -> dict[str, str]:
    resources = info.get("photoshop")
    data = resources.get(_IPTC_RESOURCE) if isinstance(resources, dict) else None
    return iptc.read_texts(data) if isinstance(data, bytes) else {}


def _first(name: str, sources: tuple[dict[str, str], ...]) -> str:
    cleaned = _iso_date if name == "date" else _one_line
    return next(filter(None, (cleaned(source.get(name, "")) for source in sources)), "")


def _one_line(text: str) -> str:
    # Cut first: normalising a long run of accents takes time that grows with its square.
    composed = unicodedata.normalize("NFC", text[: 4 * MAX_TEXT])
    return " ".join("".join(map(_printable, composed)).split())[:MAX_TEXT].rstrip()


def _printable(character: str) -> str:
    category = unicodedata.category(character)
    if category == "Cc":
        return " "
    return "" if category.startswith("C") else character


def _iso_date(text: str) -> str:
    """From 2024:05:01 12:30:00 (EXIF), 20240501 (IPTC) and 2024-05-01T12:30 (XMP)."""
    match = re.match(r"\s*([12]\d{3})(?:[-:]?(0[1-9]|1[0-2])(?:[-:]?(0[1-9]|[12]\d|3[01]))?)?(?!\d)", text)
    return "-".join(filter(None, match.groups())) if match else ""


def _fitted(rights: Rights) -> Rights:
    while _cost(rights) > MAX_EMBEDDED:
        name, text = max(asdict(rights).items(), key=lambda item: len(item[1]))
        rights = replace(rights, **{name: text.rstrip("…")[:-1].rstrip() + "…"})
    return rights


def _cost(rights: Rights) -> int:
    return len(xmp.packet(rights.creator, rights.credit, rights.copyright)) + len(
        exif.exif_bytes(rights.creator, rights.copyright)
    )

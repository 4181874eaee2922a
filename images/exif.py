"""EXIF: the orientation and three texts are read, creator and copyright are written, nothing else."""

from typing import Any

from anyascii import anyascii
from PIL import ExifTags, Image

# 1 MB: a JPEG segment holds 64 KB; other formats could bring the whole file.
MAX_EXIF = 1 << 20

_TEXTS = {
    "caption": ExifTags.Base.ImageDescription,
    "creator": ExifTags.Base.Artist,
    "copyright": ExifTags.Base.Copyright,
    "date": ExifTags.Base.DateTimeOriginal,
}
_READ = (ExifTags.Base.Orientation, *_TEXTS.values())
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "©": "(c)"})


def read_orientation(data: object) -> int:
    """1 to 8 as in EXIF; 1, upright, when absent or nonsense."""
    value = _values(data).get(ExifTags.Base.Orientation)
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def read_texts(data: object) -> dict[str, str]:
    values = _values(data) | _values(data, ExifTags.IFD.Exif)
    return {name: _text(values.get(tag)) for name, tag in _TEXTS.items()}


def exif_bytes(creator: str, copyright_: str) -> bytes:
    """Empty without any text. Pillow writes ASCII only, so names come without umlauts: Mueller."""
    exif = Image.Exif()
    for tag, text in ((ExifTags.Base.Artist, creator), (ExifTags.Base.Copyright, copyright_)):
        if text:
            exif[tag] = as_ascii(text)
    return exif.tobytes() if len(exif) else b""


def as_ascii(text: str) -> str:
    return anyascii(text.translate(_GERMAN))


def _values(data: object, directory: int | None = None) -> dict[int, Any]:
    """The tags used here, of the main directory or another one; empty when broken, whatever Pillow raises."""
    if not isinstance(data, bytes) or len(data) > MAX_EXIF:
        return {}
    exif = Image.Exif()
    try:
        exif.load(data)
        values = exif if directory is None else exif.get_ifd(directory)
        return {tag: values[tag] for tag in _READ if tag in values}
    except Exception:
        return {}


def _text(value: object) -> str:
    """Pillow reads Latin-1; most programs write UTF-8."""
    if not isinstance(value, str):
        return ""
    try:
        return value.encode("latin-1").decode("utf-8")
    except UnicodeError:
        return value

"""`inspect` looks at an upload in the web request, `open_picture` decodes it in the media worker."""

import hashlib
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.ImageFile import ImageFile

from images import refusals
from images.colours import to_srgb
from images.exif import read_orientation
from images.headers import MAX_BYTES, MAX_PIXELS, MAX_SIDE, damage_refused, read_header
from images.refusals import PictureRefused

__all__ = ["MAX_BYTES", "MAX_PIXELS", "MAX_SIDE", "Facts", "PictureRefused", "inspect", "open_picture"]

# Pixels in displayed width that a JPEG keeps at least when it is decoded smaller than it is: one and a half
# times the widest rendition planned (2400), so that the last step still has something to average.
DRAFT_WIDTH = 3600

_BLOCK = 1 << 20
_PAGE_MARKS = (b"<!doctype", b"<html", b"<script", b"<?php")
_PAGE_MARK_LENGTH = max(map(len, _PAGE_MARKS))
_UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


@dataclass(frozen=True)
class Facts:
    """What a file says about itself before anything is decoded.

    `format` is JPEG, PNG, WEBP or AVIF; `width` and `height` are pixels as displayed, after the EXIF
    orientation; `sha256` is hexadecimal and covers the whole file; `size` is bytes.
    """

    format: str
    width: int
    height: int
    sha256: str
    size: int


def inspect(file: BinaryIO, name: str) -> Facts:
    """Read header and checksum, decode nothing; leaves `file` at its start.

    `name` is what the message calls the file, and nothing else. A file that breaks off in the middle of its
    pixels passes here and fails in `open_picture`.
    Raises `PictureRefused`, worded for the person who uploads.
    """
    image = read_header(file, name)
    width, height = image.size[::-1] if _orientation(image) >= 5 else image.size
    sha256 = _read_through(file, name)
    size = file.tell()
    file.seek(0)
    return Facts(str(image.format), width, height, sha256, size)


def open_picture(path_or_file: str | Path | BinaryIO, name: str, *, least: int = DRAFT_WIDTH) -> Image.Image:
    """Decode completely: upright, sRGB, mode RGB, nothing attached; the first frame of an animation.

    A JPEG at least twice as wide as `least` comes back at a half, a quarter or an eighth of its size.
    Takes up to 600 MB and several seconds: for the media worker, which sets the time limit.
    Raises `PictureRefused` for what the header tells and for what breaks off inside.
    """
    with _opened(path_or_file) as file:
        image = read_header(file, name)
        with damage_refused(name):
            return _decoded(image, least)


@contextmanager
def _opened(path_or_file: str | Path | BinaryIO) -> Iterator[BinaryIO]:
    if isinstance(path_or_file, str | Path):
        with Path(path_or_file).open("rb") as file:
            yield file
    else:
        yield path_or_file


def _read_through(file: BinaryIO, name: str) -> str:
    """The checksum. Refuses pictures that are a web page or an archive as well: they are made to deceive.

    Not a wall: what protects readers is that only newly encoded files are served.
    """
    digest = hashlib.sha256()
    tail = b""
    file.seek(0)
    for block in iter(partial(file.read, _BLOCK), b""):
        digest.update(block)
        text = tail + block.lower()
        if any(mark in text for mark in _PAGE_MARKS):
            raise refusals.two_faced(name)
        tail = text[-_PAGE_MARK_LENGTH:]
    if zipfile.is_zipfile(file):
        raise refusals.two_faced(name)
    file.seek(0, 2)
    return digest.hexdigest()


def _decoded(image: ImageFile, least: int) -> Image.Image:
    # Read before decoding: PNG may bring more EXIF after the pixels, which `inspect` could not know.
    orientation = _orientation(image)
    image.draft(None, (1, least) if orientation >= 5 else (least, 1))
    image.load()
    picture = to_srgb(image)
    # Never the file object itself, which still knows comment, tables and previews.
    picture = picture.copy() if picture is image else picture
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    picture.info = {}
    return picture


def _orientation(image: ImageFile) -> int:
    return read_orientation(image.info.get("exif"))

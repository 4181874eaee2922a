"""The only door for pictures from outside: `inspect` in the web request, `open_picture` in the media worker.

Pillow's plugin classes are called directly. `Image.open` would only warn between its own pixel limit and
twice that, keeps this limit in a global that all threads share, and hands JPEGs with a second picture
inside to another plugin.
"""

import hashlib
import io
import zipfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import BinaryIO

from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from images import refusals
from images.colours import to_srgb
from images.exif import read_orientation
from images.refusals import PictureRefused

__all__ = [
    "MAX_BYTES",
    "MAX_PIXELS",
    "MAX_SIDE",
    "Facts",
    "PictureRefused",
    "inspect",
    "open_picture",
    "read_header",
]

# 25 MB: the largest press stills seen are 20 MB JPEGs; a request may not hold more.
MAX_BYTES = 25 * 1024 * 1024
# 60 megapixels, all frames together: an AVIF of this size takes 600 MB while it is decoded.
MAX_PIXELS = 60_000_000
# 20,000 pixels a side: beyond 32,768 browsers refuse an AVIF, beyond 65,500 JPEG cannot hold it.
MAX_SIDE = 20_000
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

    `name` only serves the message: the content decides what a file is.
    Raises `PictureRefused` in the words for the person who uploads.
    """
    size = _refuse_size(file, name)
    sha256 = _read_through(file, name)
    image = read_header(file, name)
    width, height = _displayed_size(image)
    file.seek(0)
    return Facts(str(image.format), width, height, sha256, size)


def open_picture(path_or_file: str | Path | BinaryIO, name: str) -> Image.Image:
    """Decode completely: upright, sRGB, mode RGB, nothing attached; the first frame of an animation.

    A JPEG more than twice as wide as `DRAFT_WIDTH` comes back at a half, a quarter or an eighth of its size.
    Takes up to 600 MB and several seconds: for the media worker, which sets the time limit.
    Raises `PictureRefused` for everything `inspect` refuses and for what breaks off inside.
    """
    with ExitStack() as stack:
        file = path_or_file
        if isinstance(file, str | Path):
            file = stack.enter_context(Path(file).open("rb"))
        _refuse_size(file, name)
        image = read_header(file, name)
        with _damage_refused(name):
            return _decoded(image)


def read_header(file: BinaryIO, name: str) -> ImageFile:
    """The undecoded picture, with its pixels already counted; raises `PictureRefused`."""
    plugin = _plugin_for(file, name)
    file.seek(0)
    with _damage_refused(name):
        image = plugin(file)
    _refuse_pixels(image, name)
    return image


def _refuse_size(file: BinaryIO, name: str) -> int:
    size = file.seek(0, io.SEEK_END)
    file.seek(0)
    if size == 0:
        raise refusals.empty(name)
    if size > MAX_BYTES:
        raise refusals.too_many_bytes(name, size, MAX_BYTES)
    return size


def _read_through(file: BinaryIO, name: str) -> str:
    """The checksum. Refuses pictures that are a web page or an archive as well: they are made to deceive."""
    digest = hashlib.sha256()
    tail = b""
    for block in iter(partial(file.read, _BLOCK), b""):
        digest.update(block)
        text = tail + block.lower()
        if any(mark in text for mark in _PAGE_MARKS):
            raise refusals.two_faced(name)
        tail = text[-_PAGE_MARK_LENGTH:]
    if zipfile.is_zipfile(file):
        raise refusals.two_faced(name)
    return digest.hexdigest()


def _plugin_for(file: BinaryIO, name: str) -> type[ImageFile]:
    file.seek(0)
    head = file.read(12)
    if head.startswith(b"\xff\xd8\xff"):
        return JpegImageFile
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return PngImageFile
    if head.startswith(b"RIFF") and head[8:] == b"WEBP":
        return WebPImageFile
    if head[4:] in (b"ftypavif", b"ftypavis", b"ftypmif1", b"ftypmsf1"):
        return AvifImageFile
    raise refusals.foreign(name)


@contextmanager
def _damage_refused(name: str) -> Iterator[None]:
    """Pillow's readers raise a dozen kinds of errors on broken files, so all of them mean damage here."""
    try:
        yield
    except Image.DecompressionBombError as error:
        raise refusals.too_many_pixels(name, MAX_PIXELS) from error
    except Exception as error:
        raise refusals.damaged(name) from error


def _refuse_pixels(image: ImageFile, name: str) -> None:
    frames = getattr(image, "n_frames", 1)
    if image.width * image.height * frames > MAX_PIXELS:
        raise refusals.too_many_pixels(name, MAX_PIXELS)
    if max(image.size) > MAX_SIDE:
        raise refusals.too_long(name, MAX_SIDE)


def _displayed_size(image: Image.Image) -> tuple[int, int]:
    lies = read_orientation(image.info.get("exif")) >= 5
    return image.size[::-1] if lies else image.size


def _decoded(image: ImageFile) -> Image.Image:
    # Read before decoding: PNG may bring more EXIF after the pixels, which `inspect` could not know.
    orientation = read_orientation(image.info.get("exif"))
    side = (1, DRAFT_WIDTH) if orientation >= 5 else (DRAFT_WIDTH, 1)
    image.draft(None, side)
    image.load()
    picture = to_srgb(image)
    if orientation in _UPRIGHT:
        picture = picture.transpose(_UPRIGHT[orientation])
    picture.info = {}
    return picture

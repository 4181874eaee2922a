"""The only door for pictures from outside: which of the four formats it is, and whether it stays in bounds.

Pillow's plugin classes are called directly. `Image.open` would only warn between its own pixel limit and
twice that, keeps this limit in a global that all threads share, and hands JPEGs with a second picture
inside to another plugin.
"""

import io
from collections.abc import Iterator
from contextlib import contextmanager
from typing import BinaryIO, cast

from PIL import Image
from PIL.AvifImagePlugin import AvifImageFile
from PIL.ImageFile import ImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from images import refusals

# 25 MB: the largest press stills are JPEGs of 20 MB; WebP and AVIF are held in memory as a whole.
MAX_BYTES = 25 * 1024 * 1024
# 60 megapixels, all frames together: an AVIF of this size takes 600 MB while it is decoded.
MAX_PIXELS = 60_000_000
# 20,000 pixels a side: beyond 32,768 browsers refuse an AVIF, beyond 65,500 JPEG cannot hold it.
MAX_SIDE = 20_000
# Read calls for header and pixels together. A PNG of 25 MB in the usual blocks of 8 KB takes 13,000; one made
# of empty blocks would take millions and keep a request busy for 13 seconds.
MAX_READS = 200_000
# Passes of a progressive JPEG, which normally has 10. Each goes over all pixels (0.05 to 0.15 s at 60
# megapixels) and costs its maker 75 bytes.
MAX_SCANS = 200


def read_header(file: BinaryIO, name: str) -> ImageFile:
    """The undecoded picture, first frame; `file` must stay open until it is decoded.

    `name` only serves the message: the content decides what a file is. Raises `PictureRefused`.
    """
    _refuse_size(file, name)
    plugin = _plugin_for(file, name)
    file.seek(0)
    with damage_refused(name):
        image = plugin(cast(BinaryIO, _Patience(file)))
    _refuse_pixels(image, name)
    _refuse_scans(image, file, name)
    return image


@contextmanager
def damage_refused(name: str) -> Iterator[None]:
    """Pillow's readers raise a dozen kinds of errors on broken files, so all of them mean damage here."""
    try:
        yield
    except Image.DecompressionBombError as error:
        raise refusals.too_many_pixels(name, MAX_PIXELS) from error
    except Exception as error:
        raise refusals.damaged(name) from error


class _Patience:
    """A file that answers `MAX_READS` times: Pillow steps through headers in Python, block by block."""

    def __init__(self, file: BinaryIO) -> None:
        self._read, self.seek, self.tell = file.read, file.seek, file.tell
        self._left = MAX_READS

    def read(self, size: int = -1) -> bytes:
        self._left -= 1
        if self._left < 0:
            raise OSError("too many small blocks")
        return self._read(size)


def _refuse_size(file: BinaryIO, name: str) -> None:
    file.seek(0, io.SEEK_END)
    size = file.tell()
    if size == 0:
        raise refusals.empty(name)
    if size > MAX_BYTES:
        raise refusals.too_many_bytes(name, size, MAX_BYTES)


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


def _refuse_pixels(image: ImageFile, name: str) -> None:
    frames = getattr(image, "n_frames", 1)
    if image.width * image.height * frames > MAX_PIXELS:
        raise refusals.too_many_pixels(name, MAX_PIXELS)
    if max(image.size) > MAX_SIDE:
        raise refusals.too_long(name, MAX_SIDE)


def _refuse_scans(image: ImageFile, file: BinaryIO, name: str) -> None:
    """Progressive files only: in the others the mark may stand in binary data behind the picture."""
    if "progressive" not in image.info:
        return
    position = file.tell()
    file.seek(0)
    scans = file.read().count(b"\xff\xda")
    file.seek(position)
    if scans > MAX_SCANS:
        raise refusals.damaged(name)

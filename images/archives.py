"""ZIP files of a press kit: what is in them, one file at a time, whatever they claim to hold."""

import tempfile
import zipfile
from collections.abc import Iterator
from pathlib import PurePosixPath
from typing import BinaryIO

from images import refusals
from images.headers import MAX_BYTES

__all__ = ["MAX_FILES", "files_in", "is_archive"]

MAX_FILES = 60
"""Files of one ZIP: three press kits of twenty. More is refused before anything is unpacked."""

_LEFT_BY_SYSTEMS = {"thumbs.db", "desktop.ini", ".ds_store"}
_CHUNK = 1 << 20


def is_archive(file: BinaryIO) -> bool:
    """By its first bytes, never by its name; a picture with an archive behind it is none."""
    file.seek(0)
    begins = file.read(4)
    file.seek(0)
    return begins in (b"PK\x03\x04", b"PK\x05\x06")


def files_in(file: BinaryIO, name: str) -> Iterator[tuple[str, BinaryIO]]:
    """Name without folders, and the unpacked file, which is closed when the next one is asked for.

    A member that unpacks to more than a picture may have is cut there, and refused by whoever inspects it. Raises
    PictureRefused for an archive that cannot be read, is encrypted, or holds more than `MAX_FILES`.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            members = [member for member in archive.infolist() if _is_wanted(member)]
            if len(members) > MAX_FILES:
                raise refusals.too_many_files(name, len(members), MAX_FILES)
            for member in members:
                with tempfile.TemporaryFile() as unpacked:
                    _unpack(archive, member, unpacked)
                    yield PurePosixPath(member.filename).name, unpacked
    except (zipfile.BadZipFile, RuntimeError, NotImplementedError, EOFError, OSError, ValueError) as error:
        raise refusals.bad_archive(name) from error


def _is_wanted(member: zipfile.ZipInfo) -> bool:
    path = PurePosixPath(member.filename)
    hidden = path.name.startswith(".") or path.name.lower() in _LEFT_BY_SYSTEMS or "__MACOSX" in path.parts
    return not member.is_dir() and not hidden


def _unpack(archive: zipfile.ZipFile, member: zipfile.ZipInfo, to: BinaryIO) -> None:
    """At most one byte more than a picture may have: what a member says of its own size is not believed."""
    left = MAX_BYTES + 1
    with archive.open(member) as packed:
        while left and (data := packed.read(min(_CHUNK, left))):
            to.write(data)
            left -= len(data)
    to.seek(0)

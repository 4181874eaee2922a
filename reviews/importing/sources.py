"""Files on disk: which ones are meant, in natural order, and their bytes."""

import hashlib
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from reviews.importing.decoding import FILE_LIMIT
from reviews.importing.page import Refused

__all__ = ["Source", "find_sources", "natural_order", "read_source", "readable", "shown_name"]


@dataclass(frozen=True)
class Source:
    """`data` stops one byte after the limit; `sha256` is of the whole file, empty where nothing can be read."""

    path: Path
    sha256: str
    data: bytes

    @property
    def name(self) -> str:
        return shown_name(self.path)


def shown_name(path: Path) -> str:
    """The file's own name, as database and terminal take it."""
    return readable(path.name or str(path))


def readable(text: str) -> str:
    """What the system gave us as a path or an argument. Bytes that are no UTF-8 are replaced, because no database
    takes them, and control characters too, because a terminal obeys them."""
    valid = os.fsencode(text).decode(errors="replace")
    return "".join(char if char.isprintable() else "\ufffd" for char in valid)


def natural_order(path: Path) -> list[tuple[int, int, str]]:
    """„bild2“ before „bild10“, whatever the case."""
    parts = re.findall(r"[0-9]+|[^0-9]+", path.name.lower())
    return [(0, int(part), part) if part[0] in "0123456789" else (1, 0, part) for part in parts]


def find_sources(path: Path) -> Iterator[Path]:
    """The file itself, or all texts in the folder and the folders in it. Hidden ones and links to folders are left
    out; a folder that cannot be opened stands for itself, so that it is refused by name."""
    if not os.path.isdir(path):  # noqa: PTH112 (answers where `Path.is_dir` raises: in a folder that is closed to us)
        yield path
        return
    try:
        entries = sorted(path.iterdir(), key=natural_order)
    except OSError:
        yield path
        return
    for entry in entries:
        if entry.name.startswith("."):
            continue
        if os.path.isdir(entry):  # noqa: PTH112
            if not entry.is_symlink():
                yield from find_sources(entry)
        elif entry.suffix.lower() == ".txt":
            yield entry


def read_source(path: Path) -> tuple[Source, Refused | None]:
    """With the reason where the file cannot be read."""
    try:
        if not path.is_file():
            reason = "Das ist keine Datei." if path.exists() else "Die Datei gibt es nicht."
            return Source(path, "", b""), Refused(reason)
        with path.open("rb") as file:
            data = file.read(FILE_LIMIT + 1)
            digest = hashlib.sha256(data)
            while more := file.read(1 << 20):
                digest.update(more)
        return Source(path, digest.hexdigest(), data), None
    except PermissionError:
        return Source(path, "", b""), Refused("Die Datei darf nicht gelesen werden.")
    except OSError as error:
        return Source(path, "", b""), Refused(f"Die Datei lässt sich nicht lesen: {error.strerror or error}.")

"""Files in the storage, folder or bucket: their names, and how they are written: whole, and once for a name."""

import hashlib
import hmac
from collections.abc import Iterable, Iterator
from itertools import groupby

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import default_storage

__all__ = ["keyed", "not_stored", "rendition_path", "stored_size", "write_once"]


def keyed(*parts: str) -> str:
    """A name out of these parts that nobody can compute who lacks the site's secret."""
    digest = hmac.new(settings.SECRET_KEY.encode(), "\0".join(parts).encode(), hashlib.sha256).hexdigest()
    return digest[:40]


def rendition_path(name: str) -> str:
    return f"renditions/{name[:2]}/{name}"


def write_once(path: str, content: File) -> None:
    """The same name has the same content; a torn file is written anew. Whoever comes second of several at once gets
    another name for its copy, which nothing would ever name."""
    stored = stored_size(path)
    if stored == content.size:
        return
    if stored is not None:
        default_storage.delete(path)
    written = default_storage.save(path, content)
    if written != path:
        default_storage.delete(written)


def stored_size(path: str) -> int | None:
    try:
        return default_storage.size(path)
    except FileNotFoundError:
        return None


def not_stored(rows: Iterable[tuple[str, int]]) -> Iterator[tuple[str, int]]:
    """Of rows of path and id, sorted by path, those whose file is missing. One listing per folder: asking an object store
    for each file takes minutes."""
    for folder, group in groupby(rows, key=lambda row: row[0].rpartition("/")[0]):
        try:
            stored = set(default_storage.listdir(folder)[1])
        except FileNotFoundError:
            stored = set()
        yield from (row for row in group if row[0].rpartition("/")[2] not in stored)

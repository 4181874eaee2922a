"""Answers in the memory of this process, the least asked thrown out first. Not in the cache that all processes share:
rate limits live there, and to fetch a page from a table costs more than to make it."""

import datetime
import threading
from collections import OrderedDict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.http.response import ResponseHeaders

__all__ = ["Answer", "Entry", "Key", "Store"]

Key = tuple[Any, ...]

ROOM = 24 * 1024 * 1024
"""Bytes of a process for pages. A page of 20 posts takes 25 KB, so about a thousand; a worker stays below 150 MB."""

OVERHEAD = 2_000
"""Bytes an entry takes beside its bodies, about: headers, version, key."""

LARGEST = ROOM // 16
"""A page above this would push out too many others and is not kept."""

PATIENCE = 10.0
"""Seconds somebody waits for another's rendering of the same page before making it alone."""


@dataclass(frozen=True)
class Answer:
    """What goes out, security headers included. The headers are shared by all who get it, nobody changes them: to set
    them again takes longer than to ask the database."""

    body: bytes
    headers: ResponseHeaders


@dataclass(frozen=True)
class Entry:
    """One rendering, as it goes out with status 200, plain and compressed, and with 304 to those who have it."""

    version: tuple[Any, ...]
    until: datetime.datetime
    etag: str
    plain: Answer
    compressed: Answer
    unchanged: Answer

    @property
    def size(self) -> int:
        return len(self.plain.body) + len(self.compressed.body) + OVERHEAD


class Store:
    """Entries by key, within `room` bytes."""

    def __init__(self, room: int = ROOM) -> None:
        self.room, self.size = room, 0
        self._entries: OrderedDict[Key, Entry] = OrderedDict()
        self._lock = threading.Lock()
        self._renderings: dict[Key, threading.Lock] = {}

    def __len__(self) -> int:
        return len(self._entries)

    def get(self, key: Key) -> Entry | None:
        with self._lock:
            entry = self._entries.get(key)
            if entry is not None:
                self._entries.move_to_end(key)
            return entry

    def put(self, key: Key, entry: Entry) -> None:
        with self._lock:
            if old := self._entries.pop(key, None):
                self.size -= old.size
            if entry.size > min(LARGEST, self.room):
                return
            self._entries[key] = entry
            self.size += entry.size
            while self.size > self.room:
                self.size -= self._entries.popitem(last=False)[1].size

    def clear(self) -> None:
        with self._lock:
            self._entries.clear()
            self.size = 0

    @contextmanager
    def rendering(self, key: Key) -> Iterator[None]:
        """One at a time makes the page of a key; the others wait, but not for ever."""
        with self._lock:
            turn = self._renderings.setdefault(key, threading.Lock())
        acquired = turn.acquire(timeout=PATIENCE)
        try:
            yield
        finally:
            if acquired:
                with self._lock:
                    if self._renderings.get(key) is turn:
                        del self._renderings[key]
                turn.release()

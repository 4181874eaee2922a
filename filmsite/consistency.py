"""Everything derived against what it is derived from, over the whole site at one moment.

Each room offers its part; the roof holds the snapshot and collects.
"""

from collections.abc import Iterator

from django.db import IntegrityError

from filmsite import leftovers
from filmsite.snapshots import snapshot
from forum import consistency as forum_part
from forum.consistency import Difference, Mend
from reviews import consistency as reviews_part

__all__ = ["differences", "mend_all", "notes", "snapshot"]

PARTS = [forum_part, reviews_part, leftovers]


def differences() -> Iterator[Difference]:
    with snapshot() as using:
        for part in PARTS:
            yield from part.differences(using)


def notes() -> Iterator[str]:
    with snapshot() as using:
        for part in PARTS:
            yield from part.notes(using)


def mend_all(mends: list[Mend]) -> None:
    """Each in its own transaction; equal ones once. One that the database refuses is left for a person to see."""
    for mend in dict.fromkeys(mends):
        try:
            mend()
        except IntegrityError:
            continue

"""Everything derived against what it is derived from, over the whole site at one moment.

Each room offers its part; the roof holds the snapshot and collects. Reading takes no lock: it has a connection of its
own, because on SQLite `atomic()` of the common one would take the only write lock for as long as it lasts.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, IntegrityError, connections

from forum import consistency as forum_part
from forum.consistency import Difference, Mend
from reviews import consistency as reviews_part

__all__ = ["differences", "mend_all", "notes", "snapshot"]

PARTS = [forum_part, reviews_part]

ALIAS = "snapshot"

BEGIN = {
    "postgresql": ["SET max_parallel_workers_per_gather = 0", "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY"],
    "sqlite": ["PRAGMA query_only = ON", "BEGIN"],
}
"""SQLite fixes its view at the first read and lets writers go on in the log. PostgreSQL would take three cores for one
query, and those who read and write beside it would wait for a processor."""


@contextmanager
def snapshot() -> Iterator[str]:
    """A database alias under which every query sees the same moment. For reading only."""
    connection = connections.create_connection(DEFAULT_DB_ALIAS)
    connections[ALIAS] = connection
    try:
        with connection.cursor() as cursor:
            for statement in BEGIN[connection.vendor]:
                cursor.execute(statement)
        yield ALIAS
    finally:
        connection.close()
        del connections[ALIAS]


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

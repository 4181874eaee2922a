"""Reading much at one moment. It takes no lock and has a connection of its own, because on SQLite `atomic()` of the common
one would take the only write lock for as long as it lasts."""

from collections.abc import Iterator
from contextlib import contextmanager

from django.db import DEFAULT_DB_ALIAS, connections

__all__ = ["snapshot"]

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

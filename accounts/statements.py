"""How PostgreSQL is asked what it is asked often: planned once by each connection, under a name made of the words."""

import hashlib
import itertools
import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from itertools import product, starmap
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings

__all__ = ["planned", "values_as_sent"]

_names: WeakKeyDictionary[Any, set[str]] = WeakKeyDictionary()
"""By connection, what is prepared there."""


@dataclass(frozen=True)
class _Named:
    """A query with `%s` in PostgreSQL's own form, under a name made of its words, and how Django's cursor calls it."""

    name: str
    numbered: str
    call: str


@cache
def _named(sql: str) -> _Named:
    name = f"asked_{hashlib.blake2b(sql.encode(), digest_size=8).hexdigest()}"
    numbers = (f"${number}" for number in itertools.count(1))
    numbered = re.sub("%[s%]", lambda found: next(numbers) if found[0] == "%s" else "%", sql)
    places = ", ".join(["%s"] * (sql.replace("%%", "").count("%s")))
    return _Named(name, numbered, f"EXECUTE {name} ({places})" if places else f"EXECUTE {name}")


def planned(sql: str, connection: Any) -> str:
    """What to execute in place of a query with `%s` where its values go: PostgreSQL plans one for longer than it takes to
    answer it (0.4 of 0.55 ms), so each connection prepares it once, unless a pooler between does not bear that. Django's own
    switch for that would change how all queries are sent."""
    is_prepared = connection.vendor == "postgresql" and settings.PREPARED_STATEMENTS
    return _prepared(sql, connection).call if is_prepared else sql


def _prepared(sql: str, connection: Any) -> _Named:
    connection.ensure_connection()
    named, known = _named(sql), _names.setdefault(connection.connection, set())
    if named.name not in known:
        with connection.wrap_database_errors:
            connection.connection.execute(f"PREPARE {named.name} AS {named.numbered}")
        known.add(named.name)
    return named


def values_as_sent(sql: str, values: Iterable[str | int], connection: Any) -> tuple[bytes | None, ...]:
    """The values of all rows one after the other in the words PostgreSQL sends: enough for whoever only compares. Django's
    and the driver's cursor would take as long as the server's answer. Counted as a query where queries are counted.

    Only outside transactions and in the connection's own thread: neither is looked after here. Values are sent as text without
    NUL, and PostgreSQL must see from the query what each is. A server that went away is a plain `DatabaseError`."""
    from psycopg.errors import error_from_result
    from psycopg.pq import ExecStatus

    given, began = [str(value).encode() for value in values], time.monotonic()
    connection.ensure_connection()
    with connection.wrap_database_errors:
        line = connection.connection.pgconn
        if settings.PREPARED_STATEMENTS:
            answer = line.exec_prepared(_prepared(sql, connection).name.encode(), given)
        else:
            answer = line.exec_params(_named(sql).numbered.encode(), given)
        if connection.queries_logged:
            connection.queries_log.append({"sql": sql, "time": f"{time.monotonic() - began:.3f}"})
        if answer.status != ExecStatus.TUPLES_OK:
            raise error_from_result(answer)
    return tuple(starmap(answer.get_value, product(range(answer.ntuples), range(answer.nfields))))

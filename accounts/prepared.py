"""Queries built and compiled once and asked often. Building one costs Django several times what the database needs to
answer it: on a member's page that was half of all work.

What may be read stays a queryset's business: a prepared query is made of one, with `Asked` in place of the values.
"""

import datetime
import hashlib
import itertools
import re
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from functools import cache, reduce
from operator import or_
from typing import Any
from weakref import WeakKeyDictionary

from django.conf import settings
from django.db import connections, models, router
from django.db.models import Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

__all__ = ["Asked", "PreparedQuery", "in_parts", "one_of", "padded", "values_as_sent"]


class Asked(Value):
    """Stands for the value given at `place` when the query is asked. It may be in a list for `__in`, but not where keys of
    other rows are compared: `one_of` says that."""

    def __init__(self, place: int, output_field: models.Field[Any, Any] | None = None) -> None:
        super().__init__(place, output_field)

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        return "%s", [self]


def one_of(name: str, places: range) -> Q:
    """The field is one of the values given at these places: `__in` of a fixed number, to be asked with `padded`."""
    return reduce(or_, (Q(**{name: Asked(place)}) for place in places))


def padded(keys: Collection[int], number: int) -> list[int]:
    """So many keys, filled up with one that nothing has."""
    return [*keys, *[0] * (number - len(keys))]


def in_parts(keys: Iterable[int], number: int) -> Iterator[list[int]]:
    """All keys in lists of so many, the last one padded."""
    left = list(keys)
    for begin in range(0, len(left), number):
        yield padded(left[begin : begin + number], number)


class PreparedQuery:
    """`build` is called once per kind of database and gives a queryset; calling this gives its rows, always anew.

    It looks into Django's compiler: `as_sql` and `get_converters` of one that has compiled are replaced by what they
    gave, and rows are made by what a queryset makes them with. A test compares them with those of the plain queryset.
    """

    def __init__(self, build: Callable[[], QuerySet[Any]]) -> None:
        self._build = build
        self._compiled: dict[str, _Compiled] = {}

    def __call__(self, *values: Any) -> list[Any]:
        connection = connections[router.db_for_read(models.Model)]
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile(connection)
        compiled = self._compiled[connection.vendor]
        given = tuple(_adapted(values[p.value], connection) if isinstance(p, Asked) else p for p in compiled.params)
        compiler: Any = object.__new__(type(compiled.compiler))
        compiler.__dict__.update(compiled.compiler.__dict__)
        compiler.connection = connection
        sql = _planned(compiled.sql, connection) if compiled.is_planned else compiled.sql
        compiler.as_sql = lambda *args, **kwargs: (sql, given)
        compiler.get_converters = lambda expressions: compiled.converters
        query = _Seen(compiled.queryset.query, get_compiler=lambda *args, **kwargs: compiler)
        asked: Any = _Seen(compiled.queryset, db=connection.alias, query=query)
        rows: Any = compiled.queryset._iterable_class
        return list(rows(asked))

    def _compile(self, connection: Any) -> "_Compiled":
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection.alias)
        sql, params = compiler.as_sql()
        columns = [column for column, *_ in (compiler.select or [])[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        if connection.vendor == "postgresql":
            sql = _with_constants(sql, params, connection)
            asked = tuple(value for value in params if isinstance(value, Asked))
            return _Compiled(queryset, compiler, sql, asked, converters, is_planned=True)
        return _Compiled(queryset, compiler, sql, tuple(params), converters)


@dataclass(frozen=True)
class _Compiled:
    queryset: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]
    is_planned: bool = False


class _Seen:
    """A queryset or its query as the rows are made from it, but for some attributes: to clone both takes longer than to
    ask."""

    def __init__(self, whole: Any, **others: Any) -> None:
        self.__dict__ = {"_whole": whole, **others}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


def _adapted(value: Any, connection: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, datetime.date) else value


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


def _planned(sql: str, connection: Any) -> str:
    """What to execute in place of a query with `%s` where its values go: PostgreSQL plans one for longer than it takes to
    answer it (0.4 of 0.55 ms), so each connection prepares it once, unless a pooler between does not bear that. Django's own
    switch for that would change how all queries are sent."""
    return _prepared(sql, connection).call if settings.PREPARED_STATEMENTS else sql


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
    fields = range(answer.nfields)
    return tuple(answer.get_value(row, field) for row in range(answer.ntuples) for field in fields)


def _with_constants(sql: str, params: Iterable[Any], connection: Any) -> str:
    """The query with `%s` for what is asked alone: of the rest the plan may know."""
    from psycopg.sql import Literal

    connection.ensure_connection()
    values = iter(params)

    def place(found: re.Match[str]) -> str:
        if found[0] == "%%" or isinstance(value := next(values), Asked):
            return found[0]
        return Literal(value).as_string(connection.connection).replace("%", "%%")

    return re.sub("%[s%]", place, sql)

"""Queries built and compiled once and asked often. Building one costs Django several times what the database needs to
answer it: on a member's page that was half of all work.

What may be read stays a queryset's business: a prepared query is made of one, with `Asked` in place of the values.
"""

import datetime
import json
import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, reduce
from itertools import chain
from operator import or_
from typing import Any, TypeVar

from django.db import connections, models, router
from django.db.models import Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler
from django.utils.dateparse import parse_date, parse_datetime

from accounts.statements import planned

__all__ = ["Asked", "AskedTogether", "PreparedQuery", "children_of", "hand_out", "in_parts", "one_of", "padded"]

T = TypeVar("T")


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
        connection = _connection()
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self.compile(connection)
        compiled = self._compiled[connection.vendor]
        sql = planned(compiled.sql, connection)
        given = compiled.params_with(values, connection)
        return compiled.rows(connection, as_sql=lambda *args, **kwargs: (sql, given))

    def compile(self, connection: Any, *, with_col_aliases: bool = False) -> "_Compiled":
        """With names for all columns, where another query is made of it."""
        queryset = self._build()
        compiler = queryset.query.get_compiler(connection.alias)
        sql, params = compiler.as_sql(with_col_aliases=with_col_aliases)
        columns = [column for column, *_ in (compiler.select or [])[: compiler.col_count]]
        converters = compiler.get_converters(columns)
        if connection.vendor == "postgresql":
            sql = _with_constants(sql, params, connection)
            asked = tuple(value for value in params if isinstance(value, Asked))
            return _Compiled(queryset, compiler, sql, asked, converters)
        return _Compiled(queryset, compiler, sql, tuple(params), converters)


@dataclass(frozen=True)
class _Compiled:
    queryset: QuerySet[Any]
    compiler: SQLCompiler
    sql: str
    params: tuple[Any, ...]
    converters: dict[int, Any]

    @cached_property
    def kinds(self) -> list[str]:
        return [column.output_field.get_internal_type() for column, *_ in self.compiler.select or ()]

    @cached_property
    def made_of_words(self) -> list[tuple[int, Callable[[Any], Any]]]:
        """Places of columns whose values JSON says in words, and what makes them of these."""
        return [(place, _FROM_JSON[kind]) for place, kind in enumerate(self.kinds) if kind in _FROM_JSON]

    def params_with(self, values: Sequence[Any], connection: Any) -> tuple[Any, ...]:
        return tuple(_adapted(values[p.value], connection) if isinstance(p, Asked) else p for p in self.params)

    def rows(self, connection: Any, **replaced: Any) -> list[Any]:
        """What the queryset makes of its rows with something of its compiler replaced."""
        compiler: Any = object.__new__(type(self.compiler))
        compiler.__dict__.update(self.compiler.__dict__)
        compiler.connection = connection
        compiler.get_converters = lambda expressions: self.converters
        compiler.__dict__.update(replaced)
        query = _Seen(self.queryset.query, get_compiler=lambda *args, **kwargs: compiler)
        asked: Any = _Seen(self.queryset, db=connection.alias, query=query)
        rows: Any = self.queryset._iterable_class
        return list(rows(asked))


class AskedTogether:
    """Prepared queries in one question, as a page that nobody has seen yet needs ten of them and the way to the database
    and back takes longer than each answer. Calling it gives the rows of each, as calling each would.

    The database writes the rows of a query as one JSON list, in their order. So it is for narrow rows, without unions,
    prefetches, bytes and fractions whose sixteenth digit counts.
    """

    def __init__(self, *queries: PreparedQuery) -> None:
        self._queries = queries
        self._compiled: dict[str, tuple[str, list[_Compiled]]] = {}

    def __call__(self, *values: Sequence[Any]) -> list[list[Any]]:
        """The values of each query in a tuple of their own."""
        connection = _connection()
        if connection.vendor not in self._compiled:
            parts = [query.compile(connection, with_col_aliases=True) for query in self._queries]
            self._compiled[connection.vendor] = _joined(parts, connection.vendor), parts
        sql, parts = self._compiled[connection.vendor]
        given = [param for part, own in zip(parts, values, strict=True) for param in part.params_with(own, connection)]
        with connection.cursor() as cursor:
            cursor.execute(planned(sql, connection), given)
            answers = cursor.fetchone()
        return [_rows_in(answer, part, connection) for answer, part in zip(answers, parts, strict=True)]


COLUMNS = 50
"""Of a row in one list; SQLite's functions take no more than 127 values."""


def _joined(parts: Iterable[_Compiled], vendor: str) -> str:
    row, rows = ("json_build_array", "json_agg") if vendor == "postgresql" else ("json_array", "json_group_array")
    answers = []
    for number, part in enumerate(parts):
        if strange := {kind for kind in {*part.kinds} - _FROM_JSON.keys() if not _AS_IT_IS.search(kind)}:
            raise TypeError(f"JSON does not say what {strange} is")
        columns = [f'"{alias}"' for _, _, alias in part.compiler.select or ()]
        lists = (", ".join(columns[begin : begin + COLUMNS]) for begin in range(0, len(columns), COLUMNS))
        values = ", ".join(f"{row}({columns})" for columns in lists)
        answers.append(f"(SELECT CAST({rows}({row}({values})) AS text) FROM ({part.sql}) part{number})")  # noqa: S608
    return f"SELECT {', '.join(answers)}"


_FROM_JSON: Mapping[str, Callable[[Any], Any]] = {
    "DateField": parse_date,
    "DateTimeField": parse_datetime,
    "FloatField": float,
    "JSONField": json.dumps,
}
"""PostgreSQL's driver makes these values itself; on SQLite Django does, from the same words."""

_AS_IT_IS = re.compile("(Auto|Integer|Boolean|Char|Text|Slug|Email|ForeignKey|OneToOne|File)")
"""Kinds of columns whose values JSON says as they are."""


def _rows_in(answer: str | None, part: _Compiled, connection: Any) -> list[Any]:
    rows = [list(chain(*row)) for row in json.loads(answer or "[]")]
    if connection.vendor == "postgresql":
        for place, made in part.made_of_words:
            for row in rows:
                row[place] = None if row[place] is None else made(row[place])
    return part.rows(connection, execute_sql=lambda *args, **kwargs: [map(tuple, rows)])


def hand_out(children: Iterable[models.Model], parents: Iterable[models.Model], *, by: str, name: str) -> None:
    """Gives each of the parents its children as `parent.name.all()`; `by` is the parent's key at a child. Unlike after a
    prefetch a child does not know its parent without a query."""
    found = children_of(children, by=by)
    for parent in parents:
        rows = getattr(parent, name).all()
        rows._result_cache, rows._prefetch_done = found[parent.pk], True
        vars(parent).setdefault("_prefetched_objects_cache", {})[name] = rows


def children_of(children: Iterable[T], *, by: str) -> defaultdict[Any, list[T]]:
    """By the parent's key, in their order."""
    found: defaultdict[Any, list[T]] = defaultdict(list)
    for child in children:
        found[getattr(child, by)].append(child)
    return found


class _Seen:
    """A queryset or its query as the rows are made from it, but for some attributes: to clone both takes longer than to
    ask."""

    def __init__(self, whole: Any, **others: Any) -> None:
        self.__dict__ = {"_whole": whole, **others}

    def __getattr__(self, name: str) -> Any:
        return getattr(self._whole, name)


def _connection() -> Any:
    return connections[router.db_for_read(models.Model)]


def _adapted(value: Any, connection: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return connection.ops.adapt_datetimefield_value(value)
    return connection.ops.adapt_datefield_value(value) if isinstance(value, datetime.date) else value


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

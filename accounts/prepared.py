"""Queries built and compiled once and asked often. Building one costs Django several times what the database needs to
answer it: on a member's page that was half of all work.

What may be read stays a queryset's business: a prepared query is made of one, with `Asked` in place of the values.
"""

import datetime
from collections.abc import Callable, Collection
from copy import copy
from functools import reduce
from operator import or_
from typing import Any

from django.db import connections, models, router
from django.db.models import Q, QuerySet, Value
from django.db.models.sql.compiler import SQLCompiler

__all__ = ["Asked", "PreparedQuery", "one_of", "padded"]


class Asked(Value):
    """Stands for the value given at `place` when the query is asked. Never within `__in`: `one_of` says it."""

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


class PreparedQuery:
    """`build` is called once per kind of database and gives a queryset; calling this gives its rows, always anew.

    It looks into Django's compiler: `as_sql` of a compiler that has compiled is replaced by what it gave. A test
    compares the rows with those of the plain queryset.
    """

    def __init__(self, build: Callable[[], QuerySet[Any]]) -> None:
        self._build = build
        self._compiled: dict[str, tuple[QuerySet[Any], SQLCompiler, str, tuple[Any, ...]]] = {}

    def __call__(self, *values: Any) -> list[Any]:
        connection = connections[router.db_for_read(models.Model)]
        if connection.vendor not in self._compiled:
            self._compiled[connection.vendor] = self._compile(connection.alias)
        queryset, compiler, sql, params = self._compiled[connection.vendor]
        given = tuple(_adapted(values[p.value], connection) if isinstance(p, Asked) else p for p in params)
        compiler = copy(compiler)
        compiler.connection = connection
        compiler.as_sql = lambda *args, **kwargs: (sql, given)  # type: ignore[method-assign]
        rows = queryset.all()
        rows.query.get_compiler = lambda *args, **kwargs: compiler  # type: ignore[method-assign]
        return list(rows)

    def _compile(self, alias: str) -> tuple[QuerySet[Any], SQLCompiler, str, tuple[Any, ...]]:
        queryset = self._build()
        compiler = queryset.query.get_compiler(alias)
        sql, params = compiler.as_sql()
        return queryset, compiler, sql, tuple(params)


def _adapted(value: Any, connection: Any) -> Any:
    return connection.ops.adapt_datetimefield_value(value) if isinstance(value, datetime.datetime) else value

"""Pages of a list that moves: from one row to the next, never by counting.

A cursor holds the values of the order columns of a row, all in one direction, the last one unique. A page starts after
(`nach`) or ends before (`vor`) such a row; real links, `rel="next"` and `rel="prev"`.
"""

import datetime
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.db.models import F, Func, QuerySet, Value
from django.http import Http404, QueryDict

from text.numbers import number_in

__all__ = ["ListPage", "RowCompared", "list_page", "page_by_row", "scan_page", "scanned"]

EPOCH = datetime.datetime(1970, 1, 1, tzinfo=datetime.UTC)


class RowCompared(Func):
    """`(a, b, c) < (x, y, z)`: one comparison the list's index answers. Three OR-ed conditions cost twelve times
    as much at row 60,000."""

    output_field = models.BooleanField()
    conditional = True

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        parts = [compiler.compile(expression) for expression in self.get_source_expressions()]
        half = len(parts) // 2
        left, right = (", ".join(sql for sql, _ in side) for side in (parts[:half], parts[half:]))
        return f"({left}) {self.extra['operator']} ({right})", [value for _, values in parts for value in values]


@dataclass(frozen=True)
class ListPage:
    """`older` and `newer` are queries for the neighbouring pages, empty where there is none."""

    rows: list[Any]
    older: str
    newer: str

    @property
    def is_first(self) -> bool:
        return not self.newer


Cursor = Callable[[str], list[Any]]


def list_page(
    rows: QuerySet[Any],
    columns: tuple[str, ...],
    query: QueryDict,
    *,
    size: int,
    ascending: bool = False,
    keep: str = "",
) -> ListPage:
    """One query. `rows` need no order of their own: the highest come first, or the lowest. `keep` is the rest of the
    address's query. Raises Http404 for a cursor that is none."""

    def read(cursor: str) -> list[Any]:
        return _decode(rows.model, columns, cursor)

    found = _slice(rows, columns, query, read, size=size, ascending=ascending)
    return found.page(lambda row: _encode(row, columns), keep)


def page_by_row(
    rows: QuerySet[Any], columns: tuple[str, ...], query: QueryDict, *, size: int, ascending: bool, keep: str = ""
) -> ListPage:
    """The same for columns that are no numbers: the cursor is a row's id, and where it stands is looked up. Two queries."""

    def read(cursor: str) -> list[Any]:
        pk = number_in(cursor)
        row = rows.model._default_manager.filter(pk=pk).values_list(*columns).first() if pk else None
        if row is None:
            raise Http404
        return [Value(value) for value in row]

    found = _slice(rows, columns, query, read, size=size, ascending=ascending)
    return found.page(lambda row: str(row.pk), keep)


@dataclass(frozen=True)
class _Slice:
    rows: list[Any]
    has_older: bool
    has_newer: bool

    def page(self, cursor_of: Callable[[Any], str], keep: str) -> ListPage:
        start = f"?{keep}&" if keep else "?"
        return ListPage(
            rows=self.rows,
            older=f"{start}nach={cursor_of(self.rows[-1])}" if self.has_older else "",
            newer=f"{start}vor={cursor_of(self.rows[0])}" if self.has_newer else "",
        )


def _slice(
    rows: QuerySet[Any], columns: tuple[str, ...], query: QueryDict, read: Cursor, *, size: int, ascending: bool
) -> _Slice:
    after, before = query.get("nach", ""), query.get("vor", "")
    backwards = bool(before) and not after
    upwards = backwards != ascending
    if cursor := after or before:
        rows = rows.filter(_compared(columns, read(cursor), ">" if upwards else "<"))
    found = list(rows.order_by(*[column if upwards else f"-{column}" for column in columns])[: size + 1])
    more = len(found) > size
    shown = found[:size][::-1] if backwards else found[:size]
    has_older, has_newer = (bool(shown), more) if backwards else (more, bool(after and shown))
    return _Slice(shown, has_older, has_newer)


def scan_page(
    find: Callable[[Any], QuerySet[Any]],
    columns: tuple[str, ...],
    query: QueryDict,
    *,
    among: QuerySet[Any],
    size: int,
    window: int,
) -> ListPage:
    """A page of the few rows that lie among many: no further than `window` rows of `among`, then it goes on with the
    next page, however few it found. `find` gets the value of the first column at which to stop looking, or None.
    Forwards only, two queries. Raises Http404 for a cursor that is none."""
    order = [f"-{column}" for column in columns]
    conditions = []
    if cursor := query.get("nach", ""):
        conditions.append(_compared(columns, _decode(among.model, columns, cursor), "<"))
    end = among.filter(*conditions).order_by(*order).values_list(*columns, named=True)[window - 1 : window].first()
    if end is not None:
        conditions.append(_compared(columns, _decode(among.model, columns, _encode(end, columns)), ">="))
    rows = find(getattr(end, columns[0]) if end else None)
    found = list(rows.filter(*conditions).order_by(*order).values_list(*columns, named=True)[: size + 1])
    return scanned(found, end, columns, size=size)


def scanned(found: list[Any], end: Any, columns: tuple[str, ...], *, size: int) -> ListPage:
    """The page of at most one row more than `size`, found before the row `end` or, without one, anywhere."""
    last = found[size - 1] if len(found) > size else end
    return ListPage(rows=found[:size], older=f"?nach={_encode(last, columns)}" if last else "", newer="")


def _compared(columns: tuple[str, ...], values: list[Value], operator: str) -> RowCompared:
    return RowCompared(*[F(column) for column in columns], *values, operator=operator)


def _encode(row: Any, columns: tuple[str, ...]) -> str:
    values = (getattr(row, column) for column in columns)
    return ".".join(str(_number_of(value)) for value in values)


def _number_of(value: Any) -> Any:
    if isinstance(value, datetime.datetime):
        return (value - EPOCH) // datetime.timedelta(microseconds=1)
    return value.toordinal() if isinstance(value, datetime.date) else value


def _decode(model: type[models.Model], columns: tuple[str, ...], cursor: str) -> list[Value]:
    parts = cursor.split(".")
    if len(parts) != len(columns) or not all(part.isascii() and part.isdigit() and len(part) < 19 for part in parts):
        raise Http404
    return [_value(model, column, int(part)) for column, part in zip(columns, parts, strict=True)]


def _value(model: type[models.Model], column: str, number: int) -> Value:
    field = model._meta.get_field(column)
    try:
        if type(field) is models.DateField:
            return Value(datetime.date.fromordinal(number), models.DateField())
        if not isinstance(field, models.DateTimeField):
            return Value(number)
        return Value(EPOCH + datetime.timedelta(microseconds=number), models.DateTimeField())
    except (OverflowError, ValueError) as error:
        raise Http404 from error

"""Many rows at once, past the ORM's objects: `COPY` on PostgreSQL, one prepared statement on SQLite.

A million posts as model instances take three times as long to make as to store.
"""

from collections.abc import Callable, Iterable, Sequence
from typing import Any

from django.db import connection, models

__all__ = ["insert_rows", "reserve_ids", "update_rows"]

Row = Sequence[Any]


def reserve_ids(model: type[models.Model], count: int) -> range:
    """Ids nobody else gets any more, also if the site runs meanwhile."""
    table = model._meta.db_table
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SELECT nextval(pg_get_serial_sequence(%s, 'id'))", [table])
            first = cursor.fetchone()[0]
            cursor.execute("SELECT setval(pg_get_serial_sequence(%s, 'id'), %s)", [table, first + count])
        else:
            cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
            found = cursor.fetchone()
            first = (found[0] if found else 0) + 1
            change = "UPDATE sqlite_sequence SET seq = %s WHERE name = %s"
            insert = "INSERT INTO sqlite_sequence (seq, name) VALUES (%s, %s)"
            cursor.execute(change if found else insert, [first + count - 1, table])
    return range(first, first + count)


def insert_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """`names` are attribute names („author_id“); what is not among them gets the field's default.

    Needs an open transaction where the rows point to each other.
    """
    fields = [field for field in model._meta.concrete_fields if field.attname in names]
    left_out = [f for f in model._meta.concrete_fields if f.attname not in names and not f.primary_key]
    defaults = tuple(field.get_db_prep_save(field.get_default(), connection) for field in left_out)
    order = [names.index(field.attname) for field in fields]
    values = _converters(fields)
    columns = [_column(field) for field in (*fields, *left_out)]
    ready = [tuple([convert(row[n]) for n, convert in zip(order, values, strict=True)]) + defaults for row in rows]
    write = _copy if connection.vendor == "postgresql" else _insert
    write(model._meta.db_table, columns, ready)


def _column(field: models.Field[Any, Any]) -> str:
    return connection.ops.quote_name(str(field.column))


def _converters(fields: Iterable[models.Field[Any, Any]]) -> list[Callable[[Any], Any]]:
    """Numbers and texts go as they are; moments and JSON as the database wants them."""
    plain = (models.TextField, models.CharField, models.IntegerField, models.BooleanField, models.ForeignKey)
    return [_as_it_is if isinstance(field, plain) else _converter(field) for field in fields]


def _as_it_is(value: Any) -> Any:
    return value


def _converter(field: models.Field[Any, Any]) -> Callable[[Any], Any]:
    return lambda value: field.get_db_prep_save(value, connection)


def _copy(table: str, columns: list[str], rows: Sequence[Row]) -> None:
    with connection.cursor() as cursor, cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def _insert(table: str, columns: list[str], rows: Sequence[Row]) -> None:
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)  # noqa: S608


def update_rows(model: type[models.Model], names: Sequence[str], rows: Iterable[Row]) -> None:
    """Each row holds the values of `names`, then the id."""
    by_name = {field.attname: field for field in model._meta.concrete_fields}
    fields = [by_name[name] for name in names]
    values = [*_converters(fields), _as_it_is]
    changes = ", ".join(f"{_column(field)} = %s" for field in fields)
    ready = [tuple([convert(value) for value, convert in zip(row, values, strict=True)]) for row in rows]
    with connection.cursor() as cursor:
        cursor.executemany(f"UPDATE {model._meta.db_table} SET {changes} WHERE id = %s", ready)  # noqa: S608

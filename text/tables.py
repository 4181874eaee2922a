"""Tables for spreadsheet programs: semicolons and a byte order mark, which is how Excel in German opens a file with
umlauts and columns."""

import csv
import io
from collections.abc import Iterable, Sequence

__all__ = ["BEGINNING", "safe_cell", "table_lines"]

BEGINNING = "\ufeff"

STARTS_FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")


def safe_cell(text: str) -> str:
    """A cell that begins like a formula is computed when the file is opened, with all that a formula can fetch; an
    apostrophe before it makes it text. Spaces before it do not help, some programs drop them."""
    return f"'{text}" if text.lstrip(" \u00a0").startswith(STARTS_FORMULA) else text


def table_lines(rows: Iterable[Sequence[str]]) -> str:
    """Some rows as lines of the file."""
    file = io.StringIO()
    csv.writer(file, delimiter=";", lineterminator="\r\n").writerows([safe_cell(c) for c in row] for row in rows)
    return file.getvalue()

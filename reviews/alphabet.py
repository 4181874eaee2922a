"""Lists by letter in German order: films, persons, franchises, labels, tags. A title that begins with a digit stands under
0–9, one in another script under „andere“."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet
from django.db.models.functions import Left
from django.http import QueryDict

from forum.paging import ListPage, page_by_row
from reviews.models import FacetTally

__all__ = ["LETTERS", "ROWS", "Letter", "letter_page", "letters_in", "letters_of"]

ROWS = 60
"""Of a page."""

LETTERS = {"0": "0–9", **{letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}, "andere": "andere"}
"""How a letter stands in the address, and what readers see."""

OTHERS = ("0", "andere")


@dataclass(frozen=True)
class Letter:
    value: str
    words: str
    has_some: bool


def _begins_with(letter: str, column: str) -> Q:
    """Sort keys are folded: what is no letter and no digit comes before „0“ or after „z“."""
    if letter == "andere":
        return Q(**{f"{column}__lt": "0"}) | Q(**{f"{column}__gte": "{"})
    end = "a" if letter == "0" else chr(ord(letter) + 1)
    return Q(**{f"{column}__gte": letter, f"{column}__lt": end})


def letters_of(register: str, chosen: str = "") -> list[Letter]:
    """From A to Z, and whether the list has any of them, as the worker found last; the others only where it has some or they
    are chosen. One query."""
    tally = FacetTally.objects.values_list("letters", flat=True).first() or {}
    some = tally.get(register, [])
    shown = (value for value in LETTERS if value not in OTHERS or value in (*some, chosen))
    return [Letter(value, LETTERS[value], value in some) for value in shown]


def letters_in(rows: QuerySet[Any], column: str) -> list[str]:
    """Those that any of `rows` begins with. Reads them all: for the worker."""
    firsts = rows.order_by().annotate(first=Left(column, 1)).values_list("first", flat=True).distinct()
    letters = {_letter_of(first) for first in firsts}
    return [letter for letter in LETTERS if letter in letters]


def _letter_of(first: str) -> str:
    if first.isascii() and first.isdigit():
        return "0"
    return first if first in LETTERS else "andere"


def letter_page(rows: QuerySet[Any], column: str, letter: str, query: QueryDict) -> ListPage:
    """Those that begin with the letter, or all from A. Two queries at most. Raises Http404 for a cursor that is none."""
    if letter:
        rows = rows.filter(_begins_with(letter, column))
    keep = f"buchstabe={letter}" if letter else ""
    return page_by_row(rows, (column, "id"), query, size=ROWS, ascending=True, keep=keep)

"""Lists by letter in German order: films, persons, franchises, labels, tags. A title that begins with a digit stands under
0–9, one in another script under „andere“."""

import functools
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Q, QuerySet
from django.http import QueryDict
from django.utils import timezone

from accounts.models import ANYBODY
from accounts.prepared import Asked, PreparedQuery
from forum.paging import ListPage, page_by_row

__all__ = ["LETTERS", "ROWS", "Letter", "letter_page", "letters_of"]

ROWS = 60
"""Of a page."""

LETTERS = {"0": "0–9", **{letter: letter.upper() for letter in "abcdefghijklmnopqrstuvwxyz"}, "andere": "andere"}
"""How a letter stands in the address, and what readers see."""


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


def letters_of(model: Any, column: str) -> list[Letter]:
    """All letters, and whether anything readers may see begins with them: one query, a look into the index for each."""
    found = _some_of_each(model, column)(timezone.now())
    has = found[0] if found else [False] * len(LETTERS)
    return [Letter(value, words, there) for (value, words), there in zip(LETTERS.items(), has, strict=True)]


@functools.cache
def _some_of_each(model: Any, column: str) -> PreparedQuery:
    """Everybody may see the same. Built anew each time it took Django ten times as long as the database."""

    def build() -> QuerySet[Any]:
        rows = model.objects.visible_to(ANYBODY, Asked(0)).order_by()
        some = {f"has_{n}": Exists(rows.filter(_begins_with(letter, column))) for n, letter in enumerate(LETTERS)}
        result: QuerySet[Any] = model.objects.order_by().annotate(**some).values_list(*some)[:1]
        return result

    return PreparedQuery(build)


def letter_page(rows: QuerySet[Any], column: str, letter: str, query: QueryDict) -> ListPage:
    """Those that begin with the letter, or all from A. Two queries at most. Raises Http404 for a cursor that is none."""
    if letter:
        rows = rows.filter(_begins_with(letter, column))
    keep = f"buchstabe={letter}" if letter else ""
    return page_by_row(rows, (column, "id"), query, size=ROWS, ascending=True, keep=keep)

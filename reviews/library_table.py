"""The library as a table: a row for each place that shows a still, one for a still that nothing shows."""

from collections.abc import Iterator

from django.db.models import Prefetch

from reviews.models import ReviewStill, Still
from reviews.models.still import StillQuerySet
from text.tables import BEGINNING, table_lines

__all__ = ["library_table"]

HEAD = [
    "Film",
    "Kritik",
    "Bild",
    "Bildnachweis",
    "Rechteinhaber",
    "Grundlage",
    "Rechte bis",
    "Zustand",
]

STILLS_AT_ONCE = 500
"""How many are in memory; a query for each part, so that nobody who downloads slowly holds the database at one
moment."""


def library_table(stills: StillQuerySet) -> Iterator[str]:
    """The file in parts, newest still first."""
    yield BEGINNING + table_lines([HEAD])
    uses = ReviewStill.objects.select_related("review").only("still_id", "number", "review__title").order_by("pk")
    needed = ("film", "credit", "rights_holder", "basis", "rights_until")
    rows = stills.select_related("film", "rights_holder").prefetch_related(Prefetch("uses", uses))
    rows = rows.only(*needed, "film__original_title", "film__german_title", "film__year", "film__year_end",
                     "rights_holder__name").order_by("-pk")  # fmt: skip
    part = list(rows[:STILLS_AT_ONCE])
    while part:
        yield table_lines(line for still in part for line in _lines(still))
        part = list(rows.filter(pk__lt=part[-1].pk)[:STILLS_AT_ONCE])


def _lines(still: Still) -> Iterator[list[str]]:
    of_still = [
        still.credit,
        still.rights_holder.name if still.rights_holder else "",
        still.get_basis_display(),
        still.rights_until.strftime("%d.%m.%Y") if still.rights_until else "unbefristet",
        _state(still),
    ]
    places = [[use.review.title, str(use.number)] for use in still.uses.all()] or [["unbenutzt", ""]]
    for place in places:
        yield [still.film.label, *place, *of_still]


def _state(still: Still) -> str:
    words = [] if still.credit else ["ohne Bildnachweis"]
    if not still.has_rights:
        words.append("Rechte zu Ende")
    elif still.rights_end_soon:
        words.append("Rechte enden bald")
    return ", ".join(words) or "in Ordnung"

"""How values of facets read: „2020er“ as „2020er Jahre“, „norwegen“ as „Norwegen“, „2026-11“ as „November 2026“."""

import re
from collections.abc import Callable, Collection

from reviews.countries import countries_by_slug
from reviews.models import FacetKind, Person, ReviewAuthor, Tag
from reviews.models.release import MONTHS, Fsk, Medium
from text.folding import sort_key
from text.slugs import slug_for

__all__ = ["choice_value", "order_of", "score_values", "words_for"]

STEPS = range(9, 4, -1)
"""Points from 0 to 10; a review of 8,5 stands under each from „ab 8“ down."""

BELOW = f"unter-{STEPS[-1]}"

Words = dict[str, str]

_YEAR = re.compile(r"(1[89]|20|21)[0-9][0-9]")
_DECADE = re.compile(r"(1[89]|20|21)[0-9]0er")
_MONTH = re.compile(r"20[0-9][0-9]-(0[1-9]|1[0-2])")


def choice_value(choice: Fsk | Medium) -> str:
    """How a choice stands in an address: „4K-Blu-ray“ as 4k-blu-ray, „FSK ab 12“ as 12."""
    return choice.value if choice.value.isdigit() else slug_for(choice.label)


def score_values(points: float) -> list[str]:
    """All a review of so many points stands under."""
    return [f"ab-{least}" for least in STEPS if points >= least] or [BELOW]


def is_decade(value: str) -> bool:
    """Of what stands for a year: „2020er“, not „2024“."""
    return value.endswith("er")


def decade_of(value: str) -> str:
    """Of a year or of itself."""
    return value if is_decade(value) else f"{int(value) // 10}0er"


def words_for(kind: FacetKind, values: Collection[str]) -> Words:
    """Of those values that mean something. One query for tags and persons, one for each author, else none."""
    return _READERS[kind](values)


def order_of(kind: FacetKind, value: str, words: str) -> tuple[int | str, ...]:
    """Where a value stands among those of its kind: the newest year and month first, names in German order."""
    if kind in (FacetKind.YEAR, FacetKind.MONTH):
        number = int(re.sub(r"[^0-9]", "", value))
        return (-(number + 9.5 if is_decade(value) else number), value)  # type: ignore[return-value]
    if kind in _FIXED:
        return (list(_FIXED[kind]).index(value),)
    return (sort_key(words, articles=False), value)


_FIXED: dict[FacetKind, Words] = {
    FacetKind.MEDIUM: {choice_value(medium): str(medium.label) for medium in Medium},
    FacetKind.FSK: {choice_value(fsk): str(fsk.label) for fsk in Fsk if fsk},
    FacetKind.SCORE: {value: value.replace("-", " ") for value in (*(f"ab-{least}" for least in STEPS), BELOW)},
}


def _fixed(kind: FacetKind) -> Callable[[Collection[str]], Words]:
    return lambda values: {value: _FIXED[kind][value] for value in values if value in _FIXED[kind]}


def _years(values: Collection[str]) -> Words:
    years = {value: value for value in values if _YEAR.fullmatch(value)}
    return years | {value: f"{value} Jahre" for value in values if _DECADE.fullmatch(value)}


def _months(values: Collection[str]) -> Words:
    known = [value for value in values if _MONTH.fullmatch(value)]
    return {value: f"{MONTHS[int(value[5:]) - 1]} {value[:4]}" for value in known}


def _countries(values: Collection[str]) -> Words:
    names = countries_by_slug()
    return {value: names[value] for value in values if value in names}


def _authors(values: Collection[str]) -> Words:
    """The newest way it was written, by the end of an index: who writes much has thousands of bylines."""
    newest = ReviewAuthor.objects.order_by("-review").values_list("name", flat=True)
    found = {value: newest.filter(slug=value).first() for value in values}
    return {value: name for value, name in found.items() if name}


def _tags(values: Collection[str]) -> Words:
    return {str(pk): name for pk, name in Tag.objects.filter(pk__in=_ids(values)).values_list("pk", "name")}


def _persons(values: Collection[str]) -> Words:
    return {str(person.pk): str(person) for person in Person.objects.filter(pk__in=_ids(values))}


def _ids(values: Collection[str]) -> list[int]:
    return [int(value) for value in values if value.isascii() and value.isdigit()]


_READERS: dict[FacetKind, Callable[[Collection[str]], Words]] = {
    FacetKind.YEAR: _years,
    FacetKind.COUNTRY: _countries,
    FacetKind.MEDIUM: _fixed(FacetKind.MEDIUM),
    FacetKind.FSK: _fixed(FacetKind.FSK),
    FacetKind.SCORE: _fixed(FacetKind.SCORE),
    FacetKind.AUTHOR: _authors,
    FacetKind.TAG: _tags,
    FacetKind.PERSON: _persons,
    FacetKind.MONTH: _months,
}

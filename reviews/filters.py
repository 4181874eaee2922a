"""The list of reviews, filtered: what the address asks for, read and checked, and the reviews it means.

All that is chosen must hold. An address may say anything: what is no value of its filter is left out and named, so that
the page can say so.
"""

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import or_
from typing import Any
from urllib.parse import urlencode

from django.db.models import BigIntegerField, BooleanField, ExpressionWrapper, F, Func, Q, QuerySet, Value
from django.http import QueryDict
from django.utils import timezone

from accounts.models import ANYBODY, Viewer
from accounts.prepared import Asked, PreparedQuery
from reviews.facet_words import words_for
from reviews.models import Facet, FacetKind, FacetTally, Person, Tag
from reviews.models.facet import bit_of
from reviews.shown_cards import CARD
from text.folding import fold
from text.fragments import Kept
from text.slugs import slug_for

__all__ = [
    "FILTERS",
    "PARAMETERS",
    "Choice",
    "Chosen",
    "Counts",
    "Filter",
    "Selection",
    "counted",
    "filtered_rows",
    "read_filters",
]

LONGEST = 100
"""Characters of a value; what is longer is none."""


@dataclass(frozen=True)
class Choice:
    """What can be chosen: the value as it stands in an address, its words, how many reviews have it."""

    value: str
    words: str
    count: int
    facet: str


@dataclass(frozen=True)
class Filter:
    """`parameter` is its name in the address. `read` finds the facet's value and the address's, or None."""

    parameter: str
    kind: FacetKind
    label: str
    anything: str
    read: Callable[[str], "Chosen | None"]


@dataclass(frozen=True)
class Chosen:
    """A facet somebody asked for; `value` is how it stands in the address."""

    kind: FacetKind
    facet: str
    value: str
    words: str


@dataclass(frozen=True)
class Selection:
    """`chosen` by parameter, in the order of the filters; `ignored` are label and text of what means nothing here;
    `typed` is what stood in the address. `alike` are persons somebody may have meant who wrote part of a name."""

    chosen: dict[str, Chosen]
    ignored: list[tuple[str, str]]
    typed: dict[str, str]
    alike: Sequence[Chosen] = ()

    @property
    def query(self) -> str:
        """The one way to write what is chosen."""
        return urlencode({parameter: chosen.value for parameter, chosen in self.chosen.items()})

    @property
    def words(self) -> str:
        return ", ".join(chosen.words for chosen in self.chosen.values())

    def instead(self) -> Iterator[tuple[str, str]]:
        """Names of those who may be meant, each with the query that asks for them beside what is chosen."""
        rest = {parameter: chosen.value for parameter, chosen in self.chosen.items()}
        return ((one.words, urlencode(rest | {PARAMETERS[one.kind]: one.value})) for one in self.alike)

    def without(self) -> Iterator[tuple[Chosen, str]]:
        """Each choice with the query that has all the others."""
        for parameter, chosen in self.chosen.items():
            rest = {other: one.value for other, one in self.chosen.items() if other != parameter}
            yield chosen, urlencode(rest)


def _plain(kind: FacetKind) -> Callable[[str], Chosen | None]:
    """Values whose words need no more than the value; also as somebody writes them: „Norwegen“, „Blu-ray“."""

    def read(text: str) -> Chosen | None:
        value = slug_for(text) if kind != FacetKind.MONTH else text
        words = words_for(kind, [value]).get(value)
        return Chosen(kind, value, value, words) if words else None

    return read


def _author(text: str) -> Chosen | None:
    """One name may be written in several ways over the years."""
    slug = slug_for(text)
    if not _with_reviews(FacetKind.AUTHOR, [slug]):
        return None
    return Chosen(FacetKind.AUTHOR, slug, slug, words_for(FacetKind.AUTHOR, [slug]).get(slug, slug))


def _tag(text: str) -> Chosen | None:
    tag = next(iter(_tags_called(slug_for(text))), None)
    if tag is None or not _with_reviews(FacetKind.TAG, [str(tag.pk)]):
        return None
    return Chosen(FacetKind.TAG, str(tag.pk), tag.slug, tag.name)


def _person(text: str) -> Chosen | None:
    """By slug, or by a name only one person has; by another name where nobody has it for their own."""
    for persons in (_persons_called(text, fold(text)), _persons_also_called(fold(text))):
        found = _on_reviews(persons)
        found = [person for person in found if person.slug == text] or found
        if len(found) == 1:
            return _chosen(found[0])
        if found:
            return None
    return None


def _chosen(person: Person) -> Chosen:
    return Chosen(FacetKind.PERSON, str(person.pk), person.slug, str(person))


def _on_reviews(persons: Iterable[Person]) -> list[Person]:
    by_value = {str(person.pk): person for person in persons}
    return [by_value[value] for value in _with_reviews(FacetKind.PERSON, list(by_value))]


def _alike(text: str) -> list[Chosen]:
    """Some whose name has this in it, or who share it."""
    part = fold(text)
    if len(part) < PART_OF_NAME:
        return []
    called = Q(name_folded__contains=part) | Q(aliases__name_folded__contains=part)
    rows = Person.objects.visible_to(ANYBODY).filter(called).order_by("sort_key", "id").distinct()
    return [_chosen(person) for person in _on_reviews(rows[:NAMESAKES])]


PART_OF_NAME = 3
"""Letters; fewer are in everybody's name."""


def _with_reviews(kind: FacetKind, values: list[str]) -> list[str]:
    """Those of the values that something readers may see has: what stands on no review does not exist here."""
    now = timezone.now()
    return [value for value in values if _on_some_review(now, kind.value, value)]


NAMESAKES = 5

_tags_called = PreparedQuery(lambda: Tag.objects.filter(slug=Asked(0)))
_persons_called = PreparedQuery(
    lambda: Person.objects.filter(Q(slug=Asked(0)) | Q(name_folded=Asked(1))).order_by("pk")[:NAMESAKES]
)
_persons_also_called = PreparedQuery(
    lambda: Person.objects.filter(aliases__name_folded=Asked(0)).order_by("pk")[:NAMESAKES]
)
_on_some_review = PreparedQuery(
    lambda: Facet.objects.visible_to(ANYBODY, Asked(0)).filter(kind=Asked(1), value=Asked(2)).values_list("pk")[:1]
)


FILTERS = [
    Filter("jahr", FacetKind.YEAR, "Jahr", "alle Jahre", _plain(FacetKind.YEAR)),
    Filter("land", FacetKind.COUNTRY, "Land", "alle Länder", _plain(FacetKind.COUNTRY)),
    Filter("medium", FacetKind.MEDIUM, "Medium", "alle Medien", _plain(FacetKind.MEDIUM)),
    Filter("fsk", FacetKind.FSK, "Freigabe", "jede Freigabe", _plain(FacetKind.FSK)),
    Filter("wertung", FacetKind.SCORE, "Wertung", "jede Wertung", _plain(FacetKind.SCORE)),
    Filter("autor", FacetKind.AUTHOR, "Geschrieben von", "alle", _author),
    Filter("schlagwort", FacetKind.TAG, "Schlagwort", "alle", _tag),
    Filter("monat", FacetKind.MONTH, "Erschienen im", "jeder Monat", _plain(FacetKind.MONTH)),
    Filter("person", FacetKind.PERSON, "Person", "", _person),
]
"""In the order of the form; persons are typed, all others chosen from a list."""

PARAMETERS = {one.kind: one.parameter for one in FILTERS}
PERSON = PARAMETERS[FacetKind.PERSON]


def read_filters(query: QueryDict) -> Selection:
    """At most thirty queries, whatever the address says; ten where the person in it is known. Of a
    parameter given twice the last counts, as in every form."""
    typed = {f.parameter: text for f in FILTERS if (text := query.get(f.parameter, "").strip())}
    chosen, ignored = {}, []
    for one in FILTERS:
        text = typed.get(one.parameter, "")
        if not text:
            continue
        found = one.read(text) if _can_be_a_value(text) else None
        if found:
            chosen[one.parameter] = found
        else:
            ignored.append((one.label, text[:LONGEST]))
    name = typed.get(PERSON, "")
    is_unknown = PERSON not in chosen and _can_be_a_value(name)
    return Selection(chosen, ignored, typed, _alike(name) if is_unknown else ())


def _can_be_a_value(text: str) -> bool:
    return len(text) <= LONGEST and "\0" not in text


@dataclass(frozen=True)
class Counts:
    """What can be chosen of each kind, as the worker counted it last; `version` is that of the tally."""

    choices: dict[str, list[Choice]]
    version: int

    def of(self, kind: FacetKind) -> list[Choice]:
        return self.choices.get(kind.value, [])

    def count(self, kind: FacetKind, facet: str) -> int:
        """How many reviews have it, as far as it is counted: a person has few, what is not counted yet is new."""
        return next((choice.count for choice in self.of(kind) if choice.facet == facet), 0)


NOT_COUNTED = Counts({}, 0)


class HasFacet(Func):
    """Whether a review has a facet of this kind and value. A subquery built by Django for each filter took it five times as
    long as the database needs for the whole page; as EXISTS it becomes a join, and PostgreSQL thinks about the order of
    eleven tables for 30 ms."""

    output_field = BooleanField()
    conditional = True

    def as_sql(self, compiler: Any, connection: Any, **context: Any) -> tuple[str, list[Any]]:  # type: ignore[override]
        (review, none), *values = [compiler.compile(expression) for expression in self.get_source_expressions()]
        table = connection.ops.quote_name(Facet._meta.db_table)
        kind, value = (sql for sql, _ in values)
        sql = f"(SELECT 1 FROM {table} f WHERE f.review_id = {review} AND f.kind = {kind} AND f.value = {value}) = 1"  # noqa: S608
        return sql, [*none, *(param for _, params in values for param in params)]


def filtered_rows(chosen: Collection[Chosen], viewer: Viewer, counts: Counts = NOT_COUNTED) -> QuerySet[Any]:
    """What the cards of the reviews that have all of it are made of, for `reviews.shown_cards.shown_cards`: rows of facets, by
    `published_at` and `review_id`. The rarest is read in the order of its index, the others looked up one by one;
    of one alone no counts are needed."""
    rarest, *others = sorted(chosen, key=lambda one: counts.count(one.kind, one.facet))
    rows = Facet.objects.visible_to(viewer).filter(kind=rarest.kind, value=rarest.facet)
    if bits := reduce(or_, (bit_of(one.kind, one.facet) for one in others), 0):
        rows = rows.alias(has=ExpressionWrapper(F("signature").bitand(bits), BigIntegerField())).filter(has=bits)
    for one in others:
        rows = rows.filter(HasFacet(F("review_id"), Value(one.kind.value), Value(one.facet)))
    return rows.values_list("review_id", "published_at", *(f"review__{name}" for name in CARD[2:]), named=True)


_known: Kept[Counts] = Kept(2)


def counted() -> Counts:
    """One query if they are known, else three."""
    version = FacetTally.objects.values_list("version", flat=True).first()
    return _known.get((version,), lambda: _load(version)) if version else NOT_COUNTED


def _load(version: int) -> Counts:
    counts = FacetTally.objects.values_list("counts", flat=True).first() or {}
    tags = [int(value) for value, _, _ in counts.get(FacetKind.TAG.value, [])]
    slugs = {str(pk): slug for pk, slug in Tag.objects.filter(pk__in=tags).values_list("pk", "slug")}
    return Counts(
        {
            kind: [
                Choice(slugs.get(value, value) if kind == FacetKind.TAG else value, words, count, value)
                for value, words, count in rows
            ]
            for kind, rows in counts.items()
        },
        version,
    )

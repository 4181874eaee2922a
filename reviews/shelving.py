"""What published reviews can be found by: written with each publication, counted by the worker.

A facet is a pair of kind and value as it stands in an address (`reviews.models.facet`).
"""

from collections.abc import Iterable, Iterator
from functools import reduce
from operator import or_
from typing import Any

from django.db.models import Count, F, QuerySet
from django.utils import timezone

from accounts.models import ANYBODY
from reviews.alphabet import letters_in
from reviews.countries import countries_by_slug, country_slug
from reviews.facet_words import choice_value, decade_of, order_of, score_values, words_for
from reviews.models import (
    Facet,
    FacetKind,
    FacetTally,
    Film,
    Franchise,
    Organisation,
    Person,
    Review,
    ReviewState,
    Tag,
)
from reviews.models.facet import bit_of
from reviews.models.release import Fsk, Medium

__all__ = ["BY_LETTER", "count_facets", "facet_rows", "facets_of", "shelve", "signature_of", "with_all_it_shows"]

Pair = tuple[FacetKind, str]

COUNTED = [kind for kind in FacetKind if kind != FacetKind.PERSON]
"""Nobody chooses from a list of all persons."""

BY_LETTER: dict[str, tuple[Any, str]] = {
    "films": (Film, "sort_key"),
    "persons": (Person, "sort_key"),
    "franchises": (Franchise, "sort_key"),
    "labels": (Organisation, "sort_key"),
    "tags": (Tag, "name_folded"),
}
"""Lists by letter, with the column they stand by."""

CHOICES = 500
"""Of one kind; thousands of tags in one field help nobody."""


def with_all_it_shows(reviews: QuerySet[Review]) -> QuerySet[Review]:
    """With everything `facets_of` reads, in five queries."""
    rows = reviews.select_related("film").defer("text", "text_html")
    return rows.prefetch_related("authors", "film__credits", "film__releases", "film__filmtag_set")


def facets_of(review: Review) -> set[Pair]:
    """Of a review read by `with_all_it_shows`."""
    return set(_facets(review)) | set(_facets_of_film(review.film))


def _facets(review: Review) -> Iterator[Pair]:
    if review.points is not None:
        yield from ((FacetKind.SCORE, value) for value in score_values(review.points))
    if review.published_at:
        yield FacetKind.MONTH, f"{timezone.localtime(review.published_at):%Y-%m}"
    yield from ((FacetKind.AUTHOR, author.slug) for author in review.authors.all())


def _facets_of_film(film: Film) -> Iterator[Pair]:
    if film.year:
        yield FacetKind.YEAR, str(film.year)
        yield FacetKind.YEAR, decade_of(str(film.year))
    slugs = [country_slug(code) for code in film.countries]
    yield from ((FacetKind.COUNTRY, slug) for slug in slugs if slug in countries_by_slug())
    for release in film.releases.all():
        yield FacetKind.MEDIUM, choice_value(Medium(release.medium))
        if release.fsk:
            yield FacetKind.FSK, choice_value(Fsk(release.fsk))
    yield from ((FacetKind.TAG, str(row.tag_id)) for row in film.filmtag_set.all())
    yield from ((FacetKind.PERSON, str(credit.person_id)) for credit in film.credits.all())


def facet_rows(reviews: Iterable[Review]) -> Iterator[Facet]:
    for review in reviews:
        if review.published_at is None:
            continue
        pairs = sorted(facets_of(review))
        signature = signature_of(pairs)
        for kind, value in pairs:
            yield Facet(review=review, kind=kind, value=value, published_at=review.published_at, signature=signature)


def signature_of(pairs: Iterable[Pair]) -> int:
    return reduce(or_, (bit_of(*pair) for pair in pairs), 0)


def shelve(film: Film) -> bool:
    """What is published about the film is found by what holds now, the rest by nothing; whether anything changed. Needs the
    film's lock and an open transaction; a dozen queries at most."""
    reviews = with_all_it_shows(Review.objects.filter(film=film.pk, state=ReviewState.PUBLISHED).order_by("pk"))
    wanted = {_key(row): row for row in facet_rows(reviews)}
    old = {_key(row): row.pk for row in Facet.objects.filter(review__film=film.pk).order_by()}
    gone = [pk for key, pk in old.items() if key not in wanted]
    new = [row for key, row in wanted.items() if key not in old]
    if gone:
        Facet.objects.filter(pk__in=gone).delete()
    Facet.objects.bulk_create(new, batch_size=200)
    return bool(gone or new)


def _key(row: Facet) -> tuple[Any, ...]:
    return row.review_id, row.kind, row.value, row.published_at, row.signature


def count_facets() -> bool:
    """Counts all anew, until it finds what is written already; whether anything changed. Nobody waits while it counts: of two
    that count at once the one that began sooner may be the later to write."""
    changed = False
    while True:
        tally, _ = FacetTally.objects.get_or_create(pk=FacetTally.THE_ONE)
        counts = {kind.value: _counted(kind) for kind in COUNTED}
        letters = {name: letters_in(model.objects.visible_to(ANYBODY), by) for name, (model, by) in BY_LETTER.items()}
        if (counts, letters) == (tally.counts, tally.letters):
            return changed
        unchanged = FacetTally.objects.filter(pk=tally.pk, version=tally.version)
        changed |= bool(unchanged.update(counts=counts, letters=letters, version=F("version") + 1))


def _counted(kind: FacetKind) -> list[list[Any]]:
    """Value, words and count of what is found most, in the order of the words. Two queries, by the index of kinds."""
    rows = Facet.objects.filter(kind=kind).order_by().values_list("value").annotate(count=Count("pk"))
    counts = dict(rows.order_by("-count", "value")[:CHOICES])
    words = words_for(kind, counts)
    shown = sorted((order_of(kind, value, words[value]), value) for value in counts if value in words)
    return [[value, words[value], counts[value]] for _, value in shown]

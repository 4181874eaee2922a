"""The part of reviews in `check_consistency`: review and thread belong together, files of stills exist, stills are
found by what they are called.

Reading goes to the database alias `using`, which the caller holds at one snapshot.
"""

from collections.abc import Iterator
from itertools import groupby

from django.core.files.storage import default_storage
from django.db import transaction
from django.db.models import Count, Exists, OuterRef

from forum import states
from forum.consistency import Difference, Mend
from forum.models import Thread
from images.storing import not_stored, rendition_path
from reviews import ratings
from reviews.drafting import lock_review
from reviews.models import Facet, Film, Rating, RatingTally, Rendition, Review, ReviewState, Still, StillState
from reviews.models.rating import HALVES
from reviews.searching import index_still, search_text_of
from reviews.shelving import facets_of, shelve, signature_of, with_all_it_shows
from reviews.stills import want_files_again
from text.markdown import RENDERER_VERSION

__all__ = ["differences", "notes"]


def differences(using: str) -> Iterator[Difference]:
    yield from _threads_of_reviews(using)
    yield from _stills(using)
    yield from _search_texts(using)
    yield from _tallies(using)
    yield from _facets(using)


def notes(using: str) -> Iterator[str]:
    """HTML of an older renderer is safe and shown; `manage.py rerender` brings it up to date."""
    stale = Review.objects.using(using).exclude(text_html="").exclude(renderer_version=RENDERER_VERSION).count()
    if stale:
        yield f"{stale} Kritiken sind noch von einer älteren Fassung des Renderers (manage.py rerender)."


def _threads_of_reviews(using: str) -> Iterator[Difference]:
    """A published review and its thread are visible together, and withdrawn together. No constraint spans two tables."""
    reviews = Review.objects.using(using).filter(state__in=[ReviewState.PUBLISHED, ReviewState.WITHDRAWN])
    states_of = reviews.order_by("pk").values_list("pk", "state", "thread__subject_kind", "thread__hidden_by_review")
    for pk, state, kind, is_hidden in states_of.iterator():
        is_published = state == ReviewState.PUBLISHED
        if kind != "review":
            yield Difference(f"Kritik {pk}: ihr Thema ist keine Filmdiskussion")
        elif is_published and is_hidden:
            yield Difference(f"Kritik {pk}: veröffentlicht, aber ihr Thema ist verborgen", Mend(align_thread, pk))
        elif not is_published and not is_hidden:
            yield Difference(f"Kritik {pk}: zurückgezogen, aber ihr Thema ist zu sehen", Mend(align_thread, pk))
    orphans = Thread.objects.using(using).filter(subject_kind="review", review=None).order_by("pk")
    for pk in orphans.values_list("pk", flat=True):
        yield Difference(f"Thema {pk}: eine Filmdiskussion ohne Kritik")


def align_thread(pk: int) -> bool:
    """The review's state decides. Locks the review row, then the thread's."""
    with transaction.atomic():
        review = lock_review(Review(pk=pk))
        if review.thread is None:
            return False
        change = states.show_with_review if review.is_published else states.hide_with_review
        return change(review.thread)


def _stills(using: str) -> Iterator[Difference]:
    files = Rendition.objects.filter(still=OuterRef("pk"))
    bare = Still.objects.using(using).filter(~Exists(files), state=StillState.READY).order_by("pk")
    for pk in bare.values_list("pk", flat=True):
        yield Difference(f"Filmbild {pk}: fertig, aber ohne Dateien", Mend(make_files_again, pk))
    renditions = Rendition.objects.using(using).order_by("name").values_list("name", "still_id")
    for path, still in not_stored((rendition_path(name), still) for name, still in renditions.iterator()):
        yield Difference(f"Filmbild {still}: die Datei {path} fehlt", Mend(make_files_again, still))
    originals = Still.objects.using(using).order_by("file").values_list("file", "pk")
    for path, still in not_stored(originals.iterator()):
        yield Difference(f"Filmbild {still}: das Original {path} fehlt")


def _search_texts(using: str) -> Iterator[Difference]:
    rows = (
        Still.objects.using(using).select_related("film", "rights_holder").defer("preview", "metadata").order_by("pk")
    )
    for still in rows.iterator(chunk_size=500):
        if still.search_text != search_text_of(still):
            yield Difference(f"Filmbild {still.pk}: die Suche findet es nicht richtig", Mend(index_again, still.pk))


def index_again(pk: int) -> bool:
    with transaction.atomic():
        still = Still.objects.select_for_update(no_key=True).filter(pk=pk).first()
        return still is not None and index_still(pk)


def make_files_again(pk: int) -> bool:
    """The worker makes them from the original, which has to be there."""
    with transaction.atomic():
        still = Still.objects.select_for_update(no_key=True).filter(pk=pk).first()
        if still is None or not default_storage.exists(still.file):
            return False
        want_files_again(still)
    return True


def _tallies(using: str) -> Iterator[Difference]:
    """What readers' votes come to."""
    votes = Rating.objects.using(using).counted().values_list("film", "halves").annotate(number=Count("pk"))
    counted: dict[int, list[int]] = {}
    for film, halves, number in votes.order_by("film").iterator():
        counted.setdefault(film, [0] * HALVES)[halves - 1] = number
    for tally in RatingTally.objects.using(using).order_by("pk").iterator():
        if ratings.is_wrong(tally, counted.pop(tally.pk, [0] * HALVES)):
            yield Difference(f"Film {tally.pk}: die Stimmen sind falsch gezählt", Mend(ratings.recount, tally.pk))
    for film in counted:
        yield Difference(f"Film {film}: die Stimmen sind nicht gezählt", Mend(ratings.recount, film))


def _facets(using: str) -> Iterator[Difference]:
    """Two streams in the order of the reviews' ids, read side by side."""
    columns = ("review", "review__film", "kind", "value", "published_at", "signature")
    stored = Facet.objects.using(using).order_by("review").values_list(*columns)
    groups = groupby(stored.iterator(), key=lambda row: row[:2])
    found = next(groups, None)
    published = Review.objects.using(using).filter(state=ReviewState.PUBLISHED).order_by("pk")
    for review in with_all_it_shows(published).iterator(chunk_size=AT_ONCE):
        while found and found[0][0] < review.pk:
            yield _wrong_facets(*found[0])
            found = next(groups, None)
        has = {row[2:] for row in found[1]} if found and found[0][0] == review.pk else set()
        pairs = facets_of(review)
        signature = signature_of(pairs)
        if has != {(kind.value, value, review.published_at, signature) for kind, value in pairs}:
            yield _wrong_facets(review.pk, review.film_id)
        if found and found[0][0] == review.pk:
            found = next(groups, None)
    while found:
        yield _wrong_facets(*found[0])
        found = next(groups, None)


AT_ONCE = 500
"""Reviews read with all that belongs to them."""


def _wrong_facets(review_pk: int, film_pk: int) -> Difference:
    return Difference(f"Kritik {review_pk}: die Filter finden sie falsch", Mend(_shelve, film_pk))


@transaction.atomic
def _shelve(film_pk: int) -> None:
    film = Film.objects.select_for_update(no_key=True).filter(pk=film_pk).first()
    if film is not None:
        shelve(film)

"""Where a film's page leads: its reviews with their discussions and pictures, its franchise, films near to it, and reviews
that name it."""

from typing import Any

from django.db.models import QuerySet
from django.utils import timezone

from accounts.models import ANYBODY, Viewer
from accounts.prepared import Asked, AskedTogether, PreparedQuery, hand_out
from forum.models import Thread
from forum.models.board import audiences_of
from reviews.models import Film, Rendition, Review, ReviewStill
from reviews.models.review import ReviewQuerySet
from reviews.models.still import ReviewStillQuerySet, today
from reviews.naming import naming_film, reviews_among
from reviews.pictures import Picture, picture_of
from reviews.relations import films_near
from reviews.shown_cards import reviews_for_cards

__all__ = ["ways_on"]

PICTURES_SHOWN = 12
PARTS_SHOWN = 30


def ways_on(film: Film, viewer: Viewer) -> dict[str, Any]:
    """For the film's page. Three queries, two if no text names it."""
    of_film, day = (film.pk, timezone.now()), today()
    ids, threads, places, renditions, parts, near, naming = _found(
        of_film, of_film, (*of_film, day), (*of_film, day), (film.franchise_id or 0, of_film[1]), of_film, of_film
    )
    hand_out(renditions, [place.still for place in places], by="still_id", name="renditions")
    reviews, readable = reviews_for_cards(ids), audiences_of(viewer)
    discussions = {thread.pk: thread for thread in threads if thread.board.visible_to in readable}
    shown = [reviews[pk] for pk in ids]
    return {
        "reviews": shown,
        "discussed": [(review, discussions.get(review.thread_id or 0)) for review in shown],
        "pictures": _pictures(places),
        "parts": parts,
        "relations": near,
        "naming": reviews_among(naming, viewer, but=film),
    }


def _pictures(places: list[ReviewStill]) -> list[tuple[ReviewStill, Picture]]:
    pictures = ((place, picture_of(place.still, alt=place.alt_text)) for place in places if place.still)
    return [(place, picture) for place, picture in pictures if picture.src and not picture.is_veiled]


def _reviews() -> ReviewQuerySet:
    return Review.objects.visible_to(ANYBODY, Asked(1)).filter(film=Asked(0)).newest()


def _threads() -> QuerySet[Thread]:
    return Thread.objects.filter(pk__in=_reviews().order_by().values("thread")).select_related("board")


def _places() -> ReviewStillQuerySet:
    rows = ReviewStill.objects.filter(review__in=_reviews().order_by()).shown(Asked(2))
    return rows.order_by("-review__published_at", "position", "id")[:PICTURES_SHOWN]


def _renditions() -> QuerySet[Rendition]:
    return Rendition.objects.filter(still__in=_places().values("still"))


_found = AskedTogether(
    PreparedQuery(lambda: _reviews().values_list("pk", flat=True)),
    PreparedQuery(_threads),
    PreparedQuery(
        lambda: (
            _places()
            .select_related("still", "review")
            .defer("review__text", "review__text_html", "still__preview", "still__metadata")
        )
    ),
    PreparedQuery(_renditions),
    PreparedQuery(lambda: Film.objects.visible_to(ANYBODY, Asked(1)).in_franchise(Asked(0))[:PARTS_SHOWN]),
    films_near,
    naming_film,
)

"""One order of locks for everybody who writes pictures: films, reviews, stills, each by ascending key. Two that came
from different ends would wait for each other until PostgreSQL ends one of them."""

from collections.abc import Collection

from reviews.models import Film, Review, ReviewStill

__all__ = ["lock_reviews", "lock_reviews_of"]


def lock_reviews(pks: Collection[int]) -> list[Review]:
    """As they are now, with their films, locked until the end of the transaction."""
    films = Review.objects.filter(pk__in=pks).values("film")
    list(Film.objects.select_for_update(no_key=True).filter(pk__in=films).order_by("pk").values_list("pk"))
    rows = Review.objects.select_for_update(no_key=True, of=("self",)).select_related("film", "thread")
    return list(rows.filter(pk__in=pks).order_by("pk"))


def lock_reviews_of(stills: Collection[int]) -> list[Review]:
    """Those that show one of these stills."""
    uses = ReviewStill.objects.filter(still__in=stills)
    return lock_reviews(list(uses.values_list("review_id", flat=True).distinct()))

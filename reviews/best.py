"""What readers liked best of the last weeks: chosen by the worker every minute, shown on the home page."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.utils import timezone

from accounts.models import ANYBODY, Viewer
from accounts.prepared import Asked, PreparedQuery
from reviews.models import BestFilm, Film, Review
from reviews.models.rating import MEAN_FROM
from reviews.shown_votes import votes_first

__all__ = ["best_films", "choose_best", "chosen_best"]

BEST = 3
"""Films; with fewer than so many votes as a mean needs none is among them."""

MONTH = datetime.timedelta(days=31)


chosen_best = PreparedQuery(
    lambda: BestFilm.objects.visible_to(ANYBODY, Asked(0)).select_related("film__tally").order_by("position")
)
"""At a moment, for `best_films`."""


def best_films(chosen: Iterable[BestFilm], viewer: Viewer) -> list[Film]:
    """With their tallies. None for members who want to vote before they know what others think."""
    return [] if votes_first(viewer) else [row.film for row in chosen]


def choose_best(at: datetime.datetime | None = None) -> bool:
    """Films of the month's reviews by the weighted mean of the readers' votes; whether they are others than before."""
    now = at or timezone.now()
    recent = Review.objects.visible_to(ANYBODY, now).filter(published_at__gt=now - MONTH)
    voted = recent.filter(film__tally__total__gte=MEAN_FROM).order_by("-film__tally__weighted", "-published_at", "-id")
    wanted = list(dict.fromkeys(voted.values_list("film", flat=True)[: 3 * BEST]))[:BEST]
    if wanted == list(BestFilm.objects.order_by("position").values_list("film", flat=True)):
        return False
    with transaction.atomic():
        BestFilm.objects.all().delete()
        BestFilm.objects.bulk_create(BestFilm(film_id=film, position=n) for n, film in enumerate(wanted, 1))
    return True

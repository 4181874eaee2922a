"""Who directed a film, as lists and cards name them."""

from collections.abc import Iterable

from django.db.models import Q, QuerySet

from accounts.prepared import children_of
from reviews.models import Credit, Film, Job

__all__ = ["directors_of", "give_directors"]


def directors_of(films: Q) -> QuerySet[Credit]:
    return Credit.objects.filter(films, job=Job.DIRECTOR).select_related("person").order_by("position", "id")


def give_directors(films: Iterable[Film], credits: Iterable[Credit]) -> None:
    """To each film its own of these, for `film.directors`: what `with_directors` prefetches."""
    by_film = children_of(credits, by="film_id")
    for film in films:
        film.director_credits = by_film[film.pk]

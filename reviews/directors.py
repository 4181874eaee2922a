"""Who directed a film, as lists and cards name them."""

from collections.abc import Iterable

from accounts.prepared import children_of
from reviews.models import Credit, Film

__all__ = ["give_directors"]


def give_directors(films: Iterable[Film], credits: Iterable[Credit]) -> None:
    """To each film its own of these, for `film.directors`: what `with_directors` prefetches."""
    by_film = children_of(credits, by="film_id")
    for film in films:
        film.director_credits = by_film[film.pk]

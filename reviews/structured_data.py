"""Reviews, films and persons as machines read them. Only what the page shows to everybody."""

from collections.abc import Iterable
from typing import Any

from django.conf import settings
from django.urls import reverse
from django.utils.safestring import SafeString

from reviews.models import Film, Franchise, Person, RatingTally, Review, ReviewAuthor
from reviews.models.film import FilmKind
from reviews.pictures import Picture
from text.linked_data import breadcrumbs, linked_data, publisher

__all__ = ["data_of_film", "data_of_person", "data_of_review"]

Facts = dict[str, Any]

BEST_SCORE, BEST_STARS, WORST_STARS = 10, 5, 0.5


def data_of_review(
    review: Review, facts: Facts, tally: RatingTally | None, authors: Iterable[ReviewAuthor], picture: Picture | None
) -> SafeString:
    url = _absolute(review.get_absolute_url())
    said = {
        "@type": "Review",
        "@id": f"{url}#kritik",
        "url": url,
        "name": review.title,
        "description": review.teaser,
        "inLanguage": "de",
        "datePublished": review.published_at.isoformat() if review.published_at else None,
        "author": [_author(author) for author in authors] or publisher(),
        "publisher": publisher(),
        "image": _image(picture),
        "reviewRating": _score(review),
        "itemReviewed": _film(review.film, facts, tally, picture),
    }
    trail = breadcrumbs(
        settings.SITE_URL, ("Kritiken", reverse("reviews:reviews")), (review.title, review.get_absolute_url())
    )
    return linked_data(said, trail)


def data_of_film(
    film: Film, facts: Facts, tally: RatingTally | None, reviews: list[Review], picture: Picture | None
) -> SafeString:
    """`reviews` are those of the film, with their authors."""
    said = _film(film, facts, tally, picture) | {
        "review": [
            {
                "@type": "Review",
                "url": _absolute(review.get_absolute_url()),
                "name": review.title,
                "author": [_author(author) for author in review.authors.all()] or publisher(),
                "datePublished": review.published_at.isoformat() if review.published_at else None,
                "reviewRating": _score(review),
            }
            for review in reviews
        ]
    }
    return linked_data(said, breadcrumbs(settings.SITE_URL, (film.label, film.get_absolute_url())))


def data_of_person(person: Person, jobs: list[str]) -> SafeString:
    url = _absolute(person.get_absolute_url())
    said = {"@type": "Person", "@id": f"{url}#person", "url": url, "name": person.name, "jobTitle": jobs}
    return linked_data(said, breadcrumbs(settings.SITE_URL, (str(person), person.get_absolute_url())))


def _film(film: Film, facts: Facts, tally: RatingTally | None, picture: Picture | None) -> dict[str, Any]:
    is_series = film.kind == FilmKind.SERIES
    url = _absolute(film.get_absolute_url())
    said = {
        "@type": "TVSeries" if is_series else "Movie",
        "@id": f"{url}#film",
        "url": url,
        "name": film.title,
        "alternateName": film.original_title if film.original_title != film.title else None,
        "image": _image(picture),
        "countryOfOrigin": [{"@type": "Country", "name": name} for name in film.country_names],
        "director": [_person(credit.person) for credit in facts["directors"]],
        "actor": [_performance(credit) for credit in facts["cast"]],
        "contentRating": next((release.get_fsk_display() for release in facts["releases"] if release.fsk), None),
        "aggregateRating": _stars(tally),
        "isPartOf": _franchise(film.franchise) if film.franchise else None,
    }
    years = {"startDate": str(film.year or ""), "endDate": str(film.year_end or "")}
    return said | (years if is_series else {"dateCreated": str(film.year or ""), "duration": _duration(film)})


def _franchise(franchise: Franchise) -> dict[str, Any]:
    return {"@type": "MovieSeries", "name": franchise.name, "url": _absolute(franchise.get_absolute_url())}


def _performance(credit: Any) -> dict[str, Any]:
    """A role stands between film and actor."""
    if not credit.role:
        return _person(credit.person)
    return {"@type": "PerformanceRole", "actor": _person(credit.person), "characterName": credit.role}


def _person(person: Person) -> dict[str, Any]:
    return {"@type": "Person", "name": person.name, "url": _absolute(person.get_absolute_url())}


def _author(author: ReviewAuthor) -> dict[str, Any]:
    url = _absolute(author.get_absolute_url())
    return {"@type": "Person", "name": author.name, "alternateName": author.nick, "url": url}


def _score(review: Review) -> dict[str, Any] | None:
    """The magazine's, of ten."""
    if review.points is None:
        return None
    return {"@type": "Rating", "ratingValue": review.points, "bestRating": BEST_SCORE, "worstRating": 0}


def _stars(tally: RatingTally | None) -> dict[str, Any] | None:
    """The readers', and only theirs; as on the page, from the number of votes on that has a mean."""
    if tally is None or tally.mean is None:
        return None
    value = {"ratingValue": round(tally.mean, 1), "bestRating": BEST_STARS, "worstRating": WORST_STARS}
    return {"@type": "AggregateRating", **value, "ratingCount": tally.total}


def _image(picture: Picture | None) -> str | None:
    return _absolute(picture.src) if picture and picture.src and not picture.is_veiled else None


def _duration(film: Film) -> str | None:
    return f"PT{film.runtime}M" if film.runtime else None


def _absolute(path: str) -> str:
    return f"{settings.SITE_URL}{path}"

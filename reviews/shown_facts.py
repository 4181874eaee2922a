"""A film's facts as pages show them, kept in this process by the film's version: they are the same for all readers."""

from typing import Any

from django.template.loader import render_to_string
from django.utils import timezone

from accounts.models import ANYBODY
from accounts.prepared import Asked, AskedTogether, PreparedQuery
from reviews.models import Credit, Film, Job, PersonAlias, Release, Review, Tag, Trailer
from text.fragments import Kept

__all__ = ["facts_of"]

FILMS = 200
"""Up to 60 KB each, so 12 MB in a process."""

_facts: Kept[dict[str, Any]] = Kept(FILMS)


def facts_of(film: Film) -> dict[str, Any]:
    """No query if they are known, else one; `roll` is the HTML of credits and releases, `aliases` what its people are
    called too. Nobody changes what is in them. The film must have been read before, for what is written meanwhile raises
    its version."""
    return dict(_facts.get((film.pk, film.version), lambda: _read(film)))


def _read(film: Film) -> dict[str, Any]:
    """`has_shelves`: years and countries have pages where a review stands on them."""
    of_film = (film.pk,)
    credits, releases, tags, trailers, reviews, aliases = _asked(
        of_film, of_film, of_film, of_film, (film.pk, timezone.now()), of_film
    )
    crew = [(job.label, [c for c in credits if c.job == job]) for job in Job if job != Job.CAST]
    facts = {
        "cast": [credit for credit in credits if credit.job == Job.CAST],
        "crew": [(label, people) for label, people in crew if people],
        "directors": [credit for credit in credits if credit.job == Job.DIRECTOR],
        "releases": releases,
        "tags": tags,
        "trailer": next(iter(trailers), None),
        "has_shelves": bool(reviews),
        "aliases": aliases,
    }
    return facts | {"roll": render_to_string("reviews/_credits.html", facts | {"film": film})}


_asked = AskedTogether(
    PreparedQuery(lambda: Credit.objects.filter(film=Asked(0)).select_related("person").order_by("position", "id")),
    PreparedQuery(lambda: Release.objects.filter(film=Asked(0)).select_related("label")),
    PreparedQuery(lambda: Tag.objects.filter(film_tags__content_object=Asked(0))),
    PreparedQuery(lambda: Trailer.objects.filter(film=Asked(0))[:1]),
    PreparedQuery(lambda: Review.objects.visible_to(ANYBODY, Asked(1)).filter(film=Asked(0)).values_list("pk")[:1]),
    PreparedQuery(
        lambda: PersonAlias.objects.filter(person__in=Credit.objects.filter(film=Asked(0)).values("person")).order_by(
            "pk"
        )
    ),
)

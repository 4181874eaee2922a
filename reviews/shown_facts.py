"""A film's facts as pages show them, kept in this process by the film's version: they are the same for all readers."""

from typing import Any

from django.template.loader import render_to_string

from accounts.models import ANYBODY
from reviews.models import Film, Job, Review, Tag
from text.fragments import Kept

__all__ = ["facts_of"]

FILMS = 200
"""Up to 60 KB each, so 12 MB in a process."""

_facts: Kept[dict[str, Any]] = Kept(FILMS)


def facts_of(film: Film) -> dict[str, Any]:
    """No query if they are known, else seven; `roll` is the HTML of credits and releases. Nobody changes what is in them. The film must have been read before, for
    what is written meanwhile raises its version."""
    return dict(_facts.get((film.pk, film.version), lambda: _read(film)))


def _read(film: Film) -> dict[str, Any]:
    """`has_shelves`: years and countries have pages where a review stands on them."""
    credits = list(film.credits.select_related("person").order_by("position", "id"))
    crew = [(job.label, [c for c in credits if c.job == job]) for job in Job if job != Job.CAST]
    facts = {
        "cast": [credit for credit in credits if credit.job == Job.CAST],
        "crew": [(label, people) for label, people in crew if people],
        "directors": [credit for credit in credits if credit.job == Job.DIRECTOR],
        "releases": list(film.releases.select_related("label")),
        "tags": list(Tag.objects.filter(film_tags__content_object=film)),
        "trailer": film.trailers.first(),
        "has_shelves": Review.objects.visible_to(ANYBODY).filter(film=film).exists(),
    }
    return facts | {"roll": render_to_string("reviews/_credits.html", facts | {"film": film})}

"""A review as readers will see it, made from a content value: nothing of it is stored."""

import copy
import datetime

from reviews.content import Content
from reviews.facts import RELEASE, Facts
from reviews.models import (
    Credit,
    Film,
    Franchise,
    Job,
    Organisation,
    Person,
    Release,
    Review,
    ReviewAuthor,
    ReviewStill,
    Still,
    Tag,
    Trailer,
)
from reviews.models.still import today
from text.markdown import render_review

__all__ = ["facts_in", "preview_of"]


def preview_of(
    review: Review, content: Content
) -> tuple[Review, list[ReviewStill], ReviewStill | None, list[ReviewAuthor], Trailer | None]:
    """Unsaved rows for the article: the review, its places that show something, its lead, byline and trailer."""
    shown = copy.copy(review)
    for name in ("title", "teaser", "score", "poll_question"):
        setattr(shown, name, content[name])
    shown.text_html = render_review(content["text"])
    shown.film = film_in(review.film, content["film"])
    places = places_in(shown, content)
    lead = next((place for place in places if place.number == content["lead"]), None)
    authors = [ReviewAuthor(name=author["name"], nick=author["nick"]) for author in content["authors"]]
    trailer = next((Trailer(film=shown.film, **facts) for facts in content["film"].get("trailers", [])), None)
    return shown, places, lead, authors, trailer


def places_in(review: Review, content: Content) -> list[ReviewStill]:
    wanted = [place["still"] for place in content["stills"] if place["still"]]
    stills = Still.objects.filter(pk__in=wanted).prefetch_related("renditions").in_bulk()
    places = []
    for place in content["stills"]:
        still = stills.get(place["still"])
        until = place.get("rights_until")
        if still is None or (until and datetime.date.fromisoformat(until) < today()):
            continue
        as_written = copy.copy(still)
        as_written.credit, as_written.min_age = place["credit"], place.get("min_age", 0)
        places.append(
            ReviewStill(
                review=review, still=as_written, number=place["number"], caption=place["caption"], alt=place["alt"]
            )
        )
    return places


def film_in(film: Film, facts: Facts) -> Film:
    shown = copy.copy(film)
    for name in ("kind", "original_title", "german_title", "year", "year_end", "runtime", "countries", "cast_complete"):
        setattr(shown, name, facts[name])
    shown.franchise = Franchise(name=facts["franchise"]) if facts.get("franchise") else None
    shown.part = facts.get("part")
    return shown


def facts_in(facts: Facts) -> dict[str, object]:
    """The same names as `shown_facts.facts_of`, from the value instead of from rows."""
    cast = [Credit(person=Person(name=entry["name"]), job=Job.CAST, role=entry["role"]) for entry in facts["cast"]]
    crew = {job: [Credit(person=Person(name=name), job=job) for name in names] for job, names in facts["crew"].items()}
    return {
        "cast": cast,
        "crew": [(job.label, crew[job.value]) for job in Job if crew.get(job.value)],
        "directors": crew.get(Job.DIRECTOR.value, []),
        "releases": [_release(release) for release in facts["releases"]],
        "tags": [Tag(name=name) for name in facts["tags"]],
        "aliases": [],
    }


def _release(facts: Facts) -> Release:
    fields = {name: facts[name] for name in RELEASE}
    for name in ("date_from", "date_to"):
        fields[name] = datetime.date.fromisoformat(fields[name]) if fields[name] else None
    return Release(label=Organisation(name=facts["label"]) if facts["label"] else None, **fields)

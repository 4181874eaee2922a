"""The magazine's part of a member's own data."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db.models import Q, QuerySet

from accounts.models import Member
from accounts.personal_data import Entry, Section, chunks
from forum.models import Follow, Thread
from forum.models.reading import SUBJECTS
from reviews.models import (
    Correction,
    Film,
    Person,
    Rating,
    RelatedThread,
    Review,
    RightsWarning,
    Seen,
    Tag,
    Viewing,
    Wanted,
)

__all__ = ["LEFT_OUT", "sections"]

OF_THE_DESK = "Arbeit der Redaktion an einer Kritik; sie gehört zur Kritik und handelt von ihr."

LEFT_OUT = {
    "reviews.Correction.settled_by": OF_THE_DESK,
    "reviews.Doubt.settled_by": OF_THE_DESK,
    "reviews.RelatedThread.decided_by": OF_THE_DESK,
    "reviews.Remark.by": OF_THE_DESK,
    "reviews.Revision.by": OF_THE_DESK,
    "reviews.Revision.settled_by": OF_THE_DESK,
    "reviews.Withdrawal.by": OF_THE_DESK,
}


def sections() -> Iterator[Section]:
    yield Section("kritiken", "Kritiken", _reviews, ("reviews.Review.owner", "reviews.ReviewAuthor.member"))
    yield Section("gesehen", "Gesehen", _seen, ("reviews.Seen.member",))
    yield Section("tagebuch", "Tagebuch", _viewings, ("reviews.Viewing.member",))
    yield Section("will-ich-sehen", "Will ich sehen", _wanted, ("reviews.Wanted.member",))
    yield Section("wertungen", "Deine Stimmen zu Filmen", _ratings, ("reviews.Rating.member",))
    yield Section("korrekturen", "Korrekturen", _corrections, ("reviews.Correction.by",))
    suggested = ("reviews.RelatedThread.suggested_by",)
    yield Section("vorschlaege", "Vorgeschlagen für „Auch im Forum“", _suggested, suggested)
    yield Section("bildrechte", "Mails über endende Bildrechte", _warnings, ("reviews.RightsWarning.member",))
    yield Section("folgen-mehr", "Filme, Personen, Schlagworte und Autoren, denen du folgst", _followed)


def _reviews(member: Member, using: str) -> Iterator[Entry]:
    rows = Review.objects.using(using).filter(Q(owner=member) | Q(authors__member=member)).distinct()
    for reviews in chunks(rows.select_related("film").prefetch_related("authors")):
        for row in reviews:
            yield {
                "Titel": row.title,
                "Adresse": f"{settings.SITE_URL}{row.get_absolute_url()}" if row.was_published else "",
                "Zustand": row.get_state_display(),
                "Verfasser": ", ".join(author.name for author in row.authors.all()),
                "angelegt": row.created_at,
                "erschienen": row.published_at,
                "Wertung": "" if row.points is None else f"{row.points:g}".replace(".", ","),
                "Vorspann": row.teaser,
                "Text": row.text,
            }


def _corrections(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(Correction.objects.using(using).filter(by=member)):
        for row in rows:
            yield {"Worte": row.words, "am": row.at, "erledigt": row.settled_at}


def _seen(member: Member, using: str) -> Iterator[Entry]:
    for film, mark in _of_films(Seen, member, using):
        until = "" if mark.season is None else f"Staffel {mark.season}, Folge {mark.episode}"
        yield {"Film": film, "bis": until}


def _of_films(model: Any, member: Member, using: str) -> Iterator[tuple[str, Any]]:
    """The member's rows, each with the title of its film if it may be seen."""
    for rows in chunks(model.objects.using(using).filter(member=member)):
        films = _known(Film.objects.using(using).visible_to(member), {row.film_id for row in rows})
        yield from ((films.get(row.film_id, ""), row) for row in rows)


def _viewings(member: Member, using: str) -> Iterator[Entry]:
    for film, row in _of_films(Viewing, member, using):
        yield {"Film": film, "gesehen am": row.on}


def _wanted(member: Member, using: str) -> Iterator[Entry]:
    for film, row in _of_films(Wanted, member, using):
        yield {"Film": film, "seit": row.at}


def _ratings(member: Member, using: str) -> Iterator[Entry]:
    for film, vote in _of_films(Rating, member, using):
        yield {
            "Film": film,
            "Sterne": f"{vote.stars:g}".replace(".", ","),
            "am": vote.at,
            "geändert": vote.changed_at,
            "zählt": "nein, eine Entscheidung nahm sie heraus" if vote.taken_out_by_id else "ja",
        }


def _known(rows: QuerySet[Any], ids: set[int]) -> dict[int, str]:
    """Titles and names of what the member may see."""
    return {row.pk: str(row) for row in rows.filter(pk__in=ids)}


def _suggested(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(RelatedThread.objects.using(using).filter(suggested_by=member)):
        threads = _known(Thread.objects.using(using).visible_to(member), {row.thread_id for row in rows})
        reviews = _known(Review.objects.using(using).visible_to(member), {row.review_id for row in rows})
        for row in rows:
            said = {"Kritik": reviews.get(row.review_id, ""), "Thema": threads.get(row.thread_id, "")}
            yield {**said, "am": row.at}


def _warnings(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(RightsWarning.objects.using(using).filter(member=member)):
        for row in rows:
            yield {"Rechte bis": row.rights_until, "angelegt": row.created_at, "verschickt": row.sent_at}


def _followed(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(Follow.objects.using(using).filter(member=member).exclude(subject_kind="")):
        names = {}
        for kind in {row.subject_kind for row in rows}:
            ids = {row.subject_id or 0 for row in rows if row.subject_kind == kind}
            names[kind] = _known(_subjects(kind, member, using), ids)
        for row in rows:
            name = names[row.subject_kind].get(row.subject_id or 0, "")
            yield {SUBJECTS[row.subject_kind]: name, "wie viel": row.get_level_display(), "seit": row.since}


def _subjects(kind: str, member: Member, using: str) -> QuerySet[Any]:
    models: dict[str, Any] = {"film": Film, "person": Person, "tag": Tag, "author": Member}
    rows: QuerySet[Any] = models[kind].objects.using(using).visible_to(member)
    return rows

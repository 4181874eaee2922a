"""What members have seen, as the forum asks for it: which titles of spoilers they have seen, and what they said of the
film of a review. Marks are read with every page, so by few queries."""

from collections.abc import Collection, Iterable, Sequence
from functools import cache
from typing import Any, NamedTuple

from django.urls import reverse
from django.utils import timezone

from accounts.models import ANYBODY, Member
from accounts.prepared import Asked, PreparedQuery, one_of, padded
from forum.subjects import SeenMark
from reviews.models import Film, FilmTitle, Review, Seen
from reviews.models.film import FilmKind
from text.film_titles import Named, Place, reaches, readings

__all__ = ["mark_of", "seen_mark_in", "seen_titles"]


class Candidate(NamedTuple):
    """A film that a title may mean."""

    pk: int
    kind: str
    year: int | None


def seen_titles(member: Member, titles: Collection[str], thread_id: int | None) -> set[str]:
    """Those of the titles whose every film the member has seen far enough; a name no film bears is none of them. Only
    films that readers know count: others would tell of drafts. Up to three queries, one for each kind of name."""
    meant = {title: readings(title) for title in titles}
    names = {named.name for found in meant.values() for named in found}
    known = _films_named(names - {""})
    known[""] = _film_of(member, thread_id) if thread_id and "" in names else set()
    marks = _marks(member, {film.pk for films in known.values() for film in films})
    return {title for title, found in meant.items() if _is_seen(found, known, marks)}


def _is_seen(found: Collection[Named], known: dict[str, set[Candidate]], marks: dict[int, Place | None]) -> bool:
    """Nothing is guessed: whatever it can mean must have been seen."""
    meant = [(film, named.place) for named in found for film in known.get(named.name, ()) if _fits(film, named)]
    return bool(meant) and all(film.pk in marks and reaches(marks[film.pk], place) for film, place in meant)


def _fits(film: Candidate, named: Named) -> bool:
    """Who names an episode means no film without any."""
    return named.year in (None, film.year) and (named.place is None or film.kind == FilmKind.SERIES)


FEW = (4, 16)
"""Numbers of names that are asked for by a prepared query: those of most pages."""


def _films_named(names: set[str]) -> dict[str, set[Candidate]]:
    """By folded original, German and other titles."""
    known: dict[str, set[Candidate]] = {}
    if not names:
        return known
    asked, now = sorted(names), timezone.now()
    if most := next((number for number in FEW if len(asked) <= number), None):
        rows = _few_names(most)(now, *asked, *asked[:1] * (most - len(asked)))
    else:
        rows = _named(now, asked)
    for name, *film in rows:
        known.setdefault(name, set()).add(Candidate(*film))
    return known


def _named(at: Any, names: Sequence[Any]) -> Any:
    """Each kind of title by its own index. All readers know the same films."""
    films, others = Film.objects.visible_to(ANYBODY, at).order_by(), FilmTitle.objects.visible_to(ANYBODY, at)
    columns = ("pk", "kind", "year")
    original = films.filter(title_folded__in=names).values_list("title_folded", *columns)
    german = films.filter(german_title_folded__in=names).values_list("german_title_folded", *columns)
    other = others.filter(title_folded__in=names)
    return original.union(german, other.values_list("title_folded", "film_id", "film__kind", "film__year"), all=True)


@cache
def _few_names(number: int) -> PreparedQuery:
    return PreparedQuery(lambda: _named(Asked(0), [Asked(place) for place in range(1, number + 1)]))


def _film_of(member: Member, thread_id: int) -> set[Candidate]:
    rows = Review.objects.visible_to(member).filter(thread=thread_id)
    return {Candidate(*row) for row in rows.values_list("film_id", "film__kind", "film__year")}


def _marks(member: Member, films: set[int]) -> dict[int, Place | None]:
    if len(films) > MARKS:
        rows: Iterable[Seen] = Seen.objects.visible_to(member).filter(film__in=films)
    else:
        rows = _few_marks(member.pk, *padded(films, MARKS)) if films else []
    return {seen.film_id: seen.place for seen in rows}


MARKS = 4
"""As many films as most pages name at most are asked for by a prepared query."""

_few_marks = PreparedQuery(lambda: Seen.objects.filter(one_of("film", range(1, MARKS + 1)), member=Asked(0)))


def seen_mark_in(member: Member, thread_id: int) -> SeenMark | None:
    """Of the film whose review the thread discusses. One query."""
    films = Film.objects.visible_to(member).filter(reviews__thread=thread_id).with_mark_of(member)
    return next((mark_of(film) for film in films), None)


def mark_of(film: Film) -> SeenMark:
    """Needs `with_mark_of()`."""
    return SeenMark(
        title=film.title,
        mark_url=reverse("reviews:mark_seen", args=[film.slug]),
        unmark_url=reverse("reviews:unmark_seen", args=[film.slug]),
        is_series=film.kind == FilmKind.SERIES,
        is_marked=film.mark_id is not None,  # type: ignore[attr-defined]
        season=film.mark_season,  # type: ignore[attr-defined]
        episode=film.mark_episode,  # type: ignore[attr-defined]
    )

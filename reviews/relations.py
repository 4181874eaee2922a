"""From one film to the next: who shares its director, its cast or its tags, with the reason.

The worker looks after each change of a film, at the film and at those it may now be near to; a page reads what was found.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from accounts.models import ANYBODY
from accounts.prepared import Asked, PreparedQuery
from reviews.models import Credit, Film, FilmTag, Job, Person, Relation, Tag

__all__ = ["RELATED", "films_near", "relate"]

RELATED = 6
"""Films beside a film."""

LOOKED_AT = 200
"""Credits or tags of others, the newest films first: of a tag that ten thousand films bear the rest is not asked."""

NEIGHBOURS = 30
"""Films that are looked at again because one has changed."""

LEADS = 12
"""Of the cast, those named first: whom two films share in their crowd scenes relates them to nobody's joy."""

WEIGHTS = {"director": 6, "cast": 3, "tag": 1}
MOST = {"director": 2, "cast": 3, "tag": 3}
"""How many of a kind count, and are named."""


@dataclass
class Shared:
    """Ids of what a film shares with the one looked at, by kind."""

    director: list[int] = field(default_factory=list)
    cast: list[int] = field(default_factory=list)
    tag: list[int] = field(default_factory=list)

    @property
    def weight(self) -> int:
        return sum(WEIGHTS[kind] * min(MOST[kind], len(getattr(self, kind))) for kind in WEIGHTS)


films_near = PreparedQuery(
    lambda: (
        Relation.objects.visible_to(ANYBODY, Asked(1))
        .filter(film=Asked(0))
        .select_related("other")
        .order_by("position")
    )
)
"""Of a film, at a moment: those readers may see, the nearest first. Everybody may see the same."""


def relate(film_pk: int) -> int:
    """Looks at the film and its neighbours of before and now; how many films have other relations than before."""
    film = Film.objects.filter(pk=film_pk).first()
    if film is None:
        return 0
    before = set(Relation.objects.filter(other=film).values_list("film", flat=True))
    changed, near = _relate_one(film)
    again = Film.objects.filter(pk__in={*before, *near}).order_by("pk")[:NEIGHBOURS]
    return changed + sum(_relate_one(other)[0] for other in again)


def _relate_one(film: Film) -> tuple[int, list[int]]:
    shared = _shared(film)
    visible = set(Film.objects.visible_to(ANYBODY).filter(pk__in=[film.pk, *shared]).values_list("pk", flat=True))
    ranked = sorted((pk for pk in shared if pk in visible), key=lambda pk: (-shared[pk].weight, -pk))
    nearest = ranked[:RELATED] if film.pk in visible else []
    return _store(film, _with_reasons(nearest, shared)), ranked[:NEIGHBOURS]


def _shared(film: Film) -> dict[int, Shared]:
    """By film; four queries, each bounded. Films of its own franchise stand elsewhere."""
    credits = Credit.objects.filter(film=film).order_by("position")
    people = list(credits.filter(job__in=[Job.DIRECTOR, Job.CAST]).values_list("job", "person"))
    directors = [pk for job, pk in people if job == Job.DIRECTOR]
    leads = [pk for job, pk in people if job == Job.CAST][:LEADS]
    shared: dict[int, Shared] = defaultdict(Shared)
    for kind, job, persons in (("director", Job.DIRECTOR, directors), ("cast", Job.CAST, leads)):
        for other, pk in _others(Credit.objects.filter(job=job, person__in=persons), film, "person"):
            getattr(shared[other], kind).append(pk)
    tags = list(FilmTag.objects.filter(content_object=film).values_list("tag", flat=True))
    for other, pk in _others(FilmTag.objects.filter(tag__in=tags), film, "tag", "content_object"):
        shared[other].tag.append(pk)
    if film.franchise_id:
        for pk in Film.objects.filter(franchise=film.franchise_id, pk__in=list(shared)).values_list("pk", flat=True):
            del shared[pk]
    return shared


def _others(rows: Any, film: Film, what: str, path: str = "film") -> Iterable[tuple[int, int]]:
    found = rows.exclude(**{path: film}).order_by(f"-{path}", what).values_list(path, what)
    return dict.fromkeys(found[:LOOKED_AT])


def _with_reasons(nearest: list[int], shared: dict[int, Shared]) -> list[tuple[int, str]]:
    persons = {pk for other in nearest for pk in (*shared[other].director, *shared[other].cast)}
    names = {person.pk: str(person) for person in Person.objects.filter(pk__in=persons)}
    tags = dict(
        Tag.objects.filter(pk__in={pk for other in nearest for pk in shared[other].tag}).values_list("pk", "name")
    )
    return [(pk, _reason(shared[pk], names, tags)) for pk in nearest]


def _reason(shared: Shared, names: dict[int, str], tags: dict[int, str]) -> str:
    """„auch von Ilka Dornhagen, mit Ove Lindqvist und Wanda Kreiselmeier“; tags only where no person is shared."""
    parts = []
    if shared.director:
        parts.append(f"von {_listed([names[pk] for pk in shared.director[: MOST['director']]])}")
    if shared.cast:
        parts.append(f"mit {_listed([names[pk] for pk in shared.cast[: MOST['cast']]])}")
    words = f"auch {', '.join(parts)}" if parts else f"auch: {', '.join(tags[pk] for pk in shared.tag[: MOST['tag']])}"
    return words[: Relation._meta.get_field("reason").max_length]


def _listed(names: list[str]) -> str:
    *first, last = names
    return f"{', '.join(first)} und {last}" if first else last


@transaction.atomic
def _store(film: Film, nearest: list[tuple[int, str]]) -> int:
    """Under the film's lock, so that two workers do not both write."""
    Film.objects.select_for_update(no_key=True).filter(pk=film.pk).first()
    if list(Relation.objects.filter(film=film).order_by("position").values_list("other", "reason")) == nearest:
        return 0
    Relation.objects.filter(film=film).delete()
    Relation.objects.bulk_create(
        Relation(film=film, other_id=other, position=position, reason=reason)
        for position, (other, reason) in enumerate(nearest, 1)
    )
    return 1

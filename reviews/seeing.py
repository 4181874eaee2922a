"""What a member says of films: seen, of a series up to where, on which day; what they want to see. Nobody is told."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Member
from reviews.models import Film, Seen, Viewing, Wanted
from reviews.models.film import FilmKind
from reviews.models.still import today
from text.film_titles import Place

__all__ = [
    "InFuture",
    "NotASeries",
    "mark_seen",
    "strike_viewing",
    "unmark_seen",
    "want",
    "want_no_more",
    "write_viewing",
]


class NotASeries(Exception):
    """A film has no episodes."""


class InFuture(Exception):
    """A diary tells what was."""


def mark_seen(film: Film, *, by: Member, until: Place | None = None) -> bool:
    """All of it, or a series `until` an episode: further on or back, what was said last counts. False if it was said
    before. One statement writes, whoever marks on two devices at once.

    Raises NotASeries; PermissionDenied for a film the member cannot know of.
    """
    if until is not None and film.kind != FilmKind.SERIES:
        raise NotASeries
    _refuse_unknown(film, by)
    season, episode = until or (None, None)
    if Seen.objects.filter(member=by, film=film, season=season, episode=episode).exists():
        return False
    mark = Seen(member=by, film=film, season=season, episode=episode)
    Seen.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["member", "film"], update_fields=["season", "episode"]
    )
    if until is None:
        Wanted.objects.filter(member=by, film=film).delete()
    return True


def unmark_seen(film: Film, *, by: Member) -> bool:
    """The reverse; False if there is nothing to take back. What stands in the diary goes too."""
    with transaction.atomic():
        removed, _ = Seen.objects.filter(member=by, film=film).delete()
        struck, _ = Viewing.objects.filter(member=by, film=film).delete()
    return removed + struck > 0


def write_viewing(film: Film, on: datetime.date, *, by: Member) -> bool:
    """Into the diary. A film is marked as seen by it; of a series how far is said apart. False if it stands there already.

    Raises InFuture; PermissionDenied for a film the member cannot know of.
    """
    if on > today():
        raise InFuture
    _refuse_unknown(film, by)
    with transaction.atomic():
        if film.kind != FilmKind.SERIES:
            mark_seen(film, by=by)
        _, is_new = Viewing.objects.get_or_create(member=by, film=film, on=on)
    return is_new


def strike_viewing(film: Film, on: datetime.date, *, by: Member) -> bool:
    """The film stays seen."""
    removed, _ = Viewing.objects.filter(member=by, film=film, on=on).delete()
    return removed > 0


def want(film: Film, *, by: Member) -> bool:
    """False if it is on the list. Raises PermissionDenied for a film the member cannot know of."""
    _refuse_unknown(film, by)
    _, is_new = Wanted.objects.get_or_create(member=by, film=film)
    return is_new


def want_no_more(film: Film, *, by: Member) -> bool:
    removed, _ = Wanted.objects.filter(member=by, film=film).delete()
    return removed > 0


def _refuse_unknown(film: Film, by: Member) -> None:
    if not Film.objects.visible_to(by).filter(pk=film.pk).exists():
        raise PermissionDenied

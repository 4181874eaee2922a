"""What a member says of films: seen, of a series up to where, and taken back. Own affairs only; nobody is told."""

from django.core.exceptions import PermissionDenied

from accounts.models import Member
from reviews.models import Film, Seen
from reviews.models.film import FilmKind
from text.film_titles import Place

__all__ = ["NotASeries", "mark_seen", "unmark_seen"]


class NotASeries(Exception):
    """A film has no episodes."""


def mark_seen(film: Film, *, by: Member, until: Place | None = None) -> bool:
    """All of it, or a series `until` an episode: further on or back, what was said last counts. False if it was said
    before. One statement writes, whoever marks on two devices at once.

    Raises NotASeries; PermissionDenied for a film the member cannot know of.
    """
    if until is not None and film.kind != FilmKind.SERIES:
        raise NotASeries
    if not Film.objects.visible_to(by).filter(pk=film.pk).exists():
        raise PermissionDenied
    season, episode = until or (None, None)
    if Seen.objects.filter(member=by, film=film, season=season, episode=episode).exists():
        return False
    mark = Seen(member=by, film=film, season=season, episode=episode)
    Seen.objects.bulk_create(
        [mark], update_conflicts=True, unique_fields=["member", "film"], update_fields=["season", "episode"]
    )
    return True


def unmark_seen(film: Film, *, by: Member) -> bool:
    """The reverse; False if there is nothing to take back."""
    removed, _ = Seen.objects.filter(member=by, film=film).delete()
    return removed > 0

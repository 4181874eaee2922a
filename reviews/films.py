"""Acts on a film itself: its page shown before any review is public, and hidden again."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from accounts.roles import is_editor
from reviews.models import Film, Review, ReviewState

__all__ = ["UnderEmbargo", "hide_film_page", "release_film_page"]


class UnderEmbargo(Exception):
    """What is known of the film only because of a review under embargo must not show earlier than it."""


def release_film_page(film: Film, *, by: Member) -> bool:
    """„Filmseite freigeben“: with its persons and tags it is visible from now on. False if it was released already.

    Raises UnderEmbargo, PermissionDenied. Locks the film, so that an embargo set at the same time is seen.
    """
    if not is_editor(by):
        raise PermissionDenied
    with transaction.atomic():
        Film.objects.select_for_update(no_key=True).get(pk=film.pk)
        embargoed = Review.objects.filter(film=film, embargo_until__gt=timezone.now())
        if embargoed.exclude(state__in=[ReviewState.PUBLISHED, ReviewState.WITHDRAWN]).exists():
            raise UnderEmbargo
        rows = Film.objects.filter(pk=film.pk, page_released_at=None)
        return rows.update(page_released_at=timezone.now(), version=F("version") + 1) == 1


def hide_film_page(film: Film, *, by: Member) -> bool:
    """The reverse; a film with a visible review stays visible through it."""
    if not is_editor(by):
        raise PermissionDenied
    rows = Film.objects.filter(pk=film.pk, page_released_at__isnull=False)
    return rows.update(page_released_at=None, version=F("version") + 1) == 1

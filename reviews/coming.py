"""What comes out next: one row for a film and a day, whatever it comes out on."""

from django.utils.safestring import SafeString

from accounts.models import Viewer
from reviews.models import Film, Release
from reviews.models import still as calendar
from text.fragments import known_part, render_kept

__all__ = ["COMING", "RELEASES_READ", "coming_releases"]

COMING = 4
"""Rows."""

RELEASES_READ = 2 * COMING
"""A film mostly comes out on one or two media at once."""

TEMPLATE = "reviews/_coming.html"


def coming_releases(viewer: Viewer) -> list[SafeString]:
    """The next releases of visible films, the nearest first: one query, and three where a row has changed since it was
    made. A release whose day is not known counts from the first day it can be."""
    fields = ("film_id", "film__version", "date_from", "date_precision", "id")
    coming = Release.objects.visible_to(viewer).filter(date_from__gte=calendar.today()).order_by("date_from", "id")
    rows: dict[tuple[object, ...], list[int]] = {}
    for *row, pk in coming.values_list(*fields)[:RELEASES_READ]:
        rows.setdefault(tuple(row), []).append(pk)
    keys = [(*row, *ids) for row, ids in rows.items()][:COMING]
    parts = {key: known_part(TEMPLATE, key) for key in keys}
    changed = [key for key, part in parts.items() if part is None]
    if changed:
        films = Film.objects.filter(pk__in={key[0] for key in changed}).with_directors().in_bulk()
        releases = Release.objects.in_bulk([pk for key in changed for pk in key[4:]])
        for key in changed:
            parts[key] = _row(key, films.get(key[0]), [releases[pk] for pk in key[4:] if pk in releases])
    return [part for part in parts.values() if part]


def _row(key: tuple[object, ...], film: Film | None, releases: list[Release]) -> SafeString | None:
    """None for what was deleted meanwhile."""
    if film is None or not releases:
        return None
    return render_kept(TEMPLATE, key, film=film, releases=releases)

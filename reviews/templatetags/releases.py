from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django import template

from reviews.models import Release
from reviews.models.release import Cut

register = template.Library()

SAID_OF_ALL = attrgetter("fsk", "cut", "cut_note")
"""What the page says of a release beside where and when; the rest of a rating is for the team."""

EDITION = attrgetter("date_from", "date_to", "date_precision", "version_name", "label_id", "label")


@register.filter
def rated_alike(releases: Iterable[Release]) -> list[list[tuple[str, Release]]]:
    """Neighbours with the same rating and cut together, so that it is said once; of these, what comes out at once from the
    same label is one, with its media in words."""
    alike = (list(group) for _, group in groupby(releases, SAID_OF_ALL))
    return [[_edition(list(group)) for _, group in groupby(rated, EDITION)] for rated in alike]


def _edition(releases: list[Release]) -> tuple[str, Release]:
    return ", ".join(release.get_medium_display() for release in releases), releases[0]


@register.filter
def any_rated(releases: Iterable[Release]) -> bool:
    """Then those without a rating say so: the next one's must not be read as theirs."""
    return any(release.fsk or release.cut != Cut.UNKNOWN for release in releases)

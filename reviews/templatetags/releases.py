from collections.abc import Iterable
from itertools import groupby
from operator import attrgetter

from django import template

from reviews.models import Release

register = template.Library()

RATING = attrgetter("fsk", "fsk_descriptors", "cut", "cut_note", "index_status")


@register.filter
def rated_alike(releases: Iterable[Release]) -> list[list[Release]]:
    """Neighbours with the same rating and cut together, so that it is said once."""
    return [list(group) for _, group in groupby(releases, RATING)]

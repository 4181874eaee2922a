"""How long the files of stills may be handed out: never past the end of their rights."""

import datetime

from django.http import HttpResponse
from django.utils import timezone

from images import delivery
from images.delivery import REDIRECT_KEPT, SIGNED
from images.storing import rendition_path
from reviews.models import Rendition, Still

__all__ = ["KEPT", "REDIRECT_KEPT", "SIGNED", "deliver", "seconds_left"]

KEPT = 365 * 24 * 3600
"""Seconds a browser may keep a picture; the name changes with the content."""


def seconds_left(still: Still) -> int | None:
    """Until the rights end, which they do with that day in Berlin; 0 after it, None if they never do."""
    if still.rights_until is None:
        return None
    next_day = still.rights_until + datetime.timedelta(days=1)
    end = timezone.make_aware(datetime.datetime.combine(next_day, datetime.time()))
    return max(0, int((end - timezone.now()).total_seconds()))


def deliver(rendition: Rendition, *, method: str) -> HttpResponse:
    """Raises Http404 where the file is missing in the folder."""
    path, seconds = rendition_path(rendition.name), seconds_signed(rendition.still)
    return delivery.deliver(path, rendition.format, method=method, seconds=seconds)


def seconds_signed(still: Still) -> int:
    """Until the rights end, if that is sooner; after them only editors come here. Less than one cannot be signed."""
    left = seconds_left(still)
    return SIGNED if left is None or not still.has_rights else max(1, min(SIGNED, left))

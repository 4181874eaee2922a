"""Background acts of the forum. Each may run twice without harm."""

import datetime

from django.utils import timezone

from forum import moderation
from forum.models import Thread

__all__ = ["sweep_pins"]


def sweep_pins(at: datetime.datetime | None = None) -> int:
    """Take down the pins whose time has ended; how many."""
    ended = Thread.objects.filter(pinned=1, pinned_until__lte=at or timezone.now())
    return sum(moderation.unpin_thread(thread, by=None) is not None for thread in ended)

"""Slow mode: in a thread that is slowed down a member waits some minutes between two posts."""

import datetime

from django.utils import timezone

from accounts.models import Member, Viewer
from forum.models import Post, Thread
from forum.moderators import moderates

__all__ = ["TooSoon", "may_write_from", "refuse_haste"]

LOOKED_AT = 500
"""Own posts looked back at for the last one in the thread: more than anybody writes within the longest wait."""


class TooSoon(Exception):
    """The member's last post in the thread is too young. `wait_until` says when the next one is taken."""

    def __init__(self, wait_until: datetime.datetime) -> None:
        super().__init__(wait_until)
        self.wait_until = wait_until


def may_write_from(thread: Thread, viewer: Viewer, form_key: str = "") -> datetime.datetime | None:
    """The moment from which the viewer may write in a slow thread again; None for at once. No query elsewhere, one there.

    What was withdrawn or waits counts: it was written. What the same form has brought already does not.
    """
    now = timezone.now()
    if not isinstance(viewer, Member) or not thread.is_slow(now) or moderates(viewer, thread.board_id):
        return None
    since = now - datetime.timedelta(seconds=thread.slow_seconds)
    own = Post.objects.filter(author=viewer).order_by("-id").values_list("thread_id", "created_at", "form_key")
    for thread_id, at, key in own[:LOOKED_AT]:
        if at <= since or (form_key and key == form_key):
            return None
        if thread_id == thread.pk:
            wait_until: datetime.datetime = at + datetime.timedelta(seconds=thread.slow_seconds)
            return wait_until
    return None


def refuse_haste(thread: Thread, by: Member, form_key: str) -> None:
    """The thread as it is now, locked: of two posts sent at once the second finds the first. Raises TooSoon."""
    wait_until = may_write_from(thread, by, form_key)
    if wait_until is not None:
        raise TooSoon(wait_until)

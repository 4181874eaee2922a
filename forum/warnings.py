"""What a thread says about itself before it is read: that spoilers stand open there."""

from django.core.exceptions import PermissionDenied
from django.db.models import Q

from accounts.models import Member
from forum import permissions, states
from forum.models import Thread
from forum.models.thread import ThreadState

__all__ = ["allow_spoilers", "forbid_spoilers"]


def allow_spoilers(thread: Thread, *, by: Member) -> bool:
    """„Mit Spoilern“: who writes here need not cover what gives away, and lists and feeds quote nothing of it. False if
    it says so already. No decision: nothing is taken from anybody."""
    return _say(thread, True, by)


def forbid_spoilers(thread: Thread, *, by: Member) -> bool:
    """The reverse. What was written meanwhile stands as it was written."""
    return _say(thread, False, by)


def _say(thread: Thread, with_spoilers: bool, by: Member) -> bool:
    if not permissions.can_allow_spoilers(by, thread):
        raise PermissionDenied
    start = Q(with_spoilers=not with_spoilers) & ~Q(state=ThreadState.MERGED)
    return states.change_thread(thread, start=start, with_spoilers=with_spoilers)

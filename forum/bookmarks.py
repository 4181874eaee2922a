"""Posts a member wants to find again."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Member
from forum import notifications, permissions
from forum.models import Bookmark, Post

__all__ = ["drop", "keep", "remind"]

AT_ONCE = 200
"""Reminders that are looked up together."""


def keep(post: Post, *, by: Member, note: str = "", remind_at: datetime.datetime | None = None) -> bool:
    """A new bookmark, or the note and moment of one; True if it is new. Raises PermissionDenied."""
    if not permissions.can_mark(by, post):
        raise PermissionDenied
    _, is_new = Bookmark.objects.update_or_create(member=by, post=post, defaults={"note": note, "remind_at": remind_at})
    return is_new


def drop(post: Post, *, by: Member) -> bool:
    removed, _ = Bookmark.objects.filter(member=by, post=post).delete()
    return bool(removed)


def remind(at: datetime.datetime) -> int:
    """Tell of all bookmarks whose moment has come, each once; how many.

    Each in a transaction of its own: one that refers to several posts would hold some while it waits for others, as
    merging threads does.
    """
    told = 0
    while rows := list(Bookmark.objects.filter(remind_at__lte=at).select_related("post").order_by("pk")[:AT_ONCE]):
        for bookmark in rows:
            told += _remind(bookmark)
    return told


def _remind(bookmark: Bookmark) -> bool:
    with transaction.atomic():
        if not Bookmark.objects.filter(pk=bookmark.pk, remind_at=bookmark.remind_at).update(remind_at=None):
            return False
        notifications.tell_of_reminder(bookmark)
    return True

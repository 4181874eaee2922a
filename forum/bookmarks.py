"""Posts a member wants to find again."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction

from accounts.models import Member
from forum import notifications, permissions
from forum.models import Bookmark, Post

__all__ = ["drop", "keep", "remind"]

AT_ONCE = 200
"""Reminders of one transaction."""


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
    """Tell of all bookmarks whose moment has come, each once; how many."""
    told = 0
    while True:
        with transaction.atomic():
            due = Bookmark.objects.select_for_update(no_key=True).filter(remind_at__lte=at).select_related("post")
            rows = list(due.order_by("pk")[:AT_ONCE])
            if not rows:
                return told
            for bookmark in rows:
                notifications.tell_of_reminder(bookmark)
            Bookmark.objects.filter(pk__in=[row.pk for row in rows]).update(remind_at=None)
        told += len(rows)

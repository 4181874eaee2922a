from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import NotificationKind, Viewer
from forum.models.post import Post
from forum.models.thread import Thread, readable_threads

BUNDLED = [NotificationKind.REPLY]
"""Of these a thread has one that is not read: what comes later counts to it."""


class NotificationQuerySet(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> "NotificationQuerySet":
        """The own ones, while the post can still be read; a thread that was hidden or moved away takes them along."""
        if not viewer.is_authenticated:
            return self.none()
        rows = self.filter(readable_threads(viewer, "post__thread__"), member=viewer.pk, post__state="visible")
        return rows.exclude(post__author__ignored_by__member=viewer.pk)

    def unread(self) -> "NotificationQuerySet":
        return self.filter(read_at=None)


class Notification(models.Model):
    """A member is told of something: always of a post, of the first one where several are bundled.

    `due_at` is when a mail may leave; None if it has left or none is wanted.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notifications")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    post = models.ForeignKey(Post, models.CASCADE, related_name="notifications")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="notifications")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)

    objects = NotificationQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=NotificationKind.values), name="notification_kind_known"),
            models.UniqueConstraint(fields=["member", "post", "kind"], name="notification_once"),
            models.UniqueConstraint(
                fields=["member", "thread", "kind"],
                condition=Q(kind__in=BUNDLED, read_at=None),
                name="notification_bundled",
            ),
        ]
        indexes = [
            models.Index(fields=["member", "-at", "-id"], name="notification_newest"),
            models.Index(fields=["member", "-at"], condition=Q(read_at=None), name="notification_unread"),
            models.Index(fields=["due_at", "member"], condition=Q(due_at__isnull=False), name="notification_due"),
        ]

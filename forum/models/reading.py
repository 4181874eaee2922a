import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Member, Viewer
from forum.models.board import Board
from forum.models.thread import Thread

QUIET_AFTER = datetime.timedelta(days=60)
"""A thread in which nobody spoke for so long counts as read."""


def everything_read_at(member: Member) -> datetime.datetime:
    """Up to this moment the member has read everything, marks of boards and threads aside."""
    moments = [member.joined_at, timezone.now() - QUIET_AFTER, member.all_read_at]
    return max(moment for moment in moments if moment)


class OfReader(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> "OfReader":
        """Marks are their member's alone."""
        return self.filter(member=viewer.pk or 0)


class ReadMark(models.Model):
    """„Gelesen bis“: the member has read the thread up to this number. Never lowered."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="read_marks")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="read_marks")
    number = models.PositiveIntegerField()

    objects = OfReader.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "thread"], name="read_mark_once")]


class BoardMark(models.Model):
    """The member has read everything in the board that was shown up to this moment. Never lowered."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="board_marks")
    board = models.ForeignKey(Board, models.CASCADE, related_name="marks")
    at = models.DateTimeField()

    objects = OfReader.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "board"], name="board_mark_once")]

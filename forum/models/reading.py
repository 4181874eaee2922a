import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Member, Viewer
from forum.models.board import Board
from forum.models.post import Post
from forum.models.thread import TITLE_LENGTH, Thread

QUIET_AFTER = datetime.timedelta(days=60)
"""A thread in which nobody spoke for so long counts as read."""


def everything_read_at(member: Member) -> datetime.datetime:
    """Up to this moment the member has read everything, marks of boards and threads aside."""
    moments = [member.joined_at, timezone.now() - QUIET_AFTER, member.all_read_at]
    return max(moment for moment in moments if moment)


def unread_after(member: Member, since: datetime.datetime | None = None) -> datetime.datetime:
    """What was last heard up to this moment is not unread: everything was read, or it lies before `since`."""
    after = everything_read_at(member)
    return after if since is None else max(after, since - datetime.timedelta(microseconds=1))


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


class FollowLevel(models.TextChoices):
    """How much a member wants to hear. Who follows nothing hears of mentions and quotes, as with `MENTIONS`."""

    ALL = "all", "Alles"
    MENTIONS = "mentions", "Nur wenn es um mich geht"
    MUTE = "mute", "Stumm"


SUBJECTS = {"film": "Film", "person": "Person", "tag": "Schlagwort", "author": "Autor"}
"""What can be followed beside threads and boards; the rooms above say what has come of it."""


class Follow(models.Model):
    """A member follows a thread, a board, or something known by `subject_kind` and `subject_id`."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="follows")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="followers")
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="followers")
    subject_kind = models.CharField(max_length=10, blank=True, default="")
    subject_id = models.BigIntegerField(null=True)
    level = models.CharField(max_length=10, choices=FollowLevel.choices, default=FollowLevel.ALL)
    since = models.DateTimeField(default=timezone.now)

    objects = OfReader.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "thread"], name="follow_thread_once"),
            models.UniqueConstraint(fields=["member", "board"], name="follow_board_once"),
            models.UniqueConstraint(
                fields=["member", "subject_kind", "subject_id"],
                condition=~Q(subject_kind=""),
                name="follow_subject_once",
            ),
            models.CheckConstraint(
                condition=Q(thread__isnull=False, board=None, subject_kind="", subject_id=None)
                | Q(thread=None, board__isnull=False, subject_kind="", subject_id=None)
                | (Q(thread=None, board=None, subject_id__isnull=False) & Q(subject_kind__in=SUBJECTS)),
                name="follow_one_thing",
            ),
            models.CheckConstraint(condition=Q(level__in=FollowLevel.values), name="follow_level_known"),
        ]
        indexes = [
            models.Index(fields=["thread", "member"], name="follow_by_thread"),
            models.Index(fields=["board", "member"], name="follow_by_board"),
            models.Index(
                fields=["subject_kind", "subject_id", "member"],
                condition=~Q(subject_kind=""),
                name="follow_by_subject",
            ),
        ]


class Draft(models.Model):
    """What a member has begun to write and not sent: a reply, or in a board a new thread. The newest save wins.

    `form_key` is that of the form it was typed into: its pictures are known by it.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="drafts")
    thread = models.ForeignKey(Thread, models.CASCADE, null=True, related_name="drafts")
    board = models.ForeignKey(Board, models.CASCADE, null=True, related_name="drafts")
    title = models.CharField(max_length=TITLE_LENGTH, blank=True, default="")
    source = models.TextField(blank=True)
    form_key = models.CharField(max_length=36, blank=True, default="")
    saved_at = models.DateTimeField(default=timezone.now)

    objects = OfReader.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "thread"], name="draft_of_reply_once"),
            models.UniqueConstraint(fields=["member", "board"], name="draft_of_thread_once"),
            models.CheckConstraint(
                condition=Q(thread__isnull=False, board=None, title="") | Q(thread=None, board__isnull=False),
                name="draft_for_one_form",
            ),
        ]
        indexes = [models.Index(fields=["member", "-saved_at", "-id"], name="draft_newest")]


class Bookmark(models.Model):
    """A post a member wants to find again, with a note, and reminded of at a moment."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="bookmarks")
    post = models.ForeignKey(Post, models.CASCADE, related_name="bookmarks")
    note = models.CharField("Notiz", max_length=200, blank=True)
    remind_at = models.DateTimeField("Erinnern am", null=True, blank=True)
    at = models.DateTimeField(default=timezone.now)

    objects = OfReader.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "post"], name="bookmark_once")]
        indexes = [
            models.Index(fields=["member", "-id"], name="bookmark_newest"),
            models.Index(fields=["remind_at"], condition=Q(remind_at__isnull=False), name="bookmark_reminds"),
        ]

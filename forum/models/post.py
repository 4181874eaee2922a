from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.ignoring import ignored_by
from accounts.models import Viewer
from accounts.roles import is_moderator, is_team
from forum.models.moderator import in_boards_of
from forum.models.thread import POSTS_PER_PAGE, Thread, readable_threads
from text.addresses import address_of


class PostKind(models.TextChoices):
    OPENING = "opening", "Eröffnung"
    MEMBER = "member", "Beitrag"
    DIVIDER = "divider", "Trenner"


class PostState(models.TextChoices):
    VISIBLE = "visible", "sichtbar"
    PENDING = "pending", "wartet auf Freigabe"
    WITHDRAWN = "withdrawn", "zurückgezogen"
    REMOVED = "removed", "ausgeblendet"
    HIDDEN_AUTO = "hidden_auto", "vorläufig ausgeblendet"
    ERASED = "erased", "gelöscht"


UNDECIDED = [PostState.PENDING, PostState.HIDDEN_AUTO]
"""Somebody of the team has to look."""

IS_UNDECIDED = RawSQL("forum_post.state IN ('pending', 'hidden_auto')", [], output_field=models.BooleanField())
"""The condition of the index `post_undecided`, letter by letter: SQLite does not recognise it in bound values, and read
every post there is (549 ms at a million for an empty queue, 1 ms so)."""


class PostQuerySet(models.QuerySet["Post"]):
    def visible_to(self, viewer: Viewer) -> "PostQuerySet":
        """Posts whose text this viewer may read, in threads the viewer may read. Stubs are not among them.

        The author reads the own posts in every state, the team what waits for approval, moderators all.
        """
        readable = Q(state=PostState.VISIBLE)
        if viewer.is_authenticated:
            readable |= Q(author_id=viewer.pk) & ~Q(state=PostState.ERASED)
        if is_team(viewer):
            readable |= Q(state=PostState.PENDING)
        if is_moderator(viewer):
            readable |= ~Q(state=PostState.ERASED) & in_boards_of(viewer, "thread__board")
        return self.filter(readable, readable_threads(viewer, "thread__"))

    def voices(self) -> "PostQuerySet":
        """What makes a thread unread and last spoken in: dividers do not."""
        return self.filter(state=PostState.VISIBLE, kind__in=[PostKind.MEMBER, PostKind.OPENING], number__isnull=False)

    def waiting(self) -> "PostQuerySet":
        """Held for approval or hidden until somebody decides, the oldest first."""
        return self.filter(IS_UNDECIDED).order_by("id")

    def after_last_page(self, thread: Any, viewer: Any, *, of_team: bool = False) -> "PostQuerySet":
        """Posts without a number that this member may read: the own ones and, for the team, all that wait.
        Moderators meet those of a busy thread in their queue."""
        rows = self.filter(thread=thread, number=None).order_by("id").select_related("author")
        own = Q(author_id=viewer)
        rows = rows.filter(own | Q(state=PostState.PENDING) if of_team else own)
        return rows.exclude(state=PostState.ERASED)[:POSTS_PER_PAGE]

    def said_by(self, member: Viewer) -> "PostQuerySet":
        """Visible contributions of one member."""
        return self.filter(author_id=member.pk, state=PostState.VISIBLE, kind=PostKind.MEMBER)

    def on_page(self, thread: Thread, page: int) -> "PostQuerySet":
        """The number range of a page, stubs included, with everything a post's fragment shows. The limit changes nothing
        but the guess of PostgreSQL, which expects a third of a long thread in the range."""
        first = (page - 1) * POSTS_PER_PAGE + 1
        return self.between(thread, first, first + POSTS_PER_PAGE - 1)

    def between(self, thread: Any, first: Any, last: Any) -> "PostQuerySet":
        """Values, or what stands for them in a prepared query."""
        rows = self.filter(thread=thread, number__gte=first, number__lte=last).order_by("number")
        return rows.select_related("author")[:POSTS_PER_PAGE]

    def around(self, post: "Post", number: int) -> "PostQuerySet":
        """The post among those before and after it in its thread; alone while it has no number."""
        near = Q(pk=post.pk)
        if post.number is not None:
            near = Q(thread=post.thread_id, number__range=(post.number - number, post.number + number))
        return self.filter(near).order_by("number").select_related("author")

    def heard_by(self, viewer: Viewer) -> "PostQuerySet":
        """Without those of members the viewer ignores."""
        ignored = ignored_by(viewer)
        return self.exclude(author__in=ignored) if ignored else self

    def last_voices(self, thread_id: Any, count: int, viewer: Viewer) -> "PostQuerySet":
        """The newest visible member posts, newest first, by the index of moments: posts that were moved here have the
        highest numbers and are old."""
        return (
            self.heard_by(viewer)
            .filter(thread_id=thread_id, state=PostState.VISIBLE, kind=PostKind.MEMBER)
            .order_by("-shown_at", "-number")
            .select_related("author")[:count]
        )


def post_url(pk: int) -> str:
    """The address people copy: it redirects to the page of today."""
    return address_of("forum:post", pk)


class Post(models.Model):
    """One numbered contribution to a thread („Beitrag“).

    `source` is Markdown as written, `html` the safe HTML made from it by renderer `renderer_version`. A post that
    was never shown has no number. The opening post of a review's thread has no text: it renders the review.
    `reaction_counts` has the number of reactions by their kind, without those nobody had.
    """

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="posts")
    number = models.PositiveIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=PostKind.choices, default=PostKind.MEMBER)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="posts")

    source = models.TextField(blank=True)
    html = models.TextField(blank=True)
    renderer_version = models.PositiveSmallIntegerField(default=0)

    state = models.CharField(max_length=12, choices=PostState.choices)
    state_before = models.CharField(max_length=12, choices=PostState.choices, blank=True, default="")
    withdrawn_at = models.DateTimeField(null=True)

    form_key = models.CharField(max_length=36, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)
    shown_at = models.DateTimeField(null=True)
    edited_at = models.DateTimeField(null=True)
    notified_at = models.DateTimeField(null=True)
    reaction_counts = models.JSONField(default=dict, blank=True)

    objects = PostQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["thread", "number"], name="post_number_once"),
            models.UniqueConstraint(
                fields=["author", "form_key"], condition=~Q(form_key=""), name="post_form_sent_once"
            ),
            models.UniqueConstraint(
                fields=["thread"], condition=Q(kind=PostKind.OPENING), name="post_one_opening_per_thread"
            ),
            models.CheckConstraint(condition=Q(state__in=PostState.values), name="post_state_known"),
            models.CheckConstraint(condition=Q(kind__in=PostKind.values), name="post_kind_known"),
            models.CheckConstraint(
                condition=~Q(state=PostState.VISIBLE) | Q(number__isnull=False, shown_at__isnull=False),
                name="post_visible_has_number",
            ),
            models.CheckConstraint(
                condition=Q(kind=PostKind.MEMBER, author__isnull=False)
                | Q(kind__in=[PostKind.OPENING, PostKind.DIVIDER], author=None),
                name="post_of_member_has_author",
            ),
            models.CheckConstraint(
                condition=~Q(kind=PostKind.OPENING) | Q(number=1, state=PostState.VISIBLE),
                name="post_opening_is_number_1",
            ),
            models.CheckConstraint(
                condition=Q(state=PostState.WITHDRAWN, withdrawn_at__isnull=False) | ~Q(state=PostState.WITHDRAWN),
                name="post_withdrawn_has_time",
            ),
            models.CheckConstraint(
                condition=~Q(state=PostState.ERASED) | Q(source="", html=""), name="post_erased_has_no_text"
            ),
        ]
        indexes = [
            models.Index(fields=["author", "-id"], name="post_by_author"),
            models.Index(fields=["thread", "-shown_at", "-number"], name="post_by_moment"),
            models.Index(
                fields=["thread", "number", "author", "id"], condition=Q(number=None), name="post_without_number"
            ),
            models.Index(fields=["id"], condition=Q(state__in=["pending", "hidden_auto"]), name="post_undecided"),
            models.Index(fields=["id"], condition=Q(notified_at=None), name="post_not_told"),
        ]

    def __str__(self) -> str:
        return f"Beitrag {self.number or 'ohne Nummer'}"

    def get_absolute_url(self) -> str:
        return post_url(self.pk)

    @property
    def anchor(self) -> str:
        return f"beitrag-{self.pk}"

    @property
    def page(self) -> int:
        """A post without a number stands after the last page."""
        return -(-self.number // POSTS_PER_PAGE) if self.number else self.thread.pages

    @property
    def is_visible(self) -> bool:
        return self.state == PostState.VISIBLE

    @property
    def is_voice(self) -> bool:
        """As `voices` says it."""
        return self.is_visible and self.kind != PostKind.DIVIDER and self.number is not None

    def is_of(self, member: Viewer) -> bool:
        return self.author_id is not None and self.author_id == member.pk


class PostRevisionQuerySet(models.QuerySet["PostRevision"]):
    def visible_to(self, viewer: Viewer) -> "PostRevisionQuerySet":
        """Author and moderators: an earlier version may hold what was taken out for a reason."""
        rows = self.filter(post__in=Post.objects.visible_to(viewer).order_by())
        own = Q(post__author_id=viewer.pk or 0)
        if not is_moderator(viewer):
            return rows.filter(own)
        return rows.filter(in_boards_of(viewer, "post__thread__board") | own)


class PostRevision(models.Model):
    """The text of a post as it stood before an edit; `number` counts the edits from 1."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    source = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PostRevisionQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "number"], name="post_revision_once")]

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.ignoring import ignored_by
from accounts.models import Member, Viewer
from accounts.roles import is_moderator, is_team
from forum.models.board import Board, audiences_of
from forum.models.moderator import in_boards_of
from text.addresses import address_of
from text.slugs import slug_for

TITLE_LENGTH = 200
"""Characters of a thread's title: as many as a film's has."""

POSTS_PER_PAGE = 20

THREADS_LISTED = 30
"""Threads of a page of a list, and as many as prepared queries ask for at once."""


class ThreadState(models.TextChoices):
    PENDING = "pending", "wartet auf Freigabe"
    OPEN = "open", "offen"
    LOCKED = "locked", "geschlossen"
    ARCHIVED = "archived", "Archiv"
    MERGED = "merged", "zusammengelegt"


SHOWN = [ThreadState.OPEN, ThreadState.LOCKED, ThreadState.ARCHIVED]

NOT_HIDDEN = Q(hidden_by_review=False, hidden_by_decision=False, hidden_by_author=False)


def readable_threads(viewer: Viewer, path: str = "") -> Q:
    """What this viewer may read, as a condition on threads or, with `path`, on rows that belong to one.

    A pending thread is its author's and the team's alone; one that was hidden stays open to its author and to
    moderators; one hidden by its review to nobody, its review answers for it. Joined, never `thread__in=…`: the
    databases list every thread there is for that, 15 ms at a million posts.
    """

    def q(**fields: Any) -> Q:
        return Q(**{f"{path}{name}": value for name, value in fields.items()})

    not_hidden = q(hidden_by_review=False, hidden_by_decision=False, hidden_by_author=False)
    shown = q(board__visible_to__in=audiences_of(viewer))
    public = not_hidden & q(state__in=SHOWN)
    if not viewer.is_authenticated:
        return shown & public
    seen = public | (q(author_id=viewer.pk) & ~q(state=ThreadState.MERGED))
    if is_team(viewer):
        seen |= not_hidden & q(state=ThreadState.PENDING)
    if is_moderator(viewer):
        seen |= q(hidden_by_review=False) & ~q(state=ThreadState.MERGED) & in_boards_of(viewer, f"{path}board")
    return shown & seen


class ThreadQuerySet(models.QuerySet["Thread"]):
    def visible_to(self, viewer: Viewer) -> "ThreadQuerySet":
        return self.filter(readable_threads(viewer))

    def listed(self) -> "ThreadQuerySet":
        """What lists and feeds show, the same for everybody: who may open a hidden thread finds it elsewhere."""
        return self.filter(NOT_HIDDEN, state__in=SHOWN)

    def unread_for(self, member: Member, since: datetime.datetime | None = None) -> "ThreadQuerySet":
        """With a voice above the member's mark, heard since everything was read last; see `forum.reading`. None the member
        wants to hear nothing of. None that was last heard before `since`: given apart, SQLite would read the index from
        the earlier of the two moments on."""
        from forum.models.post import Post
        from forum.models.reading import unread_after

        unread = self.unread_since(member.pk, unread_after(member, since))
        if ignored := ignored_by(member):
            others = Post.objects.voices().filter(thread=OuterRef("pk"), number__gt=OuterRef("marked_to"))
            return unread.without_authors(ignored).filter(Exists(others.exclude(author__in=ignored)))
        return unread

    def unread_since(self, member: Any, after: Any) -> "ThreadQuerySet":
        """`unread_for` a member who ignores nobody: the key and a moment, or what stands for them in a prepared query."""
        from forum.models.reading import BoardMark

        marks = BoardMark.objects.filter(member=member, board=OuterRef("board"), at__gte=OuterRef("last_posted_at"))
        mark = FilteredRelation("read_marks", condition=Q(read_marks__member=member))
        rows = self.not_muted_by(member).filter(~Exists(marks), last_posted_at__gt=after).annotate(mark=mark)
        return rows.alias(marked_to=Coalesce("mark__number", 0)).filter(last_visible_number__gt=F("marked_to"))

    def not_muted_by(self, member: Any) -> "ThreadQuerySet":
        """A muted board is silent but for threads in it of which the member has said something else."""
        from forum.models.reading import Follow, FollowLevel

        follows = Follow.objects.filter(member=member)
        of_thread = follows.filter(thread=OuterRef("pk"))
        muted = of_thread.filter(level=FollowLevel.MUTE)
        in_muted_board = follows.filter(level=FollowLevel.MUTE, board=OuterRef("board"))
        return self.filter(~Exists(muted) & (~Exists(in_muted_board) | Exists(of_thread)))

    def without_authors(self, ignored: Collection[int]) -> "ThreadQuerySet":
        """Threads of subjects have none and stay."""
        return self.exclude(author__in=ignored) if ignored else self

    def last_heard_by(self, viewer: Viewer) -> "ThreadQuerySet":
        """Without those in which somebody spoke last whom the viewer ignores."""
        ignored = ignored_by(viewer)
        return self.exclude(last_post__author__in=ignored) if ignored else self

    def with_reader(self, member: Any) -> "ThreadQuerySet":
        """What `forum.reader` knows the member by (a key, or what stands for one): `read_to` and `board_read_at` with None
        for no mark, `followed` as a level, `draft` as text with `draft_key`, "" or None for none, and whether there is a `post_without_number`."""
        from forum.models.post import Post
        from forum.models.reading import BoardMark, Draft, Follow, ReadMark

        def own(rows: Any, name: str) -> Subquery:
            return Subquery(rows.filter(member=member).values(name)[:1])

        of_thread = {"thread": OuterRef("pk")}
        return self.annotate(
            read_to=own(ReadMark.objects.filter(**of_thread), "number"),
            board_read_at=own(BoardMark.objects.filter(board=OuterRef("board")), "at"),
            followed=own(Follow.objects.filter(**of_thread), "level"),
            draft=own(Draft.objects.filter(**of_thread), "source"),
            draft_key=own(Draft.objects.filter(**of_thread), "form_key"),
            post_without_number=Exists(Post.objects.filter(**of_thread, number=None, author=member)),
        )


class Thread(models.Model):
    """A discussion („Thema“). `state` and the three `hidden_by_…` are independent of each other."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="threads")
    title = models.CharField("Titel", max_length=TITLE_LENGTH)
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="threads")
    subject_kind = models.CharField(max_length=20, blank=True, default="")
    first_post = models.OneToOneField("Post", models.PROTECT, null=True, related_name="+")

    state = models.CharField(max_length=10, choices=ThreadState.choices, default=ThreadState.OPEN)
    hidden_by_review = models.BooleanField(default=False)
    hidden_by_decision = models.BooleanField(default=False)
    hidden_by_author = models.BooleanField(default=False)
    slow_seconds = models.PositiveIntegerField(default=0)
    slow_until = models.DateTimeField(null=True)
    approval_until = models.DateTimeField(null=True)
    with_spoilers = models.BooleanField(default=False)
    pinned = models.PositiveSmallIntegerField(default=0)
    pinned_until = models.DateTimeField(null=True)

    last_number = models.PositiveIntegerField(default=0)
    last_visible_number = models.PositiveIntegerField(default=0)
    visible_count = models.PositiveIntegerField(default=0)
    reply_count = models.PositiveIntegerField(default=0)
    pending_count = models.PositiveIntegerField(default=0)
    last_post = models.ForeignKey("Post", models.PROTECT, null=True, related_name="+")
    last_posted_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveBigIntegerField(default=1)

    form_key = models.CharField(max_length=36, blank=True, default="")
    created_at = models.DateTimeField(default=timezone.now)

    objects = ThreadQuerySet.as_manager()

    if TYPE_CHECKING:
        read_to: int | None
        board_read_at: datetime.datetime | None
        followed: str | None
        draft: str | None
        draft_key: str | None
        post_without_number: bool

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(state__in=ThreadState.values), name="thread_state_known"),
            models.CheckConstraint(condition=Q(subject_kind__in=["", "review"]), name="thread_subject_known"),
            models.CheckConstraint(
                condition=~Q(subject_kind="review") | Q(hidden_by_decision=False, hidden_by_author=False),
                name="thread_of_review_hidden_by_review_only",
            ),
            models.CheckConstraint(
                condition=~Q(subject_kind="review") | ~Q(state__in=["pending", "merged"]),
                name="thread_of_review_never_pending_or_merged",
            ),
            models.CheckConstraint(
                condition=Q(subject_kind="review", author=None, first_post=None)
                | Q(subject_kind="", author__isnull=False),
                name="thread_has_author_or_subject",
            ),
            models.CheckConstraint(
                condition=Q(hidden_by_review=False) | Q(subject_kind="review"), name="thread_hidden_by_its_review"
            ),
            models.CheckConstraint(condition=Q(pinned__in=[0, 1]), name="thread_pinned_is_0_or_1"),
            models.CheckConstraint(
                condition=Q(pinned=0, pinned_until=None) | Q(pinned=1), name="thread_pin_ends_while_pinned"
            ),
            models.CheckConstraint(
                condition=Q(last_visible_number__lte=F("last_number"), visible_count__lte=F("last_number")),
                name="thread_counts_within_numbers",
            ),
            models.UniqueConstraint(
                fields=["author", "form_key"], condition=~Q(form_key=""), name="thread_form_sent_once"
            ),
        ]
        indexes = [
            models.Index(fields=["board", "-pinned", "-last_posted_at", "-id"], name="thread_list"),
            models.Index(fields=["-last_posted_at", "-id"], name="thread_newest"),
            models.Index(fields=["board", "-last_posted_at", "-id"], name="thread_last_of_board"),
            models.Index(fields=["pinned_until"], condition=Q(pinned=1), name="thread_pin_ends"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return address_of("forum:thread", self.pk, self.slug)

    @property
    def slug(self) -> str:
        return slug_for(self.title, fallback="thema")

    def page_url(self, page: int) -> str:
        """Page 1 has the bare address."""
        if page <= 1:
            return self.get_absolute_url()
        return address_of("forum:thread_page", self.pk, self.slug, page)

    @property
    def pages(self) -> int:
        """Counted by number, so a page's content never moves."""
        return max(1, -(-self.last_number // POSTS_PER_PAGE))

    @property
    def last_page_url(self) -> str:
        return self.page_url(self.pages)

    @property
    def is_hidden(self) -> bool:
        return self.hidden_by_review or self.hidden_by_decision or self.hidden_by_author

    def is_public_in(self, audiences: Collection[str]) -> bool:
        """Whether all of these read it; others may still, `visible_to` says who. Needs `board`."""
        return self.state in SHOWN and not self.is_hidden and self.board.visible_to in audiences

    @property
    def is_open(self) -> bool:
        return self.state == ThreadState.OPEN and not self.is_hidden

    def is_slow(self, at: datetime.datetime) -> bool:
        """Whether members wait between two posts."""
        return self.slow_until is not None and self.slow_until > at

    def holds_replies(self, at: datetime.datetime) -> bool:
        """Whether replies of members wait for approval."""
        return self.approval_until is not None and self.approval_until > at


class ThreadAliasQuerySet(models.QuerySet["ThreadAlias"]):
    def end_of(self, pk: int) -> int | None:
        """The thread that took the posts of `pk` in the end, however often they moved; None if it was never merged. A
        query for each move."""
        end = None
        while (next_pk := self.filter(old_id=end or pk).values_list("thread_id", flat=True).first()) is not None:
            end = next_pk
        return end


class ThreadAlias(models.Model):
    """The address of a thread that was merged into another. Only ever added."""

    old_id = models.BigIntegerField()
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="aliases")
    at = models.DateTimeField(default=timezone.now)

    objects = ThreadAliasQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["old_id"], name="thread_alias_once")]


class PostAddress(models.Model):
    """Where a post once stood: number in a thread. Only ever added, by moves."""

    thread = models.ForeignKey(Thread, models.PROTECT, related_name="old_addresses")
    number = models.PositiveIntegerField()
    post = models.ForeignKey("Post", models.PROTECT, related_name="old_addresses")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["thread", "number"], name="post_address_once")]

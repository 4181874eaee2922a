"""Who is told of what, on the site and by mail. Everything here may run twice without harm.

A new post goes out to many, so a task does it (`tell_of_post_later`): some at a time, each in a short transaction
of its own. Several replies in a thread are one notification until it is read.
"""

import datetime
import time
from collections.abc import Collection, Iterable, Iterator
from functools import lru_cache
from typing import Any

from django.core import signing
from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_tasks import task

from accounts.models import Ignore, Member, NotificationKind, Viewer
from accounts.prepared import Asked, PreparedQuery
from accounts.roles import team_members
from forum import bundles
from forum.models import Board, Bookmark, Follow, Notification, Post, PostMention, Quote, ReadMark, Statement, Thread
from forum.models.board import Audience
from forum.models.notification import BUNDLED
from forum.models.post import PostKind, PostState
from forum.models.reading import FollowLevel
from forum.models.thread import SHOWN
from forum.subjects import followed_with

__all__ = [
    "MOST_COUNTED",
    "badge_token",
    "badge_words",
    "count_by_token",
    "count_replies",
    "forget_reactions",
    "nudge",
    "read_all",
    "read_up_to",
    "take_over",
    "tell_of_cover",
    "tell_of_post",
    "tell_of_reaction",
    "tell_of_reminder",
    "unread_count",
]

AT_ONCE = 200
"""Members told in one transaction: below 20 ms on SQLite, whose other writers wait for it."""

PAUSE = 0.02
"""Seconds between two of them, so that whoever waits for SQLite's one lock gets it."""

MAIL_AFTER = datetime.timedelta(minutes=5)
"""Whoever is on the site reads it there, and no mail leaves."""

MOST_COUNTED = 99

MOST_NAMED = 20
"""Members one post tells by calling or quoting them, its edits included: more is no talk but a mailing."""

NAMED = [NotificationKind.MENTION, NotificationKind.QUOTE]

NOT_READ_WITH_POST = [NotificationKind.REACTION, NotificationKind.REMINDER, NotificationKind.COVER]
"""News of a post one has read long ago."""

BADGE = "forum.notifications.badge"

_unread = PreparedQuery(
    lambda: (
        _unread_of(Asked(0))
        .values_list("pk")
        .union(Statement.objects.unread().filter(member=Asked(0)).values_list("pk"), all=True)[: MOST_COUNTED + 1]
    )
)


def _unread_of(member: Any) -> QuerySet[Notification]:
    """What `visible_to` lists of them, but for rights in boards, which change rarely: a number that nothing stands for
    would never go away."""
    shown = {f"post__thread__hidden_by_{what}": False for what in ("review", "decision", "author")}
    rows = Notification.objects.filter(member=member, read_at=None, post__state="visible", **shown)
    unheard = Ignore.objects.filter(member=member, ignored=OuterRef("post__author"))
    return rows.filter(~Exists(unheard), post__thread__state__in=SHOWN)


def unread_count(viewer: Viewer) -> int:
    """News, and decisions whose reasons were not read yet; at most one more than `MOST_COUNTED`. One query, none for guests."""
    return len(_unread(viewer.pk)) if isinstance(viewer, Member) else 0


def badge_words(count: int) -> str:
    return "" if not count else f"{MOST_COUNTED}+" if count > MOST_COUNTED else str(count)


def badge_token(member: Member) -> str:
    """Lets an open page ask for the number, and for nothing else, without anybody being looked up by session."""
    return _token(member.pk, timezone.localdate().toordinal())


@lru_cache(1_024)
def _token(pk: int, day: int) -> str:
    return signing.Signer(salt=BADGE).sign_object([pk, day])


def count_by_token(token: str) -> int | None:
    """One query. None for a token that is not ours, or older than yesterday."""
    try:
        pk, day = signing.Signer(salt=BADGE).unsign_object(token)
    except signing.BadSignature:
        return None
    return len(_unread(pk)) if timezone.localdate().toordinal() - day <= 1 else None


def nudge(post: Post) -> None:
    """Have a task tell of a post whose text has changed. In the transaction that did it. What is new the worker finds by
    itself (`forum.tasks.sweep_news`): whoever writes leaves nothing but the post."""
    if post.state == PostState.VISIBLE:
        tell_of_post_later.enqueue(post.pk)


@task(queue_name="news")
def tell_of_post_later(pk: int) -> int:
    return tell_of_post(pk)


def tell_of_post(pk: int) -> int:
    """Tell everybody who wants to hear of a post that is to be read, once in its life; how many were told. Of an edited
    one only those are told whom it names and who have not been told."""
    post = Post.objects.select_related("thread__board").filter(pk=pk, state=PostState.VISIBLE).first()
    if post is None or not Thread.objects.listed().filter(pk=post.thread_id).exists():
        return 0
    told = _tell_named(post)
    if post.notified_at is None:
        for kind, follows in _followings(post):
            told += _fan_out(post, kind, follows)
        Post.objects.filter(pk=pk, notified_at=None).update(notified_at=timezone.now())
    return told


def _tell_named(post: Post) -> int:
    if post.author_id is None:
        return 0
    mentioned = set(PostMention.objects.filter(post=post).values_list("member_id", flat=True))
    quotes = Quote.objects.filter(post=post, named=True, quoted__author__isnull=False)
    quoted = set(quotes.values_list("quoted__author_id", flat=True)) - mentioned
    muted = Follow.objects.filter(level=FollowLevel.MUTE)
    spoken = Follow.objects.filter(thread=post.thread_id, member=OuterRef("pk")).exclude(level=FollowLevel.MUTE)
    of_board = muted.filter(board=post.thread.board_id, member=OuterRef("pk"))
    told = 0
    for kind, ids in ((NotificationKind.MENTION, mentioned), (NotificationKind.QUOTE, quoted)):
        if ids:
            known = set(Notification.objects.filter(post=post, kind__in=NAMED).values_list("member", flat=True))
            rows = _who_may_hear(Member.objects.filter(pk__in=ids - known), post)
            rows = rows.exclude(Exists(muted.filter(thread=post.thread_id, member=OuterRef("pk"))))
            hearers = rows.exclude(Exists(of_board) & ~Exists(spoken)).values_list("pk", flat=True)
            told += _tell(post, kind, list(hearers.order_by("pk")[: max(0, MOST_NAMED - len(known))]))
    return told


def _followings(post: Post) -> Iterator[tuple[NotificationKind, QuerySet[Follow]]]:
    """Kinds of news a post is, with whoever follows what it is news of."""
    follows = Follow.objects.filter(level=FollowLevel.ALL)
    is_first = post.pk == post.thread.first_post_id or post.kind == PostKind.OPENING
    if post.kind == PostKind.OPENING:
        chosen = Q(pk=None)
        for kind, subject_id in followed_with(post.thread):
            chosen |= Q(subject_kind=kind, subject_id=subject_id)
        yield NotificationKind.REVIEW, follows.filter(chosen)
    if is_first:
        yield NotificationKind.THREAD, follows.filter(board=post.thread.board_id)
    if post.kind == PostKind.MEMBER and not is_first:
        yield NotificationKind.REPLY, follows.filter(thread=post.thread_id)


def _fan_out(post: Post, kind: NotificationKind, follows: QuerySet[Follow]) -> int:
    told = last = 0
    while True:
        ids = list(
            follows.filter(member__gt=last).order_by("member").values_list("member", flat=True).distinct()[:AT_ONCE]
        )
        if not ids:
            return told
        read = ReadMark.objects.filter(member=OuterRef("pk"), thread=post.thread_id, number__gte=post.number)
        known = Notification.objects.filter(member=OuterRef("pk"), post=post)
        rows = _who_may_hear(Member.objects.filter(pk__in=ids), post).exclude(Exists(read) | Exists(known))
        told += _tell(post, kind, list(rows.values_list("pk", flat=True)))
        last = ids[-1]
        time.sleep(PAUSE)


def _who_may_hear(members: QuerySet[Member], post: Post) -> QuerySet[Member]:
    """Not the author, nobody who ignores the author, and only who reads the board."""
    rows = members.filter(is_active=True).exclude(pk=post.author_id or 0)
    rows = rows.exclude(Exists(Ignore.objects.filter(member=OuterRef("pk"), ignored=post.author_id or 0)))
    return rows.filter(pk__in=team_members()) if post.thread.board.visible_to == Audience.TEAM else rows


def _tell(post: Post, kind: NotificationKind, ids: Collection[int]) -> int:
    """One transaction. Who has an unread one of a bundled kind keeps that."""
    if not ids:
        return 0
    now, mailed = timezone.now(), set(_wanting_mail(kind, ids))
    rows = [
        Notification(
            member_id=pk,
            kind=kind,
            post=post,
            thread_id=post.thread_id,
            at=now,
            due_at=now + MAIL_AFTER if pk in mailed else None,
        )
        for pk in ids
    ]
    if kind in BUNDLED:
        bundles.close_unheard(post, kind, ids)
    Notification.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)


def _wanting_mail(kind: NotificationKind, ids: Iterable[int]) -> QuerySet[Any]:
    return Member.objects.wanting_mail(kind).filter(pk__in=ids).values_list("pk", flat=True)


def tell_of_reaction(post: Post, *, by: Member) -> None:
    """In the caller's transaction. More reactions make the same notification new again."""
    if post.author_id and not Ignore.objects.filter(member=post.author_id, ignored=by).exists():
        _tell_again(post.author_id, NotificationKind.REACTION, post)


def forget_reactions(post: Post) -> None:
    """All were taken back before anybody read of them. In the caller's transaction."""
    Notification.objects.filter(post=post, kind=NotificationKind.REACTION, read_at=None).delete()


def tell_of_reminder(bookmark: Bookmark) -> None:
    """In the caller's transaction."""
    _tell_again(bookmark.member_id, NotificationKind.REMINDER, bookmark.post)


def tell_of_cover(post: Post) -> None:
    """Its author, that a moderator has covered some of it. In the caller's transaction."""
    if post.author_id:
        _tell_again(post.author_id, NotificationKind.COVER, post)


def _tell_again(member_id: int, kind: NotificationKind, post: Post) -> None:
    due_at = timezone.now() + MAIL_AFTER if _wanting_mail(kind, [member_id]).exists() else None
    said = {"at": timezone.now(), "read_at": None, "due_at": due_at, "thread_id": post.thread_id}
    Notification.objects.update_or_create(member_id=member_id, kind=kind, post=post, defaults=said)


def read_up_to(thread: Thread, *, by: Member, number: int) -> None:
    """Whoever has read the posts needs not be told of them. A bundle goes on with what came while they were read."""
    rows = Notification.objects.filter(member=by, thread=thread, read_at=None, post__number__lte=number)
    if rows.filter(kind__in=BUNDLED).exists():
        above = Post.objects.voices().heard_by(by).filter(thread=thread, number__gt=number).exclude(author=by)
        bundles.go_on_from(rows, above)
    rows.exclude(kind__in=NOT_READ_WITH_POST).update(read_at=timezone.now(), due_at=None)


def read_all(*, by: Member, until: datetime.datetime, board: Board | None = None) -> int:
    """Everything told up to this moment, of a board or of all; how many."""
    rows = Notification.objects.filter(member=by, read_at=None, at__lte=until)
    if board is not None:
        rows = rows.filter(thread__board=board)
    return rows.update(read_at=timezone.now(), due_at=None)


def count_replies(notifications: Collection[Notification], viewer: Member) -> dict[int, int]:
    """New posts of others by the notification that bundles them, as the viewer reads them now; at most one more than
    `MOST_COUNTED` each. One query."""
    bundled = [row for row in notifications if row.kind == NotificationKind.REPLY and row.post.number]
    if not bundled:
        return {}
    chosen = Q(pk=None)
    for row in bundled:
        first = row.post.number or 0
        chosen |= Q(thread=row.post.thread_id, number__range=(first, first + MOST_COUNTED))
    posts = Post.objects.voices().filter(chosen).exclude(author=viewer).exclude(author__ignored_by__member=viewer)
    counts = dict(posts.values_list("thread_id").annotate(count=Count("pk")).order_by())
    return {row.pk: counts.get(row.post.thread_id, 0) for row in bundled}


def take_over(old: Thread, new: Thread) -> None:
    """After a merge. Who has an unread bundle in each keeps one; the other counts as read."""
    unread = Notification.objects.filter(kind__in=BUNDLED, read_at=None)
    both = unread.filter(thread=new).values("member")
    unread.filter(thread=old, member__in=both).update(read_at=timezone.now(), due_at=None)
    Notification.objects.filter(thread=old).update(thread=new)

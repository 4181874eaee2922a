"""Every change of a post's or a thread's state, with its counters. No other module writes these columns.

All functions need an open transaction. A change locks the thread row first and then goes by a conditional update
from the old state: on PostgreSQL the lock makes it polite, on SQLite the transaction holds the only write lock
anyway; either way the counters move by `F()` and numbers come one by one. Several threads are locked by ascending id.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import transaction
from django.db.models import Case, Count, F, OuterRef, Q, QuerySet, Subquery, Value, When
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.prepared import Asked, PreparedQuery
from forum import bundles
from forum.models import Post, Quote, Reaction, Thread
from forum.models.notification import BUNDLED
from forum.models.post import PostKind, PostState
from forum.models.thread import NOT_HIDDEN, ThreadState

__all__ = [
    "append_pending_post",
    "append_post",
    "begin_thread",
    "change_post",
    "change_posts",
    "change_thread",
    "change_threads",
    "count_reactions",
    "forget_first_post",
    "hide_with_first_post",
    "hide_with_review",
    "lock_post",
    "lock_posts",
    "lock_threads",
    "raise_version",
    "raise_versions_of_quoting",
    "show_with_first_post",
    "show_with_review",
    "take_over",
]


DECIDE_WHO_READS = {"state", "hidden_by_review", "hidden_by_decision", "hidden_by_author"}


def lock_threads(ids: Iterable[int]) -> dict[int, Thread]:
    """The rows as they are now, locked until the end of the transaction."""
    rows = Thread.objects.select_for_update(no_key=True).filter(pk__in=set(ids)).order_by("pk")
    return {thread.pk: thread for thread in rows}


def append_post(
    thread: Thread,
    *,
    kind: PostKind = PostKind.MEMBER,
    past_approval: bool = True,
    past_pace: bool = True,
    **fields: Any,
) -> Post | None:
    """The next visible post of an open thread, numbered and counted.

    None if the thread is not open any more; if it holds replies and the writer is not `past_approval`, or slows its
    members down and nobody has looked whether this one has waited (`past_pace`).
    Raises IntegrityError if a form of the same author with the same key was already stored.
    """
    now, is_voice = timezone.now(), kind != PostKind.DIVIDER
    locked = next(iter(_lock_open(thread.pk)), None)
    if locked is None:
        return None
    last_number, last_posted_at, approval_until, slow_until = locked
    if approval_until and approval_until > now and not past_approval:
        return None
    if slow_until and slow_until > now and not past_pace:
        return None
    moment = max(last_posted_at, now) if is_voice else now
    number = last_number + 1
    counted: dict[str, Any] = {"visible_count": F("visible_count") + 1, "version": F("version") + 1}
    if not is_voice:
        fields |= {"notified_at": now}  # nobody is told of it
    post = Post.objects.create(
        thread=thread, kind=kind, number=number, state=PostState.VISIBLE, created_at=now, shown_at=moment, **fields
    )
    if is_voice:
        counted |= {"last_visible_number": number, "last_post": post, "last_posted_at": moment}
    if kind == PostKind.MEMBER:
        counted |= {"reply_count": F("reply_count") + 1}
    Thread.objects.filter(pk=thread.pk).update(last_number=number, **counted)
    return post


_lock_open = PreparedQuery(
    lambda: (
        Thread.objects.select_for_update(no_key=True)
        .filter(NOT_HIDDEN, pk=Asked(0), state=ThreadState.OPEN)
        .values_list("last_number", "last_posted_at", "approval_until", "slow_until")
    )
)
"""Locked, the row says which number is free: `MAX + 1` met a duplicate key in 15 of 16 clients. With it the moment the
last voice was shown, before which none may be shown, however long it waited for the row. While it is locked everybody
who writes waits, on SQLite in all threads: three statements are as few as they can be."""


def append_pending_post(thread: Thread, **fields: Any) -> Post | None:
    """A member's post that waits for approval: counted, without a number. None if the thread takes none any more.

    The first post of a pending thread comes this way too.
    """
    writable = Thread.objects.filter(NOT_HIDDEN, pk=thread.pk, state__in=[ThreadState.OPEN, ThreadState.PENDING])
    if not writable.update(pending_count=F("pending_count") + 1, version=F("version") + 1):
        return None
    return Post.objects.create(thread=thread, state=PostState.PENDING, created_at=timezone.now(), **fields)


def begin_thread(thread: Thread, first_post: Post) -> None:
    """The first post of a member's thread is no reply."""
    Thread.objects.filter(pk=thread.pk).update(first_post=first_post, reply_count=0)


def change_post(post: Post, to: PostState, *, start: Collection[PostState], **fields: Any) -> Post | None:
    """Take the post from one of the `start` states to `to`, writing `fields` beside it; None if it was in none of them.

    The post as it was comes back. A post that becomes visible for the first time takes the next number.
    """
    before = lock_post(post)
    if before.state not in start:
        return None
    if to == PostState.VISIBLE and before.number is None:
        fields |= {"number": _count_number(before.thread_id)}
    if to == PostState.VISIBLE and before.shown_at is None:
        fields |= {"shown_at": timezone.now()}
    if to == PostState.WITHDRAWN:
        fields |= {"state_before": before.state, "withdrawn_at": timezone.now()}
    elif before.state == PostState.WITHDRAWN:
        fields |= {"state_before": "", "withdrawn_at": None}
    if Post.objects.filter(pk=post.pk, state=before.state).update(state=to, **fields) != 1:
        raise RuntimeError("A post of a locked thread changed its state.")
    _move_counters(before, to)
    if before.state == PostState.VISIBLE:
        bundles.pass_on(before)
    return before


def lock_post(post: Post) -> Post:
    """The post as it is now, its thread locked. Moves keep ids but change threads, so look again after the lock."""
    while True:
        thread_id = Post.objects.values_list("thread_id", flat=True).get(pk=post.pk)
        thread = lock_threads([thread_id])[thread_id]
        current = Post.objects.get(pk=post.pk)
        if current.thread_id == thread_id:
            current.thread = thread
            return current


def _count_number(thread_id: int) -> int:
    Thread.objects.filter(pk=thread_id).update(last_number=F("last_number") + 1)
    return _last_number(thread_id)


def _last_number(thread_id: int) -> int:
    return Thread.objects.values_list("last_number", flat=True).get(pk=thread_id)


def _move_counters(before: Post, to: str) -> None:
    shown = (to == PostState.VISIBLE) - (before.state == PostState.VISIBLE)
    waiting = (to == PostState.PENDING) - (before.state == PostState.PENDING)
    is_reply = before.kind == PostKind.MEMBER and before.thread.first_post_id != before.pk
    changes: dict[str, Any] = {
        "visible_count": F("visible_count") + shown,
        "reply_count": F("reply_count") + (shown if is_reply else 0),
        "pending_count": F("pending_count") + waiting,
        "version": F("version") + 1,
    }
    if shown:
        changes |= _last_voice(before.thread)
    Thread.objects.filter(pk=before.thread_id).update(**changes)


def _last_voice(thread: Thread) -> dict[str, Any]:
    """Dividers are no voices. The highest number and the latest moment differ where posts were moved here. Two indexes
    are read from their ends, past what is hidden there."""
    voices = Post.objects.voices().filter(thread=thread)
    number = voices.order_by("-number").values_list("number", flat=True).first()
    last = voices.order_by("-shown_at", "-number").only("shown_at").first()
    return {
        "last_visible_number": number or 0,
        "last_post": last,
        "last_posted_at": (last.shown_at if last else None) or thread.created_at,
    }


def change_posts(posts: Collection[Post], to: PostState) -> None:
    """Many at once, in a few statements for each `AT_ONCE` of them and of their threads, which the caller has locked and
    read them under. Only posts that have had what they need before: none gets a number here."""
    ids, moves = [post.pk for post in posts], _sum_moves(posts, to)
    for chunk in _chunks(ids):
        Post.objects.filter(pk__in=chunk).update(state=to)
    for threads in _chunks(list(moves)):
        _move_many_counters({pk: moves[pk] for pk in threads})
    for post in Post.objects.filter(
        pk__in=ids, notifications__kind__in=BUNDLED, notifications__read_at=None
    ).distinct():
        if to != PostState.VISIBLE:
            bundles.pass_on(post)


AT_ONCE = 200
"""Keys in one statement."""


def _chunks(keys: list[int]) -> Iterable[list[int]]:
    return (keys[start : start + AT_ONCE] for start in range(0, len(keys), AT_ONCE))


def _sum_moves(posts: Collection[Post], to: PostState) -> dict[int, dict[str, int]]:
    """By thread, how far its counters move. Needs the threads of the posts."""
    moves: dict[int, dict[str, int]] = {}
    for post in posts:
        of_thread = moves.setdefault(post.thread_id, {"visible_count": 0, "reply_count": 0, "pending_count": 0})
        shown = (to == PostState.VISIBLE) - (post.state == PostState.VISIBLE)
        is_reply = post.kind == PostKind.MEMBER and post.thread.first_post_id != post.pk
        of_thread["visible_count"] += shown
        of_thread["reply_count"] += shown if is_reply else 0
        of_thread["pending_count"] += (to == PostState.PENDING) - (post.state == PostState.PENDING)
    return moves


def _move_many_counters(moves: dict[int, dict[str, int]]) -> None:
    voices = Post.objects.voices().filter(thread=OuterRef("pk"))
    last = voices.order_by("-shown_at", "-number")

    def moved(name: str) -> Any:
        steps = [When(pk=pk, then=Value(by[name])) for pk, by in moves.items() if by[name]]
        return F(name) + Case(*steps, default=Value(0)) if steps else F(name)

    Thread.objects.filter(pk__in=moves).update(
        visible_count=moved("visible_count"),
        reply_count=moved("reply_count"),
        pending_count=moved("pending_count"),
        last_visible_number=Coalesce(Subquery(voices.order_by("-number").values("number")[:1]), Value(0)),
        last_post=Subquery(last.values("pk")[:1]),
        last_posted_at=Coalesce(Subquery(last.values("shown_at")[:1]), F("created_at")),
        version=F("version") + 1,
    )


def change_threads(ids: Collection[int], **fields: Any) -> None:
    """Many at once, locked and found to be as they have to be by the caller."""
    for chunk in _chunks(list(ids)):
        Thread.objects.filter(pk__in=chunk).update(version=F("version") + 1, **fields)
    if fields.keys() & DECIDE_WHO_READS:
        raise_versions_of_quoting(quoted__thread__in=list(ids))


def change_thread(thread: Thread, *, start: Q, **fields: Any) -> bool:
    """Write `fields` if the thread is as `start` says; whether it was."""
    if Thread.objects.filter(start, pk=thread.pk).update(version=F("version") + 1, **fields) != 1:
        return False
    if fields.keys() & DECIDE_WHO_READS:
        raise_versions_of_quoting(quoted__thread=thread)
    return True


def count_reactions(post: Post) -> None:
    """After one was put on it or taken from it, its thread locked."""
    counts = Reaction.objects.filter(post=post).values_list("kind").annotate(count=Count("pk")).order_by()
    Post.objects.filter(pk=post.pk).update(reaction_counts=dict(counts))
    raise_version([post.thread_id])


def raise_version(thread_ids: Iterable[int]) -> None:
    """Something readers see has changed that is no state: a text, a name."""
    Thread.objects.filter(pk__in=set(thread_ids)).update(version=F("version") + 1)


def raise_versions_of_quoting(**quoted: Any) -> None:
    """Who can read a thread has changed, and with it the names in quotes of its posts elsewhere; `quoted` says of which.

    After the commit and in a transaction of its own, so that threads are locked by ascending id whatever is locked
    now, and that a reply which quotes one of the posts at this very moment is among them.
    """

    def raise_versions() -> None:
        with transaction.atomic():
            quoting = Quote.objects.filter(named=True, **quoted).values_list("post__thread_id", flat=True)
            raise_version(lock_threads(quoting))

    transaction.on_commit(raise_versions)


def hide_with_first_post(thread: Thread) -> bool:
    """Its author withdrew the first post before anybody had answered."""
    return change_thread(thread, start=Q(hidden_by_author=False, subject_kind=""), hidden_by_author=True)


def show_with_first_post(thread: Thread) -> bool:
    return change_thread(thread, start=Q(hidden_by_author=True), hidden_by_author=False)


def hide_with_review(thread: Thread) -> bool:
    """The review was withdrawn: its thread is nowhere, its own state stays as it is."""
    return change_thread(thread, start=Q(hidden_by_review=False, subject_kind="review"), hidden_by_review=True)


def show_with_review(thread: Thread) -> bool:
    return change_thread(thread, start=Q(hidden_by_review=True), hidden_by_review=False)


def take_over(old: Thread, new: Thread, *, offset: int, divider: str) -> None:
    """All posts of `old` behind the end of `new`, under a divider at number `offset`; `old` is merged. Both are locked,
    and the caller counts them anew. Posts are locked before `first_post` changes: that locks the thread against every row
    that refers to it, and a notification refers to its post first. A divider has no source, so that nothing ever renders it as a text."""
    merged: dict[str, Any] = {"state": ThreadState.MERGED, "first_post": None, "last_post": None}
    lock_posts(Post.objects.filter(thread=old))
    Thread.objects.filter(pk=old.pk).update(version=F("version") + 1, **merged)
    Post.objects.filter(thread=old).update(thread=new, number=F("number") + offset)
    now = timezone.now()
    moments = {"created_at": now, "shown_at": now, "notified_at": now}
    shown: dict[str, Any] = {"state": PostState.VISIBLE, "number": offset, **moments}
    Post.objects.create(thread=new, kind=PostKind.DIVIDER, html=divider, **shown)


def forget_first_post(thread: Thread) -> None:
    """It went to another thread; `recounting.set_first_post` finds the next."""
    Thread.objects.filter(pk=thread.pk).update(first_post=None, version=F("version") + 1)


def lock_posts(posts: QuerySet[Post]) -> None:
    """By ascending id, as whoever quotes them does: an update of many rows would lock them in any order."""
    for _ in posts.select_for_update().order_by("pk").values_list("pk").iterator():
        pass

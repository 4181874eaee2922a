"""What a member has read: marks by number in a thread, by moment for a board and for everything. None is ever lowered.

A thread is unread if its last visible number lies above the member's mark and its last voice was heard after the moment
up to which everything counts as read. Quiet threads and those from before the member came count as read.
"""

import datetime
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import F, Min, Q
from django.utils import timezone

from accounts.ignoring import ignored_by
from accounts.models import Member, Viewer
from accounts.prepared import Asked, PreparedQuery, one_of, padded
from forum import notifications
from forum.models import Board, BoardMark, Post, ReadMark, Thread
from forum.models.board import audiences_of
from forum.models.post import PostQuerySet
from forum.models.reading import FollowLevel, everything_read_at, unread_after
from forum.models.thread import THREADS_LISTED, ThreadQuerySet

__all__ = [
    "WINDOW",
    "ReadUntil",
    "end_if_read",
    "first_unread",
    "mark_all_read",
    "mark_board_read",
    "mark_read",
    "newest_unread",
    "read_next",
    "read_own",
    "read_until",
    "unread_among",
    "unread_boards",
    "unread_followed",
    "unread_threads",
    "until_of_reader",
]

WINDOW = 1_000
"""Threads a page of unread ones looks through before it says that it goes on; more would be felt."""

GRACE = datetime.timedelta(seconds=60)
"""A page may be this old when it says „alles gelesen“, clocks and open transactions included: a post shown as unread
once too often is allowed, one never shown is not."""


@dataclass(frozen=True)
class ReadUntil:
    """Up to which number a member has read a thread, and up to which moment all that was shown there counts as read."""

    number: int
    at: datetime.datetime

    def leaves_unread(self, thread: Thread) -> bool:
        return thread.last_visible_number > self.number and thread.last_posted_at > self.at


def read_until(thread: Thread, member: Member) -> ReadUntil:
    """Up to two queries."""
    number = ReadMark.objects.filter(member=member, thread=thread).values_list("number", flat=True).first() or 0
    is_read = number >= thread.last_visible_number
    return ReadUntil(number, everything_read_at(member) if is_read else _read_at(thread.board_id, member))


def until_of_reader(thread: Thread, member: Member) -> ReadUntil:
    """Of a thread `with_reader`, who is the member: no query."""
    moments = [everything_read_at(member), thread.board_read_at]
    return ReadUntil(thread.read_to or 0, max(moment for moment in moments if moment))


def _read_at(board_id: int, member: Member) -> datetime.datetime:
    marks = BoardMark.objects.filter(member=member, board=board_id).values_list("at", flat=True)
    return max([everything_read_at(member), *marks])


def first_unread(thread: Thread, member: Member, until: ReadUntil | None = None) -> Post | None:
    """None where nothing is new. After a merge all voices above the mark may be older than what counts as read: then the
    first of them."""
    until = until or read_until(thread, member)
    if not until.leaves_unread(thread):
        return None
    above = Post.objects.voices().heard_by(member).filter(thread=thread, number__gt=until.number).order_by("number")
    new = above.filter(shown_at__gt=until.at)
    return new.filter(number__lte=until.number + NEAR).first() or _far(new, thread, until) or above.first()


NEAR = 200
"""Posts after the mark that are read one by one in search of the first new one."""


def _far(new: PostQuerySet, thread: Thread, until: ReadUntil) -> Post | None:
    """In a thread of 100,000 posts that were read long ago reading on from the mark takes 130 ms; the index by moment
    names the lowest number since then in a tenth of that, or less."""
    since = Post.objects.filter(thread=thread, shown_at__gt=until.at, number__gt=until.number)
    summed = Min(F("number") + 0)  # a sum, so that no index by number is walked for it
    lowest = since.aggregate(number=summed)["number"]
    return new.filter(number__gte=lowest).first() if lowest else None


def unread_threads(member: Member, since: datetime.datetime | None = None) -> ThreadQuerySet:
    return Thread.objects.visible_to(member).listed().unread_for(member, since)


def unread_among(ids: Collection[int], member: Viewer) -> set[int]:
    """Of these threads, those with something new. One query, none for guests; prepared for as many as a list shows."""
    if not isinstance(member, Member) or not ids:
        return set()
    if ignored_by(member) or len(ids) > THREADS_LISTED:
        return set(Thread.objects.filter(pk__in=ids).unread_for(member).values_list("pk", flat=True))
    return set(_unread_in_list(member.pk, unread_after(member), *padded(ids, THREADS_LISTED)))


_unread_in_list = PreparedQuery(
    lambda: (
        Thread.objects.filter(one_of("pk", range(2, THREADS_LISTED + 2)))
        .unread_since(Asked(0), Asked(1))
        .values_list("pk", flat=True)
    )
)


def unread_boards(member: Viewer) -> set[int]:
    """Boards of the unread threads among the newest `WINDOW` of all, as the first page of „Neu für dich“ sees them. Two
    queries, none for guests."""
    if not isinstance(member, Member):
        return set()
    near = _near(tuple(audiences_of(member)), WINDOW)
    end = next((row.last_posted_at for row in near.end()), None)
    if ignored_by(member):
        rows = unread_threads(member, since=end).order_by("-last_posted_at", "-id")
        return set(rows.values_list("board_id", flat=True)[:WINDOW])
    return set(near.boards(member.pk, unread_after(member, end)))


def newest_unread(member: Member) -> tuple[list[Any], Any]:
    """The first `THREADS_LISTED` unread threads and one more, as rows of `last_posted_at` and `id`; and the row at which to
    stop looking, or None. Two queries. For those who ignore nobody."""
    near = _near(tuple(audiences_of(member)), WINDOW)
    end = next(iter(near.end()), None)
    return near.rows(member.pk, unread_after(member, end.last_posted_at if end else None)), end


def unread_followed(member: Member) -> list[int]:
    """Ids of the first `THREADS_LISTED` unread threads the member follows, the newest first."""
    if not ignored_by(member):
        return _near(tuple(audiences_of(member)), WINDOW).followed(member.pk, unread_after(member))
    rows = unread_threads(member).filter(followers__member=member, followers__level=FollowLevel.ALL)
    return list(rows.order_by("-last_posted_at", "-id").values_list("pk", flat=True)[:THREADS_LISTED])


@dataclass(frozen=True)
class Near:
    """Prepared for members of some audiences: `end` of the newest threads one looks through; of the unread ones among
    them `boards` and first `rows`; and which of all are `followed`."""

    end: PreparedQuery
    boards: PreparedQuery
    rows: PreparedQuery
    followed: PreparedQuery


@cache
def _near(audiences: tuple[str, ...], window: int) -> Near:
    columns = ("last_posted_at", "id")

    def newest() -> ThreadQuerySet:
        rows = Thread.objects.filter(board__visible_to__in=audiences).listed()
        return rows.order_by("-last_posted_at", "-id")

    def unread() -> ThreadQuerySet:
        return newest().unread_since(Asked(0), Asked(1))

    followed = {"followers__member": Asked(0), "followers__level": FollowLevel.ALL}
    return Near(
        PreparedQuery(lambda: newest().values_list(*columns, named=True)[window - 1 : window]),
        PreparedQuery(lambda: unread().values_list("board_id", flat=True)[:window]),
        PreparedQuery(lambda: unread().values_list(*columns, named=True)[: THREADS_LISTED + 1]),
        PreparedQuery(lambda: unread().filter(**followed).values_list("pk", flat=True)[:THREADS_LISTED]),
    )


def mark_read(thread: Thread, *, by: Member, number: int) -> None:
    """Up to `number`, at most to the end of the thread. Whoever reads on two devices keeps the higher mark."""
    last = Thread.objects.values_list("last_number", flat=True).get(pk=thread.pk)
    _raise_mark(thread.pk, by.pk, min(number, last))
    notifications.read_up_to(thread, by=by, number=number)


def _raise_mark(thread_id: int, member_id: int, number: int) -> None:
    if number < 1:
        return
    marks = ReadMark.objects.filter(member=member_id, thread=thread_id)
    if marks.filter(number__lt=number).update(number=number):
        return
    mark = ReadMark(member_id=member_id, thread_id=thread_id, number=number)
    ReadMark.objects.bulk_create([mark], ignore_conflicts=True)
    marks.filter(number__lt=number).update(number=number)


def mark_board_read(board: Board, *, by: Member, seen_at: datetime.datetime) -> None:
    """Everything the board showed when the page was made, at `seen_at`."""
    at = _safely_before(seen_at)
    marks = BoardMark.objects.filter(member=by, board=board)
    BoardMark.objects.bulk_create([BoardMark(member=by, board=board, at=at)], ignore_conflicts=True)
    marks.filter(at__lt=at).update(at=at)
    notifications.read_all(by=by, until=at, board=board)


def mark_all_read(*, by: Member, seen_at: datetime.datetime) -> None:
    at = _safely_before(seen_at)
    Member.objects.filter(Q(all_read_at=None) | Q(all_read_at__lt=at), pk=by.pk).update(all_read_at=at)
    notifications.read_all(by=by, until=at)


def _safely_before(seen_at: datetime.datetime) -> datetime.datetime:
    return min(seen_at, timezone.now()) - GRACE


def end_if_read(thread: Thread, member: Member) -> int | None:
    """The last number of the thread, if the member has read all of it. Up to three queries, none for a thread
    `with_reader`."""
    is_known = hasattr(thread, "read_to")
    current = thread if is_known else Thread.objects.get(pk=thread.pk)
    until = until_of_reader(current, member) if is_known else read_until(current, member)
    return None if until.leaves_unread(current) else current.last_number


def read_next(post: Post, end: int | None) -> None:
    """`read_own` for a post whose author was asked before with `end_if_read`: while the row is locked everybody waits, so
    only the mark is set there. A post that somebody else put in between is unread."""
    if post.author_id and post.number and end == post.number - 1:
        _raise_mark(post.thread_id, post.author_id, post.number)


def read_own(post: Post) -> None:
    """A member's own new post is read if everything before it was: who answers in the middle finds the rest again.

    In the transaction that showed it, with the thread row locked.
    """
    if post.author is None or post.number is None:
        return
    thread = Thread.objects.get(pk=post.thread_id)
    until, others = read_until(thread, post.author), Post.objects.voices().filter(thread=thread).exclude(pk=post.pk)
    number = others.order_by("-number").values_list("number", flat=True).first()
    moment = others.order_by("-shown_at").values_list("shown_at", flat=True).first()
    if number is None or number <= until.number or (moment is not None and moment <= until.at):
        _raise_mark(thread.pk, post.author.pk, post.number)

"""Moving, merging, splitting and renaming threads. Posts keep their ids, old addresses keep leading to them.

Moved posts get new numbers at the end of where they go; what they had stays in `PostAddress`. All set-based, with the
threads locked by ascending id and their counters counted anew under that lock: it is rare, and the rest is locked out.

Only between boards whoever does it moderates, and never to where somebody could not read the own posts any more: that
would hide them without reasons.
"""

from bisect import bisect_right
from collections.abc import Collection
from itertools import groupby

from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.models import F, Q, QuerySet
from django.utils.html import format_html

from accounts.models import Member
from accounts.roles import team_members
from forum import bundles, following, moderation, notifications, states
from forum.cases import joining
from forum.models import Board, Decision, Post, PostAddress, ReadMark, Thread, ThreadAlias
from forum.models.board import Audience
from forum.models.moderation import DecisionAction
from forum.models.post import PostKind, PostState
from forum.models.thread import SHOWN
from forum.moderators import moderates
from forum.recounting import recount_thread, set_first_post
from forum.subjects import follow_merge
from text.quoting import quoted

__all__ = [
    "NotPossible",
    "Ranges",
    "chosen_posts",
    "first_of_split",
    "merge_threads",
    "move_thread",
    "refuse_merge",
    "refuse_move",
    "refuse_out_of_sight",
    "refuse_unread",
    "rename_thread",
    "split_thread",
]

Ranges = Collection[tuple[int, int]]
"""Numbers of posts, first and last of each range included."""

BATCH = 2_000

LIKE_ITS_SOURCE = ("state", "approval_until", "slow_seconds", "slow_until", "with_spoilers")
"""What a thread that is split off has from the other."""


OUT_OF_SIGHT = (
    "In diesem Forum liest nur das Team. Wer hier geschrieben hat, sähe die eigenen Beiträge nicht mehr und erführe nicht, "
    "warum. Was niemand mehr lesen soll, blende mit einer Begründung aus."
)


class NotPossible(Exception):
    """Says in German why the threads stay as they are."""


def rename_thread(thread: Thread, *, by: Member, title: str) -> Decision | None:
    """The old address redirects. A review's thread bears the review's title. None if it bears this one already."""
    _refuse_strangers(by, thread)
    if thread.subject_kind:
        raise NotPossible("Das Thema einer Kritik heißt wie die Kritik.")
    facts = f"Vorher: {quoted(thread.title)}"
    with transaction.atomic():
        if not states.change_thread(thread, start=~Q(title=title) & Q(state__in=SHOWN), title=title):
            return None
        return moderation.record(Decision(facts=facts), DecisionAction.RENAME, thread=thread, by=by)


def move_thread(thread: Thread, *, by: Member, board: Board) -> Decision | None:
    """Into another board; no mark changes. None if it stands there already."""
    _refuse_strangers(by, thread)
    _refuse_board(by, board)
    facts = f"Von „{thread.board.name}“ nach „{board.name}“"
    with transaction.atomic():
        states.lock_threads([thread.pk])  # nobody answers between the question and the move
        refuse_move(thread, board)
        if not states.change_thread(thread, start=~Q(board=board) & Q(state__in=SHOWN), board=board):
            return None
        _tell_who_quotes(thread, thread.board, board)
        return moderation.record(Decision(facts=facts), DecisionAction.MOVE, thread=thread, by=by)


def refuse_move(thread: Thread, board: Board) -> None:
    if thread.subject_kind and board.visible_to != Audience.ALL:
        raise NotPossible("Die Diskussion einer Kritik lesen alle. Wähle ein Forum, das alle lesen.")
    refuse_out_of_sight(Post.objects.filter(thread=thread), thread.board, board)


def refuse_out_of_sight(posts: QuerySet[Post], before: Board, after: Board) -> None:
    """One query, where the team alone reads `after`. Who has left reads nothing anyway."""
    if after.visible_to != Audience.TEAM or before.visible_to == Audience.TEAM:
        return
    authors = posts.exclude(state=PostState.ERASED).filter(author__is_active=True)
    if authors.exclude(author__in=team_members()).exists():
        raise NotPossible(OUT_OF_SIGHT)


def merge_threads(source: Thread, *, by: Member, into: Thread) -> Decision:
    """All posts of `source` go to the end of `into`, under a divider; its addresses lead there. Raises NotPossible."""
    _refuse_strangers(by, source)
    _refuse_strangers(by, into)
    with transaction.atomic():
        locked = states.lock_threads([source.pk, into.pk])
        old, new = locked[source.pk], locked[into.pk]
        refuse_merge(old, new)
        readers = _who_read_both(old, new)
        count = Post.objects.voices().filter(thread=old).count()
        _keep_all_addresses(old)
        states.take_over(old, new, offset=new.last_number + 1, divider=_divider(count, old, new))
        ThreadAlias.objects.create(old_id=old.pk, thread=new)
        follow_merge(old, new)
        joining.follow_merge(old, new)
        following.take_over(old, new)
        notifications.take_over(old, new)
        if old.with_spoilers:
            states.change_thread(new, start=Q(with_spoilers=False), with_spoilers=True)
        for pk in sorted(locked):
            recount_thread(pk)
        last = Thread.objects.values_list("last_number", flat=True).get(pk=new.pk)
        ReadMark.objects.filter(thread=new, member__in=readers).update(number=last)
        _tell_who_quotes(new, old.board, new.board)
        facts = f"{count} Beiträge nach {quoted(new.title)}"
        return moderation.record(Decision(facts=facts), DecisionAction.MERGE, thread=old, by=by)


def refuse_merge(old: Thread, new: Thread) -> None:
    if old.pk == new.pk:
        raise NotPossible("Das ist dasselbe Thema.")
    if old.subject_kind:
        raise NotPossible("Das Thema einer Kritik bleibt bestehen. Leg das andere mit ihm zusammen.")
    for thread in (old, new):
        refuse_unread(thread)
    refuse_out_of_sight(Post.objects.filter(thread=old), old.board, new.board)


def refuse_unread(thread: Thread) -> None:
    if thread.state not in SHOWN or thread.is_hidden:
        raise NotPossible("Umordnen lassen sich nur Themen, die zu lesen sind.")


def _who_read_both(old: Thread, new: Thread) -> list[int]:
    """To the end; for all others the moved posts are new."""
    read_old = ReadMark.objects.filter(thread=old, number__gte=old.last_visible_number)
    read_new = ReadMark.objects.filter(thread=new, number__gte=new.last_visible_number)
    return list(read_new.filter(member__in=read_old.values("member")).values_list("member", flat=True))


def _divider(count: int, old: Thread, new: Thread) -> str:
    """Without the title where those who read it now could not read it before."""
    posts = {0: "Ein Thema", 1: "Ein Beitrag"}.get(count, f"{count} Beiträge")
    if old.board.visible_to not in (Audience.ALL, new.board.visible_to):
        return f"{posts} hierher verschoben"
    return format_html("{} aus „{}“ hierher verschoben", posts, old.title)


def split_thread(thread: Thread, *, by: Member, numbers: Ranges, title: str, board: Board) -> Thread:
    """The posts with these numbers become a thread of their own, numbered from 1. Raises NotPossible."""
    _refuse_strangers(by, thread)
    _refuse_board(by, board)
    with transaction.atomic():
        old = states.lock_threads([thread.pk])[thread.pk]
        refuse_unread(old)
        moved = chosen_posts(old, numbers)
        first = first_of_split(old, moved)
        refuse_out_of_sight(moved, old.board, board)
        where = [number or 0 for number in moved.order_by("number").values_list("number", flat=True)]
        new = _thread_like(old, title=title, board=board, first=first)
        states.lock_posts(moved)
        _keep_addresses(moved)
        _renumber(old, new, where)
        bundles.go_along(old, new)
        _set_first_posts(old, new)
        for pk in (old.pk, new.pk):
            recount_thread(pk)
        _mark_what_was_read(old, new, where)
        _tell_who_quotes(new, old.board, board)
        facts = f"{len(where)} Beiträge nach {quoted(title)}"
        moderation.record(Decision(facts=facts), DecisionAction.SPLIT, thread=old, by=by)
        return Thread.objects.get(pk=new.pk)


def first_of_split(thread: Thread, moved: QuerySet[Post]) -> Post:
    """With what the new thread begins. Raises NotPossible."""
    shown = moved.filter(kind=PostKind.MEMBER, state=PostState.VISIBLE).select_related("author")
    first = shown.order_by("number").first()
    if first is None or first.author is None:
        raise NotPossible("Darunter ist kein Beitrag, der zu lesen ist.")
    rest = Post.objects.filter(thread=thread, kind=PostKind.MEMBER).exclude(pk__in=moved.values("pk"))
    if not thread.subject_kind and not rest.exists():
        raise NotPossible("Hier bliebe nichts übrig. Benenne das Thema lieber um.")
    return first


def _thread_like(old: Thread, *, title: str, board: Board, first: Post) -> Thread:
    """What was closed or watched stays so."""
    alike = {name: getattr(old, name) for name in LIKE_ITS_SOURCE}
    return Thread.objects.create(board=board, title=title, author=first.author, created_at=first.created_at, **alike)


def _set_first_posts(old: Thread, new: Thread) -> None:
    if old.first_post_id and not Post.objects.filter(pk=old.first_post_id, thread=old).exists():
        states.forget_first_post(old)
        set_first_post(old.pk)
    set_first_post(new.pk)


def chosen_posts(thread: Thread, numbers: Ranges) -> QuerySet[Post]:
    chosen = Q(pk=None)
    for first, last in numbers:
        chosen |= Q(number__range=(first, last))
    return Post.objects.filter(chosen, thread=thread).exclude(kind=PostKind.OPENING)


def _keep_all_addresses(thread: Thread) -> None:
    """One statement, however long the thread is."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO forum_postaddress (thread_id, number, post_id)
            SELECT thread_id, number, id FROM forum_post WHERE thread_id = %s AND number IS NOT NULL
            """,
            [thread.pk],
        )


def _keep_addresses(posts: QuerySet[Post]) -> None:
    rows = posts.filter(number__isnull=False).values_list("thread_id", "number", "pk")
    addresses = [PostAddress(thread_id=thread, number=number or 0, post_id=pk) for thread, number, pk in rows]
    PostAddress.objects.bulk_create(addresses, batch_size=BATCH)


def _renumber(old: Thread, new: Thread, numbers: list[int]) -> None:
    """One update for each run without a gap. A single statement that joins the places was planned anew by PostgreSQL with
    every change of its statistics, and once took minutes instead of tenths of a second."""
    for gap, run in groupby(enumerate(numbers, start=1), key=lambda placed: placed[1] - placed[0]):
        ends = [number for _, number in run]
        posts = Post.objects.filter(thread=old, number__range=(ends[0], ends[-1]))
        posts.update(thread=new, number=F("number") - gap)


def _mark_what_was_read(old: Thread, new: Thread, numbers: list[int]) -> None:
    """Who had read past the first of the moved posts has read as many of them. `numbers` are their old ones."""
    marks = ReadMark.objects.filter(thread=old, number__gte=numbers[0]).values_list("member_id", "number")
    rows = [ReadMark(thread=new, member_id=member, number=bisect_right(numbers, number)) for member, number in marks]
    ReadMark.objects.bulk_create(rows, batch_size=BATCH)


def _refuse_strangers(by: Member, thread: Thread) -> None:
    if not moderates(by, thread.board_id) or thread.author_id == by.pk:
        raise PermissionDenied


def _refuse_board(by: Member, board: Board) -> None:
    if not moderates(by, board.pk):
        raise PermissionDenied


def _tell_who_quotes(thread: Thread, before: Board, after: Board) -> None:
    """Other people may read the posts now, and with them the names in quotes of them."""
    if before.visible_to != after.visible_to:
        states.raise_versions_of_quoting(quoted__thread=thread)

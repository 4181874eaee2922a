"""What a thread's counters must be, counted from its posts; and setting them right where they are not.

The definitions are those of `states`, which moves the same columns by differences and is the only other module that
writes them. Whoever repairs writes under the same lock.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Max, Min, Q, QuerySet

from forum import states
from forum.models import Post, Thread
from forum.models.post import PostKind, PostState

__all__ = ["NOTHING", "Counted", "count_by_thread", "recount_thread", "set_first_post"]

VISIBLE = Q(state=PostState.VISIBLE)
VOICE = VISIBLE & ~Q(kind=PostKind.DIVIDER)


@dataclass(frozen=True, slots=True)
class Counted:
    """The posts of one thread in figures. Of its visible posts that are no dividers, `voice` is the highest number and
    `moment` the latest time; where posts were moved here, these are two posts.

    `replies` counts visible posts of members, the first post among them.
    """

    visible: int = 0
    replies: int = 0
    pending: int = 0
    openings: int = 0
    without_number: int = 0
    lowest: int | None = None
    highest: int | None = None
    voice: int | None = None
    moment: datetime.datetime | None = None

    def columns(self, *, first_is_visible: bool, last_number: int) -> dict[str, int]:
        """Numbers that were given stay given: `last_number` may be higher than the highest post."""
        return {
            "last_number": max(last_number, self.highest or 0),
            "last_visible_number": self.voice or 0,
            "visible_count": self.visible,
            "reply_count": self.replies - first_is_visible,
            "pending_count": self.pending,
        }


NOTHING = Counted()
"""Of a thread without posts."""


def count_by_thread(posts: QuerySet[Post]) -> QuerySet[Post, tuple[Any, ...]]:
    """Rows of the thread's id and the values of `Counted`, by ascending id; one pass over the posts."""
    return (
        posts.order_by("thread_id")
        .values("thread_id")
        .annotate(
            visible=Count("pk", filter=VISIBLE),
            replies=Count("pk", filter=VISIBLE & Q(kind=PostKind.MEMBER)),
            pending=Count("pk", filter=Q(state=PostState.PENDING)),
            openings=Count("pk", filter=Q(kind=PostKind.OPENING)),
            without_number=Count("pk", filter=VISIBLE & Q(number=None)),
            lowest=Min("number"),
            highest=Max("number"),
            voice=Max("number", filter=VOICE),
            moment=Max("shown_at", filter=VOICE),
        )
        .values_list("thread_id", *Counted.__dataclass_fields__)
    )


def recount_thread(pk: int) -> bool:
    """Whether anything had to be changed. Locks the thread row."""
    with transaction.atomic():
        thread = states.lock_threads([pk]).get(pk)
        if thread is None:
            return False
        truth = _true_columns(thread)
        if all(getattr(thread, name) == value for name, value in truth.items()):
            return False
        return Thread.objects.filter(pk=pk).update(version=F("version") + 1, **truth) == 1


def _true_columns(thread: Thread) -> dict[str, Any]:
    posts = Post.objects.filter(thread=thread)
    row = count_by_thread(posts).first()
    counted = Counted(*row[1:]) if row else NOTHING
    first_is_visible = posts.filter(VISIBLE, pk=thread.first_post_id or 0, kind=PostKind.MEMBER).exists()
    last = posts.filter(VOICE).order_by("-shown_at", "-number").first() if counted.voice else None
    return {
        **counted.columns(first_is_visible=first_is_visible, last_number=thread.last_number),
        "last_post_id": last.pk if last else None,
        "last_posted_at": _last_moment(thread, last),
    }


def _last_moment(thread: Thread, last: Post | None) -> datetime.datetime:
    return (last.shown_at if last else None) or thread.created_at


def set_first_post(pk: int) -> bool:
    """The member's post with the lowest number, or the oldest where none has a number yet. Locks the thread row."""
    with transaction.atomic():
        thread = states.lock_threads([pk]).get(pk)
        posts = Post.objects.filter(thread_id=pk, kind=PostKind.MEMBER)
        first = posts.order_by(F("number").asc(nulls_last=True), "pk").first()
        if thread is None or first is None or thread.subject_kind:
            return False
        Thread.objects.filter(pk=pk).update(first_post=first, author=first.author)
        recount_thread(pk)
    return True

"""Threads against their posts: numbers, counters, the last voice, the first post, the opening, the state."""

import datetime
from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

from django.db import transaction
from django.db.models import Count, F, Q

from forum import states
from forum.consistency.difference import Difference, Mend
from forum.models import Post, Thread
from forum.models.post import PostKind, PostState
from forum.models.thread import ThreadState
from forum.recounting import NOTHING, Counted, count_by_thread, recount_thread, set_first_post

__all__ = ["differing_threads"]

WORDS = {
    "last_number": "letzte Nummer",
    "last_visible_number": "letzte sichtbare Nummer",
    "visible_count": "sichtbare Beiträge",
    "reply_count": "Antworten",
    "pending_count": "wartende Beiträge",
}

SAME_MOMENT = datetime.timedelta(seconds=1)
"""A thread nobody has spoken in visibly has two columns filled one after the other when it was made."""


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """What a thread says of itself, with what its first and its last post say of themselves."""

    pk: int
    subject_kind: str
    state: str
    hidden_by_author: bool
    created_at: datetime.datetime
    last_number: int
    last_visible_number: int
    visible_count: int
    reply_count: int
    pending_count: int
    last_posted_at: datetime.datetime
    first_post__thread: int | None
    first_post__kind: str | None
    first_post__state: str | None
    last_post__thread: int | None
    last_post__kind: str | None
    last_post__state: str | None
    last_post__shown_at: datetime.datetime | None

    @property
    def name(self) -> str:
        return f"Thema {self.pk}"

    @property
    def has_own_first_post(self) -> bool:
        return self.first_post__thread == self.pk and self.first_post__kind == PostKind.MEMBER

    @property
    def first_is_visible(self) -> bool:
        return self.has_own_first_post and self.first_post__state == PostState.VISIBLE


def differing_threads(using: str) -> Iterator[Difference]:
    """Two streams in the order of the threads' ids, read side by side."""
    threads = Thread.objects.using(using).order_by("pk").values_list(*[field.name for field in fields(ThreadRow)])
    counted = count_by_thread(Post.objects.using(using)).iterator()
    row = next(counted, None)
    for values in threads.iterator():
        thread, found = ThreadRow(*values), NOTHING
        if row is not None and row[0] == thread.pk:
            found, row = Counted(*row[1:]), next(counted, None)
        yield from _counters(thread, found)
        yield from _numbers(thread, found)
        yield from _beginning(thread, found)
        yield from _state(thread)
    yield from _numbers_given_twice(using)


def _counters(thread: ThreadRow, counted: Counted) -> Iterator[Difference]:
    mend = Mend(recount_thread, thread.pk)
    truth = counted.columns(first_is_visible=thread.first_is_visible, last_number=thread.last_number)
    for column, value in truth.items():
        if getattr(thread, column) != value:
            yield Difference(f"{thread.name}: {WORDS[column]} {getattr(thread, column)}, gezählt {value}", mend)
    if not _has_last_voice(thread, counted):
        yield Difference(f"{thread.name}: der letzte Beitrag ist nicht der jüngste sichtbare", mend)
    elif _is_another_moment(thread):
        yield Difference(f"{thread.name}: der Zeitpunkt des letzten Beitrags stimmt nicht", mend)


def _has_last_voice(thread: ThreadRow, counted: Counted) -> bool:
    if counted.moment is None:
        return thread.last_post__thread is None
    is_voice = thread.last_post__state == PostState.VISIBLE and thread.last_post__kind != PostKind.DIVIDER
    return is_voice and (thread.last_post__thread, thread.last_post__shown_at) == (thread.pk, counted.moment)


def _is_another_moment(thread: ThreadRow) -> bool:
    if thread.last_post__shown_at is not None:
        return thread.last_posted_at != thread.last_post__shown_at
    return abs(thread.last_posted_at - thread.created_at) > SAME_MOMENT


def _numbers(thread: ThreadRow, counted: Counted) -> Iterator[Difference]:
    if counted.without_number:
        yield Difference(f"{thread.name}: {counted.without_number} sichtbare Beiträge ohne Nummer")
    if counted.lowest is not None and counted.lowest < 1:
        yield Difference(f"{thread.name}: ein Beitrag hat die Nummer {counted.lowest}")


def _beginning(thread: ThreadRow, counted: Counted) -> Iterator[Difference]:
    if thread.subject_kind and counted.openings != 1:
        yield Difference(f"{thread.name}: {counted.openings} Eröffnungen statt einer", Mend(put_opening, thread.pk))
    if not thread.subject_kind and counted.openings:
        yield Difference(f"{thread.name}: eine Eröffnung ohne Kritik")
    if not thread.subject_kind and thread.state != ThreadState.MERGED and not thread.has_own_first_post:
        yield Difference(f"{thread.name}: kein erster Beitrag", Mend(set_first_post, thread.pk))


def _state(thread: ThreadRow) -> Iterator[Difference]:
    """What went with the first post comes back with it."""
    if not thread.first_is_visible:
        return
    if thread.hidden_by_author:
        yield Difference(f"{thread.name}: verborgen, obwohl der erste Beitrag sichtbar ist", Mend(unhide, thread.pk))
    if thread.state == ThreadState.PENDING:
        yield Difference(f"{thread.name}: wartet, obwohl der erste Beitrag sichtbar ist", Mend(reopen, thread.pk))


def _numbers_given_twice(using: str) -> Iterator[Difference]:
    """Read from the index that forbids it: a damaged one, or one somebody dropped, shows here."""
    groups = (
        Post.objects.using(using).exclude(number=None).order_by("thread_id", "number").values("thread_id", "number")
    )
    for group in groups.annotate(times=Count("pk")).filter(times__gt=1).iterator():
        yield Difference("Thema {thread_id}: die Nummer {number} gibt es {times}-mal".format(**group))


def put_opening(pk: int) -> bool:
    """At number 1, if nobody has taken it. Locks the thread row."""
    with transaction.atomic():
        thread = states.lock_threads([pk]).get(pk)
        taken = Post.objects.filter(Q(number=1) | Q(kind=PostKind.OPENING), thread_id=pk)
        if thread is None or not thread.subject_kind or taken.exists():
            return False
        moment = thread.created_at
        opening: dict[str, Any] = {"kind": PostKind.OPENING, "state": PostState.VISIBLE, "number": 1}
        Post.objects.create(thread=thread, created_at=moment, shown_at=moment, **opening)
        recount_thread(pk)
    return True


def unhide(pk: int) -> bool:
    with transaction.atomic():
        shown = Q(first_post__state=PostState.VISIBLE, first_post__thread=F("pk"))
        thread = states.lock_threads(Thread.objects.filter(shown, pk=pk).values_list("pk", flat=True)).get(pk)
        return thread is not None and states.show_with_first_post(thread)


def reopen(pk: int) -> bool:
    with transaction.atomic():
        thread = states.lock_threads([pk]).get(pk)
        start = Q(state=ThreadState.PENDING, first_post__in=Post.objects.filter(thread_id=pk, state=PostState.VISIBLE))
        return thread is not None and states.change_thread(thread, start=start, state=ThreadState.OPEN)

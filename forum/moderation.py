"""Acts of moderators on posts and threads, each with its undo. Every act is a `Decision`; only these and
`rearranging` make one.

A caller hands over an unsaved `Decision` with the words of whoever decides; the act fills in what, who and when.
Nobody decides on own posts and threads. A second call finds nothing to do, answers None and writes nothing.
"""

import datetime
from collections.abc import Callable
from functools import partial
from typing import TypeVar

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q

from accounts.models import Member
from forum import drafting, permissions, reading, states
from forum.cases import settling
from forum.hits import hints_of, hits_of, settle
from forum.models import Decision, Post, PostMention, PostPicture, PostRevision, Quote, Thread
from forum.models.moderation import DecisionAction
from forum.models.post import PostState
from forum.models.thread import ThreadState
from forum.moderators import moderates
from forum.pictures import let_go
from forum.rerendering import html_of
from text.markdown import RENDERER_VERSION
from text.quotes import without_quote

__all__ = [
    "ReasonsMissing",
    "approve_post",
    "archive_thread",
    "clear_post",
    "erase_picture",
    "erase_post",
    "hide_post",
    "hide_post_automatically",
    "hide_thread",
    "hold_replies",
    "lock_thread",
    "pin_thread",
    "record",
    "reject_post",
    "release_replies",
    "restore_post",
    "restore_thread",
    "take_text_along",
    "slow_thread",
    "unarchive_thread",
    "unlock_thread",
    "unpin_thread",
    "unslow_thread",
]


T = TypeVar("T")


class ReasonsMissing(Exception):
    """A decision that touches an author carries no reasons."""


class _QuotedMeanwhile(Exception):
    """A thread quotes the post that did not when the threads were locked; to lock it now would be out of order."""


def hide_post(post: Post, *, by: Member, decision: Decision) -> Decision | None:
    """A stub with the broken rule stays at its number; the author reads the reasons."""
    start = [PostState.VISIBLE, PostState.HIDDEN_AUTO]
    return _decide(post, DecisionAction.HIDE, PostState.REMOVED, start=start, by=by, decision=decision)


def restore_post(post: Post, *, by: Member, decision: Decision) -> Decision | None:
    """The reverse of hiding and rejecting: the same number again, or its first."""
    start = [PostState.REMOVED, PostState.HIDDEN_AUTO]
    return _decide(post, DecisionAction.RESTORE, PostState.VISIBLE, start=start, by=by, decision=decision)


def approve_post(post: Post, *, by: Member, decision: Decision | None = None) -> Decision | None:
    """It takes the next number, or returns to its own if an edit held it. A pending thread opens with its first post."""
    decision = decision or Decision()
    start = [PostState.PENDING]
    return _decide(post, DecisionAction.APPROVE, PostState.VISIBLE, start=start, by=by, decision=decision)


def reject_post(post: Post, *, by: Member, decision: Decision) -> Decision | None:
    start = [PostState.PENDING]
    return _decide(post, DecisionAction.REJECT, PostState.REMOVED, start=start, by=by, decision=decision)


def clear_post(post: Post, *, by: Member, decision: Decision | None = None) -> Decision | None:
    """Somebody has looked at what was found in a post, and it stays as it is. None if nothing was left to look at."""
    if not permissions.can_moderate(by, post):
        raise PermissionDenied
    with transaction.atomic():
        states.lock_post(post)
        if not (hits_of([post]) or hints_of([post])):
            return None
        return record(decision or Decision(), DecisionAction.NOTHING, post=post, by=by)


def hide_post_automatically(post: Post, *, facts: str, reasons: str) -> Decision | None:
    """Hidden until somebody decides, because enough weighted reports came in. `reasons` go to the author at once."""
    decision = Decision(facts=facts, reasons=reasons, automated=True)
    with transaction.atomic():
        states.lock_post(post)
        if not settling.is_still_open(post):  # somebody has just decided, and nobody would look again
            return None
        if states.change_post(post, PostState.HIDDEN_AUTO, start=[PostState.VISIBLE]) is None:
            return None
        return record(decision, DecisionAction.HIDE, post=post, by=None)


def _decide(
    post: Post, action: DecisionAction, to: PostState, *, start: list[PostState], by: Member, decision: Decision
) -> Decision | None:
    """Locks the thread row of the post."""
    if not permissions.can_moderate(by, post):
        raise PermissionDenied
    _refuse_without_reasons(action, decision)
    with transaction.atomic():
        before = states.change_post(post, to, start=start)
        if before is None:
            return None
        if to == PostState.VISIBLE and before.number is None:
            reading.read_own(Post.objects.select_related("author").get(pk=post.pk))
        if to == PostState.VISIBLE and before.thread.first_post_id == post.pk:
            states.change_thread(before.thread, start=Q(state=ThreadState.PENDING), state=ThreadState.OPEN)
        return record(decision, action, post=post, by=by)


def _refuse_without_reasons(action: DecisionAction, decision: Decision) -> None:
    if Decision(action=action).is_restriction and not decision.reasons.strip():
        raise ReasonsMissing


def record(
    decision: Decision,
    action: DecisionAction,
    *,
    by: Member | None,
    post: Post | None = None,
    thread: Thread | None = None,
    member: Member | None = None,
    subject: tuple[str, int] | None = None,
    touches: Member | None = None,
) -> Decision:
    """In the transaction of the act, on one of the four. Its case is settled, whoever reported is answered, whom a
    restriction touches gets the reasons: the author or, of something beyond the forum, whom `touches` names. Raises
    DecidedMeanwhile."""
    target = post or thread or member or subject
    if target is None:
        raise ValueError("A decision is about something.")
    decision.action, decision.by, decision.post, decision.thread, decision.member = action, by, post, thread, member
    if subject is not None:
        decision.subject_kind, decision.subject_id = subject
    settling.settle(decision, target)
    decision.save(force_insert=True)
    settling.answer_reports(decision)
    settling.give_reasons(decision, touches or member or getattr(target, "author", None))
    if post is not None and by is not None:
        settle([post.pk])
    return decision


def erase_post(post: Post, *, by: Member, decision: Decision) -> Decision | None:
    """For the law and for privacy: the text is gone from the post, its versions and every quote; stub and number stay.

    There is no undo. Locks all threads that quote it. Quotes are rendered inside the transaction: it is rare and
    must not miss one.
    """
    if not permissions.can_moderate(by, post):
        raise PermissionDenied
    _refuse_without_reasons(DecisionAction.ERASE, decision)

    def erased() -> Decision | None:
        return record(decision, DecisionAction.ERASE, post=post, by=by) if _erase(post) else None

    return _undisturbed(erased)


def take_text_along(post: Post) -> bool:
    """The same for an author who leaves: no act of moderation. False if it was erased already."""
    return _undisturbed(partial(_erase, post))


def _undisturbed(erase: Callable[[], T]) -> T:
    while True:
        try:
            with transaction.atomic():
                return erase()
        except _QuotedMeanwhile:
            continue


def _erase(post: Post) -> bool:
    """From `change_post` on the post's own row is locked, and nobody can quote it any more."""
    quoting = Post.objects.filter(quotes__quoted=post)
    locked = states.lock_threads([post.thread_id, *quoting.values_list("thread_id", flat=True)])
    anything = [state for state in PostState if state != PostState.ERASED]
    if states.change_post(post, PostState.ERASED, start=anything, source="", html="") is None:
        return False
    drafting.take_quote_out(post.pk)
    PostRevision.objects.filter(post=post).update(source="")
    let_go(PostPicture.objects.filter(post=post))
    for other in quoting:
        if other.thread_id not in locked:
            raise _QuotedMeanwhile
        _take_quote_out(other, post.pk)
    Quote.objects.filter(Q(quoted=post) | Q(post=post)).delete()
    PostMention.objects.filter(post=post).delete()
    return True


def erase_picture(picture: PostPicture, *, by: Member, decision: Decision) -> Decision | None:
    """One picture is gone for good, with its files and its words; the text around it stays. What can be undone is to
    hide the post. Locks the thread row of the post."""
    post = picture.post
    if post is None or not permissions.can_moderate(by, post):
        raise PermissionDenied
    if not decision.reasons.strip():
        raise ReasonsMissing
    with transaction.atomic():
        current = states.lock_post(post)
        if not let_go(PostPicture.objects.filter(pk=picture.pk, post=post)):
            return None
        html = html_of(current, current.source)
        Post.objects.filter(pk=post.pk).update(html=html, renderer_version=RENDERER_VERSION)
        states.raise_version([current.thread_id])
        return record(decision, DecisionAction.ERASE_PICTURE, post=post, by=by)


def _take_quote_out(post: Post, quoted: int) -> None:
    source = without_quote(post.source, quoted)
    if source != post.source:
        html = html_of(post, source)
        Post.objects.filter(pk=post.pk).update(source=source, html=html, renderer_version=RENDERER_VERSION)
        states.raise_version([post.thread_id])
    for revision in post.revisions.all():
        PostRevision.objects.filter(pk=revision.pk).update(source=without_quote(revision.source, quoted))


def lock_thread(thread: Thread, *, by: Member, decision: Decision) -> Decision | None:
    """Readable, no posts. A review's thread can be locked, never hidden."""
    start = Q(state=ThreadState.OPEN)
    return _switch(thread, DecisionAction.LOCK, start, by=by, decision=decision, state=ThreadState.LOCKED)


def unlock_thread(thread: Thread, *, by: Member, decision: Decision | None = None) -> Decision | None:
    start = Q(state=ThreadState.LOCKED)
    return _switch(thread, DecisionAction.UNLOCK, start, by=by, decision=decision or Decision(), state=ThreadState.OPEN)


def hide_thread(thread: Thread, *, by: Member, decision: Decision) -> Decision | None:
    """A member's thread; one of a review goes with its review. Of a merged one nothing is left to hide."""
    start = Q(hidden_by_decision=False, subject_kind="") & ~Q(state=ThreadState.MERGED)
    return _switch(thread, DecisionAction.HIDE_THREAD, start, by=by, decision=decision, hidden_by_decision=True)


def restore_thread(thread: Thread, *, by: Member, decision: Decision | None = None) -> Decision | None:
    start = Q(hidden_by_decision=True)
    action = DecisionAction.RESTORE_THREAD
    return _switch(thread, action, start, by=by, decision=decision or Decision(), hidden_by_decision=False)


def pin_thread(thread: Thread, *, by: Member, until: datetime.datetime | None) -> Decision | None:
    """At the top of its board until then, or until somebody takes it down; the worker clears it when its time ends."""
    start = Q(pinned=0) | (
        Q(pinned_until__isnull=False) if until is None else Q(pinned_until=None) | ~Q(pinned_until=until)
    )
    decision = Decision(ends_at=until)
    return _switch(thread, DecisionAction.PIN, start, by=by, decision=decision, pinned=1, pinned_until=until)


def unpin_thread(thread: Thread, *, by: Member | None) -> Decision | None:
    """`by` is None for the worker, when the pin's time has ended; a pin renewed since the worker looked stays."""
    decision = Decision(automated=by is None)
    fields = {"pinned": 0, "pinned_until": None}
    start = Q(pinned=1) if by else Q(pinned=1, pinned_until=thread.pinned_until)
    return _switch(thread, DecisionAction.UNPIN, start, by=by, decision=decision, **fields)


def hold_replies(thread: Thread, *, by: Member, until: datetime.datetime) -> Decision | None:
    """Approval mode: until then every reply and every edit of a member waits for a moderator."""
    start = ~Q(approval_until=until) | Q(approval_until=None)
    decision = Decision(ends_at=until)
    return _switch(thread, DecisionAction.HOLD_REPLIES, start, by=by, decision=decision, approval_until=until)


def release_replies(thread: Thread, *, by: Member) -> Decision | None:
    """What waits already goes on waiting for somebody."""
    start = Q(approval_until__isnull=False)
    action = DecisionAction.RELEASE_REPLIES
    return _switch(thread, action, start, by=by, decision=Decision(), approval_until=None)


def slow_thread(thread: Thread, *, by: Member, minutes: int, until: datetime.datetime) -> Decision | None:
    """Until then a member waits so many minutes between two posts in it."""
    seconds = minutes * 60
    start = ~Q(slow_until=until, slow_seconds=seconds) | Q(slow_until=None)
    decision = Decision(ends_at=until, facts=f"Zwischen zwei Beiträgen: {minutes} Minuten")
    fields = {"slow_seconds": seconds, "slow_until": until}
    return _switch(thread, DecisionAction.SLOW, start, by=by, decision=decision, **fields)


def unslow_thread(thread: Thread, *, by: Member) -> Decision | None:
    start = Q(slow_until__isnull=False)
    fields = {"slow_seconds": 0, "slow_until": None}
    return _switch(thread, DecisionAction.UNSLOW, start, by=by, decision=Decision(), **fields)


def archive_thread(thread: Thread, *, by: Member, decision: Decision | None = None) -> Decision | None:
    """What is over: to be read, no posts. Says nothing against anybody, so it needs no reasons."""
    start = Q(state__in=[ThreadState.OPEN, ThreadState.LOCKED])
    decision = decision or Decision()
    return _switch(thread, DecisionAction.ARCHIVE, start, by=by, decision=decision, state=ThreadState.ARCHIVED)


def unarchive_thread(thread: Thread, *, by: Member) -> Decision | None:
    """Open again, or closed if it was closed before."""
    last = (
        thread.decisions.filter(action__in=[DecisionAction.LOCK, DecisionAction.UNLOCK]).order_by("-at", "-id").first()
    )
    was_locked = last is not None and last.action == DecisionAction.LOCK
    state = ThreadState.LOCKED if was_locked else ThreadState.OPEN
    start = Q(state=ThreadState.ARCHIVED)
    return _switch(thread, DecisionAction.UNARCHIVE, start, by=by, decision=Decision(), state=state)


def _switch(
    thread: Thread, action: DecisionAction, start: Q, *, by: Member | None, decision: Decision, **fields: object
) -> Decision | None:
    if by is not None and not (moderates(by, thread.board_id) and thread.author_id != by.pk):
        raise PermissionDenied
    _refuse_without_reasons(action, decision)
    with transaction.atomic():
        if not states.change_thread(thread, start=start, **fields):
            return None
        return record(decision, action, thread=thread, by=by)

"""A wave of spam: everything a member has posted since a moment is hidden by one decision, and brought back by one.

Set-based: some twenty statements, whether it is five posts or five hundred. Each post and thread keeps a `Decision` of
its own, with the same words, so that stubs and the author's page say why.
"""

import datetime
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from accounts.models import Member
from forum import states
from forum.cases.settling_many import record_all, wait_again
from forum.hits import settle
from forum.models import Decision, Post, SpamWave, Thread
from forum.models.moderation import DecisionAction
from forum.models.post import PostKind, PostState
from forum.models.thread import ThreadState
from forum.moderation import ReasonsMissing
from forum.moderators import moderates_everywhere

__all__ = ["Foreseen", "foresee_wave", "hide_wave", "posts_since", "restore_wave"]

HIDABLE = [PostState.VISIBLE, PostState.PENDING, PostState.HIDDEN_AUTO]

WAITS_AGAIN = "Welle zurückgenommen"

AT_ONCE = 500
"""Rows in one insert."""


class _MovedMeanwhile(Exception):
    """A post went to a thread that is not locked; to lock it now would be out of order."""


@dataclass(frozen=True)
class Foreseen:
    """What would be hidden: how many posts in how many threads, how many of these with all that is in them."""

    posts: int
    threads: int
    whole_threads: int


def posts_since(member: Member, since: datetime.datetime) -> QuerySet[Post]:
    return Post.objects.filter(author=member, kind=PostKind.MEMBER, state__in=HIDABLE, created_at__gte=since)


def _whole_threads(member: Member, since: datetime.datetime) -> QuerySet[Thread]:
    """Those the member opened since then in which nobody else is to be read: their titles are part of the wave."""
    others = Post.objects.filter(thread=OuterRef("pk"), state=PostState.VISIBLE).exclude(author=member)
    opened = Thread.objects.filter(author=member, subject_kind="", created_at__gte=since, hidden_by_decision=False)
    return opened.filter(~Exists(others)).exclude(state=ThreadState.MERGED)


def foresee_wave(member: Member, since: datetime.datetime) -> Foreseen:
    """Three queries."""
    posts = posts_since(member, since)
    threads = posts.order_by().values("thread").distinct().count()
    return Foreseen(posts.count(), threads, _whole_threads(member, since).count())


def hide_wave(member: Member, *, by: Member, since: datetime.datetime, decision: Decision) -> SpamWave | None:
    """None where nothing is left to hide. What waits is rejected. Locks all threads of it. Raises OwnReport."""
    if not moderates_everywhere(by) or member.pk == by.pk:
        raise PermissionDenied
    if not decision.reasons.strip():
        raise ReasonsMissing
    while True:
        try:
            with transaction.atomic():
                return _hide(member, by, since, decision)
        except _MovedMeanwhile:
            continue


def _hide(member: Member, by: Member, since: datetime.datetime, decision: Decision) -> SpamWave | None:
    found = posts_since(member, since)
    opened = _whole_threads(member, since)
    locked = states.lock_threads([*found.values_list("thread_id", flat=True), *opened.values_list("pk", flat=True)])
    posts = _under_lock(found, locked)
    threads = list(opened.filter(pk__in=locked).values_list("pk", flat=True))
    if not posts and not threads:
        return None
    states.change_posts(posts, PostState.REMOVED)
    states.change_threads(threads, hidden_by_decision=True)
    settle([post.pk for post in posts])
    words = {name: getattr(decision, name) for name in ("rules", "rule", "law", "facts", "reasons")}
    acts: list[dict[str, Any]] = [{"action": _act_on(post), "post_id": post.pk} for post in posts]
    acts += [{"action": DecisionAction.HIDE_THREAD, "thread_id": pk} for pk in threads]
    wave = SpamWave.objects.create(member=member, by=by, since=since)
    decisions = record_all([Decision(by=by, **words, **act) for act in acts], about=member)
    through = SpamWave.decisions.through
    links = [through(spamwave_id=wave.pk, decision_id=row.pk) for row in decisions]
    through._default_manager.bulk_create(links, batch_size=AT_ONCE)
    return wave


def _under_lock(posts: QuerySet[Post], locked: dict[int, Thread]) -> list[Post]:
    """As they are now. Moves keep ids but change threads, so look again after the lock."""
    rows = list(posts.defer("source", "html"))
    if any(row.thread_id not in locked for row in rows):
        raise _MovedMeanwhile
    return [_with(row, locked[row.thread_id]) for row in rows]


def _with(post: Post, thread: Thread) -> Post:
    post.thread = thread
    return post


def _act_on(post: Post) -> DecisionAction:
    return DecisionAction.REJECT if post.state == PostState.PENDING else DecisionAction.HIDE


def restore_wave(wave: SpamWave, *, by: Member) -> int | None:
    """Exactly what it hid comes back to its number, or to its place among what waits; how many posts and threads that
    were. What somebody has decided on since stays as that says. None if the wave was taken back already."""
    if not moderates_everywhere(by) or wave.member_id == by.pk:
        raise PermissionDenied
    while True:
        try:
            with transaction.atomic():
                return _restore(wave, by)
        except _MovedMeanwhile:
            continue


def _restore(wave: SpamWave, by: Member) -> int | None:
    taken = SpamWave.objects.filter(pk=wave.pk, undone_at=None)
    if taken.update(undone_by=by, undone_at=timezone.now()) != 1:
        return None
    own = wave.decisions.order_by()
    locked = states.lock_threads(own.values_list(Coalesce("thread_id", "post__thread_id"), flat=True))
    hidden = _still_decided_by(wave)
    shown, waiting = (_posts_of(hidden, action, locked) for action in (DecisionAction.HIDE, DecisionAction.REJECT))
    of_threads = Thread.objects.filter(pk__in=[row.thread_id for row in hidden if row.thread_id])
    threads = list(of_threads.filter(hidden_by_decision=True).values_list("pk", flat=True))
    states.change_posts(shown, PostState.VISIBLE)
    states.change_posts(waiting, PostState.PENDING)
    states.change_threads(threads, hidden_by_decision=False)
    acts: list[dict[str, Any]] = [{"action": DecisionAction.RESTORE, "post_id": post.pk} for post in [*shown, *waiting]]
    acts += [{"action": DecisionAction.RESTORE_THREAD, "thread_id": pk} for pk in threads]
    record_all([Decision(by=by, **act) for act in acts], about=wave.member)
    wait_again(waiting, why=WAITS_AGAIN)
    return len(acts)


def _still_decided_by(wave: SpamWave) -> list[Decision]:
    """Its decisions after which nobody has decided on the same post or thread. Three plain questions: as one with NOT EXISTS,
    PostgreSQL took minutes for 500 posts where it held the table for empty."""
    rows = list(wave.decisions.order_by().only("action", "post_id", "thread_id"))
    newest = {
        *_newest_on("post", [row.post_id for row in rows if row.post_id]),
        *_newest_on("thread", [row.thread_id for row in rows if row.thread_id]),
    }
    return [row for row in rows if row.pk in newest]


def _newest_on(target: str, keys: list[int]) -> QuerySet[Any]:
    """The newest decision on each."""
    rows = Decision.objects.filter(**{f"{target}__in": keys}).order_by().values(target)
    return rows.annotate(newest=Max("pk")).values_list("newest", flat=True)


def _posts_of(hidden: list[Decision], action: DecisionAction, locked: dict[int, Thread]) -> list[Post]:
    ids = [row.post_id for row in hidden if row.action == action and row.post_id]
    return _under_lock(Post.objects.filter(pk__in=ids, state=PostState.REMOVED), locked)

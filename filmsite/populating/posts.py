"""The posts of a conversation with everything that hangs on them: quotes, mentions, cases, counters."""

import datetime
import random
from dataclasses import dataclass, field
from itertools import accumulate
from typing import Any

from django.db import transaction

from filmsite.populating.films import Opening, ReviewMaker
from filmsite.populating.matters import HEAVY, Matters, Rulebook
from filmsite.populating.members import name_of
from filmsite.populating.rows import insert_rows, update_rows
from filmsite.populating.talks import Talk
from filmsite.populating.texts import PostTexts, Written
from forum.models import Post, PostMention, Quote, Thread
from forum.models.moderation import DecisionAction
from forum.models.post import PostKind, PostState
from forum.models.thread import ThreadState
from text.markdown import RENDERER_VERSION

__all__ = ["Batch", "Writer"]

QUOTING = 0.12
MENTIONING = 0.17
"""Up to these values of a random number from 0 to 1 a reply quotes, else mentions."""

FATES = {
    PostState.VISIBLE: 985,
    PostState.WITHDRAWN: 6,
    PostState.REMOVED: 4,
    PostState.PENDING: 3,
    PostState.HIDDEN_AUTO: 1,
    PostState.ERASED: 1,
}
"""What became of replies, in a thousand."""

REPORTED_EACH = 1000
"""One of so many replies everybody reads was reported: with those held and hidden five cases wait in a thousand posts."""

DECIDED = {PostState.REMOVED: DecisionAction.HIDE, PostState.ERASED: DecisionAction.ERASE}

POST = [
    "id", "thread_id", "number", "kind", "author_id", "source", "html", "renderer_version",
    "state", "state_before", "withdrawn_at", "created_at", "shown_at",
    "notified_at", "reaction_counts",
]  # fmt: skip
THREAD = ["id", "board_id", "title", "author_id", "subject_kind", "state", "pinned", "created_at"]
COUNTED = [
    "first_post_id", "last_number", "last_visible_number", "visible_count", "reply_count", "pending_count",
    "last_post_id", "last_posted_at", "version",
]  # fmt: skip


@dataclass
class Batch:
    """What is stored in one transaction: after each the site is whole, with right counters."""

    matters: Matters
    posts: list[tuple[Any, ...]] = field(default_factory=list)
    quotes: list[tuple[int, int, bool]] = field(default_factory=list)
    mentions: list[tuple[int, int]] = field(default_factory=list)
    openings: list[Opening] = field(default_factory=list)
    talks: dict[int, Talk] = field(default_factory=dict)

    def store(self, reviews: ReviewMaker) -> None:
        new = [talk for talk in self.talks.values() if not talk.is_stored]
        known = [talk for talk in self.talks.values() if talk.is_stored]
        with transaction.atomic():
            insert_rows(Thread, THREAD + COUNTED, [_thread_row(talk) + _counted(talk) for talk in new])
            update_rows(Thread, COUNTED, [(*_counted(talk), talk.pk) for talk in known])
            insert_rows(Post, POST, self.posts)
            insert_rows(Quote, ["post_id", "quoted_id", "named"], self.quotes)
            insert_rows(PostMention, ["post_id", "member_id"], self.mentions)
            self.matters.store()
            reviews.store(self.openings)
        for talk in new:
            talk.is_stored = True


def _thread_row(talk: Talk) -> tuple[Any, ...]:
    kind = "review" if talk.plan.is_review else ""
    return talk.pk, talk.board_id, talk.title, talk.author_id, kind, talk.state, talk.pinned, talk.begun_at


def _counted(talk: Talk) -> tuple[Any, ...]:
    number, pk, at = talk.voice
    return (
        talk.first_id, talk.numbered, number, talk.shown, talk.replies, talk.waiting, pk, at,
        talk.numbered + talk.waiting + 1,
    )  # fmt: skip


class Writer:
    """Writes post after post into `batch`, and takes a new batch when told."""

    def __init__(self, texts: PostTexts, members: range, rng: random.Random) -> None:
        self._book = Rulebook()
        self._texts, self._members, self._rng = texts, members, rng
        self._fates = list(zip(accumulate(FATES.values()), FATES, strict=True))
        self.begin_batch()

    def begin_batch(self) -> None:
        self.batch = Batch(Matters(self._book))

    def any_member(self) -> int:
        """Some write much, most little."""
        return self._members[int(self._rng.random() ** 2 * len(self._members))]

    def begin(self, talk: Talk, pk: int, at: datetime.datetime) -> None:
        """The first post: the opening of a review's thread, or what its author wrote."""
        text = None if talk.plan.is_review else self._texts.draw(self._rng)
        if text is not None:
            talk.first_id = pk
            talk.quotable.append((pk, text))
        kind = PostKind.OPENING if text is None else PostKind.MEMBER
        written = Written("", "") if text is None else self._texts.own[text]
        self._append(talk, pk, at, written, kind=kind, author_id=talk.author_id)
        if talk.state == ThreadState.LOCKED:
            self.batch.matters.decide(DecisionAction.LOCK, at, author=talk.author_id, thread_id=talk.pk)

    def reply(self, talk: Talk, pk: int, at: datetime.datetime) -> None:
        fate = self._fate()
        written = Written("", "") if fate == PostState.ERASED else self._reply(talk, pk, fate)
        talk.replies += fate == PostState.VISIBLE
        author_id = self.any_member()
        self._append(talk, pk, at, written, author_id=author_id, state=fate)
        self._moderate(pk, at, fate, author_id)

    def _moderate(self, pk: int, at: datetime.datetime, fate: PostState, author_id: int) -> None:
        matters = self.batch.matters
        if action := DECIDED.get(fate):
            matters.decide(action, at, author=author_id, post_id=pk)
        elif fate == PostState.PENDING:
            matters.hold(pk, at)
        elif fate == PostState.HIDDEN_AUTO:
            case = matters.report(pk, at, self._others(author_id, HEAVY))
            matters.decide(DecisionAction.HIDE, at, author=author_id, case=case, post_id=pk)
        elif fate == PostState.VISIBLE and pk % REPORTED_EACH == 0 and (reporters := self._others(author_id, 1)):
            matters.report(pk, at, reporters)

    def _others(self, author_id: int, count: int) -> list[int]:
        """Members beside the author, fewer where there are not so many."""
        first = author_id - self._members.start
        near = (self._members[(first + n) % len(self._members)] for n in range(1, count + 1))
        return [member for member in dict.fromkeys(near) if member != author_id]

    def _fate(self) -> PostState:
        drawn = self._rng.random() * 1000
        return next(state for most, state in self._fates if drawn < most)

    def _reply(self, talk: Talk, pk: int, fate: PostState) -> Written:
        text, drawn = self._texts.draw(self._rng), self._rng.random()
        if drawn >= QUOTING and drawn < MENTIONING:
            n = int(self._rng.random() * len(self._members))
            self.batch.mentions.append((pk, self._members[n]))
            return self._texts.mentioning(self._members[n], name_of(n + 1), text)
        quoted = talk.quotable[int(self._rng.random() * len(talk.quotable))] if talk.quotable else None
        if fate == PostState.VISIBLE:
            talk.quotable.append((pk, text))
        if drawn >= QUOTING or quoted is None:
            return self._texts.own[text]
        self.batch.quotes.append((pk, quoted[0], True))
        return self._texts.quoting(*quoted, text)

    def _append(
        self,
        talk: Talk,
        pk: int,
        at: datetime.datetime,
        written: Written,
        *,
        author_id: int | None,
        kind: PostKind = PostKind.MEMBER,
        state: PostState = PostState.VISIBLE,
    ) -> None:
        number, shown_at = None, None
        if state == PostState.PENDING:
            talk.waiting += 1
        else:
            talk.numbered += 1
            number, shown_at = talk.numbered, at
        if state == PostState.VISIBLE:
            talk.shown += 1
            talk.voice = talk.numbered, pk, at
        before, withdrawn_at = ("visible", at) if state == PostState.WITHDRAWN else ("", None)
        version = RENDERER_VERSION if written.source else 0
        values = talk.pk, number, kind.value, author_id, written.source, written.html, version
        self.batch.posts.append((pk, *values, state.value, before, withdrawn_at, at, shown_at, at, {}))
        self.batch.talks[talk.pk] = talk

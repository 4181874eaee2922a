"""From sizes to rows: the one loop over all posts in the order of time."""

import random
from dataclasses import dataclass, field

from django.db import connection, transaction
from django.utils import timezone

from filmsite.demo import make_boards
from filmsite.populating.films import ReviewMaker
from filmsite.populating.members import store_members
from filmsite.populating.naming import film_title
from filmsite.populating.posts import Writer
from filmsite.populating.rows import reserve_ids
from filmsite.populating.talks import Sizes, Talk, times, turns
from filmsite.populating.texts import PostTexts
from filmsite.populating.wording import QUESTIONS
from forum.models import Board, Case, Decision, Post, PostMention, Quote, Report, Statement, Thread
from forum.models.board import Audience, Openers
from forum.models.thread import ThreadState
from reviews.models import Credit, Facet, Film, Person, Review
from reviews.shelving import count_facets

__all__ = ["Made", "populate"]

BATCH = 20_000
"""Posts of one transaction: some 20 MB of memory, and a log that stays small."""

LOCKED_EACH = 50
"""One of so many members' threads is closed."""

LONG_TITLE = "Zuletzt gesehen: der lange Faden"

MATTERS = Case, Report, Decision, Statement

KEPT = 3
"""Ids of a kind worth telling."""


@dataclass
class Made:
    """Ids of what is worth looking at."""

    boards: list[int] = field(default_factory=list)
    review_threads: list[int] = field(default_factory=list)
    threads: list[int] = field(default_factory=list)
    long_thread: int | None = None


def populate(sizes: Sizes) -> Made:
    """Whoever calls has made sure that `mitglied1` does not exist. Stores in several transactions."""
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    start, pause = times(sizes, midnight)
    with transaction.atomic():
        members = store_members(sizes.members, joined_at=start)
        post_ids, thread_ids = reserve_ids(Post, sizes.all_posts), iter(reserve_ids(Thread, sizes.all_threads))
        reviews, boards = ReviewMaker(sizes.reviews, sizes.seed), _boards(sizes)
    rng = random.Random(f"talks {sizes.seed}")  # noqa: S311 (data, no secret)
    writer = Writer(PostTexts(sizes.seed), members, rng)
    beginner = Beginner(reviews, boards, writer, rng)
    for n, (pk, talk) in enumerate(zip(post_ids, turns(sizes, rng), strict=True)):
        at = start + pause * n
        if talk.pk:
            writer.reply(talk, pk, at)
        else:
            talk.pk, talk.begun_at = next(thread_ids), at
            beginner.begin(talk)
            writer.begin(talk, pk, at)
        if len(writer.batch.posts) >= BATCH:
            writer.batch.store(reviews)
            writer.begin_batch()
    writer.batch.store(reviews)
    count_facets()
    _inform_planner()
    return beginner.made


def _boards(sizes: Sizes) -> list[int]:
    """Those members write in, made where there are none."""
    open_boards = Board.objects.filter(visible_to=Audience.ALL, opened_by=Openers.MEMBERS).values_list("pk", flat=True)
    if (sizes.threads or sizes.long_thread) and not open_boards.exists():
        make_boards()
    return list(open_boards.all())


class Beginner:
    """Gives each new thread its board, title, author and state."""

    def __init__(self, reviews: ReviewMaker, boards: list[int], writer: Writer, rng: random.Random) -> None:
        self.made = Made(boards=boards)
        self._reviews, self._writer, self._rng = reviews, writer, rng
        self._review_board = Board.objects.get(takes_reviews=True).pk
        self._without_pin, self._begun = set(boards), 0

    def begin(self, talk: Talk) -> None:
        talk.state = ThreadState.OPEN
        if talk.plan.is_review:
            opening = self._reviews.open(talk.pk, talk.begun_at)
            self._writer.batch.openings.append(opening)
            talk.board_id, talk.title = self._review_board, opening.title
            _keep(self.made.review_threads, talk.pk)
            return
        boards = self.made.boards
        talk.board_id, talk.author_id = boards[talk.pk % len(boards)], self._writer.any_member()
        if talk.plan.is_long:
            self.made.long_thread, talk.title = talk.pk, LONG_TITLE
        else:
            self._begin_thread(talk)

    def _begin_thread(self, talk: Talk) -> None:
        """The first of each board stands on top of it."""
        rng = self._rng
        talk.title = rng.choice(QUESTIONS).replace("{film}", film_title(rng.randrange(2000)))
        self._begun += 1
        if self._begun % LOCKED_EACH == 0:
            talk.state = ThreadState.LOCKED
        talk.pinned = int(talk.board_id in self._without_pin)
        self._without_pin.discard(talk.board_id)
        _keep(self.made.threads, talk.pk)


def _keep(ids: list[int], pk: int) -> None:
    if len(ids) < KEPT:
        ids.append(pk)


def _inform_planner() -> None:
    """PostgreSQL would find out by itself a minute later; nobody should measure that minute."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        for model in (Thread, Post, Quote, PostMention, *MATTERS, Film, Person, Credit, Review, Facet):
            cursor.execute(f"ANALYZE {model._meta.db_table}")

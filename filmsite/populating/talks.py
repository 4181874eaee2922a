"""Who speaks where, and when: many threads at once, as on a living site.

Posts of one thread lie far apart in the table, because others were written in between; a table filled thread by
thread would flatter every page. Memory is bounded by the number of threads, not of posts.
"""

import datetime
import random
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate, pairwise

__all__ = ["Plan", "Sizes", "Talk", "plans", "times", "turns"]

AT_ONCE = 100
"""Threads people write in at the same time."""

PACE = datetime.timedelta(minutes=2)
"""Between two posts; faster where the site would otherwise be older than `OLDEST`."""

OLDEST = datetime.timedelta(days=12 * 365)

EVENNESS = 1.1
"""Shape of the Pareto law of thread lengths: most are short, a few hold hundreds of posts."""

LONGEST = 400
"""Times the shortest thread; without it one thread in a million takes a tenth of everything."""

QUOTABLE = 6
"""People quote what was said just now."""


@dataclass(frozen=True)
class Sizes:
    """`posts` are replies, spread over all threads; every thread begins with a post of its own besides."""

    reviews: int = 0
    threads: int = 0
    posts: int = 0
    members: int = 0
    long_thread: int = 0
    seed: int = 1

    @property
    def all_posts(self) -> int:
        return self.reviews + self.threads + self.posts + self.long_thread

    @property
    def all_threads(self) -> int:
        return self.reviews + self.threads + bool(self.long_thread)


@dataclass(frozen=True, slots=True)
class Plan:
    """A thread that will have so many `posts`, the first one included."""

    posts: int
    is_review: bool = False
    is_long: bool = False


@dataclass(slots=True)
class Talk:
    """A thread while people write in it, with what its row must say in the end.

    `voice` is number, id and moment of the last visible post; `quotable` are ids and texts of the last ones.
    """

    plan: Plan
    left: int
    pk: int = 0
    board_id: int = 0
    title: str = ""
    author_id: int | None = None
    state: str = ""
    pinned: int = 0
    begun_at: datetime.datetime = datetime.datetime.min
    is_stored: bool = False
    first_id: int | None = None
    numbered: int = 0
    shown: int = 0
    replies: int = 0
    waiting: int = 0
    voice: tuple[int, int, datetime.datetime] = (0, 0, datetime.datetime.min)
    quotable: deque[tuple[int, int]] = field(default_factory=lambda: deque(maxlen=QUOTABLE))


def plans(sizes: Sizes, rng: random.Random) -> list[Plan]:
    """All threads but the long one, in the order they begin."""
    kinds = [True] * sizes.reviews + [False] * sizes.threads
    rng.shuffle(kinds)
    weights = [min(LONGEST, rng.paretovariate(EVENNESS)) for _ in kinds]
    return [
        Plan(1 + replies, is_review) for is_review, replies in zip(kinds, _shares(sizes.posts, weights), strict=True)
    ]


def _shares(total: int, weights: list[float]) -> list[int]:
    """Whole numbers in proportion to the weights, that add up to exactly `total`."""
    if not weights:
        return []
    whole = sum(weights)
    ends = [round(total * end / whole) for end in accumulate(weights)]
    return [end - start for start, end in pairwise([0, *ends])]


def turns(sizes: Sizes, rng: random.Random) -> Iterator[Talk]:
    """The thread of each post in the order of time; a thread comes as often as its plan has posts."""
    waiting = (Talk(plan, plan.posts) for plan in plans(sizes, rng))
    long = Talk(Plan(sizes.long_thread, is_long=True), sizes.long_thread)
    current: list[Talk] = []
    for left in range(sizes.all_posts, 0, -1):
        if rng.random() * left < long.left:
            talk = long
        elif len(current) < AT_ONCE and (new := next(waiting, None)):
            talk = new
            if new.left > 1:
                current.append(new)
        else:
            place = int(rng.random() * len(current))
            talk = current[place]
            if talk.left == 1:
                current[place] = current[-1]
                current.pop()
        talk.left -= 1
        yield talk


def times(sizes: Sizes, end: datetime.datetime) -> tuple[datetime.datetime, datetime.timedelta]:
    """When the first post is written, and the pause between two: in UTC, for the local clock goes back once a year."""
    pause = min(PACE, OLDEST / max(1, sizes.all_posts))
    return end.astimezone(datetime.UTC) - pause * sizes.all_posts, pause

"""When things are said to have happened: the only place where the demo writes past the verbs.

Verbs know one clock, and a demo in which everything was said in the same minute would show nothing. Nothing but times
is written here; numbers, counters and states are as the verbs left them. Whoever calls has made the posts in the order
of their moments, so that the newest post of a thread is also its last one.
"""

import datetime
from collections.abc import Iterator
from functools import reduce
from operator import or_

from django.db.models import F, Max, Min, Model, Q
from django_tasks_db.models import DBTaskResult

from accounts.models import Leaving
from forum import models as forum
from forum.models import Letter, Notification, Post, Thread
from forum.models.post import PostKind, PostState
from reviews.models import Correction, ImportSource, Rating, Review, Revision

__all__ = ["Hands", "Moments", "write_moments"]

Moments = dict[int, datetime.datetime]

BATCH = 200
"""Rows of one statement: SQLite takes a bounded number of values."""


MOVED: dict[type[Model], list[str]] = {
    forum.Case: ["opened_at", "decided_at", "closed_at", "claimed_until"],
    forum.Report: ["at"],
    forum.Decision: ["at", "ends_at"],
    forum.Statement: ["at"],
    forum.Sanction: ["starts_at", "ends_at"],
    forum.Appeal: ["at", "decided_at"],
    forum.Letter: ["at", "due_at"],
    forum.AutomaticHit: ["at", "settled_at"],
    forum.SpoilerHint: ["at", "settled_at"],
    forum.Note: ["at"],
    forum.ShiftNote: ["at"],
    forum.WordRule: ["at"],
    Correction: ["at", "settled_at"],
    Rating: ["at", "changed_at"],
}
"""What moderation and readers write down when it happens, and until when it holds."""


class Hands:
    """Of the clock: all that an act has just written is set back to the moment when it is said to have happened."""

    def __init__(self) -> None:
        self._set: set[tuple[type[Model], int, str, datetime.datetime]] = set()

    def set_back(self, started: datetime.datetime, at: datetime.datetime) -> None:
        """What was written since `started`."""
        for model, columns in MOVED.items():
            since = [Q(**{f"{column}__gte": started}) for column in columns]
            for row in model._default_manager.filter(reduce(or_, since)):
                changes = dict(self._changes(row, columns, started, started - at))
                if changes:
                    model._default_manager.filter(pk=row.pk).update(**changes)

    def _changes(
        self, row: Model, columns: list[str], started: datetime.datetime, by: datetime.timedelta
    ) -> Iterator[tuple[str, datetime.datetime]]:
        for column in columns:
            value = getattr(row, column)
            if value is not None and value >= started and (type(row), row.pk, column, value) not in self._set:
                self._set.add((type(row), row.pk, column, value - by))
                yield column, value - by


def write_moments(*, posts: Moments, reviews: Moments) -> None:
    """By ids. A review's thread opens when it was published. Needs an open transaction."""
    openings = Post.objects.filter(thread__review__in=reviews, kind=PostKind.OPENING)
    posts = posts | {pk: reviews[review] for pk, review in openings.values_list("pk", "thread__review")}
    rows = [Post(pk=pk, created_at=at, shown_at=at) for pk, at in posts.items()]
    Post.objects.bulk_update(rows, ["created_at", "shown_at"], batch_size=BATCH)
    Post.objects.filter(state=PostState.PENDING).update(shown_at=None)
    _write_reviews(reviews)
    _write_threads()
    _forget_news()


def _write_reviews(reviews: Moments) -> None:
    rows = [Review(pk=pk, created_at=at, changed_at=at, published_at=at) for pk, at in reviews.items()]
    Review.objects.bulk_update(rows, ["created_at", "changed_at", "published_at"])
    revisions = Revision.objects.filter(review__in=reviews).values_list("pk", "review")
    Revision.objects.bulk_update([Revision(pk=pk, at=reviews[review]) for pk, review in revisions], ["at"])
    sources = ImportSource.objects.filter(review__in=reviews).values_list("pk", "review")
    ImportSource.objects.bulk_update([ImportSource(pk=pk, at=reviews[review]) for pk, review in sources], ["at"])


def _write_threads() -> None:
    shown = Post.objects.filter(state=PostState.VISIBLE)
    threads = list(shown.values_list("thread").annotate(Min("shown_at"), Max("shown_at")))
    rows = [Thread(pk=pk, created_at=first, last_posted_at=last) for pk, first, last in threads]
    Thread.objects.bulk_update(rows, ["created_at", "last_posted_at"], batch_size=BATCH)


def _forget_news() -> None:
    """What was said long ago is no news, and nobody gets a mail of it. Who left long ago is forgotten."""
    Post.objects.filter(notified_at=None).update(notified_at=F("created_at"))
    Letter.objects.filter(due_at__isnull=False).update(sent_at=F("at"), due_at=None)
    Notification.objects.all().delete()
    Leaving.objects.update(name="", email="", due_at=None)
    DBTaskResult.objects.filter(queue_name="news").delete()

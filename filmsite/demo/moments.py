"""When things are said to have happened: the only place where the demo writes past the verbs.

Verbs know one clock, and a demo in which everything was said in the same minute would show nothing. Nothing but times
is written here; numbers, counters and states are as the verbs left them. Whoever calls has made the posts in the order
of their moments, so that the newest post of a thread is also its last one.
"""

import datetime

from django.db.models import F, Max, Min
from django_tasks_db.models import DBTaskResult

from accounts.models import Leaving
from forum.models import Decision, Notification, Post, Thread
from forum.models.post import PostKind
from reviews.models import ImportSource, Review, Revision

__all__ = ["Moments", "write_moments"]

Moments = dict[int, datetime.datetime]

BATCH = 200
"""Rows of one statement: SQLite takes a bounded number of values."""


def write_moments(*, posts: Moments, reviews: Moments) -> None:
    """By ids. A review's thread opens when it was published. Needs an open transaction."""
    openings = Post.objects.filter(thread__review__in=reviews, kind=PostKind.OPENING)
    posts = posts | {pk: reviews[review] for pk, review in openings.values_list("pk", "thread__review")}
    rows = [Post(pk=pk, created_at=at, shown_at=at) for pk, at in posts.items()]
    Post.objects.bulk_update(rows, ["created_at", "shown_at"], batch_size=BATCH)
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
    threads = list(Post.objects.values_list("thread").annotate(Min("shown_at"), Max("shown_at")))
    rows = [Thread(pk=pk, created_at=first, last_posted_at=last) for pk, first, last in threads]
    Thread.objects.bulk_update(rows, ["created_at", "last_posted_at"], batch_size=BATCH)
    ends = {pk: last for pk, _, last in threads}
    decisions = Decision.objects.filter(thread__in=ends).values_list("pk", "thread")
    Decision.objects.bulk_update([Decision(pk=pk, at=ends[thread]) for pk, thread in decisions], ["at"])


def _forget_news() -> None:
    """What was said long ago is no news, and nobody gets a mail of it. Who left long ago is forgotten."""
    Post.objects.filter(notified_at=None).update(notified_at=F("created_at"))
    Notification.objects.all().delete()
    Leaving.objects.update(name="", email="", due_at=None)
    DBTaskResult.objects.filter(queue_name="news").delete()

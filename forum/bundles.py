"""Several replies as one notification: what it begins with may be hidden, moved away or written by somebody ignored since,
and must then neither hide the rest nor hold up what comes later."""

from collections.abc import Collection

from django.db.models import F, QuerySet
from django.utils import timezone

from accounts.models import Ignore, NotificationKind
from forum.models import Notification, Post, Thread
from forum.models.notification import BUNDLED

__all__ = ["close_unheard", "go_along", "go_on_from", "pass_on"]


def close_unheard(post: Post, kind: NotificationKind, ids: Collection[int]) -> None:
    """Bundles that begin with somebody who is ignored since then are shown no more: they must not hold up the next."""
    bundles = Notification.objects.filter(member__in=ids, thread=post.thread_id, kind=kind, read_at=None)
    bundles.filter(post__author__ignored_by__member=F("member")).update(read_at=timezone.now(), due_at=None)


def pass_on(post: Post) -> None:
    """Of a post that is hidden from now on: what is bundled behind it is told from the next post on. In the caller's
    transaction, the thread locked."""
    rows = Notification.objects.filter(post=post, kind__in=BUNDLED, read_at=None)
    if rows.exists():
        go_on_from(rows, Post.objects.voices().filter(thread=post.thread_id, number__gt=post.number or 0))
        rows.update(read_at=timezone.now(), due_at=None)


def go_on_from(bundles: QuerySet[Notification], above: QuerySet[Post]) -> None:
    """Not for whoever would be told of their own, of somebody they ignore, or a second time."""
    following = above.order_by("number").first()
    if following is not None:
        told = Notification.objects.filter(post=following, kind__in=BUNDLED).values("member")
        deaf = Ignore.objects.filter(ignored=following.author_id or 0).values("member")
        rows = bundles.filter(kind__in=BUNDLED).exclude(member__in=told).exclude(member__in=deaf)
        rows.exclude(member=following.author_id or 0).update(post=following, at=following.shown_at)


def go_along(old: Thread, new: Thread) -> None:
    """After a split: news of posts that went with it are read there, and do not hold up those of the old thread."""
    Notification.objects.filter(thread=old, post__thread=new).update(thread=new)

"""What shows otherwise to members who do not want to hear some others: counts and last voices without these. For
everybody else it costs no query."""

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.db.models import Count, F

from accounts.ignoring import ignored_by
from accounts.models import Member, Viewer
from forum.models import Post, Reaction
from forum.models.post import PostKind, PostState

__all__ = ["NOBODY", "Unheard", "reactions_unheard", "unheard_in"]


@dataclass(frozen=True)
class Unheard:
    """Replies of ignored members by thread, and their names."""

    replies: Mapping[int, int] = field(default_factory=dict)
    names: frozenset[str] = frozenset()


NOBODY = Unheard()


def unheard_in(threads: Collection[int], viewer: Viewer) -> Unheard:
    """Of these threads, by their ids. Two queries for who ignores somebody."""
    ignored = ignored_by(viewer)
    if not ignored or not threads:
        return NOBODY
    posts = Post.objects.filter(thread__in=threads, author__in=ignored, state=PostState.VISIBLE, kind=PostKind.MEMBER)
    replies = posts.exclude(pk=F("thread__first_post")).values_list("thread_id").annotate(count=Count("pk")).order_by()
    names = Member.objects.filter(pk__in=ignored).values_list("name", flat=True)
    return Unheard(dict(replies), frozenset(names))


def reactions_unheard(posts: Collection[Post], ignored: Collection[int]) -> dict[int, Counter[str]]:
    """How many of each kind ignored members have put on these posts. One query for who ignores somebody."""
    found: dict[int, Counter[str]] = defaultdict(Counter)
    if ignored and posts:
        rows = Reaction.objects.filter(post__in=[post.pk for post in posts], member__in=ignored)
        for pk, kind in rows.values_list("post_id", "kind"):
            found[pk][kind] += 1
    return dict(found)

"""Which posts of the demo were liked, and by whom: the same on every machine, and never by their own authors."""

import random
from collections.abc import Collection

from accounts.models import Member
from forum import reacting
from forum.models import Post
from forum.models.links import ReactionKind
from forum.models.post import PostKind, PostState

__all__ = ["applaud"]

SEED = 7
LIKED = 0.4
"""Share of the posts somebody liked."""

KINDS = [ReactionKind.HEART] * 4 + [ReactionKind.SMILE] * 3 + [ReactionKind.BULB] * 2 + [ReactionKind.STAR]
"""As often as people reach for them."""


def applaud(posts: Collection[int], people: Collection[Member]) -> None:
    """By ids."""
    dice, crowd = random.Random(SEED), sorted(people, key=lambda member: member.pk)  # noqa: S311 (no secret)
    shown = Post.objects.filter(pk__in=posts, kind=PostKind.MEMBER, state=PostState.VISIBLE).select_related("thread")
    for post in shown.order_by("pk"):
        if dice.random() < LIKED:
            for member in dice.sample(crowd, dice.choice([1, 1, 1, 2, 3])):
                if member.pk != post.author_id:
                    reacting.react(post, by=member, kind=dice.choice(KINDS))

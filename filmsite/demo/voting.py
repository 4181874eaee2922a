"""What the readers of the demo hold of its films: the same on every machine."""

import datetime
import random
from collections.abc import Collection, Iterator

from accounts.models import Member
from reviews import ratings
from reviews.models import Review

__all__ = ["let_vote"]

SEED = 11
TAKING_PART = (0.5, 0.95)
"""Share of the members who vote on a film, from the least to the most."""

SPREAD = 1.7
"""In half stars around what most think."""

UNDISCOVERED = 2
"""Films nobody has voted on yet: the newest."""

KNOWN = datetime.timedelta(days=30)
"""Whoever has been there for less has not voted yet."""


def let_vote(people: Collection[Member], now: datetime.datetime) -> Iterator[Review]:
    """Most agree with the magazine more or less, about some films nobody does. Yields each review whose film they have just
    voted on."""
    dice = random.Random(SEED)  # noqa: S311 (no secret)
    crowd = sorted((member for member in people if member.joined_at < now - KNOWN), key=lambda member: member.pk)
    reviews = Review.objects.visible_to(crowd[0]).select_related("film").order_by("-published_at", "-pk")
    for review in reviews[UNDISCOVERED:]:
        opinion = (review.score or 12) / 2 + dice.choice([-2.5, -1, 0, 0, 0.5, 1.5])
        share = dice.uniform(*TAKING_PART)
        for member in crowd:
            if dice.random() < share:
                ratings.vote(review.film, min(10, max(1, round(dice.gauss(opinion, SPREAD)))), by=member)
        yield review

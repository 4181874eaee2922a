"""The counts of reactions a post carries against the reactions there are."""

import itertools
from collections import defaultdict
from collections.abc import Iterator

from django.db import transaction
from django.db.models import Count

from forum import states
from forum.consistency.difference import Difference, Mend
from forum.models import Post, Reaction

__all__ = ["differing_reactions"]


def differing_reactions(using: str) -> Iterator[Difference]:
    """Reads only posts that carry or have some."""
    counted: dict[int, dict[str, int]] = defaultdict(dict)
    sums = Reaction.objects.using(using).values_list("post_id", "kind").annotate(count=Count("pk")).order_by()
    for pk, kind, count in sums.iterator():
        counted[pk][kind] = count
    carried = Post.objects.using(using).exclude(reaction_counts={}).values_list("pk", "reaction_counts")
    said = dict(carried.iterator())
    for pk in sorted(set(itertools.chain(counted, said))):
        if counted.get(pk, {}) != said.get(pk, {}):
            yield Difference(f"Beitrag {pk}: Reaktionen stimmen nicht", Mend(recount_reactions, pk))


def recount_reactions(pk: int) -> None:
    with transaction.atomic():
        states.count_reactions(states.lock_post(Post.objects.get(pk=pk)))

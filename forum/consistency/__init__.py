"""The forum's part of `check_consistency`: what is derived must follow from what it is derived from.

All reading goes to the database alias `using`, which the caller holds at one snapshot; a whole site passes through in
bounded memory. Nothing here writes but the mends, and those write to the default database.
"""

from collections.abc import Iterator

from forum.consistency.counters import differing_threads
from forum.consistency.difference import Difference, Mend
from forum.consistency.erased import traces_of_erased
from forum.consistency.links import differing_links
from forum.consistency.pictures import differing_pictures
from forum.consistency.reactions import differing_reactions
from forum.consistency.rendering import stale_posts

__all__ = ["Difference", "Mend", "differences", "notes"]


def differences(using: str) -> Iterator[Difference]:
    yield from differing_threads(using)
    yield from differing_links(using)
    yield from traces_of_erased(using)
    yield from differing_reactions(using)
    yield from differing_pictures(using)


def notes(using: str) -> Iterator[str]:
    """Worth knowing, and no fault."""
    yield from stale_posts(using)

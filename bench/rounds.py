"""Pages taking turns: in every round each page once, in another order, so that no page has the quiet moments."""

import random
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.client import Load
from bench.servers import Server

__all__ = ["Measured", "Turn", "measure"]

WARM = 0.3
"""Seconds before the first round at most, uncounted: templates are compiled, connections and caches are there."""


@dataclass(frozen=True)
class Turn:
    """One page for one viewer on one site. `key` is unique; `act` lets it be asked for so many seconds."""

    key: str
    server: Server
    act: Callable[[float], Load]


@dataclass(frozen=True)
class Measured:
    """Of one turn: requests per second, and milliseconds of processors per request, the database's included."""

    rate: float
    processor_ms: float
    requests: int
    wrong: int


def measure(
    turns: Sequence[Turn], *, rounds: int, seconds: float, say: Callable[[str], None]
) -> dict[str, list[Measured]]:
    """The n-th values of all keys belong to the same round."""
    order, found = random.Random(1), defaultdict[str, list[Measured]](list)  # noqa: S311
    for turn in turns:
        turn.act(min(WARM, seconds))
    for number in range(1, rounds + 1):
        say(f"Runde {number} von {rounds} …")
        for turn in order.sample(turns, len(turns)):
            found[turn.key].append(_take(turn, seconds))
    return dict(found)


def _take(turn: Turn, seconds: float) -> Measured:
    before = turn.server.seconds_of_processors()
    load = turn.act(seconds)
    after = turn.server.seconds_of_processors()
    taken = sum(value - before.get(pid, 0.0) for pid, value in after.items())
    asked = max(1, load.requests)
    return Measured(load.requests / load.seconds, taken * 1000 / asked, load.requests, load.wrong)

"""The readers' votes about a film as its pages show them: for everybody the same result, for members their own vote."""

from dataclasses import dataclass

from accounts.models import Member, Viewer
from reviews.models import Film, Rating, RatingTally
from reviews.models.rating import HALVES

__all__ = ["Bar", "ShownVotes", "votes_first", "votes_on"]

QUESTION = "Wie hat es dir gefallen?"
HEIGHT = 74
"""Of the longest bar, in units of the drawing."""

FOOT, STEP, INSET = 80, 35, 4
"""Where bars stand, how far apart, and where the first begins."""


@dataclass(frozen=True)
class Bar:
    """One of ten, with its place in the drawing; `count` votes gave `stars`."""

    stars: float
    count: int
    x: int
    y: float
    height: float
    is_median: bool


@dataclass(frozen=True)
class ShownVotes:
    """`own` is the viewer's vote. `is_waiting`: the member wants to vote before knowing what others think."""

    film: Film
    question: str
    tally: RatingTally | None
    own: Rating | None
    is_waiting: bool

    @property
    def total(self) -> int:
        return self.tally.total if self.tally else 0

    @property
    def bars(self) -> list[Bar]:
        counts = self.tally.counts if self.tally else []
        most, median = max([1, *counts]), self.tally.median if self.tally else 0
        return [_bar(place, count, most, median) for place, count in enumerate(counts)]

    @property
    def most_given(self) -> float:
        """The stars most members gave."""
        counts = self.tally.counts if self.tally else [0]
        return (counts.index(max(counts)) + 1) / 2

    @property
    def choices(self) -> list[tuple[int, float]]:
        return [(halves, halves / 2) for halves in range(1, HALVES + 1)]


def _bar(place: int, count: int, most: int, median: float) -> Bar:
    height, stars = round(HEIGHT * count / most, 1), (place + 1) / 2
    return Bar(stars, count, INSET + STEP * place, round(FOOT - height, 1), height, stars == median)


def votes_first(viewer: Viewer) -> bool:
    """A member who wants to vote before knowing what others think."""
    return isinstance(viewer, Member) and viewer.waits_with_votes


def votes_on(film: Film, viewer: Viewer, *, question: str = "") -> ShownVotes:
    """One query for a member's own vote; the tally comes with `select_related("tally")`, else by one more."""
    tally = getattr(film, "tally", None)
    tally = tally if tally and tally.total else None
    own = None
    if isinstance(viewer, Member):
        own = Rating.objects.filter(member=viewer, film=film).first()
    is_waiting = votes_first(viewer) and own is None
    return ShownVotes(film, question or QUESTION, tally, own, is_waiting)

"""What readers hold of a film: one vote of each member, and what all of them come to."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Viewer
from accounts.roles import is_moderator
from forum.models import Decision
from forum.moderators import moderates_everywhere
from reviews.models.film import Film, OfVisibleFilm

__all__ = ["HALVES", "MEAN_FROM", "BestFilm", "Rating", "RatingTally", "columns_of", "in_stars"]

HALVES = 10
"""Half stars a vote may have at most: five stars."""

MEAN_FROM = 5
"""Votes below which a mean says more about chance than about the film."""

PRIOR, PRIOR_WEIGHT = 6, 10
"""The weighted mean is that of the votes and ten more of three stars: a film with a single vote heads no list."""


def in_stars(value: float) -> str:
    """„1 Stern“, „3,5 Sterne“."""
    return f"{value:g} Stern{'' if value == 1 else 'e'}".replace(".", ",")


def no_votes() -> list[int]:
    return [0] * HALVES


class RatingQuerySet(models.QuerySet["Rating"]):
    def visible_to(self, viewer: Viewer) -> "RatingQuerySet":
        """Everybody their own; moderators of all boards all."""
        if is_moderator(viewer) and moderates_everywhere(viewer):
            return self
        return self.filter(member=viewer.pk or 0)

    def striking(self) -> "RatingQuerySet":
        """Those a moderator should know of."""
        return self.filter(Q(is_of_newcomer=True) | Q(is_early=True))

    def counted(self) -> "RatingQuerySet":
        return self.filter(taken_out_by=None)


class Rating(models.Model):
    """A member's vote about a film („Leserwertung“), in half stars from 1 to 10. The magazine's own score is another thing:
    `Review.score`.

    What stood out when it was given is for moderators: the member was new (`is_of_newcomer`), or the film had not come out
    yet (`is_early`). One that was taken out by a decision counts no more and cannot be changed; it stays to be seen.
    """

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="ratings")
    film = models.ForeignKey(Film, models.CASCADE, related_name="ratings")
    halves = models.PositiveSmallIntegerField("Sterne")
    is_of_newcomer = models.BooleanField(default=False)
    is_early = models.BooleanField(default=False)
    at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    taken_out_by = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="taken_out")

    objects = RatingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "film"], name="rating_once"),
            models.CheckConstraint(condition=Q(halves__range=(1, HALVES)), name="rating_half_to_five_stars"),
        ]
        indexes = [
            models.Index(fields=["film", "-id"], name="rating_of_film"),
            models.Index(fields=["film", "at"], name="rating_of_hour"),
        ]

    @property
    def stars(self) -> float:
        return self.halves / 2

    @property
    def words(self) -> str:
        return in_stars(self.stars)


class RatingTally(models.Model):
    """All counted votes about a film. `counts` holds how many gave 1 to 10 half stars; `total` and `weighted` are made of
    it. `version` grows with each vote. Written by `reviews.ratings` alone, under this row's lock."""

    film = models.OneToOneField(Film, models.CASCADE, primary_key=True, related_name="tally")
    counts = models.JSONField(default=no_votes)
    total = models.PositiveIntegerField(default=0)
    weighted = models.FloatField(default=PRIOR / 2)
    version = models.PositiveBigIntegerField(default=1)

    objects = OfVisibleFilm.as_manager()

    class Meta:
        indexes = [models.Index(fields=["-weighted", "-film"], name="tally_best_first", condition=Q(total__gt=0))]

    @property
    def median(self) -> float:
        """In stars; of an even number the lower of the two in the middle, so that it is a vote somebody gave."""
        passed, middle = 0, (self.total + 1) // 2
        for halves, count in enumerate(self.counts, 1):
            passed += count
            if passed >= middle:
                return halves / 2
        return 0.0

    @property
    def mean(self) -> float | None:
        """In stars; None for too few votes."""
        return _sum(self.counts) / self.total / 2 if self.total >= MEAN_FROM else None


class BestFilm(models.Model):
    """One of the films readers liked best of the last weeks, as the home page shows it (`reviews.best`)."""

    film = models.OneToOneField(Film, models.CASCADE, primary_key=True, related_name="+")
    position = models.PositiveSmallIntegerField()

    objects = OfVisibleFilm.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["position"], name="best_film_place_once")]


def _sum(counts: list[int]) -> int:
    return sum(halves * count for halves, count in enumerate(counts, 1))


def columns_of(counts: list[int]) -> dict[str, Any]:
    """What a tally of these counts has in its other columns."""
    total = sum(counts)
    weighted = (_sum(counts) + PRIOR * PRIOR_WEIGHT) / (total + PRIOR_WEIGHT) / 2
    return {"counts": counts, "total": total, "weighted": weighted}

import zlib
from typing import Any

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Viewer
from reviews.models.review import Review, ReviewState


class FacetKind(models.TextChoices):
    """What the list of reviews is filtered by."""

    YEAR = "year", "Jahr"
    COUNTRY = "country", "Land"
    MEDIUM = "medium", "Medium"
    FSK = "fsk", "FSK"
    SCORE = "score", "Wertung"
    AUTHOR = "author", "Geschrieben von"
    TAG = "tag", "Schlagwort"
    PERSON = "person", "Person"
    MONTH = "month", "Monat"


class FacetTallyQuerySet(models.QuerySet["FacetTally"]):
    def visible_to(self, viewer: Viewer) -> "FacetTallyQuerySet":
        """Counts what everybody may read."""
        return self


BITS = 63
"""Of a signature, as many as both databases compare as one number."""


def bit_of(kind: str, value: str) -> int:
    """Persons have none: a cast of sixty would set them all."""
    return 0 if kind == FacetKind.PERSON else 1 << zlib.crc32(f"{kind} {value}".encode()) % BITS


VALUE_LENGTH = 90
"""Characters; a slug is the longest of values."""


class FacetQuerySet(models.QuerySet["Facet"]):
    def visible_to(self, viewer: Viewer, at: Any = None) -> "FacetQuerySet":
        return self.filter(review__state=ReviewState.PUBLISHED, published_at__lte=at or timezone.now())


class Facet(models.Model):
    """One thing a published review can be found by: „year“ 2024, „country“ norwegen.

    Says again what review and film say, so that a combination of filters is answered by one index and never reads the
    archive. `value` is what stands in the address; of tags and persons, whose slugs may change, the id. `signature` has a
    bit for each facet of the review, so that most reviews that lack another one are passed over within the index. Written
    by `reviews.shelving` alone, in the transaction that changes the review.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="facets")
    kind = models.CharField(max_length=10, choices=FacetKind.choices)
    value = models.CharField(max_length=VALUE_LENGTH)
    published_at = models.DateTimeField()
    signature = models.BigIntegerField()

    objects = FacetQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "kind", "value"], name="facet_once"),
            models.CheckConstraint(condition=Q(kind__in=FacetKind.values), name="facet_kind_known"),
        ]
        indexes = [models.Index(fields=["kind", "value", "-published_at", "-review", "signature"], name="facet_newest")]


def nothing_counted() -> dict[str, list[list[Any]]]:
    return {}


def no_letters() -> dict[str, list[str]]:
    return {}


class FacetTally(models.Model):
    """How many published reviews each facet has: one row for the house, counted anew by the worker after each change.

    `counts` maps a kind to lists of value, words for it and count, in the order they are shown in; `letters` maps a list
    by letter to the letters it has.
    """

    THE_ONE = 1

    counts = models.JSONField(default=nothing_counted)
    letters = models.JSONField(default=no_letters)
    version = models.PositiveBigIntegerField(default=1)

    objects = FacetTallyQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="facet_tally_only_one")]

from django.db import models
from django.db.models import Q

from reviews.models.film import Film, OfVisibleFilm
from reviews.models.release import Fsk


class Trailer(models.Model):
    """A film's trailer at a provider. It carries its own rating; nothing is loaded before a click."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="trailers")
    provider = models.CharField(max_length=30)
    external_id = models.CharField(max_length=120)
    title = models.CharField(max_length=200, blank=True)
    language = models.CharField(max_length=10, blank=True)
    fsk = models.CharField(max_length=10, choices=Fsk.choices, blank=True, default="")

    objects = OfVisibleFilm.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["provider", "external_id"], name="trailer_once"),
            models.CheckConstraint(condition=Q(fsk__in=Fsk.values), name="trailer_fsk_known"),
        ]

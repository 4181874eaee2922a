from django.db import models
from django.db.models import Q

from reviews.models.film import Film, OfVisibleFilm
from reviews.models.release import Fsk
from reviews.trailers import PROVIDERS, Provider


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
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["film", "provider", "external_id"], name="trailer_once"),
            models.CheckConstraint(condition=Q(provider__in=list(PROVIDERS)), name="trailer_provider_known"),
            models.CheckConstraint(condition=Q(fsk__in=Fsk.values), name="trailer_fsk_known"),
        ]

    @property
    def source(self) -> Provider:
        return PROVIDERS[self.provider]

    @property
    def page(self) -> str:
        """For those who rather see it there, or run no scripts."""
        return self.source.page.format(self.external_id)

    @property
    def player(self) -> str:
        return self.source.player.format(self.external_id)

    @property
    def age(self) -> str:
        """The number for the badge, empty where the rating is no age."""
        return self.fsk if self.fsk.isdigit() else ""

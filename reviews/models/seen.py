from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q

from accounts.models import Viewer
from reviews.models.film import Film
from text.film_titles import Place

SEASONS_MOST = 999
EPISODES_MOST = 9999
"""More than the longest series has; as many as the title of a spoiler can name."""


class OfSpectator(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> "OfSpectator":
        """What somebody has seen is their own affair."""
        return self.filter(member=viewer.pk or 0)


class Seen(models.Model):
    """A member knows the film („Gesehen“): all of it, or a series up to this episode of this season."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="seen")
    film = models.ForeignKey(Film, models.CASCADE, related_name="seen")
    season = models.PositiveSmallIntegerField("Staffel", null=True)
    episode = models.PositiveSmallIntegerField("Folge", null=True)

    objects = OfSpectator.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "film"], name="seen_once"),
            models.CheckConstraint(
                condition=Q(season=None, episode=None) | Q(season__isnull=False, episode__isnull=False),
                name="seen_season_with_episode",
            ),
            models.CheckConstraint(condition=Q(season=None) | Q(season__range=(1, SEASONS_MOST)), name="seen_season"),
            models.CheckConstraint(
                condition=Q(episode=None) | Q(episode__range=(1, EPISODES_MOST)), name="seen_episode"
            ),
        ]

    @property
    def place(self) -> Place | None:
        """None is all of it."""
        return None if self.season is None else (self.season, self.episode)

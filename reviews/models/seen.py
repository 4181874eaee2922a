from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Viewer
from reviews.models.film import Film, shown_films
from text.film_titles import Place

SEASONS_MOST = 999
EPISODES_MOST = 9999
"""More than the longest series has; as many as the title of a spoiler can name."""


class OfSpectator(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> "OfSpectator":
        """What somebody has seen is their own affair."""
        return self.filter(member=viewer.pk or 0)


class OfOpenDiary(models.QuerySet[Any]):
    """Rows of a diary or a list its member shows to others, or not: `switch` is the member's field that says so."""

    switch = ""

    def visible_to(self, viewer: Viewer) -> "OfOpenDiary":
        """One's own, and what others show. A film nobody can read about any more is left out for everybody."""
        shown = Q(member=viewer.pk or 0) | Q(**{f"member__{self.switch}": True, "member__is_active": True})
        return self.filter(shown).filter(shown_films(viewer, "film"))


class ViewingQuerySet(OfOpenDiary):
    switch = "shows_diary"


class WantedQuerySet(OfOpenDiary):
    switch = "shows_wanted"


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


class Viewing(models.Model):
    """An entry of a member's diary: the film was seen on that day. Seen again another day is another entry."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="viewings")
    film = models.ForeignKey(Film, models.CASCADE, related_name="viewings")
    on = models.DateField("Gesehen am")

    objects = ViewingQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "film", "on"], name="viewing_once_a_day")]
        indexes = [models.Index(fields=["member", "-on", "-id"], name="viewing_diary")]


class Wanted(models.Model):
    """„Will ich sehen“. Seeing the film takes it off the list."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="wanted")
    film = models.ForeignKey(Film, models.CASCADE, related_name="wanted")
    at = models.DateTimeField(default=timezone.now)

    objects = WantedQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["member", "film"], name="wanted_once")]
        indexes = [models.Index(fields=["member", "-id"], name="wanted_of_member")]

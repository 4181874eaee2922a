from typing import Any

from django.db import models
from django.db.models import F, Q

from accounts.models import Viewer
from reviews.models.film import Film, shown_films


class RelationQuerySet(models.QuerySet["Relation"]):
    def visible_to(self, viewer: Viewer, at: Any = None) -> "RelationQuerySet":
        """While the other film shows."""
        return self.filter(shown_films(viewer, "other", at))


class Relation(models.Model):
    """Another film to go on to, and why: „auch von Ilka Dornhagen“. Found by the worker (`reviews.relations`), the nearest
    first."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="relations")
    other = models.ForeignKey(Film, models.CASCADE, related_name="+")
    position = models.PositiveSmallIntegerField()
    reason = models.CharField(max_length=300)

    objects = RelationQuerySet.as_manager()

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["film", "other"], name="relation_once"),
            models.UniqueConstraint(fields=["film", "position"], name="relation_place_once"),
            models.CheckConstraint(condition=~Q(film=F("other")), name="relation_to_another"),
            models.CheckConstraint(condition=~Q(reason=""), name="relation_has_reason"),
        ]

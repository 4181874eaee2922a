from typing import Any

from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse

from accounts.models import Viewer
from reviews.models.film import SLUG_LENGTH, TITLE_LENGTH, Film, shown_films, there_is
from text.fields import DerivedField
from text.folding import fold, sort_key


class FranchiseQuerySet(models.QuerySet["Franchise"]):
    def visible_to(self, viewer: Viewer, at: Any = None) -> "FranchiseQuerySet":
        """A franchise shows when a visible film belongs to it."""
        films = Film.objects.filter(shown_films(viewer, at=at), franchise=OuterRef("pk"))
        return self.filter(there_is(films))


class Franchise(models.Model):
    """Films that belong together („Reihe“); each film says which part it is, if it is one."""

    name = models.CharField("Name", max_length=TITLE_LENGTH)
    name_folded = DerivedField(max_length=TITLE_LENGTH * 2, source="name", function=fold)
    sort_key = DerivedField(max_length=TITLE_LENGTH * 2, source="name", function=sort_key)
    slug = models.SlugField(max_length=SLUG_LENGTH + 10)

    objects = FranchiseQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="franchise_slug_once"),
            models.UniqueConstraint(fields=["name_folded"], name="franchise_name_once"),
            models.CheckConstraint(condition=~Q(name=""), name="franchise_has_name"),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="franchise_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reviews:franchise", args=[self.slug])

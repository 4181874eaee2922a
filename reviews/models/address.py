from django.db import models
from django.db.models import Q


class SlugKind(models.TextChoices):
    REVIEW = "review", "Kritik"
    FILM = "film", "Film"
    PERSON = "person", "Person"
    TAG = "tag", "Schlagwort"
    FRANCHISE = "franchise", "Reihe"
    LABEL = "label", "Label"


class SlugAlias(models.Model):
    """A slug something once had. Only ever added, so that an address never dies; asked only after the slugs of today."""

    kind = models.CharField(max_length=10, choices=SlugKind.choices)
    slug = models.SlugField(max_length=140)
    object_id = models.BigIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["kind", "slug"], name="slug_alias_once"),
            models.CheckConstraint(condition=Q(kind__in=SlugKind.values), name="slug_alias_kind_known"),
        ]

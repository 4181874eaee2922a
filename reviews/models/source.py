from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.models.film import Film
from reviews.models.review import OfDesk, Review


class ImportSource(models.Model):
    """A file a review came from, as it was decoded. `sha256` is of its bytes; a draft's deletion deletes it."""

    sha256 = models.CharField(max_length=64)
    file_name = models.CharField(max_length=255)
    raw_text = models.TextField()
    film = models.ForeignKey(Film, models.SET_NULL, null=True, related_name="sources")
    review = models.ForeignKey(Review, models.CASCADE, related_name="sources")
    at = models.DateTimeField(default=timezone.now)

    objects = OfDesk.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["sha256"], name="import_source_once")]


class Doubt(models.Model):
    """Something the importer did not understand for sure; an editor settles it."""

    source = models.ForeignKey(ImportSource, models.CASCADE, related_name="doubts")
    field = models.CharField(max_length=60)
    text = models.CharField(max_length=500)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = OfDesk.as_manager()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="doubt_settled_by_somebody",
            )
        ]

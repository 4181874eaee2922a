from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from reviews.models.review import OfDesk, Review


class Correction(models.Model):
    """A fault somebody found in a review's facts or captions; an editor looks at it. `still` is the number of the picture, if
    it is about one. Guests may leave a name and an address for a question back."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="corrections")
    still = models.PositiveIntegerField(null=True)
    words = models.TextField("Was nicht stimmt", max_length=3000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="corrections")
    name = models.CharField("Name", max_length=100, blank=True, default="")
    email = models.EmailField("E-Mail", blank=True, default="")
    form_key = models.CharField(max_length=36, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    settled_at = models.DateTimeField(null=True)

    objects = OfDesk.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(words=""), name="correction_has_words"),
            models.CheckConstraint(
                condition=Q(settled_by=None, settled_at=None) | Q(settled_by__isnull=False, settled_at__isnull=False),
                name="correction_settled_by_somebody",
            ),
            models.UniqueConstraint(fields=["form_key"], condition=~Q(form_key=""), name="correction_sent_once"),
        ]
        indexes = [models.Index(fields=["review"], condition=Q(settled_at=None), name="correction_open")]

import datetime

from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Member, Viewer
from reviews.models.still import Still


class RightsWarningQuerySet(models.QuerySet["RightsWarning"]):
    def visible_to(self, viewer: Viewer) -> "RightsWarningQuerySet":
        """Nobody's but one's own."""
        return self.filter(member=viewer.pk or 0)

    def to_send(self, at: datetime.datetime) -> "RightsWarningQuerySet":
        """Not sent and in nobody's hands: the claim of a killed worker ends by itself, so does the pause after a
        failure. Only columns of its own, so that an update on it is one step also beside another worker."""
        return self.filter(Q(claimed_until=None) | Q(claimed_until__lt=at), sent_at=None)


class RightsWarning(models.Model):
    """A member is to hear, or has heard, that the rights of a still end on `rights_until`. Renewed rights end on
    another day and are another warning."""

    still = models.ForeignKey(Still, models.CASCADE, related_name="warnings")
    member = models.ForeignKey(Member, models.CASCADE, related_name="rights_warnings")
    rights_until = models.DateField()
    created_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)

    objects = RightsWarningQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["still", "member", "rights_until"], name="rights_warning_once"),
            models.CheckConstraint(
                condition=Q(sent_at=None) | Q(claimed_until=None), name="rights_warning_sent_is_done"
            ),
        ]
        indexes = [models.Index(fields=["member"], condition=Q(sent_at=None), name="rights_warning_to_send")]

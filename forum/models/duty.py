"""What moderators keep for their own work."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Viewer
from accounts.roles import is_moderator


class ReasonTextQuerySet(models.QuerySet["ReasonText"]):
    def visible_to(self, viewer: Viewer) -> "ReasonTextQuerySet":
        return self if is_moderator(viewer) else self.none()


class ReasonText(models.Model):
    """Words for a reason that come up often („Textbaustein“), to begin with and to be made to fit."""

    name = models.CharField("Name", max_length=60)
    text = models.TextField("Text", max_length=2000)

    objects = ReasonTextQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(
                fields=["name"],
                name="reason_text_once",
                violation_error_message="Einen Textbaustein mit diesem Namen gibt es schon.",
            )
        ]

    def __str__(self) -> str:
        return self.name


class ShiftNoteQuerySet(models.QuerySet["ShiftNote"]):
    def visible_to(self, viewer: Viewer) -> "ShiftNoteQuerySet":
        return self if is_moderator(viewer) else self.none()


class ShiftNote(models.Model):
    """What the next moderator should know. Only ever added; the newest counts."""

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField("Für die Nächsten", max_length=1000)
    at = models.DateTimeField(default=timezone.now)

    objects = ShiftNoteQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="shift_note_has_words")]
        indexes = [models.Index(fields=["-at"], name="shift_note_newest")]

import datetime

from django.conf import settings
from django.db import models
from django.db.models import OuterRef, Subquery
from django.utils import timezone

from accounts.models import Viewer


class PageKind(models.TextChoices):
    IMPRINT = "impressum", "Impressum"
    PRIVACY = "datenschutz", "Datenschutz"
    CONTACT = "kontakt", "Kontakt"


class PageQuerySet(models.QuerySet["Page"]):
    def visible_to(self, viewer: Viewer) -> "PageQuerySet":
        return self.current()

    def current(self) -> "PageQuerySet":
        """The newest version of each page."""
        newest = Page.objects.filter(kind=OuterRef("kind")).order_by("-number").values("pk")[:1]
        return self.filter(pk=Subquery(newest))


class Page(models.Model):
    """A version of a legal page. Only ever added; the newest counts."""

    kind = models.CharField(max_length=20, choices=PageKind.choices)
    number = models.PositiveIntegerField()
    source = models.TextField("Text", blank=True)
    html = models.TextField(blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = PageQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["kind", "number"],
                name="page_version_once",
                violation_error_message="Jemand anderes hat diese Seite gerade geändert. Lade sie neu.",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=PageKind.values), name="page_kind_known"),
        ]

    def __str__(self) -> str:
        return self.get_kind_display()


class DataExportQuerySet(models.QuerySet["DataExport"]):
    def visible_to(self, viewer: Viewer) -> "DataExportQuerySet":
        """One's own alone: it holds everything."""
        return self.filter(member=viewer.pk or 0)

    def ready(self, at: datetime.datetime) -> "DataExportQuerySet":
        return self.filter(made_at__isnull=False, expires_at__gt=at)

    def to_make(self, at: datetime.datetime) -> "DataExportQuerySet":
        """Wanted and in nobody's hands: the claim of a killed worker ends by itself."""
        free = models.Q(claimed_until=None) | models.Q(claimed_until__lt=at)
        return self.filter(free, made_at=None, expires_at__gt=at).order_by("id")


class DataExport(models.Model):
    """A member's own data, asked for or ready to be fetched („Deine Daten“). One at a time; it ends at `expires_at`.

    `made_at` is empty while it is wanted, also anew because somebody named in it has left. `mailed_at` is when the member
    was told; `file` is its name in the storage, keyed and of this row alone.
    """

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="data_export")
    file = models.CharField(max_length=120)
    size = models.PositiveBigIntegerField(default=0)
    asked_at = models.DateTimeField(default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    made_at = models.DateTimeField(null=True)
    mailed_at = models.DateTimeField(null=True)
    expires_at = models.DateTimeField()

    objects = DataExportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(made_at=None) | models.Q(claimed_until=None), name="data_export_made_is_done"
            ),
            models.CheckConstraint(condition=~models.Q(file=""), name="data_export_has_file"),
        ]
        indexes = [models.Index(fields=["expires_at"], name="data_export_expires")]

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

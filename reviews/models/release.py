import datetime
from typing import Any

from django.db import models
from django.db.models import F, OuterRef, Q
from django.urls import reverse

from accounts.models import Viewer
from reviews.models.film import SLUG_LENGTH, Film, OfVisibleFilm, shown_films, there_is
from text.fields import DerivedField
from text.folding import fold, sort_key


class Medium(models.TextChoices):
    CINEMA = "cinema", "Kino"
    BLURAY = "bluray", "Blu-ray"
    UHD = "uhd", "4K-Blu-ray"
    DVD = "dvd", "DVD"
    STREAM = "stream", "Stream"
    TV = "tv", "TV"


class Precision(models.TextChoices):
    DAY = "day", "Tag"
    MONTH = "month", "Monat"
    QUARTER = "quarter", "Quartal"
    SEASON = "season", "Jahreszeit"
    YEAR = "year", "Jahr"


class Fsk(models.TextChoices):
    FREE = "0", "FSK ab 0"
    SIX = "6", "FSK ab 6"
    TWELVE = "12", "FSK ab 12"
    SIXTEEN = "16", "FSK ab 16"
    EIGHTEEN = "18", "FSK ab 18"
    UNRATED = "ungeprüft", "ungeprüft"
    SPIO = "SPIO/JK", "SPIO/JK"
    PENDING = "folgt", "Freigabe folgt"
    UNKNOWN = "", "unbekannt"


class Cut(models.TextChoices):
    UNCUT = "no", "Nein"
    CUT = "yes", "Ja"
    UNKNOWN = "unknown", "unbekannt"


class IndexStatus(models.TextChoices):
    NONE = "", "nicht indiziert"
    LIST_A = "A", "Liste A"
    LIST_B = "B", "Liste B"
    SEIZED = "beschlagnahmt", "beschlagnahmt"


class OrganisationQuerySet(models.QuerySet["Organisation"]):
    def visible_to(self, viewer: Viewer, at: Any = None) -> "OrganisationQuerySet":
        """A label shows when something visible belongs to it."""
        return self.filter(there_is(Release.objects.filter(shown_films(viewer, "film", at), label=OuterRef("pk"))))


class Organisation(models.Model):
    """A label, distributor or holder of rights."""

    name = models.CharField(max_length=120)
    name_folded = DerivedField(max_length=240, source="name", function=fold)
    sort_key = DerivedField(max_length=240, source="name", function=sort_key)
    slug = models.SlugField(max_length=SLUG_LENGTH + 10)

    objects = OrganisationQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "id"]
        constraints = [
            models.UniqueConstraint(fields=["name_folded"], name="organisation_name_folded_once"),
            models.UniqueConstraint(fields=["slug"], name="organisation_slug_once"),
            models.CheckConstraint(condition=~Q(name=""), name="organisation_has_name"),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="organisation_by_name")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Its page, as a label."""
        return reverse("reviews:label", args=[self.slug])


class Release(models.Model):
    """A version of a film comes out somewhere („Veröffentlichung, Fassung“).

    `date_from` is the first day `date_precision` allows; `date_to` is the last day it is to be had, or none.
    `index_status` is for the team's eyes only.
    """

    film = models.ForeignKey(Film, models.CASCADE, related_name="releases")
    medium = models.CharField("Medium", max_length=10, choices=Medium.choices)
    version_name = models.CharField("Fassung", max_length=80, blank=True)
    label = models.ForeignKey(Organisation, models.PROTECT, null=True, blank=True, related_name="releases")
    date_from = models.DateField("Datum", null=True, blank=True)
    date_to = models.DateField("bis", null=True, blank=True)
    date_precision = models.CharField("Genauigkeit", max_length=10, choices=Precision.choices, default=Precision.DAY)
    fsk = models.CharField("FSK", max_length=10, choices=Fsk.choices, blank=True, default="")
    fsk_descriptors = models.CharField("Hinweise der FSK", max_length=200, blank=True)
    cut = models.CharField("Geschnitten", max_length=10, choices=Cut.choices, default=Cut.UNKNOWN)
    cut_note = models.CharField("Anmerkung zum Schnitt", max_length=200, blank=True)
    index_status = models.CharField(
        "Index", max_length=15, choices=IndexStatus.choices, blank=True, default=IndexStatus.NONE
    )

    objects = OfVisibleFilm.as_manager()

    class Meta:
        ordering = ["date_from", "id"]
        constraints = [
            models.CheckConstraint(condition=Q(medium__in=Medium.values), name="release_medium_known"),
            models.CheckConstraint(condition=Q(date_precision__in=Precision.values), name="release_precision_known"),
            models.CheckConstraint(condition=Q(fsk__in=Fsk.values), name="release_fsk_known"),
            models.CheckConstraint(condition=Q(cut__in=Cut.values), name="release_cut_known"),
            models.CheckConstraint(condition=Q(index_status__in=IndexStatus.values), name="release_index_known"),
            models.CheckConstraint(
                condition=Q(date_to=None) | Q(date_to__gte=F("date_from")),
                name="release_ends_after_it_began",
                violation_error_message="Das Ende liegt vor dem Anfang.",
            ),
        ]
        indexes = [
            models.Index(fields=["date_from", "id"], name="release_by_date"),
            models.Index(fields=["label", "date_from", "id"], name="release_of_label"),
        ]

    @property
    def when(self) -> str:
        """In the precision that is known, in German."""
        return german_date(self.date_from, self.date_precision) if self.date_from else ""

    @property
    def age(self) -> str:
        """The number for the badge, empty where the rating is no age."""
        return self.fsk if self.fsk.isdigit() else ""


MONTHS = [
    "Januar",
    "Februar",
    "März",
    "April",
    "Mai",
    "Juni",
    "Juli",
    "August",
    "September",
    "Oktober",
    "November",
    "Dezember",
]
SEASONS = {12: "Winter", 1: "Winter", 2: "Winter", 3: "Frühjahr", 6: "Sommer", 9: "Herbst"}


def german_date(day: datetime.date, precision: str) -> str:
    if precision == Precision.YEAR:
        return str(day.year)
    if precision == Precision.QUARTER:
        return f"{(day.month + 2) // 3}. Quartal {day.year}"
    if precision == Precision.SEASON:
        return f"{SEASONS.get(day.month, MONTHS[day.month - 1])} {day.year}"
    month = f"{MONTHS[day.month - 1]} {day.year}"
    return month if precision == Precision.MONTH else f"{day.day}. {month}"

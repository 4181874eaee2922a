from typing import Any

from django.db import models
from django.db.models import OuterRef, Q
from django.urls import reverse

from accounts.models import Viewer
from reviews.models.film import Film, OfVisibleFilm, shown_films, there_is
from text.fields import DerivedField
from text.folding import fold, sort_key

NAME_LENGTH = 120
"""Characters of a person's name or role."""


def person_sort_key(name: str) -> str:
    """Family name first. The last word is taken for it, also with particles („von Trier“ under T)."""
    *given, family = name.split() or [""]
    return sort_key(" ".join([family, *given]), articles=False)


class Job(models.TextChoices):
    DIRECTOR = "director", "Regie"
    WRITER = "writer", "Drehbuch"
    CAMERA = "camera", "Kamera"
    MUSIC = "music", "Musik"
    EDITING = "editing", "Schnitt"
    PRODUCTION = "production", "Produktion"
    STUNTS = "stunts", "Stunts"
    OTHER = "other", "Stab"
    CAST = "cast", "Besetzung"


class PersonQuerySet(models.QuerySet["Person"]):
    def visible_to(self, viewer: Viewer, at: Any = None) -> "PersonQuerySet":
        """A person shows when credited in a visible film."""
        return self.filter(there_is(Credit.objects.filter(shown_films(viewer, "film", at), person=OuterRef("pk"))))


class Person(models.Model):
    """Somebody who makes films. `suffix` („II“) parts namesakes."""

    name = models.CharField("Name", max_length=NAME_LENGTH)
    suffix = models.CharField("Zusatz", max_length=10, blank=True)
    name_folded = DerivedField(max_length=NAME_LENGTH * 2, source="name", function=fold)
    sort_key = DerivedField(max_length=NAME_LENGTH * 2, source="name", function=person_sort_key)
    slug = models.SlugField(max_length=140)

    objects = PersonQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "suffix", "id"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="person_slug_once"),
            models.UniqueConstraint(fields=["name_folded", "suffix"], name="person_name_and_suffix_once"),
            models.CheckConstraint(condition=~Q(name=""), name="person_has_name"),
        ]
        indexes = [models.Index(fields=["sort_key", "id"], name="person_by_name")]

    def __str__(self) -> str:
        return f"{self.name} ({self.suffix})" if self.suffix else self.name

    def get_absolute_url(self) -> str:
        return reverse("reviews:person", args=[self.slug])


class PersonAliasQuerySet(models.QuerySet["PersonAlias"]):
    def visible_to(self, viewer: Viewer) -> "PersonAliasQuerySet":
        return self.filter(person__in=Person.objects.visible_to(viewer))


class PersonAlias(models.Model):
    """Another name of the same person."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="aliases")
    name = models.CharField(max_length=NAME_LENGTH)
    name_folded = DerivedField(max_length=NAME_LENGTH * 2, source="name", function=fold, db_index=True)

    objects = PersonAliasQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["person", "name_folded"], name="person_alias_once")]


def directors_of(films: Q) -> "models.QuerySet[Credit]":
    """As lists and cards name them."""
    return Credit.objects.filter(films, job=Job.DIRECTOR).select_related("person").order_by("position", "id")


class Credit(models.Model):
    """A person did a job in a film; the cast has roles. `position` is the order of the credits, per job."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="credits")
    person = models.ForeignKey(Person, models.PROTECT, related_name="credits")
    job = models.CharField(max_length=12, choices=Job.choices)
    role = models.CharField("Rolle", max_length=NAME_LENGTH, blank=True)
    credited_as = models.CharField("Genannt als", max_length=NAME_LENGTH, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    objects = OfVisibleFilm.as_manager()

    class Meta:
        ordering = ["job", "position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["film", "person", "job", "role"], name="credit_once"),
            models.CheckConstraint(condition=Q(job__in=Job.values), name="credit_job_known"),
        ]
        indexes = [models.Index(fields=["person", "film"], name="credit_of_person")]

    @property
    def name(self) -> str:
        return self.credited_as or str(self.person)

from typing import Any

from django.db import models
from django.db.models import F, FilteredRelation, OuterRef, Q, Subquery
from django.db.models.lookups import IsNull
from django.urls import reverse
from taggit.managers import TaggableManager
from taggit.models import ItemBase, TagBase

from accounts.models import Viewer
from reviews.countries import countries_by_slug, country_name, country_slug
from text.fields import DerivedField
from text.folding import fold, sort_key
from text.slugs import slug_for

TITLE_LENGTH = 200
"""Characters of a film's title."""

SLUG_LENGTH = 80
"""Characters of a slug, before a year or number parts it from its namesakes."""


class FilmKind(models.TextChoices):
    FILM = "film", "Film"
    SERIES = "series", "Serie"


def there_is(rows: models.QuerySet[Any]) -> Q:
    """EXISTS, looked up for each row by an index and no further than the first found: of EXISTS itself PostgreSQL makes a
    join that reads all films before it answers about one."""
    return Q(IsNull(Subquery(rows.order_by().values("pk")[:1]), False))


def shown_films(viewer: Viewer, path: str = "", at: Any = None) -> Q:
    """A visible review is about it, or an editor released its page: as a condition on films or, with the name of the
    field that leads there, on rows that belong to one. The same for every viewer: the team sees the rest at the desk.

    Asked for each row, never `film__in=…`: that lists every film there is before the first row is found.
    """
    from reviews.models.review import Review

    reviews = Review.objects.visible_to(viewer, at).filter(film=OuterRef(f"{path}_id" if path else "pk"))
    released = f"{path}__page_released_at__isnull" if path else "page_released_at__isnull"
    return Q(**{released: False}) | there_is(reviews)


class TagQuerySet(models.QuerySet["Tag"]):
    def visible_to(self, viewer: Viewer, at: Any = None) -> "TagQuerySet":
        """A tag shows itself when a visible film bears it."""
        films = FilmTag.objects.filter(shown_films(viewer, "content_object", at), tag=OuterRef("pk"))
        return self.filter(there_is(films))


class Tag(TagBase):
    """„Schlagwort“. Two spellings that fold alike are one tag."""

    name_folded = DerivedField(max_length=200, source="name", function=fold)

    objects = TagQuerySet.as_manager()

    class Meta:
        ordering = ["name_folded"]
        constraints = [models.UniqueConstraint(fields=["name_folded"], name="tag_name_folded_once")]

    def slugify(self, tag: str, i: int | None = None) -> str:
        slug = slug_for(tag, fallback="schlagwort")
        return slug if i is None else f"{slug}-{i}"

    def get_absolute_url(self) -> str:
        return reverse("reviews:tag", args=[self.slug])


class FilmTag(ItemBase):
    tag = models.ForeignKey(Tag, models.CASCADE, related_name="film_tags")
    content_object = models.ForeignKey("Film", models.CASCADE)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["tag", "content_object"], name="film_tag_once")]


class FilmQuerySet(models.QuerySet["Film"]):
    def visible_to(self, viewer: Viewer, at: Any = None) -> "FilmQuerySet":
        return self.filter(shown_films(viewer, at=at))

    def with_mark_of(self, member: Viewer) -> "FilmQuerySet":
        """Annotates what the member has seen of each: `mark_id`, `mark_season`, `mark_episode`."""
        mark = FilteredRelation("seen", condition=Q(seen__member=member.pk or 0))
        columns = {f"mark_{name}": F(f"mark__{name}") for name in ("id", "season", "episode")}
        return self.alias(mark=mark).annotate(**columns)

    def in_franchise(self, franchise_pk: Any) -> "FilmQuerySet":
        """In their order; what is no numbered part stands last, by year."""
        part, year = F("part").asc(nulls_last=True), F("year").asc(nulls_last=True)
        return self.filter(franchise=franchise_pk).order_by(part, year, "sort_key", "id")

    def with_directors(self) -> "FilmQuerySet":
        from reviews.models.people import directors_of

        return self.prefetch_related(models.Prefetch("credits", directors_of(Q()), to_attr="director_credits"))


class Film(models.Model):  # type: ignore[django-manager-missing]
    """A film or a series: what a review is about and what persons take part in.

    `countries` is an ordered list of ISO codes or historic names. `external_ids` maps a database's name to the id
    there. `part` is the place in the franchise. `twin` parts two films of the same title and year. `linked_version` is the one all texts that name the film were
    looked at for (`reviews.mentions`).
    """

    kind = models.CharField(max_length=10, choices=FilmKind.choices, default=FilmKind.FILM)
    original_title = models.CharField("Originaltitel", max_length=TITLE_LENGTH)
    german_title = models.CharField("Deutscher Titel", max_length=TITLE_LENGTH, blank=True)
    title_folded = DerivedField(max_length=TITLE_LENGTH * 2, source="original_title", function=fold)
    german_title_folded = DerivedField(max_length=TITLE_LENGTH * 2, source="german_title", function=fold, db_index=True)
    sort_key = DerivedField(max_length=TITLE_LENGTH * 2, source="title", function=sort_key)
    slug = models.SlugField(max_length=SLUG_LENGTH + 10)
    twin = models.PositiveSmallIntegerField(default=1)

    year = models.PositiveSmallIntegerField("Jahr", null=True, blank=True)
    year_end = models.PositiveSmallIntegerField("bis", null=True, blank=True)
    runtime = models.PositiveSmallIntegerField("Laufzeit in Minuten", null=True, blank=True)
    countries = models.JSONField(default=list, blank=True)
    cast_complete = models.BooleanField("Besetzung vollständig", default=True)
    franchise = models.ForeignKey("Franchise", models.PROTECT, null=True, blank=True, related_name="films")
    part = models.PositiveSmallIntegerField("Teil", null=True, blank=True)
    external_ids = models.JSONField(default=dict, blank=True)

    page_released_at = models.DateTimeField(null=True)
    version = models.PositiveBigIntegerField(default=1)
    linked_version = models.PositiveBigIntegerField(default=0, editable=False)

    tags = TaggableManager(through=FilmTag, blank=True)
    director_credits: list[Any]
    """Where `with_directors` or `reviews.directors` has loaded them."""
    shown_reviews: list[Any]
    """Where `reviews.models.review.shown_reviews` or `reviews.release_rows` has loaded them."""

    objects = FilmQuerySet.as_manager()

    class Meta:
        ordering = ["sort_key", "year", "id"]
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="film_slug_once"),
            models.UniqueConstraint(fields=["title_folded", "year", "twin"], name="film_title_and_year_once"),
            models.CheckConstraint(condition=~Q(original_title=""), name="film_has_title"),
            models.CheckConstraint(condition=Q(kind__in=FilmKind.values), name="film_kind_known"),
            models.CheckConstraint(condition=Q(year=None) | Q(year__range=(1870, 2200)), name="film_year_plausible"),
            models.CheckConstraint(
                condition=Q(year_end=None) | Q(year__isnull=False, year_end__gte=F("year"), year_end__lte=2200),
                name="film_ends_after_it_began",
            ),
            models.CheckConstraint(condition=Q(runtime=None) | Q(runtime__gt=0), name="film_runs"),
            models.CheckConstraint(
                condition=Q(part=None) | Q(franchise__isnull=False), name="film_is_part_of_something"
            ),
        ]
        indexes = [
            models.Index(fields=["sort_key", "id"], name="film_by_title"),
            models.Index(fields=["id"], condition=~Q(linked_version=F("version")), name="film_to_link"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reviews:film", args=[self.slug])

    @property
    def title(self) -> str:
        """The one readers know."""
        return self.german_title or self.original_title

    @property
    def label(self) -> str:
        return f"{self.title} ({self.years})" if self.year else self.title

    @property
    def years(self) -> str:
        return f"{self.year}–{self.year_end}" if self.year_end else str(self.year or "")

    @property
    def country_names(self) -> list[str]:
        return [country_name(code) for code in self.countries]

    @property
    def country_pages(self) -> list[tuple[str, str]]:
        """The name of each with the address of its page, empty for what is no country we know."""
        known = countries_by_slug()
        return [
            (
                country_name(code),
                reverse("reviews:country", args=[slug]) if (slug := country_slug(code)) in known else "",
            )
            for code in self.countries
        ]

    @property
    def directors(self) -> list[Any]:
        """Needs `director_credits`."""
        return [credit.person for credit in self.director_credits]


class OfVisibleFilm(models.QuerySet[Any]):
    """Rows that show with their film."""

    def visible_to(self, viewer: Viewer, at: Any = None) -> "OfVisibleFilm":
        return self.filter(shown_films(viewer, "film", at))


class FilmTitle(models.Model):
    """Another title the film goes by: an alias or a short form texts use."""

    film = models.ForeignKey(Film, models.CASCADE, related_name="titles")
    title = models.CharField(max_length=TITLE_LENGTH)
    title_folded = DerivedField(max_length=TITLE_LENGTH * 2, source="title", function=fold, db_index=True)

    objects = OfVisibleFilm.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["film", "title_folded"], name="film_title_once")]

    def __str__(self) -> str:
        return self.title

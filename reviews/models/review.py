import datetime
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Count, Exists, F, OuterRef, Prefetch, Q, Subquery
from django.db.models.functions import Coalesce
from django.urls import reverse
from django.utils import timezone

from accounts.models import Member, Viewer
from accounts.roles import is_chief_editor, is_editor
from forum.models import Thread
from reviews.models.film import SLUG_LENGTH, TITLE_LENGTH, Film, there_is
from text.fields import DerivedField
from text.slugs import slug_for

TEASER_LIMIT = 1000
"""Characters of the lede."""


class ReviewState(models.TextChoices):
    DRAFT = "draft", "Entwurf"
    SUBMITTED = "submitted", "zur Freigabe"
    APPROVED = "approved", "freigegeben"
    SCHEDULED = "scheduled", "geplant"
    PUBLISHED = "published", "veröffentlicht"
    WITHDRAWN = "withdrawn", "zurückgezogen"


EVER_PUBLISHED = [ReviewState.PUBLISHED, ReviewState.WITHDRAWN]


class ReviewQuerySet(models.QuerySet["Review"]):
    def visible_to(self, viewer: Viewer, at: Any = None) -> "ReviewQuerySet":
        """What the public pages show at a moment (or what stands for it in a prepared query), to everybody the same. The team
        reads drafts at the desk: `at_desk_of`."""
        return self.filter(state=ReviewState.PUBLISHED, published_at__lte=at or timezone.now())

    def each_visible_to(self, viewer: Viewer, at: Any = None) -> "ReviewQuerySet":
        """The same for a handful of rows that other conditions find: asked for each of them. Of three keys or more SQLite
        thinks that all published reviews are sooner read."""
        return self.filter(there_is(Review.objects.visible_to(viewer, at).filter(pk=OuterRef("pk"))))

    def at_desk_of(self, viewer: Viewer) -> "ReviewQuerySet":
        """All of the Redaktion read all drafts."""
        return self if is_editor(viewer) else self.none()

    def written_by(self, member: Viewer) -> "ReviewQuerySet":
        """With the member in the byline."""
        return self.filter(pk__in=ReviewAuthor.objects.filter(member=member.pk or 0).values("review"))

    def with_open_doubts(self) -> "ReviewQuerySet":
        """Annotates how many, for the rows of a page; joined and grouped it counted for all rows before the first."""
        from reviews.models.source import Doubt

        doubts = Doubt.objects.filter(source__review=OuterRef("pk"), settled_at=None).order_by()
        counted = doubts.values("source__review").annotate(count=Count("pk")).values("count")
        return self.annotate(open_doubts=Coalesce(Subquery(counted), 0))

    def newest(self) -> "ReviewQuerySet":
        return self.order_by("-published_at", "-id")

    def ending(self, at: datetime.datetime) -> "ReviewQuerySet":
        """Public, and their time is over."""
        return self.filter(state=ReviewState.PUBLISHED, withdraw_at__lte=at).order_by("withdraw_at", "id")

    def due(self, at: datetime.datetime) -> "ReviewQuerySet":
        return self.filter(state=ReviewState.SCHEDULED, publish_at__lte=at).order_by("publish_at", "id")


class Review(models.Model):
    """An editor's text about one film („Kritik“). Before the first publication its rows are the draft.

    `score` counts halves from 0 to 20. `numbers_given` is the highest number a place ever had. `text_html` is the safe HTML of `text` by renderer `renderer_version`; the
    pictures are put in when the page is made.
    """

    film = models.ForeignKey(Film, models.PROTECT, related_name="reviews")
    title = models.CharField("Titel", max_length=TITLE_LENGTH)
    slug = models.SlugField(max_length=SLUG_LENGTH + 10)
    teaser = models.TextField("Vorspann", max_length=TEASER_LIMIT, blank=True)
    text = models.TextField("Text", blank=True)
    text_html = models.TextField(blank=True)
    renderer_version = models.PositiveSmallIntegerField(default=0)
    lead = models.OneToOneField("ReviewStill", models.SET_NULL, null=True, blank=True, related_name="leads")
    numbers_given = models.PositiveSmallIntegerField(default=0)
    score = models.PositiveSmallIntegerField("Wertung", null=True, blank=True)
    poll_question = models.CharField("Frage an die Leser", max_length=200, blank=True)

    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="own_reviews")
    thread = models.OneToOneField(Thread, models.PROTECT, null=True, related_name="review")

    state = models.CharField(max_length=10, choices=ReviewState.choices, default=ReviewState.DRAFT)
    published_at = models.DateTimeField(null=True)
    publish_at = models.DateTimeField(null=True)
    withdraw_at = models.DateTimeField(null=True)
    embargo_until = models.DateTimeField("Sperrfrist bis", null=True, blank=True)
    embargo_terms = models.CharField("Bedingungen der Sperrfrist", max_length=500, blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    changed_at = models.DateTimeField(default=timezone.now)
    version = models.PositiveBigIntegerField(default=1)

    objects = ReviewQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["slug"], name="review_slug_once"),
            models.CheckConstraint(condition=Q(state__in=ReviewState.values), name="review_state_known"),
            models.CheckConstraint(
                condition=~Q(state__in=EVER_PUBLISHED) | Q(thread__isnull=False, published_at__isnull=False),
                name="review_published_has_thread",
            ),
            models.CheckConstraint(
                condition=Q(state__in=EVER_PUBLISHED) | Q(thread=None, published_at=None),
                name="review_unpublished_has_no_thread",
            ),
            models.CheckConstraint(
                condition=~Q(state=ReviewState.SCHEDULED) | Q(publish_at__isnull=False),
                name="review_scheduled_has_time",
            ),
            models.CheckConstraint(
                condition=Q(embargo_until=None) | Q(publish_at=None) | Q(publish_at__gte=F("embargo_until")),
                name="review_not_before_embargo",
                violation_error_message="Die Sperrfrist endet später: Plane die Kritik frühestens für ihr Ende.",
            ),
            models.CheckConstraint(
                condition=Q(score=None) | Q(score__lte=20),
                name="review_score_0_to_10",
                violation_error_message="Die Wertung geht von 0 bis 10, in halben Punkten.",
            ),
        ]
        indexes = [
            models.Index(fields=["-published_at", "-id"], condition=Q(state="published"), name="review_newest"),
            models.Index(fields=["state", "-published_at", "-id"], name="review_newest_of_state"),
            models.Index(fields=["publish_at"], condition=Q(state="scheduled"), name="review_due"),
            models.Index(fields=["withdraw_at"], condition=Q(state="published"), name="review_ends"),
            models.Index(fields=["state", "-changed_at"], name="review_at_desk"),
            # Whether a film shows: without it SQLite reads all published reviews for each film.
            models.Index(fields=["film", "state", "published_at"], name="review_of_film"),
        ]

    def __str__(self) -> str:
        return self.title

    def get_absolute_url(self) -> str:
        return reverse("reviews:review", args=[self.slug])

    @property
    def is_published(self) -> bool:
        return self.state == ReviewState.PUBLISHED

    @property
    def was_published(self) -> bool:
        return self.state in EVER_PUBLISHED

    @property
    def points(self) -> float | None:
        """The score as readers know it, 0 to 10."""
        return None if self.score is None else self.score / 2

    def is_own_of(self, member: Viewer) -> bool:
        """Created it, or stands in the byline. Costs a query unless `authors` is prefetched."""
        if not isinstance(member, Member):
            return False
        return self.owner_id == member.pk or any(author.member_id == member.pk for author in self.authors.all())

    def may_be_changed_by(self, member: Viewer) -> bool:
        return is_chief_editor(member) or (is_editor(member) and self.is_own_of(member))


def shown_reviews(viewer: Viewer, path: str = "reviews") -> Prefetch:
    """For rows of films, or of what leads to one: `shown_reviews`, the newest first, with what a row says of them."""
    return Prefetch(path, reviews_in_rows(viewer), to_attr="shown_reviews")


def reviews_in_rows(viewer: Viewer, at: Any = None) -> ReviewQuerySet:
    columns = ("film_id", "title", "slug", "score", "published_at")
    return Review.objects.visible_to(viewer, at).newest().only(*columns)


class OfVisibleReview(models.QuerySet[Any]):
    """Rows that show with their review."""

    def visible_to(self, viewer: Viewer, at: datetime.datetime | None = None) -> "OfVisibleReview":
        return self.filter(review__in=Review.objects.visible_to(viewer, at))


class OfDesk(models.QuerySet[Any]):
    """Rows that only editors see, at the desk."""

    def visible_to(self, viewer: Viewer) -> "OfDesk":
        return self if is_editor(viewer) else self.none()


def author_slug(name: str) -> str:
    return slug_for(name, fallback="ohne-namen")


class ReviewAuthor(models.Model):
    """A name in the byline, with nick and, where the author has an account, the member. `slug` is the address of all that
    appeared under this name."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="authors")
    name = models.CharField("Name", max_length=120)
    slug = DerivedField(max_length=SLUG_LENGTH, source="name", function=author_slug)
    nick = models.CharField("Nick", max_length=60, blank=True)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="bylines")
    position = models.PositiveSmallIntegerField(default=0)

    objects = OfVisibleReview.as_manager()

    class Meta:
        ordering = ["position", "id"]
        constraints = [models.UniqueConstraint(fields=["review", "position"], name="review_author_place_once")]
        indexes = [models.Index(fields=["slug", "-review"], name="review_author_newest")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("reviews:author", args=[self.slug])


class RevisionKind(models.TextChoices):
    SAVED = "saved", "gespeichert"
    WORKING = "working", "Arbeitsfassung"
    PROPOSED = "proposed", "Vorschlag"


class RevisionQuerySet(OfDesk):
    def open_working_copies(self) -> "RevisionQuerySet":
        """The working copies that nothing of their review's line has followed; proposals stand beside it."""
        line = Revision.objects.filter(review=OuterRef("review"), number__gt=OuterRef("number"))
        newer = line.exclude(kind=RevisionKind.PROPOSED)
        return self.filter(~Exists(newer), kind=RevisionKind.WORKING)


class Revision(models.Model):
    """The whole of a review as somebody saved it; `content` has the shape of `drafting.snapshot`.

    `by` is none for the importer. A proposed revision was saved on an old base, or comes from a changed source; it is
    open until somebody takes it over or lays it aside. An automatic one was saved while somebody typed.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="revisions")
    number = models.PositiveIntegerField()
    kind = models.CharField(max_length=10, choices=RevisionKind.choices, default=RevisionKind.SAVED)
    based_on = models.ForeignKey("self", models.SET_NULL, null=True, related_name="+")
    content = models.JSONField()
    automatic = models.BooleanField(default=False)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)
    settled_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")

    objects = RevisionQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        get_latest_by = "number"
        constraints = [
            models.UniqueConstraint(fields=["review", "number"], name="revision_number_once"),
            models.CheckConstraint(condition=Q(kind__in=RevisionKind.values), name="revision_kind_known"),
            models.CheckConstraint(
                condition=Q(settled_at=None) | Q(kind=RevisionKind.PROPOSED), name="revision_only_proposals_settle"
            ),
        ]
        indexes = [
            models.Index(fields=["review", "number"], condition=Q(kind="working"), name="revision_working_copies"),
        ]


class Remark(models.Model):
    """What the Chefredaktion wants mended before a submitted review may appear."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="remarks")
    text = models.TextField("Anmerkungen", max_length=4000)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = OfDesk.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="remark_has_text")]


class Withdrawal(models.Model):
    """A published review was taken back: by whom, why, and since when it is public again, if it is."""

    review = models.ForeignKey(Review, models.CASCADE, related_name="withdrawals")
    reason = models.CharField("Grund", max_length=500)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    ended_at = models.DateTimeField(null=True)

    objects = OfDesk.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review"], condition=Q(ended_at=None), name="withdrawal_one_open"),
            models.CheckConstraint(condition=~Q(reason=""), name="withdrawal_has_reason"),
        ]

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import OuterRef, Q, Subquery

from accounts.models import Viewer
from accounts.roles import is_team
from text.addresses import address_of

if TYPE_CHECKING:
    pass


class Audience(models.TextChoices):
    ALL = "all", "Alle"
    MEMBERS = "members", "Mitglieder"
    TEAM = "team", "Team"


class Openers(models.TextChoices):
    MEMBERS = "members", "Mitglieder"
    TEAM = "team", "Team"
    REVIEWS = "reviews", "nur Kritiken"


def audiences_of(viewer: Viewer) -> list[str]:
    if not viewer.is_authenticated:
        return [Audience.ALL]
    return Audience.values if is_team(viewer) else [Audience.ALL, Audience.MEMBERS]


class BoardQuerySet(models.QuerySet["Board"]):
    def visible_to(self, viewer: Viewer) -> "BoardQuerySet":
        return self.filter(visible_to__in=audiences_of(viewer))

    def with_last_voice(self, viewer: Viewer) -> "BoardQuerySet":
        """Annotates `last_thread_id`. Boards have no row that every reply writes, the threads' index answers: the one
        that begins with the board. Where the board is one value, PostgreSQL takes the index of all threads, and for an
        empty board reads it to its end (5 ms at 100,000); a range of one it looks up."""
        from forum.models.thread import Thread

        of_board = Thread.objects.filter(board__gte=OuterRef("pk"), board__lte=OuterRef("pk"))
        threads = of_board.visible_to(viewer).listed().order_by("board_id", "-last_posted_at", "-id")
        return self.annotate(last_thread_id=Subquery(threads.values("pk")[:1]))


class Board(models.Model):
    """A part of the forum with its own audience: „Forum (eines von mehreren)“."""

    name = models.CharField("Name", max_length=60)
    slug = models.SlugField("Adresse", max_length=80)
    description = models.CharField("Beschreibung", max_length=200, blank=True)
    visible_to = models.CharField("Wer liest", max_length=10, choices=Audience.choices, default=Audience.ALL)
    opened_by = models.CharField("Wer eröffnet Themen", max_length=10, choices=Openers.choices, default=Openers.MEMBERS)
    takes_reviews = models.BooleanField(default=False, editable=False)
    position = models.PositiveSmallIntegerField("Platz", default=0)

    objects = BoardQuerySet.as_manager()

    if TYPE_CHECKING:
        last_thread_id: int | None

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["slug"],
                name="board_slug_once",
                violation_error_message="Diese Adresse gehört schon einem anderen Forum.",
            ),
            models.UniqueConstraint(
                fields=["takes_reviews"], condition=Q(takes_reviews=True), name="board_one_takes_reviews"
            ),
            models.CheckConstraint(condition=Q(visible_to__in=Audience.values), name="board_audience_known"),
            models.CheckConstraint(condition=Q(opened_by__in=Openers.values), name="board_openers_known"),
            models.CheckConstraint(
                condition=Q(takes_reviews=False) | Q(visible_to=Audience.ALL),
                name="board_of_reviews_is_public",
                violation_error_message="Das Forum der Filmdiskussionen muss für alle lesbar sein.",
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return address_of("forum:board", self.slug)

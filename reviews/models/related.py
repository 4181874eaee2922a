from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Viewer
from accounts.roles import is_editor
from forum.models import Thread
from forum.models.thread import SHOWN, readable_threads
from reviews.models.review import Review


class RelatedState(models.TextChoices):
    SUGGESTED = "suggested", "vorgeschlagen"
    LINKED = "linked", "verbunden"
    DROPPED = "dropped", "nicht verbunden"


IN_LISTS = Q(
    thread__state__in=SHOWN,
    thread__hidden_by_review=False,
    thread__hidden_by_decision=False,
    thread__hidden_by_author=False,
)
"""`ThreadQuerySet.listed` for rows that belong to a thread."""


class RelatedThreadQuerySet(models.QuerySet["RelatedThread"]):
    def visible_to(self, viewer: Viewer) -> "RelatedThreadQuerySet":
        """Links whose thread this viewer meets in lists: a hidden one shows to nobody, not even to those who may open
        it. What is not linked is the desk's alone."""
        rows = self.filter(IN_LISTS, readable_threads(viewer, "thread__"))
        return rows if is_editor(viewer) else rows.linked()

    def linked(self) -> "RelatedThreadQuerySet":
        return self.filter(state=RelatedState.LINKED)

    def suggested(self) -> "RelatedThreadQuerySet":
        return self.filter(state=RelatedState.SUGGESTED)

    def newest(self) -> "RelatedThreadQuerySet":
        """By their last voice, with what a list shows of them."""
        return self.select_related("thread__board", "suggested_by").order_by("-thread__last_posted_at", "-thread_id")


class RelatedThread(models.Model):
    """A thread about the film of a review („Auch im Forum“), or one that somebody suggested or an editor turned down.

    The row stays when a link is taken off, so that nothing is suggested again that was turned down. `decided_by` is
    the editor who linked or dropped it last.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="related_threads")
    thread = models.ForeignKey(Thread, models.PROTECT, related_name="+")
    state = models.CharField(max_length=10, choices=RelatedState.choices)
    suggested_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = RelatedThreadQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["review", "thread"], name="related_thread_once"),
            models.CheckConstraint(condition=Q(state__in=RelatedState.values), name="related_thread_state_known"),
            models.CheckConstraint(
                condition=Q(state=RelatedState.SUGGESTED, decided_by=None, suggested_by__isnull=False)
                | (~Q(state=RelatedState.SUGGESTED) & Q(decided_by__isnull=False)),
                name="related_thread_decided_by_somebody",
            ),
        ]

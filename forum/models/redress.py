"""What a decision does to a member, what it tells them, and what they can say against it."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

from accounts.models import Viewer
from accounts.roles import is_moderator
from forum.models.case import Report
from forum.models.moderation import Decision


class SanctionKind(models.TextChoices):
    WARNING = "warning", "Verwarnung"
    APPROVAL = "approval", "Beiträge brauchen Freigabe"
    SLOW = "slow", "Langsam schreiben"
    SILENCE = "silence", "Schreibpause"
    BAN = "ban", "Ausschluss"


class SanctionQuerySet(models.QuerySet["Sanction"]):
    def visible_to(self, viewer: Viewer) -> "SanctionQuerySet":
        """Moderators, and everybody their own."""
        return self if is_moderator(viewer) else self.filter(member=viewer.pk or 0)

    def active(self, at: Any) -> "SanctionQuerySet":
        """The end is a comparison: no job ends one."""
        return self.filter(Q(ends_at=None) | Q(ends_at__gt=at), starts_at__lte=at, lifted_by=None)

    def in_force_on(self, member: Any, at: Any = None) -> "SanctionQuerySet":
        """One query, and an index that is nearly empty."""
        return self.active(at or timezone.now()).filter(member=member)


class Sanction(models.Model):
    """A measure against a member („Maßnahme“), by a decision; without `ends_at` until it is lifted. `pause` is what lies
    between two posts of a member who was slowed down, in minutes."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="sanctions")
    kind = models.CharField(max_length=10, choices=SanctionKind.choices)
    pause = models.PositiveSmallIntegerField(default=0)
    starts_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(null=True)
    decision = models.OneToOneField(Decision, models.PROTECT, related_name="sanction")
    lifted_by = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="lifts")

    objects = SanctionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=SanctionKind.values), name="sanction_kind_known"),
            models.CheckConstraint(
                condition=Q(ends_at=None) | Q(ends_at__gt=F("starts_at")),
                name="sanction_ends_after_start",
                violation_error_message="Das Ende muss in der Zukunft liegen.",
            ),
            models.CheckConstraint(
                condition=Q(kind=SanctionKind.SLOW, pause__gt=0) | ~Q(kind=SanctionKind.SLOW) & Q(pause=0),
                name="sanction_slow_has_pause",
            ),
        ]
        indexes = [models.Index(fields=["member", "-starts_at"], name="sanction_of_member")]


class StatementQuerySet(models.QuerySet["Statement"]):
    def visible_to(self, viewer: Viewer) -> "StatementQuerySet":
        """Moderators, and whom it is for."""
        return self if is_moderator(viewer) else self.filter(member=viewer.pk or 0)

    def unread(self) -> "StatementQuerySet":
        return self.filter(read_at=None)


class Statement(models.Model):
    """The statement of reasons a restriction owes to whom it touches (DSA 17): made from the decision, on the site and by
    mail. One for each restriction."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="statement")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="statements")
    at = models.DateTimeField(default=timezone.now)
    read_at = models.DateTimeField(null=True)

    objects = StatementQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["member", "-id"], name="statement_of_member"),
            models.Index(fields=["member"], condition=Q(read_at=None), name="statement_unread"),
        ]


class AppealSide(models.TextChoices):
    AUTHOR = "author", "der betroffenen Person"
    REPORTER = "reporter", "nach einer Meldung"


class AppealOutcome(models.TextChoices):
    UPHELD = "upheld", "bleibt bestehen"
    REVERSED = "reversed", "zurückgenommen"
    CHANGED = "changed", "geändert"


class AppealQuerySet(models.QuerySet["Appeal"]):
    def visible_to(self, viewer: Viewer) -> "AppealQuerySet":
        """Moderators, and everybody their own."""
        return self if is_moderator(viewer) else self.filter(member=viewer.pk or 0)

    def undecided(self) -> "AppealQuerySet":
        return self.filter(outcome="")


class Appeal(models.Model):
    """An objection to a decision („Widerspruch“), one of each side. A guest who reported appeals by the report's secret
    page. `answer` is what another moderator said to it, `result` the decision that changed something."""

    decision = models.ForeignKey(Decision, models.PROTECT, related_name="appeals")
    side = models.CharField(max_length=10, choices=AppealSide.choices)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="appeals")
    report = models.ForeignKey(Report, models.PROTECT, null=True, related_name="appeals")
    words = models.TextField("Warum ist die Entscheidung falsch?", max_length=3000)
    at = models.DateTimeField(default=timezone.now)

    outcome = models.CharField(max_length=10, choices=AppealOutcome.choices, blank=True, default="")
    answer = models.TextField("Antwort", max_length=2000, blank=True, default="")
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decided_appeals")
    decided_at = models.DateTimeField(null=True)
    result = models.OneToOneField(Decision, models.PROTECT, null=True, related_name="result_of")

    objects = AppealQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(side__in=AppealSide.values), name="appeal_side_known"),
            models.CheckConstraint(
                condition=Q(outcome="") | Q(outcome__in=AppealOutcome.values), name="appeal_outcome_known"
            ),
            models.UniqueConstraint(
                fields=["decision", "side"],
                name="appeal_once_per_side",
                violation_error_message="Gegen diese Entscheidung gibt es schon einen Widerspruch.",
            ),
            models.CheckConstraint(
                condition=Q(side=AppealSide.AUTHOR, member__isnull=False, report=None)
                | Q(side=AppealSide.REPORTER, report__isnull=False),
                name="appeal_from_its_side",
            ),
            models.CheckConstraint(condition=~Q(words=""), name="appeal_has_words"),
            models.CheckConstraint(
                condition=Q(outcome="", decided_by=None, decided_at=None, answer="", result=None)
                | ~Q(outcome="") & ~Q(answer="") & Q(decided_by__isnull=False, decided_at__isnull=False),
                name="appeal_decided_by_somebody_in_words",
            ),
            models.CheckConstraint(
                condition=~Q(outcome__in=[AppealOutcome.REVERSED, AppealOutcome.CHANGED]) | Q(result__isnull=False),
                name="appeal_that_changes_has_result",
            ),
        ]
        indexes = [models.Index(fields=["member", "-id"], name="appeal_of_member")]

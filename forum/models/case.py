"""What the team has to look at, and who asked for it."""

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accounts.models import Viewer
from accounts.roles import is_moderator
from forum.models.moderator import boards_of
from forum.models.post import Post
from forum.models.targets import ONE_TARGET, TARGETS, Target, target_columns
from forum.models.thread import Thread

if TYPE_CHECKING:
    import datetime


class CaseStage(models.TextChoices):
    OPEN = "open", "offen"
    DECIDED = "decided", "entschieden"
    APPEALED = "appealed", "Widerspruch"
    CLOSED = "closed", "abgeschlossen"


TO_DO = [CaseStage.OPEN, CaseStage.APPEALED]

IS_TO_DO = RawSQL("forum_case.stage IN ('open', 'appealed')", [], output_field=models.BooleanField())
"""The condition of the queue's indexes, letter by letter: SQLite does not recognise it in bound values."""


IS_DECIDED = RawSQL("forum_case.stage IN ('decided', 'closed')", [], output_field=models.BooleanField())


class CaseQuerySet(models.QuerySet["Case"]):
    def visible_to(self, viewer: Viewer) -> "CaseQuerySet":
        """Moderators, those of some boards what is of these; whoever reported or wrote learns of it by other pages."""
        if not is_moderator(viewer):
            return self.none()
        boards = boards_of(viewer)
        if boards is None:
            return self
        return self.filter(Q(post__thread__board__in=boards) | Q(thread__board__in=boards))

    def to_do(self) -> "CaseQuerySet":
        """Undecided, and those whose decision is appealed."""
        return self.filter(IS_TO_DO)

    def decided(self) -> "CaseQuerySet":
        """And nobody has appealed."""
        return self.filter(IS_DECIDED)

    def free_for(self, member: Any, at: "datetime.datetime") -> "CaseQuerySet":
        """Nobody else is at them. A claim ends by itself."""
        return self.filter(Q(claimed_by=None) | Q(claimed_by=member) | Q(claimed_until__lte=at))

    def of_others(self, member: Any) -> "CaseQuerySet":
        """Not about what the member wrote, nor about their profile."""
        post = Post.objects.filter(pk=OuterRef("post"), author=member)
        thread = Thread.objects.filter(pk=OuterRef("thread"), author=member)
        return self.filter(~Exists(post), ~Exists(thread), Q(member=None) | ~Q(member=member))

    def about(self, target: Target) -> "CaseQuerySet":
        return self.filter(**target_columns(target))

    def current(self, target: Target) -> "CaseQuerySet":
        """The one further reports of the target join, first."""
        rows = self.about(target).exclude(stage=CaseStage.CLOSED)
        return rows.order_by(models.Case(models.When(stage=CaseStage.APPEALED, then=1), default=0), "pk")


class Case(models.Model):
    """One matter („Fall“): a target with all that was reported or noticed about it, until it is decided and the time for
    appeals is over. Of each target one is open or decided; one whose appeal came late may be appealed beside it.

    `weight` is the sum of its reports' weights. A claim ends by itself. `version` grows with everything that happens to it,
    so that nobody decides what has changed under their eyes. `decided_base` is the number of earlier versions the post
    had when it was decided.
    """

    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="cases")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="cases")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="cases")
    subject_kind = models.CharField(max_length=20, blank=True, default="")
    subject_id = models.PositiveBigIntegerField(null=True)

    stage = models.CharField(max_length=10, choices=CaseStage.choices, default=CaseStage.OPEN)
    is_danger = models.BooleanField("Gefahr für Leib oder Leben", default=False)
    weight = models.PositiveIntegerField(default=0)
    report_count = models.PositiveIntegerField(default=0)
    claimed_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="claimed_cases")
    claimed_until = models.DateTimeField(null=True)
    decided_base = models.PositiveIntegerField(null=True)
    version = models.PositiveIntegerField(default=1)

    opened_at = models.DateTimeField(default=timezone.now)
    decided_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects = CaseQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(stage__in=CaseStage.values), name="case_stage_known"),
            models.CheckConstraint(condition=ONE_TARGET, name="case_one_target"),
            *(
                models.UniqueConstraint(
                    fields=["subject_kind", name] if name == "subject_id" else [name],
                    condition=Q(stage__in=[CaseStage.OPEN, CaseStage.DECIDED]) & Q(**{f"{name}__isnull": False}),
                    name=f"case_one_of_{name.removesuffix('_id')}",
                )
                for name in TARGETS
            ),
            models.CheckConstraint(
                condition=Q(claimed_by=None, claimed_until=None)
                | Q(claimed_by__isnull=False, claimed_until__isnull=False, stage__in=TO_DO),
                name="case_claimed_while_to_do",
            ),
            models.CheckConstraint(
                condition=Q(stage=CaseStage.OPEN, closed_at=None)
                | Q(stage__in=[CaseStage.DECIDED, CaseStage.APPEALED], decided_at__isnull=False, closed_at=None)
                | Q(stage=CaseStage.CLOSED, decided_at__isnull=False, closed_at__isnull=False),
                name="case_moments_of_its_stage",
            ),
        ]
        indexes = [
            models.Index(fields=["opened_at", "id"], condition=Q(stage__in=["open", "appealed"]), name="case_by_age"),
            models.Index(fields=["weight", "id"], condition=Q(stage__in=["open", "appealed"]), name="case_by_weight"),
            models.Index(
                fields=["decided_at", "id"], condition=Q(stage__in=["decided", "closed"]), name="case_by_decision"
            ),
            models.Index(fields=["decided_at"], condition=Q(stage="decided"), name="case_to_close"),
        ]

    @property
    def target(self) -> Target:
        return self.post or self.thread or self.member or (self.subject_kind, self.subject_id or 0)

    def is_claimed(self, at: "datetime.datetime") -> bool:
        return self.claimed_until is not None and at < self.claimed_until


class ReportReasonQuerySet(models.QuerySet["ReportReason"]):
    def visible_to(self, viewer: Viewer) -> "ReportReasonQuerySet":
        return self

    def offered(self) -> "ReportReasonQuerySet":
        return self.filter(is_offered=True).order_by("position", "pk")


class ReportReason(models.Model):
    """A reason the form for reports offers; the operator's list. One that was used is never deleted, only not offered.

    `is_law` asks for what the law asks of a notice (DSA 16); `needs_no_name` is for the crimes it may be sent without a
    name for; `is_danger` marks the case at once. What `is_spoiler` is answered by covering it. What `goes_to_desk` is a fault in facts or captions and makes no case.
    """

    name = models.CharField("Grund", max_length=80)
    help = models.CharField("Was damit gemeint ist", max_length=200, blank=True, default="")
    position = models.PositiveSmallIntegerField("Platz", default=0)
    weight = models.PositiveSmallIntegerField("Gewicht", default=1)
    is_law = models.BooleanField("Es geht um ein Gesetz", default=False)
    needs_no_name = models.BooleanField("Auch ohne Namen", default=False)
    is_danger = models.BooleanField("Gefahr für Leib oder Leben", default=False)
    is_spoiler = models.BooleanField("Es fehlt ein Spoiler", default=False)
    goes_to_desk = models.BooleanField("Geht an die Redaktion", default=False)
    is_offered = models.BooleanField("wird angeboten", default=True)

    objects = ReportReasonQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name"], name="report_reason_once", violation_error_message="Diesen Grund gibt es schon."
            ),
            models.CheckConstraint(
                condition=Q(weight__range=(1, 10)),
                name="report_reason_weight_bounded",
                violation_error_message="Das Gewicht geht von 1 bis 10.",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ReportKind(models.TextChoices):
    REPORT = "report", "Meldung"
    NOTICE = "notice", "Meldung nach Gesetz"
    AUTOMATIC = "automatic", "automatisch"
    APPROVAL = "approval", "wartet auf Freigabe"


class ReportQuerySet(models.QuerySet["Report"]):
    def visible_to(self, viewer: Viewer) -> "ReportQuerySet":
        """Moderators, and everybody their own."""
        return self if is_moderator(viewer) else self.filter(by=viewer.pk or 0)

    def of_people(self) -> "ReportQuerySet":
        return self.filter(kind__in=[ReportKind.REPORT, ReportKind.NOTICE])


class Report(models.Model):
    """What somebody, or a rule, has against a target. A guest is known by name and mail, and by the secret in the address of
    the page that tells what became of it: found by a hash, and made anew for a mail from `secret_seed` and the site's key.

    `base` is the number of earlier versions the post had then: with them its text as reported stays readable. Of what is
    no post, `seen` keeps the words. `standing` says how far an automatic hiding counts on the reporter. `decision` is the
    answer. One that `came_along` was made to another case, whose target was merged into this one's.
    """

    case = models.ForeignKey(Case, models.PROTECT, related_name="reports")
    kind = models.CharField(max_length=10, choices=ReportKind.choices, default=ReportKind.REPORT)
    reason = models.ForeignKey(ReportReason, models.PROTECT, null=True, related_name="+")
    words = models.TextField("Was stimmt nicht?", max_length=3000, blank=True, default="")
    base = models.PositiveIntegerField(default=0)
    seen = models.TextField(blank=True, default="")

    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="reports")
    name = models.CharField("Name", max_length=100, blank=True, default="")
    email = models.EmailField("E-Mail", blank=True, default="")
    secret_seed = models.CharField(max_length=32, blank=True, default="")
    secret_hash = models.CharField(max_length=64, blank=True, default="")
    in_good_faith = models.BooleanField(default=False)
    weight = models.PositiveSmallIntegerField(default=1)
    standing = models.PositiveSmallIntegerField(default=0)
    came_along = models.BooleanField(default=False)

    decision = models.ForeignKey("Decision", models.PROTECT, null=True, related_name="answered")
    form_key = models.CharField(max_length=36, blank=True, default="")
    at = models.DateTimeField(default=timezone.now)

    objects = ReportQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=ReportKind.values), name="report_kind_known"),
            models.UniqueConstraint(fields=["form_key"], condition=~Q(form_key=""), name="report_form_sent_once"),
            models.UniqueConstraint(fields=["secret_hash"], condition=~Q(secret_hash=""), name="report_secret_once"),
            models.UniqueConstraint(
                fields=["case", "by"],
                condition=Q(by__isnull=False, decision=None, came_along=False),
                name="report_once_until_answered",
                violation_error_message="Das hast du schon gemeldet.",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=[ReportKind.REPORT, ReportKind.NOTICE], reason__isnull=False)
                | Q(kind__in=[ReportKind.AUTOMATIC, ReportKind.APPROVAL], by=None, email="", name=""),
                name="report_of_people_has_reason",
            ),
            models.CheckConstraint(condition=Q(by=None) | Q(email="", name=""), name="report_by_member_or_guest"),
        ]
        indexes = [
            models.Index(fields=["case", "id"], name="report_of_case"),
            models.Index(fields=["by", "-id"], name="report_by_member"),
            models.Index(fields=["reason", "-id"], name="report_for_reason"),
        ]

    @property
    def heading(self) -> str:
        """What a rule found stands in the first line of its words."""
        return self.reason.name if self.reason else self.words.partition("\n")[0] or self.get_kind_display()

    @property
    def details(self) -> str:
        """Of what a rule found."""
        return self.words.partition("\n")[2]


class LetterKind(models.TextChoices):
    RECEIPT = "receipt", "Eingang einer Meldung"
    OUTCOME = "outcome", "Ergebnis einer Meldung"
    STATEMENT = "statement", "Begründung einer Entscheidung"
    APPEAL_RECEIPT = "appeal_receipt", "Eingang eines Widerspruchs"
    APPEAL_OUTCOME = "appeal_outcome", "Ergebnis eines Widerspruchs"


class LetterQuerySet(models.QuerySet["Letter"]):
    def visible_to(self, viewer: Viewer) -> "LetterQuerySet":
        return self.filter(member=viewer.pk or 0)

    def due(self, at: "datetime.datetime") -> "LetterQuerySet":
        return self.filter(due_at__lte=at).order_by("due_at", "pk")


class Letter(models.Model):
    """A mail the law asks for: nobody can switch it off. To a member, or to the guest of a report. Only what it is about is
    stored; the words are made when it leaves. `key` names what it says to whom, so that it is said once. `due_at` is None
    once it has left, or when nobody is there to read it."""

    kind = models.CharField(max_length=20, choices=LetterKind.choices)
    key = models.CharField(max_length=60)
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, null=True, related_name="letters")
    report = models.ForeignKey(Report, models.CASCADE, null=True, related_name="letters")
    decision = models.ForeignKey("Decision", models.CASCADE, null=True, related_name="letters")
    appeal = models.ForeignKey("Appeal", models.CASCADE, null=True, related_name="letters")
    due_at = models.DateTimeField(null=True, default=timezone.now)
    sent_at = models.DateTimeField(null=True)
    at = models.DateTimeField(default=timezone.now)

    objects = LetterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=LetterKind.values), name="letter_kind_known"),
            models.CheckConstraint(
                condition=Q(member__isnull=False) | Q(report__isnull=False), name="letter_to_somebody"
            ),
            models.UniqueConstraint(fields=["key"], name="letter_once"),
            models.CheckConstraint(condition=Q(sent_at=None) | Q(due_at=None), name="letter_sent_is_not_due"),
        ]
        indexes = [models.Index(fields=["due_at"], condition=Q(due_at__isnull=False), name="letter_due")]

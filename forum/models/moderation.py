import re

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Viewer
from forum.grounds import rule_in_words
from forum.models.moderator import boards_of
from forum.models.post import Post
from forum.models.targets import ONE_TARGET
from forum.models.thread import Thread


class RulesVersionQuerySet(models.QuerySet["RulesVersion"]):
    def visible_to(self, viewer: Viewer) -> "RulesVersionQuerySet":
        """Everybody reads the rules, old versions too: decisions rest on them."""
        return self


class RulesVersion(models.Model):
    """The forum's rules as they stood from `published_at` on. Only ever added: decisions rest on a version."""

    number = models.PositiveIntegerField()
    source = models.TextField("Regeln")
    html = models.TextField()
    published_at = models.DateTimeField(default=timezone.now)

    objects = RulesVersionQuerySet.as_manager()

    class Meta:
        get_latest_by = "number"
        constraints = [
            models.UniqueConstraint(
                fields=["number"],
                name="rules_version_once",
                violation_error_message="Jemand anderes hat die Regeln gerade geändert. Lade die Seite neu.",
            )
        ]

    def __str__(self) -> str:
        return f"Regeln, Fassung {self.number}"

    @property
    def titles(self) -> list[str]:
        """The numbered headings of the text („1. Freundlich bleiben“): what a decision can rest on."""
        return re.findall(r"^## (\d{1,2}\. .{1,36})$", self.source, re.MULTILINE)


class RulesMarkQuerySet(models.QuerySet["RulesMark"]):
    def visible_to(self, viewer: Viewer) -> "RulesMarkQuerySet":
        return self.filter(member=viewer.pk or 0)


class RulesMark(models.Model):
    """The version of the rules a member knew when a newer one came. It is read as long as `Member.has_new_rules`."""

    member = models.OneToOneField(settings.AUTH_USER_MODEL, models.CASCADE, related_name="rules_mark")
    rules = models.ForeignKey(RulesVersion, models.PROTECT, related_name="+")

    objects = RulesMarkQuerySet.as_manager()


class DecisionAction(models.TextChoices):
    HIDE = "hide", "Beitrag ausgeblendet"
    RESTORE = "restore", "Beitrag wiederhergestellt"
    REJECT = "reject", "Beitrag abgelehnt"
    APPROVE = "approve", "Beitrag freigegeben"
    LOCK = "lock", "Thema geschlossen"
    UNLOCK = "unlock", "Thema geöffnet"
    HIDE_THREAD = "hide_thread", "Thema ausgeblendet"
    RESTORE_THREAD = "restore_thread", "Thema wiederhergestellt"
    ERASE = "erase", "Text gelöscht"
    ERASE_PICTURE = "erase_picture", "Bild gelöscht"
    PIN = "pin", "Thema angeheftet"
    UNPIN = "unpin", "Thema nicht mehr angeheftet"
    HOLD_REPLIES = "hold_replies", "Antworten brauchen Freigabe"
    RELEASE_REPLIES = "release_replies", "Antworten erscheinen sofort"
    SLOW = "slow", "Thema verlangsamt"
    UNSLOW = "unslow", "Thema nicht mehr verlangsamt"
    ARCHIVE = "archive", "Thema ins Archiv gestellt"
    UNARCHIVE = "unarchive", "Thema aus dem Archiv geholt"
    COVER = "cover", "Spoiler verdeckt"
    MOVE = "move", "Thema verschoben"
    MERGE = "merge", "Thema zusammengelegt"
    SPLIT = "split", "Beiträge abgetrennt"
    RENAME = "rename", "Thema umbenannt"
    TAKE_OUT_VOTE = "take_out_vote", "Stimme aus der Wertung genommen"
    PUT_BACK_VOTE = "put_back_vote", "Stimme zählt wieder"
    NOTHING = "nothing", "Kein Verstoß"
    PASS_ON = "pass_on", "An die Chefredaktion gegeben"
    WARN = "warn", "Verwarnung"
    PRE_APPROVE = "pre_approve", "Beiträge brauchen Freigabe"
    SLOW_DOWN = "slow_down", "Langsam schreiben"
    SILENCE = "silence", "Schreibpause"
    BAN = "ban", "Ausschluss"
    LIFT = "lift", "Maßnahme aufgehoben"


SANCTIONS = [
    DecisionAction.WARN,
    DecisionAction.PRE_APPROVE,
    DecisionAction.SLOW_DOWN,
    DecisionAction.SILENCE,
    DecisionAction.BAN,
]

RESTRICTIONS = [
    DecisionAction.HIDE,
    DecisionAction.REJECT,
    DecisionAction.LOCK,
    DecisionAction.HIDE_THREAD,
    DecisionAction.ERASE,
    DecisionAction.ERASE_PICTURE,
    DecisionAction.TAKE_OUT_VOTE,
    *SANCTIONS,
]
"""What touches an author needs a statement of reasons (DSA 17)."""


class DecisionQuerySet(models.QuerySet["Decision"]):
    def visible_to(self, viewer: Viewer) -> "DecisionQuerySet":
        """Operators and moderators read all, those of some boards what is of these; an author reads those on the own posts
        and threads."""
        from accounts.roles import is_moderator, is_operator

        if is_operator(viewer):
            return self
        if is_moderator(viewer):
            boards = boards_of(viewer)
            of_boards = Q(post__thread__board__in=boards or ()) | Q(thread__board__in=boards or ())
            return self if boards is None else self.filter(of_boards)
        return self.on_posts_of(viewer) if viewer.is_authenticated else self.none()

    def on_posts_of(self, member: Viewer) -> "DecisionQuerySet":
        """On the member's posts and threads, and on the account."""
        return self.filter(Q(post__author_id=member.pk) | Q(thread__author_id=member.pk) | Q(member_id=member.pk))


class Decision(models.Model):
    """One act of moderation with its grounds. Only ever added; there is no other log.

    `rules` and `rule` name the broken rule in the version of that day, or `law` a law; `ends_at` is the end of an
    act that ends by itself. Acts that are no restriction need no words. `case` is the matter it settles, `reverses` the
    decision it takes back.
    """

    action = models.CharField(max_length=20, choices=DecisionAction.choices)
    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="decisions")
    thread = models.ForeignKey(Thread, models.PROTECT, null=True, related_name="decisions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decisions_about")
    subject_kind = models.CharField(max_length=20, blank=True, default="")
    subject_id = models.PositiveBigIntegerField(null=True)
    case = models.ForeignKey("Case", models.PROTECT, null=True, related_name="decisions")
    reverses = models.OneToOneField("self", models.PROTECT, null=True, related_name="reversed_by")
    rules = models.ForeignKey(RulesVersion, models.PROTECT, null=True, related_name="+")
    rule = models.CharField("Regel", max_length=40, blank=True)
    law = models.CharField("Gesetz", max_length=100, blank=True)
    facts = models.TextField("Sachverhalt", max_length=2000, blank=True)
    reasons = models.TextField("Begründung", max_length=2000, blank=True)
    automated = models.BooleanField(default=False)
    ends_at = models.DateTimeField(null=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="decisions")
    at = models.DateTimeField(default=timezone.now)

    objects = DecisionQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(action__in=DecisionAction.values), name="decision_action_known"),
            models.CheckConstraint(condition=ONE_TARGET, name="decision_one_target"),
            models.CheckConstraint(
                condition=~Q(action__in=RESTRICTIONS) | ~Q(reasons=""),
                name="decision_restriction_has_reasons",
                violation_error_message="Ohne Begründung geht es nicht: Schreib, was gegen welche Regel verstößt.",
            ),
            models.CheckConstraint(
                condition=Q(by__isnull=False) | Q(automated=True), name="decision_by_person_or_automated"
            ),
        ]
        indexes = [
            models.Index(fields=["post", "-at"], name="decision_on_post"),
            models.Index(fields=["thread", "-at"], name="decision_on_thread"),
            models.Index(fields=["member", "-at"], name="decision_on_member"),
            models.Index(fields=["case", "id"], name="decision_of_case"),
            models.Index(fields=["-at", "-id"], name="decision_newest"),
        ]

    @property
    def is_restriction(self) -> bool:
        return self.action in RESTRICTIONS

    @property
    def grounds(self) -> str:
        """The broken rule or law in a few words, for the stub everybody sees: „Regel 1: Freundlich bleiben“."""
        return rule_in_words(self.rule) or self.law

"""What a text is looked through for before it appears, what was found, and what moderators keep about members."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from accounts.models import Viewer
from accounts.roles import is_moderator, is_operator
from forum.models.moderation import Decision
from forum.models.post import Post
from text.fields import DerivedField
from text.matching import LONGEST, fold_for_matching


class WordRuleKind(models.TextChoices):
    HOLD = "hold", "zurückhalten"
    BLOCK = "block", "nicht annehmen"
    MARK = "mark", "nur melden"


class WordRuleQuerySet(models.QuerySet["WordRule"]):
    def visible_to(self, viewer: Viewer) -> "WordRuleQuerySet":
        """Whoever knows the list writes around it."""
        return self if is_operator(viewer) or is_moderator(viewer) else self.none()


class WordRule(models.Model):
    """A word, a phrase or a part of a word, and what becomes of a text that holds it. `message` is for whoever wrote it
    and is blocked; only the operator reads `note`."""

    words = models.CharField("Wort oder Wortfolge", max_length=LONGEST)
    words_folded = DerivedField(max_length=6 * LONGEST, source="words", function=fold_for_matching)
    is_part = models.BooleanField("auch mitten im Wort", default=False)
    kind = models.CharField("Was geschieht", max_length=10, choices=WordRuleKind.choices, default=WordRuleKind.HOLD)
    message = models.CharField("Nachricht", max_length=300, blank=True)
    note = models.CharField("Notiz", max_length=200, blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(default=timezone.now)

    objects = WordRuleQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=WordRuleKind.values), name="word_rule_kind_known"),
            models.CheckConstraint(
                condition=~Q(words_folded=""),
                name="word_rule_has_letters",
                violation_error_message="Darin steht kein Buchstabe, nach dem man suchen könnte.",
            ),
            models.CheckConstraint(
                condition=~Q(kind=WordRuleKind.BLOCK) | ~Q(message=""),
                name="word_rule_block_says_why",
                violation_error_message="Sag denen, die es schreiben, warum das nicht geht.",
            ),
            models.UniqueConstraint(
                fields=["words_folded", "is_part"],
                name="word_rule_once",
                violation_error_message="Das steht schon in der Liste.",
            ),
        ]

    def __str__(self) -> str:
        return self.words


class ScreeningVersionQuerySet(models.QuerySet["ScreeningVersion"]):
    def visible_to(self, viewer: Viewer) -> "ScreeningVersionQuerySet":
        """A number and nothing else."""
        return self


class ScreeningVersion(models.Model):
    """One row, made by a migration: its number rises with every change of the word list, which processes keep in memory."""

    number = models.PositiveBigIntegerField(default=1)

    objects = ScreeningVersionQuerySet.as_manager()

    class Meta:
        constraints = [models.CheckConstraint(condition=Q(pk=1), name="screening_version_one_row")]


class OfModerators(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> "OfModerators":
        return self if is_moderator(viewer) else self.none()


class HitKind(models.TextChoices):
    WORD = "word", "Wortliste"
    LINKS = "links", "Links"
    FIRST = "first", "Erste Beiträge"
    MEASURE = "measure", "Maßnahme"


class AutomaticHit(models.Model):
    """What a machine found in a post, until somebody has looked at it. `rule` names what was broken, `facts` where."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="hits")
    kind = models.CharField(max_length=10, choices=HitKind.choices)
    rule = models.CharField(max_length=120)
    facts = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    objects = OfModerators.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(kind__in=HitKind.values), name="hit_kind_known"),
            models.UniqueConstraint(fields=["post", "rule"], condition=Q(settled_at=None), name="hit_open_once"),
        ]
        indexes = [models.Index(fields=["post"], condition=Q(settled_at=None), name="hit_open")]


class SpoilerHintQuerySet(models.QuerySet["SpoilerHint"]):
    def visible_to(self, viewer: Viewer) -> "SpoilerHintQuerySet":
        """The own ones; moderators all."""
        return self if is_moderator(viewer) else self.filter(member=viewer.pk or 0)


class SpoilerHint(models.Model):
    """A reader says that a post gives away what should be covered."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="spoiler_hints")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="spoiler_hints")
    at = models.DateTimeField(default=timezone.now)
    settled_at = models.DateTimeField(null=True)

    objects = SpoilerHintQuerySet.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="spoiler_hint_once")]
        indexes = [models.Index(fields=["post"], condition=Q(settled_at=None), name="spoiler_hint_open")]


class SpamWave(models.Model):
    """All that a member posted since `since` was hidden at once. `decisions` are those on its posts and threads, whose
    words they share; taken back, exactly these come back."""

    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="spam_waves")
    since = models.DateTimeField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    at = models.DateTimeField(default=timezone.now)
    undone_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    undone_at = models.DateTimeField(null=True)
    decisions = models.ManyToManyField(Decision, related_name="+")

    objects = OfModerators.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(undone_by=None, undone_at=None) | Q(undone_by__isnull=False, undone_at__isnull=False),
                name="spam_wave_undone_by_somebody",
            )
        ]


NOTE_LENGTH = 2_000
"""Characters: what the next moderator has to know, no file."""


class NoteQuerySet(models.QuerySet["Note"]):
    def visible_to(self, viewer: Viewer) -> "NoteQuerySet":
        """Moderators, but not what is noted about themselves."""
        return self.exclude(about=viewer.pk) if is_moderator(viewer) else self.none()


class Note(models.Model):
    """What moderators tell each other about a member. It goes with the account of whom it is about."""

    about = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="notes")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.CharField("Notiz", max_length=NOTE_LENGTH)
    at = models.DateTimeField(default=timezone.now)

    objects = NoteQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(text=""), name="note_has_text"),
            models.CheckConstraint(condition=~Q(about=models.F("by")), name="note_not_on_oneself"),
        ]
        indexes = [models.Index(fields=["about", "-id"], name="note_newest")]

import datetime
from collections.abc import Collection
from typing import TYPE_CHECKING, Any

from allauth.account.models import EmailAddress
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser, PermissionsMixin
from django.db import connections, models, transaction
from django.utils import timezone

from text.addresses import address_of
from text.fields import DerivedField
from text.names import fold_name

NAME_LENGTH = 30
"""Characters of a public name; the folded form may be longer, one letter can fold to several."""


LAST_LETTER = "\U0010ffff"
"""Stands behind everything a name can go on with."""


class MemberQuerySet(models.QuerySet["Member"]):
    def visible_to(self, viewer: "Viewer") -> "MemberQuerySet":
        """Every member who has not left has a public page; nobody's mail address is visible to anybody else."""
        return self.filter(is_active=True)

    def named(self, name: str) -> "MemberQuerySet":
        """Found by the folded form: case, compatibility forms and look-alikes make no difference."""
        return self.filter(name_folded=fold_name(name))

    def beginning_with(self, written: str) -> "MemberQuerySet":
        """By the beginning of the folded form, from an index: PostgreSQL has one for beginnings, in SQLite the order of
        names is that of their letters, and it uses none for LIKE."""
        beginning = fold_name(written)
        if connections[self.db].vendor == "postgresql":
            return self.filter(name_folded__startswith=beginning)
        return self.filter(name_folded__gte=beginning, name_folded__lt=beginning + LAST_LETTER)

    def wanting_mail(self, kind: "NotificationKind") -> "MemberQuerySet":
        """Can be written to, and have not switched this kind of mail off."""
        said = NotificationPreference.objects.filter(kind=kind, mail=kind in WITHOUT_MAIL).values("member")
        rows = self.filter(is_active=True).exclude(email="")
        return rows.filter(pk__in=said) if kind in WITHOUT_MAIL else rows.exclude(pk__in=said)

    def ids_of(self, names: Collection[str]) -> dict[str, int]:
        """Ids by the names as written; names of nobody, and of those who have left, are left out. One query."""
        folded = {name: fold_name(name) for name in names}
        there = self.filter(name_folded__in=set(folded.values()), is_active=True)
        ids = dict(there.values_list("name_folded", "pk"))
        return {name: ids[form] for name, form in folded.items() if form in ids}


class MemberManager(BaseUserManager.from_queryset(MemberQuerySet)["Member"]):  # type: ignore[misc]
    @transaction.atomic
    def create_user(self, name: str, email: str, password: str | None = None, **fields: Any) -> "Member":
        """A member whose mail address counts as confirmed: for demo, tests and the console, never for sign-up.

        Raises IntegrityError if the folded name is taken.
        """
        member = self.model(name=name, email=email.lower(), **fields)
        member.set_password(password)
        member.save(using=self._db)
        EmailAddress.objects.create(user=member, email=member.email, verified=True, primary=True)
        return member

    def create_superuser(self, name: str, email: str, password: str | None = None, **fields: Any) -> "Member":
        return self.create_user(name, email, password, is_superuser=True, **fields)

    def get_by_natural_key(self, username: str | None) -> "Member":
        return self.get(name_folded=fold_name(username or ""))


class DigestRhythm(models.TextChoices):
    DAILY = "daily", "täglich"
    WEEKLY = "weekly", "wöchentlich"

    __empty__ = "nie"


class Member(AbstractBaseUser, PermissionsMixin):
    """Everyone who can sign in. What a member may do beyond that are roles (`accounts.roles`).

    Everything shown in the forum up to `all_read_at` counts as read. `digest_at` is when the last digest was made.
    `has_new_rules` from the day the rules changed until the member has read them. `moderates_some_boards` says that the
    role of moderators holds in some boards alone (`forum.moderators`): most pages need not ask in which.
    `reads_densely` and `has_shortcuts` change how pages look and listen, never what is on them. Who `waits_with_votes`
    sees what other readers think of a film after voting; who `shows_diary` or `shows_wanted` lets everybody read what they
    have seen, or want to see. Who is not active has
    left: the row is the pseudonym of what stays (`Leaving`). `first_posts_held` says that the first posts wait because of
    the mail address the member signed up with.
    """

    name = models.CharField("Name", max_length=NAME_LENGTH)
    name_folded = DerivedField(max_length=6 * NAME_LENGTH, source="name", function=fold_name)
    email = models.EmailField("E-Mail", max_length=254)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    all_read_at = models.DateTimeField(null=True, editable=False)
    reads_densely = models.BooleanField("Dichte Ansicht", default=False)
    has_shortcuts = models.BooleanField("Tastenkürzel", default=True)
    shows_diary = models.BooleanField("Tagebuch für alle", default=False)
    shows_wanted = models.BooleanField("„Will ich sehen“ für alle", default=False)
    waits_with_votes = models.BooleanField("Erst selbst abstimmen", default=False)
    first_posts_held = models.BooleanField(default=False, editable=False)
    follows_on_reply = models.BooleanField("Themen folgen, in denen ich antworte", default=True)
    digest = models.CharField("Übersicht per Mail", max_length=10, choices=DigestRhythm.choices, blank=True, default="")
    digest_at = models.DateTimeField(null=True, editable=False)
    has_new_rules = models.BooleanField(default=False, editable=False)
    moderates_some_boards = models.BooleanField(default=False, editable=False)

    if TYPE_CHECKING:
        _roles: frozenset[str]
        _ignored: frozenset[int]
        _boards: frozenset[int] | None

    USERNAME_FIELD = "name"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["email"]

    objects = MemberManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["name_folded"],
                name="member_name_folded_once",
                violation_error_message="Diesen Namen gibt es schon, oder einen, der ihm zum Verwechseln ähnlich sieht.",
            ),
            models.CheckConstraint(condition=~models.Q(name_folded=""), name="member_has_name"),
            models.CheckConstraint(
                condition=models.Q(digest="") | models.Q(digest__in=DigestRhythm.values), name="member_digest_known"
            ),
        ]
        indexes = [
            models.Index(fields=["digest_at"], condition=~models.Q(digest=""), name="member_digest"),
            # For beginnings on PostgreSQL; SQLite takes the one of the constraint.
            models.Index(fields=["name_folded"], opclasses=["varchar_pattern_ops"], name="member_by_beginning"),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return profile_url(self.name)


def profile_url(name: str) -> str:
    return address_of("profile", name)


if TYPE_CHECKING:
    Viewer = Member | AnonymousUser
else:
    Viewer = object

ANYBODY = AnonymousUser()
"""The viewer who sees what everybody sees."""


class IgnoreQuerySet(models.QuerySet["Ignore"]):
    def visible_to(self, viewer: Viewer) -> "IgnoreQuerySet":
        """Nobody learns by whom they are ignored."""
        return self.filter(member=viewer.pk or 0)


class Ignore(models.Model):
    """`member` wants to hear nothing of `ignored`."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="ignores")
    ignored = models.ForeignKey(Member, models.CASCADE, related_name="ignored_by")
    since = models.DateTimeField(default=timezone.now)

    objects = IgnoreQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "ignored"], name="ignore_once"),
            models.CheckConstraint(condition=~models.Q(member=models.F("ignored")), name="ignore_not_oneself"),
        ]


class NotificationKind(models.TextChoices):
    RIGHTS_ENDING = "rights_ending", "Rechte an Bildern enden"
    MENTION = "mention", "Jemand erwähnt dich (@)"
    QUOTE = "quote", "Jemand zitiert dich"
    REPLY = "reply", "Antworten in Themen, denen du folgst"
    THREAD = "thread", "Neue Themen in Foren, denen du folgst"
    REVIEW = "review", "Neue Kritiken zu allem, dem du folgst"
    REACTION = "reaction", "Jemand reagiert auf deine Beiträge"
    REMINDER = "reminder", "Erinnerungen an Merker"
    COVER = "cover", "Die Moderation verdeckt Spoiler in deinen Beiträgen"
    DIGEST = "digest", "Übersicht"


WITHOUT_MAIL = [NotificationKind.REACTION, NotificationKind.COVER]
"""Told by mail only to those who ask for it."""


class NotificationPreferenceQuerySet(models.QuerySet["NotificationPreference"]):
    def visible_to(self, viewer: Viewer) -> "NotificationPreferenceQuerySet":
        """Nobody's but one's own."""
        return self.filter(member=viewer.pk or 0)


class NotificationPreference(models.Model):
    """What a member has said about one kind of news. Who has said nothing gets the mail, but for `WITHOUT_MAIL`."""

    member = models.ForeignKey(Member, models.CASCADE, related_name="preferences")
    kind = models.CharField(max_length=20, choices=NotificationKind.choices)
    mail = models.BooleanField("per Mail", default=True)

    objects = NotificationPreferenceQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "kind"], name="preference_once"),
            models.CheckConstraint(condition=models.Q(kind__in=NotificationKind.values), name="preference_kind_known"),
        ]


class LeavingQuerySet(models.QuerySet["Leaving"]):
    def visible_to(self, viewer: Viewer) -> "LeavingQuerySet":
        """Nobody's: what an account was called is to be forgotten."""
        return self.none()

    def due(self, at: datetime.datetime) -> "LeavingQuerySet":
        return self.filter(due_at__lte=at).order_by("due_at", "id")


class Leaving(models.Model):
    """A member has left („Austritt“), or an operator has deleted the account (`by`, with `reasons`).

    The account is gone at once; the rest is taken away by the worker, again from `due_at` on until that is empty. So
    long `name` says what has to leave the texts of others, and `email` where the last mail still has to go.
    """

    member = models.OneToOneField(Member, models.PROTECT, related_name="leaving")
    by = models.ForeignKey(Member, models.PROTECT, null=True, related_name="+")
    reasons = models.TextField("Begründung", max_length=2000, blank=True)
    takes_texts = models.BooleanField(default=False)
    name = models.CharField(max_length=NAME_LENGTH, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    at = models.DateTimeField(default=timezone.now)
    due_at = models.DateTimeField(null=True, default=timezone.now)

    objects = LeavingQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(by=None) | ~models.Q(reasons=""),
                name="leaving_by_others_has_reasons",
                violation_error_message="Schreib, warum das Konto gelöscht wird: Das Mitglied bekommt es zu lesen.",
            ),
            models.CheckConstraint(
                condition=models.Q(due_at__isnull=False) | models.Q(name="", email=""), name="leaving_done_is_forgotten"
            ),
        ]
        indexes = [
            models.Index(fields=["due_at"], condition=models.Q(due_at__isnull=False), name="leaving_due"),
        ]


class Forgotten(models.QuerySet[Any]):
    def visible_to(self, viewer: Viewer) -> "Forgotten":
        """Nobody's: it answers whether, never what."""
        return self.none()


class FreedName(models.Model):
    """A name somebody had who has left, as a keyed hash of its folded form: it is never given again."""

    digest = models.CharField(max_length=64)

    objects = Forgotten.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="freed_name_once")]


class BarredAddress(models.Model):
    """A mail address, as a keyed hash, of somebody who left while banned. Until the ban ends, or for ever with None,
    no account is opened with it."""

    digest = models.CharField(max_length=64)
    until = models.DateTimeField(null=True)

    objects = Forgotten.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["digest"], name="barred_address_once")]
        indexes = [models.Index(fields=["until"], name="barred_address_until")]


class MailDomainKind(models.TextChoices):
    REFUSED = "refused", "abweisen"
    HELD = "held", "erste Beiträge zurückhalten"


class MailDomainQuerySet(models.QuerySet["MailDomain"]):
    def visible_to(self, viewer: Viewer) -> "MailDomainQuerySet":
        """Whoever knows the list signs up around it."""
        from accounts.roles import is_operator

        return self if is_operator(viewer) else self.none()


class MailDomain(models.Model):
    """What becomes of those who sign up with a mail address of `domain` or of anything below it."""

    domain = models.CharField("Domain", max_length=253)
    kind = models.CharField("Wer sich damit anmeldet", max_length=10, choices=MailDomainKind.choices)
    at = models.DateTimeField(default=timezone.now)

    objects = MailDomainQuerySet.as_manager()

    class Meta:
        ordering = ["domain"]
        constraints = [
            models.UniqueConstraint(
                fields=["domain"],
                name="mail_domain_once",
                violation_error_message="Diese Domain steht schon in der Liste.",
            ),
            models.CheckConstraint(condition=models.Q(kind__in=MailDomainKind.values), name="mail_domain_kind_known"),
        ]

    def __str__(self) -> str:
        return self.domain

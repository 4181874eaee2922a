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
        """Every member has a public name; nobody's mail address is visible to anybody else."""
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
        """Ids by the names as written; names of nobody are left out. One query."""
        folded = {name: fold_name(name) for name in names}
        ids = dict(self.filter(name_folded__in=set(folded.values())).values_list("name_folded", "pk"))
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
    `has_new_rules` from the day the rules changed until the member has read them.
    `reads_densely` and `has_shortcuts` change how pages look and listen, never what is on them.
    """

    name = models.CharField("Name", max_length=NAME_LENGTH)
    name_folded = DerivedField(max_length=6 * NAME_LENGTH, source="name", function=fold_name)
    email = models.EmailField("E-Mail", max_length=254)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField(default=timezone.now)
    all_read_at = models.DateTimeField(null=True, editable=False)
    reads_densely = models.BooleanField("Dichte Ansicht", default=False)
    has_shortcuts = models.BooleanField("Tastenkürzel", default=True)
    follows_on_reply = models.BooleanField("Themen folgen, in denen ich antworte", default=True)
    digest = models.CharField("Übersicht per Mail", max_length=10, choices=DigestRhythm.choices, blank=True, default="")
    digest_at = models.DateTimeField(null=True, editable=False)
    has_new_rules = models.BooleanField(default=False, editable=False)

    if TYPE_CHECKING:
        _roles: frozenset[str]
        _ignored: frozenset[int]

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
    MENTION = "mention", "Jemand ruft dich"
    QUOTE = "quote", "Jemand zitiert dich"
    REPLY = "reply", "Antworten in Themen, denen du folgst"
    THREAD = "thread", "Neue Themen in Foren, denen du folgst"
    REVIEW = "review", "Neue Kritiken zu dem, was du verfolgst"
    REACTION = "reaction", "Jemand reagiert auf deine Beiträge"
    REMINDER = "reminder", "Erinnerungen an Merker"
    DIGEST = "digest", "Übersicht"


WITHOUT_MAIL = [NotificationKind.REACTION]
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

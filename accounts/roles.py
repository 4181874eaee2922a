"""Who belongs to the team, and the acts of the operator that change it.

Roles are Django groups made by a migration and add up. Whoever is signed in comes with them; for other members `is_`
predicates cost one query. The answer is kept on the member object.
"""

from django.contrib.auth.models import Group
from django.db import models, transaction

from accounts.models import Ignore, Member, Viewer
from accounts.prepared import Asked, PreparedQuery

__all__ = [
    "LastOperator",
    "Role",
    "grant_role",
    "is_chief_editor",
    "is_editor",
    "is_moderator",
    "is_operator",
    "is_team",
    "member_with_roles",
    "other_operators",
    "roles_of",
    "team_members",
    "withdraw_role",
]


_with_groups = PreparedQuery(
    lambda: Member.objects.filter(pk=Asked(0)).annotate(
        group=models.F("groups__name"),
        ignores_somebody=models.Exists(Ignore.objects.filter(member=models.OuterRef("pk"))),
    )
)


class Role(models.TextChoices):
    EDITOR = "Redaktion", "Redaktion"
    CHIEF_EDITOR = "Chefredaktion", "Chefredaktion"
    MODERATOR = "Moderation", "Moderation"
    OPERATOR = "Betrieb", "Betrieb"


class LastOperator(Exception):
    """Nobody could hand out roles any more."""


def roles_of(viewer: Viewer) -> frozenset[str]:
    if not isinstance(viewer, Member) or not viewer.is_active:
        return frozenset()
    if not hasattr(viewer, "_roles"):
        viewer._roles = _of_groups(viewer, set(viewer.groups.values_list("name", flat=True)))
    return viewer._roles


def _of_groups(member: Member, names: set[str]) -> frozenset[str]:
    return frozenset(names & set(Role.values) | ({Role.OPERATOR.value} if member.is_superuser else set()))


def member_with_roles(pk: int) -> Member | None:
    """One query for both, and for whether they ignore anybody: whoever is signed in is asked for with every page."""
    rows = _with_groups(pk)
    if not rows:
        return None
    member = rows[0]
    member._roles = _of_groups(member, {row.group for row in rows})
    return member


def is_editor(viewer: Viewer) -> bool:
    """The chief editors are editors too."""
    return bool(roles_of(viewer) & {Role.EDITOR, Role.CHIEF_EDITOR})


def is_chief_editor(viewer: Viewer) -> bool:
    return Role.CHIEF_EDITOR in roles_of(viewer)


def is_moderator(viewer: Viewer) -> bool:
    return Role.MODERATOR in roles_of(viewer)


def is_operator(viewer: Viewer) -> bool:
    return Role.OPERATOR in roles_of(viewer)


def is_team(viewer: Viewer) -> bool:
    return bool(roles_of(viewer))


def team_members() -> models.QuerySet[Member]:
    """Keys of those who belong to the team, for a condition `__in`."""
    return Member.objects.filter(models.Q(is_superuser=True) | models.Q(groups__name__in=Role.values)).values("pk")


@transaction.atomic
def grant_role(member: Member, role: Role, *, by: Member | None) -> bool:
    """`by` is None only for demo data and tests. True if the member did not have the role before."""
    if by is not None and not is_operator(by):
        raise PermissionError("Rollen vergibt der Betrieb.")
    group = Group.objects.get(name=role.value)
    link = Member.groups.through
    _, created = link.objects.get_or_create(member=member, group=group)
    forget_roles(member)
    return created


@transaction.atomic
def withdraw_role(member: Member, role: Role, *, by: Member) -> bool:
    """Locks the role, so that two operators cannot remove each other at once. Raises LastOperator."""
    if not is_operator(by):
        raise PermissionError("Rollen vergibt der Betrieb.")
    group = Group.objects.select_for_update().get(name=role.value)
    if role == Role.OPERATOR and not other_operators(member).exists():
        raise LastOperator
    removed, _ = Member.groups.through.objects.filter(member=member, group=group).delete()
    forget_roles(member)
    return bool(removed)


def other_operators(member: Member) -> models.QuerySet[Member]:
    in_charge = models.Q(is_superuser=True) | models.Q(groups__name=Role.OPERATOR.value)
    return Member.objects.filter(in_charge, is_active=True).exclude(pk=member.pk, is_superuser=False)


def forget_roles(member: Member) -> None:
    member.__dict__.pop("_roles", None)

"""Whom a member does not want to hear. Nobody learns of it."""

from django.db import transaction

from accounts.models import Ignore, Member, Viewer
from accounts.prepared import Asked, PreparedQuery

__all__ = ["hear_again", "ignore", "ignored_by"]

_ignored = PreparedQuery(lambda: Ignore.objects.filter(member=Asked(0)).values_list("ignored_id", flat=True))


def ignored_by(viewer: Viewer) -> frozenset[int]:
    """Ids; none for guests. One query for those who ignore somebody, kept on the member object."""
    if not isinstance(viewer, Member):
        return frozenset()
    if not getattr(viewer, "ignores_somebody", True):
        return frozenset()
    if not hasattr(viewer, "_ignored"):
        viewer._ignored = frozenset(_ignored(viewer.pk))
    return viewer._ignored


def ignore(member: Member, *, by: Member) -> bool:
    """True if `by` heard the member before. Nobody ignores themselves; raises ValueError."""
    if member == by:
        raise ValueError("Dich selbst kannst du nicht ignorieren.")
    with transaction.atomic():
        _, is_new = Ignore.objects.get_or_create(member=by, ignored=member)
    forget_ignored(by)
    return is_new


def hear_again(member: Member, *, by: Member) -> bool:
    removed, _ = Ignore.objects.filter(member=by, ignored=member).delete()
    forget_ignored(by)
    return bool(removed)


def forget_ignored(member: Member) -> None:
    for name in ("_ignored", "ignores_somebody"):
        member.__dict__.pop(name, None)

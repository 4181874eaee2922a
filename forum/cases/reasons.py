"""The reasons people report for: the operator's list."""

from django.core.exceptions import PermissionDenied

from accounts.models import Member
from accounts.roles import is_operator
from forum.models import ReportReason

__all__ = ["save_reason"]


def save_reason(reason: ReportReason, *, by: Member) -> ReportReason:
    """A new one, or the fields of one. None is ever deleted: reports rest on them. Raises PermissionDenied; IntegrityError
    if another has the name."""
    if not is_operator(by):
        raise PermissionDenied
    reason.save()
    return reason

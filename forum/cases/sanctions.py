"""Measures against members („Maßnahmen“): each is a decision with reasons; its end is a date, no job ends it.

A banned member still signs in, reads, exports, appeals and leaves; nobody is ever made inactive.
"""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from accounts.roles import is_team
from forum import moderation
from forum.models import Decision, Sanction
from forum.models.moderation import DecisionAction
from forum.models.redress import SanctionKind
from forum.moderators import moderates_everywhere

__all__ = ["MEASURES", "impose", "lift"]

MEASURES = {
    SanctionKind.WARNING: DecisionAction.WARN,
    SanctionKind.APPROVAL: DecisionAction.PRE_APPROVE,
    SanctionKind.SLOW: DecisionAction.SLOW_DOWN,
    SanctionKind.SILENCE: DecisionAction.SILENCE,
    SanctionKind.BAN: DecisionAction.BAN,
}


def impose(
    member: Member,
    kind: SanctionKind,
    *,
    by: Member,
    decision: Decision,
    ends_at: datetime.datetime | None = None,
    pause: int = 0,
) -> Sanction:
    """Without `ends_at` until it is lifted. The team is not sanctioned: the operator withdraws the role first."""
    if not moderates_everywhere(by) or by == member or is_team(member):
        raise PermissionDenied
    if not decision.reasons.strip():
        raise moderation.ReasonsMissing
    decision.ends_at = ends_at
    with transaction.atomic():
        moderation.record(decision, MEASURES[kind], member=member, by=by)
        return Sanction.objects.create(member=member, kind=kind, pause=pause, ends_at=ends_at, decision=decision)


def lift(sanction: Sanction, *, by: Member, decision: Decision) -> Decision | None:
    """The undo; None if it has ended or was lifted before."""
    if not moderates_everywhere(by) or by.pk == sanction.member_id:
        raise PermissionDenied
    with transaction.atomic():
        active = Sanction.objects.active(timezone.now()).filter(pk=sanction.pk)
        if not active.select_for_update(no_key=True).exists():
            return None
        moderation.record(decision, DecisionAction.LIFT, member=sanction.member, by=by)
        if active.update(lifted_by=decision) != 1:
            raise RuntimeError("A locked sanction was lifted twice.")
        return decision

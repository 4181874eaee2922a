"""Cases that need nobody any more."""

from forum import moderation
from forum.models import Case, Decision, Post
from forum.models.case import CaseStage, ReportKind
from forum.models.moderation import DecisionAction

__all__ = ["let_rest"]


def let_rest(post: Post) -> bool:
    """The author withdrew a post that only waited for approval: nobody needs to look. In the transaction of that."""
    case = Case.objects.current(post).filter(stage=CaseStage.OPEN).first()
    if case is None or case.reports.exclude(kind=ReportKind.APPROVAL).exists():
        return False
    decision = Decision(case=case, automated=True, facts="Zurückgezogen, ehe jemand entschieden hat.")
    moderation.record(decision, DecisionAction.NOTHING, post=post, by=None)
    return True

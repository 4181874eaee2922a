"""What a decision does to its case: it is decided, whoever reported has the answer, whom it touches the reasons."""

from collections.abc import Iterable

from django.core.exceptions import PermissionDenied
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from forum.cases.joining import base_of
from forum.models import Appeal, Case, Letter, Post, Report, Statement
from forum.models.case import TO_DO, CaseStage, LetterKind
from forum.models.moderation import RESTRICTIONS, Decision, DecisionAction
from forum.models.post import UNDECIDED
from forum.models.targets import Target, target_columns

__all__ = ["DecidedMeanwhile", "answer_reports", "give_reasons", "is_still_open", "settle", "write_letters"]

SETTLING = [
    DecisionAction.HIDE,
    DecisionAction.RESTORE,
    DecisionAction.REJECT,
    DecisionAction.APPROVE,
    DecisionAction.LOCK,
    DecisionAction.HIDE_THREAD,
    DecisionAction.RESTORE_THREAD,
    DecisionAction.ERASE,
    DecisionAction.NOTHING,
    DecisionAction.PASS_ON,
    DecisionAction.COVER,
    DecisionAction.TAKE_OUT_VOTE,
    DecisionAction.PUT_BACK_VOTE,
    DecisionAction.WARN,
    DecisionAction.PRE_APPROVE,
    DecisionAction.SLOW_DOWN,
    DecisionAction.SILENCE,
    DecisionAction.BAN,
]
"""Acts that answer a case; a thread that is pinned or moved has not been judged, nor a post that lost a picture."""


class DecidedMeanwhile(Exception):
    """The case is not as the moderator saw it: somebody decided, or something was reported since."""


def settle(decision: Decision, target: Target) -> None:
    """Before the decision is saved, in its transaction. With a case given as the moderator saw it, it must be so still:
    raises DecidedMeanwhile. Without one the open case of the target is settled; a restriction without any gets one that
    is decided, so that there is something to appeal against. Nobody settles what they reported themselves."""
    if decision.case is not None:
        if decision.reverses is None and decision.case.stage == CaseStage.OPEN:
            _refuse_reporters(decision.case, decision.by)
            _decide(decision.case, target, as_seen=True)
        return
    if decision.by is None and decision.action in RESTRICTIONS:  # hidden until somebody decides
        decision.case = Case.objects.current(target).first()
        return
    if decision.action not in (*SETTLING, *RESTRICTIONS):
        return
    case = Case.objects.select_for_update(no_key=True).current(target).first()
    if case is None and decision.action in RESTRICTIONS:
        now = timezone.now()
        decided = {"stage": CaseStage.DECIDED, "decided_at": now, "decided_base": base_of(target), "opened_at": now}
        decision.case = Case.objects.create(**target_columns(target), **decided)
        return
    decision.case = case
    if case is not None and case.stage == CaseStage.OPEN and not _leaves_open(decision, case):
        _refuse_reporters(case, decision.by)
        _decide(case, target)


def is_still_open(target: Target) -> bool:
    """Whether somebody is yet to decide. Locks the case to the end of the transaction."""
    case = Case.objects.select_for_update(no_key=True).current(target).first()
    return case is not None and case.stage in TO_DO


def _leaves_open(decision: Decision, case: Case) -> bool:
    """A post that waits still has to be shown or hidden by somebody, and one that lost a picture judged. A spoiler that was
    covered answers whoever missed the cover, and nobody else."""
    if decision.action not in SETTLING or Post.objects.filter(pk=decision.post_id or 0, state__in=UNDECIDED).exists():
        return True
    others = case.reports.of_people().filter(decision=None, reason__is_spoiler=False)
    return decision.action == DecisionAction.COVER and others.exists()


def _refuse_reporters(case: Case, by: Member | None) -> None:
    if by is not None and case.reports.of_people().filter(by=by, decision=None).exists():
        raise PermissionDenied


def _decide(case: Case, target: Target, *, as_seen: bool = False) -> None:
    rows = Case.objects.filter(pk=case.pk, stage=CaseStage.OPEN)
    rows = rows.filter(version=case.version) if as_seen else rows
    appealed = Appeal.objects.undecided().filter(decision__case=case).exists()
    changed = rows.update(
        stage=CaseStage.APPEALED if appealed else CaseStage.DECIDED,
        decided_at=timezone.now(),
        decided_base=base_of(target),
        claimed_by=None,
        claimed_until=None,
        version=F("version") + 1,
    )
    if changed != 1:
        raise DecidedMeanwhile


def answer_reports(decision: Decision) -> None:
    """After it is saved: everybody who reported hears of it, once the case is decided. An automatic act somebody still
    judges, and an appeal is answered by its own outcome."""
    waiting = Report.objects.filter(case=decision.case_id, decision=None).exclude(case__stage__in=TO_DO)
    people = list(waiting.of_people().select_related("by"))
    if people or waiting.exists():
        waiting.update(decision=decision)
        write_letters(LetterKind.OUTCOME, [(report, decision.pk) for report in people])


def write_letters(
    kind: LetterKind, answers: Iterable[tuple[Report, int | None]], *, appeal: Appeal | None = None
) -> None:
    """To whoever can be written to: guests who left an address, and members. Each report comes with the key of the decision
    it is told of. One statement."""
    letters = [
        Letter(
            kind=kind,
            key=":".join([kind, f"r{report.pk}", *([f"d{decision}"] if decision else [])]),
            member=report.by,
            report=report,
            decision_id=decision,
            appeal=appeal,
        )
        for report, decision in answers
        if report.by or report.email
    ]
    Letter.objects.bulk_create(letters, ignore_conflicts=True)


def give_reasons(decision: Decision, member: Member | None) -> Statement | None:
    """To whom a restriction touches; nobody for the thread of a review."""
    if member is None or decision.action not in RESTRICTIONS:
        return None
    statement = Statement.objects.create(decision=decision, member=member)
    Letter.objects.create(kind=LetterKind.STATEMENT, key=f"statement:d{decision.pk}", member=member, decision=decision)
    return statement

"""Objections („Widersprüche“): author and reporter may each say once that a decision is wrong; another moderator decides."""

import datetime

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from accounts.roles import Role
from forum import moderation, subjects
from forum.cases import deciding, sanctions
from forum.cases.settling import DecidedMeanwhile, answer_reports, write_letters
from forum.models import Appeal, Case, Decision, Letter, Report, Sanction
from forum.models.case import CaseStage, LetterKind
from forum.models.moderation import RESTRICTIONS, DecisionAction
from forum.models.redress import AppealOutcome, AppealSide

__all__ = [
    "AlreadyAppealed",
    "NoAppeal",
    "appeal",
    "can_appeal",
    "close_cases",
    "decide_appeal",
    "decides_alone",
    "forget_reporters",
    "is_reversible",
    "may_decide_appeal",
]

APPEAL_WITHIN = datetime.timedelta(days=183)
"""Six months (DSA 20)."""

FORGET_AFTER = datetime.timedelta(days=183)
"""Reporters' names and addresses after their case was closed."""


class NoAppeal(Exception):
    """The time is over, the decision is not one to appeal against, or somebody else's."""


class AlreadyAppealed(Exception):
    """This side has appealed against the decision before."""


def can_appeal(decision: Decision, side: AppealSide, *, at: datetime.datetime | None = None) -> bool:
    """Whether the decision is open to it; whose it is says the caller. An author appeals against restrictions, a reporter
    against any answer but that of a rule."""
    if decision.case is None or (at or timezone.now()) > decision.at + APPEAL_WITHIN:
        return False
    if hasattr(decision, "reversed_by") or decision.appeals.filter(side=side).exists():
        return False
    return side == AppealSide.REPORTER or decision.action in RESTRICTIONS


def appeal(
    decision: Decision, side: AppealSide, *, words: str, member: Member | None = None, report: Report | None = None
) -> Appeal:
    """By the member whom it touches, or by whoever made the report it answers. Raises NoAppeal, AlreadyAppealed."""
    is_theirs = (
        report.decision_id == decision.pk if report else side == AppealSide.AUTHOR and _touches(decision, member)
    )
    if not is_theirs or decision.case is None or timezone.now() > decision.at + APPEAL_WITHIN:
        raise NoAppeal
    try:
        with transaction.atomic():
            made = Appeal.objects.create(decision=decision, side=side, words=words, member=member, report=report)
            Case.objects.filter(pk=decision.case.pk).exclude(stage=CaseStage.OPEN).update(
                stage=CaseStage.APPEALED, closed_at=None, opened_at=made.at, version=F("version") + 1
            )
            _write(LetterKind.APPEAL_RECEIPT, made)
            return made
    except IntegrityError as error:
        raise AlreadyAppealed from error


def _touches(decision: Decision, member: Member | None) -> bool:
    return (
        member is not None and getattr(decision, "statement", None) is not None and decision.statement.member == member
    )


def _write(kind: LetterKind, made: Appeal) -> None:
    report = made.report
    if made.member or (report and report.email):
        Letter.objects.create(
            kind=kind, key=f"{kind}:a{made.pk}", member=made.member, report=report, decision=made.decision, appeal=made
        )


def may_decide_appeal(made: Appeal, by: Member) -> bool:
    """Neither who decided first, while another moderator is there, nor who appeals, wrote or reported."""
    decision, case = made.decision, made.decision.case
    if case is None or not deciding.moderates_case(by, case):
        return False
    if by in (made.member, deciding.author_of(case)) or (made.report and made.report.by == by):
        return False
    if case.reports.of_people().filter(by=by).exists():
        return False
    return decision.by != by or decides_alone(by)


def decides_alone(by: Member) -> bool:
    """Nobody else moderates: then the first one decides again, and the page says so."""
    others = Member.objects.filter(groups__name=Role.MODERATOR.value, is_active=True).exclude(pk=by.pk)
    return not others.exists()


def is_reversible(decision: Decision) -> bool:
    """What was erased is gone."""
    return decision.action in REVERSALS


def decide_appeal(
    made: Appeal,
    outcome: AppealOutcome,
    *,
    by: Member,
    answer: str,
    decision: Decision | None = None,
    measure: deciding.Measure | None = None,
) -> Appeal:
    """Uphold, reverse or change, in words that both sides read. A reversal runs the act backwards; to change is to judge
    anew, with a `decision` of its own. The other side may still appeal. Raises DecidedMeanwhile, NotForThis, PermissionDenied.
    """
    if not may_decide_appeal(made, by):
        raise PermissionDenied
    if not answer.strip():
        raise moderation.ReasonsMissing
    with transaction.atomic():
        result = _result(made, outcome, by, answer, decision, measure)
        decided = {
            "outcome": outcome,
            "answer": answer,
            "decided_by": by,
            "decided_at": timezone.now(),
            "result": result,
        }
        if Appeal.objects.undecided().filter(pk=made.pk).update(**decided) != 1:
            raise DecidedMeanwhile
        case = Case.objects.filter(decisions=made.decision_id)
        if not Appeal.objects.undecided().filter(decision__case__in=case.values("pk")).exists():
            now = timezone.now()
            case.filter(stage=CaseStage.APPEALED).update(
                stage=CaseStage.CLOSED, closed_at=now, claimed_by=None, claimed_until=None, version=F("version") + 1
            )
            answer_reports(made.result or made.decision)
        made.refresh_from_db()
        _write(LetterKind.APPEAL_OUTCOME, made)
        _tell_other_side(made)
    return made


def _result(
    made: Appeal,
    outcome: AppealOutcome,
    by: Member,
    answer: str,
    decision: Decision | None,
    measure: deciding.Measure | None,
) -> Decision | None:
    if outcome == AppealOutcome.UPHELD:
        return None
    is_taken_back = Decision.objects.filter(reverses=made.decision).exists()  # by an appeal of the other side
    takes_back = None if is_taken_back else made.decision
    case = Case.objects.get(decisions=made.decision)
    if outcome == AppealOutcome.REVERSED:
        return _reverse(made.decision, by, Decision(reasons=answer, case=case, reverses=takes_back))
    if decision is None:
        raise deciding.NotForThis
    decision.case, decision.reverses = case, takes_back
    return _change(made.decision, by, decision, measure)


def _reverse(first: Decision, by: Member, decision: Decision) -> Decision:
    """None of its states is left to reverse if somebody did it before: then the decision is recorded alone."""
    undo = REVERSALS.get(DecisionAction(first.action))
    if undo is None:
        raise deciding.NotForThis
    done = undo(first, by, decision)
    return done if done is not None else _say_so(first, by, decision)


def _say_so(first: Decision, by: Member, decision: Decision) -> Decision:
    subject = (first.subject_kind, first.subject_id) if first.subject_id else None
    where = {"post": first.post, "thread": first.thread, "member": first.member, "subject": subject}
    return moderation.record(decision, DecisionAction.NOTHING, by=by, **where)  # type: ignore[arg-type]


def _restore_post(first: Decision, by: Member, decision: Decision) -> Decision | None:
    return moderation.restore_post(first.post, by=by, decision=decision) if first.post else None


def _unlock(first: Decision, by: Member, decision: Decision) -> Decision | None:
    return moderation.unlock_thread(first.thread, by=by, decision=decision) if first.thread else None


def _restore_thread(first: Decision, by: Member, decision: Decision) -> Decision | None:
    return moderation.restore_thread(first.thread, by=by, decision=decision) if first.thread else None


def _lift(first: Decision, by: Member, decision: Decision) -> Decision | None:
    return sanctions.lift(first.sanction, by=by, decision=decision)


def _put_back(first: Decision, by: Member, decision: Decision) -> Decision | None:
    made: Decision | None = subjects.put_back(first.subject_kind, first.subject_id or 0, by=by, decision=decision)
    return made


REVERSALS = {
    DecisionAction.HIDE: _restore_post,
    DecisionAction.REJECT: _restore_post,
    DecisionAction.LOCK: _unlock,
    DecisionAction.HIDE_THREAD: _restore_thread,
    DecisionAction.TAKE_OUT_VOTE: _put_back,
    **dict.fromkeys(sanctions.MEASURES.values(), _lift),
}


def _change(first: Decision, by: Member, decision: Decision, measure: deciding.Measure | None) -> Decision:
    """A sanction gets another one in its place; what was judged harmless is hidden after all."""
    sanction = Sanction.objects.filter(decision=first).first()
    if sanction is not None and measure is not None:
        sanctions.lift(sanction, by=by, decision=Decision(reasons=decision.reasons, case=first.case))
        return sanctions.impose(
            sanction.member, measure.kind, by=by, decision=decision, ends_at=measure.ends_at, pause=measure.pause
        ).decision
    if first.post is not None and first.action in (
        DecisionAction.NOTHING,
        DecisionAction.APPROVE,
        DecisionAction.RESTORE,
    ):
        done = moderation.hide_post(first.post, by=by, decision=decision)
        if done is not None:
            return done
    raise deciding.NotForThis


def _tell_other_side(made: Appeal) -> None:
    """Whoever wrote hears of an appeal that changed something by its new statement or the restored post; the reporters by mail."""
    if made.result is None or made.decision.case is None:
        return
    reports = Report.objects.filter(decision=made.decision).of_people().exclude(appeals=made)
    told = [(report, made.result.pk) for report in reports.select_related("by")]
    write_letters(LetterKind.APPEAL_OUTCOME, told, appeal=made)


def close_cases(at: datetime.datetime) -> int:
    """When the time for appeals is over; how many."""
    ended = Case.objects.filter(stage=CaseStage.DECIDED, decided_at__lt=at - APPEAL_WITHIN)
    return ended.update(stage=CaseStage.CLOSED, closed_at=at, version=F("version") + 1)


def forget_reporters(at: datetime.datetime) -> int:
    """Nobody needs to know any more who it was; how many reports."""
    old = Report.objects.of_people().filter(case__stage=CaseStage.CLOSED, case__closed_at__lt=at - FORGET_AFTER)
    known = old.exclude(by=None, email="", name="", secret_hash="")
    Letter.objects.filter(report__in=known.values("pk")).delete()
    return known.update(by=None, email="", name="", secret_seed="", secret_hash="", form_key="")

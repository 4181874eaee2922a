"""Objections („Widersprüche“): author and reporter may each say once that a decision is wrong; another moderator decides."""

import datetime
from copy import copy

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from forum import moderation, subjects
from forum.cases import deciding, sanctions
from forum.cases.joining import wait_for_approval
from forum.cases.settling import DecidedMeanwhile, answer_reports, write_letters
from forum.models import Appeal, Case, Decision, Letter, Report, Sanction
from forum.models.case import CaseStage, LetterKind
from forum.models.moderation import RESTRICTIONS, DecisionAction
from forum.models.post import UNDECIDED
from forum.models.redress import AppealOutcome, AppealSide
from forum.moderators import moderators_of

__all__ = [
    "AlreadyAppealed",
    "NoAppeal",
    "appeal",
    "can_appeal",
    "close_cases",
    "decide_appeal",
    "decides_again",
    "forget_reporters",
    "is_lasting",
    "is_reversible",
    "may_decide_appeal",
]

APPEAL_WITHIN = datetime.timedelta(days=183)
"""Six months (DSA 20)."""

FORGET_AFTER = datetime.timedelta(days=183)
"""Reporters' names and addresses after their case was closed."""


STILL_WAITS = "Wartet seit einem Widerspruch"


class NoAppeal(Exception):
    """The time is over, the decision is not one to appeal against, or somebody else's."""


class AlreadyAppealed(Exception):
    """This side has appealed against the decision before."""


def can_appeal(decision: Decision, side: AppealSide, *, at: datetime.datetime | None = None) -> bool:
    """Whether the decision is open to it; whose it is says the caller. An author appeals against restrictions that still
    stand, a reporter against any answer, also one the author had taken back."""
    if decision.case is None or (at or timezone.now()) > decision.at + APPEAL_WITHIN:
        return False
    if decision.appeals.filter(side=side).exists():
        return False
    if side == AppealSide.REPORTER:
        return True
    return decision.action in RESTRICTIONS and not hasattr(decision, "reversed_by")


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
            case = _lock_case_of(decision)
            made = Appeal.objects.create(decision=decision, side=side, words=words, member=member, report=report)
            Case.objects.filter(pk=case).exclude(stage=CaseStage.OPEN).update(
                stage=CaseStage.APPEALED, closed_at=None, opened_at=made.at, version=F("version") + 1
            )
            _write(LetterKind.APPEAL_RECEIPT, made)
            return made
    except IntegrityError as error:
        raise AlreadyAppealed from error


def _lock_case_of(decision: Decision) -> int:
    """A merge may put the decision into another case: then that one is meant."""
    of_decision = Decision.objects.filter(pk=decision.pk).values_list("case", flat=True)
    while True:
        pk = of_decision.get()
        Case.objects.select_for_update(no_key=True).get(pk=pk)
        if of_decision.get() == pk:
            return int(pk or 0)


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
    """Neither who appeals, wrote or reported, nor who decided before, while another moderator may decide this very one."""
    case = made.decision.case
    if case is None or not deciding.moderates_case(by, case) or by.pk in _partial(made, case):
        return False
    return by.pk not in _deciders(made, case) or not _others_may_decide(made, case)


def decides_again(made: Appeal, by: Member) -> bool:
    """Nobody else may decide it: then whoever decided before does so once more, and the page says so."""
    case = made.decision.case
    return case is not None and by.pk in _deciders(made, case) and not _others_may_decide(made, case)


def _others_may_decide(made: Appeal, case: Case) -> bool:
    barred = _partial(made, case) | _deciders(made, case)
    return moderators_of(deciding.board_of(case)).exclude(pk__in=barred).exists()


def _partial(made: Appeal, case: Case) -> set[int]:
    """Whose own matter it is."""
    author = deciding.author_of(case)
    own = {made.member_id, author.pk if author else None, made.report.by_id if made.report else None}
    reporters = case.reports.of_people().exclude(by=None).values_list("by", flat=True)
    return {pk for pk in own if pk is not None} | set(reporters)


def _deciders(made: Appeal, case: Case) -> set[int]:
    """Who decided what the appeal is against, or confirmed what a rule had done, and who decided the other side's appeal."""
    first = made.decision
    found = {first.by_id} if first.by_id else set(case.decisions.exclude(by=None).values_list("by", flat=True))
    other_side = first.appeals.exclude(pk=made.pk).exclude(decided_by=None).values_list("decided_by", flat=True)
    return {pk for pk in (*found, *other_side) if pk is not None}


def is_reversible(decision: Decision) -> bool:
    """Nothing is taken back twice."""
    return decision.is_restriction and not hasattr(decision, "reversed_by")


def is_lasting(decision: Decision) -> bool:
    """What was erased is gone; that it was wrong can still be said."""
    return decision.is_restriction and decision.action not in REVERSALS


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
    while True:
        was_taken_back = _is_taken_back(made)  # by an appeal of the other side
        try:
            with transaction.atomic():
                return _decide(made, outcome, by, answer, copy(decision), measure)
        except IntegrityError as error:
            if not Appeal.objects.undecided().filter(pk=made.pk).exists():
                raise DecidedMeanwhile from error
            if was_taken_back or not _is_taken_back(made):
                raise


def _is_taken_back(made: Appeal) -> bool:
    return Decision.objects.filter(reverses=made.decision_id).exists()


def _decide(
    made: Appeal,
    outcome: AppealOutcome,
    by: Member,
    answer: str,
    decision: Decision | None,
    measure: deciding.Measure | None,
) -> Appeal:
    result = _result(made, outcome, by, answer, decision, measure)
    moment = timezone.now()
    said = {"outcome": outcome, "answer": answer, "decided_by": by, "decided_at": moment, "result": result}
    if Appeal.objects.undecided().filter(pk=made.pk).update(**said) != 1:
        raise DecidedMeanwhile
    case = Case.objects.filter(decisions=made.decision_id)
    if not Appeal.objects.undecided().filter(decision__case__in=case.values("pk")).exists():
        case.filter(stage=CaseStage.APPEALED).update(
            stage=CaseStage.CLOSED, closed_at=moment, claimed_by=None, claimed_until=None, version=F("version") + 1
        )
        answer_reports(made.result or made.decision)
        _go_on_waiting(case.get())
    made.refresh_from_db()
    _write(LetterKind.APPEAL_OUTCOME, made)
    _tell_other_side(made)
    return made


def _go_on_waiting(case: Case) -> None:
    """A post that waits for approval, or was hidden by reports, while the appeal ran, still has to be decided on."""
    if case.stage == CaseStage.CLOSED and case.post is not None and case.post.state in UNDECIDED:
        wait_for_approval(case.post, why=STILL_WAITS)


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
    takes_back = None if _is_taken_back(made) else made.decision
    case = Case.objects.get(decisions=made.decision)
    if outcome == AppealOutcome.REVERSED:
        return _reverse(made.decision, by, Decision(reasons=answer, case=case, reverses=takes_back))
    if decision is None:
        raise deciding.NotForThis
    decision.case, decision.reverses = case, takes_back
    return _change(made.decision, by, decision, measure)


def _reverse(first: Decision, by: Member, decision: Decision) -> Decision:
    """None of its states is left to reverse if it was erased, or somebody did it before and what stands now rests on another
    decision: then this one is recorded alone."""
    if not first.is_restriction:
        raise deciding.NotForThis
    undo = REVERSALS.get(DecisionAction(first.action))
    done = undo(first, by, decision) if undo and not _was_undone(first) else None
    return done if done is not None else _say_so(first, by, decision)


def _was_undone(first: Decision) -> bool:
    undone = [UNDONE_BY[DecisionAction(first.action)]] if first.action in UNDONE_BY else []
    later = Decision.objects.filter(pk__gt=first.pk, action__in=undone)
    about = {"post": first.post_id, "thread": first.thread_id, "subject_id": first.subject_id}
    return later.filter(subject_kind=first.subject_kind, **about).exists()


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

UNDONE_BY = {
    DecisionAction.HIDE: DecisionAction.RESTORE,
    DecisionAction.REJECT: DecisionAction.RESTORE,
    DecisionAction.LOCK: DecisionAction.UNLOCK,
    DecisionAction.HIDE_THREAD: DecisionAction.RESTORE_THREAD,
    DecisionAction.TAKE_OUT_VOTE: DecisionAction.PUT_BACK_VOTE,
}


SHOWING = (DecisionAction.NOTHING, DecisionAction.APPROVE, DecisionAction.RESTORE)


def _change(first: Decision, by: Member, decision: Decision, measure: deciding.Measure | None) -> Decision:
    """A sanction gets another one in its place; what was judged harmless, or shown again, is hidden after all."""
    sanction = Sanction.objects.filter(decision=first).first()
    if sanction is not None and measure is not None:
        sanctions.lift(sanction, by=by, decision=Decision(reasons=decision.reasons, case=first.case))
        return sanctions.impose(
            sanction.member, measure.kind, by=by, decision=decision, ends_at=measure.ends_at, pause=measure.pause
        ).decision
    if first.post is not None and (first.action in SHOWING or decision.reverses is None):
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
    Appeal.objects.filter(side=AppealSide.REPORTER, report__in=known.values("pk")).update(member=None)
    return known.update(by=None, email="", name="", secret_seed="", secret_hash="", form_key="")

"""What a moderator decides about a case: one verdict, with the act it asks for and a measure beside it."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import models, transaction
from django.db.models import F
from django.utils import timezone

from accounts.models import Member
from forum import moderation, subjects
from forum.cases import sanctions
from forum.cases.settling import DecidedMeanwhile
from forum.models import Case, Decision, Post, Thread
from forum.models.case import CaseStage
from forum.models.moderation import DecisionAction
from forum.models.post import UNDECIDED, PostState
from forum.models.redress import SanctionKind
from forum.moderators import moderates, moderates_everywhere

__all__ = [
    "Measure",
    "NotForThis",
    "Verdict",
    "author_of",
    "board_of",
    "decide_case",
    "may_decide",
    "may_work_on",
    "moderates_case",
    "reopen_case",
    "takes_measures",
    "verdicts_for",
]


class Verdict(models.TextChoices):
    NOTHING = "nothing", "Kein Verstoß"
    HIDE = "hide", "Ausblenden"
    LOCK = "lock", "Thema schließen"
    MEASURE = "measure", "Nur eine Maßnahme"
    PASS_ON = "pass_on", "An die Chefredaktion geben"


HANDED_OVER = 20
"""Reports whose words go along: nobody reads more of one thing."""


class NotForThis(Exception):
    """The verdict does not fit what the case is about."""


@dataclass(frozen=True)
class Measure:
    """A sanction that goes with the verdict; without `ends_at` until it is lifted."""

    kind: SanctionKind
    ends_at: datetime | None = None
    pause: int = 0


def verdicts_for(case: Case, by: Member) -> list[Verdict]:
    """A post that waits is shown or hidden: a measure alone would leave it waiting, with nobody to look at it any more. What
    has no words is not passed on to those who write: votes."""
    found = _verdicts_for(case)
    waits = case.post is not None and case.post.state in UNDECIDED
    left_out = [] if takes_measures(case, by) and not waits else [Verdict.MEASURE]
    if isinstance(case.target, tuple) and not subjects.words_of_reported(*case.target):
        left_out.append(Verdict.PASS_ON)
    return [verdict for verdict in found if verdict not in left_out]


def takes_measures(case: Case, by: Member) -> bool:
    """They hold everywhere, so they are for those who moderate everywhere."""
    return Verdict.MEASURE in _verdicts_for(case) and moderates_everywhere(by)


def _verdicts_for(case: Case) -> list[Verdict]:
    if isinstance(case.target, Post):
        return [Verdict.NOTHING, Verdict.HIDE, Verdict.MEASURE]
    if isinstance(case.target, Thread):
        of_review = bool(case.target.subject_kind)
        return [Verdict.NOTHING, Verdict.LOCK, *([] if of_review else [Verdict.HIDE, Verdict.MEASURE])]
    if isinstance(case.target, Member):
        return [Verdict.NOTHING, Verdict.MEASURE]
    return [Verdict.NOTHING, Verdict.PASS_ON]


def author_of(case: Case) -> Member | None:
    """Whom a measure would touch."""
    target = case.target
    if isinstance(target, tuple):
        return subjects.author_of(*target)
    return target if isinstance(target, Member) else target.author


def board_of(case: Case) -> int | None:
    """None for what is of no board."""
    target = case.target
    if isinstance(target, Post):
        return target.thread.board_id
    return target.board_id if isinstance(target, Thread) else None


def moderates_case(by: Member, case: Case) -> bool:
    """What is of no board is for those who moderate everywhere."""
    board = board_of(case)
    return moderates_everywhere(by) if board is None else moderates(by, board)


def may_work_on(case: Case, by: Member) -> bool:
    """Claim it, mark it, open it again, read who reported: not in one's own matter."""
    return moderates_case(by, case) and author_of(case) != by


def may_decide(case: Case, by: Member) -> bool:
    """Nobody decides on their own posts and reports."""
    if not may_work_on(case, by):
        return False
    return not case.reports.of_people().filter(by=by, decision=None).exists()


def decide_case(
    case: Case, verdict: Verdict, *, by: Member, decision: Decision, measure: Measure | None = None
) -> Decision:
    """`case` is as the moderator saw it. Raises DecidedMeanwhile, NotForThis, ReasonsMissing, PermissionDenied.

    The act locks its thread; the case is settled in the same transaction, or nothing happens at all.
    """
    if not may_decide(case, by):
        raise PermissionDenied
    if verdict not in verdicts_for(case, by) or (verdict == Verdict.MEASURE) > (measure is not None):
        raise NotForThis
    author = author_of(case)
    decision.case = case
    with transaction.atomic():
        if verdict != Verdict.MEASURE:
            made = _act(case, verdict, by, decision)
            if made is None:
                raise DecidedMeanwhile
            decision = made
        if measure is not None:
            if author is None:
                raise NotForThis
            words = decision if verdict == Verdict.MEASURE else _same_words(decision)
            made = sanctions.impose(
                author, measure.kind, by=by, decision=words, ends_at=measure.ends_at, pause=measure.pause
            ).decision
            decision = made if verdict == Verdict.MEASURE else decision
    return decision


def _same_words(decision: Decision) -> Decision:
    """Of the case as it is now, decided: the measure settles nothing any more."""
    case = Case.objects.get(decisions=decision)
    copied = {name: getattr(decision, name) for name in ("rules", "rule", "law", "facts", "reasons")}
    return Decision(case=case, **copied)


Act = Callable[..., Decision | None]


def _act(case: Case, verdict: Verdict, by: Member, decision: Decision) -> Decision | None:
    target = case.target
    if isinstance(target, Post):
        return _act_on_post(target, verdict, by, decision)
    if isinstance(target, Thread) and verdict != Verdict.NOTHING:
        act: Act = moderation.lock_thread if verdict == Verdict.LOCK else moderation.hide_thread
        return act(target, by=by, decision=decision)
    return _only_record(case, verdict, by, decision)


def _act_on_post(post: Post, verdict: Verdict, by: Member, decision: Decision) -> Decision | None:
    """No fault in a post that waits, or was hidden by rules, means that it is shown."""
    current = Post.objects.select_related("thread").get(pk=post.pk)
    acts: dict[tuple[str, str], Act] = {
        (PostState.PENDING, Verdict.NOTHING): moderation.approve_post,
        (PostState.PENDING, Verdict.HIDE): moderation.reject_post,
        (PostState.HIDDEN_AUTO, Verdict.NOTHING): moderation.restore_post,
        (PostState.HIDDEN_AUTO, Verdict.HIDE): moderation.hide_post,
        (PostState.VISIBLE, Verdict.HIDE): moderation.hide_post,
    }
    act = acts.get((current.state, verdict))
    if act is not None:
        return act(current, by=by, decision=decision)
    if verdict == Verdict.HIDE:  # withdrawn, removed or erased since
        return None
    return moderation.record(decision, DecisionAction.NOTHING, post=current, by=by)


def _only_record(case: Case, verdict: Verdict, by: Member, decision: Decision) -> Decision:
    action = DecisionAction.PASS_ON if verdict == Verdict.PASS_ON else DecisionAction.NOTHING
    target = case.target
    if isinstance(target, Thread):
        return moderation.record(decision, action, thread=target, by=by)
    if isinstance(target, Member):
        return moderation.record(decision, action, member=target, by=by)
    if not isinstance(target, tuple):
        raise NotForThis
    if verdict == Verdict.PASS_ON:
        _hand_to_desk(case, target, by, decision)
    return moderation.record(decision, action, subject=target, by=by)


def _hand_to_desk(case: Case, target: tuple[str, int], by: Member, decision: Decision) -> None:
    """What was reported stands among the corrections then, without whoever reported."""
    reports = case.reports.of_people().select_related("reason").order_by("pk")[:HANDED_OVER]
    said = [f"{report.heading}: {report.words}" for report in reports]
    words = "\n\n".join(filter(None, ["Von der Moderation weitergegeben.", decision.reasons, *said]))
    subjects.take_correction(*target, words=words, by=by, name="", email="", form_key="")


def reopen_case(case: Case, *, by: Member) -> bool:
    """A moderator looks again at what was decided; with a new decision whoever is touched hears again."""
    if not may_work_on(case, by):
        raise PermissionDenied
    rows = Case.objects.filter(pk=case.pk, stage=CaseStage.DECIDED)
    return rows.update(stage=CaseStage.OPEN, decided_at=None, opened_at=timezone.now(), version=F("version") + 1) == 1

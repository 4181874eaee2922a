"""How a matter reaches the team: one case for each target, which everything about it joins."""

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from forum.models import Case, Post, Report
from forum.models.case import CaseStage, ReportKind
from forum.models.targets import Target, target_columns

__all__ = ["CaseRefused", "base_of", "follow_merge", "join_case", "wait_for_approval"]


def join_case(target: Target, report: Report) -> Case:
    """The report, not saved yet, becomes part of the case of its target, which is opened if there is none. One that was
    decided opens again if the text has changed since; otherwise the report has its answer at once. Locks the case.

    Raises IntegrityError if the reporter has an unanswered report of it already, or sent the same form twice; CaseRefused
    if the database takes no case of this target.
    """
    while True:
        try:
            with transaction.atomic():
                return _join(target, report)
        except _OpenedMeanwhile:
            continue


class CaseRefused(Exception):
    """Not because there is one already."""


class _OpenedMeanwhile(Exception):
    """Somebody else opened the case at the same instant."""


def _join(target: Target, report: Report) -> Case:
    case = Case.objects.select_for_update(no_key=True).current(target).first() or _opened(target)
    report.base = base_of(target)
    if case.stage == CaseStage.DECIDED and not _begins_again(case, report):
        report.decision = case.decisions.order_by("-pk").first()
    report.case = case
    report.save(force_insert=True)
    changes: dict[str, object] = {"version": F("version") + 1, "report_count": F("report_count") + 1}
    if report.decision is None:
        changes["weight"] = F("weight") + report.weight
    if case.stage == CaseStage.DECIDED and report.decision is None:
        changes |= {"stage": CaseStage.OPEN, "opened_at": report.at, "decided_at": None, "weight": report.weight}
    if report.reason and report.reason.is_danger:
        changes["is_danger"] = True
    Case.objects.filter(pk=case.pk).update(**changes)
    return case


def _opened(target: Target) -> Case:
    try:
        with transaction.atomic():
            return Case.objects.create(**target_columns(target))
    except IntegrityError as error:
        if not Case.objects.current(target).exists():
            raise CaseRefused from error
        raise _OpenedMeanwhile from error


def _begins_again(case: Case, report: Report) -> bool:
    """A rule that holds a post wants somebody to look in any case; of what people report only what has changed since."""
    return report.kind in (ReportKind.APPROVAL, ReportKind.AUTOMATIC) or report.base != case.decided_base


def base_of(target: Target) -> int:
    """The number of earlier versions a post has; of what is no post 0."""
    return target.revisions.count() if isinstance(target, Post) else 0


def wait_for_approval(post: Post, *, why: str) -> Case:
    """In the transaction that holds the post."""
    return join_case(post, Report(kind=ReportKind.APPROVAL, words=why))


def follow_merge(old: Target, new: Target) -> None:
    """The case of `old` becomes that of `new`; where both have one, the reports join the older. In the merge's
    transaction, both targets locked."""
    for case in Case.objects.select_for_update(no_key=True).about(old).exclude(stage=CaseStage.CLOSED).order_by("pk"):
        other = Case.objects.select_for_update(no_key=True).current(new).exclude(pk=case.pk).first()
        if other is None or other.stage == CaseStage.APPEALED or case.stage == CaseStage.APPEALED:
            Case.objects.filter(pk=case.pk).update(version=F("version") + 1, **_columns(new))
        else:
            _unite(*sorted([case, other], key=lambda one: one.pk), target=new)


def _columns(target: Target) -> dict[str, object]:
    return {"post": None, "thread": None, "member": None, "subject_kind": "", "subject_id": None} | target_columns(
        target
    )


def _unite(older: Case, younger: Case, *, target: Target) -> None:
    now = timezone.now()
    is_open = CaseStage.OPEN in (older.stage, younger.stage)
    younger.reports.update(case=older, came_along=True)
    younger.decisions.update(case=older)
    Case.objects.filter(pk=younger.pk).update(
        stage=CaseStage.CLOSED, decided_at=younger.decided_at or now, closed_at=now, claimed_by=None, claimed_until=None
    )
    Case.objects.filter(pk=older.pk).update(
        stage=CaseStage.OPEN if is_open else CaseStage.DECIDED,
        decided_at=None if is_open else older.decided_at,
        is_danger=older.is_danger or younger.is_danger,
        weight=older.weight + younger.weight,
        report_count=older.report_count + younger.report_count,
        version=F("version") + 1,
        **_columns(target),
    )

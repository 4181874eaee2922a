"""What one decision on very many posts and threads of a member does to their cases: as `settling`, a bounded number of
statements however many there are. The member gets a statement for each restriction and one mail for all."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import Case as Choice
from django.db.models import Count, F, OuterRef, Q, Subquery, Value, When
from django.utils import timezone

from accounts.models import Member
from forum.cases.settling import write_letters
from forum.models import Appeal, Case, Decision, Letter, Post, Report, Statement
from forum.models.case import CaseStage, LetterKind, ReportKind
from forum.models.moderation import RESTRICTIONS

__all__ = ["OwnReport", "record_all", "wait_again"]

AT_ONCE = 500
"""Rows in one insert."""


class OwnReport(Exception):
    """Whoever decides has reported one of them and waits for the answer: nobody decides on their own reports."""


def record_all(decisions: Sequence[Decision], *, about: Member) -> list[Decision]:
    """Unsaved decisions on posts and threads, each of another one, all by one moderator. In the transaction of the act, the
    threads locked. Raises OwnReport."""
    cases = _cases_of(decisions)
    _refuse_reporters(cases, decisions)
    bases = _bases_of(decisions)
    missing = [
        _decided(decision, bases)
        for decision in decisions
        if decision.action in RESTRICTIONS and _key(decision) not in cases
    ]
    for case in Case.objects.bulk_create(missing, batch_size=AT_ONCE):
        cases[case.post_id, case.thread_id] = case
    for decision in decisions:
        decision.case = cases.get(_key(decision))
    saved = Decision.objects.bulk_create(decisions, batch_size=AT_ONCE)
    _decide_open(cases.values(), bases)
    _give_reasons([decision for decision in saved if decision.action in RESTRICTIONS], about)
    return saved


def _refuse_reporters(cases: Mapping[tuple[int | None, int | None], Case], decisions: Sequence[Decision]) -> None:
    waiting = [case for case in cases.values() if case.stage == CaseStage.OPEN]
    who = {decision.by_id for decision in decisions}
    if Report.objects.of_people().filter(case__in=waiting, by__in=who, decision=None).exists():
        raise OwnReport


def wait_again(posts: Sequence[Post], *, why: str) -> None:
    """Posts that wait for approval once more: each needs a case with something to do, its own or a new one."""
    ids = [post.pk for post in posts]
    if not ids:
        return
    now = timezone.now()
    rows = Case.objects.filter(post__in=ids).exclude(stage=CaseStage.CLOSED)
    rows.filter(stage=CaseStage.DECIDED).update(
        stage=CaseStage.OPEN, opened_at=now, decided_at=None, weight=0, version=F("version") + 1
    )
    known = set(rows.values_list("post", flat=True))
    Case.objects.bulk_create([Case(post_id=pk) for pk in ids if pk not in known], batch_size=AT_ONCE)
    reports = [
        Report(case_id=case, kind=ReportKind.APPROVAL, words=why)
        for case in rows.filter(stage=CaseStage.OPEN).values_list("pk", flat=True)
    ]
    Report.objects.bulk_create(reports, batch_size=AT_ONCE)
    with_report = rows.filter(stage=CaseStage.OPEN)
    with_report.update(weight=F("weight") + 1, report_count=F("report_count") + 1)


def _key(decision: Decision) -> tuple[int | None, int | None]:
    return decision.post_id, decision.thread_id


def _cases_of(decisions: Sequence[Decision]) -> dict[tuple[int | None, int | None], Case]:
    posts = [decision.post_id for decision in decisions if decision.post_id]
    threads = [decision.thread_id for decision in decisions if decision.thread_id]
    rows = Case.objects.filter(Q(post__in=posts) | Q(thread__in=threads)).exclude(stage=CaseStage.CLOSED)
    ordered = rows.select_for_update(no_key=True).order_by("pk")
    found: dict[tuple[int | None, int | None], Case] = {}
    for case in ordered:
        if case.stage != CaseStage.APPEALED or (case.post_id, case.thread_id) not in found:
            found[case.post_id, case.thread_id] = case
    return found


def _bases_of(decisions: Sequence[Decision]) -> dict[int, int]:
    posts = Post.objects.filter(pk__in=[decision.post_id for decision in decisions if decision.post_id])
    return dict(posts.annotate(base=Count("revisions")).filter(base__gt=0).values_list("pk", "base").order_by())


def _decided(decision: Decision, bases: dict[int, int]) -> Case:
    now = timezone.now()
    moments: dict[str, Any] = {"stage": CaseStage.DECIDED, "opened_at": now, "decided_at": now}
    base = bases.get(decision.post_id or 0, 0)
    return Case(post_id=decision.post_id, thread_id=decision.thread_id, decided_base=base, **moments)


def _decide_open(cases: Any, bases: dict[int, int]) -> None:
    """Cases that wait are decided, and whoever reported is answered."""
    waiting = [case for case in cases if case.stage == CaseStage.OPEN]
    rows = Case.objects.filter(pk__in=[case.pk for case in waiting])
    appealed = set(
        Appeal.objects.undecided().filter(decision__case__in=waiting).values_list("decision__case", flat=True)
    )
    free: dict[str, Any] = {
        "claimed_by": None,
        "claimed_until": None,
        "version": F("version") + 1,
        "decided_at": timezone.now(),
    }
    steps = [When(post=pk, then=Value(base)) for pk, base in bases.items()]
    free["decided_base"] = Choice(*steps, default=Value(0)) if steps else 0
    rows.exclude(pk__in=appealed).update(stage=CaseStage.DECIDED, **free)
    rows.filter(pk__in=appealed).update(stage=CaseStage.APPEALED, **free)
    reports = Report.objects.filter(case__in=rows.exclude(pk__in=appealed), decision=None)
    people = list(reports.of_people().select_related("by"))
    newest = Decision.objects.filter(case=OuterRef("case")).order_by("-pk").values("pk")[:1]
    pks = list(reports.values_list("pk", flat=True))
    Report.objects.filter(pk__in=pks).update(decision=Subquery(newest))
    decided = dict(Report.objects.filter(pk__in=[one.pk for one in people]).values_list("pk", "decision"))
    write_letters(LetterKind.OUTCOME, [(report, decided[report.pk]) for report in people])


def _give_reasons(decisions: Sequence[Decision], member: Member) -> None:
    if not decisions:
        return
    statements = [Statement(decision=decision, member=member) for decision in decisions]
    Statement.objects.bulk_create(statements, batch_size=AT_ONCE)
    first = decisions[0]
    Letter.objects.create(kind=LetterKind.STATEMENT, key=f"statement:d{first.pk}", member=member, decision=first)

"""What keeps moderators busy: reports, posts that wait, decisions with their cases and statements."""

import datetime
from dataclasses import dataclass, field

from django.utils import timezone

from forum.cases.appealing import APPEAL_WITHIN
from forum.models import Case, Decision, Report, ReportReason, RulesVersion, Statement
from forum.models.case import CaseStage, ReportKind
from forum.models.moderation import DecisionAction

__all__ = ["HEAVY", "Matters", "Rulebook"]

REASONS = "Der Beitrag griff ein anderes Mitglied an, statt über den Film zu reden."
LOCK_REASONS = "Das Gespräch drehte sich nur noch im Kreis."
WHY_HELD = "Zu viele Links für einen ersten Beitrag."
REPORTED = "Das geht gegen eine Person und nicht gegen den Film."

AT_ONCE = 1000
"""Rows of one statement."""

HEAVY = 3
"""Reports that hid a post until somebody decides."""


class Rulebook:
    """What decisions rest on and reports name, read once."""

    def __init__(self) -> None:
        self.rules = RulesVersion.objects.order_by("number").last()
        self.rule = self.rules.titles[0] if self.rules and self.rules.titles else ""
        self.reason = ReportReason.objects.offered().filter(goes_to_desk=False, is_law=False).first()
        self.now = timezone.now()


@dataclass
class Matters:
    """Those of one batch of posts, stored with it."""

    book: Rulebook
    cases: list[Case] = field(default_factory=list)
    reports: list[Report] = field(default_factory=list)
    decisions: list[Decision] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)

    def report(self, post_id: int, at: datetime.datetime, reporters: list[int]) -> Case:
        """By members who are not the author."""
        case = self._case(at, post_id=post_id, weight=len(reporters), report_count=len(reporters))
        for member in reporters:
            self.reports.append(
                Report(case=case, reason=self.book.reason, words=REPORTED, by_id=member, standing=1, at=at)
            )
        return case

    def hold(self, post_id: int, at: datetime.datetime) -> None:
        case = self._case(at, post_id=post_id, weight=1, report_count=1)
        self.reports.append(Report(case=case, kind=ReportKind.APPROVAL, words=WHY_HELD, at=at))

    def decide(
        self,
        action: DecisionAction,
        at: datetime.datetime,
        *,
        author: int | None,
        case: Case | None = None,
        **target: int,
    ) -> None:
        """A restriction without a case given gets one of its own, as the verb does it."""
        decision = Decision(
            action=action,
            reasons=LOCK_REASONS if action == DecisionAction.LOCK else REASONS,
            rules=self.book.rules,
            rule=self.book.rule,
            automated=True,
            at=at,
            case=case or self._decided(at, **target),
            **target,
        )
        self.decisions.append(decision)
        if author is not None:
            self.statements.append(Statement(decision=decision, member_id=author, at=at, read_at=at))

    def _decided(self, at: datetime.datetime, **target: int) -> Case:
        ends_at = at + APPEAL_WITHIN
        is_over = ends_at < self.book.now
        stage = CaseStage.CLOSED if is_over else CaseStage.DECIDED
        closed_at = ends_at if is_over else None
        return self._case(at, stage=stage, decided_at=at, closed_at=closed_at, decided_base=0, **target)

    def _case(self, at: datetime.datetime, **columns: object) -> Case:
        case = Case(opened_at=at, **columns)
        self.cases.append(case)
        return case

    def store(self) -> None:
        """In the transaction that stored the posts."""
        Case.objects.bulk_create(self.cases, batch_size=AT_ONCE)
        Decision.objects.bulk_create(self.decisions, batch_size=AT_ONCE)
        Report.objects.bulk_create(self.reports, batch_size=AT_ONCE)
        Statement.objects.bulk_create(self.statements, batch_size=AT_ONCE)

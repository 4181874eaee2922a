"""Cases as moderators read them: what they are about in words, who it is of, why it is here."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.urls import reverse
from django.utils import timezone

from accounts.models import Member, Viewer
from accounts.roles import is_moderator
from forum import subjects
from forum.cases.finding import words_of
from forum.models import Appeal, Case, Decision, Note, Post, Report, Sanction, Thread
from forum.models.case import TO_DO, CaseQuerySet, ReportKind
from forum.models.moderation import RESTRICTIONS
from forum.models.targets import Target, target_columns
from text.quoting import quoted

__all__ = [
    "History",
    "ShownCase",
    "history_of",
    "like_matters",
    "name_of_target",
    "show_case",
    "show_cases",
    "text_as_reported",
]

LATE_HOURS = 24
"""An open case older than that stands out; one that was hidden by a rule alarms."""

GONE = "Etwas, das nicht mehr zu sehen ist"

COUNTED = 100
"""A member's posts and decisions are counted up to here."""


@dataclass(frozen=True)
class ShownCase:
    """`name` and `url` say what it is about, `author` whose it is; `url` is empty where nobody may go any more."""

    case: Case
    name: str
    url: str
    author: Member | None
    reasons: list[str] = field(default_factory=list)

    @property
    def title(self) -> str:
        return f"{self.reasons[0]}: {self.name}" if self.reasons else self.name

    @property
    def is_to_do(self) -> bool:
        return self.case.stage in TO_DO

    @property
    def is_late(self) -> bool:
        return self.is_to_do and (timezone.now() - self.case.opened_at).total_seconds() > LATE_HOURS * 3600

    @property
    def is_claimed(self) -> bool:
        return self.case.is_claimed(timezone.now())

    @property
    def minutes_left(self) -> int:
        """Of the claim."""
        until = self.case.claimed_until
        return max(0, round((until - timezone.now()).total_seconds() / 60)) if until else 0


def with_targets(cases: CaseQuerySet) -> CaseQuerySet:
    """With all that showing them needs beside their reports."""
    return cases.select_related(
        "post__thread__board", "post__author", "thread__board", "thread__author", "member", "claimed_by"
    )


def show_cases(cases: Iterable[Case], viewer: Viewer) -> list[ShownCase]:
    """Of rows `with_targets`. Two or three queries, and one for each kind of thing beyond the forum. A moderator is linked to
    the pages of moderation, everybody else only hears what they may read."""
    rows = list(cases)
    keys = [(case.subject_kind, case.subject_id) for case in rows if case.subject_id]
    named = subjects.name_reported(keys, viewer)
    reasons = _reasons_of(rows)
    gone = _unreadable(rows, viewer)
    return [
        ShownCase(case, GONE, "", None, reasons.get(case.pk, []))
        if _thread_of(case) in gone
        else _shown(case, named, reasons.get(case.pk, []))
        for case in rows
    ]


def _thread_of(case: Case) -> int | None:
    return case.thread_id or (case.post.thread_id if case.post else None)


def _unreadable(cases: list[Case], viewer: Viewer) -> set[int]:
    """Threads whose titles the viewer may not read, or not any more. None for moderators, one query for others."""
    ids = {pk for case in cases if (pk := _thread_of(case))}
    if is_moderator(viewer) or not ids:
        return set()
    return ids - set(Thread.objects.visible_to(viewer).filter(pk__in=ids).values_list("pk", flat=True))


def show_case(case: Case, viewer: Viewer) -> ShownCase:
    return show_cases([case], viewer)[0]


def _shown(case: Case, named: dict[tuple[str, int], tuple[str, str]], reasons: list[str]) -> ShownCase:
    target = case.target
    if isinstance(target, Post):
        number = f", Beitrag {target.number}" if target.number else ""
        url = reverse("forum:moderate_post", args=[target.pk])
        return ShownCase(case, f"{quoted(target.thread.title)}{number}", url, target.author, reasons)
    if isinstance(target, Thread):
        return ShownCase(
            case,
            f"Thema {quoted(target.title)}",
            reverse("forum:moderate_thread", args=[target.pk]),
            target.author,
            reasons,
        )
    if isinstance(target, Member):
        return ShownCase(case, f"Mitglied {target.name}", target.get_absolute_url(), target, reasons)
    name, url = named.get(target, (GONE, ""))
    return ShownCase(case, name, url, None, reasons)


def name_of_target(target: Target, viewer: Viewer) -> str:
    """For whoever reports it; the title of a thread alone, for a post with its number."""
    return _shown(Case(**target_columns(target)), _named(target, viewer), []).name


def _named(target: Target, viewer: Viewer) -> dict[tuple[str, int], tuple[str, str]]:
    return subjects.name_reported([target], viewer) if isinstance(target, tuple) else {}


def _reasons_of(cases: list[Case]) -> dict[int, list[str]]:
    """Each once, the most frequent first."""
    rows = Report.objects.filter(case__in=cases).values_list("case", "kind", "reason__name", "words").order_by("pk")
    found: dict[int, dict[str, int]] = {}
    for case, kind, reason, words in rows:
        name = reason or words.partition("\n")[0] or ReportKind(kind).label
        counts = found.setdefault(case, {})
        counts[name] = counts.get(name, 0) + 1
    return {case: sorted(counts, key=lambda name: -counts[name]) for case, counts in found.items()}


@dataclass(frozen=True)
class History:
    """What the team knows of a member: since when, how much they said, what was decided before and is in force."""

    member: Member
    posts: int
    decisions: list[Decision]
    sanctions: list[Sanction]
    notes: list[Note]
    appeals_won: int

    @property
    def many_posts(self) -> bool:
        return self.posts >= COUNTED


def history_of(member: Member, *, besides: Case | None = None) -> History:
    """Five queries, bounded."""
    posts = Post.objects.said_by(member).values_list("pk", flat=True)[:COUNTED]
    decisions = Decision.objects.on_posts_of(member).filter(action__in=RESTRICTIONS).select_related("by")
    if besides is not None:
        decisions = decisions.exclude(case=besides)
    won = Appeal.objects.filter(member=member, outcome__in=["reversed", "changed"]).values_list("pk", flat=True)
    return History(
        member=member,
        posts=len(posts),
        decisions=list(decisions.order_by("-at", "-pk")[:5]),
        sanctions=list(Sanction.objects.in_force_on(member).select_related("decision")),
        notes=list(Note.objects.filter(about=member).select_related("by").order_by("-pk")[:3]),
        appeals_won=len(won[:COUNTED]),
    )


def like_matters(case: Case, viewer: Viewer) -> list[Decision]:
    """The newest decisions in cases that were reported for the same reasons, of boards the viewer moderates. Two
    queries."""
    reasons = [pk for pk in case.reports.values_list("reason", flat=True).distinct() if pk]
    if not reasons:
        return []
    decided = Report.objects.filter(reason__in=reasons, decision__isnull=False).exclude(case=case)
    pks = decided.order_by("-pk").values_list("decision", flat=True)[:30]
    newest = list(dict.fromkeys(pks))[:5]
    rows = Decision.objects.visible_to(viewer).filter(pk__in=newest)
    return list(rows.select_related("by").order_by("-at", "-pk"))


def text_as_reported(case: Case, reports: Iterable[Report]) -> str | None:
    """The words as they stood when the first report came, if they have changed since; None if not, or if they are gone."""
    first = next((report for report in reports if report.kind != ReportKind.APPROVAL), None)
    if first is None:
        return None
    if case.post is None:
        is_as_before = not isinstance(case.target, tuple) and first.seen == words_of(case.target)
        return None if is_as_before else first.seen or None
    earlier = case.post.revisions.filter(number=first.base + 1).values_list("source", flat=True).first()
    return earlier or None

"""Matters of moderation of `demo/`, with the verbs of those who report, decide and appeal."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accounts.models import Member
from filmsite.demo.files import Act, Matter, ago
from forum import covering, moderators, notes, posting, screening, states, wordlist
from forum.cases import appealing, claiming, deciding, duty, finding, reporting, sanctions
from forum.models import Appeal, Board, Case, Decision, Post, ReportReason, RulesVersion, Thread, WordRule
from forum.models.redress import AppealOutcome, AppealSide, SanctionKind
from forum.models.screening import HitKind, WordRuleKind
from forum.models.targets import Target
from reviews import corrections
from reviews.models import Review

__all__ = ["Told", "act_in", "limit_moderators"]

MEASURES = {kind.label: kind for kind in SanctionKind}
RULE_KINDS = {kind.label: kind for kind in WordRuleKind}
OF_BOARDS = {"foyerdienst": ["foyer"]}
"""Who moderates in some boards only."""


@dataclass
class Told:
    """What a matter can be about: all that has been published and said so far."""

    people: Mapping[str, Member]
    posts: Callable[[str, int], int]
    threads: Callable[[str], Thread]
    reviews: Mapping[str, Review]

    def target_of(self, matter: Matter) -> Target:
        kind, name, *number = matter.about.split(" ", 2)
        if kind == "Beitrag":
            return Post.objects.select_related("thread", "author").get(pk=self.posts(name, int(number[0])))
        if kind == "Thema":
            return self.threads(name)
        if kind == "Mitglied":
            return self.people[" ".join([name, *number])]
        review = self.reviews[name]
        return ("still", review.stills.get(number=int(number[0])).pk) if number else ("review", review.pk)


def limit_moderators(people: Mapping[str, Member], boards: Mapping[str, Board]) -> None:
    for name, slugs in OF_BOARDS.items():
        moderators.limit_to_boards(people[name], [boards[slug] for slug in slugs], by=people["betrieb"])


def act_in(matter: Matter, place: int, told: Told) -> Post | None:
    """What was done at this place; answers with the post that was written, if that was it."""
    act = matter.acts[place]
    target = told.target_of(matter) if matter.about else None
    by = told.people.get(act.who)
    if act.what == "schreiben":
        return _write(target, by, act)
    ACTS[act.what](target, by, act)
    return None


def _words(act: Act) -> Decision:
    """As the form fills it in."""
    rules = RulesVersion.objects.latest()
    rule = rules.titles[int(act.values["Regel"]) - 1] if "Regel" in act.values else ""
    return Decision(rules=rules if rule else None, rule=rule, reasons=act.words)


def _write(target: Any, by: Any, act: Act) -> Post:
    """One that waits is held for what it says, as by the operator's setting."""
    key = f"moderation-{by.pk}-{act.ago.total_seconds():.0f}"
    if "Wartet" not in act.values:
        return posting.reply(target, by=by, source=act.words, form_key=key)
    columns = posting.write_text(act.words).columns
    post = states.append_pending_post(target, author=by, form_key=key, **columns)
    if post is None:
        raise RuntimeError("The thread took no post.")
    screening.hand_over(post, [screening.Finding(HitKind.FIRST, act.values["Wartet"], "Von einem neuen Mitglied")])
    return post


def _report(target: Any, by: Any, act: Act) -> None:
    guest = None if by else reporting.Guest(act.values["Name"], act.values["Mail"])
    reason = ReportReason.objects.get(name=act.values["Grund"])
    seen = finding.words_of(target)
    reporting.report(target, reason=reason, words=act.words, by=by, guest=guest, in_good_faith=True, seen=seen)


def _hint(target: Any, by: Any, act: Act) -> None:
    covering.report_spoiler(target, by=by)


def _correct(target: Any, by: Any, act: Act) -> None:
    corrections.take_correction(Review.objects.get(pk=target[1]), words=act.words, by=by)


def _claim(target: Any, by: Any, act: Act) -> None:
    claiming.claim_case(Case.objects.current(target).get(), by=by)


def _hide(target: Any, by: Any, act: Act) -> None:
    kind = act.values.get("Maßnahme")
    measure = deciding.Measure(MEASURES[kind]) if kind else None
    case = Case.objects.current(target).get()
    deciding.decide_case(case, deciding.Verdict.HIDE, by=by, decision=_words(act), measure=measure)


def _clear(target: Any, by: Any, act: Act) -> None:
    case = Case.objects.current(target).get()
    deciding.decide_case(case, deciding.Verdict.NOTHING, by=by, decision=_words(act))


def _ban(target: Any, by: Any, act: Act) -> None:
    ends_at = timezone.now() + act.ago - ago(act.values["Bis"])
    sanctions.impose(target, SanctionKind.BAN, by=by, decision=_words(act), ends_at=ends_at)


def _appeal(target: Any, by: Any, act: Act) -> None:
    decision = target.decisions.filter(statement__member=by).latest("pk")
    appealing.appeal(decision, AppealSide.AUTHOR, words=act.words, member=by)


def _reverse(target: Any, by: Any, act: Act) -> None:
    made = Appeal.objects.get(outcome="", decision__in=target.decisions.all())
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=by, answer=act.words)


def _note(target: Any, by: Any, act: Act) -> None:
    notes.add_note(getattr(target, "author", target), by=by, text=act.words)


def _forbid(target: Any, by: Any, act: Act) -> None:
    rule = WordRule(
        words=act.values["Wort"],
        kind=RULE_KINDS[act.values["Art"]],
        message=act.values.get("Nachricht", ""),
        is_part="Mitten im Wort" in act.values,
    )
    wordlist.add_word_rule(rule, by=by)


def _word(target: Any, by: Any, act: Act) -> None:
    duty.save_reason_text(None, by=by, name=act.values["Name"], words=act.words)


def _hand_over(target: Any, by: Any, act: Act) -> None:
    duty.leave_note(act.words, by=by)


ACTS: dict[str, Callable[[Any, Any, Act], None]] = {
    "melden": _report,
    "hinweisen": _hint,
    "korrigieren": _correct,
    "übernehmen": _claim,
    "ausblenden": _hide,
    "freigeben": _clear,
    "ausschließen": _ban,
    "widersprechen": _appeal,
    "zurücknehmen": _reverse,
    "notieren": _note,
    "verbieten": _forbid,
    "vorformulieren": _word,
    "übergeben": _hand_over,
}

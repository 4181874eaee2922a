"""Two moderators at one case at the same instant, and reports that come together, against real server processes."""

from functools import partial

import pytest

from accounts.roles import Role
from forum import moderation, posting
from forum.cases import appealing, reporting
from forum.consistency.counters import differing_threads
from forum.models import Appeal, Case, Decision, Letter, Post, Report, ReportReason, Statement
from forum.models.redress import AppealSide
from tests.making import make_board, make_member
from tests.visitors import Visitor, all_at_once

pytestmark = pytest.mark.processes

ROUNDS = 100
REASONS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}


@pytest.fixture
def thread(member):
    return posting.open_thread(make_board("Foyer"), by=member, title="Streit", source="Los", form_key="o")


@pytest.fixture
def judges(server):
    return [Visitor(server, make_member(name, Role.MODERATOR)) for name in ("Selma", "Birte")]


def reason():
    return ReportReason.objects.get(name__startswith="Beleidigung")


def reported(thread, by, n):
    post = posting.reply(thread, by=thread.author, source=f"Nuss {n}", form_key=f"p{n}")
    reporting.report(post, reason=reason(), words="Nein", by=by, form_key=f"r{n}")
    return Case.objects.get(post=post)


def test_two_moderators_who_decide_at_once_make_one_decision_a_hundred_times(server, thread, other_member, judges):
    verdicts = ("hide", "nothing")
    told = []
    for n in range(ROUNDS):
        case = reported(thread, other_member, n)
        path = f"/moderation/faelle/{case.pk}/entscheiden/"
        fields = [{"verdict": verdict, "version": case.version, **REASONS} for verdict in (verdicts[n % 2], "hide")]
        acts = [partial(judge.post, path, **data) for judge, data in zip(judges, fields, strict=True)]
        told.append(sorted(status for status, _ in all_at_once(acts)))
    assert told == [[302, 409]] * ROUNDS
    assert Decision.objects.count() == ROUNDS
    assert not Case.objects.exclude(stage="decided").exists() and not Report.objects.filter(decision=None).exists()
    hidden = Decision.objects.filter(action="hide").count()
    assert Statement.objects.count() == Post.objects.filter(state="removed").count() == hidden
    assert Letter.objects.filter(kind="outcome").count() == ROUNDS
    assert [str(found) for found in differing_threads("default")] == []


def test_two_moderators_who_claim_at_once_are_told_apart(server, thread, other_member, judges):
    for n in range(20):
        case = reported(thread, other_member, n)
        path = f"/moderation/faelle/{case.pk}/uebernehmen/"
        all_at_once([partial(judge.post, path) for judge in judges])
        pages = [judge.get(f"/moderation/faelle/{case.pk}/")[2] for judge in judges]
        assert sorted("von dir übernommen" in page for page in pages) == [False, True]


def test_sixteen_reports_at_once_join_one_case_and_hide_the_post_once(server, thread):
    post = posting.reply(thread, by=thread.author, source="Nuss", form_key="p")
    people = [Visitor(server, make_member(f"Meldet {n}", Role.EDITOR)) for n in range(16)]
    fields = {"address": f"/beitrag/{post.pk}/", "reason": reason().pk, "words": "Nein"}
    statuses = [status for status, _ in all_at_once([partial(one.post, "/meldung/", **fields) for one in people])]
    assert set(statuses) <= {302, 422}  # once it is hidden, nobody finds it any more
    case, told = Case.objects.get(), statuses.count(302)
    assert (case.report_count, case.reports.count(), case.stage) == (told, told, "open")
    post.refresh_from_db()
    assert post.state == "hidden_auto" and Decision.objects.count() == Statement.objects.count() == 1


def test_the_same_report_sent_eight_times_at_once_is_one(server, thread, other_member):
    post = posting.reply(thread, by=thread.author, source="Nuss", form_key="p")
    visitor = Visitor(server, other_member)
    fields = {"address": f"/beitrag/{post.pk}/", "reason": reason().pk, "words": "Nein", "form_key": "einmal"}
    assert set(all_at_once([lambda: visitor.post("/meldung/", **fields)[0]] * 8)) == {302}
    assert Report.objects.count() == Case.objects.get().report_count == 1


def test_an_appeal_decided_by_two_at_once_is_reversed_once(server, thread, member, other_member, judges, moderator):
    for n in range(20):
        case = reported(thread, other_member, n)
        decision = moderation.hide_post(case.post, by=moderator, decision=Decision(**REASONS))
        made = appealing.appeal(decision, AppealSide.AUTHOR, words="Doch", member=member)
        path = f"/moderation/widersprueche/{made.pk}/entscheiden/"
        fields = {"outcome": "reversed", "answer": "Stimmt."}
        told = all_at_once([partial(judge.post, path, **fields) for judge in judges])
        assert [status for status, _ in told] == [302, 302]
        made.refresh_from_db()
        assert made.outcome == "reversed" and Decision.objects.filter(reverses=decision).count() == 1
        assert Post.objects.get(pk=case.post_id).state == "visible"
    assert not Appeal.objects.filter(outcome="").exists()
    assert [str(found) for found in differing_threads("default")] == []


def test_a_report_and_a_decision_at_the_same_instant_leave_no_report_without_an_answer(
    server, thread, other_member, judges
):
    late = Visitor(server, make_member("Spät"))
    for n in range(30):
        case = reported(thread, other_member, n)
        decide = {"verdict": "hide", "version": case.version, **REASONS}
        told = {"address": f"/beitrag/{case.post_id}/", "reason": reason().pk, "words": "Auch"}
        all_at_once(
            [
                partial(judges[0].post, f"/moderation/faelle/{case.pk}/entscheiden/", **decide),
                partial(late.post, "/meldung/", **told),
            ]
        )
        case.refresh_from_db()
        waiting = case.reports.filter(decision=None).exists()
        assert waiting == (case.stage == "open"), case.stage


def test_both_sides_appeals_decided_at_once_take_the_decision_back_once(
    server, thread, member, other_member, judges, moderator
):
    for n in range(20):
        case = reported(thread, other_member, n)
        decision = moderation.hide_post(case.post, by=moderator, decision=Decision(**REASONS))
        said = Report.objects.get(case=case)
        sides = [
            appealing.appeal(decision, AppealSide.AUTHOR, words="Doch", member=member),
            appealing.appeal(decision, AppealSide.REPORTER, words="Doch", member=other_member, report=said),
        ]
        fields = {"outcome": "reversed", "answer": "Stimmt."}
        paths = [f"/moderation/widersprueche/{made.pk}/entscheiden/" for made in sides]
        acts = [partial(judge.post, path, **fields) for judge, path in zip(judges, paths, strict=True)]
        statuses = [status for status, _ in all_at_once(acts)]
        assert set(statuses) <= {302, 422}, statuses  # what is taken back is not offered to be taken back again
        assert Decision.objects.filter(reverses=decision).count() == 1
        assert Post.objects.get(pk=case.post_id).state == "visible"
        case.refresh_from_db()
        assert (case.stage == "appealed") == Appeal.objects.filter(decision=decision, outcome="").exists()
    assert [str(found) for found in differing_threads("default")] == []


def test_a_decision_while_reports_hide_a_post_leaves_nothing_hidden_for_nobody(server, thread, other_member, judges):
    """REPORTS_TO_HIDE is 4: the team's reports count two, so the second one hides."""
    late = Visitor(server, make_member("Spät", Role.EDITOR))
    early = make_member("Früh", Role.EDITOR)
    for n in range(30):
        case = reported(thread, early, n)
        decide = {"verdict": "nothing", "version": case.version}
        told = {"address": f"/beitrag/{case.post_id}/", "reason": reason().pk, "words": "Auch"}
        all_at_once(
            [
                partial(late.post, "/meldung/", **told),
                partial(judges[0].post, f"/moderation/faelle/{case.pk}/entscheiden/", **decide),
            ]
        )
        case.refresh_from_db()
        state = Post.objects.get(pk=case.post_id).state
        assert state == "visible" or case.stage == "open", (state, case.stage)


def test_an_appeal_and_a_merge_at_once_lose_neither(server, other_member, member, judges, moderator):
    board = make_board("Balkon")
    author = Visitor(server, member)
    for n in range(20):
        old, new = (
            posting.open_thread(board, by=member, title=f"{name} {n}", source=name, form_key=f"{name}{n}")
            for name in ("Alt", "Neu")
        )
        moderation.lock_thread(new, by=moderator, decision=Decision(**REASONS))
        decision = moderation.lock_thread(old, by=moderator, decision=Decision(**REASONS))
        path = f"/konto/entscheidungen/{decision.statement.pk}/widerspruch/"
        merge = {"merge-into": str(new.pk)}
        statuses = all_at_once(
            [
                partial(author.post, path, words="Doch"),
                partial(judges[0].post, f"{old.get_absolute_url()}zusammenlegen/", **merge),
            ]
        )
        assert [status for status, _ in statuses] == [302, 302]
        made = Appeal.objects.get(decision=decision)
        assert Case.objects.get(decisions=decision).stage == "appealed", made.pk
        assert not Case.objects.filter(stage="appealed").exclude(decisions__appeals__outcome="").exists()

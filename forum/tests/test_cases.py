"""Cases from a report to the last word: joined, claimed, decided, answered, appealed."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from accounts.roles import Role
from forum import moderation, notifications, posting, rearranging
from forum.cases import appealing, claiming, deciding, joining, reporting, sanctions
from forum.cases.deciding import Measure, Verdict
from forum.cases.settling import DecidedMeanwhile
from forum.models import Case, Decision, Letter, Post, Report, ReportReason, Sanction, Statement
from forum.models.redress import AppealOutcome, AppealSide, SanctionKind
from tests.making import make_board, make_member, make_review

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def post(editor, member):
    return posting.reply(make_review(editor).thread, by=member, source="Du Nuss", form_key="a")


@pytest.fixture
def second_moderator(db):
    return make_member("Birte Falck", Role.MODERATOR)


def reason(name="Beleidigung"):
    return ReportReason.objects.get(name__startswith=name)


def grounds(**more):
    return Decision(rule="1. Freundlich bleiben", reasons="Das ist eine Beleidigung.", **more)


def report(target, by, words="Das geht nicht.", name="Beleidigung"):
    return reporting.report(target, reason=reason(name), words=words, by=by, form_key=f"{by.pk}").report


def case_of(target):
    return Case.objects.current(target).get()


def decide(case, verdict, by, **more):
    return deciding.decide_case(case, verdict, by=by, decision=grounds(), **more)


def test_reports_of_one_post_join_one_case(post, other_member, editor):
    report(post, other_member)
    report(post, editor)
    case = case_of(post)
    assert (case.report_count, case.weight, case.stage) == (2, 3 + 6, "open")
    assert Report.objects.filter(case=case).count() == 2


@pytest.mark.patience(20)
def test_a_case_the_database_refuses_is_an_error_and_not_tried_for_ever(other_member):
    about_nothing = ("", 1)
    with pytest.raises(joining.CaseRefused):
        reporting.report(about_nothing, reason=reason(), words="Das geht nicht.", by=other_member, form_key="z")
    assert not Report.objects.exists()


def test_a_member_reports_once_until_there_is_an_answer(post, other_member, moderator):
    report(post, other_member)
    with pytest.raises(reporting.AlreadyReported):
        reporting.report(post, reason=reason(), words="Noch mal", by=other_member, form_key="b")
    decide(case_of(post), Verdict.NOTHING, moderator)
    posting.edit_post(post, by=post.author, source="Du große Nuss", base=0)
    assert (
        reporting.report(post, reason=reason(), words="Wieder", by=other_member, form_key="c").report.decision is None
    )


def test_the_same_form_sent_twice_is_one_report(post, other_member):
    first = report(post, other_member)
    assert report(post, other_member) == first
    assert Report.objects.count() == Case.objects.get().report_count == 1


def test_nobody_reports_the_own_post_or_profile(post, member):
    for target in (post, member):
        with pytest.raises(reporting.OwnContent):
            report(target, member)


def test_a_guest_is_known_by_a_secret_of_which_only_a_hash_is_kept(post):
    guest = reporting.Guest("Erika Muster", "erika@abspann.example")
    receipt = reporting.report(post, reason=reason("Rechte"), words="Mein Bild", guest=guest, in_good_faith=True)
    assert reporting.report_of_secret(receipt.secret) == receipt.report
    assert reporting.report_of_secret("falsch") is None and reporting.report_of_secret("") is None
    assert receipt.secret not in str(Report.objects.values().get())
    assert Letter.objects.get().kind == "receipt"


def test_a_hidden_post_answers_who_reported_and_gives_its_author_the_reasons(post, other_member, moderator, member):
    mine = report(post, other_member)
    decision = decide(case_of(post), Verdict.HIDE, moderator)
    mine.refresh_from_db()
    assert mine.decision == decision and case_of(post).stage == "decided"
    assert Post.objects.get(pk=post.pk).state == "removed"
    assert Statement.objects.get().member == member
    assert {(row.kind, row.member) for row in Letter.objects.all()} == {
        ("outcome", other_member),
        ("statement", member),
    }


def test_a_decision_from_the_posts_own_page_settles_the_case_as_well(post, other_member, moderator):
    mine = report(post, other_member)
    decision = moderation.hide_post(post, by=moderator, decision=grounds())
    mine.refresh_from_db()
    assert mine.decision == decision and decision.case == case_of(post)


def test_a_restriction_without_a_report_gets_a_case_to_appeal_against(post, moderator):
    decision = moderation.hide_post(post, by=moderator, decision=grounds())
    assert decision.case.stage == "decided" and decision.case.report_count == 0
    assert Statement.objects.filter(decision=decision).count() == 1


def test_what_changed_since_the_moderator_looked_is_not_decided(post, other_member, editor, moderator):
    report(post, other_member)
    seen = case_of(post)
    report(post, editor)
    with pytest.raises(DecidedMeanwhile):
        decide(seen, Verdict.HIDE, moderator)
    assert Post.objects.get(pk=post.pk).state == "visible"
    assert not Decision.objects.exists() and not Statement.objects.exists()


def test_a_case_is_decided_once(post, other_member, moderator, second_moderator):
    report(post, other_member)
    seen = case_of(post)
    decide(seen, Verdict.NOTHING, moderator)
    for verdict in (Verdict.NOTHING, Verdict.HIDE):
        with pytest.raises(DecidedMeanwhile):
            decide(seen, verdict, second_moderator)
    assert Decision.objects.count() == 1


def test_a_report_of_what_was_judged_has_its_answer_at_once_while_the_text_is_the_same(
    post, other_member, editor, moderator
):
    report(post, other_member)
    decision = decide(case_of(post), Verdict.NOTHING, moderator)
    assert report(post, editor).decision == decision
    assert (case_of(post).stage, case_of(post).report_count) == ("decided", 2)


def test_an_edit_after_the_decision_lets_a_report_open_the_case_again(post, other_member, editor, moderator, member):
    report(post, other_member)
    decide(case_of(post), Verdict.NOTHING, moderator)
    posting.edit_post(post, by=member, source="Du blöde Nuss", base=0)
    assert report(post, editor).decision is None
    assert (case_of(post).stage, case_of(post).decided_at) == ("open", None)


def test_nobody_decides_what_they_wrote_or_reported(post, moderator, second_moderator):
    report(post, moderator)
    case = case_of(post)
    assert not deciding.may_decide(case, moderator) and deciding.may_decide(case, second_moderator)
    with pytest.raises(PermissionDenied):
        decide(case, Verdict.HIDE, moderator)
    with pytest.raises(PermissionDenied):
        moderation.hide_post(post, by=moderator, decision=grounds())
    own = posting.reply(post.thread, by=moderator, source="Von mir", form_key="m")
    report(own, second_moderator)
    assert not deciding.may_decide(case_of(own), moderator)


def test_only_moderators_claim_and_decide(post, other_member, editor, operator):
    report(post, other_member)
    for stranger in (other_member, editor, operator):
        with pytest.raises(PermissionDenied):
            claiming.claim_case(case_of(post), by=stranger)
        with pytest.raises(PermissionDenied):
            decide(case_of(post), Verdict.NOTHING, stranger)


def test_a_claim_keeps_others_away_and_ends_by_itself(post, other_member, moderator, second_moderator):
    report(post, other_member)
    case, now = case_of(post), timezone.now()
    assert claiming.claim_case(case, by=moderator, at=now)
    assert not claiming.claim_case(case, by=second_moderator, at=now)
    assert claiming.next_case(by=second_moderator, at=now) is None and claiming.next_case(by=moderator, at=now) == case
    assert claiming.claim_case(case, by=second_moderator, at=now + claiming.CLAIM)
    assert not claiming.release_case(case, by=moderator) and claiming.release_case(case, by=second_moderator)


def test_danger_comes_first_then_the_oldest(post, other_member, moderator, editor):
    others = [posting.reply(post.thread, by=post.author, source=f"Nr. {n}", form_key=f"n{n}") for n in range(2)]
    report(others[0], other_member)
    reporting.report(post, reason=reason(), words="Auch", by=other_member, form_key="x")
    reporting.report(others[1], reason=reason("Gefahr"), words="Schnell", by=editor, form_key="y")
    order, case = [], None
    for _ in range(3):
        case = claiming.next_case(by=moderator, after=case)
        order.append(case.post)
    assert order == [others[1], others[0], post]


def test_a_measure_goes_with_the_verdict(post, other_member, moderator, member):
    report(post, other_member)
    until = timezone.now() + DAY
    decide(case_of(post), Verdict.HIDE, moderator, measure=Measure(SanctionKind.SILENCE, until))
    sanction = Sanction.objects.get()
    assert (sanction.member, sanction.kind, sanction.ends_at) == (member, "silence", until)
    assert Statement.objects.filter(member=member).count() == 2 and case_of(post).decisions.count() == 2
    assert list(Sanction.objects.in_force_on(member)) == [sanction]
    assert list(Sanction.objects.in_force_on(member, until)) == []


def test_the_team_is_not_sanctioned_and_nobody_sanctions_themselves(moderator, editor, second_moderator):
    for target in (editor, moderator, second_moderator):
        with pytest.raises(PermissionDenied):
            sanctions.impose(target, SanctionKind.BAN, by=moderator, decision=grounds())


def test_a_measure_is_lifted_once(member, moderator):
    sanction = sanctions.impose(member, SanctionKind.BAN, by=moderator, decision=grounds())
    assert sanctions.lift(sanction, by=moderator, decision=Decision()) is not None
    assert sanctions.lift(sanction, by=moderator, decision=Decision()) is None
    assert list(Sanction.objects.in_force_on(member)) == []


def test_enough_reports_hide_a_post_until_somebody_decides(post, other_member, moderator, settings, member):
    settings.REPORTS_TO_HIDE = 2
    old = [make_member() for _ in range(2)]
    type(member).objects.filter(pk__in=[m.pk for m in old]).update(joined_at=timezone.now() - 30 * DAY)
    report(post, other_member)  # joined today: counts for the queue alone
    for one in old:
        one.refresh_from_db()
        report(post, one)
    assert Post.objects.get(pk=post.pk).state == "hidden_auto"
    assert Statement.objects.get().decision.automated and case_of(post).stage == "open"
    assert not Report.objects.exclude(decision=None).exists()
    decide(case_of(post), Verdict.NOTHING, moderator)
    assert Post.objects.get(pk=post.pk).state == "visible" and not Report.objects.filter(decision=None).exists()


def test_guests_and_newcomers_hide_nothing(post, other_member, settings):
    settings.REPORTS_TO_HIDE = 1
    report(post, other_member)
    reporting.report(post, reason=reason(), words="Weg", guest=reporting.Guest("A", "a@abspann.example"))
    assert Post.objects.get(pk=post.pk).state == "visible"


def test_what_waits_for_approval_is_a_case(editor, member, moderator, settings):
    settings.HELD_FIRST_POSTS = 1
    held = posting.reply(make_review(editor).thread, by=member, source="Hallo", form_key="h")
    case = case_of(held)
    assert case.reports.get().kind == "approval"
    decide(case, Verdict.NOTHING, moderator)
    assert Post.objects.get(pk=held.pk).state == "visible" and Decision.objects.get().action == "approve"
    assert not Letter.objects.exists()


def test_a_post_withdrawn_while_it_waited_needs_nobody_and_comes_back_into_the_queue(editor, member, settings):
    settings.HELD_FIRST_POSTS = 1
    held = posting.reply(make_review(editor).thread, by=member, source="Hallo", form_key="h")
    posting.withdraw_post(held, by=member)
    assert case_of(held).stage == "decided"
    posting.restore_post(held, by=member)
    assert case_of(held).stage == "open"


def appeal_of(post, member):
    decision = Decision.objects.filter(post=post).latest("pk")
    return appealing.appeal(decision, AppealSide.AUTHOR, words="Das war Spaß.", member=member)


def test_an_appeal_goes_to_another_moderator_and_a_reversal_runs_backwards(
    post, other_member, member, moderator, second_moderator
):
    report(post, other_member)
    decide(case_of(post), Verdict.HIDE, moderator)
    made = appeal_of(post, member)
    assert case_of(post).stage == "appealed"
    assert not appealing.may_decide_appeal(made, moderator)
    with pytest.raises(PermissionDenied):
        appealing.decide_appeal(made, AppealOutcome.REVERSED, by=moderator, answer="Nein")
    done = appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second_moderator, answer="Stimmt, das war Spaß.")
    post.refresh_from_db()
    assert (post.state, post.number) == ("visible", 2)
    assert done.result.reverses == made.decision
    assert Case.objects.get(post=post).stage == "closed"
    told = {(row.kind, row.member) for row in Letter.objects.filter(kind__startswith="appeal")}
    assert told == {("appeal_receipt", member), ("appeal_outcome", member), ("appeal_outcome", other_member)}


def test_alone_on_duty_the_first_moderator_decides_again(post, member, moderator):
    moderation.hide_post(post, by=moderator, decision=grounds())
    made = appeal_of(post, member)
    assert appealing.decides_again(made, moderator) and appealing.may_decide_appeal(made, moderator)


def test_an_appeal_is_decided_once_and_in_words(post, member, moderator, second_moderator):
    moderation.hide_post(post, by=moderator, decision=grounds())
    made = appeal_of(post, member)
    with pytest.raises(moderation.ReasonsMissing):
        appealing.decide_appeal(made, AppealOutcome.UPHELD, by=second_moderator, answer=" ")
    appealing.decide_appeal(made, AppealOutcome.UPHELD, by=second_moderator, answer="Es bleibt dabei.")
    with pytest.raises(DecidedMeanwhile):
        appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second_moderator, answer="Doch nicht.")
    assert Post.objects.get(pk=post.pk).state == "removed"


def test_each_side_appeals_once_and_within_six_months(post, other_member, member, moderator, second_moderator):
    mine = report(post, other_member)
    decision = decide(case_of(post), Verdict.HIDE, moderator)
    mine.refresh_from_db()
    made = appeal_of(post, member)
    with pytest.raises(appealing.AlreadyAppealed):
        appeal_of(post, member)
    appealing.decide_appeal(made, AppealOutcome.UPHELD, by=second_moderator, answer="Nein.")
    appealing.appeal(decision, AppealSide.REPORTER, words="Zu milde.", member=other_member, report=mine)
    assert Case.objects.get(post=post).stage == "appealed"
    Decision.objects.filter(pk=decision.pk).update(at=timezone.now() - 200 * DAY)
    decision.refresh_from_db()
    for side in AppealSide:
        assert not appealing.can_appeal(decision, side)


def test_strangers_do_not_appeal(post, other_member, editor, moderator):
    mine = report(post, other_member)
    decision = moderation.hide_post(post, by=moderator, decision=grounds())
    for wrong in ({"member": editor}, {"member": other_member}):
        with pytest.raises(appealing.NoAppeal):
            appealing.appeal(decision, AppealSide.AUTHOR, words="Ich", **wrong)
    other = posting.reply(post.thread, by=post.author, source="Anderes", form_key="o")
    second = moderation.hide_post(other, by=moderator, decision=grounds())
    with pytest.raises(appealing.NoAppeal):
        appealing.appeal(second, AppealSide.REPORTER, words="Ich", member=other_member, report=mine)


def test_an_appeal_of_a_reporter_can_hide_what_was_judged_harmless(
    post, other_member, member, moderator, second_moderator
):
    mine = report(post, other_member)
    decision = decide(case_of(post), Verdict.NOTHING, moderator)
    mine.refresh_from_db()
    made = appealing.appeal(decision, AppealSide.REPORTER, words="Doch", member=other_member, report=mine)
    appealing.decide_appeal(
        made, AppealOutcome.CHANGED, by=second_moderator, answer="Du hast recht.", decision=grounds()
    )
    assert Post.objects.get(pk=post.pk).state == "removed" and Statement.objects.get().member == member


def test_a_changed_measure_takes_the_place_of_the_first(member, moderator, second_moderator):
    ban = sanctions.impose(member, SanctionKind.BAN, by=moderator, decision=grounds())
    made = appealing.appeal(ban.decision, AppealSide.AUTHOR, words="Zu viel", member=member)
    until = timezone.now() + DAY
    appealing.decide_appeal(
        made,
        AppealOutcome.CHANGED,
        by=second_moderator,
        answer="Ein Tag genügt.",
        decision=grounds(),
        measure=Measure(SanctionKind.SILENCE, until),
    )
    assert [row.kind for row in list(Sanction.objects.in_force_on(member))] == ["silence"]


def test_cases_close_and_reporters_are_forgotten_in_time(post, other_member, moderator):
    report(post, other_member)
    decide(case_of(post), Verdict.NOTHING, moderator)
    now = timezone.now()
    assert appealing.close_cases(now + 100 * DAY) == 0 and appealing.close_cases(now + 200 * DAY) == 1
    assert appealing.forget_reporters(now + 300 * DAY) == 0 and appealing.forget_reporters(now + 400 * DAY) == 1
    assert Report.objects.get().by is None and not Letter.objects.filter(report__isnull=False).exists()


def test_cases_of_merged_threads_become_one(member, other_member, editor, moderator):
    board = make_board("Foyer")
    old, new = (
        posting.open_thread(board, by=member, title=f"Nr. {n}", source="Text", form_key=f"t{n}") for n in range(2)
    )
    report(new, other_member)
    reporting.report(old, reason=reason(), words="Auch", by=editor, form_key="z")
    rearranging.merge_threads(old, by=moderator, into=new)
    case = Case.objects.exclude(stage="closed").get()
    assert (case.thread, case.report_count, case.stage) == (new, 2, "open")
    assert not Case.objects.filter(stage="closed").exclude(reports=None).exists()


def test_a_withdrawn_or_edited_post_stays_readable_as_it_was_reported(post, other_member, member):
    mine = report(post, other_member)
    posting.edit_post(post, by=member, source="Alles gut", base=0)
    posting.withdraw_post(post, by=member)
    assert case_of(post).stage == "open"
    assert post.revisions.get(number=mine.base + 1).source == "Du Nuss"


@pytest.mark.parametrize(
    "wrong",
    [
        {"stage": "open"},  # without a target
        {"stage": "decided", "member_id": 1},  # without a moment
        {"stage": "open", "subject_kind": "review"},  # a kind without an id
    ],
)
def test_a_case_has_one_target_and_the_moments_of_its_stage(wrong, member):
    with pytest.raises(IntegrityError), transaction.atomic():
        Case.objects.create(**(wrong | ({"member_id": member.pk} if "member_id" in wrong else {})))


def test_a_moderator_marks_danger_and_takes_it_back(post, other_member, moderator):
    report(post, other_member)
    case = case_of(post)
    assert claiming.mark_danger(case, by=moderator) and not claiming.mark_danger(case, by=moderator)
    assert case_of(post).is_danger
    with pytest.raises(PermissionDenied):
        claiming.unmark_danger(case, by=other_member)
    assert claiming.unmark_danger(case, by=moderator) and not case_of(post).is_danger


def test_the_other_sides_appeal_finds_a_decision_already_taken_back(
    post, other_member, member, moderator, second_moderator
):
    mine = report(post, other_member)
    decision = decide(case_of(post), Verdict.HIDE, moderator)
    mine.refresh_from_db()
    first = appeal_of(post, member)
    second = appealing.appeal(decision, AppealSide.REPORTER, words="Zu milde", member=other_member, report=mine)
    for made in (first, second):
        appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second_moderator, answer="Stimmt.")
    assert Post.objects.get(pk=post.pk).state == "visible" and Case.objects.get(post=post).stage == "closed"


def test_the_bell_rings_for_reasons_that_were_not_read(post, member, moderator, signed_in):
    client = signed_in(member)
    assert notifications.unread_count(member) == 0
    decision = moderation.hide_post(post, by=moderator, decision=grounds())
    assert notifications.unread_count(member) == 1
    page = client.get("/benachrichtigungen/").content.decode()
    assert "Entscheidungen, die dich betreffen" in page and "Beitrag ausgeblendet" in page
    client.post(f"/konto/entscheidungen/{decision.statement.pk}/gelesen/")
    assert notifications.unread_count(member) == 0
    assert "Entscheidungen, die" not in client.get("/benachrichtigungen/").content.decode()

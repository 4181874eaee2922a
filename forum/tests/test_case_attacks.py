"""Cases before people who want something else than a fair decision, and before two things that happen at once."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.roles import Role
from forum import covering, hits, moderation, notes, posting, rearranging, waves
from forum.cases import appealing, claiming, deciding, letters, reporting, sanctions
from forum.cases.deciding import Measure, Verdict
from forum.cases.finding import find_target
from forum.cases.settling_many import OwnReport
from forum.models import Appeal, Case, Decision, Post, Report, ReportReason, Statement, WordRule
from forum.models.redress import AppealOutcome, AppealSide, SanctionKind
from forum.moderators import limit_to_boards
from tests.making import filled_in, make_board, make_member

pytestmark = pytest.mark.django_db

WORDS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}
DAY = datetime.timedelta(days=1)


@pytest.fixture
def board(db):
    return make_board("Foyer")


@pytest.fixture
def thread(board, other_member):
    return posting.open_thread(board, by=other_member, title="Streit", source="Los", form_key="t")


@pytest.fixture
def post(thread, member):
    return posting.reply(thread, by=member, source="Du Nuss", form_key="p")


@pytest.fixture
def second_moderator(db):
    return make_member("Birte Falck", Role.MODERATOR)


def grounds():
    return Decision(**WORDS)


def reason():
    return ReportReason.objects.get(name__startswith="Beleidigung")


def report(target, by, key=""):
    return reporting.report(target, reason=reason(), words="Nein", by=by, form_key=key or f"r{by.pk}").report


def case_of(target):
    return Case.objects.current(target).get()


def state_of(post):
    return Post.objects.get(pk=post.pk).state


def waits_for_somebody(post):
    return Case.objects.filter(post=post).to_do().exists()


def hold(member, thread, moderator, key="h"):
    """A post that waits for approval."""
    moderation.hold_replies(thread, by=moderator, until=timezone.now() + DAY)
    held = posting.reply(thread, by=member, source="Noch eine Nuss", form_key=key)
    assert state_of(held) == "pending" and waits_for_somebody(held)
    return held


# Who decides


def appeal_against(decision, member):
    return appealing.appeal(decision, AppealSide.AUTHOR, words="Das war Spaß.", member=member)


@pytest.mark.parametrize("other", ["of another board", "who reported it", "who left", "who wrote it"])
def test_an_appeal_never_waits_for_somebody_who_may_not_decide_it(other, board, thread, moderator, operator):
    second = make_member("Birte Falck", Role.MODERATOR)
    author = second if other == "who wrote it" else make_member("Ada")
    post = posting.reply(thread, by=author, source="Du Nuss", form_key="x")
    if other == "of another board":
        limit_to_boards(second, [make_board("Balkon")], by=operator)
    if other == "who reported it":
        report(post, second)
    if other == "who left":
        type(second).objects.filter(pk=second.pk).update(is_active=False)
    made = appeal_against(moderation.hide_post(post, by=moderator, decision=grounds()), author)
    assert appealing.decides_again(made, moderator) and appealing.may_decide_appeal(made, moderator)
    assert not appealing.may_decide_appeal(made, type(second).objects.get(pk=second.pk))


def test_a_moderator_of_the_same_board_is_another_one_who_decides(board, post, moderator, operator):
    second = make_member("Birte Falck", Role.MODERATOR)
    limit_to_boards(second, [board], by=operator)
    made = appeal_against(moderation.hide_post(post, by=moderator, decision=grounds()), post.author)
    assert not appealing.may_decide_appeal(made, moderator) and not appealing.decides_again(made, moderator)
    assert appealing.may_decide_appeal(made, type(second).objects.get(pk=second.pk))


def test_who_confirmed_what_reports_had_hidden_does_not_decide_the_appeal(
    post, moderator, second_moderator, settings, monkeypatch, other_member
):
    settings.REPORTS_TO_HIDE = 1
    monkeypatch.setattr(reporting, "NEWCOMER_DAYS", 0)
    report(post, other_member)
    made = appeal_against(Decision.objects.get(automated=True), post.author)
    deciding.decide_case(case_of(post), Verdict.HIDE, by=moderator, decision=grounds())
    assert not appealing.may_decide_appeal(made, moderator)
    assert appealing.may_decide_appeal(made, second_moderator)


def test_who_decided_the_other_sides_appeal_does_not_decide_this_one(
    post, moderator, second_moderator, other_member, db
):
    third = make_member("Per Dritter", Role.MODERATOR)
    mine = report(post, other_member)
    decision = deciding.decide_case(case_of(post), Verdict.HIDE, by=moderator, decision=grounds())
    mine.refresh_from_db()
    first = appeal_against(decision, post.author)
    appealing.decide_appeal(first, AppealOutcome.REVERSED, by=second_moderator, answer="Stimmt.")
    decision = Decision.objects.get(pk=decision.pk)
    assert appealing.can_appeal(decision, AppealSide.REPORTER)
    assert not appealing.can_appeal(decision, AppealSide.AUTHOR)
    second = appealing.appeal(decision, AppealSide.REPORTER, words="Nein", member=other_member, report=mine)
    assert [appealing.may_decide_appeal(second, by) for by in (moderator, second_moderator, third)] == [0, 0, 1]
    assert not appealing.is_reversible(decision)
    appealing.decide_appeal(second, AppealOutcome.CHANGED, by=third, answer="Doch.", decision=grounds())
    assert state_of(post) == "removed" and Statement.objects.filter(member=post.author).count() == 2


def test_that_an_erasure_was_wrong_can_be_said_though_nothing_comes_back(post, moderator, second_moderator, signed_in):
    made = appeal_against(moderation.erase_post(post, by=moderator, decision=grounds()), post.author)
    client = signed_in(second_moderator)
    page = client.get(f"/moderation/faelle/{made.decision.case_id}/").content.decode()
    assert "Die Entscheidung war falsch, auch wenn sich nichts zurückholen lässt" in page
    sent = {"outcome": "reversed", "answer": "Das hätte stehen bleiben sollen."}
    answer = client.post(f"/moderation/widersprueche/{made.pk}/entscheiden/", sent, follow=True)
    assert "auch wenn sich nichts zurückholen lässt" in answer.content.decode()
    made.refresh_from_db()
    assert (made.outcome, made.result.reverses) == ("reversed", made.decision)
    assert state_of(post) == "erased"
    told = signed_in(post.author).get(f"/konto/entscheidungen/{made.decision.statement.pk}/").content.decode()
    assert "Die Entscheidung ist zurückgenommen." in told and "Das hätte stehen bleiben sollen." in told


def test_a_moderator_keeps_the_hands_off_the_own_case(thread, moderator, other_member, second_moderator, signed_in):
    own = posting.reply(thread, by=moderator, source="Von mir", form_key="m")
    report(own, other_member)
    notes.add_note(moderator, by=second_moderator, text="Streitet gern")
    case = case_of(own)
    for act in (claiming.claim_case, claiming.mark_danger, claiming.unmark_danger, deciding.reopen_case):
        with pytest.raises(PermissionDenied):
            act(case, by=moderator)
    assert claiming.next_case(by=moderator) is None and claiming.next_case(by=second_moderator) == case
    page = signed_in(moderator).get(f"/moderation/faelle/{case.pk}/").content.decode()
    assert "Hier geht es um dich" in page
    for secret in (other_member.name, "„Nein“", "Streitet gern"):
        assert secret not in page, secret
    assert other_member.name in signed_in(second_moderator).get(f"/moderation/faelle/{case.pk}/").content.decode()


def test_nobody_settles_their_own_report_by_a_wave(post, moderator, second_moderator, signed_in):
    report(post, moderator)
    since = timezone.now() - DAY
    with pytest.raises(OwnReport):
        waves.hide_wave(post.author, by=moderator, since=since, decision=grounds())
    assert state_of(post) == "visible" and not Decision.objects.exists()
    fields = {"seit": int(since.timestamp()), **WORDS}
    answer = signed_in(moderator).post(f"/moderation/mitglieder/{post.author.name}/welle/", fields)
    assert answer.status_code == 409 and "selbst etwas gemeldet" in answer.content.decode()
    assert waves.hide_wave(post.author, by=second_moderator, since=since, decision=grounds())


# What waits has somebody who looks


def test_a_measure_alone_leaves_no_post_waiting_for_nobody(thread, member, moderator):
    held = hold(member, thread, moderator)
    case = case_of(held)
    assert Verdict.MEASURE not in deciding.verdicts_for(case, moderator) and deciding.takes_measures(case, moderator)
    with pytest.raises(deciding.NotForThis):
        deciding.decide_case(
            case, Verdict.MEASURE, by=moderator, decision=grounds(), measure=Measure(SanctionKind.WARNING)
        )
    assert waits_for_somebody(held)


def test_what_was_only_looked_at_or_covered_still_waits(thread, member, moderator):
    WordRule.objects.create(words="Uhr", kind="hold", by=moderator)
    held = hold(member, thread, moderator)
    hits.report_automatically(held, facts="x", rule="Wortliste")
    assert moderation.clear_post(held, by=moderator)
    assert state_of(held) == "pending" and waits_for_somebody(held)
    covering.cover_post(held, by=moderator, passages=[0], title="Der Film", base=0)
    assert state_of(held) == "pending" and waits_for_somebody(held)


def test_an_edit_held_while_an_appeal_runs_is_looked_at_after_it(
    thread, post, member, other_member, moderator, second_moderator
):
    mine = report(post, other_member)
    decision = deciding.decide_case(case_of(post), Verdict.NOTHING, by=moderator, decision=Decision())
    mine.refresh_from_db()
    made = appealing.appeal(decision, AppealSide.REPORTER, words="Doch", member=other_member, report=mine)
    moderation.hold_replies(thread, by=moderator, until=timezone.now() + DAY)
    posting.edit_post(post, by=member, source="Du große Nuss", base=0)
    assert state_of(post) == "pending"
    appealing.decide_appeal(made, AppealOutcome.UPHELD, by=second_moderator, answer="Nein.")
    assert waits_for_somebody(post)
    case = Case.objects.filter(post=post).to_do().get()
    deciding.decide_case(case, Verdict.NOTHING, by=moderator, decision=Decision())
    assert state_of(post) == "visible"


def test_what_waits_again_after_a_wave_is_in_the_queue_again(thread, member, moderator):
    held = hold(member, thread, moderator)
    closed = hold(member, thread, moderator, "h2")
    wave = waves.hide_wave(member, by=moderator, since=timezone.now() - DAY, decision=grounds())
    appealing.close_cases(timezone.now() + 200 * DAY)
    Case.objects.filter(post=held).update(stage="decided", closed_at=None)
    waves.restore_wave(wave, by=moderator)
    for one in (held, closed):
        assert state_of(one) == "pending" and waits_for_somebody(one)
        case = Case.objects.filter(post=one).to_do().get()
        assert case.report_count == case.reports.count()
        assert case.weight == sum(case.reports.filter(decision=None).values_list("weight", flat=True))


def test_reports_that_are_counted_while_somebody_decides_hide_nothing_for_ever(post, other_member, moderator):
    report(post, other_member)
    deciding.decide_case(case_of(post), Verdict.NOTHING, by=moderator, decision=Decision())
    assert moderation.hide_post_automatically(post, facts="2 Meldungen", reasons="Viele Meldungen") is None
    assert state_of(post) == "visible" and not Statement.objects.exists()


# What a reversal takes back


def test_a_reversal_leaves_standing_what_was_hidden_later_for_another_reason(post, member, moderator, second_moderator):
    first = moderation.hide_post(post, by=moderator, decision=grounds())
    moderation.restore_post(post, by=moderator, decision=Decision())
    moderation.hide_post(post, by=moderator, decision=Decision(reasons="Aus anderem Grund"))
    made = appeal_against(first, member)
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second_moderator, answer="Stimmt.")
    assert state_of(post) == "removed" and Decision.objects.get(reverses=first).action == "nothing"


def test_the_same_holds_for_a_thread_that_was_closed_twice(thread, moderator, second_moderator):
    first = moderation.lock_thread(thread, by=moderator, decision=grounds())
    moderation.unlock_thread(thread, by=moderator)
    moderation.lock_thread(thread, by=moderator, decision=Decision(reasons="Aus anderem Grund"))
    made = appeal_against(first, thread.author)
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second_moderator, answer="Stimmt.")
    thread.refresh_from_db()
    assert thread.state == "locked"


def test_nothing_is_left_to_hide_of_a_merged_thread(thread, board, member, moderator):
    into = posting.open_thread(board, by=member, title="Noch ein Streit", source="Los", form_key="i")
    rearranging.merge_threads(thread, by=moderator, into=into)
    thread.refresh_from_db()
    assert moderation.hide_thread(thread, by=moderator, decision=grounds()) is None
    assert not Statement.objects.exists()


# Whom nobody needs to know


def test_a_reporter_who_appealed_is_forgotten_as_well(post, other_member, moderator, second_moderator):
    mine = report(post, other_member)
    decision = deciding.decide_case(case_of(post), Verdict.NOTHING, by=moderator, decision=Decision())
    mine.refresh_from_db()
    made = appealing.appeal(decision, AppealSide.REPORTER, words="Doch", member=other_member, report=mine)
    appealing.decide_appeal(made, AppealOutcome.UPHELD, by=second_moderator, answer="Nein.")
    assert appealing.forget_reporters(timezone.now() + 200 * DAY) == 1
    assert Report.objects.get().by is None and Appeal.objects.get().member is None


def test_an_author_who_appealed_is_not_forgotten_with_the_reporters(post, other_member, moderator, second_moderator):
    report(post, other_member)
    deciding.decide_case(case_of(post), Verdict.HIDE, by=moderator, decision=grounds())
    made = appeal_against(Decision.objects.get(), post.author)
    appealing.decide_appeal(made, AppealOutcome.UPHELD, by=second_moderator, answer="Nein.")
    appealing.forget_reporters(timezone.now() + 200 * DAY)
    assert Appeal.objects.get().member == post.author


# Odd addresses and floods


@pytest.mark.parametrize(
    "address",
    [
        "http://[",
        "http://[::1/beitrag/1/",
        "https://abspann.exa\u2100mple/",
        "/mitglied/%00/",
        "/mitglied/%2500/",
        "/mitglieder/\0/",
        "/kritiken/%00/",
        "/beitrag/%ff/",
        "/thema/99999999999999999999-x/",
        "\ud800",
        "#beitrag-" + "9" * 30,
        "/" * 400,
    ],
)
def test_no_address_breaks_the_form(address, as_guest, db):
    assert find_target(address, make_member()) is None
    assert as_guest.get("/meldung/", {"adresse": address}).status_code == 200 if "\ud800" not in address else True
    fields = {"address": address.replace("\ud800", "?"), "reason": reason().pk, "words": "Nein", **filled_in()}
    assert as_guest.post("/meldung/", fields).status_code == 422


def test_nobody_floods_a_strangers_mailbox_with_receipts(post, client, settings):
    settings.RATE_LIMITS = True
    statuses = []
    for n in range(11):
        fields = {"address": f"/beitrag/{post.pk}/", "reason": reason().pk, "words": "Nein", "form_key": f"k{n}"}
        sent = fields | {"email": " Opfer@Abspann.example", "name": "", **filled_in()}
        statuses.append(client.post("/meldung/", sent, REMOTE_ADDR=f"203.0.113.{n}").status_code)
    assert statuses == [302] * 10 + [429]
    other = fields | {"email": "andere@abspann.example", **filled_in()}
    assert client.post("/meldung/", other, REMOTE_ADDR="203.0.113.99").status_code == 302


def test_no_mail_says_what_a_stranger_typed_as_a_name(post, mailoutbox):
    guest = reporting.Guest("Gewonnen!\nhttps://betrug.example/", "opfer@abspann.example")
    reporting.report(post, reason=reason(), words="https://betrug.example/", guest=guest)
    for pk in letters.due_letters(timezone.now()):
        letters.send_letter(pk)
    assert len(mailoutbox) == 1 and "betrug" not in mailoutbox[0].subject + mailoutbox[0].body


def test_a_sanction_that_stands_no_more_is_changed_without_the_other_one(member, moderator, second_moderator):
    ban = sanctions.impose(member, SanctionKind.BAN, by=moderator, decision=grounds())
    sanctions.lift(ban, by=moderator, decision=Decision())
    made = appeal_against(ban.decision, member)
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second_moderator, answer="Stimmt.")
    assert Decision.objects.get(reverses=ban.decision).action == "nothing"

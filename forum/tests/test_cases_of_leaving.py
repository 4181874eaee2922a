"""Members who leave while somebody has to decide about their texts."""

import datetime

import pytest
from django.utils import timezone

from accounts.models import Member
from filmsite import leaving
from forum import moderation, notes, posting
from forum.cases import claiming, duty, reporting, sanctions
from forum.cases.leaving import ban_of
from forum.models import Case, Decision, Letter, Post, Report, ReportReason
from forum.models.redress import SanctionKind
from forum.models.screening import NOTE_LENGTH
from forum.tasks import sweep_cases
from tests.making import make_review
from text.names import fold_name

pytestmark = pytest.mark.django_db

WORDS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}


@pytest.fixture
def posts(editor, member):
    thread = make_review(editor).thread
    return [posting.reply(thread, by=member, source=f"Nuss {n}", form_key=f"n{n}") for n in range(2)]


def report(post, by):
    return reporting.report(
        post, reason=ReportReason.objects.first(), words="Nein", by=by, form_key=f"{post.pk}"
    ).report


def states(posts):
    return [Post.objects.get(pk=post.pk).state for post in posts]


def test_a_reported_text_is_out_of_sight_at_once_and_gone_when_nobody_can_object(
    posts, member, other_member, moderator
):
    report(posts[0], other_member)
    leaving.leave(member, takes_texts=True)
    assert states(posts) == ["withdrawn", "erased"]
    assert Post.objects.get(pk=posts[0].pk).source == "Nuss 0"
    decision = Decision(**WORDS)
    moderation.record(decision, "nothing", post=posts[0], by=moderator)
    sweep_cases(timezone.now() + datetime.timedelta(days=100))
    assert states(posts) == ["withdrawn", "erased"]
    sweep_cases(timezone.now() + datetime.timedelta(days=200))
    assert states(posts) == ["erased", "erased"]
    assert Case.objects.get(post=posts[0]).stage == "closed"


def test_an_operator_deletes_by_law_whatever_waits(posts, member, other_member, operator):
    report(posts[0], other_member)
    leaving.leave(member, by=operator, takes_texts=True, reasons="Auf gerichtliche Anordnung.")
    assert states(posts) == ["erased", "erased"]


def test_letters_that_wait_and_claims_go_with_the_account(posts, member, moderator, other_member):
    moderation.hide_post(posts[0], by=moderator, decision=Decision(**WORDS))
    assert Letter.objects.filter(member=member).exists()
    leaving.leave(member, takes_texts=False)
    leaving.go_on(member.leaving)
    assert not Letter.objects.filter(member=member).exists()
    report(posts[1], other_member)
    case = Case.objects.get(post=posts[1])
    assert claiming.claim_case(case, by=moderator)
    gone = leaving.leave(moderator, takes_texts=False)
    leaving.go_on(gone)
    assert Case.objects.get(pk=case.pk).claimed_by is None


def test_the_longest_ban_that_runs_outlives_the_account(member, moderator):
    now = timezone.now()
    assert ban_of(member) is None
    for days in (1, 30):
        ends = now + datetime.timedelta(days=days)
        sanctions.impose(member, SanctionKind.BAN, by=moderator, decision=Decision(**WORDS), ends_at=ends)
    assert ban_of(member).until == ends
    sanctions.impose(member, SanctionKind.BAN, by=moderator, decision=Decision(**WORDS))
    assert ban_of(member).until is None


def test_a_name_goes_from_words_about_the_member_and_stays_where_it_is_a_mountain(posts, other_member, moderator):
    berg = posts[0].author
    Member.objects.filter(pk=berg.pk).update(name="Berg", name_folded=fold_name("Berg"))
    about = moderation.hide_post(posts[0], by=moderator, decision=Decision(rule="1", reasons="Berg, Bergs Ton!"))
    other = posting.reply(posts[0].thread, by=other_member, source="Ach", form_key="o")
    elsewhere = moderation.hide_post(other, by=moderator, decision=Decision(rule="1", reasons="Der Berg ist hoch."))
    said = report(posts[1], other_member)
    Report.objects.filter(pk=said.pk).update(words="Das war Berg.")
    note = notes.add_note(other_member, by=moderator, text=("Zankt mit Berg. " * 200)[:NOTE_LENGTH])
    shift = duty.leave_note("Auf Berg achten, nicht auf Bergleute.", by=moderator)
    gone = leaving.leave(Member.objects.get(pk=berg.pk), takes_texts=False)
    leaving.go_on(gone)
    for row in (about, elsewhere, said, note, shift):
        row.refresh_from_db()
    name = Member.objects.get(pk=berg.pk).name
    assert (about.reasons, elsewhere.reasons) == (f"{name}, {name}’s Ton!", "Der Berg ist hoch.")
    assert said.words == f"Das war {name}."
    assert "Berg" not in note.text and len(note.text) <= NOTE_LENGTH
    assert shift.text == f"Auf {name} achten, nicht auf Bergleute."


def test_what_an_operator_wrote_at_a_deletion_names_nobody_in_the_end(member, operator, monkeypatch):
    gone = leaving.leave(member, takes_texts=False, by=operator, reasons=f"{member.name} schrieb uns.")
    name = Member.objects.get(pk=member.pk).name
    assert leaving.say_goodbye(gone)
    monkeypatch.setattr(leaving, "LOOK_AGAIN", datetime.timedelta())
    assert leaving.go_on(gone, seconds=600)
    gone.refresh_from_db()
    assert (gone.name, gone.reasons) == ("", f"{name} schrieb uns.")


def test_a_page_of_a_case_names_nobody_who_left(posts, member, other_member, moderator, signed_in):
    report(posts[0], other_member)
    leaving.leave(member, takes_texts=False)
    leaving.leave(other_member, takes_texts=False)
    client = signed_in(moderator)
    for path in ("/moderation/", f"/moderation/faelle/{Case.objects.get().pk}/", "/moderation/seit-gestern/"):
        page = client.get(path).content.decode()
        assert member.name not in page and other_member.name not in page

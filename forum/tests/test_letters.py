"""Mails the law asks for: who gets which, what they say and never say."""

import datetime

import pytest
from django.core import mail
from django.utils import timezone

from forum import moderation, posting
from forum.cases import appealing, letters, reporting
from forum.models import Decision, Letter, ReportReason
from forum.models.redress import AppealOutcome, AppealSide
from forum.tasks import sweep_letters
from tests.making import make_board, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(editor, member):
    return posting.reply(make_review(editor).thread, by=member, source="Du Nuss", form_key="a")


def report(post, *, by=None, guest=None, name="Beleidigung", key=""):
    reason = ReportReason.objects.get(name__startswith=name)
    return reporting.report(post, reason=reason, words="Nein", by=by, guest=guest, in_good_faith=True, form_key=key)


def hide(post, moderator):
    words = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung.", "facts": "Beschimpft jemanden."}
    return moderation.hide_post(post, by=moderator, decision=Decision(**words))


def send():
    mail.outbox = []
    for pk in letters.due_letters(timezone.now()):
        assert letters.send_letter(pk)
    return {message.to[0]: message for message in mail.outbox}


def test_the_author_reads_what_where_why_which_rule_and_how_to_object(post, member, other_member, moderator, settings):
    report(post, by=other_member)
    hide(post, moderator)
    sent = send()[member.email]
    for words in ("Beitrag ausgeblendet", post.thread.title, "Das ist eine Beleidigung.", "Beschimpft jemanden."):
        assert words in sent.subject + sent.body
    assert "Regel\u00a01: Freundlich bleiben" in sent.body and "/konto/entscheidungen/" in sent.body
    assert "lässt sich nicht abbestellen" in sent.body and "ohne Automaten" in sent.body
    assert other_member.name not in sent.body and moderator.name not in sent.body
    assert "List-Unsubscribe" not in sent.extra_headers


def test_whoever_reported_hears_the_outcome_but_not_the_authors_reasons(post, other_member, moderator):
    report(post, by=other_member)
    hide(post, moderator)
    sent = send()[other_member.email]
    assert "ausgeblendet" in sent.body and "Regel\u00a01: Freundlich bleiben" in sent.body
    assert "Das ist eine Beleidigung." not in sent.body and "Beschimpft" not in sent.body


def test_a_guest_gets_receipt_and_outcome_with_the_secret_address(post, moderator, as_guest):
    receipt = report(post, guest=reporting.Guest("Erika Muster", "erika@abspann.example"), name="Rechte")
    address = f"/meldung/{receipt.secret}/"
    assert address in send()["erika@abspann.example"].body
    hide(post, moderator)
    sent = send()["erika@abspann.example"]
    assert address in sent.body and "Erika Muster" not in sent.body  # a stranger may have written there
    assert "Entschieden" in as_guest.get(address).content.decode()


def test_a_report_of_rules_by_a_member_needs_no_receipt_by_mail_and_a_notice_does(post, other_member, editor):
    report(post, by=other_member)
    assert not Letter.objects.exists()
    report(post, by=editor, name="Rechte")
    assert Letter.objects.get().member == editor


def test_a_letter_leaves_once_whoever_sends_it(post, other_member, moderator):
    hide(post, moderator)
    pk = Letter.objects.get().pk
    assert letters.send_letter(pk) and not letters.send_letter(pk)
    assert len(mail.outbox) == 1 and Letter.objects.get().sent_at


def test_a_mail_server_that_fails_is_asked_again(post, moderator, settings):
    hide(post, moderator)
    pk = Letter.objects.get().pk
    settings.EMAIL_BACKEND = "nowhere.Backend"
    with pytest.raises(ImportError):
        letters.send_letter(pk)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    assert letters.due_letters(timezone.now()) == []
    assert letters.due_letters(timezone.now() + datetime.timedelta(minutes=11)) == [pk]


def test_whoever_has_no_address_any_more_holds_up_nobody(post, member, moderator):
    hide(post, moderator)
    type(member).objects.filter(pk=member.pk).update(email="")
    pk = Letter.objects.get().pk
    assert not letters.send_letter(pk)
    assert letters.due_letters(timezone.now()) == [] and not mail.outbox


def test_the_title_of_a_thread_the_author_may_not_read_any_more_is_in_no_mail(post, member, moderator, editor):
    hide(post, moderator)
    type(post.thread).objects.filter(pk=post.thread_id).update(board=make_board("Team", visible_to="team"))
    assert post.thread.title not in send()[member.email].body


def test_both_sides_hear_what_became_of_an_appeal(post, member, other_member, moderator, operator):
    report(post, by=other_member)
    decision = hide(post, moderator)
    made = appealing.appeal(decision, AppealSide.AUTHOR, words="Spaß", member=member)
    assert "Dein Widerspruch" in send()[member.email].subject
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=moderator, answer="Stimmt, Spaß.")
    sent = send()
    assert "Stimmt, Spaß." in sent[member.email].body and "zurückgenommen" in sent[member.email].body
    assert f"/konto/entscheidungen/{decision.statement.pk}/" in sent[member.email].body
    assert "Stimmt, Spaß." not in sent[other_member.email].body and "zurückgenommen" in sent[other_member.email].body


def test_an_upheld_decision_is_told_to_whoever_appealed_alone(post, member, other_member, moderator):
    report(post, by=other_member)
    made = appealing.appeal(hide(post, moderator), AppealSide.AUTHOR, words="Spaß", member=member)
    send()
    appealing.decide_appeal(made, AppealOutcome.UPHELD, by=moderator, answer="Nein.")
    assert list(send()) == [member.email]


def test_the_sweep_hands_over_what_is_due(post, moderator):
    hide(post, moderator)
    assert sweep_letters() == 1

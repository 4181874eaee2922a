"""From a report to the last word in a real browser: with scripts, without, and with the keyboard alone."""

import re

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from forum import posting
from forum.cases import deciding, letters, reporting
from forum.models import Appeal, Case, Decision, Post, Report, ReportReason
from tests.making import make_member, make_review
from tests.test_journeys import sign_in
from tests.test_keyboard import Keys

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])


@pytest.fixture
def post(editor, member):
    return posting.reply(make_review(editor, "Die Lotsin").thread, by=member, source="Du Nuss", form_key="a")


@pytest.fixture
def second_moderator(db):
    return make_member("Birte Falck", Role.MODERATOR)


def send_letters():
    """What the worker does; the mails since the last time."""
    mail.outbox = []
    for pk in letters.due_letters(timezone.now()):
        letters.send_letter(pk)
    return {message.to[0]: message.body for message in mail.outbox}


@BOTH
def test_a_report_a_decision_its_reasons_an_appeal_and_a_reversal(
    browse, post, member, other_member, moderator, second_moderator, javascript
):
    reader = browse(javascript=javascript)
    sign_in(reader, other_member.name)
    reader.goto(f"/meldung/?adresse=/beitrag/{post.pk}/")
    assert "„Die Lotsin“, Beitrag 2" in reader.text_content("main")
    reader.check("text=Beleidigung oder Angriff")
    reader.fill("[name=words]", "Das geht gegen mich.")
    reader.click("main button:has-text('Melden')")
    assert "Noch nicht entschieden" in reader.text_content("main")

    judge = browse(javascript=javascript)
    sign_in(judge, moderator.name)
    judge.goto("/moderation/")
    judge.click("a:has-text('Beleidigung oder Angriff')")
    judge.click("button:has-text('Übernehmen')")
    assert "von dir übernommen" in judge.text_content("main")
    judge.check("text=Ausblenden")
    judge.click("button:has-text('Entscheidung speichern')")
    assert "Ohne Begründung geht es nicht" in judge.text_content("main")
    assert judge.is_checked("text=Ausblenden")
    judge.select_option("[name=rule]", "1. Freundlich bleiben")
    judge.fill("[name=reasons]", "Das ist eine Beleidigung.")
    judge.click("button:has-text('Entscheidung speichern')")
    assert "Niemand wartet" in judge.text_content("main")
    assert Post.objects.get(pk=post.pk).state == "removed"
    mails = send_letters()
    assert "Das ist eine Beleidigung." in mails[member.email] and "Tilda" not in mails[member.email]
    assert "ausgeblendet" in mails[other_member.email] and "Das ist eine" not in mails[other_member.email]

    author = browse(javascript=javascript)
    sign_in(author, member.name)
    author.goto("/konto/entscheidungen/")
    author.click("a:has-text('Beitrag ausgeblendet')")
    assert "Das ist eine Beleidigung." in author.text_content("main") and "Fassung 1" in author.text_content("main")
    author.fill("[name=words]", "Das war ein Zitat aus dem Film.")
    author.click("button:has-text('Widersprechen')")
    assert "liest alles noch einmal" in author.text_content("main")

    judge.goto("/moderation/")
    judge.click("a:has-text('Beleidigung oder Angriff')")
    assert "Darüber entscheidet jemand anderes" in judge.text_content("main")
    other = browse(javascript=javascript)
    sign_in(other, second_moderator.name)
    other.goto("/moderation/?ansicht=widersprueche")
    other.click("a:has-text('Beleidigung oder Angriff')")
    other.check("text=zurückgenommen")
    other.fill("[name=answer]", "Stimmt, das ist ein Zitat.")
    other.click("button:has-text('Entscheidung speichern')")
    assert "abgeschlossen" in other.text_content("main")
    restored = Post.objects.get(pk=post.pk)
    assert (restored.state, restored.number) == ("visible", 2)
    mails = send_letters()
    assert "Stimmt, das ist ein Zitat." in mails[member.email] and "zurückgenommen" in mails[other_member.email]
    reader.goto(post.thread.get_absolute_url())
    assert "Du Nuss" in reader.text_content("main")


@BOTH
def test_a_guest_reports_and_comes_back_by_the_address_in_the_mail(browse, post, moderator, javascript):
    page = browse(javascript=javascript)
    page.goto("/meldung/")
    page.fill("[name=address]", "https://anderswo.example/beitrag/1/")
    page.check("text=Rechte verletzt")
    page.click("main button:has-text('Melden')")
    text = page.text_content("main")
    assert "nichts, das man melden kann" in text and "brauchen wir deinen Namen" in text
    page.fill("[name=address]", post.thread.get_absolute_url())
    page.fill("[name=words]", "Der Titel ist von mir.")
    page.fill("[name=name]", "Erika Muster")
    page.fill("[name=email]", "erika@abspann.example")
    page.check("[name=in_good_faith]")
    page.click("main button:has-text('Melden')")
    assert "Heb dir die Adresse dieser Seite auf" in page.text_content("main")
    address = page.url
    assert address.rpartition("/meldung/")[2].strip("/") in send_letters()["erika@abspann.example"]
    later = browse(javascript=javascript)
    later.goto(address)
    assert "Noch nicht entschieden" in later.text_content("main")
    assert Report.objects.get().kind == "notice"


@BOTH
def test_a_guest_appeals_by_the_address_in_the_mail(browse, post, moderator, javascript):
    guest = reporting.Guest("Erika Muster", "erika@abspann.example")
    receipt = reporting.report(post, reason=ReportReason.objects.first(), words="Nein", guest=guest)
    deciding.decide_case(Case.objects.get(), deciding.Verdict.NOTHING, by=moderator, decision=Decision())
    page = browse(javascript=javascript)
    page.goto(f"/meldung/{receipt.secret}/")
    page.fill("[name=words]", "Das ist gelogen.")
    page.click("button:has-text('Widersprechen')")
    assert "Dein Widerspruch wird gelesen" in page.text_content("main")
    assert Appeal.objects.get().words == "Das ist gelogen."


def test_a_case_is_decided_with_the_keyboard_alone(browse, post, other_member, moderator):
    reader = Keys(browse())
    sign_in(reader.page, other_member.name)
    reader.page.goto(f"/meldung/?adresse=/beitrag/{post.pk}/")
    reader.to("Beleidigung oder Angriff").press("Space")
    reader.write("words", "Das geht gegen mich.").to("Melden").follow()
    judge = Keys(browse())
    sign_in(judge.page, moderator.name)
    judge.page.goto("/moderation/")
    judge.press("n")
    expect(judge.page).to_have_url(re.compile(r"/moderation/faelle/\d+/$"))
    judge.press("c")
    expect(judge.page.locator("main")).to_contain_text("von dir übernommen")
    assert Case.objects.get().claimed_by == moderator
    judge.press("h")
    assert judge.page.is_checked("text=Ausblenden")
    judge.to("Wogegen verstößt das?").press("ArrowDown")
    judge.write("reasons", "Das ist eine Beleidigung.").to("Entscheidung speichern").follow()
    judge.page.wait_for_url("**/moderation/")
    assert Post.objects.get(pk=post.pk).state == "removed"
    author = Keys(browse())
    sign_in(author.page, post.author.name)
    author.page.goto("/konto/entscheidungen/")
    author.to("Beitrag ausgeblendet").follow()
    author.write("words", "Das war Spaß.").to("Widersprechen").follow()
    assert Appeal.objects.get().words == "Das war Spaß."


def test_moderators_reports_and_reasons_work_on_a_phone(browse, post, other_member, moderator):
    """Nothing is wider than the screen."""
    reporting.report(post, reason=ReportReason.objects.first(), words="x" * 300, by=other_member)
    page = browse(width=320)
    sign_in(page, moderator.name)
    for path in (
        f"/meldung/?adresse=/beitrag/{post.pk}/",
        "/moderation/",
        f"/moderation/faelle/{Case.objects.get().pk}/",
    ):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

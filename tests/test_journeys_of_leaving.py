"""Leaving in a real browser, with scripts and without: by oneself, and by an operator who was asked to."""

import pytest
from django.core import mail

from accounts.models import Leaving, Member
from filmsite import leaving
from forum import posting
from tests.making import PASSWORD, make_board
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])

TEXT = "Der Projektor knattert noch."


@pytest.fixture
def talk(member, other_member):
    thread = posting.open_thread(
        make_board("Foyer"), by=other_member, title="Der lange Gang", source="Los.", form_key="o"
    )
    post = posting.reply(thread, by=member, source=TEXT, form_key="a")
    posting.reply(
        thread, by=other_member, source=f":::zitat {post.pk}\n{TEXT}\n:::\nJa, @„{member.name}“.", form_key="b"
    )
    return thread


def work():
    """What the worker does in the next minutes."""
    for row in Leaving.objects.all():
        leaving.say_goodbye(row)
        leaving.go_on(row, seconds=60)


@BOTH
@pytest.mark.parametrize("texts", ["stay", "take"])
def test_an_operator_deletes_an_account(browse, talk, member, operator, javascript, texts):
    name, address, path = member.name, member.email, talk.get_absolute_url()
    page = browse(javascript=javascript)
    sign_in(page, operator.name)
    page.goto("/betrieb/")
    page.click("a:has-text('Konto löschen')")
    page.fill("[name=name]", "Niemand Hier")
    page.check(f"#texts-{texts}")
    page.fill("[name=reasons]", "Art. 17 DSGVO, per Brief.")
    page.check("[name=sure]")
    page.click("button:has-text('endgültig löschen')")
    assert "gibt es nicht" in page.text_content("main")
    assert page.is_checked(f"#texts-{texts}") and page.input_value("[name=reasons]") == "Art. 17 DSGVO, per Brief."
    page.fill("[name=name]", name)
    page.check("[name=sure]")
    page.click("button:has-text('endgültig löschen')")
    assert f"Das Konto von {name} ist gelöscht" in page.text_content("[role=status]")
    work()
    [message] = mail.outbox
    assert message.to == [address] and "Art. 17 DSGVO" in message.body

    guest = browse(javascript=javascript)
    guest.goto(path)
    read = guest.text_content("main")
    assert name not in read and "ehemaliges Mitglied" in read
    assert read.count(TEXT) == (2 if texts == "stay" else 0), "in the post and in the quote"
    guest.goto("/konto/login/")
    guest.fill("[name=login]", name)
    guest.fill("[name=password]", PASSWORD)
    guest.click("main button:has-text('Anmelden')")
    assert guest.url.endswith("/konto/login/") and guest.locator("[name=password]").is_visible()


@BOTH
def test_a_member_leaves_and_takes_the_texts_along(browse, talk, member, javascript):
    name, path = member.name, talk.get_absolute_url()
    page = browse(javascript=javascript)
    sign_in(page, name)
    page.goto(member.get_absolute_url())
    page.click("a:has-text('Konto löschen')")
    page.check("#texts-take")
    page.fill("[name=password]", "das falsche")
    page.click("button:has-text('endgültig löschen')")
    assert page.is_checked("#texts-take") and Member.objects.named(name).exists()
    page.fill("[name=password]", PASSWORD)
    page.click("button:has-text('endgültig löschen')")
    page.wait_for_url("**/konto/geloescht/")
    work()
    page.goto(path)
    assert page.locator("header a:has-text('Anmelden')").first.is_visible()
    assert name not in page.text_content("main") and TEXT not in page.text_content("main")

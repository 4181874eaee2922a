"""The calendar of releases in a real browser, with scripts and without."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from reviews.tests.releasing import announce, release
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def coming(editor):
    """This week, in two weeks and in half a year."""
    monday = timezone.localdate() - datetime.timedelta(days=timezone.localdate().weekday())
    days = [(monday + datetime.timedelta(days=days)).isoformat() for days in (3, 17, 180)]
    first, second, last = days
    announce(
        editor,
        "Der Turm",
        release(first, fsk="16"),
        release(second, "bluray", fsk="16"),
        crew={"director": ["Ilka Dorn"]},
    )
    announce(editor, "Nebel", release(first, "stream", fsk="6"))
    announce(editor, "Später", release(last, fsk="12"), crew={"director": ["Ilka Dorn"]})


def titles(page):
    return page.locator(".week h3 a").all_text_contents()


@pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])
def test_a_guest_chooses_shares_the_address_and_others_see_the_same(browse, coming, member, javascript):
    page = browse(javascript=javascript, width=390)
    page.goto("/")
    page.get_by_role("link", name="Alle Neuerscheinungen").click()
    expect(page.get_by_role("navigation", name="Hauptmenü").locator("[aria-current=page]")).to_have_text(
        "Neuerscheinungen"
    )
    assert titles(page) == ["Der Turm", "Nebel", "Der Turm"]
    page.get_by_label("Freigabe").select_option("bis FSK 16")
    page.get_by_label("Film oder Person").fill("Dorn, Ilka")
    page.get_by_role("button", name="Filtern").click()
    assert titles(page) == ["Der Turm", "Der Turm"]
    page.get_by_label("Medium").select_option("nur Kino")
    page.get_by_role("button", name="Filtern").click()
    expect(page.get_by_label("Film oder Person")).to_have_value("Dorn, Ilka")
    assert titles(page) == ["Der Turm"]
    page.locator(".jump a").click()
    assert titles(page) == ["Später"]
    shared = page.url
    assert "medium=kino" in shared and "fsk=16" in shared and re.search(r"woche=\d{4}-W\d\d", shared)
    main = page.locator("main").inner_html()
    other = browse(javascript=not javascript)
    sign_in(other, member.name)
    other.goto(shared)
    assert other.locator("main").inner_html() == main
    page.get_by_role("link", name="Alles zeigen").click()
    page.get_by_role("link", name="Diese Woche", exact=True).click()
    assert titles(page) == ["Der Turm", "Nebel", "Der Turm"]
    assert page.context.cookies() == []


def test_a_calendar_is_subscribed_to_with_what_is_chosen(browse, coming):
    page = browse()
    page.goto("/neuerscheinungen/?medium=stream")
    page.get_by_role("link", name="Kalender abonnieren").first.click()
    expect(page.get_by_role("heading", name="Kalender abonnieren")).to_be_in_viewport()
    webcal = page.get_by_role("link", name="Im Kalender öffnen").get_attribute("href")
    address = page.get_by_label("trag diese Adresse").input_value()
    assert webcal.startswith("webcal://") and address.endswith("/neuerscheinungen/kalender.ics?medium=stream")
    with page.expect_download() as download:
        page.get_by_role("link", name="Datei laden").click()
    text = download.value.path().read_text()
    assert download.value.suggested_filename == "neuerscheinungen.ics"
    assert text.count("BEGIN:VEVENT") == 1 and "Nebel (Stream)" in text

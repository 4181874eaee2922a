"""From „Gesehen“ to an open spoiler, in a real browser, with scripts and without."""

import pytest
from playwright.sync_api import expect

from forum import posting
from reviews.models import Film
from tests.making import make_review
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("javascript", [True, False])
def test_who_says_how_far_a_series_was_seen_reads_its_spoilers_open_up_to_there(
    browse, editor, member, other_member, javascript
):
    series = make_review(editor, "Tiefdruck")
    Film.objects.filter(pk=series.film_id).update(kind="series")
    text = ":::spoiler Tiefdruck S1E4\nFrüh.\n:::\n\n:::spoiler Tiefdruck, Staffel 2, Folge 1\nSpät.\n:::"
    posting.reply(series.thread, by=other_member, source=text, form_key="s")
    page = browse(javascript=javascript)
    sign_in(page, member.name)
    page.goto(series.thread.get_absolute_url())
    early, late = page.get_by_text("Früh."), page.get_by_text("Spät.")
    expect(early).to_be_hidden()
    page.get_by_label("Staffel").fill("1")
    page.get_by_label("Folge", exact=True).fill("8")
    page.keyboard.press("Enter")
    expect(page.get_by_text("Gesehen bis Staffel 1, Folge 8.")).to_be_visible()
    assert page.url.endswith(series.thread.get_absolute_url())
    expect(early).to_be_visible()
    expect(late).to_be_hidden()
    page.get_by_text("Spoiler: Tiefdruck, Staffel 2, Folge 1").click()
    expect(late).to_be_visible()
    page.get_by_role("button", name="Ganz gesehen").click()
    expect(late).to_be_visible()
    page.get_by_role("button", name="Doch nicht gesehen").click()
    expect(early).to_be_hidden()
    expect(late).to_be_hidden()


@pytest.mark.parametrize("javascript", [True, False])
def test_an_author_opens_a_thread_with_spoilers_and_changes_her_mind(browse, member, javascript):
    from tests.making import make_board

    board = make_board("Foyer")
    page = browse(javascript=javascript)
    sign_in(page, member.name)
    page.goto(f"{board.get_absolute_url()}neues-thema/")
    page.get_by_label("Titel").fill("Folge für Folge")
    page.get_by_label("Dein Beitrag").fill("Der Gärtner.")
    page.get_by_label("Mit Spoilern").check()
    page.get_by_role("button", name="Thema eröffnen").click()
    warning = page.get_by_text("Hier kann offen stehen, was einen Film verrät.")
    expect(warning).to_be_visible()
    page.get_by_role("button", name="Doch ohne Spoiler").click()
    expect(warning).to_have_count(0)
    page.get_by_role("button", name="Mit Spoilern kennzeichnen").click()
    expect(warning).to_be_visible()

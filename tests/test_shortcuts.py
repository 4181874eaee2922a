"""Single keys for members who have them on, and for nobody else."""

import re

import pytest
from playwright.sync_api import expect

from accounts import viewing
from forum import posting, reading
from tests.making import make_board, make_review
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser

AT = "document.activeElement.closest('article.post')?.dataset.number ?? null"


@pytest.fixture
def thread(running_site, member, editor, other_member):
    thread = make_review(editor, "Die Lotsin").thread
    for number in range(2, 6):
        posting.reply(
            thread, by=other_member, source=f"Stimme {number}\n\n" + "Viel Text. " * 200, form_key=f"s{number}"
        )
    thread.refresh_from_db()
    return thread


def open_as(browse, member, path, **options):
    page = browse(**options)
    sign_in(page, member.name)
    page.goto(path)
    return page


def press(page, *keys):
    for key in keys:
        page.keyboard.press(key)


def test_j_and_k_lead_from_post_to_post_and_r_to_the_reply(browse, thread, member):
    page = open_as(browse, member, thread.get_absolute_url())
    visited = []
    for key in "jjjkk":
        press(page, key)
        visited.append(page.evaluate(AT))
    assert visited == ["1", "2", "3", "2", "1"]
    press(page, "k")
    assert page.evaluate(AT) == "1"
    press(page, "r")
    assert page.evaluate("document.activeElement.name") == "body"
    press(page, "j", "g", "h", "?")
    assert page.locator("[name=body]").input_value() == "jgh?"


def test_q_quotes_the_post_that_has_the_focus(browse, thread, member):
    page = open_as(browse, member, thread.get_absolute_url())
    press(page, "q")
    assert page.locator("[name=body]").input_value() == ""
    press(page, "j", "j", "j", "q")
    quoted = thread.posts.get(number=3)
    expect(page.locator("[name=body]")).to_have_value(re.compile(f"^:::zitat {quoted.pk}\nStimme 3"))


def test_u_leads_to_the_first_unread_post(browse, thread, member):
    reading.mark_read(thread, by=member, number=3)
    page = open_as(browse, member, "/forum/filmdiskussionen/")
    press(page, "j")
    with page.expect_navigation():
        press(page, "u")
    assert page.url.endswith(f"#{thread.posts.get(number=4).anchor}")
    press(page, "u")
    assert page.evaluate(AT) == "4"


def test_lists_are_walked_by_j_and_k_and_enter_opens(browse, thread, member, other_member):
    board = make_board("Foyer")
    for number in range(3):
        posting.open_thread(board, by=other_member, title=f"Thema {number}", source="Hallo", form_key=f"t{number}")
    page = open_as(browse, member, board.get_absolute_url())
    press(page, "j", "j", "j", "k")
    assert page.evaluate("document.activeElement.innerText") == "Thema 1"
    with page.expect_navigation():
        press(page, "Enter")
    assert page.locator("h1").inner_text() == "Thema 1"


@pytest.mark.parametrize(("key", "path"), [("h", "/"), ("f", "/forum/"), ("n", "/neu/")])
def test_g_and_a_letter_lead_to_a_place(browse, thread, member, key, path):
    page = open_as(browse, member, thread.get_absolute_url())
    press(page, key)
    with page.expect_navigation():
        press(page, "g", key)
    assert page.evaluate("location.pathname") == path


def test_the_overview_opens_holds_the_focus_and_closes(browse, thread, member):
    page = open_as(browse, member, thread.get_absolute_url())
    press(page, "j", "?")
    assert page.locator("#tasten").is_visible()
    press(page, "j", "g", "f")
    assert page.evaluate("location.pathname") == thread.get_absolute_url()
    press(page, "Escape")
    assert not page.locator("#tasten").is_visible() and page.evaluate(AT) == "1"
    press(page, "?", "Enter")
    assert not page.locator("#tasten").is_visible()
    assert page.evaluate("location.pathname") == thread.get_absolute_url()


def test_a_key_with_another_held_down_is_the_browsers(browse, thread, member):
    page = open_as(browse, member, thread.get_absolute_url())
    press(page, "Control+j", "Alt+j", "Meta+j", "Control+?")
    assert page.evaluate(AT) is None and not page.locator("#tasten").is_visible()


def test_switched_off_no_key_does_anything_nor_for_guests(browse, thread, member):
    viewing.change_view(member, reads_densely=False, has_shortcuts=False)
    for page in (open_as(browse, member, thread.get_absolute_url()), browse()):
        page.goto(thread.get_absolute_url())
        press(page, "j", "g", "h", "?")
        assert page.evaluate(AT) is None and page.locator("dialog[open]").count() == 0
        assert page.evaluate("location.pathname") == thread.get_absolute_url()


def test_a_dense_list_has_a_line_for_a_thread_and_nothing_is_wider_than_the_screen(browse, thread, member):
    board = make_board("Foyer")
    posting.open_thread(board, by=member, title="Ein Thema", source="Hallo", form_key="t")
    heights = {}
    for is_dense in (False, True):
        viewing.change_view(member, reads_densely=is_dense, has_shortcuts=True)
        page = open_as(browse, member, board.get_absolute_url())
        heights[is_dense] = page.locator(".rows > li").first.bounding_box()["height"]
    assert heights[True] < 40 < heights[False]
    for path in (board.get_absolute_url(), thread.get_absolute_url(), "/konto/ansicht/"):
        page = open_as(browse, member, path, width=320)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320

"""„@na…“ becomes a name, by keyboard and by pointer."""

import pytest

from forum import posting
from tests.judging import faults_in, findings_of
from tests.making import make_board, make_member
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser

LIST = "[data-names]:not([hidden])"


@pytest.fixture
def thread(other_member):
    for name in ("Anselm", "Anna.Lena", "Anke Krug"):
        make_member(name)
    thread = posting.open_thread(make_board("Foyer"), by=other_member, title="Kinos", source="Eures?", form_key="t")
    posting.reply(thread, by=other_member, source="Meins", form_key="a")
    return thread


@pytest.fixture
def page(thread, browse, member):
    page = browse(bypass_csp=True, width=390)
    sign_in(page, member.name)
    page.goto(thread.get_absolute_url())
    page.focus("#body")
    return page


def chosen(page):
    return page.inner_text(f"#{page.get_attribute('#body', 'aria-activedescendant')}")


def test_arrow_keys_choose_enter_takes_and_escape_closes(page):
    page.keyboard.type("Was sagt @an")
    page.wait_for_selector(LIST)
    assert page.locator(f"{LIST} li").all_inner_texts() == ["Anke Krug", "Anna.Lena", "Anselm"]
    assert chosen(page) == "Anke Krug" and "3 Namen" in page.inner_text("[data-told=body]")
    page.keyboard.press("ArrowUp")
    assert chosen(page) == "Anselm"
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("und @ans")
    page.wait_for_selector(LIST)
    page.keyboard.press("Tab")
    assert page.input_value("#body") == "Was sagt @„Anke Krug“ und @Anselm "
    assert page.evaluate("document.activeElement.id") == "body"
    page.keyboard.type("oder @an")
    page.wait_for_selector(LIST)
    page.keyboard.press("Escape")
    page.keyboard.press("Enter")
    assert page.input_value("#body").endswith("oder @an\n") and page.locator(LIST).count() == 0
    assert page.get_attribute("#body", "aria-activedescendant") is None


def test_a_name_with_a_space_goes_on_in_its_marks_and_addresses_are_left_alone(page):
    page.keyboard.type("@„anke k")
    page.wait_for_selector(LIST)
    page.keyboard.press("Enter")
    page.keyboard.type("schreibt an post@an")
    page.wait_for_timeout(600)
    assert page.locator(LIST).count() == 0
    assert page.input_value("#body") == "@„Anke Krug“ schreibt an post@an"


def test_a_name_is_taken_by_pointer_and_can_be_undone(page):
    page.keyboard.type("Hallo @anse")
    page.click(f"{LIST} li >> text=Anselm")
    assert page.input_value("#body") == "Hallo @Anselm "
    page.keyboard.press("Control+z")
    assert page.input_value("#body") == "Hallo @anse"


def test_the_open_list_can_be_used_by_all(page, axe_source, thread, tmp_path):
    page.keyboard.type("@an")
    page.wait_for_selector(LIST)
    assert findings_of(page, axe_source) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    (tmp_path / "thema.html").write_text(page.request.get(thread.get_absolute_url()).text())
    assert faults_in(tmp_path) == []

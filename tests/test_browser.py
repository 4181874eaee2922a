"""The tests' own browser: a call that never comes back ends one test, not the run."""

import pytest
from playwright.sync_api import Error

from tests import browser

pytestmark = pytest.mark.browser


@pytest.fixture
def impatient(monkeypatch):
    monkeypatch.setattr(browser, "PATIENCE", 2)


def test_a_call_that_never_comes_back_is_ended_and_the_next_page_opens(impatient, browse, chromium):
    page = browse()
    with pytest.raises(Error, match="closed"):
        page.evaluate("new Promise(() => {})")
    page = chromium.new_context().new_page()
    assert page.evaluate("1 + 1") == 2

"""The tests' own browser: a call that never comes back ends one test, not the run, and a click waits for the page."""

import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

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


class Hesitating(BaseHTTPRequestHandler):
    """Sends the end of a page half a second after its beginning."""

    def do_GET(self):
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.end_headers()
        self.wfile.write(b"<!doctype html><a href='/there'>Weiter</a>")
        if self.path == "/there":
            self.wfile.flush()
            time.sleep(0.5)
            self.wfile.write(b"<p>Ende</p>")

    def log_message(self, *_):
        """Says nothing."""


@pytest.fixture
def hesitating():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Hesitating)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


def by_key(page):
    page.locator("a").press("Enter")


@pytest.mark.parametrize("go_on", [lambda page: page.click("a"), lambda page: page.locator("a").click(), by_key])
def test_after_a_click_the_whole_page_it_leads_to_can_be_read(browse, hesitating, go_on):
    page = browse()
    page.goto(hesitating)
    go_on(page)
    assert page.locator("p").count() == 1

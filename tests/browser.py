"""A real browser for the journeys: Debian's Chromium."""

import os
import shutil
import signal
from functools import wraps
from pathlib import Path
from threading import Timer

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


PATIENCE = 180
"""Seconds a test may hold the browser, if it does not say another number by `@pytest.mark.patience`. Some calls into it
know no limit of their own."""


class Chromium:
    """A browser that is started anew for the next test when it died, or was ended because a call never came back."""

    def __init__(self, playwright) -> None:
        self.launch = lambda: playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        self.browser = self.launch()

    def new_context(self, **options):
        if not self.browser.is_connected():
            self.browser = self.launch()
        return self.browser.new_context(**options)

    def end(self) -> None:
        """From another thread: the call that waits for it raises TargetClosedError, and the test is run once more."""
        for driver in children_of(os.getpid()):
            if b"playwright" in Path(f"/proc/{driver}/cmdline").read_bytes():
                for browser in children_of(driver):
                    os.kill(browser, signal.SIGKILL)


def children_of(process: int) -> list[int]:
    lists = Path(f"/proc/{process}/task").glob("*/children")
    return [int(child) for found in lists for child in found.read_text().split()]


def until_loaded(act):
    """A click comes back as soon as the page it leads to begins to arrive: what a test counts or reads then may not be
    there yet. So it waits as `goto` does, until all of it is."""

    @wraps(act)
    def act_and_wait(actor, *args, **options):
        page = getattr(actor, "page", actor)
        act(actor, *args, **options)
        if not page.is_closed():
            page.wait_for_load_state()

    return act_and_wait


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: the browser journeys were not walked")
    from playwright.sync_api import Locator, Page, sync_playwright

    for actor in (Locator, Page):
        for name in ("click", "press"):
            setattr(actor, name, until_loaded(getattr(actor, name)))

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the fixture's event loop runs in this thread, the ORM beside it
    with sync_playwright() as playwright:
        chromium = Chromium(playwright)
        yield chromium
        chromium.browser.close()


@pytest.fixture(scope="session", autouse=True)
def browser_before_database(request):
    """Playwright keeps an event loop running in this thread, and with one Django hands out other connection objects
    than without. So it starts before the first of them, or the rows of the migrations would be restored on none."""
    if CHROMIUM and any(item.get_closest_marker("browser") for item in request.session.items):
        request.getfixturevalue("chromium")


@pytest.fixture
def browse(chromium, server, request):
    """`browse(javascript=False)` opens a fresh visitor's page on the running site: of somebody who wants little motion, for
    in the midst of a transition from page to page the browser sometimes takes no keys any more."""
    contexts = []
    own = request.node.get_closest_marker("patience")
    watch = Timer(own.args[0] if own else PATIENCE, chromium.end)
    watch.start()

    def open_page(*, javascript=True, width=1280, **options):
        context = chromium.new_context(
            base_url=server,
            java_script_enabled=javascript,
            locale="de-DE",
            viewport={"width": width, "height": 900},
            **{"reduced_motion": "reduce", **options},
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    try:
        yield open_page
        for context in contexts if chromium.browser.is_connected() else []:
            context.close()
    finally:
        watch.cancel()

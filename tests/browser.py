"""A real browser for the journeys: Debian's Chromium."""

import os
import shutil

import pytest

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")

FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--disable-background-networking", "--disable-sync"]


@pytest.fixture(scope="session")
def chromium():
    if CHROMIUM is None:
        pytest.skip("Chromium is not installed: the browser journeys were not walked")
    from playwright.sync_api import sync_playwright

    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"  # the fixture's event loop runs in this thread, the ORM beside it
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session", autouse=True)
def browser_before_database(request):
    """Playwright keeps an event loop running in this thread, and with one Django hands out other connection objects
    than without. So it starts before the first of them, or the rows of the migrations would be restored on none."""
    if CHROMIUM and any(item.get_closest_marker("browser") for item in request.session.items):
        request.getfixturevalue("chromium")


@pytest.fixture
def browse(chromium, server):
    """`browse(javascript=False)` opens a fresh visitor's page on the running site."""
    contexts = []

    def open_page(*, javascript=True, width=1280, **options):
        context = chromium.new_context(
            base_url=server,
            java_script_enabled=javascript,
            locale="de-DE",
            viewport={"width": width, "height": 900},
            **options,
        )
        context.set_default_timeout(15_000)
        contexts.append(context)
        return context.new_page()

    yield open_page
    for context in contexts:
        context.close()

"""`make pictures`: the README's pictures, taken of the demo in a real browser. Needs Chromium."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

BASE = Path(__file__).resolve().parent.parent
TARGET = BASE / "docs/pictures"

SHOTS = {
    "startseite": ("/", 1280, 1200, "light"),
    "kritik-dunkel": ("/kritiken/staub-und-salz/", 1280, 1100, "dark"),
    "kritik-telefon": ("/kritiken/tiefdruck/", 390, 844, "light"),
    "redaktion": ("/redaktion/kritiken/1/", 1280, 1000, "light"),
}
"""Path, width, height and scheme by the picture's name."""

PATIENCE = 180
"""Seconds until the demo answers and its pictures have their sizes."""


def main() -> None:
    chromium = shutil.which("chromium") or sys.exit("Es fehlt Chromium: apt install chromium")
    with tempfile.TemporaryDirectory() as data, socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
        probe.close()
        env = {**os.environ, "DATA": data, "PORT": str(port), "RATE_LIMITS": "off"}
        site = subprocess.Popen([sys.executable, "manage.py", "serve"], cwd=BASE, env=env)
        try:
            wait_for(f"http://127.0.0.1:{port}/")
            take_all(chromium, f"http://127.0.0.1:{port}")
        finally:
            site.terminate()
            site.wait(60)


def wait_for(address: str) -> None:
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        try:
            urllib.request.urlopen(address, timeout=5)  # noqa: S310 – an address of its own making
            return
        except OSError:
            time.sleep(0.5)
    sys.exit("Die Seite antwortet nicht.")


def take_all(chromium: str, address: str) -> None:
    TARGET.mkdir(exist_ok=True)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=["--no-sandbox", "--disable-gpu"])
        for name, (path, width, height, scheme) in SHOTS.items():
            context = browser.new_context(
                base_url=address,
                viewport={"width": width, "height": height},
                color_scheme=scheme,  # type: ignore[arg-type]
                reduced_motion="reduce",
                locale="de-DE",
            )
            page = context.new_page()
            if path.startswith("/redaktion/"):
                sign_in(page, "chefredaktion")
            take(page, path, TARGET / f"{name}.jpg")
            context.close()
        browser.close()


def sign_in(page: Page, name: str) -> None:
    page.goto("/konto/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", "abspann-demo")
    page.click("main button.first")
    page.wait_for_load_state()


def take(page: Page, path: str, target: Path) -> None:
    """Once all pictures of the page have their files."""
    deadline = time.monotonic() + PATIENCE
    page.goto(path)
    while page.locator(".placeholder-frame").count() and time.monotonic() < deadline:
        time.sleep(2)
        page.reload()
    page.wait_for_load_state("networkidle")
    page.screenshot(path=target, type="jpeg", quality=82)


if __name__ == "__main__":
    main()

"""What a page weighs on a phone, measured on the demo, and that nothing on it moves while it loads."""

import pytest
from django.db import connection
from django.db.models import Count

from filmsite.demo import load_demo
from forum.models import Thread
from reviews import renditions
from reviews.models import Review

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(connection.vendor != "sqlite", reason="pages weigh the same on every database"),
]

PHONE = {"viewport": {"width": 390, "height": 844}, "device_scale_factor": 2, "has_touch": True}

SHIFT = """new Promise((done) => {
  let sum = 0;
  new PerformanceObserver((list) => { for (const entry of list.getEntries()) sum += entry.value; })
    .observe({ type: "layout-shift", buffered: true });
  setTimeout(() => done(sum), 300);
})"""


class Weight:
    """Bytes as they came over the line, pictures apart from all else."""

    def __init__(self, page) -> None:
        self.requests = self.pictures = self.rest = 0
        page.on("requestfinished", self.add)

    def add(self, request) -> None:
        self.requests += 1
        size = request.sizes()["responseBodySize"]
        if "/bilder/" in request.url and request.resource_type == "image":
            self.pictures += size
        else:
            self.rest += size


@pytest.fixture
def phone(chromium, server):
    context = chromium.new_context(base_url=server, locale="de-DE", **PHONE)
    context.set_default_timeout(15_000)
    yield context.new_page()
    context.close()


@pytest.fixture
def demo(running_site):
    assert load_demo()


def open_page(page, path):
    weight = Weight(page)
    page.goto(path)
    page.wait_for_load_state("networkidle")
    return weight


def scroll_through(page):
    for _ in range(0, page.evaluate("document.documentElement.scrollHeight"), 400):
        page.mouse.wheel(0, 400)
        page.wait_for_timeout(50)
    page.wait_for_load_state("networkidle")


def test_review_and_thread_stay_light_and_still(demo, phone):
    review = Review.objects.annotate(pictures=Count("stills")).order_by("-pictures")[0]
    assert review.pictures >= 8
    for pk in review.stills.values_list("still", flat=True):
        renditions.prepare(pk)
    weight = open_page(phone, review.get_absolute_url())
    assert weight.rest < 100_000
    assert 0 < weight.pictures < 150_000
    assert weight.requests <= 12
    scroll_through(phone)
    assert weight.pictures < 500_000
    assert phone.evaluate(SHIFT) == 0

    thread = Thread.objects.order_by("-reply_count")[0]
    assert thread.reply_count > 40
    weight = open_page(phone, thread.get_absolute_url())
    assert weight.rest + weight.pictures < 60_000
    assert weight.requests <= 8
    assert phone.evaluate(SHIFT) == 0


def test_a_list_does_not_move_when_times_become_relative(demo, phone):
    for path in ("/forum/foyer/", "/"):
        open_page(phone, path)
        phone.wait_for_selector("time:has-text('vor')")
        assert phone.evaluate(SHIFT) == 0, path

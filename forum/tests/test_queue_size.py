"""A queue of five thousand costs about as much as one of fifty."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import posting
from forum.models import Case, Post, Report, ReportReason
from forum.models.post import PostState
from tests.making import make_thread

pytestmark = pytest.mark.django_db

TRIES = 7
"""What others do on the machine only ever adds to a time: the quietest of some tries says what ours costs."""


def wait(thread, member, numbers):
    """Open cases as reports leave them, each of a post of its own."""
    now, reason = timezone.now(), ReportReason.objects.first()
    columns = {"thread": thread, "author": member, "source": "Hm", "html": "<p>Hm</p>", "state": PostState.VISIBLE}
    posts = Post.objects.bulk_create(
        [Post(number=number, created_at=now, shown_at=now, notified_at=now, **columns) for number in numbers],
        batch_size=500,
    )
    cases = Case.objects.bulk_create(
        [Case(post=post, weight=1 + post.pk % 7, report_count=1) for post in posts], batch_size=500
    )
    Report.objects.bulk_create([Report(case=case, reason=reason, words="Nein") for case in cases], batch_size=500)
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")


def looked_at(client, path):
    """Queries, and the quietest time in seconds."""
    client.get(path)
    times = []
    for _ in range(TRIES):
        begun = time.process_time()
        with CaptureQueriesContext(connection) as queries:
            assert client.get(path).status_code == 200
        times.append(time.process_time() - begun)
    return len(queries), min(times)


def led_on(client):
    """The quietest time to the next case, in seconds."""
    times = []
    for _ in range(TRIES):
        begun = time.process_time()
        assert client.get("/moderation/naechster/").status_code == 302
        times.append(time.process_time() - begun)
    return min(times)


def test_five_thousand_cases_are_listed_about_as_fast_as_fifty(editor, member, moderator, signed_in):
    thread, client = make_thread(editor), signed_in(moderator)
    following = []
    posting.reply(thread, by=member, source="Anfang", form_key="a")
    paths = ["/moderation/", "/moderation/?ordnung=gewicht", "/moderation/naechster/"]
    wait(thread, member, range(1_000, 1_050))
    paths[2] = f"/moderation/faelle/{Case.objects.last().pk}/"
    few = [looked_at(client, path) for path in paths]
    following.append(led_on(client))
    wait(thread, member, range(2_000, 6_950))
    many = [looked_at(client, path) for path in paths]
    following.append(led_on(client))
    assert [queries for queries, _ in many] == [queries for queries, _ in few]
    ratios = [after / before for (_, after), (_, before) in zip(many, few, strict=True)]
    assert max(ratios) < 3, ratios
    assert following[1] / following[0] < 3, following

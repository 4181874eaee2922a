import datetime
import time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import hits, moderation, posting, rearranging, states, waves
from forum.consistency.counters import differing_threads
from forum.models import Decision, Post, SpamWave, Thread
from forum.moderators import moderates_everywhere
from forum.recounting import recount_thread
from tests.making import make_board, make_member, make_thread

pytestmark = pytest.mark.django_db

HOUR_AGO = timezone.now() - datetime.timedelta(hours=1)
GROUNDS = {"rule": "1. Freundlich bleiben", "reasons": "Werbung für Uhren"}


def spam(threads, by, count):
    for n in range(count):
        posting.reply(threads[n % len(threads)], by=by, source=f"Uhren, Uhren {n}", form_key=f"s{n}")


def hide(member, by, since=HOUR_AGO):
    return waves.hide_wave(member, by=by, since=since, decision=Decision(rule="1. x", reasons="Werbung"))


def standing():
    posts = list(Post.objects.order_by("pk").values_list("pk", "state", "number"))
    names = (
        "pk",
        "state",
        "hidden_by_decision",
        "visible_count",
        "reply_count",
        "pending_count",
        "last_visible_number",
    )
    return posts, list(Thread.objects.order_by("pk").values_list(*names, "last_post", "last_posted_at"))


def counters_are_right():
    return list(differing_threads("default")) == []


@pytest.fixture
def threads(editor, other_member):
    threads = [make_thread(editor) for _ in range(3)]
    for thread in threads:
        posting.reply(thread, by=other_member, source="Ein guter Film", form_key=f"g{thread.pk}")
    return threads


def test_all_posts_of_the_last_hours_vanish_by_one_decision_and_come_back_by_one(threads, member, moderator):
    old = posting.reply(threads[0], by=member, source="Von gestern", form_key="alt")
    Post.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=1))
    spam(threads, member, 7)
    before = standing()
    wave = hide(member, moderator)
    assert Post.objects.filter(author=member, state="removed").count() == 7
    assert Post.objects.get(pk=old.pk).state == "visible" and counters_are_right()
    assert Decision.objects.filter(action="hide", by=moderator, reasons="Werbung").count() == 7
    assert waves.restore_wave(wave, by=moderator) == 7
    assert standing() == before and counters_are_right()
    assert Decision.objects.filter(action="restore", by=moderator).count() == 7


def test_a_second_time_changes_nothing(threads, member, moderator):
    spam(threads, member, 3)
    wave = hide(member, moderator)
    assert hide(member, moderator) is None
    assert waves.restore_wave(wave, by=moderator) == 3
    assert waves.restore_wave(wave, by=moderator) is None
    assert (SpamWave.objects.count(), Decision.objects.count()) == (1, 6)


def test_threads_in_which_nobody_else_speaks_go_whole_and_come_back(member, other_member, moderator):
    board = make_board("Foyer")
    alone, talked = (
        posting.open_thread(board, by=member, title=name, source=name, form_key=name) for name in ("Uhren", "Kaffee")
    )
    posting.reply(talked, by=other_member, source="Was soll das?", form_key="1")
    before = standing()
    assert waves.foresee_wave(member, HOUR_AGO) == waves.Foreseen(posts=2, threads=2, whole_threads=1)
    wave = hide(member, moderator)
    alone.refresh_from_db(), talked.refresh_from_db()
    assert (alone.hidden_by_decision, talked.hidden_by_decision) == (True, False)
    waves.restore_wave(wave, by=moderator)
    assert standing() == before and counters_are_right()


def test_what_waits_is_rejected_and_waits_again(threads, member, moderator):
    held = states.append_pending_post(threads[0], author=member, source="Uhr", html="<p>Uhr</p>")
    hits.report_automatically(held, facts="x", rule="r")
    before = standing()
    wave = hide(member, moderator)
    assert Decision.objects.get().action == "reject" and not hits.hits_of([held]) and counters_are_right()
    waves.restore_wave(wave, by=moderator)
    assert standing() == before and counters_are_right()


def test_what_somebody_decided_on_since_stays_as_that_says(threads, member, moderator):
    spam(threads, member, 4)
    wave = hide(member, moderator)
    first, second, *_ = Post.objects.filter(author=member).order_by("pk")
    moderation.restore_post(first, by=moderator, decision=Decision())
    moderation.hide_post(first, by=moderator, decision=Decision(reasons="Aus anderem Grund"))
    moderation.erase_post(second, by=moderator, decision=Decision(reasons="Gesetz"))
    assert waves.restore_wave(wave, by=moderator) == 2
    assert [post.state for post in Post.objects.filter(author=member).order_by("pk")] == [
        "removed",
        "erased",
        "visible",
        "visible",
    ]
    assert counters_are_right()


def test_what_was_hidden_before_is_not_brought_back_with_the_wave(threads, member, moderator):
    spam(threads, member, 3)
    first = Post.objects.filter(author=member).order_by("pk").first()
    moderation.hide_post(first, by=moderator, decision=Decision(reasons="x"))
    wave = hide(member, moderator)
    waves.restore_wave(wave, by=moderator)
    first.refresh_from_db()
    assert first.state == "removed"


def test_what_went_to_another_thread_comes_back_there(member, moderator):
    board = make_board("Foyer")
    source, into = (
        posting.open_thread(board, by=make_member(), title=name, source="Los", form_key="1") for name in ("Von", "Nach")
    )
    spam([source], member, 3)
    wave = hide(member, moderator)
    rearranging.merge_threads(source, by=moderator, into=into)
    assert waves.restore_wave(wave, by=moderator) == 3
    assert Post.objects.filter(author=member, thread=into, state="visible").count() == 3 and counters_are_right()


def test_nobody_else_and_nobody_alone_hides_a_wave(threads, member, editor, moderator):
    spam(threads, member, 2)
    for by in (member, editor):
        with pytest.raises(PermissionDenied):
            hide(member, by)
    with pytest.raises(PermissionDenied):
        hide(moderator, moderator)
    with pytest.raises(moderation.ReasonsMissing):
        waves.hide_wave(member, by=moderator, since=HOUR_AGO, decision=Decision(reasons=" "))
    wave = hide(member, moderator)
    with pytest.raises(PermissionDenied):
        waves.restore_wave(wave, by=member)


def test_five_hundred_posts_are_hidden_and_brought_back_quickly_and_counted_right(editor, member, moderator):
    """The quietest of several tries."""
    threads = [make_thread(editor) for _ in range(20)]
    for thread in threads:
        numbers = range(2, 27)
        moments = {"created_at": timezone.now(), "shown_at": timezone.now()}
        rows = [
            Post(thread=thread, author=member, number=n, state="visible", source="Uhr", html="<p>Uhr</p>", **moments)
            for n in numbers
        ]
        Post.objects.bulk_create(rows)
        recount_thread(thread.pk)
    times = []
    for _ in range(3):
        began = time.monotonic()
        with CaptureQueriesContext(connection) as captured:
            wave = hide(member, moderator)
        assert counters_are_right() and wave.decisions.count() == 500
        middle = time.monotonic()
        assert waves.restore_wave(wave, by=moderator) == 500
        times.append(max(middle - began, time.monotonic() - middle))
        assert len(captured) < 60, len(captured)
    assert counters_are_right() and min(times) < 2


def test_the_number_of_statements_does_not_grow_with_the_posts(threads, member, other_member, moderator):
    spam(threads, member, 3)
    spam(threads, other_member, 30)

    def statements(who):
        with CaptureQueriesContext(connection) as captured:
            hide(who, moderator)
        return len(captured)

    assert moderates_everywhere(moderator)  # asked once
    assert statements(member) == statements(other_member)


# The pages


def test_a_moderator_sees_first_what_will_vanish(threads, member, moderator, signed_in):
    spam(threads, member, 5)
    client = signed_in(moderator)
    page = client.get(f"/moderation/mitglieder/{member.name}/welle/?stunden=2").content.decode()
    assert "<b>5 Beiträge</b> in 3 Themen" in page and "Uhren, Uhren 4" in page
    stamp = page.partition('name="seit" value="')[2].partition('"')[0]
    refused = client.post(f"/moderation/mitglieder/{member.name}/welle/", {"seit": stamp})
    assert refused.status_code == 422 and not SpamWave.objects.exists()
    answer = client.post(f"/moderation/mitglieder/{member.name}/welle/", {"seit": stamp} | GROUNDS, follow=True)
    assert "5 auf einmal ausgeblendet" in answer.content.decode()
    answer = client.post(f"/moderation/wellen/{SpamWave.objects.get().pk}/zuruecknehmen/", follow=True)
    page = answer.content.decode()
    assert "Zurückgenommen: 5 wieder wie zuvor." in page and "zurückgenommen am" in page
    assert Post.objects.filter(author=member, state="visible").count() == 5


@pytest.mark.parametrize("hours", ["0", "721", "x", ""])
def test_hours_that_make_no_sense_come_back(member, moderator, signed_in, hours):
    answer = signed_in(moderator).get(f"/moderation/mitglieder/{member.name}/welle/?stunden={hours}")
    assert (answer.status_code, "von 1 bis 720" in answer.content.decode()) == (422, True)


@pytest.mark.parametrize("stamp", ["", "x", "-5", "9" * 30, "0"])
def test_a_moment_nobody_offered_reaches_no_further_than_the_form(threads, member, moderator, signed_in, stamp):
    spam(threads, member, 2)
    old = Post.objects.filter(author=member).order_by("pk").first()
    Post.objects.filter(pk=old.pk).update(created_at=timezone.now() - datetime.timedelta(days=40))
    answer = signed_in(moderator).post(f"/moderation/mitglieder/{member.name}/welle/", {"seit": stamp} | GROUNDS)
    old.refresh_from_db()
    assert (answer.status_code, old.state) == (302, "visible")


def test_nothing_to_hide_says_so(member, moderator, signed_in):
    client = signed_in(moderator)
    assert "Nichts zu finden" in client.get(f"/moderation/mitglieder/{member.name}/welle/").content.decode()
    assert client.get(f"/moderation/mitglieder/{moderator.name}/welle/").status_code == 403


def test_the_database_knows_who_took_a_wave_back(member, moderator):
    with pytest.raises(IntegrityError), transaction.atomic():
        SpamWave.objects.create(member=member, by=moderator, since=HOUR_AGO, undone_at=timezone.now())

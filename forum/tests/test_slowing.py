import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import moderation, posting, slowing
from forum.models import Decision, Post, Thread
from forum.models.thread import ThreadState
from tests.making import make_thread

pytestmark = pytest.mark.django_db

LATER = timezone.now() + datetime.timedelta(hours=5)


@pytest.fixture
def thread(editor, moderator):
    thread = make_thread(editor)
    assert moderation.slow_thread(thread, by=moderator, minutes=10, until=LATER)
    thread.refresh_from_db()
    return thread


def write(thread, by, source):
    return posting.reply(thread, by=by, source=source, form_key=source)


def long_ago(minutes=10):
    Post.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=minutes))


def test_between_two_posts_of_a_member_lie_the_minutes(thread, member, other_member):
    write(thread, member, "Eins")
    with pytest.raises(slowing.TooSoon) as refused:
        write(thread, member, "Zwei")
    wait = refused.value.wait_until - timezone.now()
    assert datetime.timedelta(minutes=9) < wait <= datetime.timedelta(minutes=10)
    assert write(thread, other_member, "Auch eins").state == "visible"
    long_ago()
    assert write(thread, member, "Zwei").number == 4


def test_whoever_is_early_reads_from_when_on_and_loses_nothing(thread, member, signed_in):
    client, path = signed_in(member), f"{thread.get_absolute_url()}antworten/"
    assert "Zwischen zwei Beiträgen liegen 10 Minuten." in client.get(thread.get_absolute_url()).content.decode()
    client.post(path, {"body": "Eins"})
    page = client.get(thread.get_absolute_url()).content.decode()
    assert "Du kannst ab" in page
    answer = client.post(path, {"body": "Zwei <b>"})
    page = answer.content.decode()
    assert answer.status_code == 429
    assert "Hier geht es gerade langsamer" in page and "Zwei &lt;b&gt;</textarea>" in page


def test_what_was_withdrawn_was_written(thread, member):
    posting.withdraw_post(write(thread, member, "Eins"), by=member)
    with pytest.raises(slowing.TooSoon):
        write(thread, member, "Zwei")


def test_held_replies_wait_for_their_turn_too(thread, member, moderator):
    moderation.hold_replies(thread, by=moderator, until=LATER)
    assert write(thread, member, "Eins").state == "pending"
    with pytest.raises(slowing.TooSoon):
        write(thread, member, "Zwei")


def test_the_same_form_sent_twice_is_one_post_in_a_slow_thread_too(thread, member):
    assert write(thread, member, "Eins") == write(thread, member, "Eins")


def test_moderators_and_posts_elsewhere_do_not_wait(thread, member, moderator, editor):
    write(thread, moderator, "Eins"), write(thread, moderator, "Zwei")
    write(thread, member, "Drei")
    assert write(make_thread(editor), member, "Vier").state == "visible"


def test_slow_mode_ends_by_itself_and_by_a_decision(thread, member, moderator):
    write(thread, member, "Eins")
    assert moderation.unslow_thread(thread, by=moderator)
    assert moderation.unslow_thread(thread, by=moderator) is None
    write(thread, member, "Zwei")
    moderation.slow_thread(thread, by=moderator, minutes=10, until=LATER)
    Thread.objects.filter(pk=thread.pk).update(slow_until=timezone.now())
    assert write(thread, member, "Drei").state == "visible"


def test_the_same_pace_again_is_no_decision_and_another_one_is(thread, moderator):
    assert moderation.slow_thread(thread, by=moderator, minutes=10, until=LATER) is None
    decided = moderation.slow_thread(thread, by=moderator, minutes=5, until=LATER)
    assert (decided.action, decided.ends_at, decided.facts) == ("slow", LATER, "Zwischen zwei Beiträgen: 5 Minuten")
    thread.refresh_from_db()
    assert thread.slow_seconds == 300


def test_nobody_else_slows_a_thread(thread, member, editor):
    for who in (member, editor):
        with pytest.raises(PermissionDenied):
            moderation.slow_thread(thread, by=who, minutes=10, until=LATER)
        with pytest.raises(PermissionDenied):
            moderation.unslow_thread(thread, by=who)


def test_an_ordinary_thread_asks_nothing_more_about_the_pace(thread, editor, member, signed_in):
    other, client = make_thread(editor), signed_in(member)
    client.get(other.get_absolute_url())
    with CaptureQueriesContext(connection) as ordinary:
        client.get(other.get_absolute_url())
    client.get(thread.get_absolute_url())
    with CaptureQueriesContext(connection) as slow:
        client.get(thread.get_absolute_url())
    assert len(slow) == len(ordinary) + 1


@pytest.mark.parametrize("minutes", ["0", "1441", "x", ""])
def test_a_pace_that_makes_no_sense_comes_back(thread, moderator, signed_in, minutes):
    fields = {"slow-minutes": minutes, "slow-until": "2099-01-01T06:00"}
    answer = signed_in(moderator).post(f"{thread.get_absolute_url()}verlangsamen/", fields)
    assert answer.status_code == 422 and Decision.objects.count() == 1


def test_slow_mode_needs_an_end(thread, moderator, signed_in):
    answer = signed_in(moderator).post(f"{thread.get_absolute_url()}verlangsamen/", {"slow-minutes": "5"})
    assert (answer.status_code, "Bis wann?" in answer.content.decode()) == (422, True)


# Archive


def test_an_archived_thread_is_read_and_not_written(thread, member, moderator, as_guest, signed_in):
    post = write(thread, member, "Eins")
    assert moderation.archive_thread(thread, by=moderator)
    assert moderation.archive_thread(thread, by=moderator) is None
    with pytest.raises(posting.ThreadClosed):
        write(thread, moderator, "Zwei")
    with pytest.raises(posting.NotEditable):
        posting.edit_post(post, by=member, source="Anders", base=0)
    assert "im Archiv" in as_guest.get(thread.get_absolute_url()).content.decode()
    assert (
        "steht im Archiv. Lesen kannst du es weiter"
        in signed_in(member).get(thread.get_absolute_url()).content.decode()
    )
    assert "im Archiv" in as_guest.get(thread.board.get_absolute_url()).content.decode()


@pytest.mark.parametrize("was_locked", [False, True])
def test_what_comes_back_from_the_archive_is_as_it_was(thread, moderator, was_locked):
    if was_locked:
        moderation.lock_thread(thread, by=moderator, decision=Decision(reasons="Streit"))
    moderation.archive_thread(thread, by=moderator)
    assert moderation.unarchive_thread(thread, by=moderator)
    assert moderation.unarchive_thread(thread, by=moderator) is None
    thread.refresh_from_db()
    assert thread.state == (ThreadState.LOCKED if was_locked else ThreadState.OPEN)


def test_nobody_archives_what_is_hidden_away_or_merged(thread, moderator, member):
    Thread.objects.filter(pk=thread.pk).update(subject_kind="", author=member, state=ThreadState.PENDING)
    assert moderation.archive_thread(thread, by=moderator) is None
    with pytest.raises(PermissionDenied):
        moderation.archive_thread(thread, by=member)

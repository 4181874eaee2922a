"""What is new for a member, and that it is never wrong, never for ever and never lowered."""

import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import ignoring
from accounts.models import Member
from forum import moderation, posting, reading, states
from forum.models import BoardMark, Decision, Post, ReadMark, Thread
from forum.models.post import PostKind
from tests.making import make_board, make_member, make_thread

pytestmark = pytest.mark.django_db

MINUTES = datetime.timedelta(minutes=2)


@pytest.fixture
def reader():
    return make_member("Leserin")


@pytest.fixture
def thread(reader, member):
    board = make_board("Foyer")
    return posting.open_thread(board, by=member, title="Wer war im Kino?", source="Ich.", form_key="offen")


def answer(thread, by, text="Auch."):
    post = posting.reply(thread, by=by, source=text, form_key=f"{by.pk}-{Post.objects.count()}")
    thread.refresh_from_db()
    return post


def is_unread(thread, member):
    thread.refresh_from_db()
    one = reading.read_until(thread, Member.objects.get(pk=member.pk)).leaves_unread(thread)
    assert one == (thread.pk in reading.unread_among([thread.pk], Member.objects.get(pk=member.pk)))
    return one


def in_an_hour(monkeypatch):
    later = timezone.now() + datetime.timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)


def test_a_new_thread_is_unread_until_it_is_read_to_the_end(thread, reader, member):
    assert is_unread(thread, reader) and not is_unread(thread, member)
    second = answer(thread, member)
    reading.mark_read(thread, by=reader, number=1)
    assert is_unread(thread, reader)
    assert reading.first_unread(thread, reader) == second
    reading.mark_read(thread, by=reader, number=2)
    assert not is_unread(thread, reader)
    assert reading.first_unread(thread, reader) is None


def test_a_mark_is_never_lowered_and_never_runs_ahead_of_the_thread(thread, reader, member):
    answer(thread, member)
    reading.mark_read(thread, by=reader, number=999)
    assert ReadMark.objects.get(member=reader).number == 2
    reading.mark_read(thread, by=reader, number=1)
    reading.mark_read(thread, by=reader, number=0)
    assert ReadMark.objects.get(member=reader).number == 2
    answer(thread, member)
    assert is_unread(thread, reader)


def test_a_hidden_last_post_leaves_nothing_unread_for_ever(thread, reader, member, moderator):
    last = answer(thread, member)
    reading.mark_read(thread, by=reader, number=1)
    moderation.hide_post(last, by=moderator, decision=Decision(reasons="Werbung"))
    assert not is_unread(thread, reader)
    moderation.restore_post(last, by=moderator, decision=Decision())
    assert is_unread(thread, reader)


def test_own_posts_are_read_if_everything_before_was(thread, reader, member):
    answer(thread, member)
    answer(thread, reader)
    assert is_unread(thread, reader), "the second post was not read"
    reading.mark_read(thread, by=reader, number=3)
    answer(thread, reader)
    assert not is_unread(thread, reader)


def test_what_somebody_says_just_before_an_own_post_stays_unread(thread, reader, member, monkeypatch):
    reading.mark_read(thread, by=reader, number=1)
    asked = reading.end_if_read

    def then_another(thread, by):
        end = asked(thread, by)
        if by == reader:
            answer(thread, member)
        return end

    monkeypatch.setattr(reading, "end_if_read", then_another)
    assert answer(thread, reader).number == 3
    assert is_unread(thread, reader)


def test_an_own_post_in_a_quiet_thread_does_not_make_it_unread(thread, reader, monkeypatch):
    in_an_hour(monkeypatch)
    reading.mark_all_read(by=reader, seen_at=timezone.now())
    answer(thread, Member.objects.get(pk=reader.pk))
    assert not is_unread(thread, reader)


def test_an_own_post_that_waited_for_approval_is_no_news_to_its_author(thread, reader, member, moderator, settings):
    reading.mark_read(thread, by=reader, number=1)
    settings.HELD_FIRST_POSTS = 5
    waiting = answer(thread, reader)
    assert not is_unread(thread, reader)
    moderation.approve_post(waiting, by=moderator)
    assert not is_unread(thread, reader) and is_unread(thread, moderator)


@pytest.mark.parametrize("near", [reading.NEAR, 0])
def test_the_first_new_post_is_found_near_the_mark_and_far_from_it(
    thread, reader, member, moderator, monkeypatch, near
):
    """Moments need not follow numbers: post 3 is newer than those behind it, as after a merge with a quiet thread."""
    monkeypatch.setattr(reading, "NEAR", near)
    hour, noon = datetime.timedelta(hours=1), timezone.now() + datetime.timedelta(days=1)
    posts = [answer(thread, member, f"Antwort {n}") for n in range(4)]
    for post, hours in zip(posts, [-2, 2, -2, -2], strict=True):
        Post.objects.filter(pk=post.pk).update(shown_at=noon + hours * hour)
    Thread.objects.filter(pk=thread.pk).update(last_posted_at=noon + 2 * hour)
    thread.refresh_from_db()

    def first(number, after):
        return reading.first_unread(thread, reader, reading.ReadUntil(number, after))

    assert first(0, noon - 90 * hour) == thread.first_post
    assert first(1, noon - 3 * hour) == posts[0]
    assert first(1, noon) == posts[1]
    assert first(3, noon) == posts[2], "all above are older than what counts as read: the first of them"
    assert first(3, noon + 3 * hour) is None
    moderation.hide_post(posts[1], by=moderator, decision=Decision(reasons="Werbung"))
    assert first(1, noon) == posts[0]


def test_dividers_make_nothing_unread(thread, reader):
    reading.mark_read(thread, by=reader, number=1)
    states.append_post(thread, kind=PostKind.DIVIDER)
    assert not is_unread(thread, reader)


def test_everything_read_means_what_was_shown_when_the_page_was_made(thread, reader, member, monkeypatch):
    seen_at = timezone.now() + datetime.timedelta(hours=1)
    in_an_hour(monkeypatch)
    reading.mark_board_read(thread.board, by=reader, seen_at=seen_at)
    assert not is_unread(thread, reader)
    later = seen_at + datetime.timedelta(hours=1)
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    new = answer(thread, member)
    assert is_unread(thread, reader)
    assert reading.first_unread(thread, reader) == new
    reading.mark_board_read(thread.board, by=reader, seen_at=seen_at)
    assert is_unread(thread, reader), "an older page says nothing of newer posts"
    reading.mark_all_read(by=reader, seen_at=later + MINUTES)
    assert is_unread(thread, reader), "a page from the future is none"
    monkeypatch.setattr("django.utils.timezone.now", lambda: later + MINUTES)
    reading.mark_all_read(by=reader, seen_at=later + MINUTES)
    assert not is_unread(thread, reader)


def test_marks_of_moments_are_never_lowered(thread, reader):
    now = timezone.now()
    reading.mark_all_read(by=reader, seen_at=now)
    reading.mark_all_read(by=reader, seen_at=now - datetime.timedelta(days=1))
    reading.mark_board_read(thread.board, by=reader, seen_at=now)
    reading.mark_board_read(thread.board, by=reader, seen_at=now - datetime.timedelta(days=1))
    expected = now - reading.GRACE
    assert Member.objects.get(pk=reader.pk).all_read_at == expected
    assert BoardMark.objects.get(member=reader).at == expected


def test_what_was_quiet_before_the_member_came_or_for_long_counts_as_read(thread, member):
    newcomer = make_member("Neuling")
    assert not is_unread(thread, newcomer)
    answer(thread, member)
    assert is_unread(thread, newcomer)
    long_ago = timezone.now() - datetime.timedelta(days=61)
    Thread.objects.filter(pk=thread.pk).update(last_posted_at=long_ago)
    Member.objects.filter(pk=newcomer.pk).update(joined_at=long_ago - MINUTES)
    assert not is_unread(thread, newcomer)


def test_a_board_tells_of_its_new_threads(thread, reader):
    quiet = make_board("Leerer Saal")
    assert reading.unread_boards(reader) == {thread.board_id}
    reading.mark_read(thread, by=reader, number=1)
    assert reading.unread_boards(reader) == set()
    assert quiet.pk not in reading.unread_boards(reader)


def test_the_head_of_a_half_read_thread_leads_to_the_first_new_post(signed_in, as_guest, thread, reader, member):
    def leads(browser):
        return f"{thread.get_absolute_url()}neu/" in browser.get(thread.get_absolute_url()).content.decode()

    browser = signed_in(reader)
    assert not leads(browser)
    answer(thread, member)
    reading.mark_read(thread, by=reader, number=1)
    assert leads(browser) and not leads(as_guest)
    ignoring.ignore(member, by=reader)
    assert not leads(browser), "all that is new is by somebody the member does not want to hear"
    ignoring.hear_again(member, by=reader)
    reading.mark_read(thread, by=reader, number=2)
    assert not leads(browser)


def test_what_a_member_may_not_read_is_never_new(thread, reader, moderator):
    moderation.hide_thread(thread, by=moderator, decision=Decision(reasons="Werbung"))
    assert not reading.unread_threads(reader).exists()


@pytest.mark.parametrize("many", [3, 30])
def test_new_threads_cost_the_same_queries_however_many(signed_in, reader, editor, many):
    for n in range(many):
        make_thread(editor, title=f"Thema {n}")
    browser = signed_in(reader)
    browser.get("/neu/")
    with CaptureQueriesContext(connection) as captured:
        page = browser.get("/neu/").content.decode()
    assert page.count('class="unread"') == min(many, 30)
    assert len(captured) <= 8


def test_new_for_you_goes_on_where_it_stopped_looking(signed_in, reader, editor, monkeypatch):
    threads = [make_thread(editor, title=f"Thema {n}") for n in range(5)]
    for thread in threads[1:]:
        reading.mark_read(thread, by=reader, number=thread.last_number)
    monkeypatch.setattr(reading, "WINDOW", 3)
    browser = signed_in(reader)
    page = browser.get("/neu/").content.decode()
    assert "Hier ist alles gelesen" in page
    older = page.partition('rel="next" href="')[2].partition('"')[0]
    page = browser.get(f"/neu/{older}").content.decode()
    assert "Thema 0" in page and 'rel="next"' not in page


def test_lists_show_members_what_is_new_and_guests_nothing(signed_in, as_guest, thread, reader):
    board = thread.board.get_absolute_url()
    for path in (board, "/forum/", "/neu/"):
        assert "<mark>neu" in signed_in(reader).get(path).content.decode()
    for path in (board, "/forum/"):
        assert "<mark>neu" not in as_guest.get(path).content.decode()
    reading.mark_read(thread, by=reader, number=1)
    for path in (board, "/forum/", "/neu/"):
        assert "<mark>neu" not in signed_in(reader).get(path).content.decode()


def test_reading_a_page_marks_nothing_and_its_button_marks_the_page(signed_in, thread, reader, member):
    for _ in range(25):
        answer(thread, member)
    path, browser = thread.get_absolute_url(), signed_in(reader)
    page = browser.get(path).content.decode()
    assert 'id="gelesen"' in page and "Neu seit deinem letzten Besuch" not in page
    assert not ReadMark.objects.filter(member=reader).exists()
    answered = browser.post(f"{path}gelesen/", {"bis": "20", "seite": "1"})
    assert answered.headers["Location"] == path
    assert 'id="gelesen"' not in browser.get(path).content.decode()
    second = browser.get(thread.page_url(2)).content.decode()
    assert second.index('id="neu"') < second.index('data-number="21"')
    goes_to = browser.get(f"{path}neu/").headers["Location"]
    assert goes_to == f"{thread.page_url(2)}#{thread.posts.get(number=21).anchor}"
    browser.post(f"{path}gelesen/", {"bis": "26"}, headers={"HX-Request": "true"})
    assert browser.get(f"{path}neu/").headers["Location"] == thread.page_url(2)
    assert 'id="neu"' not in browser.get(thread.page_url(2)).content.decode()


@pytest.mark.parametrize("number", ["", "-1", "x", "9" * 30, "9" * 5000, "²"])
def test_a_mark_that_is_no_number_changes_nothing(signed_in, thread, reader, number):
    path = f"{thread.get_absolute_url()}gelesen/"
    assert signed_in(reader).post(path, {"bis": number, "seite": number}).status_code == 302
    assert not ReadMark.objects.filter(member=reader).exists()


@pytest.mark.parametrize("moment", ["", "-1", "x", "9" * 30])
def test_all_read_without_a_moment_changes_nothing(signed_in, thread, reader, moment):
    browser = signed_in(reader)
    browser.post("/neu/gelesen/", {"stand": moment})
    browser.post(f"{thread.board.get_absolute_url()}gelesen/", {"stand": moment})
    assert is_unread(thread, reader)


def test_the_marker_stands_where_the_new_begins_for_writers_and_the_team_too(signed_in, thread, member, moderator):
    for who in (member, moderator):
        answer(thread, who)
        reading.mark_read(thread, by=who, number=thread.last_number)
    new = answer(thread, make_member("Dritte"))
    for who in (member, moderator):
        page = signed_in(who).get(thread.get_absolute_url()).content.decode()
        assert page.count('id="neu"') == 1
        assert page.index('id="neu"') < page.index(new.anchor)

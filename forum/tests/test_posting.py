import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from forum import posting, reading, states
from forum.models import Board, Post, Thread
from forum.models.thread import ThreadState
from tests.making import make_board, make_thread

pytestmark = pytest.mark.django_db


def test_a_reply_takes_the_next_number_and_is_counted(editor, member):
    thread = make_thread(editor)
    post = posting.reply(thread, by=member, source="Guter *Film*", form_key="a")
    thread.refresh_from_db()
    assert (post.number, post.state, post.html.strip()) == (2, "visible", "<p>Guter <em>Film</em></p>")
    assert (thread.last_number, thread.visible_count, thread.reply_count) == (2, 2, 1)
    assert thread.last_post == post and thread.last_posted_at == post.shown_at


def test_every_reply_raises_the_version_of_its_thread(editor, member):
    thread = make_thread(editor)
    posting.reply(thread, by=member, source="Hm", form_key="a")
    assert Thread.objects.get(pk=thread.pk).version == thread.version + 1


def test_while_others_wait_a_reply_asks_three_questions_and_a_fourth_for_its_mark(editor, member):
    thread = make_thread(editor, replies=1)
    posting.reply(thread, by=member, source="Vorher", form_key="v")
    for source, most in (("Ungelesen", 3), ("Gelesen", 4)):
        with CaptureQueriesContext(connection) as captured:
            posting.reply(thread, by=member, source=source, form_key=source)
        asked = [query["sql"] for query in captured]
        begin, end = (next(n for n, sql in enumerate(asked) if sql.startswith(word)) for word in ("SAVE", "RELEASE"))
        assert end - begin - 1 == most, asked[begin:end]
        thread.refresh_from_db()
        reading.mark_read(thread, by=member, number=thread.last_number)


def test_the_same_form_sent_twice_is_one_post(editor, member):
    thread = make_thread(editor)
    first = posting.reply(thread, by=member, source="Einmal", form_key="k")
    second = posting.reply(thread, by=member, source="Einmal", form_key="k")
    thread.refresh_from_db()
    assert first == second
    assert (thread.last_number, thread.reply_count, Post.objects.filter(thread=thread).count()) == (2, 1, 2)


def test_two_members_may_send_the_same_key(editor, member, other_member):
    thread = make_thread(editor)
    assert posting.reply(thread, by=member, source="A", form_key="k").number == 2
    assert posting.reply(thread, by=other_member, source="B", form_key="k").number == 3


@pytest.mark.parametrize("state", [ThreadState.LOCKED, ThreadState.ARCHIVED])
def test_a_thread_that_is_not_open_takes_no_reply(editor, member, state):
    thread = make_thread(editor)
    Thread.objects.filter(pk=thread.pk).update(state=state)
    with pytest.raises(posting.ThreadClosed):
        posting.reply(thread, by=member, source="Zu spät", form_key="a")
    assert Post.objects.filter(thread=thread).count() == 1


def test_a_thread_hidden_with_its_review_takes_no_reply(editor, member):
    thread = make_thread(editor)
    assert states.hide_with_review(thread)
    with pytest.raises(posting.ThreadClosed):
        posting.reply(thread, by=member, source="Zu spät", form_key="a")


def test_hiding_a_thread_with_its_review_twice_changes_nothing(editor):
    thread = make_thread(editor)
    assert states.hide_with_review(thread) is True
    version = Thread.objects.get(pk=thread.pk).version
    assert states.hide_with_review(thread) is False
    assert Thread.objects.get(pk=thread.pk).version == version
    assert states.show_with_review(thread) is True
    assert states.show_with_review(thread) is False


def test_a_member_opens_a_thread_once_however_often_the_form_is_sent(member):
    board = make_board("Foyer")
    first = posting.open_thread(board, by=member, title="Beste Plätze", source="Reihe sieben.", form_key="t")
    second = posting.open_thread(board, by=member, title="Beste Plätze", source="Reihe sieben.", form_key="t")
    assert first == second and Post.objects.count() == 1
    assert (first.reply_count, first.visible_count, first.last_number, first.first_post.number) == (0, 1, 1, 1)


def test_threads_are_opened_only_where_the_board_allows_it(member, moderator):
    with pytest.raises(PermissionDenied):
        posting.open_thread(make_board("Team", opened_by="team"), by=member, title="x", source="x", form_key="1")
    with pytest.raises(PermissionDenied):
        posting.open_thread(Board.objects.get(takes_reviews=True), by=moderator, title="x", source="x", form_key="2")
    assert posting.open_thread(make_board("T", opened_by="team"), by=moderator, title="x", source="x", form_key="3")


def test_an_edit_keeps_the_earlier_version_and_is_refused_on_an_old_base(editor, member):
    post = posting.reply(make_thread(editor), by=member, source="Eins", form_key="a")
    assert posting.edit_post(post, by=member, source="Zwei", base=0)
    post.refresh_from_db()
    assert (post.source, [r.source for r in post.revisions.all()]) == ("Zwei", ["Eins"])
    with pytest.raises(posting.EditedMeanwhile):
        posting.edit_post(post, by=member, source="Drei", base=0)
    assert posting.edit_post(post, by=member, source="Zwei", base=1) is False
    assert post.revisions.count() == 1


def test_edits_end_with_the_operators_time(editor, member, settings):
    post = posting.reply(make_thread(editor), by=member, source="Eins", form_key="a")
    settings.EDIT_MINUTES = 10
    Post.objects.filter(pk=post.pk).update(shown_at=timezone.now() - datetime.timedelta(minutes=11))
    post.refresh_from_db()
    with pytest.raises(posting.NotEditable):
        posting.edit_post(post, by=member, source="Zwei", base=0)
    settings.EDIT_MINUTES = 0
    assert posting.edit_post(post, by=member, source="Zwei", base=0)


def test_only_the_author_edits_withdraws_and_restores(editor, member, other_member, moderator):
    post = posting.reply(make_thread(editor), by=member, source="Eins", form_key="a")
    for stranger in (other_member, moderator, editor):
        with pytest.raises(PermissionDenied):
            posting.edit_post(post, by=stranger, source="Zwei", base=0)
        with pytest.raises(PermissionDenied):
            posting.withdraw_post(post, by=stranger)
    posting.withdraw_post(post, by=member)
    assert posting.restore_post(post, by=other_member) is False


def test_a_withdrawal_can_be_taken_back_for_seven_days(editor, member):
    post = posting.reply(make_thread(editor), by=member, source="Eins", form_key="a")
    posting.withdraw_post(post, by=member)
    Post.objects.filter(pk=post.pk).update(withdrawn_at=timezone.now() - datetime.timedelta(days=7, seconds=1))
    assert posting.restore_post(post, by=member) is False
    Post.objects.filter(pk=post.pk).update(withdrawn_at=timezone.now() - datetime.timedelta(days=6))
    assert posting.restore_post(post, by=member) is True
    assert posting.restore_post(post, by=member) is False


def test_quotes_and_mentions_have_rows_and_only_what_the_writer_sees_has_a_name(
    editor, member, other_member, moderator
):
    thread = make_thread(editor)
    seen = posting.reply(thread, by=other_member, source="Zitierbar", form_key="a")
    hidden = posting.open_thread(
        make_board("Team", visible_to="team"), by=moderator, title="x", source="Intern", form_key="b"
    ).first_post
    source = f":::zitat {seen.pk}\nZitierbar\n:::\n\n:::zitat {hidden.pk}\nIntern\n:::\n\n:::zitat {10**30}\nx\n:::\n\n@Niemand @„{other_member.name}“"
    post = posting.reply(thread, by=member, source=source, form_key="c")
    assert set(post.quotes.values_list("quoted", "named")) == {(seen.pk, True), (hidden.pk, False)}
    assert [mention.member for mention in post.mentions.all()] == [other_member]


def test_a_new_name_reaches_quotes_and_mentions_and_a_hidden_thread_names_nobody(
    editor, member, other_member, as_guest, moderator
):
    thread = make_thread(editor)
    quoted = posting.reply(thread, by=other_member, source="Zitierbar", form_key="a")
    source = f":::zitat {quoted.pk}\nZitierbar\n:::\n\n@„{other_member.name}“"
    posting.reply(thread, by=member, source=source, form_key="b")
    other_member.name = "Ganz Anders"
    other_member.save()
    page = as_guest.get(thread.get_absolute_url()).content.decode()
    assert "Ganz Anders schrieb" in page and "@Ganz Anders" in page and "Rønnow" not in page


def test_an_excerpt_of_a_post_shows_no_spoiler_anywhere(editor, member, as_guest):
    thread = make_thread(editor)
    posting.reply(thread, by=member, source="Offen ||Geheim|| und\n\n:::spoiler Turm\nAuchgeheim\n:::", form_key="a")
    review = thread.review
    for path in ("/", review.get_absolute_url(), member.get_absolute_url()):
        page = as_guest.get(path).content.decode()
        assert "Offen" in page and "geheim" not in page.lower(), path

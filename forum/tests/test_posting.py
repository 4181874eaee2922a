import pytest

from forum import posting, states
from forum.models import Post, Thread
from forum.models.thread import ThreadState
from tests.making import make_thread

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

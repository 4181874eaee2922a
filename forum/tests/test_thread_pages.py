"""What all readers have in common is kept; what one of them may see or do is not in it. That nothing kept is old is an
invariant of test_states.py."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import moderation, posting
from forum.models import Decision
from forum.models.board import Audience
from tests.making import make_board, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member, other_member):
    board = make_board("Foyer")
    thread = posting.open_thread(board, by=member, title="Der lange Gang", source="Erster", form_key="o")
    posting.reply(thread, by=other_member, source="Zweiter", form_key="a")
    return thread


def page(client, thread):
    return client.get(thread.get_absolute_url()).content.decode()


def test_a_known_page_asks_nothing_about_its_posts(signed_in, moderator, editor, thread, other_member):
    reader = signed_in(make_reader())
    page(reader, thread)
    with CaptureQueriesContext(connection) as captured:
        assert "Zweiter" in page(reader, thread)
    asked = [query["sql"] for query in captured if 'FROM "forum_post' in query["sql"]]
    own = ('"number" IS NULL', '"forum_bookmark"')
    assert [sql for sql in asked if not any(words in sql for words in own)] == []
    assert len(captured) <= 6


def make_reader():
    from tests.making import make_member

    return make_member("Liest Nur")


def test_what_a_member_may_do_with_own_posts_stands_on_no_other_page(signed_in, as_guest, thread, member, other_member):
    first, second = thread.posts.order_by("number")
    for reader, own in ((other_member, second), (member, first), (other_member, second)):
        text = page(signed_in(reader), thread)
        other = first if own is second else second
        assert f"/beitrag/{own.pk}/bearbeiten/" in text and f"/beitrag/{own.pk}/zurueckziehen/" in text
        assert f"/beitrag/{other.pk}/bearbeiten/" not in text and f"zitat={other.pk}" in text
    assert "bearbeiten" not in page(as_guest, thread) and "zitat=" not in page(as_guest, thread)


def test_what_moderators_read_stands_on_no_other_page(signed_in, as_guest, moderator, member, other_member, thread):
    post = thread.posts.get(number=2)
    moderation.hide_post(post, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="So nicht."))
    assert "Zweiter" in page(signed_in(moderator), thread)
    assert "Zweiter" in page(signed_in(other_member), thread)
    for reader in (signed_in(member), as_guest):
        assert "Zweiter" not in page(reader, thread) and "Regel\u00a01: Freundlich bleiben" in page(reader, thread)
    assert "Zweiter" in page(signed_in(moderator), thread)


@pytest.mark.parametrize("first", ["guest", "member"])
def test_a_quote_from_a_board_for_members_names_its_post_to_members_only(signed_in, as_guest, member, thread, first):
    inner = make_board("Hinterzimmer")
    inner.visible_to = Audience.MEMBERS
    inner.save()
    quoted = posting.open_thread(inner, by=member, title="Innen", source="Ein Wort", form_key="i")
    source = f":::zitat {quoted.first_post_id}\nEin Wort\n:::\nStimmt"
    posting.reply(thread, by=member, source=source, form_key="z")
    readers = {"guest": as_guest, "member": signed_in(make_reader())}
    for who in sorted(readers, key=lambda name: name != first) * 2:
        assert (quoted.first_post.get_absolute_url() in page(readers[who], thread)) == (who == "member")


def test_an_author_finds_what_waits_on_the_last_page_and_nobody_else_does(
    signed_in, as_guest, editor, member, other_member, settings
):
    settings.HELD_FIRST_POSTS = 5
    thread = make_thread(editor, replies=1)
    posting.reply(thread, by=member, source="Wartet noch", form_key="w")
    for reader, reads in ((as_guest, False), (signed_in(other_member), False), (signed_in(member), True)):
        assert ("Wartet noch" in page(reader, thread)) == reads


@pytest.mark.parametrize(("source", "asked"), [("Wartet noch", False), (":::zitat {}\nErster\n:::\nWartet", True)])
def test_who_answers_what_waits_is_never_asked_and_whom_it_quotes_only_if_it_does(
    signed_in, member, other_member, thread, settings, source, asked
):
    settings.HELD_FIRST_POSTS = 5
    quoted = thread.posts.get(number=1)
    posting.reply(thread, by=other_member, source=source.format(quoted.pk), form_key="w")
    reader = signed_in(other_member)
    page(reader, thread)
    with CaptureQueriesContext(connection) as queries:
        text = page(reader, thread)
    assert "Wartet" in text and (f"{member.name} schrieb" in text) == asked
    questions = [query["sql"] for query in queries]
    if connection.vendor == "sqlite":  # PostgreSQL has planned the others and is told a name only
        assert any("forum_quote" in sql for sql in questions) == asked


def test_a_kept_post_is_quoted_on_the_last_page_there_is(signed_in, editor, member, other_member):
    thread = make_thread(editor, replies=19)
    reader, last = signed_in(other_member), f"/{thread.pk}-{thread.slug}/seite-2/?zitat="
    assert last not in page(reader, thread)
    posting.reply(thread, by=member, source="Auf der nächsten Seite", form_key="n")
    assert page(reader, thread).count(last) == 19


def test_why_a_post_waits_is_told_its_author_and_the_team_each_in_their_words(
    signed_in, editor, moderator, member, settings
):
    settings.HELD_FIRST_POSTS = 5
    thread = make_thread(editor, replies=1)
    waiting = posting.reply(thread, by=member, source="Wartet noch", form_key="w")
    for who, words in ((member, "sehen ihn nur du"), (moderator, "sehen ihn nur die Person, die ihn schrieb,")) * 2:
        assert words in page(signed_in(who), thread)
    posting.withdraw_post(waiting, by=member)
    assert "Zurückgezogen" in page(signed_in(member), thread)


def test_an_author_reads_the_reasons_as_they_are_worded_now(editor, member, moderator, signed_in):
    """A name goes from them when its bearer leaves, and the thread does not change by that."""
    thread = make_thread(editor)
    post = posting.reply(thread, by=member, source="Du Nuss", form_key="n")
    decision = Decision(rule="1. Freundlich bleiben", reasons="Das ging gegen Tilda.")
    moderation.hide_post(post, by=moderator, decision=decision)
    author, path = signed_in(member), thread.get_absolute_url()
    assert "gegen Tilda" in author.get(path).content.decode()
    Decision.objects.filter(post=post).update(reasons="Das ging gegen jemanden.")
    page = author.get(path).content.decode()
    assert "gegen jemanden" in page and "Tilda" not in page

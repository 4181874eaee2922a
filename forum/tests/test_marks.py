"""Reactions, bookmarks, answers and ignoring: who sees what of them, and that counts stay right."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import ignoring
from accounts.models import NotificationKind
from forum import bookmarks, moderation, posting, reacting
from forum.consistency import differences
from forum.models import Bookmark, Decision, Notification, Post, Reaction
from forum.models.links import ReactionKind
from tests.making import make_board, make_member, make_thread
from text.quotes import quote_block

pytestmark = pytest.mark.django_db

HEART, STAR, SMILE, BULB = ReactionKind


@pytest.fixture
def reader(db):
    return make_member("Leserin")


@pytest.fixture
def thread(member, other_member):
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Der Gang", source="Erster", form_key="o")
    posting.reply(thread, by=other_member, source="Zweiter", form_key="a")
    return thread


@pytest.fixture
def post(thread):
    return thread.posts.get(number=2)


def page(client, thread):
    return client.get(thread.get_absolute_url()).content.decode()


def article(text, post):
    return text.partition(f'id="{post.anchor}"')[2].partition("</article>")[0]


def counts(post):
    return Post.objects.get(pk=post.pk).reaction_counts


# Reactions


def test_a_reaction_counts_once_changes_and_goes(post, member, reader):
    assert reacting.react(post, by=reader, kind=HEART) and not reacting.react(post, by=reader, kind=HEART)
    reacting.react(post, by=member, kind=HEART)
    assert counts(post) == {"heart": 2}
    assert reacting.react(post, by=reader, kind=BULB)
    assert counts(post) == {"heart": 1, "bulb": 1}
    assert reacting.take_back(post, by=member) and not reacting.take_back(post, by=member)
    assert counts(post) == {"bulb": 1}
    assert list(differences("default")) == []


def test_nobody_reacts_to_themselves_or_to_what_they_cannot_read(post, other_member, reader, moderator):
    with pytest.raises(PermissionDenied):
        reacting.react(post, by=other_member, kind=HEART)
    moderation.hide_post(post, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    with pytest.raises(PermissionDenied):
        reacting.react(post, by=reader, kind=HEART)


def test_a_wrong_count_is_found_and_mended(post, reader):
    reacting.react(post, by=reader, kind=HEART)
    Post.objects.filter(pk=post.pk).update(reaction_counts={"heart": 7})
    found = list(differences("default"))
    assert len(found) == 1
    found[0].mend()
    assert counts(post) == {"heart": 1} and list(differences("default")) == []


def test_the_next_guest_sees_a_reaction_and_who_had_it(as_guest, post, thread, reader):
    assert "echo" not in article(page(as_guest, thread), post)
    reacting.react(post, by=reader, kind=SMILE)
    shown = article(page(as_guest, thread), post)
    assert "Zum Lachen 1" in shown and "Reagieren" not in shown
    names = as_guest.get(f"/beitrag/{post.pk}/reaktionen/").content.decode()
    assert "Leserin" in names and "Zum Lachen" in names


def test_the_own_reaction_is_pressed_for_nobody_else(signed_in, post, thread, member, reader):
    signed_in(reader).post(f"/beitrag/{post.pk}/reagieren/", {"art": "star"})
    pressed = re.compile(r'value="star"[^>]*aria-pressed="true"')
    shown = article(page(signed_in(reader), thread), post)
    assert pressed.search(shown)
    assert f'Danke<span class="aside-voice">, deine Reaktion auf Beitrag {post.number}</span></summary>' in shown
    assert not pressed.search(article(page(signed_in(member), thread), post))
    signed_in(reader).post(f"/beitrag/{post.pk}/reagieren/", {"art": "star"})
    assert counts(post) == {}


def test_a_script_gets_the_post_as_it_stands_now(signed_in, post, reader):
    answer = signed_in(reader).post(f"/beitrag/{post.pk}/reagieren/", {"art": "star"}, headers={"HX-Request": "true"})
    text = answer.content.decode()
    assert answer.status_code == 200 and text.count("<article") == 1 and "Danke 1" in text
    unknown = signed_in(reader).post(f"/beitrag/{post.pk}/reagieren/", {"art": "zorn"})
    assert unknown.status_code == 302 and counts(post) == {"star": 1}


def test_an_author_is_told_of_reactions_as_one(signed_in, post, other_member, member, reader):
    reacting.react(post, by=reader, kind=HEART)
    reacting.react(post, by=member, kind=HEART)
    note = Notification.objects.get(member=other_member, kind=NotificationKind.REACTION)
    assert note.due_at is None  # by mail only for those who ask
    assert "Reaktionen auf deinen Beitrag" in signed_in(other_member).get("/benachrichtigungen/").content.decode()


@pytest.mark.parametrize("who", ["guest", "reader"])
def test_many_marks_cost_the_same_queries(signed_in, as_guest, thread, other_member, who):
    client = as_guest if who == "guest" else signed_in(make_member("Leserin"))
    asked = []
    for size in (3, 17):
        for n in range(size):
            post = posting.reply(thread, by=other_member, source=f"B {n}", form_key=f"{size}-{n}")
            for name in ("eins", "zwei"):
                reacting.react(post, by=make_member(f"{name} {size} {n}"), kind=HEART)
        page(client, thread)
        with CaptureQueriesContext(connection) as captured:
            page(client, thread)
        asked.append(len(captured))
    assert asked[0] >= asked[1] and asked[1] <= 8


# Bookmarks


def test_a_bookmark_is_the_own_with_note_and_reminder(signed_in, post, thread, reader, member):
    browser = signed_in(reader)
    browser.post(f"/beitrag/{post.pk}/merken/")
    assert "Gemerkt" in article(page(browser, thread), post)
    assert "Gemerkt" not in article(page(signed_in(member), thread), post)
    soon = timezone.localtime() + datetime.timedelta(hours=1)
    form = {"note": "Noch einmal lesen", "remind_at": soon.strftime("%Y-%m-%dT%H:%M")}
    assert browser.post(f"/beitrag/{post.pk}/merken/", form).status_code == 302
    assert "Noch einmal lesen" in browser.get("/merker/").content.decode()
    assert "Noch einmal lesen" not in signed_in(member).get("/merker/").content.decode()
    assert bookmarks.remind(timezone.now()) == 0
    assert bookmarks.remind(timezone.now() + datetime.timedelta(hours=2)) == 1
    assert bookmarks.remind(timezone.now() + datetime.timedelta(hours=3)) == 0
    assert "denken" in browser.get("/benachrichtigungen/").content.decode()
    browser.post(f"/beitrag/{post.pk}/vergessen/")
    assert not Bookmark.objects.exists()


def test_a_reminder_in_the_past_is_refused_and_the_note_kept(signed_in, post, reader):
    answer = signed_in(reader).post(
        f"/beitrag/{post.pk}/merken/", {"note": "Mein Satz", "remind_at": "2020-01-01T10:00"}
    )
    assert answer.status_code == 422 and "Mein Satz" in answer.content.decode()


def test_a_bookmark_of_what_was_hidden_shows_the_note_alone(signed_in, post, reader, moderator):
    bookmarks.keep(post, by=reader, note="Meins")
    moderation.hide_post(post, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    text = signed_in(reader).get("/merker/").content.decode()
    assert "Meins" in text and "Zweiter" not in text and "Der Gang" not in text


# Answers


def test_answers_are_found_from_the_post_they_quote(as_guest, signed_in, thread, post, member, reader, moderator):
    posting.reply(thread, by=reader, source=f":::zitat {post.pk}\nZweiter\n:::\n\nEben", form_key="q")
    assert "1 Antwort" in article(page(as_guest, thread), post)
    members = make_board("Kantine", visible_to="members")
    posting.open_thread(
        members, by=member, title="Drinnen", source=f":::zitat {post.pk}\nZweiter\n:::\n\nAuch", form_key="z"
    )
    seen = as_guest.get(f"/beitrag/{post.pk}/antworten/").content.decode()
    assert "Eben" in seen and "Drinnen" not in seen
    assert "Drinnen" in signed_in(reader).get(f"/beitrag/{post.pk}/antworten/").content.decode()
    answer = Post.objects.get(author=reader)
    moderation.hide_post(answer, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    assert "Antwort</a>" not in article(page(as_guest, thread), post)


# Ignoring


def test_who_is_ignored_is_read_only_on_request_and_quoted_nowhere(
    signed_in, thread, post, member, other_member, reader
):
    posting.reply(thread, by=member, source=f":::zitat {post.pk}\nZweiter\n:::\n\nMein Satz", form_key="q")
    ignoring.ignore(other_member, by=reader)
    text = page(signed_in(reader), thread)
    own = article(text, post)
    assert "Du ignorierst Tilda Rønnow" in own and '<details class="unheard">' in own
    quoting = article(text, thread.posts.get(number=3))
    assert "Zweiter" not in quoting and "Zitat von jemandem, den du ignorierst" in quoting and "Mein Satz" in quoting
    assert "Du ignorierst" not in page(signed_in(member), thread)
    assert "Zweiter" in article(page(signed_in(member), thread), thread.posts.get(number=3))


def test_threads_of_the_ignored_are_in_no_list_and_make_nothing_unread(signed_in, thread, member, other_member, reader):
    from forum import reading

    mine = posting.open_thread(thread.board, by=other_member, title="Fremdes", source="x", form_key="f")
    ignoring.ignore(other_member, by=reader)
    browser = signed_in(reader)
    assert "Fremdes" not in browser.get(thread.board.get_absolute_url()).content.decode()
    assert "Fremdes" not in browser.get("/neu/").content.decode()
    reading.mark_read(thread, by=reader, number=1)
    assert thread not in reading.unread_threads(reader)
    last = posting.reply(thread, by=member, source="Dritter", form_key="d")
    assert thread in reading.unread_threads(reader) and mine not in reading.unread_threads(reader)
    thread.refresh_from_db()
    assert reading.first_unread(thread, reader) == last


def test_counts_leave_out_the_ignored(signed_in, thread, post, member, other_member, reader):
    answer = f":::zitat {thread.first_post_id}\nErster\n:::\n\nEben"
    posting.reply(thread, by=other_member, source=answer, form_key="q")
    first = thread.first_post
    assert "1 Antwort" in article(page(signed_in(reader), thread), first)
    ignoring.ignore(other_member, by=reader)
    assert "1 Antwort" not in article(page(signed_in(reader), thread), first)
    news = signed_in(reader).get(f"{thread.get_absolute_url()}neues/?nach=1")
    assert "anzeigen" not in news.content.decode()


def test_lists_and_pages_count_without_the_ignored(
    signed_in, as_guest, editor, thread, post, member, other_member, reader
):
    reacting.react(thread.first_post, by=other_member, kind=HEART)
    reacting.react(thread.first_post, by=reader, kind=HEART)
    review = make_thread(editor, title="Der Turm")
    posting.reply(review, by=other_member, source="Letzte Stimme", form_key="l")
    board = thread.board.get_absolute_url()
    ignoring.ignore(other_member, by=reader)
    mine, theirs = signed_in(reader), signed_in(member)
    for browser, replies, hearts in ((mine, 0, 1), (theirs, 1, 2), (mine, 0, 1)):
        assert f'data-replies="{replies}"' in page(browser, thread)
        assert f'data-replies="{replies}"' in browser.get(board).content.decode()
        assert f"Gefällt mir {hearts}" in article(page(browser, thread), thread.first_post)
    review_page = review.review.get_absolute_url()
    for address in ("/", review_page, "/forum/", board, f"{thread.get_absolute_url()}export/"):
        assert "Tilda" not in text_of(mine.get(address)), address
    for address in ("/", review_page, board):
        assert "Tilda" in text_of(theirs.get(address)), address


def text_of(answer):
    return b"".join(answer).decode() if answer.streaming else answer.content.decode()


def test_ignoring_is_done_and_undone_on_the_profile(signed_in, other_member, reader):
    browser = signed_in(reader)
    address = other_member.get_absolute_url()
    page = browser.post(f"{address}ignorieren/", follow=True).content.decode()
    assert "liest du nichts mehr" in page and "Wieder lesen" in page
    assert other_member.name in browser.get("/konto/ignoriert/").content.decode()
    assert browser.post(f"{address}wieder-lesen/").url == address
    assert ignoring.ignored_by(type(reader).objects.get(pk=reader.pk)) == frozenset()
    browser.post(f"{reader.get_absolute_url()}ignorieren/")
    assert ignoring.ignored_by(type(reader).objects.get(pk=reader.pk)) == frozenset()
    assert not Reaction.objects.exists()


def test_words_of_the_ignored_are_read_nowhere_beside_the_thread(signed_in, thread, member, other_member, reader):
    theirs = posting.reply(thread, by=other_member, source="Gemeine Worte", form_key="g")
    bookmarks.keep(theirs, by=reader)
    ignoring.ignore(other_member, by=reader)
    assert "Gemeine Worte" not in signed_in(reader).get("/merker/").content.decode()

    quoting = quote_block(theirs.pk, "Gemeine Worte") + "Eben."
    posting.reply(thread, by=member, source=quoting, form_key="z")
    sent = {"body": "Ich auch", "form_key": "n", "seen": "1"}
    answer = signed_in(reader).post(f"{thread.get_absolute_url()}antworten/", sent)
    assert answer.status_code == 409
    meanwhile = answer.content.decode().partition('class="meanwhile')[2].partition("<form")[0]
    assert "Eben." in meanwhile and "Gemeine Worte" not in meanwhile


def test_words_of_the_ignored_are_covered_in_what_waits(signed_in, settings, thread, member, other_member, moderator):
    theirs = posting.reply(thread, by=other_member, source="Gemeine Worte", form_key="g")
    ignoring.ignore(other_member, by=moderator)
    settings.HELD_FIRST_POSTS = 5
    posting.reply(thread, by=make_member(), source=quote_block(theirs.pk, "Gemeine Worte") + "Eben.", form_key="z")
    page = signed_in(moderator).get(thread.get_absolute_url()).content.decode()
    assert "Eben." in page and page.count("Gemeine Worte") == 1  # what they said themselves, folded


def test_a_reaction_taken_back_is_no_news(post, other_member, reader):
    reacting.react(post, by=reader, kind=HEART)
    reacting.take_back(post, by=reader)
    assert not Notification.objects.filter(member=other_member).exists()

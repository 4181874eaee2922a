"""Spoilers on the page of a thread: open for who has seen the film, closed for all others and everywhere else."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.models import ANYBODY
from forum import moderation, posting, rearranging
from forum.models import Decision
from forum.spoilers import open_seen
from forum.thread_pages import posts_on_page
from reviews import seeing
from tests.making import count, make_board, make_member, make_review

pytestmark = pytest.mark.django_db

NAMED = ":::spoiler Der Turm\nEr springt.\n:::"


@pytest.fixture
def film(editor):
    return make_review(editor, "Der Turm").film


@pytest.fixture
def talk(member):
    return posting.open_thread(make_board("Foyer"), by=member, title="Gesehen", source="Hallo", form_key="t")


@pytest.fixture
def spectator(film):
    spectator = make_member("Hat Gesehen")
    seeing.mark_seen(film, by=spectator)
    return spectator


def say(thread, by, source):
    return posting.reply(thread, by=by, source=source, form_key=f"s{next(count)}")


def spoilers(client, thread):
    """Whether they are open, in the order of the page."""
    page = client.get(thread.get_absolute_url()).content.decode()
    return [bool(found) for found in re.findall(r'<details class="spoiler[a-z ]*"( open)?>', page)]


def test_a_named_spoiler_is_open_for_who_has_seen_the_film_in_any_thread(talk, signed_in, member, spectator, as_guest):
    say(talk, member, NAMED)
    assert spoilers(signed_in(spectator), talk) == [True]
    for reader in (as_guest, signed_in(make_member())):
        assert spoilers(reader, talk) == [False]
    assert spoilers(signed_in(spectator), talk) == [True]


def test_what_is_kept_for_all_stays_closed_whoever_comes_first(talk, signed_in, member, spectator):
    say(talk, member, NAMED)
    for reader, is_open in [(spectator, True), (make_member(), False), (spectator, True), (member, False)]:
        assert spoilers(signed_in(reader), talk) == [is_open]


def test_taking_it_back_closes_them_at_the_next_page(talk, film, signed_in, member, spectator):
    say(talk, member, NAMED)
    seeing.unmark_seen(film, by=spectator)
    assert spoilers(signed_in(spectator), talk) == [False]


def test_a_spoiler_without_title_is_about_the_film_of_the_review(film, talk, signed_in, member, spectator):
    thread = film.reviews.get().thread
    for where in (thread, talk):
        say(where, member, "Am Ende ||springt er||.\n\n:::spoiler\nSo ist es.\n:::")
    assert spoilers(signed_in(spectator), thread) == [True, True]
    assert spoilers(signed_in(spectator), talk) == [False, False]


def test_another_film_stays_closed_in_the_thread_of_a_review(film, editor, signed_in, member, spectator):
    make_review(editor, "Der Hafen")
    thread = film.reviews.get().thread
    say(thread, member, ":::spoiler Der Hafen\nSie sinkt, ||und er auch||.\n:::\n\n||Er springt.||")
    assert spoilers(signed_in(spectator), thread) == [False, False, True]


def test_words_that_may_have_been_a_title_keep_a_spoiler_closed(film, signed_in, member, spectator):
    thread = film.reviews.get().thread
    say(thread, member, ":::spoiler Der Hafen, und da sinkt sie ||wirklich||\n:::")
    assert spoilers(signed_in(spectator), thread) == [False, False]


def test_a_quote_is_about_what_it_was_about_where_it_comes_from(film, talk, signed_in, member, spectator):
    thread = film.reviews.get().thread
    here, elsewhere = say(thread, member, "||Er springt.||"), say(talk, member, "||Sie sinkt.||")
    say(thread, member, f":::zitat {here.pk}\n||Er springt.||\n:::\nGenau.")
    say(thread, member, f":::zitat {elsewhere.pk}\n||Sie sinkt.||\n:::\nGenau.")
    say(thread, member, f":::zitat {elsewhere.pk}\n{NAMED}\n:::\nGenau.")
    assert spoilers(signed_in(spectator), thread) == [True, True, False, True]


def test_own_posts_and_those_of_the_team_open_alike(film, talk, signed_in, moderator, spectator):
    say(talk, spectator, NAMED)
    say(talk, moderator, NAMED)
    seeing.mark_seen(film, by=moderator)
    for reader in (spectator, moderator):
        assert spoilers(signed_in(reader), talk) == [True, True]


def test_what_may_be_done_with_a_post_does_not_change_with_its_spoilers(talk, signed_in, member, spectator):
    post = say(talk, spectator, NAMED)
    page = signed_in(spectator).get(talk.get_absolute_url()).content.decode()
    assert f"/beitrag/{post.pk}/bearbeiten/" in page and 'spoiler" open>' in page


def test_a_hidden_post_opens_nothing_for_those_who_read_a_stub(talk, signed_in, member, moderator, spectator):
    post = say(talk, member, NAMED)
    moderation.hide_post(post, by=moderator, decision=Decision(rule="1", reasons="So nicht."))
    assert spoilers(signed_in(spectator), talk) == []


def test_posts_that_are_merged_into_another_thread_open_as_those_there(talk, signed_in, member, moderator, spectator):
    say(talk, member, NAMED)
    into = posting.open_thread(make_board("Saal"), by=member, title="Anderes", source="Hier", form_key="a")
    rearranging.merge_threads(talk, by=moderator, into=into)
    assert spoilers(signed_in(spectator), into) == [True]


def test_a_title_changes_nothing_in_the_page_but_the_attribute(talk, signed_in, member, spectator):
    say(talk, member, ':::spoiler Der Turm\n<details class="spoiler"><summary>Spoiler: Der Turm</summary> `open`\n:::')
    client = signed_in(spectator)

    def posts():
        page = client.get(talk.get_absolute_url()).content.decode()
        return re.findall(r"<article.*?</article>", page, re.DOTALL)

    opened = posts()
    seeing.unmark_seen(spectator.seen.get().film, by=spectator)
    assert [post.replace('"spoiler" open>', '"spoiler">') for post in opened] == posts()
    assert "".join(opened).count('"spoiler" open>') == 1


def queries(client, thread):
    client.get(thread.get_absolute_url())
    with CaptureQueriesContext(connection) as captured:
        client.get(thread.get_absolute_url())
    return len(captured)


@pytest.mark.parametrize("where", ["talk", "review"])
def test_any_number_of_spoilers_costs_the_same_and_none_costs_nothing(
    film, talk, editor, signed_in, as_guest, member, spectator, where
):
    thread = talk if where == "talk" else film.reviews.get().thread
    elsewhere = say(make_review(editor).thread, member, "||weg||")
    client, counts = signed_in(spectator), []
    say(thread, member, "Ohne.")
    plain = queries(client, thread)
    for size in (2, 15):
        for n in range(size):
            title = f"Der Hafen {size}-{n}"
            seeing.mark_seen(make_review(editor, title).film, by=spectator)
            source = f":::spoiler {title}\na\n:::\n||b||\n:::zitat {elsewhere.pk}\n||c||\n:::"
            say(thread, member, source)
        counts.append(queries(client, thread))
        guests = queries(as_guest, thread)
    assert counts[0] == counts[1] <= plain + 4
    assert guests <= 1


def test_a_page_made_for_a_guest_asks_nothing_about_spoilers(talk, member, spectator):
    say(talk, member, NAMED)
    talk.refresh_from_db()
    posts = posts_on_page(talk, 1, ANYBODY).posts
    with CaptureQueriesContext(connection) as captured:
        assert open_seen(posts, talk, ANYBODY) is posts
    assert len(captured) == 0
    assert open_seen(posts, talk, spectator) != posts


def test_a_page_with_very_many_titles_looks_up_a_bounded_number(talk, signed_in, member, spectator):
    say(talk, member, "\n".join(f":::spoiler Film {n}\na\n:::" for n in range(1_200)))
    say(talk, member, NAMED)
    assert len(spoilers(signed_in(spectator), talk)) == 1_201

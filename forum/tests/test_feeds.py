"""Feeds tell what guests may read, spoilers closed, and nothing where nothing has changed."""

import xml.etree.ElementTree as tree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import moderation, posting, rearranging
from forum.models import Decision
from tests.making import make_board, make_member

pytestmark = pytest.mark.django_db

ATOM = {"a": "http://www.w3.org/2005/Atom"}


@pytest.fixture
def talk(member, other_member):
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Was läuft?", source="Erster", form_key="1")
    posting.reply(thread, by=other_member, source="Zweiter & <b>anderer</b>", form_key="2")
    thread.refresh_from_db()
    return thread


def entries(as_guest, path):
    answer = as_guest.get(path)
    assert (answer.status_code, answer.headers["Content-Type"]) == (200, "application/atom+xml; charset=utf-8")
    root = tree.fromstring(answer.content)
    assert root.find("a:id", ATOM) is not None and root.find("a:updated", ATOM) is not None
    return [
        (entry.findtext("a:title", "", ATOM), entry.findtext("a:summary", "", ATOM))
        for entry in root.findall("a:entry", ATOM)
    ]


def feeds_of(thread, member):
    return [
        f"{thread.get_absolute_url()}feed.atom",
        f"{thread.board.get_absolute_url()}feed.atom",
        f"{member.get_absolute_url()}feed.atom",
    ]


def test_feeds_show_the_newest_first_as_text(talk, member, as_guest):
    of_thread, of_board, of_member = feeds_of(talk, member)
    second = "Zweiter &amp; &lt;b&gt;anderer&lt;/b&gt;"
    assert entries(as_guest, of_thread) == [
        ("Beitrag 2 in „Was läuft?“", second),
        ("Beitrag 1 in „Was läuft?“", "Erster"),
    ]
    assert entries(as_guest, of_board) == [("Was läuft?", second)]
    assert entries(as_guest, of_member) == [("Was läuft?", "Erster")]


def test_a_feed_that_is_known_answers_304_until_somebody_speaks(talk, member, as_guest):
    for path in feeds_of(talk, member):
        etag = as_guest.get(path).headers["ETag"]
        assert as_guest.get(path, headers={"If-None-Match": etag}).status_code == 304
        posting.reply(talk, by=member, source=f"Neu in {path}", form_key=path[-36:])
        assert as_guest.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_an_empty_feed_does_not_change_by_being_asked(as_guest, signed_in):
    quiet = make_member("Stille")
    path = f"{quiet.get_absolute_url()}feed.atom"
    assert entries(as_guest, path) == []
    assert as_guest.get(path).content == as_guest.get(path).content


def test_a_spoiler_is_in_no_feed(talk, member, as_guest):
    for n, text in enumerate(
        ("||Geheimnis||", ":::spoiler Turm\nGeheimnis\n:::", "Vorher ||Geheimnis", "> ||Geheimnis||")
    ):
        posting.reply(talk, by=member, source=text, form_key=f"s{n}")
    for path in feeds_of(talk, member):
        answer = as_guest.get(path).content.decode()
        assert "Geheimnis" not in answer and "Spoiler" in answer


def test_what_nobody_may_read_any_more_leaves_the_feeds(talk, member, moderator, as_guest, signed_in):
    paths = feeds_of(talk, member)
    first = talk.first_post
    moderation.hide_post(first, by=moderator, decision=Decision(reasons="x"))
    for client in (as_guest, signed_in(member), signed_in(moderator)):
        assert "Erster" not in client.get(paths[0]).content.decode()
    assert entries(as_guest, paths[2]) == []
    moderation.hide_thread(talk, by=moderator, decision=Decision(reasons="x"))
    assert [as_guest.get(path).status_code for path in paths] == [404, 200, 200]
    assert entries(as_guest, paths[1]) == []


def test_characters_xml_does_not_know_break_no_feed(talk, member, as_guest):
    posting.reply(talk, by=member, source="Vor\x0bher\x1b[0m \ufffe nachher", form_key="x")
    for path in feeds_of(talk, member):
        assert "nachher" in entries(as_guest, path)[0][1]


def test_old_addresses_of_feeds_lead_on(talk, other_member, moderator, as_guest, member):
    other = posting.open_thread(talk.board, by=other_member, title="Anderes", source="x", form_key="o")
    path = f"{talk.get_absolute_url()}feed.atom"
    rearranging.merge_threads(talk, by=moderator, into=other)
    assert as_guest.get(path).headers["Location"] == f"{other.get_absolute_url()}feed.atom"
    assert (
        as_guest.get(f"/thema/{other.pk}-falsch/feed.atom").headers["Location"]
        == f"{other.get_absolute_url()}feed.atom"
    )
    assert as_guest.get(f"/mitglieder/{member.name.upper()}/feed.atom").status_code in (301, 302)


@pytest.mark.parametrize("many", [3, 30])
def test_feeds_cost_the_same_queries_however_much_was_said(talk, member, as_guest, many):
    for n in range(many):
        posting.reply(talk, by=member, source=f"Text {n}", form_key=f"n{n}")
    for path in feeds_of(talk, member):
        with CaptureQueriesContext(connection) as captured:
            as_guest.get(path)
        assert len(captured) <= 2, path


def test_pages_name_their_feeds(talk, member, as_guest):
    for page in (talk.get_absolute_url(), talk.board.get_absolute_url(), member.get_absolute_url()):
        assert 'type="application/atom+xml" title=' in as_guest.get(page).content.decode()

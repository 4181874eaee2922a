"""Names of members while somebody writes „@na…“."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Member
from forum import posting
from tests.making import make_board, make_member
from text.markdown import render_post
from text.mentions import mention_of

pytestmark = pytest.mark.django_db

NAMES = ["Anselm", "Änne Krug", "Anna.Lena", "Bruno", "Straßer", "Amelie"]


@pytest.fixture
def members(db):
    return {name: make_member(name) for name in NAMES}


def asked(client, written, thread=None):
    answer = client.get(reverse("forum:member_names"), {"q": written, "thema": thread.pk if thread else ""})
    page = answer.content.decode()
    assert answer.status_code == 200 and "<html" not in page
    return re.findall(r">([^<]+)</li>", page)


def test_names_go_on_from_what_is_written_however_it_is_spelt(members, member, signed_in):
    client = signed_in(member)
    assert asked(client, "an") == ["Anna.Lena", "Anselm"]
    assert asked(client, "AN") == asked(client, " an ") == ["Anna.Lena", "Anselm"]
    assert asked(client, "strass") == ["Straßer"] and asked(client, "änne k") == ["Änne Krug"]
    assert asked(client, "nna") == asked(client, "a%") == asked(client, "a_") == []


def test_a_name_that_only_looks_alike_comes_last(members, member, signed_in):
    make_member("Arvid Storm")
    assert asked(signed_in(member), "ar") == ["Arvid Storm", "Amelie"]


@pytest.mark.parametrize("written", ["", "a", " a ", "a" * 31, "\0"])
def test_too_few_or_too_many_letters_list_nobody(members, member, signed_in, written):
    assert asked(signed_in(member), written) == []


def test_nobody_calls_oneself_or_who_is_no_member_any_more(members, member, signed_in):
    Member.objects.filter(name="Anselm").update(is_active=False)
    assert asked(signed_in(members["Anna.Lena"]), "an") == []


def test_who_has_spoken_in_the_thread_comes_first(members, member, signed_in):
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Kinos", source="Eures?", form_key="t")
    posting.reply(thread, by=members["Anselm"], source="Meins", form_key="a")
    assert asked(signed_in(member), "an", thread) == ["Anselm", "Anna.Lena"]


def test_a_thread_one_may_not_read_tells_nothing(members, member, editor, signed_in):
    board = make_board("Teamzimmer", visible_to="team")
    thread = posting.open_thread(board, by=editor, title="Plan", source="Psst", form_key="t")
    posting.reply(thread, by=members["Anselm"], source="x", form_key="a")
    assert asked(signed_in(member), "an", thread) == ["Anna.Lena", "Anselm"]


def test_eight_names_are_enough_and_cost_the_same_among_many(member, signed_in, settings):
    settings.RATE_LIMITS = False  # counted in the database
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Kinos", source="Eures?", form_key="t")
    client, counts = signed_in(member), []
    for number in range(12):
        speaker = make_member(f"Zoe Nummer {number}")
        posting.reply(thread, by=speaker, source="Ich", form_key="a")
        if number in (1, 11):
            with CaptureQueriesContext(connection) as seen:
                assert len(asked(client, "zo", thread)) == min(number + 1, 8)
            counts.append(len(seen))
    assert counts[0] == counts[1]


def test_guests_learn_no_names(members, as_guest):
    answer = as_guest.get(reverse("forum:member_names"), {"q": "an"})
    assert answer.status_code == 302 and answer.url.startswith("/konto/login/")
    script = as_guest.get(reverse("forum:member_names"), {"q": "an"}, headers={"HX-Request": "true"})
    assert (script.status_code, script.content) == (204, b"")


def test_who_asks_without_end_gets_no_answer(members, member, signed_in, monkeypatch):
    monkeypatch.setattr("forum.views.names.ASKED_PER_MINUTE", 1)
    client, address = signed_in(member), reverse("forum:member_names")
    assert [client.get(address, {"q": "an"}).status_code for _ in range(2)] == [200, 429]


@pytest.mark.parametrize("name", [*NAMES, "Ada Lünemann", "O_o", "x-y", "Ανναδα", "1984"])
def test_a_name_is_written_so_that_it_is_a_mention(name):
    for text in (f"{mention_of(name)} ", f"Hallo {mention_of(name)}!"):
        assert render_post(text).mentions == (name,)


def test_an_index_finds_the_beginning(members):
    found = Member.objects.beginning_with("an").order_by("name_folded")
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.execute("SET LOCAL enable_seqscan = off")
    assert re.search(r"member_by_beginning|member_name_folded_once|USING (COVERING )?INDEX", found.explain())

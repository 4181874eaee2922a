import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import posting, states
from forum.models import Post, Thread
from tests.making import make_board, make_thread

pytestmark = pytest.mark.django_db


def test_the_thread_page_shows_the_reviews_card_and_numbered_posts(as_guest, editor, member):
    thread = make_thread(editor, title="Der Turm")
    posting.reply(thread, by=member, source="Erste Stimme", form_key="a")
    page = as_guest.get(thread.get_absolute_url()).content.decode()
    assert 'data-replies="1"' in page
    assert "Vorspann zu Der Turm" in page
    post = Post.objects.get(number=2)
    assert f'id="beitrag-{post.pk}" data-number="2"' in page
    assert "Erste Stimme" in page


def test_a_wrong_slug_and_page_1_redirect_for_ever(as_guest, editor):
    thread = make_thread(editor, title="Der Turm")
    for path in (f"/thema/{thread.pk}-falsch/", f"/thema/{thread.pk}-{thread.slug}/seite-1/"):
        answer = as_guest.get(path)
        assert (answer.status_code, answer.url) == (301, thread.get_absolute_url())


def test_pages_are_cut_by_number(as_guest, editor):
    thread = make_thread(editor, replies=25)
    first = as_guest.get(thread.get_absolute_url()).content.decode()
    second = as_guest.get(thread.page_url(2)).content.decode()
    assert re.findall(r'data-number="(\d+)"', first) == [str(n) for n in range(1, 21)]
    assert re.findall(r'data-number="(\d+)"', second) == [str(n) for n in range(21, 27)]
    assert 'rel="next"' in first and 'rel="prev"' in second
    assert as_guest.get(thread.page_url(3)).status_code == 404


def test_a_page_that_lost_all_its_posts_redirects_to_the_next_that_has_one(as_guest, editor):
    thread = make_thread(editor, replies=45)
    Post.objects.filter(thread=thread, number__range=(21, 40)).delete()
    answer = as_guest.get(thread.page_url(2))
    assert (answer.status_code, answer.url) == (302, thread.page_url(3))


def test_the_address_of_a_post_leads_to_its_page_and_anchor(as_guest, editor):
    thread = make_thread(editor, replies=25)
    post = Post.objects.get(thread=thread, number=23)
    assert as_guest.get(f"/beitrag/{post.pk}/").url == f"{thread.page_url(2)}#beitrag-{post.pk}"


def test_a_reply_lands_on_the_new_post(signed_in, editor, member):
    thread = make_thread(editor)
    answer = signed_in(member).post(f"{thread.get_absolute_url()}antworten/", {"body": "Hallo", "form_key": "k"})
    assert answer.url == f"/beitrag/{Post.objects.get(number=2).pk}/"


def test_a_reply_needs_text_and_has_a_limit(signed_in, editor, member):
    thread = make_thread(editor)
    client = signed_in(member)
    empty = client.post(f"{thread.get_absolute_url()}antworten/", {"body": "  "})
    assert (empty.status_code, "Schreib etwas" in empty.content.decode()) == (422, True)
    long = client.post(f"{thread.get_absolute_url()}antworten/", {"body": "x" * 30_001})
    assert (long.status_code, "x" * 30_001 in long.content.decode()) == (422, True)


def test_a_closed_thread_keeps_what_was_typed(signed_in, editor, member):
    thread = make_thread(editor)
    Thread.objects.filter(pk=thread.pk).update(state="locked")
    answer = signed_in(member).post(f"{thread.get_absolute_url()}antworten/", {"body": "Mühsam getippt"})
    assert (answer.status_code, "Mühsam getippt" in answer.content.decode()) == (409, True)


def test_a_session_that_ended_while_writing_keeps_the_text(as_guest, editor):
    thread = make_thread(editor)
    answer = as_guest.post(f"{thread.get_absolute_url()}antworten/", {"body": "Mühsam <getippt>", "form_key": "k"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Mühsam &lt;getippt&gt;" in page and 'name="form_key"' in page and "/konto/login/" in page


def test_a_form_with_an_old_token_keeps_the_text(editor, member):
    thread = make_thread(editor)
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    answer = client.post(f"{thread.get_absolute_url()}antworten/", {"body": "Mühsam getippt", "form_key": "k"})
    assert (answer.status_code, "Mühsam getippt" in answer.content.decode()) == (403, True)


def test_a_thread_whose_review_was_withdrawn_is_gone_without_a_title(as_guest, signed_in, editor, member):
    thread = make_thread(editor, title="Der Geheimtitel", replies=1)
    states.hide_with_review(thread)
    post = Post.objects.get(thread=thread, number=2)
    for client in (as_guest, signed_in(member)):
        for path in (thread.get_absolute_url(), f"/beitrag/{post.pk}/"):
            answer = client.get(path)
            assert answer.status_code == 410
            assert "zurückgezogen" in answer.content.decode()
            assert "Geheimtitel" not in answer.content.decode()
        assert "Geheimtitel" not in client.get("/forum/filmdiskussionen/").content.decode()
        assert "Geheimtitel" not in client.get("/forum/").content.decode()


def test_a_board_of_the_team_answers_others_like_an_unknown_one(as_guest, signed_in, member, moderator):
    board = make_board("Hinterzimmer", visible_to="team")
    unknown = as_guest.get("/forum/gibt-es-nicht/")
    for client in (as_guest, signed_in(member)):
        answer = client.get(board.get_absolute_url())
        assert answer.status_code == unknown.status_code == 404
        assert "Hinterzimmer" not in client.get("/forum/").content.decode()
    assert "Hinterzimmer" in signed_in(moderator).get("/forum/").content.decode()


def test_reply_answers_405_to_a_link(signed_in, editor, member):
    thread = make_thread(editor)
    assert signed_in(member).get(f"{thread.get_absolute_url()}antworten/").status_code == 405


@pytest.mark.parametrize("persona", ["guest", "member"])
def test_boards_thread_lists_and_threads_cost_the_same_at_3_and_30_rows(as_guest, signed_in, editor, member, persona):
    client = as_guest if persona == "guest" else signed_in(member)
    counts = []
    for size in (3, 30):
        while Thread.objects.count() < size:
            make_thread(editor, replies=1)
            make_board("Noch eins")
        thread = make_thread(editor, replies=size if size < 19 else 19)
        found = []
        for path in ("/forum/", "/forum/filmdiskussionen/", thread.get_absolute_url(), "/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            found.append(len(captured))
        counts.append(found)
    assert counts[0] == counts[1]

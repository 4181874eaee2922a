"""What an open page asks by itself costs one query and no body while nothing changed."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import moderation, notifications, posting
from forum.models import Decision
from forum.models.board import Audience
from tests.making import make_board, make_member

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member):
    return posting.open_thread(make_board("Foyer"), by=member, title="Der Gang", source="Erster", form_key="o")


def ask(client, thread, after, etag=""):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(f"{thread.get_absolute_url()}neues/?nach={after}", headers={"If-None-Match": etag})
    return answer, len(captured)


@pytest.mark.parametrize("who", ["guest", "member"])
def test_nothing_new_costs_one_query_and_has_no_body(as_guest, signed_in, thread, who):
    client = as_guest if who == "guest" else signed_in(make_member())
    first, _ = ask(client, thread, 1)
    assert (first.status_code, first.content) == (204, b"")
    again, queries = ask(client, thread, 1, first.headers["ETag"])
    assert (again.status_code, again.content, queries) == (304, b"", 1)


def test_new_posts_of_others_are_counted_with_the_way_there(signed_in, as_guest, thread, member, other_member):
    first, _ = ask(as_guest, thread, 1)
    posts = [posting.reply(thread, by=other_member, source=f"B {n}", form_key=f"b{n}") for n in range(2)]
    answer, _ = ask(as_guest, thread, 1, first.headers["ETag"])
    assert answer.status_code == 200 and "2 neue Beiträge" in answer.content.decode()
    assert f"#beitrag-{posts[0].pk}" in answer.content.decode()
    assert "anzeigen" not in ask(signed_in(other_member), thread, 1)[0].content.decode()
    assert "Ein neuer Beitrag" in ask(as_guest, thread, 2)[0].content.decode()


def test_nothing_of_a_hidden_or_private_thread_is_told(as_guest, signed_in, thread, member, moderator):
    assert ask(as_guest, thread, "x")[0].status_code == 404
    moderation.hide_thread(thread, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    assert ask(as_guest, thread, 0)[0].status_code == 404
    inside = posting.open_thread(
        make_board("Kantine", visible_to=Audience.MEMBERS), by=member, title="Drinnen", source="x", form_key="i"
    )
    assert ask(as_guest, inside, 0)[0].status_code == 404
    assert ask(signed_in(make_member()), inside, 0)[0].status_code == 200


def test_the_badge_asks_by_its_token_alone(as_guest, thread, member, other_member, monkeypatch):
    token = notifications.badge_token(member)
    address = f"/benachrichtigungen/zahl/{token}/"
    assert as_guest.get(address).content == b""
    post = posting.reply(thread, by=other_member, source="Neu", form_key="n")
    notifications.tell_of_post(post.pk)
    with CaptureQueriesContext(connection) as captured:
        answer = as_guest.get(address)
    assert answer.content == b"1" and len(captured) == 1
    assert as_guest.get(address, headers={"If-None-Match": answer.headers["ETag"]}).status_code == 304
    assert as_guest.get("/benachrichtigungen/zahl/erfunden/").status_code == 404
    monkeypatch.setattr(notifications, "BADGE_SECONDS", -1)
    assert as_guest.get(address).status_code == 404

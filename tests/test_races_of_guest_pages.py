"""Guests read while others write, on a site of two processes that know nothing of each other's memory."""

import datetime
import http.client
import re
import threading
import time
from functools import partial
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from filmsite import legal
from filmsite.models import PageKind
from forum import moderation, posting
from forum.boards import save_board
from forum.models import Decision
from forum.tasks import sweep_pins
from reviews import drafting, publishing, rights
from reviews.content import newest_revision, snapshot
from reviews.models import Still
from tests.making import (
    make_board,
    make_draft,
    make_files,
    make_member,
    make_picture,
    make_review,
    make_thread,
    save,
)
from tests.visitors import Visitor, all_at_once

pytestmark = pytest.mark.processes

TIMES = 12
"""Requests until both processes have surely been asked."""

BURST = 1000
READERS = 6
REPLIES = 40


def read(server, path, **headers):
    connection = http.client.HTTPConnection(urlsplit(server).netloc, timeout=60)
    connection.request("GET", path, headers=headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body, answer.headers


def bodies(server, path):
    return [read(server, path)[1] for _ in range(TIMES)]


def test_what_is_written_shows_at_the_next_request_of_any_guest(server, editor, member, moderator, operator):
    review = make_review(editor, "Das Glashaus", pictures=1)
    thread, paths = review.thread, ["/", "/kritiken/", review.get_absolute_url(), review.thread.get_absolute_url()]

    def shows_everywhere(path, words, act):
        bodies(server, path)
        made = act()
        assert all(words in body for body in bodies(server, path)), words
        return made

    words = Decision(rule="1. Freundlich bleiben", reasons="So nicht.")
    home, reviews, page, talk = paths
    post = shows_everywhere(
        talk, "Frisch gesagt", lambda: posting.reply(thread, by=member, source="Frisch gesagt", form_key="a")
    )
    shows_everywhere(page, "Neu gefasst", lambda: posting.edit_post(post, by=member, source="Neu gefasst", base=0))
    shows_everywhere(talk, "Regel\u00a01: Freundlich", lambda: moderation.hide_post(post, by=moderator, decision=words))
    shows_everywhere(home, "Neu gefasst", lambda: moderation.restore_post(post, by=moderator, decision=Decision()))
    lock = Decision(rule="1. Freundlich bleiben", reasons="Genug.")
    shows_everywhere(talk, "geschlossen", lambda: moderation.lock_thread(thread, by=moderator, decision=lock))
    shows_everywhere(page, "<picture", lambda: make_files(review))
    shows_everywhere(reviews, "Der Turm", lambda: publishing.publish(make_draft(editor, "Der Turm"), by=editor))

    def rename():
        save(review, snapshot(review) | {"title": "Das Steinhaus"}, by=editor)
        publishing.publish_change(review, by=editor)

    shows_everywhere(reviews, "Das Steinhaus", rename)
    number = legal.Page.objects.filter(kind="impressum").count()
    imprint = partial(legal.publish_page, PageKind.IMPRINT, "Neue Anschrift", based_on=number, by=operator)
    shows_everywhere("/impressum/", "Neue Anschrift", imprint)
    bodies(server, page)
    publishing.withdraw(review, by=editor, reason="Falscher Film")
    assert {read(server, page)[0] for _ in range(TIMES)} == {410}
    assert not any("Das Steinhaus" in body for body in bodies(server, home))


def test_a_new_still_ended_rights_an_ended_pin_and_a_changed_board_show_at_the_next_request(
    server, editor, member, moderator, operator
):
    review = make_review(editor, "Das Glashaus", pictures=1)
    page, board = review.get_absolute_url(), make_board("Foyer")
    thread = posting.open_thread(board, by=member, title="Oben", source="Hallo", form_key="o")

    def everywhere(path, words):
        return {words in body for body in bodies(server, path)}

    assert everywhere(page, 'id="bild-2"') == {False}
    drafting.add_picture(review, make_picture("#aa5533"), "zwei.jpg", by=editor)
    content = newest_revision(review).content
    content["stills"][1] |= {"caption": "Der Neue", "alt": "Eine Gestalt", "credit": "Verleih"}
    save(review, content, by=editor)
    publishing.publish_change(review, by=editor)
    make_files(review)
    assert everywhere(page, 'id="bild-2"') == everywhere(page, "Der Neue") == {True}

    ended = timezone.localdate() - datetime.timedelta(days=1)
    rights.renew_rights(list(Still.objects.values_list("pk", flat=True)), until=ended, by=editor)
    assert everywhere(page, "<picture") == everywhere("/", "<picture") == {False}

    end = timezone.now() + datetime.timedelta(seconds=1)
    moderation.pin_thread(thread, by=moderator, until=end)
    assert everywhere(board.get_absolute_url(), "angeheftet") == {True}
    time.sleep(max(0, (end - timezone.now()).total_seconds()))
    sweep_pins()
    assert everywhere(board.get_absolute_url(), "angeheftet") == {False}

    board.name = "Der große Saal"
    save_board(board, by=operator)
    for path in ("/forum/", board.get_absolute_url(), thread.get_absolute_url()):
        assert everywhere(path, "Der große Saal") == {True}


def test_no_reader_gets_a_page_older_than_a_finished_reply(server, editor):
    thread = make_thread(editor)
    path, finished, seen, is_over = thread.get_absolute_url(), [], [], threading.Event()
    writers = [Visitor(server, make_member()) for _ in range(2)]
    numbers = iter(range(REPLIES))

    def keep_reading():
        while not is_over.is_set():
            known = len(finished)
            status, body, _ = read(server, path)
            seen.append((known, int(re.search(r'data-replies="(\d+)"', body)[1]), status))

    def write(visitor):
        for n in numbers:
            assert visitor.post(f"{path}antworten/", body=f"Antwort {n}", form_key=f"k{n}")[0] == 302
            finished.append(n)
            time.sleep(0.02)

    readers = [threading.Thread(target=keep_reading) for _ in range(READERS)]
    [reader.start() for reader in readers]
    all_at_once([partial(write, visitor) for visitor in writers])
    is_over.set()
    [reader.join() for reader in readers]
    assert len(seen) > REPLIES and {status for _, _, status in seen} == {200}
    assert [(known, shown) for known, shown, _ in seen if shown < known] == []


def test_a_thousand_at_once_read_a_review_that_has_just_appeared(server, editor):
    review = make_draft(editor, "Das Glashaus", pictures=3)
    publishing.publish(review, by=editor)
    review.refresh_from_db()

    def visit():
        return [read(server, review.get_absolute_url())[:2] for _ in range(BURST // 20)]

    answers = [answer for part in all_at_once([visit] * 20) for answer in part]
    assert len(answers) == BURST and {status for status, _ in answers} == {200}
    assert len({body for _, body in answers}) == 1


def test_a_member_gets_no_304_for_what_a_guest_knows_and_a_foreign_host_is_refused(server, editor, member):
    path = make_thread(editor, replies=1).get_absolute_url()
    etags = {read(server, path)[2]["ETag"] for _ in range(TIMES)}
    assert len(etags) == 1
    known = {"If-None-Match": etags.pop()}
    assert [read(server, path, **known)[0] for _ in range(2)] == [304, 304]
    assert read(server, path, Cookie=Visitor(server, member).cookies, **known)[0] == 200
    assert read(server, path, Host="boese.example", **known)[0] == 400

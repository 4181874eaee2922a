"""Parallel clients against real server processes, on whichever database the suite runs."""

from functools import partial

import pytest
from django.db.models import Count

from accounts.models import Member
from forum import posting
from forum.consistency.counters import differing_threads
from forum.models import Post, Quote, ReadMark, Thread
from reviews import drafting
from reviews.content import newest_revision, snapshot
from reviews.models import Review
from tests.making import make_board, make_draft, make_member, make_review
from tests.visitors import Visitor, all_at_once

pytestmark = pytest.mark.processes

CLIENTS = 16
POSTS = 400
ROUNDS = 50


def test_sixteen_members_reply_at_once_and_every_number_is_given_once(server, editor):
    thread = make_review(editor).thread
    visitors = [Visitor(server, make_member()) for _ in range(CLIENTS)]
    path = f"{thread.get_absolute_url()}antworten/"

    def write(n):
        visitor = visitors[n]
        return [visitor.post(path, body=f"Beitrag {n}-{m}", form_key=f"{n}-{m}") for m in range(POSTS // CLIENTS)]

    answers = [answer for part in all_at_once([partial(write, n) for n in range(CLIENTS)]) for answer in part]
    assert {status for status, _ in answers} == {302}
    assert len({location for _, location in answers}) == POSTS
    thread.refresh_from_db()
    numbers = list(Post.objects.filter(thread=thread).order_by("number").values_list("number", flat=True))
    assert numbers == list(range(1, POSTS + 2))
    assert (thread.last_number, thread.last_visible_number, thread.visible_count) == (POSTS + 1,) * 3
    assert (thread.reply_count, thread.pending_count, thread.version) == (POSTS, 0, POSTS + 2)
    last = Post.objects.get(thread=thread, number=POSTS + 1)
    assert (thread.last_post, thread.last_posted_at) == (last, last.shown_at)


def test_the_same_form_sent_by_many_at_once_is_one_post(server, editor, member):
    thread = make_review(editor).thread
    visitor = Visitor(server, member)
    path = f"{thread.get_absolute_url()}antworten/"
    answers = all_at_once([partial(visitor.post, path, body="Doppelt gedrückt", form_key="k")] * 8)
    assert len(set(answers)) == 1 and answers[0][0] == 302
    thread.refresh_from_db()
    assert (Post.objects.filter(thread=thread).count(), thread.last_number, thread.reply_count) == (2, 2, 1)


def test_a_post_that_many_quote_while_it_is_erased_leaves_no_word_behind(server, moderator, member):
    board = make_board("Foyer")
    threads = [
        posting.open_thread(board, by=member, title=f"Thema {n}", source="Los", form_key=f"{n}") for n in range(5)
    ]
    writers, chair = [Visitor(server, make_member()) for _ in range(8)], Visitor(server, moderator)
    words = {"rule": "law", "law": "§ 185 StGB", "reasons": "Ein Gericht will es.", "sicher": "ja"}
    for round in range(10):
        post = posting.reply(threads[4], by=member, source="Geheimnis", form_key=f"r{round}")
        quote = f":::zitat {post.pk}\nGeheimnis\n:::\nStimmt"

        def write(n, quote=quote, round=round):
            path = f"{threads[n % 4].get_absolute_url()}antworten/"
            return [writers[n].post(path, body=quote, form_key=f"{round}-{m}")[0] for m in range(2)]

        erase = partial(chair.post, f"/beitrag/{post.pk}/loeschen/", **words)
        *answers, (status, _) = all_at_once([*(partial(write, n) for n in range(8)), erase])
        assert (status, answers) == (302, [[302, 302]] * 8)
    assert not Post.objects.filter(source__contains="Geheimnis").exists()
    assert not Quote.objects.filter(quoted__state="erased").exists()


def test_a_mark_sent_by_many_devices_at_once_is_the_highest(server, editor, member):
    thread = make_review(editor).thread
    for n in range(40):
        posting.reply(thread, by=editor, source=f"Text {n}", form_key=f"{n}")
    devices = [Visitor(server, member) for _ in range(4)]
    path = f"{thread.get_absolute_url()}gelesen/"

    def read(n):
        return [devices[n % 4].post(path, bis=str(number))[0] for number in range(n + 1, 41, 8)]

    answers = all_at_once([partial(read, n) for n in range(8)])
    assert {status for part in answers for status in part} == {302}
    assert list(ReadMark.objects.filter(member=member).values_list("thread", "number")) == [(thread.pk, 40)]


def test_threads_are_merged_and_split_while_many_write_and_no_post_is_lost(server, moderator, member):
    board = make_board("Foyer")
    names = ["Eins", "Zwei", "Drei"]
    threads = [posting.open_thread(board, by=member, title=name, source="Los", form_key=name) for name in names]
    writers, chair = [Visitor(server, make_member()) for _ in range(8)], Visitor(server, moderator)

    def write(n):
        path = f"{threads[n % 3].get_absolute_url()}antworten/"
        return [writers[n].post(path, body=f"Text {n}-{m}", form_key=f"{n}-{m}")[0] for m in range(12)]

    def rearrange():
        merge = {"merge-into": str(threads[0].pk)}
        split = {"split-numbers": "2-4", "split-title": "Abzweig", "split-board": str(board.pk)}
        return [
            chair.post(f"{threads[1].get_absolute_url()}zusammenlegen/", **merge)[0],
            chair.post(f"{threads[0].get_absolute_url()}teilen/", **split)[0],
            chair.post(f"{threads[2].get_absolute_url()}zusammenlegen/", **merge)[0],
        ]

    *answers, acts = all_at_once([*(partial(write, n) for n in range(8)), rearrange])
    statuses = [status for part in answers for status in part]
    assert set(statuses) <= {301, 302, 409} and acts[0] == acts[2] == 302 and acts[1] in (302, 409)
    stored = Post.objects.filter(source__startswith="Text ").values_list("source", flat=True)
    assert len(stored) == len(set(stored)) == statuses.count(302)
    assert [str(difference) for difference in differing_threads("default")] == []


def test_two_editors_publish_the_same_review_at_once_and_there_is_one_thread(server, editor, chief_editor):
    visitors = [Visitor(server, editor), Visitor(server, chief_editor)]
    reviews = [make_draft(editor) for _ in range(ROUNDS)]
    for review in reviews:
        path = f"/redaktion/kritiken/{review.pk}/veroeffentlichen/"
        answers = all_at_once([partial(visitor.post, path) for visitor in visitors])
        assert [status for status, _ in answers] == [302, 302]
    assert Review.objects.filter(state="published").count() == Thread.objects.count() == ROUNDS
    assert set(Post.objects.values("thread").annotate(n=Count("id")).values_list("n", flat=True)) == {1}
    assert set(Thread.objects.values_list("last_number", "visible_count", "reply_count")) == {(1, 1, 0)}


def test_two_editors_save_at_once_and_both_texts_are_kept(server, editor, chief_editor):
    review = make_draft(editor)
    content, base = snapshot(review), newest_revision(review).number
    texts = ["Fassung A", "Fassung B"]

    def save(who, text):
        from django.db import connection

        try:
            return drafting.save_review(review, content | {"text": text}, by=who, base=base)
        finally:
            connection.close()

    saved = all_at_once([partial(save, who, text) for who, text in zip((editor, chief_editor), texts, strict=True)])
    assert sorted(result.kept_aside for result in saved) == [False, True]
    kept = review.revisions.filter(number__gt=base).values_list("content", flat=True)
    assert {content["text"] for content in kept} == set(texts)


def test_many_sign_up_with_the_same_name_at_once_and_one_gets_it(server):
    names = ["Straßer", "STRASSER", "strasser", "Strasser"] * 2

    def sign_up(n):
        fields = {"username": names[n], "email": f"neu{n}@abspann.example", "password1": "kein-haus-am-see-7"}
        return Visitor(server).post("/konto/signup/", **fields)[0]

    statuses = all_at_once([partial(sign_up, n) for n in range(len(names))])
    assert sorted(statuses) == [200] * 7 + [302]
    assert Member.objects.count() == 1

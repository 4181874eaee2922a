"""A member leaves while other devices of theirs, and other people, go on, against real server processes."""

import threading
import time
from functools import partial

import pytest
from django.contrib.auth.hashers import make_password
from django.db import connection
from django.utils import timezone

from accounts.models import Leaving, Member
from accounts.roles import Role
from filmsite import leaving
from forum import posting
from forum.consistency.counters import differing_threads
from forum.models import Draft, Notification, Post, PostMention, Quote, ReadMark
from tests.making import PASSWORD, make_board, make_member, make_review
from tests.visitors import Visitor, all_at_once

pytestmark = pytest.mark.processes

ROUNDS = 4
TEXTS = 600
"""A step each, in a transaction each: ten thousand take longer, and nobody waits longer."""

LONGEST_WAIT = 0.5
"""Seconds a write may wait while they are erased."""


def look_again():
    """An hour later."""
    Leaving.objects.filter(due_at__isnull=False).update(at=timezone.now() - leaving.LOOK_AGAIN, due_at=timezone.now())
    for row in Leaving.objects.filter(due_at__isnull=False):
        leaving.say_goodbye(row)
        assert leaving.go_on(row, seconds=600)


def leaving_fields(texts):
    return {"texts": texts, "password": PASSWORD}


@pytest.mark.parametrize("texts", ["stay", "take"])
def test_a_member_leaves_while_own_devices_write_and_sign_in(server, texts):
    board = make_board("Foyer")
    for round in range(ROUNDS):
        member = make_member(f"Runde {texts} {round}")
        name = member.name
        talk = posting.open_thread(board, by=member, title="Anfang", source="Mein Wort", form_key=f"{round}")
        devices = [Visitor(server, member) for _ in range(4)]
        other = Visitor(server, make_member())
        path = talk.get_absolute_url()

        def write(n, round=round, path=path, devices=devices, talk=talk):
            said = []
            for m in range(5):
                key = f"{texts}-{round}-{n}-{m}"
                said.append(devices[n].post(f"{path}antworten/", body=f"Mein Wort {key}", form_key=key)[0])
                said.append(devices[n].post(f"{path}entwurf/", body="Mein Wort im Entwurf", form_key=f"d{key}")[0])
                said.append(devices[n].post(f"{path}gelesen/", bis="1")[0])
            return said

        def call(path=path, name=name, talk=talk, other=other, round=round):
            text = f":::zitat {talk.first_post_id}\nMein Wort\n:::\nJa, @„{name}“"
            return [other.post(f"{path}antworten/", body=text, form_key=f"o{round}-{m}")[0] for m in range(4)]

        def sign_in(name=name):
            return [Visitor(server).post("/konto/login/", login=name, password=PASSWORD)[0] for _ in range(3)]

        leave = partial(devices[3].post, "/konto/loeschen/", **leaving_fields(texts))
        *answers, (status, location) = all_at_once([*(partial(write, n) for n in range(3)), call, sign_in, leave])
        assert (status, location) == (302, "/konto/geloescht/")
        assert {code for part in answers for code in part} <= {200, 204, 302, 401, 403, 409}
        look_again()
        for device in devices:
            assert device.get("/benachrichtigungen/")[0] == 302
        member.refresh_from_db()
        assert not member.is_active and member.name == f"ehemaliges Mitglied {member.pk}"
        own = Post.objects.filter(author=member)
        assert set(own.values_list("state", flat=True)) == {"visible" if texts == "stay" else "erased"}
        for model in (Draft, Notification, ReadMark, PostMention):
            assert not model.objects.filter(member=member).exists(), model
        page = Visitor(server).get(path)[2]
        assert name not in page and ("Mein Wort" in page) == (texts == "stay")
        assert not Post.objects.filter(source__contains=name).exists()
        assert not Leaving.objects.exclude(name="").exists()
    assert not Quote.objects.filter(quoted__state="erased").exists()
    assert [str(difference) for difference in differing_threads("default")] == []


def test_the_same_account_is_deleted_by_many_at_once_and_only_once(server, operator):
    member = make_member("Viel Gefragt")
    devices = [Visitor(server, member) for _ in range(4)]
    chair = Visitor(server, operator)
    fields = {"name": member.name, "texts": "take", "reasons": "Art. 17", "sure": "on"}
    leave = [partial(device.post, "/konto/loeschen/", **leaving_fields("stay")) for device in devices]
    answers = all_at_once([*leave, partial(chair.post, "/betrieb/konten/loeschen/", **fields)])
    assert {status for status, _ in answers} <= {302, 403, 422}
    assert Leaving.objects.count() == 1 and Member.objects.filter(is_active=False).count() == 1


def test_two_operators_leave_at_once_and_one_stays(server):
    for round in range(ROUNDS):
        Member.objects.filter(groups__name=Role.OPERATOR.value).update(is_active=False)
        pair = [make_member(f"Betrieb {round} {n}", Role.OPERATOR) for n in range(2)]
        visitors = [Visitor(server, one) for one in pair]
        leave = [partial(one.post, "/konto/loeschen/", **leaving_fields("stay")) for one in visitors]
        answers = all_at_once(leave)
        assert sorted(status for status, _ in answers) == [302, 422]
        assert Member.objects.filter(pk__in=[one.pk for one in pair], is_active=True).count() == 1


def test_many_ask_for_the_freed_name_while_its_member_leaves(server):
    member = make_member("Begehrt")
    device = Visitor(server, member)

    def sign_up(n):
        fields = {"username": "Begehrt", "email": f"neu{n}@abspann.example", "password1": "kein-haus-am-see-7"}
        return [Visitor(server).post("/konto/signup/", **fields)[0] for _ in range(3)]

    leave = partial(device.post, "/konto/loeschen/", **leaving_fields("stay"))
    *answers, left = all_at_once([*(partial(sign_up, n) for n in range(6)), leave])
    assert left[0] == 302 and {status for part in answers for status in part} == {200}
    assert Member.objects.count() == 1


def test_thousands_of_texts_are_erased_while_others_write(server, editor):
    """The request is short, the worker's part is made of short transactions."""
    member = Member.objects.create(name="Vielschreiber", email="v@abspann.example", password=make_password(PASSWORD))
    threads = [make_review(editor).thread for _ in range(4)]
    make_posts(threads, member, TEXTS)
    device, writer = Visitor(server, member), Visitor(server, make_member())
    begun = time.monotonic()
    assert device.post("/konto/loeschen/", **leaving_fields("take"))[0] == 302
    assert time.monotonic() - begun < 10
    row, ended, waits = Leaving.objects.get(), threading.Event(), []

    def erase():
        try:
            while not leaving.go_on(row, seconds=5):
                pass
        finally:  # or the other writes for ever
            ended.set()
            connection.close()

    def write():
        n = 0
        while not ended.is_set():
            n, start = n + 1, time.monotonic()
            path = f"{threads[n % 4].get_absolute_url()}antworten/"
            assert writer.post(path, body=f"Text {n}", form_key=f"w{n}")[0] == 302
            waits.append(time.monotonic() - start)
            time.sleep(0.05)

    all_at_once([erase, write])
    assert not Post.objects.filter(author=member).exclude(state="erased").exists()
    waits.sort()
    assert len(waits) > 20 and waits[len(waits) * 95 // 100] < LONGEST_WAIT, (len(waits), waits[-5:])
    assert [str(difference) for difference in differing_threads("default")] == []


def make_posts(threads, author, count):
    """By rows; numbers and counters as the verbs would leave them."""
    now, each = timezone.now(), count // len(threads)
    for thread in threads:
        thread.refresh_from_db()
        shared = {"thread": thread, "author": author, "state": "visible", "created_at": now, "shown_at": now}
        first = thread.last_number + 1
        shared |= {"notified_at": now, "renderer_version": 2}
        rows = [Post(number=first + n, source=f"Wort {n}", html=f"<p>Wort {n}</p>", **shared) for n in range(each)]
        Post.objects.bulk_create(rows, batch_size=500)
        last = Post.objects.get(thread=thread, number=first + each - 1)
        counts = {"visible_count": thread.visible_count + each, "reply_count": thread.reply_count + each}
        ends = {"last_number": last.number, "last_visible_number": last.number, "last_post": last}
        type(thread).objects.filter(pk=thread.pk).update(**counts, **ends, last_posted_at=now)

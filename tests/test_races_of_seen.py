"""What a member marks on several devices at once, against real server processes."""

from functools import partial

import pytest

from forum import posting
from forum.models import Thread
from reviews.models import Film, Seen
from tests.making import make_board, make_member, make_review
from tests.visitors import Visitor, all_at_once

pytestmark = pytest.mark.processes

DEVICES = 8
ROUNDS = 25


def test_marks_sent_by_many_devices_at_once_are_one_and_one_of_those_sent(server, editor, member):
    series = make_review(editor, "Tiefdruck").film
    Film.objects.filter(pk=series.pk).update(kind="series")
    devices, path = [Visitor(server, member) for _ in range(DEVICES)], f"{series.get_absolute_url()}gesehen/"
    for _ in range(ROUNDS):
        acts = [partial(device.post, path, season=n + 1, episode=2 * n + 1) for n, device in enumerate(devices)]
        assert {status for status, _ in all_at_once(acts)} == {302}
        (mark,) = Seen.objects.values_list("season", "episode")
        assert mark in {(n + 1, 2 * n + 1) for n in range(DEVICES)}


def test_marks_made_and_taken_back_at_once_leave_one_or_none(server, editor, member):
    film = make_review(editor).film
    devices, path = [Visitor(server, member) for _ in range(DEVICES)], film.get_absolute_url()
    for _ in range(ROUNDS):
        acts = [
            partial(device.post, f"{path}{('gesehen', 'nicht-gesehen')[n % 2]}/") for n, device in enumerate(devices)
        ]
        assert {status for status, _ in all_at_once(acts)} == {302}
        assert Seen.objects.count() <= 1
    assert devices[0].post(f"{path}gesehen/")[0] == 302
    assert Seen.objects.count() == 1


def test_a_warning_said_while_its_thread_is_merged_is_never_lost(server, moderator):
    board, lost = make_board("Foyer"), []
    author = make_member("Autorin")
    writer, chair = Visitor(server, author), Visitor(server, moderator)
    for n in range(ROUNDS):
        old, into = (
            posting.open_thread(board, by=author, title=title, source="x", form_key=f"{title}{n}") for title in "ab"
        )
        say = partial(writer.post, f"{old.get_absolute_url()}mit-spoilern/")
        merge = partial(chair.post, f"{old.get_absolute_url()}zusammenlegen/", **{"merge-into": into.pk})
        (said, _), (merged, _) = all_at_once([say, merge])
        assert said in (301, 302, 403) and merged == 302
        was_said = Thread.objects.get(pk=old.pk).with_spoilers
        if was_said and not Thread.objects.get(pk=into.pk).with_spoilers:
            lost.append(n)
    assert not lost

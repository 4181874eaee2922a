"""Moderators and members at the same moment, against real server processes, on whichever database the suite runs."""

import datetime
from functools import partial

import pytest
from django.db.models import Count
from django.utils import timezone

from accounts.roles import Role
from forum import moderation, posting, wordlist
from forum.consistency.counters import differing_threads
from forum.models import AutomaticHit, Decision, Post, PostRevision, SpamWave, SpoilerHint, Thread, WordRule
from tests.making import make_board, make_member
from tests.visitors import Visitor, all_at_once

pytestmark = pytest.mark.processes

GROUNDS = {"rule": "law", "law": "§ 7 UWG", "reasons": "Werbung"}
ROUNDS = 10


@pytest.fixture
def board(db):
    return make_board("Foyer")


@pytest.fixture
def chairs(server):
    return [Visitor(server, make_member(f"Richterin {n}", Role.MODERATOR)) for n in "AB"]


def opened(board, by, n):
    return posting.open_thread(board, by=by, title=f"Thema {n}", source="Los", form_key=f"t{n}")


def counters_are_right():
    return [str(difference) for difference in differing_threads("default")] == []


def test_two_moderators_hide_the_same_posts_at_once_and_each_is_decided_on_once(server, board, chairs, member):
    for round in range(ROUNDS):
        threads = [opened(board, member, f"{round}-{n}") for n in range(2)]
        posts = [
            posting.reply(threads[n % 2], by=member, source=f"Text {n}", form_key=f"{round}-{n}") for n in range(8)
        ]
        chosen = [("beitrag", post.pk) for post in posts]
        path = "/moderation/auswahl/beitraege/entscheiden/"
        answers = all_at_once([partial(chair.post, path, *chosen, tat="hide", **GROUNDS) for chair in chairs])
        assert [status for status, _ in answers] == [302, 302]
        rows = Decision.objects.filter(post__in=posts).values("post").annotate(n=Count("pk"))
        assert sorted(row["n"] for row in rows) == [1] * 8
        assert not Post.objects.filter(pk__in=[post.pk for post in posts]).exclude(state="removed").exists()
    assert counters_are_right()


def test_one_hides_and_one_locks_and_moves_the_same_threads_at_once(server, board, chairs, member):
    club = make_board("Club", visible_to="members")
    threads = [opened(board, member, n) for n in range(6)]
    ids = [("thema", thread.pk) for thread in threads]
    path = "/moderation/auswahl/themen/entscheiden/"
    answers = all_at_once(
        [
            partial(chairs[0].post, path, *ids, tat="lock", **GROUNDS),
            partial(chairs[1].post, path, *ids, tat="lock", **GROUNDS),
            partial(chairs[1].post, path, *ids, tat="move", board=club.pk),
        ]
    )
    assert [status for status, _ in answers] == [302] * 3
    assert Thread.objects.filter(state="locked", board=club).count() == 6
    assert Decision.objects.filter(action="lock").count() == Decision.objects.filter(action="move").count() == 6


def test_a_wave_hidden_by_two_while_its_author_goes_on_is_counted_right_and_comes_back(server, board, chairs, member):
    threads = [opened(board, make_member(), n) for n in range(4)]
    spammer = Visitor(server, member)
    for n in range(40):
        posting.reply(threads[n % 4], by=member, source=f"Uhren {n}", form_key=f"{n}")
    path = f"/moderation/mitglieder/{member.name}/welle/".replace(" ", "%20").replace("ü", "%C3%BC")

    def go_on():
        return [
            spammer.post(f"{threads[n % 4].get_absolute_url()}antworten/", body=f"Noch eine {n}", form_key=f"x{n}")[0]
            for n in range(12)
        ]

    *answers, written = all_at_once([*(partial(chair.post, path, seit="0", **GROUNDS) for chair in chairs), go_on])
    assert [status for status, _ in answers] == [302, 302] and set(written) == {302}
    assert counters_are_right()
    hidden = set(Post.objects.filter(author=member, state="removed").values_list("pk", flat=True))
    assert len(hidden) >= 40
    decided = Decision.objects.filter(action="hide").values_list("post", flat=True)
    assert sorted(decided) == sorted(hidden)
    undo = [
        partial(chair.post, f"/moderation/wellen/{wave.pk}/zuruecknehmen/")
        for wave in SpamWave.objects.all()
        for chair in chairs
    ]
    assert {status for status, _ in all_at_once(undo)} == {302}
    assert not Post.objects.filter(author=member).exclude(state="visible").exists()
    assert Decision.objects.filter(action="restore").count() == len(hidden) and counters_are_right()


def test_two_posts_of_one_member_at_once_are_one_in_a_slow_thread(server, board, chairs, member, moderator):
    visitors = [Visitor(server, make_member()) for _ in range(3)]
    for round in range(ROUNDS):
        thread = opened(board, member, round)
        moderation.slow_thread(thread, by=moderator, minutes=10, until=timezone.now() + datetime.timedelta(hours=1))
        path = f"{thread.get_absolute_url()}antworten/"
        acts = [
            partial(visitor.post, path, body=f"Text {n}", form_key=f"{round}-{n}")
            for visitor in visitors
            for n in range(3)
        ]
        statuses = [status for status, _ in all_at_once(acts)]
        assert [sorted(statuses[n : n + 3]) for n in (0, 3, 6)] == [[302, 429, 429]] * 3
        assert Post.objects.filter(thread=thread).count() == 4
    assert counters_are_right()


def test_a_word_listed_while_many_write_holds_whatever_is_sent_after_the_answer(server, board, member, operator):
    """The list is kept by two processes; both know of the change at once."""
    thread = opened(board, member, 1)
    writers = [Visitor(server, make_member()) for _ in range(6)]
    path = f"{thread.get_absolute_url()}antworten/"
    house = Visitor(server, operator)
    for round in range(4):
        word = f"kasino{round}"
        all_at_once(
            [partial(w.post, path, body=f"Ins {word}?", form_key=f"v{round}-{n}") for n, w in enumerate(writers)]
        )
        assert house.post("/betrieb/woerter/", words=word, kind="hold")[0] == 302
        all_at_once(
            [partial(w.post, path, body=f"Ins {word}!", form_key=f"n{round}-{n}") for n, w in enumerate(writers)]
        )
        assert Post.objects.filter(source=f"Ins {word}?", state="visible").count() == 6
        assert Post.objects.filter(source=f"Ins {word}!", state="pending").count() == 6
    assert AutomaticHit.objects.count() == 24 and counters_are_right()


def test_the_list_never_grows_past_its_end_nor_holds_a_word_twice(server, operator):
    house = [Visitor(server, operator) for _ in range(6)]
    answers = all_at_once([partial(one.post, "/betrieb/woerter/", words="Kasino", kind="hold") for one in house])
    assert sorted(status for status, _ in answers) == [302, 422, 422, 422, 422, 422]
    assert WordRule.objects.count() == 1 and wordlist.rules_version() > 1


def test_a_text_covered_by_two_and_edited_at_once_keeps_every_version(server, board, chairs, member):
    writer, readers = Visitor(server, member), [Visitor(server, make_member()) for _ in range(4)]
    for round in range(ROUNDS):
        post = opened(board, member, round).first_post
        path = f"/beitrag/{post.pk}/"
        acts = [
            *(partial(chair.post, f"{path}verdecken/", base="0", title="Film") for chair in chairs),
            partial(writer.post, f"{path}bearbeiten/", body="Ganz anders", base="0"),
            *(partial(reader.post, f"{path}spoiler-fehlt/") for reader in readers),
            partial(readers[0].post, f"{path}spoiler-fehlt/"),
        ]
        statuses = [status for status, _ in all_at_once(acts)]
        assert set(statuses[:3]) <= {302, 409} and set(statuses[3:]) == {302}
        revisions = PostRevision.objects.filter(post=post)
        assert [row.number for row in revisions.order_by("number")] == [*range(1, revisions.count() + 1)]
        assert SpoilerHint.objects.filter(post=post).count() == 4

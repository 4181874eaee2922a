"""Any sequence of acts leaves everybody's unread right: never too little, never for ever, marks never lower."""

import datetime
from bisect import bisect_right
from dataclasses import dataclass
from unittest import mock

import pytest
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts.models import Member
from accounts.roles import Role
from forum import moderation, posting, reading, rearranging
from forum.consistency.counters import differing_threads
from forum.models import Decision, Post, ReadMark, Thread
from tests.making import make_board, make_member, make_review
from text.fragments import forget_all

READERS = ["ada", "tilda", "rita"]
WRITERS = READERS[:2]
STEP = datetime.timedelta(minutes=10)
LONG_AGO = datetime.datetime(2000, 1, 1, tzinfo=datetime.UTC)


@dataclass
class Told:
    """What the machine itself knows of a post. Without a number it waits."""

    thread: str
    number: int | None
    shown_at: datetime.datetime
    author: str = ""
    visible: bool = True
    is_voice: bool = True
    withdrawn: bool = False


class Reading(RuleBasedStateMachine):
    picks = st.integers(0, 60)
    readers = st.sampled_from(READERS)
    writers = st.sampled_from(WRITERS)

    def __init__(self):
        super().__init__()
        self.now = timezone.now()
        self.clock = mock.patch("django.utils.timezone.now", lambda: self.now)
        self.clock.start()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.key = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        self.clock.stop()
        forget_all()

    @initialize()
    def begin(self):
        self.people = {name: make_member(name.title()) for name in READERS}
        self.joined = self.now
        self.judge, editor = make_member("Per", Role.MODERATOR), make_member("Jule", Role.EDITOR)
        self.boards = {"foyer": make_board("Foyer"), "saal": make_board("Saal")}
        self.pk, self.last, self.board_of, self.first = {}, {}, {}, {}
        self.posts, self.marks, self.holds = {}, {}, set()
        self.board_read, self.all_read = {}, {}
        self.later()
        review = make_review(editor)
        self.pk["review"], self.last["review"], self.board_of["review"] = review.thread_id, 1, "reviews"
        self.first["review"] = None
        opening = review.thread.posts.get()
        self.posts[opening.pk] = Told("review", 1, opening.shown_at)
        for name, by in (("eins", "ada"), ("zwei", "tilda")):
            self.open(name, by)

    def open(self, name, by):
        self.later()
        thread = posting.open_thread(self.boards["foyer"], by=self.member(by), title=name, source="x", form_key=name)
        self.pk[name], self.last[name], self.board_of[name] = thread.pk, 1, "foyer"
        self.first[name] = thread.first_post_id
        self.posts[thread.first_post_id] = Told(name, 1, self.now, by)
        self.marks[by, name] = 1

    def later(self):
        self.now += STEP

    def member(self, name):
        return Member.objects.get(pk=self.people[name].pk)

    def thread(self, name):
        return Thread.objects.select_related("board").get(pk=self.pk[name])

    def name(self, pick):
        return sorted(self.pk)[pick % len(self.pk)]

    def voices(self, name):
        return [told for told in self.posts.values() if told.thread == name and told.visible and told.is_voice]

    def read_at(self, reader, name):
        board = self.board_read.get((reader, self.board_of[name]), LONG_AGO)
        return max(self.joined, self.all_read.get(reader, LONG_AGO), board)

    def expected_first(self, reader, name):
        """By the words of the rule alone: the lowest new voice, none if the thread counts as read."""
        voices, mark, at = self.voices(name), self.marks.get((reader, name), 0), self.read_at(reader, name)
        above = sorted((told.number, pk) for pk, told in self.posts.items() if told in voices and told.number > mark)
        if not above or max(told.shown_at for told in voices) <= at:
            return None
        fresh = [pk for _, pk in above if self.posts[pk].shown_at > at]
        return (fresh or [pk for _, pk in above])[0]

    def own_was_shown(self, pk):
        told = self.posts[pk]
        others = [other for other in self.voices(told.thread) if other is not told]
        mark, at = self.marks.get((told.author, told.thread), 0), self.read_at(told.author, told.thread)
        numbers, moments = [o.number for o in others], [o.shown_at for o in others]
        if not others or max(numbers) <= mark or max(moments) <= at:
            self.marks[told.author, told.thread] = max(mark, told.number)

    def next_number(self, name):
        self.last[name] += 1
        return self.last[name]

    def picked(self, pick, wanted):
        found = sorted(pk for pk, told in self.posts.items() if told.author and wanted(told))
        return found[pick % len(found)] if found else None

    @rule(pick=picks, talk=st.lists(writers, min_size=1, max_size=4))
    def talk(self, pick, talk):
        for writer in talk:
            self.reply(pick, writer)

    @rule(pick=picks, writer=writers)
    def reply(self, pick, writer):
        self.later()
        name, self.key = self.name(pick), self.key + 1
        post = posting.reply(self.thread(name), by=self.member(writer), source=f"T{self.key}", form_key=f"{self.key}")
        if name in self.holds:
            self.posts[post.pk] = Told(name, None, LONG_AGO, writer, visible=False)
            return
        self.posts[post.pk] = Told(name, self.next_number(name), self.now, writer)
        self.own_was_shown(post.pk)

    @rule(pick=picks)
    def hold_or_release(self, pick):
        name = self.name(pick)
        if name in self.holds:
            moderation.release_replies(self.thread(name), by=self.judge)
        else:
            moderation.hold_replies(self.thread(name), by=self.judge, until=self.now + datetime.timedelta(days=90))
        self.holds ^= {name}

    @rule(pick=picks)
    def approve(self, pick):
        pk = self.picked(pick, lambda told: told.number is None and not told.withdrawn)
        if pk is None:
            return
        self.later()
        assert moderation.approve_post(Post.objects.get(pk=pk), by=self.judge)
        told = self.posts[pk]
        told.number, told.shown_at, told.visible = self.next_number(told.thread), self.now, True
        self.own_was_shown(pk)

    @rule(pick=picks)
    def hide(self, pick):
        pk = self.picked(pick, lambda told: told.visible)
        if pk is not None:
            moderation.hide_post(Post.objects.get(pk=pk), by=self.judge, decision=Decision(reasons="x"))
            self.posts[pk].visible = False

    @rule(pick=picks)
    def restore(self, pick):
        pk = self.picked(pick, lambda told: not told.visible and told.number and not told.withdrawn)
        if pk is not None:
            assert moderation.restore_post(Post.objects.get(pk=pk), by=self.judge, decision=Decision())
            self.posts[pk].visible = True

    @rule(pick=picks)
    def withdraw_or_take_back(self, pick):
        firsts = set(self.first.values())
        pk = self.picked(pick, lambda told: told.visible or (told.withdrawn and told.number))
        if pk is None or pk in firsts:
            return
        told, post = self.posts[pk], Post.objects.get(pk=pk)
        if told.withdrawn:
            assert posting.restore_post(post, by=self.member(told.author))
        else:
            assert posting.withdraw_post(post, by=self.member(told.author))
        told.withdrawn, told.visible = not told.withdrawn, told.withdrawn

    @rule(pick=picks)
    def edit(self, pick):
        pk = self.picked(pick, lambda told: told.visible and told.thread not in self.holds)
        if pk is not None:
            self.later()
            post, self.key = Post.objects.get(pk=pk), self.key + 1
            by, base = self.member(self.posts[pk].author), post.revisions.count()
            assert posting.edit_post(post, by=by, source=f"Anders {self.key}", base=base)

    @rule(reader=readers, pick=picks, number=st.integers(-1, 12))
    def mark_read(self, reader, pick, number):
        """Any number from any device, older pages included."""
        name = self.name(pick)
        reading.mark_read(self.thread(name), by=self.member(reader), number=number)
        if min(number, self.last[name]) > 0:
            key = reader, name
            self.marks[key] = max(self.marks.get(key, 0), min(number, self.last[name]))

    @rule(reader=readers, pick=picks)
    def read_to_the_end(self, reader, pick):
        name = self.name(pick)
        reading.mark_read(self.thread(name), by=self.member(reader), number=self.last[name])
        self.marks[reader, name] = self.last[name]
        assert self.pk[name] not in reading.unread_among([self.pk[name]], self.member(reader))

    @rule(reader=readers)
    def read_everything_to_the_end(self, reader):
        for place in range(len(self.pk)):
            self.read_to_the_end(reader, place)

    @rule(reader=readers, late=st.integers(0, 9), board=st.sampled_from(["foyer", "saal"]))
    def read_board(self, reader, late, board):
        """The page was made up to an hour and a half before."""
        self.later()
        seen_at = self.now - late * STEP
        reading.mark_board_read(self.boards[board], by=self.member(reader), seen_at=seen_at)
        key, at = (reader, board), seen_at - reading.GRACE
        self.board_read[key] = max(self.board_read.get(key, LONG_AGO), at)

    @rule(reader=readers, late=st.integers(0, 9))
    def read_all(self, reader, late):
        self.later()
        seen_at = self.now - late * STEP
        reading.mark_all_read(by=self.member(reader), seen_at=seen_at)
        self.all_read[reader] = max(self.all_read.get(reader, LONG_AGO), seen_at - reading.GRACE)

    @rule(pick=picks, board=st.sampled_from(["foyer", "saal"]))
    def move(self, pick, board):
        name = self.name(pick)
        rearranging.move_thread(self.thread(name), by=self.judge, board=self.boards[board])
        self.board_of[name] = board

    @precondition(lambda self: len(getattr(self, "pk", ())) > 2)
    @rule(pick=picks, other=picks)
    def merge(self, pick, other):
        old, new = self.name(pick), self.name(other)
        if old == new or old == "review":
            return
        self.later()
        end = {name: max((told.number for told in self.voices(name)), default=0) for name in (old, new)}
        both = [r for r in READERS if all((r, n) in self.marks and self.marks[r, n] >= end[n] for n in (old, new))]
        rearranging.merge_threads(self.thread(old), by=self.judge, into=self.thread(new))
        offset = self.last[new] + 1
        for told in self.posts.values():
            if told.thread == old:
                told.thread, told.number = new, told.number and told.number + offset
        divider = Post.objects.get(thread=self.pk[new], number=offset)
        self.posts[divider.pk] = Told(new, offset, self.now, is_voice=False)
        self.last[new] = max(told.number or 0 for told in self.posts.values() if told.thread == new)
        for reader in both:
            self.marks[reader, new] = self.last[new]
        for known in (self.pk, self.last, self.board_of, self.first):
            del known[old]
        self.holds -= {old}

    @precondition(lambda self: 0 < len(getattr(self, "pk", ())) < 6)
    @rule(pick=picks, place=picks, size=st.integers(0, 4))
    def split(self, pick, place, size):
        old, self.key = self.name(pick), self.key + 1
        there = sorted(told.number for told in self.posts.values() if told.thread == old and told.number)
        first = there[place % len(there)] if there else 1
        opening = {
            pk for pk, told in self.posts.items() if told.thread == "review" and not told.author and told.is_voice
        }
        moved = {
            told.number: pk
            for pk, told in self.posts.items()
            if told.thread == old and told.number and first <= told.number <= first + size and pk not in opening
        }
        stay = [p for p, told in self.posts.items() if told.thread == old and told.author and p not in moved.values()]
        act = {"by": self.judge, "numbers": [(first, first + size)], "title": "Abzweig", "board": self.boards["saal"]}
        readable = [pk for pk in moved.values() if self.posts[pk].author and self.posts[pk].visible]
        if not readable or (old != "review" and not stay):
            with pytest.raises(rearranging.NotPossible):
                rearranging.split_thread(self.thread(old), **act)
            return
        thread, name = rearranging.split_thread(self.thread(old), **act), f"abzweig {self.key}"
        numbers = sorted(moved)
        self.holds |= {name} if old in self.holds else set()
        self.pk[name], self.last[name], self.board_of[name] = thread.pk, len(numbers), "saal"
        for place, number in enumerate(numbers, start=1):
            told = self.posts[moved[number]]
            told.thread, told.number = name, place
        for reader in READERS:
            if self.marks.get((reader, old), 0) >= numbers[0]:
                self.marks[reader, name] = bisect_right(numbers, self.marks[reader, old])
        self.first[name] = thread.first_post_id
        self.first[old] = self.thread(old).first_post_id

    @invariant()
    def unread_is_right_for_everybody(self):
        for reader in READERS if hasattr(self, "pk") else []:
            member = self.member(reader)
            expected = {name: self.expected_first(reader, name) for name in self.pk}
            unread = {self.pk[name] for name, first in expected.items() if first}
            assert reading.unread_among(list(self.pk.values()), member) == unread
            assert set(reading.unread_threads(member).values_list("pk", flat=True)) == unread
            for name, first in expected.items():
                for near in (reading.NEAR, 0):  # close to the mark and far from it
                    with mock.patch.object(reading, "NEAR", near):
                        found = reading.first_unread(self.thread(name), member)
                    assert (found.pk if found else None) == first, (reader, name, near)

    @invariant()
    def marks_are_as_told_and_never_lower(self):
        for (reader, name), number in getattr(self, "marks", {}).items():
            if name in self.pk:
                assert ReadMark.objects.get(member=self.people[reader], thread=self.pk[name]).number == number

    @invariant()
    def posts_stand_where_they_should_and_counters_are_as_recounted(self):
        if not hasattr(self, "posts"):
            return
        names = {pk: name for name, pk in self.pk.items()}
        rows = Post.objects.values_list("pk", "thread_id", "number", "state")
        found = {pk: (names.get(thread), number, state == "visible") for pk, thread, number, state in rows}
        assert found == {pk: (told.thread, told.number, told.visible) for pk, told in self.posts.items()}
        assert [str(difference) for difference in differing_threads("default")] == []


@pytest.mark.django_db
def test_any_sequence_of_acts_leaves_everybodys_unread_right():
    run_state_machine_as_test(
        Reading,
        settings=settings(
            max_examples=15, stateful_step_count=50, deadline=None, suppress_health_check=list(HealthCheck)
        ),
    )

"""Any sequence of acts leaves numbers, counters, last voice, stubs and visibility as a recount finds them."""

import datetime
from dataclasses import dataclass, field

import pytest
from django.contrib.auth.models import AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.template.loader import render_to_string
from django.test import override_settings
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.roles import Role, is_team
from forum import moderation, posting, states
from forum.cases.joining import join_case
from forum.models import Decision, Post, Report, Thread
from forum.models.board import audiences_of
from forum.models.case import ReportKind
from forum.models.post import PostKind
from forum.showing import show_posts
from forum.thread_pages import posts_on_page
from reviews import publishing
from reviews.models import Review
from tests.making import make_board, make_member, make_review
from text.fragments import forget_all

pytestmark = pytest.mark.django_db

WRITERS = ["ada", "tilda", "moderator"]


@dataclass
class Told:
    """What the machine itself expects of a post."""

    writer: str
    text: str
    state: str
    number: int | None = None
    before: str = ""
    edits: int = 0


@dataclass
class Expected:
    """What it expects of a thread."""

    first: int | None
    state: str = "open"
    holds: bool = False
    gone_with_review: bool = False
    hidden_by_author: bool = False
    numbers: int = 1
    posts: dict[int, Told] = field(default_factory=dict)

    @property
    def is_open(self):
        return self.state == "open" and not self.gone_with_review and not self.hidden_by_author

    def next_number(self):
        self.numbers += 1
        return self.numbers


def articles(thread, viewer):
    """The first page as the template draws it, piece by piece."""
    return [
        post.article or render_to_string("forum/_post.html" if post.html else "forum/_stub.html", {"shown": post})
        for post in posts_on_page(thread, 1, viewer).posts
        if not post.opening
    ]


def made_anew(make):
    with override_settings(PAGE_CACHE=False):
        return make()


class AThread(RuleBasedStateMachine):
    threads = st.sampled_from(["review", "member"])
    picks = st.integers(0, 30)
    writers = st.sampled_from(WRITERS)

    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.key = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        forget_all()  # the next example uses the ids again

    @initialize()
    def begin(self):
        self.people = {"ada": make_member("Ada"), "tilda": make_member("Tilda")}
        self.people["moderator"] = make_member("Selma", Role.MODERATOR)
        self.judge = make_member("Per", Role.MODERATOR)
        self.editor = make_member("Jule", Role.EDITOR)
        self.review = make_review(self.editor)
        board = make_board("Foyer")
        opened = posting.open_thread(board, by=self.people["ada"], title="Letzte Sätze", source="Erster", form_key="t")
        self.pk = {"review": self.review.thread_id, "member": opened.pk}
        first = opened.first_post
        self.expected = {"review": Expected(None), "member": Expected(first.pk, posts={})}
        self.expected["member"].posts[first.pk] = Told("ada", "Erster", "visible", 1)

    def thread(self, name):
        return Thread.objects.get(pk=self.pk[name])

    def picked(self, name, pick, *wanted):
        """A post in one of the wanted states, if there is one."""
        found = [pk for pk, told in self.expected[name].posts.items() if told.state in wanted]
        pk = found[pick % len(found)] if found else None
        return (Post.objects.get(pk=pk), self.expected[name].posts[pk]) if pk else (None, None)

    @rule(name=threads, writer=writers)
    def reply(self, name, writer):
        expected, text = self.expected[name], f"Text {self.key}"
        self.key += 1
        fields = {"by": self.people[writer], "source": text, "form_key": str(self.key)}
        if not expected.is_open:
            with pytest.raises(posting.ThreadClosed):
                posting.reply(self.thread(name), **fields)
            return
        post = posting.reply(self.thread(name), **fields)
        assert posting.reply(self.thread(name), **fields) == post
        is_held = expected.holds and writer != "moderator"
        number = None if is_held else expected.next_number()
        expected.posts[post.pk] = Told(writer, text, "pending" if is_held else "visible", number)

    @rule(name=threads, pick=picks)
    def approve(self, name, pick):
        post, told = self.picked(name, pick, "pending")
        if post is None or told.writer == "moderator":
            return
        assert moderation.approve_post(post, by=self.judge)
        assert moderation.approve_post(post, by=self.judge) is None
        told.state, told.number = "visible", told.number or self.expected[name].next_number()

    @rule(name=threads, pick=picks)
    def reject(self, name, pick):
        post, told = self.picked(name, pick, "pending")
        if post is not None:
            assert moderation.reject_post(post, by=self.judge, decision=Decision(reasons="Werbung"))
            told.state = "removed"

    @rule(name=threads, pick=picks)
    def hide(self, name, pick):
        post, told = self.picked(name, pick, "visible", "hidden_auto")
        if post is not None:
            assert moderation.hide_post(post, by=self.judge, decision=Decision(reasons="Beleidigung"))
            assert moderation.hide_post(post, by=self.judge, decision=Decision(reasons="Beleidigung")) is None
            told.state = "removed"

    @rule(name=threads, pick=picks)
    def hide_automatically(self, name, pick):
        post, told = self.picked(name, pick, "visible")
        if post is not None:
            join_case(post, Report(kind=ReportKind.AUTOMATIC, words="drei Meldungen"))
            assert moderation.hide_post_automatically(post, facts="drei Meldungen", reasons="Viele haben gemeldet.")
            told.state = "hidden_auto"

    @rule(name=threads, pick=picks)
    def reverse(self, name, pick):
        post, told = self.picked(name, pick, "removed", "hidden_auto")
        if post is not None:
            assert moderation.restore_post(post, by=self.judge, decision=Decision())
            told.state, told.number = "visible", told.number or self.expected[name].next_number()

    @rule(name=threads, pick=picks)
    def withdraw(self, name, pick):
        post, told = self.picked(name, pick, "visible", "pending")
        if post is None:
            return
        expected, replies = self.expected[name], self.replies(name)
        assert posting.withdraw_post(post, by=self.people[told.writer])
        assert posting.withdraw_post(post, by=self.people[told.writer]) is False
        told.before, told.state = told.state, "withdrawn"
        if post.pk == expected.first and replies == 0:
            expected.hidden_by_author = True

    @rule(name=threads, pick=picks)
    def restore(self, name, pick):
        post, told = self.picked(name, pick, "withdrawn")
        if post is None:
            return
        assert posting.restore_post(post, by=self.people[told.writer])
        told.state, told.before = told.before, ""
        if post.pk == self.expected[name].first:
            self.expected[name].hidden_by_author = False

    @rule(name=threads, pick=picks)
    def edit(self, name, pick):
        post, told = self.picked(name, pick, "visible", "pending")
        if post is None:
            return
        expected, text = self.expected[name], f"{told.text}!"
        act = {"by": self.people[told.writer], "source": text, "base": told.edits}
        if not expected.is_open:
            with pytest.raises(posting.NotEditable):
                posting.edit_post(post, **act)
            return
        assert posting.edit_post(post, **act)
        with pytest.raises(posting.EditedMeanwhile):
            posting.edit_post(post, **act | {"source": "Anders"})
        told.text, told.edits = text, told.edits + 1
        if expected.holds and told.writer != "moderator":
            told.state = "pending"

    @rule(name=threads, pick=picks)
    def erase(self, name, pick):
        post, told = self.picked(name, pick, "visible", "pending", "removed", "withdrawn", "hidden_auto")
        if post is not None and pick % 4 == 0:
            assert moderation.erase_post(post, by=self.judge, decision=Decision(reasons="Gericht"))
            told.state, told.text, told.before = "erased", "", ""

    @rule(name=threads)
    def lock(self, name):
        locked = moderation.lock_thread(self.thread(name), by=self.judge, decision=Decision(reasons="Pause"))
        assert (locked is not None) == (self.expected[name].state == "open")
        self.expected[name].state = "locked"

    @rule(name=threads)
    def unlock(self, name):
        unlocked = moderation.unlock_thread(self.thread(name), by=self.judge)
        assert (unlocked is not None) == (self.expected[name].state == "locked")
        self.expected[name].state = "open"

    @rule(name=threads)
    def hold_or_release(self, name):
        expected = self.expected[name]
        if expected.holds:
            assert moderation.release_replies(self.thread(name), by=self.judge)
        else:
            until = timezone.now() + datetime.timedelta(days=1)
            assert moderation.hold_replies(self.thread(name), by=self.judge, until=until)
        expected.holds = not expected.holds

    @rule()
    def withdraw_or_publish_the_review(self):
        review = Review.objects.get(pk=self.review.pk)
        gone = self.expected["review"].gone_with_review
        if gone:
            assert publishing.publish(review, by=self.editor)
        else:
            assert publishing.withdraw(review, by=self.editor, reason="Prüfung")
        self.expected["review"].gone_with_review = not gone

    def replies(self, name):
        expected = self.expected[name]
        return sum(told.state == "visible" and pk != expected.first for pk, told in expected.posts.items())

    @invariant()
    def posts_are_as_expected(self):
        for name, expected in getattr(self, "expected", {}).items():
            rows = Post.objects.filter(thread=self.pk[name], kind=PostKind.MEMBER)
            found = {p.pk: (p.source, p.state, p.number, p.state_before, p.revisions.count()) for p in rows}
            assert found == {
                pk: (told.text, told.state, told.number, told.before, told.edits) for pk, told in expected.posts.items()
            }

    @invariant()
    def counters_are_as_recounted(self):
        for name, expected in getattr(self, "expected", {}).items():
            thread, told = self.thread(name), list(expected.posts.items())
            opening = [] if expected.first else [(1, None)]
            voices = sorted(opening + [(t.number, pk) for pk, t in told if t.state == "visible"])
            assert thread.last_number == expected.numbers
            assert thread.visible_count == len(voices)
            assert thread.reply_count == self.replies(name)
            assert thread.pending_count == sum(t.state == "pending" for _, t in told)
            assert thread.last_visible_number == (voices[-1][0] if voices else 0)
            if voices and voices[-1][1]:
                assert thread.last_post_id == voices[-1][1]
                assert thread.last_posted_at == Post.objects.get(pk=thread.last_post_id).shown_at
            flags = (thread.state, thread.hidden_by_review, thread.hidden_by_author)
            assert flags == (expected.state, expected.gone_with_review, expected.hidden_by_author)

    @invariant()
    def everybody_reads_what_they_may(self):
        for name, expected in getattr(self, "expected", {}).items():
            viewers = {"guest": AnonymousUser(), **self.people}
            for who, viewer in viewers.items():
                may = {pk for pk, told in expected.posts.items() if self.may_read(expected, who, told)}
                rows = Post.objects.visible_to(viewer).filter(thread=self.pk[name], kind=PostKind.MEMBER)
                assert set(rows.values_list("pk", flat=True)) == may, (name, who)
                is_seen = Thread.objects.visible_to(viewer).filter(pk=self.pk[name]).exists()
                assert is_seen or not self.thread(name).is_public_in(audiences_of(viewer)), (name, who)
                if is_seen:
                    self.page_shows(name, viewer, may)

    def may_read(self, expected, who, told):
        is_own = who == told.writer
        if expected.gone_with_review or told.state == "erased":
            return False
        if expected.hidden_by_author and who not in ("ada", "moderator"):
            return False
        return told.state == "visible" or is_own or who == "moderator"

    def page_shows(self, name, viewer, may):
        thread = self.thread(name)
        posts = [*Post.objects.on_page(thread, 1)]
        if viewer.is_authenticated:
            posts += Post.objects.after_last_page(thread, viewer.pk, of_team=is_team(viewer))
        shown = {s.post.pk: bool(s.html) for s in show_posts(posts, thread, viewer) if s.post.kind == PostKind.MEMBER}
        assert {pk for pk, has_text in shown.items() if has_text} <= may
        numbered = {pk for pk, t in self.expected[name].posts.items() if t.number and t.number <= 20}
        assert numbered <= shown.keys()
        assert numbered & may <= {pk for pk, has_text in shown.items() if has_text}
        assert articles(thread, viewer) == made_anew(lambda: articles(thread, viewer)), (name, viewer)


@pytest.mark.django_db
def test_any_sequence_of_acts_leaves_everything_as_a_recount_finds_it():
    run_state_machine_as_test(
        AThread,
        settings=settings(
            max_examples=15,
            stateful_step_count=30,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def test_a_divider_is_counted_and_is_no_voice(editor, member):
    thread = make_review(editor).thread
    posting.reply(thread, by=member, source="Stimme", form_key="a")
    divider = states.append_post(thread, kind=PostKind.DIVIDER)
    voice = thread.posts.get(number=2)
    thread.refresh_from_db()
    assert (thread.last_post, thread.last_posted_at) == (voice, voice.shown_at)
    assert (divider.number, thread.last_number, thread.last_visible_number, thread.reply_count) == (3, 3, 2, 1)


def test_nobody_decides_on_own_posts(editor, moderator):
    post = posting.reply(make_review(editor).thread, by=moderator, source="Meins", form_key="a")
    for act in (moderation.hide_post, moderation.restore_post, moderation.erase_post):
        with pytest.raises(PermissionDenied):
            act(post, by=moderator, decision=Decision(reasons="x"))

"""Each constraint goes to the database once: what must never happen cannot."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum.models import Board, Decision, Post, RulesVersion, Thread
from tests.making import make_board, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(editor):
    return make_thread(editor, replies=1)


def refused(act):
    with pytest.raises(IntegrityError), transaction.atomic():
        act()


@pytest.mark.parametrize(
    "change",
    [
        {"state": "gone"},
        {"subject_kind": "film"},
        {"hidden_by_decision": True},
        {"hidden_by_author": True},
        {"state": "pending"},
        {"state": "merged"},
        {"pinned": 2},
        {"pinned_until": timezone.now()},
        {"last_visible_number": 99},
        {"visible_count": 99},
    ],
    ids=str,
)
def test_a_reviews_thread_cannot_be(thread, change):
    refused(lambda: Thread.objects.filter(pk=thread.pk).update(**change))


def test_a_thread_has_an_author_or_a_subject(editor, thread):
    refused(lambda: Thread.objects.create(board=thread.board, title="Niemands Thema"))
    refused(lambda: Thread.objects.filter(pk=thread.pk).update(author=editor))
    refused(lambda: Thread.objects.create(board=thread.board, title="x", author=editor, hidden_by_review=True))


def test_a_form_opens_one_thread(editor, thread):
    Thread.objects.create(board=thread.board, title="x", author=editor, form_key="k")
    refused(lambda: Thread.objects.create(board=thread.board, title="x", author=editor, form_key="k"))


@pytest.mark.parametrize(
    "change",
    [
        {"number": None},
        {"shown_at": None},
        {"number": 1},
        {"state": "lost"},
        {"kind": "note"},
        {"author": None},
        {"state": "withdrawn"},
        {"state": "erased"},
        {"kind": "divider"},
    ],
    ids=str,
)
def test_a_members_visible_post_cannot_be(thread, change):
    refused(lambda: Post.objects.filter(thread=thread, number=2).update(**change))


def test_the_opening_post_is_one_visible_and_number_1(thread):
    opening = Post.objects.filter(thread=thread, kind="opening")
    refused(lambda: opening.update(number=7))
    refused(lambda: opening.update(state="removed"))
    now = timezone.now()
    refused(lambda: Post.objects.create(thread=thread, kind="opening", number=3, state="visible", shown_at=now))


def test_there_is_one_board_for_reviews_and_everybody_reads_it(db):
    board = Board.objects.get(takes_reviews=True)
    refused(lambda: make_board("Zweites", takes_reviews=True))
    refused(lambda: Board.objects.filter(pk=board.pk).update(visible_to="team"))
    refused(lambda: Board.objects.create(name="x", slug=board.slug))
    refused(lambda: Board.objects.filter(pk=board.pk).update(opened_by="nobody"))
    refused(lambda: make_board("x", visible_to="nobody"))


def test_a_restriction_without_reasons_cannot_be_stored(thread, moderator):
    post = Post.objects.get(thread=thread, number=2)
    refused(lambda: Decision.objects.create(action="hide", post=post, by=moderator))
    refused(lambda: Decision.objects.create(action="hide", post=post, thread=thread, reasons="x", by=moderator))
    refused(lambda: Decision.objects.create(action="hide", reasons="x", by=moderator))
    refused(lambda: Decision.objects.create(action="hide", post=post, reasons="x"))
    refused(lambda: Decision.objects.create(action="tease", post=post, reasons="x", by=moderator))
    Decision.objects.create(action="hide", post=post, reasons="Regel 1", by=moderator)


def test_version_1_of_the_rules_is_there_and_none_is_twice(db):
    assert RulesVersion.objects.latest().number == 1
    refused(lambda: RulesVersion.objects.create(number=1, source="x", html="x"))

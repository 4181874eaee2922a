"""„Mit Spoilern“: who says so, where it is shown, and that nothing of such a thread is quoted anywhere else."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import moderation, posting, rearranging, warnings
from forum.models import Decision, Thread
from tests.making import count, make_board, make_review

pytestmark = pytest.mark.django_db

LABEL, SENTENCE = "mit Spoilern", "Hier kann offen stehen, was einen Film verrät."


@pytest.fixture
def board():
    return make_board("Foyer")


def make_talk(board, by, **fields):
    key = f"w{next(count)}"
    return posting.open_thread(board, by=by, title="Folge für Folge", source="Der Gärtner.", form_key=key, **fields)


def test_its_author_says_that_spoilers_may_stand_open_and_takes_it_back(board, member):
    thread = make_talk(board, member)
    version = thread.version
    assert warnings.allow_spoilers(thread, by=member)
    thread.refresh_from_db()
    assert (thread.with_spoilers, thread.version) == (True, version + 1)
    assert warnings.forbid_spoilers(thread, by=member)
    thread.refresh_from_db()
    assert (thread.with_spoilers, thread.version) == (False, version + 2)


def test_a_second_call_changes_nothing(board, member):
    thread = make_talk(board, member)
    for act in (warnings.allow_spoilers, warnings.forbid_spoilers):
        act(thread, by=member)
        version = Thread.objects.get(pk=thread.pk).version
        with CaptureQueriesContext(connection) as captured:
            assert not act(thread, by=member)
        assert len(captured) == 1 and Thread.objects.get(pk=thread.pk).version == version


def test_moderators_say_so_of_all_threads_and_editors_of_those_of_reviews(board, member, moderator, editor, operator):
    talk, review = make_talk(board, member), make_review(editor).thread
    for thread, by, may in [
        (talk, moderator, True),
        (review, moderator, True),
        (review, editor, True),
        (talk, editor, False),
        (review, member, False),
        (talk, operator, False),
    ]:
        if may:
            assert warnings.allow_spoilers(thread, by=by) and warnings.forbid_spoilers(thread, by=by)
        else:
            with pytest.raises(PermissionDenied):
                warnings.allow_spoilers(thread, by=by)


def test_nobody_says_anything_of_a_thread_that_cannot_be_read_or_was_merged(board, member, moderator):
    hidden, old, into = (make_talk(board, member) for _ in range(3))
    moderation.hide_thread(hidden, by=moderator, decision=Decision(reasons="x"))
    with pytest.raises(PermissionDenied):
        warnings.allow_spoilers(Thread.objects.get(pk=hidden.pk), by=member)
    rearranging.merge_threads(old, by=moderator, into=into)
    assert not warnings.allow_spoilers(old, by=member)  # as the page saw it before
    with pytest.raises(PermissionDenied):
        warnings.allow_spoilers(Thread.objects.get(pk=old.pk), by=member)


def test_what_is_merged_into_a_thread_or_split_off_takes_the_warning_along(board, editor, member, moderator):
    source, into = make_talk(board, member, with_spoilers=True), make_review(editor).thread
    rearranging.merge_threads(source, by=moderator, into=into)
    into.refresh_from_db()
    assert into.with_spoilers
    split = rearranging.split_thread(into, by=moderator, numbers=[(3, 3)], title="Abzweig", board=board)
    assert split.with_spoilers
    plain, other = make_talk(board, member), make_talk(board, member)
    rearranging.merge_threads(plain, by=moderator, into=other)
    other.refresh_from_db()
    assert not other.with_spoilers


def test_a_thread_is_opened_with_the_warning(board, signed_in, member):
    client, path = signed_in(member), f"{board.get_absolute_url()}neues-thema/"
    assert 'name="with_spoilers"' in client.get(path).content.decode()
    sent = {"title": "Neu", "body": "Der Gärtner.", "with_spoilers": "on"}
    preview = client.post(path, sent | {"vorschau": ""}).content.decode()
    assert 'name="with_spoilers" aria-describedby="id_with_spoilers_helptext" id="id_with_spoilers" checked' in preview
    client.post(path, sent)
    client.post(path, {"title": "Ohne", "body": "Nichts."})
    assert dict(Thread.objects.values_list("title", "with_spoilers")) == {"Neu": True, "Ohne": False}


def test_the_warning_stands_in_the_head_and_in_every_list(board, signed_in, as_guest, member, other_member):
    thread = make_talk(board, member)
    for path in (thread.get_absolute_url(), board.get_absolute_url()):
        assert LABEL not in as_guest.get(path).content.decode()
    signed_in(member).post(f"{thread.get_absolute_url()}mit-spoilern/")
    for reader in (as_guest, signed_in(other_member)):
        page = reader.get(thread.get_absolute_url()).content.decode()
        assert f"<span>{LABEL}</span>" in page and SENTENCE in page and "Der Gärtner." in page
        assert LABEL in reader.get(board.get_absolute_url()).content.decode()
    assert LABEL in signed_in(other_member).get("/neu/").content.decode()
    signed_in(member).post(f"{thread.get_absolute_url()}ohne-spoiler/")
    for path in (thread.get_absolute_url(), board.get_absolute_url()):
        assert LABEL not in as_guest.get(path).content.decode()


def test_only_who_may_finds_the_button(board, signed_in, as_guest, member, other_member, moderator):
    thread = make_talk(board, member)
    for reader, finds in [
        (as_guest, False),
        (signed_in(other_member), False),
        (signed_in(member), True),
        (signed_in(moderator), True),
    ]:
        assert ("Mit Spoilern kennzeichnen" in reader.get(thread.get_absolute_url()).content.decode()) == finds


def test_nothing_of_such_a_thread_is_quoted_anywhere_else(board, editor, as_guest, member):
    talk, review = make_talk(board, member), make_review(editor)
    for thread in (talk, review.thread):
        posting.reply(thread, by=member, source="Der Gärtner war es.", form_key=f"w{next(count)}")
    elsewhere = [
        "/",
        board.get_absolute_url(),
        f"{board.get_absolute_url()}feed.atom",
        f"{talk.get_absolute_url()}feed.atom",
        review.get_absolute_url(),
        f"{review.thread.get_absolute_url()}feed.atom",
        member.get_absolute_url(),
        f"{member.get_absolute_url()}feed.atom",
    ]
    shown = {path for path in elsewhere if "Gärtner" in as_guest.get(path).content.decode()}
    assert shown == set(elsewhere) - {board.get_absolute_url()}
    warnings.allow_spoilers(talk, by=member)
    warnings.allow_spoilers(review.thread, by=editor)
    for path in elsewhere:
        page = as_guest.get(path).content.decode()
        assert "Gärtner" not in page and ("[Spoiler]" in page) == (path in shown), path

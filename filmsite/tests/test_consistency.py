import re
import time

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command
from django.db import DatabaseError

from accounts.roles import Role
from filmsite.consistency import snapshot
from forum import posting, states
from forum.models import Post, Thread
from images.storing import rendition_path
from reviews import consistency, publishing
from reviews.models import Rendition, Review, Still
from tests.making import make_files, make_member, make_review, make_thread

EDITOR = [Role.EDITOR]

committed = pytest.mark.django_db(transaction=True, serialized_rollback=True)

LONGEST_WAIT = 0.25
"""Seconds a writer may wait beside somebody who reads the whole site."""


def found():
    return [difference.text for difference in consistency.differences("default")]


def mend():
    for act in dict.fromkeys(difference.mend for difference in consistency.differences("default") if difference.mend):
        act()


@pytest.fixture
def review(editor):
    review = make_review(editor, pictures=1)
    make_files(review)
    return review


@pytest.mark.django_db
def test_published_and_withdrawn_reviews_have_no_differences(review, editor):
    assert found() == []
    publishing.withdraw(review, by=editor, reason="Fehler")
    assert found() == []
    publishing.publish(review, by=editor)
    assert (found(), list(consistency.notes("default"))) == ([], [])


@pytest.mark.django_db
def test_a_published_review_shows_its_thread_again(review):
    states.hide_with_review(review.thread)
    assert found() == [f"Kritik {review.pk}: veröffentlicht, aber ihr Thema ist verborgen"]
    mend()
    assert found() == []


@pytest.mark.django_db
def test_a_withdrawn_review_takes_its_thread_along(review, editor):
    publishing.withdraw(review, by=editor, reason="Fehler")
    states.show_with_review(review.thread)
    assert found() == [f"Kritik {review.pk}: zurückgezogen, aber ihr Thema ist zu sehen"]
    mend()
    assert found() == []


@pytest.mark.django_db
def test_threads_and_reviews_that_lost_each_other_are_named(review, member):
    orphan = Thread.objects.create(board=review.thread.board, title="Ohne Kritik", subject_kind="review")
    assert found() == [f"Thema {orphan.pk}: eine Filmdiskussion ohne Kritik"]
    own = Thread.objects.create(board=review.thread.board, title="Eigenes", author=member)
    Review.objects.filter(pk=review.pk).update(thread=own)
    assert f"Kritik {review.pk}: ihr Thema ist keine Filmdiskussion" in found()
    assert f"Thema {review.thread_id}: eine Filmdiskussion ohne Kritik" in found()


@pytest.mark.django_db
def test_a_still_whose_file_is_gone_is_prepared_again(review):
    rendition = Rendition.objects.first()
    path = rendition_path(rendition.name)
    default_storage.delete(path)
    assert found() == [f"Filmbild {rendition.still_id}: die Datei {path} fehlt"]
    mend()
    assert Still.objects.get().state == "waiting"
    make_files(review)
    assert found() == []


@pytest.mark.django_db
def test_a_ready_still_without_renditions_is_prepared_again(review):
    Rendition.objects.all().delete()
    assert found() == [f"Filmbild {Still.objects.get().pk}: fertig, aber ohne Dateien"]
    mend()
    make_files(review)
    assert found() == []


@pytest.mark.django_db
def test_a_lost_original_is_named_and_its_still_left_as_it_is(review):
    still = Still.objects.get()
    default_storage.delete(still.file)
    Rendition.objects.all().delete()
    words = f"Filmbild {still.pk}: das Original {still.file} fehlt"
    assert words in found()
    mend()
    still.refresh_from_db()
    assert (words in found(), still.state) == (True, "ready")


@pytest.mark.django_db
def test_a_still_the_search_knows_by_old_words_is_found_again(review):
    pk = Still.objects.get().pk
    Still.objects.update(credit="Anderer Verleih")
    assert found() == [f"Filmbild {pk}: die Suche findet es nicht richtig"]
    mend()
    assert (found(), Still.objects.searched("anderer").count()) == ([], 1)


@pytest.mark.django_db
def test_a_review_of_an_older_renderer_is_a_note(review):
    Review.objects.filter(pk=review.pk).update(renderer_version=0)
    assert (found(), len(list(consistency.notes("default")))) == ([], 1)


@committed
def test_the_command_names_differences_repairs_them_and_is_content(capsys):
    thread = make_thread(make_member("Jule", *EDITOR), replies=2)
    call_command("check_consistency")
    assert capsys.readouterr().out == "Kein Unterschied.\n"
    Thread.objects.filter(pk=thread.pk).update(reply_count=5, pending_count=1)
    with pytest.raises(CommandError, match="2 Unterschiede"):
        call_command("check_consistency")
    assert f"Thema {thread.pk}: Antworten 5, gezählt 2\n" in capsys.readouterr().out
    call_command("check_consistency", repair=True)
    assert re.search(r"1 Stelle.* gerichtet", capsys.readouterr().out)
    call_command("check_consistency")


@committed
def test_the_command_fails_while_something_is_left_for_a_person():
    thread = make_thread(make_member("Jule", *EDITOR), replies=2)
    Post.objects.filter(thread=thread, number=2).update(number=0)
    with pytest.raises(CommandError, match="1 Unterschied"):
        call_command("check_consistency", repair=True)


@committed
def test_a_snapshot_sees_one_moment_and_keeps_no_writer_waiting():
    editor = make_member("Jule", *EDITOR)
    thread = make_thread(editor)
    with snapshot() as using:
        before = Post.objects.using(using).count()
        began = time.monotonic()
        posting.reply(thread, by=editor, source="Währenddessen", form_key="w")
        waited = time.monotonic() - began
        assert (Post.objects.using(using).count(), Post.objects.count()) == (before, before + 1)
    assert waited < LONGEST_WAIT


@committed
def test_nothing_can_be_written_through_a_snapshot():
    make_member("Jule")
    with snapshot() as using, pytest.raises(DatabaseError):
        Thread.objects.using(using).update(title="x")

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.utils import timezone

from forum import posting, states
from forum.models import Post, Thread
from reviews import planning, publishing
from reviews.checklist import missing
from reviews.content import newest_revision, snapshot
from reviews.models import Film, Review, Still
from reviews.tasks import sweep_due_reviews, sweep_stills
from tests.making import make_draft, make_review, save

pytestmark = pytest.mark.django_db


def test_publishing_opens_exactly_one_thread_with_the_review_as_first_post(editor):
    review = make_draft(editor, "Der Turm")
    assert publishing.publish(review, by=editor) is True
    review.refresh_from_db()
    post = Post.objects.get(thread=review.thread)
    assert (review.state, review.thread.title, review.thread.subject_kind) == ("published", "Der Turm", "review")
    assert (post.number, post.kind, post.author, post.source) == (1, "opening", None, "")
    assert (review.thread.last_number, review.thread.visible_count, review.thread.reply_count) == (1, 1, 0)


def test_publishing_twice_changes_nothing(editor):
    review = make_review(editor)
    before = Review.objects.values().get(pk=review.pk)
    assert publishing.publish(review, by=editor) is False
    assert Review.objects.values().get(pk=review.pk) == before
    assert Thread.objects.count() == 1


def test_a_country_nobody_knows_is_pointed_at_and_leads_nowhere(editor, as_guest):
    review = make_draft(editor, "Der Film")
    content = newest_revision(review).content
    content["film"] |= {"countries": ["DE", "Nordland"], "year": 2026}
    save(review, content, by=editor)
    assert [thing.text for thing in missing(review) if "Nordland" in thing.text] == [
        "Das Land „Nordland“ kennen wir nicht, niemand findet den Film darunter"
    ]
    publishing.publish(review, by=editor)
    page = as_guest.get(review.film.get_absolute_url()).content.decode()
    assert "Nordland" in page and "/laender/nordland/" not in page and "/laender/deutschland/" in page


def test_publishing_is_refused_with_everything_that_is_missing(editor):
    review = make_draft(editor, pictures=1, teaser="", text=" ")
    place = review.stills.get()
    Still.objects.filter(pk=place.still_id).update(
        credit="", rights_until=timezone.localdate() - datetime.timedelta(days=1)
    )
    review.stills.update(alt="")
    with pytest.raises(publishing.NotReady) as refusal:
        publishing.publish(review, by=editor)
    texts = " ".join(thing.text for thing in refusal.value.missing)
    for word in ("Text", "Vorspann", "Bild 1: Alternativtext", "Bild 1: Bildnachweis", "Rechte sind abgelaufen"):
        assert word in texts
    assert Thread.objects.count() == 0


def test_an_empty_place_warns_but_does_not_block(editor):
    review = make_draft(editor)
    found = missing(review)
    assert "Bild 1: wartet auf ein Bild" in [thing.text for thing in found]
    assert not any(thing.blocks for thing in found)
    assert publishing.publish(review, by=editor)


def test_an_embargo_is_kept_by_verb_and_by_database(editor):
    review = make_draft(editor)
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    Review.objects.filter(pk=review.pk).update(embargo_until=tomorrow)
    with pytest.raises(publishing.NotReady, match="Sperrfrist"):
        publishing.publish(review, by=editor)
    with pytest.raises(publishing.NotReady, match="Sperrfrist"):
        planning.schedule(review, at=tomorrow - datetime.timedelta(hours=1), by=editor)
    assert planning.schedule(review, at=tomorrow, by=editor)


def test_only_authors_and_chief_editors_publish(editor, other_editor, chief_editor, member, moderator, operator):
    review = make_draft(editor)
    for stranger in (other_editor, member, moderator, operator):
        with pytest.raises(PermissionDenied):
            publishing.publish(review, by=stranger)
    assert publishing.publish(review, by=chief_editor)


def test_withdrawing_hides_the_thread_and_publishing_again_finds_it(editor, member):
    review = make_review(editor)
    posting.reply(review.thread, by=member, source="Bleibt stehen", form_key="a")
    Thread.objects.filter(pk=review.thread_id).update(state="locked")
    published_at = review.published_at
    assert publishing.withdraw(review, by=editor, reason="Falscher Film") is True
    assert publishing.withdraw(review, by=editor, reason="Falscher Film") is False
    assert Thread.objects.get(pk=review.thread_id).hidden_by_review
    assert publishing.publish(review, by=editor) is True
    thread = Thread.objects.get(pk=review.thread_id)
    review.refresh_from_db()
    assert (thread.hidden_by_review, thread.state, thread.reply_count) == (False, "locked", 1)
    assert (review.thread_id, review.published_at) == (thread.pk, published_at)
    assert [w.ended_at is not None for w in review.withdrawals.all()] == [True]


def test_a_scheduled_review_appears_at_its_minute_without_any_visit(editor):
    review = make_draft(editor)
    at = timezone.now() + datetime.timedelta(hours=1)
    assert planning.schedule(review, at=at, by=editor)
    assert sweep_due_reviews(at - datetime.timedelta(seconds=1)) == 0
    assert not Review.objects.visible_to(None).exists()
    assert sweep_due_reviews(at) == 1
    assert Review.objects.visible_to(None).get().thread.last_number == 1
    assert sweep_due_reviews(at) == 0


def test_a_scheduled_review_that_lost_something_stays_and_the_others_appear(editor):
    broken, fine = make_draft(editor), make_draft(editor)
    at = timezone.now() + datetime.timedelta(hours=1)
    for review in (broken, fine):
        planning.schedule(review, at=at, by=editor)
    save(broken, snapshot(broken) | {"text": ""}, by=editor)
    assert sweep_due_reviews(at) == 1
    assert Review.objects.get(pk=broken.pk).state == "scheduled"


def test_the_scheduler_publishes_only_what_is_scheduled(editor):
    assert publishing.publish(make_draft(editor), by=None) is False


def test_a_planned_moment_lies_in_the_future_and_can_be_taken_back(editor):
    review = make_draft(editor)
    with pytest.raises(ValueError, match="future"):
        planning.schedule(review, at=timezone.now(), by=editor)
    planning.schedule(review, at=timezone.now() + datetime.timedelta(hours=1), by=editor)
    assert planning.unschedule(review, by=editor) is True
    assert planning.unschedule(review, by=editor) is False


def test_facts_of_a_visible_film_wait_for_publication_and_touch_only_what_was_changed(editor):
    first = make_review(editor, "Der Turm")
    second = make_draft(editor, "Der Turm")
    assert second.film == first.film
    content = snapshot(second)
    save(second, content | {"film": content["film"] | {"runtime": 99}}, by=editor)
    assert Film.objects.get().runtime is None
    Film.objects.update(german_title="The Tower, deutsch")
    publishing.publish(second, by=editor)
    assert Film.objects.values_list("runtime", "german_title").get() == (99, "The Tower, deutsch")


class Failure(Exception):
    pass


class FailAt:
    """Lets `allowed` statements pass and fails the next one."""

    def __init__(self, allowed):
        self.left = allowed
        self.failed = False

    def __call__(self, execute, sql, params, many, context):
        if self.left == 0:
            self.failed = True
            raise Failure
        self.left -= 1
        return execute(sql, params, many, context)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_failure_at_any_statement_leaves_neither_review_nor_thread(editor):
    review = make_draft(editor, pictures=1)
    for allowed in range(200):
        fault = FailAt(allowed)
        try:
            with connection.execute_wrapper(fault):
                publishing.publish(review, by=editor)
        except Failure:
            pass
        if not fault.failed:
            break
        assert not Thread.objects.exists() and not Post.objects.exists()
        assert Review.objects.get().state == "draft"
    assert 5 < allowed < 199
    assert (Review.objects.get().state, Thread.objects.count(), Post.objects.count()) == ("published", 1, 1)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_a_lost_nudge_after_the_commit_is_made_up_by_the_sweep(editor, monkeypatch):
    def lost(pk):
        raise Failure

    monkeypatch.setattr("reviews.stills.ask_for_files", lost)
    review = make_review(editor, pictures=2)
    assert Review.objects.visible_to(None).get() == review
    assert Still.objects.filter(state="waiting").count() == 2
    later = timezone.now() + datetime.timedelta(minutes=2)
    assert sweep_stills(later) == 2


def test_the_same_reviews_thread_never_shows_twice(editor):
    review = make_review(editor)
    assert states.show_with_review(review.thread) is False

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from reviews import films, planning, publishing
from reviews.content import snapshot
from reviews.models import Film, Remark, Review
from reviews.tasks import sweep_due_reviews
from tests.making import make_draft, make_review, save

pytestmark = pytest.mark.django_db


def soon(**span):
    return timezone.now() + datetime.timedelta(**(span or {"hours": 1}))


def state_of(review):
    return Review.objects.get(pk=review.pk).state


def test_with_approval_a_review_goes_by_the_chief_editors_desk(editor, chief_editor, settings):
    settings.REVIEW_APPROVAL = True
    review = make_draft(editor)
    with pytest.raises(publishing.NeedsApproval):
        publishing.publish(review, by=editor)
    with pytest.raises(publishing.NeedsApproval):
        planning.schedule(review, at=soon(), by=editor)
    assert planning.submit(review, by=editor) is True
    assert planning.submit(review, by=editor) is False
    remark = planning.return_with_remarks(review, by=chief_editor, text="Der Schluss fehlt.")
    assert (remark.text, state_of(review)) == ("Der Schluss fehlt.", "draft")
    assert planning.return_with_remarks(review, by=chief_editor, text="Noch einmal") is None
    planning.submit(review, by=editor)
    assert planning.approve(review, by=chief_editor) is True
    assert planning.approve(review, by=chief_editor) is False
    assert publishing.publish(review, by=editor) is True
    assert Remark.objects.count() == 1


def test_an_edit_after_the_approval_needs_another(editor, chief_editor, settings):
    settings.REVIEW_APPROVAL = True
    review = make_draft(editor)
    planning.approve(review, by=chief_editor)
    planning.schedule(review, at=soon(), by=editor)
    save(review, snapshot(review) | {"text": "Doch anders"}, by=editor)
    assert (state_of(review), Review.objects.get().publish_at) == ("draft", None)
    planning.approve(review, by=chief_editor)
    save(review, snapshot(review) | {"text": "Von oben berichtigt"}, by=chief_editor)
    assert state_of(review) == "approved"


def test_with_approval_only_the_chief_editors_publish_changes(editor, chief_editor, settings):
    review = make_review(editor)
    settings.REVIEW_APPROVAL = True
    save(review, snapshot(review) | {"text": "Neu"}, by=editor)
    with pytest.raises(publishing.NeedsApproval):
        publishing.publish_change(review, by=editor)
    assert publishing.publish_change(review, by=chief_editor)


def test_nobody_but_chief_editors_approves_and_returns(editor, other_editor, moderator, operator):
    review = make_draft(editor)
    planning.submit(review, by=editor)
    for stranger in (editor, other_editor, moderator, operator):
        with pytest.raises(PermissionDenied):
            planning.approve(review, by=stranger)
        with pytest.raises(PermissionDenied):
            planning.return_with_remarks(review, by=stranger, text="x")


def test_a_review_disappears_at_its_moment_without_any_visit(editor, as_guest):
    review = make_review(editor)
    end = soon()
    assert planning.plan_withdrawal(review, at=end, by=editor)
    assert sweep_due_reviews(end - datetime.timedelta(seconds=1)) == 0
    Review.objects.update(withdraw_at=timezone.now())
    assert sweep_due_reviews() == 1
    assert (as_guest.get(review.get_absolute_url()).status_code, state_of(review)) == (410, "withdrawn")
    assert sweep_due_reviews() == 0
    assert review.withdrawals.get().by is None


def test_an_end_can_be_taken_back_and_lies_in_the_future(editor):
    review = make_review(editor)
    planning.plan_withdrawal(review, at=soon(), by=editor)
    assert planning.plan_withdrawal(review, at=None, by=editor) is True
    review.refresh_from_db()
    assert planning.plan_withdrawal(review, at=None, by=editor) is False
    with pytest.raises(ValueError, match="future"):
        planning.plan_withdrawal(review, at=timezone.now(), by=editor)


def test_an_embargo_takes_back_an_earlier_plan(editor):
    review = make_draft(editor)
    planning.schedule(review, at=soon(hours=1), by=editor)
    assert planning.set_embargo(review, until=soon(hours=2), terms="Keine Handlung verraten", by=editor)
    assert (state_of(review), Review.objects.get().publish_at) == ("draft", None)
    with pytest.raises(publishing.NotReady, match="Sperrfrist"):
        publishing.publish(review, by=editor)
    planning.set_embargo(review, until=None, terms="", by=editor)
    assert publishing.publish(review, by=editor)
    assert planning.set_embargo(review, until=soon(), terms="", by=editor) is False


def test_a_film_page_is_released_before_any_review_but_never_under_embargo(editor, member, as_guest):
    review = make_draft(editor, "Der Turm")
    assert as_guest.get(review.film.get_absolute_url()).status_code == 404
    planning.set_embargo(review, until=soon(), terms="", by=editor)
    with pytest.raises(films.UnderEmbargo):
        films.release_film_page(review.film, by=editor)
    planning.set_embargo(review, until=None, terms="", by=editor)
    with pytest.raises(PermissionDenied):
        films.release_film_page(review.film, by=member)
    assert films.release_film_page(review.film, by=editor) is True
    assert films.release_film_page(review.film, by=editor) is False
    assert as_guest.get(review.film.get_absolute_url()).status_code == 200
    assert as_guest.get(review.get_absolute_url()).status_code == 404
    assert films.hide_film_page(review.film, by=editor) is True
    assert as_guest.get(review.film.get_absolute_url()).status_code == 404
    assert Film.objects.get().page_released_at is None


def test_the_desk_plans_refuses_and_keeps_what_was_typed(editor, signed_in):
    review = make_draft(editor)
    client, desk = signed_in(editor), f"/redaktion/kritiken/{review.pk}/"
    past = client.post(f"{desk}planen/", {"publish_at": "2001-01-01T06:00"})
    assert (past.status_code, "schon vorbei" in past.content.decode(), "2001-01-01T06:00" in past.content.decode()) == (
        422,
        True,
        True,
    )
    client.post(f"{desk}sperrfrist/", {"embargo_until": "2098-01-01T00:00", "embargo_terms": "Nichts verraten"})
    early = client.post(f"{desk}planen/", {"publish_at": "2097-01-01T06:00"})
    assert (early.status_code, "2097-01-01T06:00" in early.content.decode()) == (422, True)
    assert "Sperrfrist bis 1. Januar 2098" in early.content.decode()
    client.post(f"{desk}planen/", {"publish_at": "2099-01-01T06:00"})
    client.post(f"{desk}ende/", {"withdraw_at": "2100-01-01T06:00"})
    review.refresh_from_db()
    assert (review.state, review.embargo_terms, review.withdraw_at.year) == ("scheduled", "Nichts verraten", 2100)
    client.post(f"{desk}planung-aufheben/")
    assert state_of(review) == "draft"


def test_a_moment_that_was_missed_is_made_up_and_shown(editor, signed_in):
    review = make_draft(editor)
    planning.schedule(review, at=soon(), by=editor)
    Review.objects.update(publish_at=timezone.now() - datetime.timedelta(hours=3))
    assert sweep_due_reviews() == 1
    assert "geplant war" in signed_in(editor).get(f"/redaktion/kritiken/{review.pk}/").content.decode()


def test_a_refused_plan_is_answered_at_its_form_and_a_kept_one_at_the_messages(editor, signed_in):
    review, client = make_draft(editor), signed_in(editor)
    address = f"/redaktion/kritiken/{review.pk}/"
    page = client.get(address).content.decode()
    assert page.count(f'action="{address}planen/#zeitplan"') == 1 and 'id="zeitplan"' in page
    moment = timezone.localtime(soon(days=2)).strftime("%Y-%m-%dT%H:%M")
    assert client.post(f"{address}planen/", {"publish_at": moment}).url == f"{address}#inhalt"

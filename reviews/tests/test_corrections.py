"""Faults readers find in facts and captions."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from forum.models import Case, ReportReason
from reviews import corrections
from reviews.models import Correction
from tests.making import filled_in, make_review

pytestmark = pytest.mark.django_db


def sent(review, **more):
    reason = ReportReason.objects.get(goes_to_desk=True)
    return {"address": review.get_absolute_url(), "reason": reason.pk, "words": "Es war 2025.", **filled_in(), **more}


def test_a_guest_points_at_a_fault_and_the_desk_sees_it(editor, as_guest, signed_in):
    review = make_review(editor, pictures=1)
    link = f"/meldung/?adresse={review.get_absolute_url()}&amp;grund=korrektur"
    assert link in as_guest.get(review.get_absolute_url()).content.decode()
    assert "checked" in as_guest.get(link.replace("&amp;", "&")).content.decode()
    answer = as_guest.post("/meldung/", sent(review, email="erika@abspann.example"))
    assert "Danke fürs genaue Hinsehen" in answer.content.decode() and not Case.objects.exists()
    desk = signed_in(editor)
    assert "Es war 2025." in desk.get("/redaktion/").content.decode()
    page = desk.get(f"/redaktion/kritiken/{review.pk}/").content.decode()
    assert "Es war 2025." in page and "erika@abspann.example" in page


def test_a_fault_in_a_caption_names_the_picture(editor, member, signed_in):
    review = make_review(editor, pictures=1)
    signed_in(member).post("/meldung/", sent(review, address=f"{review.get_absolute_url()}bilder/1/"))
    assert (Correction.objects.get().still, Correction.objects.get().by) == (1, member)


def test_a_post_has_no_facts_to_correct(editor, member, signed_in):
    thread = make_review(editor).thread
    answer = signed_in(member).post("/meldung/", sent(thread))
    assert answer.status_code == 422 and "nur für Kritiken" in answer.content.decode()


def test_the_same_form_sent_twice_is_one_correction(editor, member, signed_in):
    review = make_review(editor)
    for _ in range(2):
        assert signed_in(member).post("/meldung/", sent(review, form_key="k")).status_code == 200
    assert Correction.objects.count() == 1


def test_what_is_settled_is_gone_from_the_desk_and_forgets_who_it_was(editor, member, signed_in):
    review = make_review(editor)
    found = corrections.take_correction(review, words="Es war 2025.", by=None, name="E", email="e@abspann.example")
    with pytest.raises(PermissionDenied):
        corrections.settle_correction(found, by=member)
    assert corrections.settle_correction(found, by=editor) and not corrections.settle_correction(found, by=editor)
    found.refresh_from_db()
    assert (found.name, found.email) == ("", "")
    assert "Es war 2025." not in signed_in(editor).get("/redaktion/").content.decode()


def test_a_correction_needs_words(editor):
    with pytest.raises(IntegrityError), transaction.atomic():
        Correction.objects.create(review=make_review(editor), words="")

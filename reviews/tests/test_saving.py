"""Saves while somebody types: small answers, what is kept aside, and what stays of many."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from reviews import drafting, revisions
from reviews.content import current_content, newest_revision, snapshot
from reviews.models import Review, Revision
from reviews.tests.test_desk import form_of
from tests.making import make_draft, make_picture, make_review, save

pytestmark = pytest.mark.django_db

PART = {"HTTP_HX_REQUEST": "true"}


def autosave(client, review, form=None, **changes):
    data = (form or form_of(client, review)) | {"automatisch": "1"} | changes
    return client.post(f"/redaktion/kritiken/{review.pk}/", data, **PART)


def test_a_save_while_typing_answers_with_state_base_and_what_is_missing(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor)
    answer = autosave(client, review, text="Getippt", teaser="")
    page = answer.content.decode()
    assert answer.status_code == 200 and "Gespeichert um" in page and "<html" not in page
    assert f'name="base" value="{newest_revision(review).number}"' in page and "Vorspann</a>" in page
    assert Review.objects.get().text == "Getippt" and newest_revision(review).automatic


def test_typing_in_a_published_review_stays_unseen(signed_in, editor, as_guest):
    client, review = signed_in(editor), make_review(editor)
    autosave(client, review, text="Noch geheim")
    assert "Noch geheim" not in as_guest.get(review.get_absolute_url()).content.decode()
    assert current_content(review)["text"] == "Noch geheim"


def test_a_button_makes_the_automatic_save_one_that_stays(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor)
    autosave(client, review, text="Getippt")
    client.post(f"/redaktion/kritiken/{review.pk}/", form_of(client, review))
    assert not newest_revision(review).automatic


def test_bad_input_while_typing_is_named_with_the_way_to_its_field(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor)
    answer = autosave(client, review, score="7,3")
    assert answer.status_code == 422 and 'href="#id_score"' in answer.content.decode()


def test_typing_on_an_old_base_goes_on_in_one_proposal(signed_in, editor, chief_editor):
    review = make_draft(editor)
    client = signed_in(editor)
    old = form_of(client, review)
    save(review, snapshot(review) | {"text": "Von der Chefin"}, by=chief_editor)
    for text in ("Meins", "Meins, länger"):
        page = autosave(client, review, old, text=text).content.decode()
        assert "zusammenführen" in page and f'name="base" value="{old["base"]}"' in page
    proposal = Revision.objects.get(kind="proposed")
    assert proposal.content["text"] == "Meins, länger" and Review.objects.get().text == "Von der Chefin"


def test_a_refused_save_says_which_fields_of_which_thing_it_is_about(signed_in, editor):
    review, client = make_draft(editor, pictures=2), signed_in(editor)
    typed = {"score": "7,3", "bild-2-caption": "x" * 501}
    answer = autosave(client, review, form_of(client, review), **typed)
    page = answer.content.decode()
    assert answer.status_code == 422 and "2 Felder brauchen dich." in page
    assert '<a href="#id_score">Wertung, 0 bis 10</a>: Halbe Punkte' in page
    assert '<a href="#id_bild-2-caption">Bild 2, Bildunterschrift</a>: Das sind 501 Zeichen' in page


def test_an_ended_session_tells_the_open_page_and_keeps_nothing_from_it(as_guest, editor):
    review = make_draft(editor)
    answer = as_guest.post(f"/redaktion/kritiken/{review.pk}/", {"text": "Getippt"}, **PART)
    assert answer.status_code == 401 and "abgemeldet" in answer.content.decode()
    assert as_guest.get(f"/redaktion/kritiken/{review.pk}/zustand/", **PART).status_code == 204


def test_an_open_page_hears_who_else_has_saved(signed_in, editor, chief_editor):
    review = make_draft(editor)
    address = f"/redaktion/kritiken/{review.pk}/zustand/?base={newest_revision(review).number}"
    client = signed_in(editor)
    assert "gespeichert" not in client.get(address).content.decode()
    save(review, snapshot(review) | {"text": "Eins"}, by=editor)
    assert "gespeichert" not in client.get(address).content.decode()
    save(review, snapshot(review) | {"text": "Zwei"}, by=chief_editor)
    assert "Leonie Pagel hat um" in client.get(address).content.decode()


def test_a_file_of_an_open_page_comes_back_as_its_frame(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor, pictures=1)
    file = SimpleUploadedFile("neu.jpg", make_picture().read())
    answer = client.post(f"/redaktion/kritiken/{review.pk}/bilder/", {"files": file})
    page = answer.content.decode()
    assert answer.status_code == 200 and 'id="bild-2"' in page and 'id="bild-1"' not in page
    assert "/redaktion/kritiken/" in page and "hx-get" in page
    refused = client.post(
        f"/redaktion/kritiken/{review.pk}/bilder/", {"files": SimpleUploadedFile("text.jpg", b"kein Bild")}
    )
    assert refused.status_code == 422 and "text.jpg" in refused.content.decode()


def test_a_frame_asks_again_only_until_its_files_are_there(signed_in, editor):
    from tests.making import make_files

    client, review = signed_in(editor), make_draft(editor, pictures=1)
    address = f"/redaktion/kritiken/{review.pk}/bilder/1/"
    assert "hx-trigger" in client.get(address).content.decode()
    make_files(review)
    page = client.get(address).content.decode()
    assert "hx-trigger" not in page and "/bilder/" in page
    assert client.get(f"/redaktion/kritiken/{review.pk}/bilder/9/").status_code == 404


def test_of_yesterdays_automatic_saves_the_last_of_each_hour_stays(editor):
    review = make_draft(editor)
    for number in range(6):
        drafting.save_review(
            review,
            snapshot(review) | {"text": f"Stand {number}"},
            by=editor,
            base=newest_revision(review).number,
            automatic=True,
        )
    numbers = list(review.revisions.filter(automatic=True).values_list("number", flat=True))
    noon = timezone.now().replace(hour=10, minute=0, second=0, microsecond=0) - datetime.timedelta(days=3)
    for at, number in enumerate(numbers):
        review.revisions.filter(number=number).update(at=noon + datetime.timedelta(minutes=20 * at))
    assert revisions.thin_revisions() == 4
    kept = review.revisions.filter(number__in=numbers).values_list("content", flat=True)
    assert [content["text"] for content in kept] == ["Stand 2", "Stand 5"]
    assert revisions.thin_revisions() == 0


def test_saves_of_today_and_bases_of_proposals_are_not_thinned(editor, chief_editor):
    review = make_draft(editor)
    numbers = []
    for number in range(3):
        base = newest_revision(review).number
        content = snapshot(review) | {"text": f"Stand {number}"}
        numbers.append(drafting.save_review(review, content, by=editor, base=base, automatic=True).revision.number)
    drafting.save_review(review, snapshot(review) | {"text": "Daneben"}, by=chief_editor, base=numbers[0])
    assert revisions.thin_revisions() == 0
    revisions.thin_revisions(timezone.now() + datetime.timedelta(days=2))
    assert set(review.revisions.filter(number__in=numbers).values_list("number", flat=True)) == {numbers[0], numbers[2]}

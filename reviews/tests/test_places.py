"""The places of a review: what moves, what stays."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import drafting
from reviews.content import current_content, newest_revision, snapshot
from reviews.models import Still
from reviews.places import drop_place, fill_in
from reviews.tests.test_desk import post
from tests.making import make_draft, make_files, make_picture, make_review, save

pytestmark = pytest.mark.django_db


def test_another_file_keeps_number_caption_place_and_rights(signed_in, editor):
    review = make_draft(editor, pictures=2)
    old = review.stills.get(number=1).still
    post(signed_in(editor), review, **{"ersatz-1": make_picture("#77aa33")})
    place = review.stills.get(number=1)
    assert place.still != old
    assert (place.caption, place.alt, place.still.credit) == ("Bild 1", "Eine Gestalt", "Erfundener Verleih")
    assert review.stills.count() == 2


def test_a_replaced_picture_does_not_set_aside_what_is_typed_meanwhile(editor):
    review = make_draft(editor, pictures=2)
    base, typed = newest_revision(review).number, snapshot(review) | {"text": "Weitergeschrieben"}
    typed["stills"][0] |= {"caption": "Neue Unterschrift", "credit": "Neuer Nachweis"}
    drafting.add_picture(review, make_picture(), "besser.jpg", by=editor, number=1)
    new = snapshot(review)["stills"][0]["still"]
    saved = drafting.save_review(review, typed, by=editor, base=base)
    assert not saved.kept_aside
    place = snapshot(review)["stills"][0]
    assert (place["still"], place["caption"], place["credit"]) == (new, "Neue Unterschrift", "Neuer Nachweis")


def test_pictures_that_came_meanwhile_stay_and_the_text_is_saved(editor):
    review = make_draft(editor)
    base, typed = newest_revision(review).number, snapshot(review) | {"text": "Weitergeschrieben"}
    for name in ("a.jpg", "b.jpg"):
        drafting.add_picture(review, make_picture(), name, by=editor)
    assert not drafting.save_review(review, typed, by=editor, base=base).kept_aside
    content = newest_revision(review).content
    assert content["text"] == "Weitergeschrieben" and all(place["still"] for place in content["stills"])
    assert len(content["stills"]) == 2


def test_a_text_saved_meanwhile_sets_a_save_aside_even_when_pictures_came_too(editor):
    review = make_draft(editor)
    base, typed = newest_revision(review).number, snapshot(review) | {"text": "Meins"}
    drafting.add_picture(review, make_picture(), "a.jpg", by=editor)
    save(review, snapshot(review) | {"text": "Seins"}, by=editor)
    assert drafting.save_review(review, typed, by=editor, base=base).kept_aside
    assert newest_revision(review).content["text"] == "Seins"


def test_an_empty_place_can_be_dropped_and_its_number_is_never_given_again(signed_in, editor):
    review = make_draft(editor, pictures=1)
    empty = {"number": 2, "still": None, "caption": "Wartet", "alt": ""}
    save(review, snapshot(review) | {"stills": [*snapshot(review)["stills"], empty]}, by=editor)
    post(signed_in(editor), review, bild="streichen-2")
    assert [place["number"] for place in snapshot(review)["stills"]] == [1]
    assert drafting.add_picture(review, make_picture(), "neu.jpg", by=editor).number == 3


def test_a_place_with_a_picture_is_not_dropped():
    content = {"lead": 1, "stills": [{"number": 1, "still": 7}, {"number": 2, "still": None}]}
    assert drop_place(content, 1) == content
    assert drop_place(content | {"lead": 2}, 2)["lead"] is None


def test_credit_and_rights_go_to_all_pictures_or_only_where_nothing_stands(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor, pictures=3)
    post(client, review, **{"bild-2-credit": "Eigener Nachweis"})
    common = {"alle-credit": "Verleih", "alle-rights_until": "2027-05-01", "alle-basis": ""}
    post(client, review, alle="leere", **common)
    assert list(Still.objects.order_by("pk").values_list("credit", flat=True))[1] == "Eigener Nachweis"
    assert {str(until) for until in Still.objects.values_list("rights_until", flat=True)} == {"2027-05-01"}
    post(client, review, alle="ueberall", **common)
    assert set(Still.objects.values_list("credit", flat=True)) == {"Verleih"}


def test_filling_in_changes_neither_empty_places_nor_what_was_left_out():
    place = {"number": 1, "still": 3, "credit": "A", "creator": "B"}
    content = {"stills": [place, {"number": 2, "still": None}]}
    filled = fill_in(content, {"credit": "C", "creator": ""}, only_empty=False)
    assert filled["stills"] == [place | {"credit": "C"}, {"number": 2, "still": None}]


def test_focal_point_and_age_are_part_of_the_working_copy(signed_in, editor):
    client, review = signed_in(editor), make_review(editor, pictures=1)
    post(client, review, **{"bild-1-focal_x": "20", "bild-1-focal_y": "80", "bild-1-min_age": "16"})
    still = review.stills.get().still
    assert (still.focal_x, still.min_age) == (0.5, 0)
    client.post(f"/redaktion/kritiken/{review.pk}/aenderung-veroeffentlichen/")
    still.refresh_from_db()
    assert (still.focal_x, still.focal_y, still.min_age) == (0.2, 0.8, 16)


def test_a_line_break_in_an_alternative_text_is_a_space(signed_in, editor):
    review = make_draft(editor, pictures=1)
    post(signed_in(editor), review, **{"bild-1-alt": "Eine Gestalt\r\nam Kai"})
    assert review.stills.get().alt == "Eine Gestalt am Kai"


def test_an_untouched_focal_point_keeps_its_fine_value(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor, pictures=1)
    content = snapshot(review)
    content["stills"][0] |= {"focal_x": 0.3333}
    save(review, content, by=editor)
    post(client, review, text="Anders")
    assert review.stills.get().still.focal_x == 0.3333


@pytest.mark.parametrize("focus", ["-1", "101", "x"])
def test_a_focal_point_outside_the_picture_is_refused(signed_in, editor, focus):
    review = make_draft(editor, pictures=1)
    assert post(signed_in(editor), review, **{"bild-1-focal_x": focus}).status_code == 422


def test_the_order_of_the_page_becomes_the_order_of_the_places(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor, pictures=3)
    post(client, review, place=["3", "1", "2", "1", "77", "x"])
    assert [place["number"] for place in current_content(review)["stills"]] == [3, 1, 2]


def test_undo_brings_back_the_save_before(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor, pictures=1)
    post(client, review, bild="entfernen-1")
    assert review.stills.get().still is None
    undo = client.get(f"/redaktion/kritiken/{review.pk}/").context["undo"]
    client.post(f"/redaktion/kritiken/{review.pk}/fassungen/{undo.number}/wiederherstellen/")
    assert review.stills.get().still is not None


def test_what_a_file_says_of_itself_is_shown_beside_its_fields(signed_in, editor):
    review = make_draft(editor, pictures=1)
    Still.objects.update(metadata={"headline": "Nacht am Kai", "credit": "Foto: Kaltlicht"})
    page = signed_in(editor).get(f"/redaktion/kritiken/{review.pk}/").content.decode()
    assert "Was in der Datei steht" in page and "Nacht am Kai" in page


def test_a_picture_of_the_house_is_used_again_and_stored_once(signed_in, editor, other_editor):
    ours, review = make_draft(other_editor, pictures=1), make_draft(editor)
    still = ours.stills.get().still
    client = signed_in(editor)
    client.post(f"/redaktion/kritiken/{review.pk}/bilder/{still.pk}/verwenden/")
    assert review.stills.get().still == still and Still.objects.count() == 1
    assert (
        signed_in(other_editor).post(f"/redaktion/kritiken/{review.pk}/bilder/{still.pk}/verwenden/").status_code == 403
    )


def test_twenty_pictures_cost_the_desk_as_many_queries_as_two(signed_in, editor):
    client, counts = signed_in(editor), []
    for pictures in (2, 20):
        review = make_draft(editor, pictures=pictures)
        make_files(review)
        client.get(f"/redaktion/kritiken/{review.pk}/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(f"/redaktion/kritiken/{review.pk}/")
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_library_offers_its_pictures_to_the_review_one_came_from(signed_in, editor, other_editor):
    mine, theirs = make_draft(editor), make_draft(other_editor, pictures=1)
    client, still = signed_in(editor), theirs.stills.get().still
    page = client.get(f"/redaktion/bilder/?kritik={mine.pk}").content.decode()
    assert f"/redaktion/kritiken/{mine.pk}/bilder/{still.pk}/verwenden/" in page
    for other in (theirs.pk, 999, "x"):
        assert "verwenden/" not in client.get(f"/redaktion/bilder/?kritik={other}").content.decode()

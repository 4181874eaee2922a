import datetime
import io
import re
from pathlib import Path

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone
from PIL import ExifTags, Image

from images.metadata import read_metadata
from images.opening import PictureRefused
from images.storing import rendition_path
from images.tests.pictures import SECRET, make_talkative_jpeg
from reviews import drafting, publishing, renditions, stills
from reviews.checklist import missing
from reviews.content import newest_revision, snapshot
from reviews.models import Rendition, Review, Still
from reviews.places import move_place, remove_picture, swap_pictures
from tests.making import make_draft, make_files, make_picture, make_review, save

pytestmark = pytest.mark.django_db


def test_pictures_take_the_waiting_places_first_and_then_new_ones(editor):
    review = make_draft(editor)
    added = [drafting.add_picture(review, make_picture(), f"{n}.jpg", by=editor).number for n in range(3)]
    assert added == [1, 2, 3]


def test_the_same_file_is_stored_once_and_recognised(editor):
    review, other = make_draft(editor), make_draft(editor)
    data = make_picture().read()
    first = drafting.add_picture(review, io.BytesIO(data), "a.jpg", by=editor)
    again = drafting.add_picture(review, io.BytesIO(data), "b.jpg", by=editor)
    elsewhere = drafting.add_picture(other, io.BytesIO(data), "c.jpg", by=editor)
    assert (first.is_new, first.was_known) == (True, False)
    assert (again.number, again.is_new) == (first.number, False)
    assert (elsewhere.is_new, elsewhere.was_known) == (True, True)
    assert review.stills.get(number=first.number).still == other.stills.get(number=elsewhere.number).still
    assert Still.objects.count() == 1


def test_the_name_of_a_file_is_never_used_for_storage(editor):
    review = make_draft(editor)
    drafting.add_picture(review, make_picture(), "../../etc/passwd\0.jpg", by=editor)
    assert re.fullmatch(r"originals/[0-9a-f]{2}/[0-9a-f]{64}\.jpeg", Still.objects.get().file)


def test_what_is_no_picture_is_refused_by_name(editor):
    review = make_draft(editor)
    for data in (
        b"",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 99,
        b"\xff\xd8\xff" + b"x" * 99,
    ):
        with pytest.raises(PictureRefused, match="fremd.jpg"):
            drafting.add_picture(review, io.BytesIO(data), "fremd.jpg", by=editor)
    assert not Still.objects.exists()


def test_strangers_add_nothing(editor, other_editor):
    review = make_draft(editor, pictures=2)
    with pytest.raises(PermissionDenied):
        drafting.add_picture(review, make_picture(), "x.jpg", by=other_editor)


def test_places_move_and_pictures_are_exchanged_and_taken_out(editor):
    review = make_draft(editor, pictures=3)
    one, two = (review.stills.get(number=n).still_id for n in (1, 2))
    moved = move_place(snapshot(review), 3, step=-1)
    assert [place["number"] for place in moved["stills"]] == [1, 3, 2]
    assert move_place(moved, 1, step=-1) == moved
    swapped = swap_pictures(moved, 1, 2)
    save(review, remove_picture(swapped, 2), by=editor)
    assert list(review.stills.values_list("number", "still")) == [
        (1, two),
        (3, review.stills.get(number=3).still_id),
        (2, None),
    ]
    assert one not in review.stills.values_list("still", flat=True)
    assert review.stills.get(number=2).caption == "Bild 2"


def test_files_are_made_once_by_whoever_comes_first(editor):
    review = make_draft(editor, pictures=1)
    still = review.stills.get().still
    assert renditions.prepare(still.pk) is True
    assert renditions.prepare(still.pk) is False
    still.refresh_from_db()
    assert (still.state, still.renditions.count(), bool(re.fullmatch("#[0-9a-f]{6}", still.colour))) == (
        "ready",
        6,
        True,
    )
    assert {(r.width, r.shape) for r in still.renditions.all()} == {(480, ""), (640, ""), (240, "square")}


def test_every_file_carries_its_credit_and_a_new_credit_makes_new_files(editor):
    review = make_draft(editor, pictures=1)
    make_files(review)
    old = set(Rendition.objects.values_list("name", flat=True))
    content = snapshot(review)
    content["stills"][0] |= {"credit": "Jörg Größ", "creator": "Änne Öhl", "rights_holder": "Kaltlicht Film"}
    save(review, content, by=editor)
    assert not Rendition.objects.exists()
    make_files(review)
    for rendition in Rendition.objects.all():
        assert rendition.name not in old
        with default_storage.open(rendition_path(rendition.name)) as file:
            read = read_metadata(file)
        assert (read.credit, read.creator, read.copyright) == ("Jörg Größ", "Änne Öhl", "© Kaltlicht Film")


def test_every_served_file_of_a_still_names_its_rights_and_nothing_of_its_source(editor, as_guest):
    review = make_draft(editor)
    drafting.add_picture(review, io.BytesIO(make_talkative_jpeg(2500, 1400)), "gespraechig.jpg", by=editor)
    content = newest_revision(review).content
    content["stills"][0] |= {"caption": "K", "alt": "A", "credit": "Verleih Süd", "creator": ""}
    content["stills"][0] |= {"rights_holder": "Kaltlicht Film"}
    save(review, content, by=editor)
    make_files(review)
    publishing.publish(review, by=editor)
    served = {(r.shape, r.width, r.format): r.get_absolute_url() for r in Rendition.objects.all()}
    assert {width for shape, width, _ in served if not shape} == {480, 800, 1200, 1600, 2400}
    assert {shape for shape, _, _ in served} == {"", "wide", "square", "card"} and ("card", 1200, "jpeg") in served
    for recipe, address in served.items():
        data = as_guest.get(address).getvalue()
        read = read_metadata(io.BytesIO(data))
        assert (read.creator, read.credit, read.copyright) == ("Verleih Süd", "Verleih Süd", "© Kaltlicht Film"), recipe
        assert SECRET.encode() not in data and SECRET.encode("utf-16-le") not in data, recipe
        exif = Image.open(io.BytesIO(data)).getexif()
        assert set(exif) == {ExifTags.Base.Artist, ExifTags.Base.Copyright}, recipe


def test_the_first_width_is_there_before_all_others(editor, as_guest):
    review = make_draft(editor)
    drafting.add_picture(review, make_picture(size=(1700, 900)), "gross.jpg", by=editor)
    still = review.stills.get().still
    assert renditions.prepare_first(still.pk) is True
    assert {(r.width, r.format) for r in still.renditions.all()} == {(480, "avif"), (480, "jpeg")}
    assert renditions.prepare_first(still.pk) is False
    first = {r.name: r.size for r in still.renditions.all()}
    renditions.prepare(still.pk)
    assert first.items() <= {r.name: r.size for r in still.renditions.all()}.items()
    assert {r.width for r in still.renditions.filter(shape="")} == {480, 800, 1200, 1600}


def test_a_picture_that_ends_its_process_each_time_is_given_up_and_told(editor):
    from reviews.tasks import sweep_stills

    review = make_draft(editor, pictures=1)
    Still.objects.update(attempts=renditions.ATTEMPTS, claimed_until=timezone.now() - datetime.timedelta(minutes=1))
    sweep_stills()
    assert Still.objects.get().state == "failed"
    assert any("nicht lesbar" in thing.text for thing in missing(review))


def test_a_killed_worker_leaves_nothing_half_made(editor, monkeypatch):
    review = make_draft(editor, pictures=1)
    still = review.stills.get().still

    def killed(path, data):
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(renditions, "write_once", killed)
        with pytest.raises(KeyboardInterrupt):
            renditions.prepare(still.pk)
    assert not Rendition.objects.exists()
    Still.objects.update(claimed_until="2020-01-01T00:00Z")
    assert renditions.prepare(still.pk) is True
    assert Rendition.objects.count() == 6


def test_a_broken_original_is_told_at_the_desk_and_blocks_publication(editor):
    review = make_draft(editor, pictures=1)
    still = review.stills.get().still
    path = default_storage.path(still.file)
    with Path(path).open("r+b") as file:
        file.truncate(900)
    renditions.prepare(still.pk)
    still.refresh_from_db()
    assert still.state == "failed" and still.failure
    assert any("nicht lesbar" in thing.text for thing in publishing.missing(review))


def test_the_credit_of_a_picture_readers_see_is_not_changed_by_another_draft(editor):
    data = make_picture().read()
    public = make_draft(editor)
    drafting.add_picture(public, io.BytesIO(data), "a.jpg", by=editor)
    content = snapshot(public)
    content["stills"][0] |= {"alt": "x", "credit": "Richtig"}
    save(public, content, by=editor)
    assert publishing.publish(public, by=editor)
    draft = make_draft(editor)
    drafting.add_picture(draft, io.BytesIO(data), "b.jpg", by=editor)
    content = snapshot(draft)
    content["stills"][0]["credit"] = "Falsch"
    save(draft, content, by=editor)
    assert Still.objects.get().credit == "Richtig"


def test_a_picture_is_served_to_a_guest_only_while_a_visible_review_uses_it(as_guest, signed_in, editor, member):
    review = make_draft(editor, pictures=1)
    make_files(review)
    url = Rendition.objects.first().get_absolute_url()
    assert [signed_in(who).get(url).status_code for who in (editor, member)] == [200, 404]
    assert as_guest.get(url).status_code == 404
    publishing.publish(review, by=editor)
    answer = as_guest.get(url)
    assert (answer.status_code, answer["X-Content-Type-Options"]) == (200, "nosniff")
    assert answer["Cache-Control"].startswith("public, max-age=31536000")
    publishing.withdraw(Review.objects.get(), by=editor, reason="x")
    assert as_guest.get(url).status_code == 404


def test_the_second_after_the_rights_end_the_picture_is_nowhere(as_guest, editor, monkeypatch, settings):
    settings.PAGE_CACHE = False  # here the calendar is set, not the clock
    import datetime

    from reviews.models import still as still_module

    review = make_review(editor, pictures=1)
    make_files(review)
    day = datetime.date(2030, 5, 1)
    Still.objects.update(rights_until=day)
    url = Rendition.objects.first().get_absolute_url()
    for today, status in ((day, 200), (day + datetime.timedelta(days=1), 404)):
        monkeypatch.setattr(still_module, "today", lambda today=today: today)
        assert as_guest.get(url).status_code == status
        assert as_guest.get(f"{review.get_absolute_url()}bilder/1/").status_code == status
        assert ("/bilder/" in as_guest.get(review.get_absolute_url()).content.decode()) is (status == 200)
        assert ("/bilder/" in as_guest.get("/").content.decode()) is (status == 200)


def test_a_new_focal_point_makes_new_cuts_while_the_old_ones_are_served(editor, as_guest):
    review = make_review(editor, pictures=1)
    make_files(review)
    still = review.stills.get().still
    cut = still.renditions.get(shape="square", format="jpeg")
    whole = {r.name for r in still.renditions.filter(shape="")}
    with transaction.atomic():
        assert stills.change_picture(still, {"focal_x": 0.1, "focal_y": 0.9}) is True
        assert stills.change_picture(still, {"focal_x": 0.1, "focal_y": 0.9}) is False
    assert as_guest.get(cut.get_absolute_url()).status_code == 200
    make_files(review)
    today = Rendition.objects.get(still=cut.still_id, recipe=cut.recipe)
    assert as_guest.get(cut.get_absolute_url()).headers["Location"] == today.get_absolute_url()
    assert still.renditions.get(shape="square", format="jpeg").name != cut.name
    assert {r.name for r in still.renditions.filter(shape="")} == whole


def test_a_file_nothing_names_is_deleted_after_thirty_days_and_not_before(editor):
    review = make_draft(editor, pictures=1)
    make_files(review)
    still = review.stills.get().still
    old = [rendition_path(r.name) for r in still.renditions.all()]
    with transaction.atomic():
        stills.change_picture(still, {"credit": "Anderer Verleih"})
    make_files(review)
    assert renditions.sweep_unused_files(timezone.now() + datetime.timedelta(days=29)) == 0
    assert all(default_storage.exists(path) for path in old)
    assert renditions.sweep_unused_files(timezone.now() + datetime.timedelta(days=31)) == len(old)
    assert not any(default_storage.exists(path) for path in old)
    assert all(default_storage.exists(rendition_path(r.name)) for r in Rendition.objects.all())


def test_a_file_that_came_into_use_again_stays(editor):
    review = make_draft(editor, pictures=1)
    make_files(review)
    still = review.stills.get().still
    for credit in ("Anderer Verleih", still.credit):
        still.refresh_from_db()
        with transaction.atomic():
            stills.change_picture(still, {"credit": credit})
        make_files(review)
    renditions.sweep_unused_files(timezone.now() + datetime.timedelta(days=31))
    assert all(default_storage.exists(rendition_path(r.name)) for r in Rendition.objects.all())


def test_stills_are_rendered_anew_only_where_the_recipe_has_changed(editor, monkeypatch):
    review = make_draft(editor, pictures=2)
    make_files(review)
    assert renditions.rerender_stills() == 0
    monkeypatch.setattr("images.renditions.REVISION", 2)
    assert renditions.rerender_stills() == 2
    assert Rendition.objects.exists()
    make_files(review)
    assert renditions.rerender_stills() == 0


def test_a_link_to_a_review_has_a_picture_but_not_one_for_adults(editor, as_guest):
    review = make_draft(editor, pictures=0)
    drafting.add_picture(review, make_picture(size=(1600, 900)), "gross.jpg", by=editor)
    content = snapshot(review)
    content["stills"][0] |= {"alt": "Eine Tür", "credit": "Erfundener Verleih"}
    save(review, content, by=editor)
    make_files(review)
    publishing.publish(review, by=editor)
    for path in (review.get_absolute_url(), review.film.get_absolute_url()):
        page = as_guest.get(path).content.decode()
        assert 'property="og:image:width" content="1200"' in page and 'property="og:image:height" content="630"' in page
    Still.objects.update(min_age=16)
    for path in (review.get_absolute_url(), review.film.get_absolute_url()):
        assert 'property="og:image"' not in as_guest.get(path).content.decode()

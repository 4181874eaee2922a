"""Pictures in posts: from the upload to the day nobody wants them."""

import datetime
import io
from functools import partial

import pytest
from django.core.exceptions import PermissionDenied
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum import moderation, permissions, picture_files, pictures, posting
from forum.cases import appealing, reporting
from forum.consistency.erased import take_erased_out
from forum.consistency.pictures import differing_pictures
from forum.models import Case, Decision, PictureFile, Post, PostPicture, ReportReason
from forum.models.picture import ERASED
from forum.models.redress import AppealSide
from forum.rerendering import html_of, rerender_posts
from forum.tasks import sweep_pictures
from images.opening import PictureRefused, open_picture
from images.storing import rendition_path
from images.tests.pictures import SECRET, make_declared_png, make_talkative_jpeg
from tests.making import make_board, make_picture, make_post_picture, make_post_with_picture
from text.excerpts import excerpt

pytestmark = pytest.mark.django_db

GROUNDS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}


@pytest.fixture(autouse=True)
def allowed(settings):
    settings.POST_PICTURES = "members"


@pytest.fixture
def thread(other_member):
    return posting.open_thread(make_board("Foyer"), by=other_member, title="Kinos", source="Eures?", form_key="t")


@pytest.fixture
def after_commit(django_capture_on_commit_callbacks):
    return partial(django_capture_on_commit_callbacks, execute=True)


def files_of(picture):
    return [rendition_path(name) for name in picture.files.values_list("name", flat=True)]


def stored():
    found = set()
    for top in ("originals", "renditions"):
        try:
            folders = default_storage.listdir(top)[0]
        except FileNotFoundError:
            continue
        found |= {f"{top}/{f}/{name}" for f in folders for name in default_storage.listdir(f"{top}/{f}")[1]}
    return found


def erase(picture, moderator, **grounds):
    return moderation.erase_picture(picture, by=moderator, decision=Decision(**(grounds or GROUNDS)))


def test_a_picture_goes_from_the_upload_into_the_post(thread, member):
    picture = make_post_picture(member, "a", alt="Ein  Kino\nbei Nacht", size=(1400, 900))
    assert (picture.post, picture.number, picture.state, picture.alt) == (None, 1, "waiting", "Ein Kino bei Nacht")
    assert picture_files.prepare(picture.pk)
    post = posting.reply(thread, by=member, source="Seht:\n[[bild 1]]", form_key="a")
    picture.refresh_from_db()
    assert (picture.post, picture.unused_since, picture.state, picture.file) == (post, None, "ready", "")
    assert stored() == set(files_of(picture))
    assert {file.width for file in picture.files.all()} == {480, 800, 1200}
    assert excerpt(post.html) == "Seht: [Bild: Ein Kino bei Nacht]"


def test_nothing_a_phone_wrote_stays_in_a_file_that_is_served(member):
    original = make_talkative_jpeg()
    picture = pictures.add_picture(io.BytesIO(original), "a.jpg", by=member, form_key="a")
    picture_files.prepare(picture.pk)
    assert SECRET.encode() in original and len(files_of(picture)) == 4
    for path in files_of(picture):
        with default_storage.open(path) as file:
            data = file.read()
        assert SECRET.encode() not in data and b"Exif" not in data and b"xpacket" not in data


def test_without_the_operators_word_nobody_uploads(member, settings):
    settings.POST_PICTURES = "off"
    with pytest.raises(PermissionDenied):
        make_post_picture(member, "a")


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"GIF89a" + bytes(20), "kein Bild"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "kein Bild"),
        (make_declared_png(9000, 6000), "mehr als 50 Megapixel"),
        (make_talkative_jpeg() + b"<script>alert(1)</script>", "eine Webseite"),
        (make_talkative_jpeg() + bytes(pictures.MAX_BYTES), "13 MB groß, erlaubt sind 12 MB"),
    ],
)
def test_what_is_no_picture_or_too_large_is_refused_by_name(member, data, words):
    with pytest.raises(PictureRefused, match=f"„urlaub.jpg“.*{words}"):
        pictures.add_picture(io.BytesIO(data), "urlaub.jpg", by=member, form_key="a")
    assert not PostPicture.objects.exists() and not stored()


def test_the_same_file_in_the_same_form_is_one_picture_and_in_anothers_form_another(member, other_member):
    file = make_picture()
    first = pictures.add_picture(file, "a.jpg", by=member, form_key="a")
    assert pictures.add_picture(file, "b.jpg", by=member, form_key="a") == first
    other = pictures.add_picture(file, "a.jpg", by=other_member, form_key="a")
    assert first.sha256 == other.sha256 and first.file != other.file
    pictures.remove_picture(first, by=member)
    picture_files.delete_files(first.pk)
    assert not default_storage.exists(first.file) and default_storage.exists(other.file)


def test_a_file_that_is_sent_again_leaves_no_second_original(thread, member):
    file = make_picture()
    picture = pictures.add_picture(file, "a.jpg", by=member, form_key="a")
    picture_files.prepare(picture.pk)
    assert pictures.add_picture(file, "a.jpg", by=member, form_key="a") == picture
    assert stored() == set(files_of(picture))


def test_an_original_that_was_not_wanted_any_more_when_it_arrived_does_not_stay(member, monkeypatch):
    real = pictures.write_once

    def erased_meanwhile(path, content):
        PostPicture.objects.update(state="leaving", alt="", sha256="")
        sweep_pictures()
        real(path, content)

    monkeypatch.setattr(pictures, "write_once", erased_meanwhile)
    pictures.add_picture(make_picture(), "a.jpg", by=member, form_key="a")
    assert not stored() and not PostPicture.objects.exists()


def test_a_file_that_could_not_be_stored_leaves_a_row_to_find_it_by(member, monkeypatch):
    def fails(path, content):
        raise ConnectionError

    monkeypatch.setattr(pictures, "write_once", fails)
    with pytest.raises(ConnectionError):
        pictures.add_picture(make_picture(), "a.jpg", by=member, form_key="a")
    assert PostPicture.objects.get().file


def test_a_post_holds_so_many_pictures_and_a_member_so_many_that_are_not_posted(member, monkeypatch):
    monkeypatch.setattr(pictures, "PICTURES_PER_POST", 2)
    monkeypatch.setattr(pictures, "UNPOSTED_MOST", 3)
    assert [make_post_picture(member, key).number for key in "aab"] == [1, 2, 1]
    for key in "ac":
        with pytest.raises(pictures.TooMany):
            make_post_picture(member, key)


def test_numbers_of_removed_pictures_are_not_given_again_while_somebody_might_see_them(thread, member, moderator):
    post, picture = make_post_with_picture(thread, member)
    erase(picture, moderator)
    added = pictures.add_picture(make_picture(), "b.jpg", by=member, form_key=pictures.edit_key(post), post=post)
    assert added.number == 2


def test_a_text_whose_pictures_have_no_words_is_not_posted(thread, member):
    make_post_picture(member, "a", alt=" ")
    with pytest.raises(pictures.WordsMissing):
        posting.reply(thread, by=member, source="[[bild 1]]", form_key="a")
    with pytest.raises(pictures.WordsMissing):
        posting.open_thread(thread.board, by=member, title="T", source="[[bild 1]]", form_key="a")
    assert posting.reply(thread, by=member, source="Ohne", form_key="a").pictures.count() == 0


def test_anothers_picture_is_text_in_my_post(thread, member, other_member):
    make_post_picture(other_member, "a")
    post = posting.reply(thread, by=member, source="[[bild 1]]", form_key="a")
    assert post.html == "<p>[[bild 1]]</p>" and not post.pictures.exists()


def test_the_same_form_sent_twice_keeps_post_and_picture(thread, member):
    post, picture = make_post_with_picture(thread, member)
    again = posting.reply(thread, by=member, source=post.source, form_key=post.form_key)
    assert again == post and "data-picture" in Post.objects.get(pk=post.pk).html
    assert PostPicture.objects.get().post == post


def test_a_picture_erased_while_its_post_is_sent_is_not_there(thread, member, monkeypatch):
    picture = make_post_picture(member, "a")
    real = permissions.needs_approval  # asked between rendering and the transaction

    def erased_meanwhile(by):
        PostPicture.objects.filter(pk=picture.pk, state="waiting").update(state="leaving", alt="", sha256="")
        return real(by)

    monkeypatch.setattr(permissions, "needs_approval", erased_meanwhile)
    post = posting.reply(thread, by=member, source="[[bild 1]]", form_key="a")
    assert post.html == "<figure>[Bild entfernt]</figure>" and Post.objects.filter(author=member).count() == 1


def test_an_edit_adds_pictures_and_new_words_for_old_ones(thread, member):
    post, picture = make_post_with_picture(thread, member)
    added = pictures.add_picture(make_picture(), "b.jpg", by=member, form_key=pictures.edit_key(post), post=post)
    assert added.number == 2
    pictures.describe(added, "Das Foyer", by=member)
    assert not pictures.describe(picture, "Anders", by=member), "words of a posted picture change with its text"
    source = f"{post.source}\n[[bild 2]]"
    assert posting.edit_post(post, by=member, source=source, base=0, alts={1: "Ein Kino am Tag"})
    post.refresh_from_db()
    assert excerpt(post.html) == "Seht her [Bild: Ein Kino am Tag] [Bild: Das Foyer]"
    assert set(post.pictures.filter(unused_since=None).values_list("number", "alt")) == {
        (1, "Ein Kino am Tag"),
        (2, "Das Foyer"),
    }
    assert not posting.edit_post(post, by=member, source=source, base=1, alts={1: "Ein Kino am Tag"})
    with pytest.raises(pictures.WordsMissing):
        posting.edit_post(post, by=member, source=source, base=1, alts={1: ""})


def test_a_picture_taken_out_by_an_edit_stays_for_a_week_and_comes_back(thread, member, moderator, after_commit):
    post, picture = make_post_with_picture(thread, member)
    posting.edit_post(post, by=member, source="Ohne", base=0)
    now = timezone.now()
    assert sweep_pictures(now + datetime.timedelta(days=6)) == 0
    seen_by = [v for v in (member, moderator) if PostPicture.objects.visible_to(v).exists()]
    assert seen_by == [member, moderator] and not PostPicture.objects.visible_to(thread.author).exists()
    post.refresh_from_db()
    posting.edit_post(post, by=member, source="[[bild 1]]", base=1)
    assert PostPicture.objects.get().unused_since is None
    post.refresh_from_db()
    posting.edit_post(post, by=member, source="Ohne", base=2)
    with after_commit():
        assert sweep_pictures(timezone.now() + datetime.timedelta(days=7, minutes=1))
    assert PostPicture.objects.get().state == "gone" and not stored()
    post.refresh_from_db()
    posting.edit_post(post, by=member, source="[[bild 1]]", base=3)
    assert Post.objects.get(pk=post.pk).html == "<figure>[Bild entfernt]</figure>"


def test_a_picture_nobody_posted_is_gone_after_a_day(member, after_commit):
    picture = make_post_picture(member, "a")
    picture_files.prepare(picture.pk)
    assert sweep_pictures(timezone.now() + datetime.timedelta(hours=23)) == 0
    with after_commit():
        assert sweep_pictures(timezone.now() + datetime.timedelta(hours=25))
    assert not PostPicture.objects.exists() and not PictureFile.objects.exists() and not stored()


def test_what_a_killed_process_left_is_deleted_by_the_sweep(thread, member, moderator):
    post, picture = make_post_with_picture(thread, member)
    erase(picture, moderator)  # nothing runs after the commit, as if the process ended there
    assert PostPicture.objects.get().state == "leaving" and stored()
    assert sweep_pictures() == 1
    assert PostPicture.objects.get().state == "gone" and not stored() and sweep_pictures() == 0


def test_files_made_while_their_picture_is_erased_do_not_stay(thread, member, moderator, after_commit, monkeypatch):
    post, picture = make_post_with_picture(thread, member, files=False)
    real = picture_files._write_files

    def erased_meanwhile(*args):
        with after_commit():
            erase(picture, moderator)
        return real(*args)

    monkeypatch.setattr(picture_files, "_write_files", erased_meanwhile)
    picture_files.prepare(picture.pk)
    assert not stored() and not PictureFile.objects.exists()
    assert PostPicture.objects.get().state == "leaving", "somebody had claimed it: looked at again when that has ended"
    PostPicture.objects.update(claimed_until=timezone.now() - datetime.timedelta(minutes=1))
    sweep_pictures()
    assert PostPicture.objects.get().state == "gone"


def test_erasing_a_post_deletes_its_pictures_for_good(thread, member, moderator, after_commit):
    post, picture = make_post_with_picture(thread, member)
    assert len(stored()) == 4
    with after_commit():
        moderation.erase_post(post, by=moderator, decision=Decision(**GROUNDS))
    picture.refresh_from_db()
    assert (picture.state, picture.alt, picture.sha256, picture.file) == ("gone", "", "", "")
    assert not stored() and not PictureFile.objects.exists()


def test_against_an_erased_picture_its_author_can_appeal_and_the_case_of_the_post_goes_on(
    thread, member, other_member, moderator
):
    post, picture = make_post_with_picture(thread, member)
    reporting.report(post, reason=ReportReason.objects.first(), words="Nein", by=other_member)
    decided = erase(picture, moderator)
    assert decided.case.post == post and Case.objects.get(pk=decided.case_id).stage == "open"
    assert appealing.can_appeal(decided, AppealSide.AUTHOR)
    alone, only = make_post_with_picture(thread, member)
    assert erase(only, moderator).case.stage == "decided"


def test_erasing_a_picture_leaves_the_text_and_says_so(thread, member, moderator, after_commit):
    post, picture = make_post_with_picture(thread, member)
    version = thread.__class__.objects.get(pk=thread.pk).version
    with after_commit():
        decided = erase(picture, moderator)
    assert (decided.action, decided.post) == ("erase_picture", post)
    post.refresh_from_db()
    assert post.html == "<p>Seht her</p>\n<figure>[Bild entfernt]</figure>" and not stored()
    assert post.thread.__class__.objects.get(pk=post.thread_id).version > version
    assert erase(picture, moderator) is None and post.decisions.count() == 1
    assert html_of(post, post.source) == post.html


def test_a_picture_is_erased_with_reasons_by_moderators_and_not_by_its_author(thread, member, moderator):
    post, picture = make_post_with_picture(thread, member)
    with pytest.raises(moderation.ReasonsMissing):
        erase(picture, moderator, rule="1. Freundlich bleiben", reasons=" ")
    with pytest.raises(PermissionDenied):
        erase(picture, member)
    own, mine = make_post_with_picture(thread, moderator)
    with pytest.raises(PermissionDenied):
        erase(mine, moderator)
    assert not PostPicture.objects.filter(state__in=ERASED).exists()


def test_a_broken_picture_says_so_and_is_not_tried_for_ever(thread, member):
    picture = make_post_picture(member, "a", size=(900, 700))
    with default_storage.open(picture.file) as file:
        data = file.read()
    default_storage.delete(picture.file)
    default_storage.save(picture.file, ContentFile(data[: len(data) // 2]))
    post = posting.reply(thread, by=member, source="[[bild 1]]", form_key="a")
    assert picture_files.prepare(picture.pk)
    assert PostPicture.objects.get().state == "failed" and not picture_files.prepare(picture.pk)
    assert post.pk and not PictureFile.objects.exists()


def test_a_picture_that_ends_every_process_is_given_up(member):
    make_post_picture(member, "a")
    PostPicture.objects.update(attempts=picture_files.ATTEMPTS, created_at=timezone.now() - datetime.timedelta(hours=1))
    sweep_pictures()
    assert PostPicture.objects.get().state == "failed"


def test_the_sweep_asks_again_for_a_picture_nobody_makes(member):
    make_post_picture(member, "a")
    assert sweep_pictures() == 0, "the nudge may still be on its way"
    PostPicture.objects.update(created_at=timezone.now() - datetime.timedelta(minutes=1))
    assert sweep_pictures() == 1


def test_two_workers_make_the_files_of_a_picture_once(member):
    picture = make_post_picture(member, "a")
    PostPicture.objects.update(claimed_until=timezone.now() + datetime.timedelta(minutes=1))
    assert not picture_files.prepare(picture.pk)


def test_the_page_changes_when_the_files_are_there(thread, member, as_guest):
    post, picture = make_post_with_picture(thread, member, files=False)
    page = as_guest.get(thread.get_absolute_url()).content.decode()
    assert "placeholder-frame" in page and 'aria-label="Ein Kino bei Nacht"' in page
    picture_files.prepare(picture.pk)
    page = as_guest.get(thread.get_absolute_url()).content.decode()
    assert "placeholder-frame" not in page and 'alt="Ein Kino bei Nacht"' in page and "/bilder/beitrag/" in page


def test_a_used_up_form_hands_its_pictures_on(member):
    make_post_picture(member, "a")
    assert pictures.carry_over(member, "a", to="b") == 1
    assert set(pictures.placed_in_form(member, "b", "[[bild 1]]")) == {1}


def test_a_quote_takes_the_words_of_a_picture_along(thread, member):
    post, picture = make_post_with_picture(thread, member)
    assert pictures.source_in_words(post) == "Seht her\n\n[Bild: Ein Kino bei Nacht]"


@pytest.mark.parametrize(
    "wrong",
    [
        {"unused_since": None, "post": None},
        {"unused_since": None, "alt": ""},
        {"state": "gone", "alt": "x"},
        {"state": "gone", "alt": "", "sha256": ""},
        {"state": "nie"},
        {"number": 0},
        {"width": 0},
    ],
    ids=str,
)
def test_the_database_refuses_what_must_not_be(thread, member, wrong):
    make_post_with_picture(thread, member, files=False)
    with pytest.raises(IntegrityError), transaction.atomic():
        PostPicture.objects.update(**wrong)


def test_files_are_upright_and_no_wider_than_the_picture(member):
    picture = make_post_picture(member, "a", size=(300, 200), kind="PNG")
    picture_files.prepare(picture.pk)
    assert {(f.width, f.height, f.format) for f in picture.files.all()} == {(300, 200, "avif"), (300, 200, "jpeg")}
    with default_storage.open(files_of(picture)[0]) as file:
        assert open_picture(file, "x").size == (300, 200)


def test_the_check_finds_pictures_that_are_not_where_they_should_be(thread, member, moderator):
    post, picture = make_post_with_picture(thread, member)
    assert list(differing_pictures("default")) == []
    lost = files_of(picture)[0]
    default_storage.delete(lost)
    assert [found.text for found in differing_pictures("default")] == [
        f"Beitragsbild {picture.pk}: die Datei {lost} fehlt"
    ]
    Post.objects.filter(pk=post.pk).update(html="<p>Ohne</p>")
    assert "zeigt Bilder nicht" in next(differing_pictures("default")).text
    Post.objects.filter(pk=post.pk).update(html='<figure data-picture="4711">[Bild: x]</figure>')
    assert "zeigt andere Bilder" in next(differing_pictures("default")).text


def test_the_check_deletes_what_a_killed_process_left(thread, member, moderator):
    post, picture = make_post_with_picture(thread, member)
    erase(picture, moderator)
    (found,) = differing_pictures("default")
    found.mend()
    assert not stored() and list(differing_pictures("default")) == []


def test_an_upload_whose_file_got_lost_is_found(member):
    picture = make_post_picture(member, "a")
    default_storage.delete(picture.file)
    (found,) = differing_pictures("default")
    assert f"das Original {picture.file} fehlt" in found.text


def test_a_text_brought_up_to_date_keeps_its_pictures(thread, member):
    post, picture = make_post_with_picture(thread, member)
    Post.objects.filter(pk=post.pk).update(renderer_version=0, html="alt")
    assert sum(rerender_posts()) == 1
    assert Post.objects.get(pk=post.pk).html == post.html


def test_erasing_a_quoted_post_leaves_the_pictures_of_the_quoting_one(thread, member, moderator):
    quoted = posting.reply(thread, by=thread.author, source="Privates", form_key="q")
    make_post_picture(member, "a")
    source = f":::zitat {quoted.pk}\nPrivates\n:::\n\n[[bild 1]]"
    post = posting.reply(thread, by=member, source=source, form_key="a")
    moderation.erase_post(quoted, by=moderator, decision=Decision(**GROUNDS))
    html = Post.objects.get(pk=post.pk).html
    assert "Privates" not in html and "data-picture=" in html and list(differing_pictures("default")) == []


def test_taking_traces_of_an_erased_post_out_leaves_the_pictures(thread, member):
    quoted = posting.reply(thread, by=thread.author, source="Privates", form_key="q")
    make_post_picture(member, "a")
    source = f":::zitat {quoted.pk}\nPrivates\n:::\n\n[[bild 1]]"
    post = posting.reply(thread, by=member, source=source, form_key="a")
    Post.objects.filter(pk=quoted.pk).update(state="erased", source="", html="")
    take_erased_out(post.pk)
    html = Post.objects.get(pk=post.pk).html
    assert "Privates" not in html and "data-picture=" in html

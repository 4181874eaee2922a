"""Pictures in posts as members meet them: without scripts by the form itself, with scripts one by one."""

import re

import pytest
from django.core.files.storage import default_storage
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from filmsite.guest_pages.middleware import pages
from forum import moderation, picture_files, pictures, posting, states
from forum.models import Decision, PictureFile, Post, PostPicture, Thread
from images.storing import rendition_path
from tests.buckets import fetch
from tests.making import make_board, make_picture, make_post_picture, make_post_with_picture
from text.fragments import forget_all

pytestmark = pytest.mark.django_db

GROUNDS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}


@pytest.fixture(autouse=True)
def allowed(settings):
    settings.POST_PICTURES = "members"


@pytest.fixture
def thread(other_member):
    return posting.open_thread(make_board("Foyer"), by=other_member, title="Kinos", source="Eures?", form_key="t")


def upload(name="kino.jpg", data=None):
    return SimpleUploadedFile(name, data if data is not None else make_picture().read(), "image/jpeg")


def path(thread, name="reply"):
    return reverse(f"forum:{name}", args=[thread.pk, thread.slug])


def page_of(answer, status=200):
    assert answer.status_code == status, answer.content.decode()[-2000:]
    return answer.content.decode()


def body_in(page):
    return re.search(r'<textarea name="body"[^>]*>\s*(.*?)</textarea>', page, re.S)[1]


def test_without_scripts_a_reply_with_pictures_takes_a_form_sent_twice(thread, member, signed_in, as_guest):
    client = signed_in(member)
    sent = {"body": "Mein Kino:", "form_key": "a", "bilder": [upload(), upload("foyer.jpg")]}
    page = page_of(client.post(path(thread), sent))
    assert body_in(page) == "Mein Kino:\n\n[[bild 1]]\n\n[[bild 2]]\n"
    assert page.count("Was ist zu sehen?") == 2 and "Schreib etwas" not in page and 'role="alert"' not in page
    text = {"body": body_in(page), "form_key": "a", "alt-1": "Das Kino", "alt-2": ""}
    page = page_of(client.post(path(thread), text), 422)
    assert "was auf den Bildern zu sehen ist" in page and page.count("Ein Satz genügt") == 1
    assert ">Das Kino</textarea>" in page
    assert client.post(path(thread), text | {"alt-2": "Das Foyer"}).status_code == 302
    assert "[Bild: Das Foyer]" in Post.objects.get(author=member).html
    assert 'aria-label="Das Kino"' in as_guest.get(thread.get_absolute_url()).content.decode()


def test_a_new_thread_takes_pictures_the_same_way(thread, member, signed_in):
    client, address = signed_in(member), reverse("forum:open_thread", args=[thread.board.slug])
    page = page_of(client.post(address, {"title": "Fotos", "body": "", "form_key": "a", "bilder": upload()}))
    assert body_in(page) == "[[bild 1]]\n" and 'value="Fotos"' in page
    sent = {"title": "Fotos", "body": "[[bild 1]]", "form_key": "a", "alt-1": "Das Kino"}
    assert client.post(address, sent).status_code == 302
    assert Thread.objects.get(title="Fotos").first_post.pictures.get().alt == "Das Kino"


def test_an_edit_takes_pictures_and_words_and_keeps_what_was_typed(thread, member, signed_in):
    post, picture = make_post_with_picture(thread, member)
    client, address = signed_in(member), reverse("forum:edit_post", args=[post.pk])
    page = page_of(client.get(address))
    assert "Ein Kino bei Nacht" in page and f'data-post="{post.pk}"' in page
    sent = {"body": post.source, "base": "0", "alt-1": "Mein Kino", "bilder": upload()}
    page = page_of(client.post(address, sent))
    assert ">Mein Kino</textarea>" in page and "[[bild 2]]" in body_in(page)
    assert PostPicture.objects.get(number=1).alt == "Ein Kino bei Nacht", (
        "nothing of the post changes before it is saved"
    )
    text = {"body": body_in(page), "base": "0", "alt-1": "Mein Kino", "alt-2": "Das Foyer"}
    page = page_of(client.post(address, text | {"vorschau": ""}))
    assert 'alt="Mein Kino"' in page or 'aria-label="Das Foyer"' in page
    assert PostPicture.objects.get(number=1).alt == "Ein Kino bei Nacht"
    assert client.post(address, text).status_code == 302
    assert {p.alt for p in post.pictures.filter(unused_since=None)} == {"Mein Kino", "Das Foyer"}


def test_taking_a_picture_out_takes_its_mark_along(thread, member, signed_in):
    make_post_picture(member, "a")
    sent = {"body": "Davor\n\n[[bild 1]]\n\nDanach", "form_key": "a", "bild-weg": "1"}
    page = page_of(signed_in(member).post(path(thread), sent))
    assert body_in(page) == "Davor\n\nDanach" and "Was ist zu sehen?" not in page
    assert PostPicture.objects.visible_to(member).count() == 0
    other = signed_in(thread.author).post(path(thread), {"body": "x", "form_key": "a", "bild-weg": "1"})
    assert other.status_code == 200


def test_a_refused_file_is_named_and_the_others_go_on(thread, member, signed_in):
    files = [upload("scherz.jpg", b"kein Bild, nur ein Scherz"), upload()]
    page = page_of(signed_in(member).post(path(thread), {"body": "x", "form_key": "a", "bilder": files}), 422)
    assert "„scherz.jpg“ ist kein Bild" in page and "[[bild 1]]" in body_in(page)


@pytest.mark.parametrize("key", ["x" * 37, "a\0b"])
def test_a_key_no_form_has_takes_no_pictures(thread, member, signed_in, key):
    sent = {"body": "[[bild 1]]", "form_key": key, "bilder": upload(), "alt-1": "x", "bild-weg": "1"}
    assert "Mit diesem Formular stimmt etwas nicht" in page_of(signed_in(member).post(path(thread), sent), 422)
    assert not PostPicture.objects.exists()


def test_a_store_that_is_silent_loses_no_text(thread, member, signed_in, monkeypatch):
    def fails(path, content):
        raise ConnectionError

    monkeypatch.setattr(pictures, "write_once", fails)
    page = page_of(signed_in(member).post(path(thread), {"body": "Lang", "form_key": "a", "bilder": upload()}), 422)
    assert "keine Bilder ablegen" in page and "Lang" in body_in(page)


def test_uploads_are_limited_by_the_hour(thread, member, signed_in, monkeypatch):
    monkeypatch.setattr("forum.views.pictures.PICTURES_PER_HOUR", 1)
    sent = {"body": "x", "form_key": "a", "bilder": [upload(), upload("b.jpg")]}
    page = page_of(signed_in(member).post(path(thread), sent), 422)
    assert "viele Bilder auf einmal" in page and PostPicture.objects.count() == 1


def test_pictures_of_a_form_that_is_used_up_go_along_with_its_new_key(thread, member, signed_in):
    client = signed_in(member)
    client.post(path(thread), {"body": "Erster", "form_key": "a"})
    client.post(path(thread), {"body": "Noch etwas", "form_key": "a", "bilder": upload()})
    sent = {"body": "Noch etwas\n\n[[bild 1]]", "form_key": "a", "alt-1": "Das Kino"}
    page = page_of(client.post(path(thread), sent), 409)
    key = re.search(r'name="form_key" value="([^"]+)"', page)[1]
    assert key != "a" and ">Das Kino</textarea>" in page
    assert client.post(path(thread), sent | {"form_key": key}).status_code == 302
    assert "[Bild: Das Kino]" in Post.objects.filter(author=member).last().html


def test_a_script_gets_the_frame_of_what_it_sent(member, signed_in):
    client, address = signed_in(member), reverse("forum:add_pictures")
    frame = page_of(client.post(address, {"form_key": "a", "bilder": upload()}))
    assert 'data-number="1"' in frame and "<main" not in frame
    refused = page_of(client.post(address, {"form_key": "a", "bilder": upload("x.jpg", b"nichts davon")}), 422)
    assert "data-refused" in refused and "data-number" not in refused
    for key in ("", "x" * 37, "a\0b"):
        assert client.post(address, {"form_key": key, "bilder": upload()}).status_code == 404


def test_a_script_adds_to_an_edit_only_what_its_author_may_edit(thread, member, signed_in, other_member):
    post, picture = make_post_with_picture(thread, member)
    address, sent = reverse("forum:add_pictures"), {"beitrag": post.pk}
    assert signed_in(other_member).post(address, sent | {"bilder": upload()}).status_code == 403
    assert signed_in(member).post(address, sent | {"bilder": upload()}).status_code == 200
    assert pictures.in_form(member, pictures.edit_key(post), post).count() == 2
    for nonsense in ("x", "99999"):
        assert signed_in(member).post(address, {"beitrag": nonsense, "bilder": upload()}).status_code == 404


def test_a_quote_button_writes_the_words_of_a_picture(thread, member, signed_in):
    post, picture = make_post_with_picture(thread, member)
    page = page_of(signed_in(member).get(f"{thread.get_absolute_url()}?zitat={post.pk}"))
    assert "[Bild: Ein Kino bei Nacht]" in body_in(page) and "[[bild" not in body_in(page)


def test_other_channels_get_words_and_no_address(thread, member, as_guest):
    make_post_with_picture(thread, member)
    feed = page_of(as_guest.get(path(thread, "thread_feed")))
    profile = page_of(as_guest.get(member.get_absolute_url()))
    for text in (feed, profile):
        assert "Seht her [Bild: Ein Kino bei Nacht]" in text and "/bilder/beitrag/" not in text


def statuses(address, *clients):
    return [client.get(address).status_code for client in clients]


def test_a_picture_is_seen_exactly_where_its_post_is(
    thread, member, other_member, moderator, editor, signed_in, as_guest
):
    post, picture = make_post_with_picture(thread, member)
    clients = [as_guest, *(signed_in(who) for who in (other_member, member, moderator, editor))]
    address = PictureFile.objects.first().get_absolute_url()
    everybody, author_and_moderator = [200] * 5, [404, 404, 200, 200, 404]
    assert statuses(address, *clients) == everybody
    moderation.hide_post(post, by=moderator, decision=Decision(**GROUNDS))
    assert statuses(address, *clients) == author_and_moderator
    moderation.restore_post(post, by=moderator, decision=Decision())
    posting.withdraw_post(post, by=member)
    assert statuses(address, *clients) == author_and_moderator
    posting.restore_post(post, by=member)
    assert statuses(address, *clients) == everybody
    moderation.hide_thread(thread, by=moderator, decision=Decision(**GROUNDS))
    assert statuses(address, *clients) == [404, 200, 404, 200, 404], "who opened it still reads it"
    moderation.restore_thread(thread, by=moderator)
    type(thread.board).objects.filter(pk=thread.board_id).update(visible_to="team")
    assert statuses(address, *clients) == [404, 404, 404, 200, 200]
    type(thread.board).objects.filter(pk=thread.board_id).update(visible_to="all")
    moderation.erase_picture(picture, by=moderator, decision=Decision(**GROUNDS))
    assert statuses(address, *clients) == [404] * 5


def test_a_picture_waits_for_approval_with_its_post(thread, member, other_member, moderator, signed_in, as_guest):
    moderation.hold_replies(thread, by=moderator, until=thread.created_at.replace(year=2099))
    post, picture = make_post_with_picture(thread, member)
    clients = [as_guest, *(signed_in(who) for who in (other_member, member, moderator))]
    address = PictureFile.objects.first().get_absolute_url()
    assert post.state == "pending" and statuses(address, *clients) == [404, 404, 200, 200]
    moderation.approve_post(post, by=moderator)
    assert statuses(address, *clients) == [200] * 4


def test_what_is_not_posted_is_only_for_who_uploaded_it(member, other_member, moderator, signed_in, as_guest):
    picture_files.prepare(make_post_picture(member, "a").pk)
    address = PictureFile.objects.first().get_absolute_url()
    clients = [as_guest, *(signed_in(who) for who in (other_member, moderator, member))]
    assert statuses(address, *clients) == [404, 404, 404, 200]


def test_one_query_decides_and_no_shared_cache_keeps_a_picture(thread, member, as_guest, django_assert_num_queries):
    make_post_with_picture(thread, member)
    file = PictureFile.objects.first()
    with django_assert_num_queries(1):
        answer = as_guest.get(file.get_absolute_url())
    assert (answer["Cache-Control"], answer["Content-Type"]) == ("private, max-age=600", f"image/{file.format}")
    assert len(answer.getvalue()) == file.size


def queries_of_page(thread, client, count):
    """Of a page whose posts nobody has looked at since they were written."""
    forget_all()
    pages.clear()
    with CaptureQueriesContext(connection) as seen:
        assert client.get(thread.get_absolute_url()).content.decode().count("<picture>") == count
    return len(seen)


def test_a_page_asks_as_often_for_ten_pictures_as_for_two(thread, member, moderator, signed_in, as_guest):
    clients = [as_guest, signed_in(moderator), signed_in(member)]
    for _ in range(2):
        make_post_with_picture(thread, member)
    few = [queries_of_page(thread, client, 2) for client in clients]
    for _ in range(8):
        make_post_with_picture(thread, member)
    assert [queries_of_page(thread, client, 10) for client in clients] == few


def test_a_moderator_erases_a_picture_after_being_asked(thread, member, moderator, signed_in):
    post, picture = make_post_with_picture(thread, member)
    client, address = signed_in(moderator), reverse("forum:erase_picture", args=[post.pk, 1])
    assert address in page_of(client.get(reverse("forum:moderate_post", args=[post.pk])))
    assert "Setz erst das Häkchen" in page_of(client.post(address, GROUNDS), 422)
    assert "Ohne Begründung" in page_of(client.post(address, {"bild-sicher": "ja"}), 422)
    assert client.post(address, GROUNDS | {"bild-sicher": "ja"}).status_code == 302
    assert "[Bild entfernt]" in page_of(signed_in(member).get(thread.get_absolute_url()))
    assert "Bild gelöscht" in page_of(client.get(reverse("forum:moderate_post", args=[post.pk])))
    assert client.post(address, GROUNDS | {"bild-sicher": "ja"}).status_code == 404
    assert signed_in(member).post(address, GROUNDS).status_code == 403


def test_with_the_setting_off_nothing_of_it_is_there(thread, member, moderator, signed_in, as_guest, settings):
    post, picture = make_post_with_picture(thread, member)
    files = [file.get_absolute_url() for file in PictureFile.objects.all()]
    settings.POST_PICTURES = "off"
    states.raise_version([thread.pk])
    client = signed_in(member)
    addresses = [thread.get_absolute_url(), reverse("forum:edit_post", args=[post.pk])]
    addresses.append(reverse("forum:open_thread", args=[thread.board.slug]))
    for address in addresses:
        page = page_of(client.get(address))
        assert not re.search(r'type="file"|multipart|data-tray|pictures\.js|/bilder/beitrag/', page)
    assert "[Bild: Ein Kino bei Nacht]" in page_of(as_guest.get(thread.get_absolute_url()))
    assert {answer for file in files for answer in statuses(file, as_guest, client, signed_in(moderator))} == {404}
    assert client.post(reverse("forum:add_pictures"), {"form_key": "a", "bilder": upload()}).status_code == 404
    sure = GROUNDS | {"bild-sicher": "ja"}
    assert signed_in(moderator).post(reverse("forum:erase_picture", args=[post.pk, 1]), sure).status_code == 404
    assert client.post(path(thread), {"body": "Nur Text", "form_key": "b", "bilder": upload()}).status_code == 302
    assert PostPicture.objects.count() == 1


def test_a_picture_is_served_and_deleted_in_either_storage(thread, member, moderator, media, as_guest):
    post, picture = make_post_with_picture(thread, member)
    for file in picture.files.all():
        answer = as_guest.get(file.get_absolute_url())
        assert answer.status_code == (302 if media else 200)
        found = fetch(answer["Location"]) if media else answer
        assert len(found.body if media else answer.getvalue()) == file.size
        assert answer["Cache-Control"] == f"private, max-age={30 if media else 600}"
    names = [rendition_path(name) for name in picture.files.values_list("name", flat=True)]
    moderation.erase_picture(picture, by=moderator, decision=Decision(**GROUNDS))
    assert picture_files.delete_files(picture.pk)
    assert not any(default_storage.exists(name) for name in names)


def test_a_key_no_database_stores_is_answered_by_the_form(thread, member, signed_in):
    page = page_of(signed_in(member).post(path(thread), {"body": "Wort", "form_key": "\0k"}), 422)
    assert body_in(page) == "Wort"

"""Pictures from a folder and from a bucket. `media` runs a test with both; what only a bucket does asks for `bucket`."""

import datetime
import re
from functools import partial
from urllib.parse import parse_qs, urlsplit

import pytest
from botocore import auth
from botocore.exceptions import EndpointConnectionError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import transaction
from django.utils import timezone

from images.storing import rendition_path
from reviews import consistency, delivery, drafting, publishing, renditions, stills
from reviews.importing.pictures import look_at
from reviews.importing.save import import_source
from reviews.importing.sources import Source
from reviews.models import Rendition, Still
from reviews.tests.importing_pages import page_text
from tests.buckets import fetch, use_media
from tests.making import make_draft, make_files, make_picture, make_review
from tests.servers import free_port

pytestmark = pytest.mark.django_db

FIRST_BYTES = {"avif": b"ftypavif", "jpeg": b"\xff\xd8\xff"}


@pytest.fixture
def published(media, editor):
    review = make_review(editor, pictures=1)
    make_files(review)
    return review


def stored():
    folders = default_storage.listdir("renditions")[0]
    return {f"renditions/{f}/{name}" for f in folders for name in default_storage.listdir(f"renditions/{f}")[1]}


def paths_of_rows():
    return {rendition_path(name) for name in Rendition.objects.values_list("name", flat=True)}


def test_a_still_goes_from_the_upload_to_guests_and_editors(published, media, as_guest, signed_in, editor):
    assert default_storage.exists(Still.objects.get().file) and stored() == paths_of_rows()
    for client in (as_guest, signed_in(editor)):
        for rendition in Rendition.objects.all():
            answer = client.get(rendition.get_absolute_url())
            assert answer.status_code == (302 if media else 200)
            file = fetch(answer["Location"]) if media else answer
            body = file.body if media else answer.getvalue()
            assert FIRST_BYTES[rendition.format] in body[:12] and len(body) == rendition.size
            assert file.headers["Content-Type"] == f"image/{rendition.format}"
            assert file.headers["Content-Disposition"] == "inline"


def test_what_a_guest_may_not_see_has_no_address_in_either_storage(media, as_guest, editor, signed_in, member):
    review = make_draft(editor, pictures=1)
    make_files(review)
    url = Rendition.objects.first().get_absolute_url()
    for client in (as_guest, signed_in(member)):
        answer = client.get(url)
        assert answer.status_code == 404 and not answer.has_header("Location")
    publishing.publish(review, by=editor)
    assert as_guest.get(url).status_code < 400
    publishing.withdraw(review, by=editor, reason="x")
    assert as_guest.get(url).status_code == 404


def test_a_missing_file_is_a_404(media, editor, as_guest):
    make_files(make_review(editor, pictures=1))
    rendition = Rendition.objects.first()
    default_storage.delete(rendition_path(rendition.name))
    answer = as_guest.get(rendition.get_absolute_url())
    if (
        media
    ):  # the bucket says so, the site has not asked it before; the one of the tests minds our headers and says 403
        assert answer.status_code == 302 and fetch(answer["Location"]).status in (403, 404)
    else:
        assert answer.status_code == 404


def test_a_proxy_is_asked_as_before(editor, as_guest, settings):
    make_files(make_review(editor, pictures=1))
    settings.MEDIA_REDIRECT = "/intern/"
    rendition = Rendition.objects.first()
    answer = as_guest.get(rendition.get_absolute_url())
    assert answer["X-Accel-Redirect"] == f"/intern/{rendition_path(rendition.name)}"
    assert answer["Content-Type"] == f"image/{rendition.format}" and answer["Content-Disposition"] == "inline"
    assert answer["Cache-Control"].startswith("public, max-age=31536000")


@pytest.mark.parametrize("media", ["bucket"], indirect=True)
def test_a_head_gets_an_address_for_a_head(published, media, as_guest, monkeypatch):
    """The S3 server of the tests checks no signature, so in the same second they are compared."""
    moment = datetime.datetime.now(datetime.UTC)
    monkeypatch.setattr(auth, "get_current_datetime", lambda *args, **options: moment)
    url = Rendition.objects.first().get_absolute_url()
    for_get, again, for_head = (ask(url)["Location"] for ask in (as_guest.get, as_guest.get, as_guest.head))
    assert for_get == again != for_head
    assert fetch(for_head, "HEAD").status == 200


@pytest.mark.parametrize("media", ["bucket"], indirect=True)
def test_nobody_reads_the_bucket_without_a_signature(published, media, as_guest):
    signed = as_guest.get(Rendition.objects.first().get_absolute_url())["Location"]
    original = f"{media.origin}/{media.name}/{Still.objects.get().file}"
    assert fetch(signed).status == 200
    assert [fetch(address).status for address in (signed.partition("?")[0], original)] == [403, 403]
    objects = default_storage.bucket.objects.all()
    grants = [grant for found in objects for grant in found.Acl().grants]
    assert len(grants) == 7 and {grant["Grantee"]["Type"] for grant in grants} == {"CanonicalUser"}


def seconds_of(answer):
    query = parse_qs(urlsplit(answer["Location"]).query)
    kept = [int(seconds) for seconds in re.findall(r"max-?age=(\d+)", answer["Cache-Control"])]
    return int(query["X-Amz-Expires"][0]), query["X-Amz-Algorithm"][0], max(kept, default=0)


@pytest.mark.parametrize("media", ["bucket"], indirect=True)
def test_an_address_opens_a_file_for_a_minute_and_never_past_the_rights(
    published, media, as_guest, signed_in, member, editor, monkeypatch
):
    url = Rendition.objects.first().get_absolute_url()
    assert seconds_of(as_guest.get(url)) == (60, "AWS4-HMAC-SHA256", 30)
    assert delivery.SIGNED >= 2 * delivery.REDIRECT_KEPT
    day = timezone.localdate() + datetime.timedelta(days=40)
    Still.objects.update(rights_until=day)
    end = timezone.make_aware(datetime.datetime.combine(day + datetime.timedelta(days=1), datetime.time()))
    monkeypatch.setattr(timezone, "now", lambda: end - datetime.timedelta(seconds=20))
    answer = as_guest.get(url)
    assert seconds_of(answer)[::2] == (20, 20) and "Cookie" in answer["Vary"]
    for who in (member, editor):
        answer = signed_in(who).get(url)
        assert (seconds_of(answer)[0], answer["Cache-Control"]) == (20, "private, no-cache")
    monkeypatch.setattr(timezone, "now", lambda: end - datetime.timedelta(seconds=0.5))
    assert seconds_of(as_guest.get(url))[::2] == (1, 0)
    monkeypatch.setattr(timezone, "now", lambda: end)
    assert as_guest.get(url).status_code == 404
    assert seconds_of(signed_in(editor).get(url))[0] == 60


def test_the_original_has_no_address_at_all(published, media, as_guest, signed_in, editor):
    name = Still.objects.get().file.rpartition("/")[2]
    for client in (as_guest, signed_in(editor)):
        for path in (f"/bilder/{name}", f"/media/originals/{name[:2]}/{name}"):
            assert client.get(path).status_code == 404


def test_files_nothing_names_any_more_are_deleted_in_either_storage(published, media):
    old = paths_of_rows()
    with transaction.atomic():
        stills.change_picture(Still.objects.get(), {"credit": "Anderer Verleih"})
    make_files(published)
    assert stored() == old | paths_of_rows()
    assert renditions.sweep_unused_files(timezone.now() + datetime.timedelta(days=31)) == len(old)
    assert stored() == paths_of_rows()


def test_a_page_that_was_open_is_led_to_the_files_of_today(published, media, as_guest, editor):
    old = {file.recipe: file.get_absolute_url() for file in Rendition.objects.all()}
    with transaction.atomic():
        stills.change_picture(Still.objects.get(), {"credit": "Anderer Verleih"})
    assert as_guest.get(old["w320.avif"] if "w320.avif" in old else next(iter(old.values()))).status_code == 404
    make_files(published)
    for recipe, url in old.items():
        answer = as_guest.get(url)
        assert answer.status_code == 302
        assert answer.headers["Location"] == Rendition.objects.get(recipe=recipe).get_absolute_url()
    publishing.withdraw(published, by=editor, reason="x")
    assert {as_guest.get(url).status_code for url in old.values()} == {404}


def test_pictures_are_made_anew_in_either_storage(published, media, monkeypatch):
    old = paths_of_rows()
    monkeypatch.setattr("images.renditions.REVISION", 2)
    assert renditions.rerender_stills() == 1
    make_files(published)
    assert len(paths_of_rows()) == len(old) and not old & paths_of_rows() and paths_of_rows() <= stored()


def test_a_file_lost_in_either_storage_is_found_and_made_again(published, media):
    assert list(consistency.differences("default")) == []
    lost = min(paths_of_rows())
    default_storage.delete(lost)
    (difference,) = consistency.differences("default")
    assert lost in difference.text
    difference.mend()
    make_files(published)
    assert list(consistency.differences("default")) == []


def test_a_torn_original_is_written_anew_when_its_picture_comes_again(media, editor):
    picture = make_picture()
    review, other = make_draft(editor), make_draft(editor)
    drafting.add_picture(review, picture, "a.jpg", by=editor)
    path = Still.objects.get().file
    size = default_storage.size(path)
    default_storage.delete(path)
    default_storage.save(path, ContentFile(b"zerrissen"))
    drafting.add_picture(other, picture, "a.jpg", by=editor)
    assert default_storage.size(path) == size


@pytest.fixture
def silent_bucket(settings, monkeypatch):
    """Nobody listens there."""
    return partial(use_media, f"s3://a:b@127.0.0.1:{free_port()}/abspann?tls=off", settings, monkeypatch)


@pytest.mark.parametrize("media", ["bucket"], indirect=True)
def test_a_bucket_that_is_silent_makes_no_still_unreadable(published, media, silent_bucket):
    with transaction.atomic():
        stills.change_picture(Still.objects.get(), {"credit": "Anderer Verleih"})
    silent_bucket()
    for _ in range(renditions.ATTEMPTS + 1):
        Still.objects.update(claimed_until=None)
        with pytest.raises(OSError, match="Bildspeicher"):
            renditions.prepare(Still.objects.get().pk)
    assert renditions.give_up(timezone.now()) == 0 and Still.objects.get().state == "waiting"


@pytest.mark.parametrize("media", ["bucket"], indirect=True)
def test_a_bucket_that_breaks_off_makes_no_still_unreadable(published, media):
    """It says how large the original is and then nothing more."""

    def broken_off(**asked):
        raise EndpointConnectionError(endpoint_url=media.origin)

    Rendition.objects.all().delete()
    Still.objects.update(state="waiting", claimed_until=None)
    default_storage.connection.meta.client.meta.events.register("before-send.s3.GetObject", broken_off)
    with pytest.raises(ConnectionError):
        renditions.prepare(Still.objects.get().pk)
    assert Still.objects.get().state == "waiting"


def test_a_picture_for_a_silent_bucket_is_refused_with_a_sentence(editor, silent_bucket, tmp_path):
    (tmp_path / "a.jpg").write_bytes(make_picture().read())
    silent_bucket()
    source = Source(tmp_path / "kritik.txt", "0" * 64, page_text().encode())
    outcome = import_source(source, owner=editor, images=look_at(tmp_path), keep_files=True)
    assert (outcome.kind, outcome.doubts[0].text) == (
        "refused",
        "Die Bilder lassen sich nicht ablegen: Der Bildspeicher nimmt oder gibt nichts her (EndpointConnectionError).",
    )
    assert not Still.objects.exists()

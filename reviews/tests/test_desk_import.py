import io
import re
import zipfile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from reviews.comparing import parts_of
from reviews.content import snapshot
from reviews.models import Doubt, ImportSource, Review
from tests.making import make_draft, make_picture
from tests.test_journeys import SOURCE

pytestmark = pytest.mark.django_db


def text(name="nebelarchiv.txt", source=SOURCE):
    return SimpleUploadedFile(name, source.encode() if isinstance(source, str) else source, "text/plain")


def archive(count):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as target:
        for n in range(1, count + 1):
            target.writestr(f"kit/{n}.jpg", make_picture(size=(900, 380)).read())
    return SimpleUploadedFile("kit.zip", packed.getvalue(), "application/zip")


def test_a_text_with_a_press_kit_becomes_a_draft_beside_its_source(signed_in, editor):
    client = signed_in(editor)
    answer = client.post("/redaktion/import/", {"texts": text(), "pictures": archive(3)})
    review = Review.objects.get()
    assert answer.url == f"/redaktion/kritiken/{review.pk}/quelle/"
    page = client.get(answer.url).content.decode()
    assert "Das Nebelarchiv" in page and "Copyright aller Filmbilder" in page
    assert (review.owner, review.state, review.stills.filter(still__isnull=False).count()) == (editor, "draft", 3)


def test_of_several_texts_each_is_answered_and_one_bad_one_leaves_the_others(signed_in, editor):
    texts = [text(), text("leer.txt", ""), text("bild.txt", b"\xff\xd8\x00\x01")]
    answer = signed_in(editor).post("/redaktion/import/", {"texts": texts})
    page = answer.content.decode()
    assert answer.status_code == 200 and Review.objects.count() == 1
    assert page.count("abgelehnt") == 2 and "neuer Entwurf" in page


def test_the_same_text_again_changes_nothing_and_leads_to_its_draft(signed_in, editor):
    client = signed_in(editor)
    first = client.post("/redaktion/import/", {"texts": text()})
    again = client.post("/redaktion/import/", {"texts": text("anders.txt")})
    assert first.url == again.url and Review.objects.count() == 1


def test_pictures_for_several_texts_and_nothing_at_all_are_refused(signed_in, editor):
    client = signed_in(editor)
    both = client.post("/redaktion/import/", {"texts": [text(), text("b.txt")], "pictures": archive(1)})
    assert (both.status_code, "zu einem einzelnen Text" in both.content.decode()) == (422, True)
    assert client.post("/redaktion/import/", {}).status_code == 422
    assert not Review.objects.exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "a\u202e.txt", "x" * 255 + ".txt", "böse\x00.txt"])
def test_odd_names_of_files_do_no_harm(signed_in, editor, name):
    answer = signed_in(editor).post("/redaktion/import/", {"texts": text(name)})
    assert answer.status_code in (302, 422)


def test_members_do_not_import(signed_in, member):
    assert signed_in(member).post("/redaktion/import/", {"texts": text()}).status_code == 403
    assert not Review.objects.exists()


def test_each_doubt_stands_where_it_belongs_and_leads_to_its_field(signed_in, editor):
    review = make_draft(editor)
    source = ImportSource.objects.create(sha256="1" * 64, file_name="x.txt", raw_text="Roh", review=review)
    for field in ("film.roles", "film.year", "release.date", "review.captions", "source"):
        Doubt.objects.create(source=source, field=field, text=f"Zweifel an {field}")
    client = signed_in(editor)
    desk = client.get(f"/redaktion/kritiken/{review.pk}/").content.decode()
    ids = set(re.findall(r'id="([^"]+)"', desk))
    for anchor in ("id_film-cast", "id_film-year", "id_releases-0-date_from", "bl"):
        assert f'<a href="#{anchor}">Zweifel' in desk and anchor in ids
    page = client.get(f"/redaktion/kritiken/{review.pk}/quelle/").content.decode()
    assert page.index("<h3>Besetzung") < page.index("Zweifel an film.roles") < page.index("<h3>Veröffentlichungen")
    assert page.index("Zweifel an source") < page.index('verstanden">')
    doubt = Doubt.objects.get(field="film.year")
    answer = client.post(f"/redaktion/kritiken/{review.pk}/zweifel/{doubt.pk}/erledigt/", {"zurueck": "quelle"})
    assert answer.url.endswith("/quelle/") and not Doubt.objects.filter(pk=doubt.pk, settled_at=None).exists()


def test_every_doubt_the_importer_can_have_leads_to_a_field_that_exists(signed_in, editor):
    from reviews.doubts import WHERE

    review = make_draft(editor)
    ids = set(re.findall(r'id="([^"]+)"', signed_in(editor).get(f"/redaktion/kritiken/{review.pk}/").content.decode()))
    assert {anchor for anchor, _ in WHERE.values()} <= ids
    assert {part for _, part in WHERE.values()} <= parts_of(snapshot(review)).keys()

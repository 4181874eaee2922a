import datetime
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import drafting, publishing
from reviews.content import newest_revision, snapshot
from reviews.forms.film import ReleaseForm
from reviews.models import Doubt, ImportSource, Review, Still
from tests.making import make_draft, make_picture, make_review, save

pytestmark = pytest.mark.django_db


def form_of(client, review):
    """What a browser would send back unchanged."""
    form = client.get(f"/redaktion/kritiken/{review.pk}/").context["form"]
    data = {"base": form.base, "lead": form.lead or "", "place": [place.number for place in form.places]}
    sets = (form.releases, form.trailers)
    forms = [one for many in sets for one in (*many.forms, many.management_form)]
    for part in (form.review, form.film, *forms, *form.places):
        for field in part:
            value = field.value()
            if isinstance(value, bool):
                data |= {field.html_name: "on"} if value else {}
            else:
                data[field.html_name] = "" if value is None else field.field.prepare_value(value)
    return data


def post(client, review, **changes):
    return client.post(f"/redaktion/kritiken/{review.pk}/", form_of(client, review) | changes)


def test_an_editor_writes_a_review_from_nothing(signed_in, editor):
    client = signed_in(editor)
    answer = client.post("/redaktion/kritiken/neu/", {"original_title": "Firnruhe", "year": "2026"})
    review = Review.objects.get()
    assert answer.url == f"/redaktion/kritiken/{review.pk}/"
    post(
        client,
        review,
        teaser="Ein Vorspann",
        text="Ein *Text*.",
        score="7,5",
        **{
            "film-director": "Tadeusz Wernowitz",
            "film-cast": "Runa Eikeland = Solveig\nOle Sandvig",
            "film-countries": "Norwegen, DDR",
            "film-tags": "Schnee",
        },
        **{
            "releases-0-medium": "cinema",
            "releases-0-date_from": "2026-11-26",
            "releases-0-fsk": "12",
            "releases-0-label": "Nordlicht",
        },
    )
    review.refresh_from_db()
    facts = snapshot(review)["film"]
    assert (review.score, review.teaser) == (15, "Ein Vorspann")
    assert facts["cast"] == [{"name": "Runa Eikeland", "role": "Solveig"}, {"name": "Ole Sandvig", "role": ""}]
    assert (facts["countries"], facts["tags"], facts["releases"][0]["label"]) == (
        ["NO", "DDR"],
        ["Schnee"],
        "Nordlicht",
    )
    client.post(f"/redaktion/kritiken/{review.pk}/veroeffentlichen/")
    assert Review.objects.get().is_published


def test_saving_the_unchanged_form_changes_nothing(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor, pictures=2)
    revisions = review.revisions.count()
    page = client.get(post(client, review).url).content.decode()
    assert "Nichts geändert." in page and review.revisions.count() == revisions


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("title", "", "Titel"),
        ("score", "7,3", "Halbe Punkte"),
        ("score", "11", "0 bis 10"),
        ("text", "x" * 60_001, "60000"),
        ("teaser", "x" * 1001, "1000"),
        ("authors", "/ ohne Namen", "fehlt der Name"),
        ("film-year", "vorgestern", "Zahl"),
        ("film-year", "1500", "Das Jahr muss 1870 oder später sein."),
        ("film-year_end", "1999", "Ende liegt vor"),
        ("film-original_title", "", "Originaltitel"),
        ("film-countries", "x" * 121, "120 Zeichen"),
        ("releases-0-label", "Ohne Medium", "Wähle"),
        ("bild-1-caption", "x" * 501, "500"),
    ],
)
def test_bad_input_gets_a_german_sentence_and_nothing_typed_is_lost(signed_in, editor, field, value, sentence):
    client, review = signed_in(editor), make_draft(editor, pictures=1)
    answer = post(client, review, **{"poll_question": "Mühsam getippt?", field: value})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert sentence in page and "Mühsam getippt?" in page and 'aria-invalid="true"' in page
    assert '<p class="notice narrow bad"><span>Noch nicht gespeichert' in page
    assert Review.objects.get().poll_question == ""


def test_a_save_on_an_old_base_is_kept_and_the_editor_is_told(signed_in, editor, chief_editor):
    review = make_draft(editor)
    mine, theirs = signed_in(editor), signed_in(chief_editor)
    late = form_of(mine, review)
    post(theirs, review, text="Zuerst gespeichert")
    answer = mine.post(f"/redaktion/kritiken/{review.pk}/", late | {"text": "Zu spät gespeichert"}, follow=True)
    assert "nicht verloren" in answer.content.decode()
    review.refresh_from_db()
    assert review.text == "Zuerst gespeichert"
    kept = review.revisions.get(kind="proposed")
    assert (
        "Zu spät gespeichert" in mine.get(f"/redaktion/kritiken/{review.pk}/fassungen/{kept.number}/").content.decode()
    )


def test_several_files_are_taken_and_a_bad_one_is_named(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor)
    files = [
        SimpleUploadedFile("eins.jpg", make_picture().read()),
        SimpleUploadedFile("bombe.png", b"\x89PNG\r\n\x1a\n" + b"\0" * 40),
        SimpleUploadedFile("text.jpg", b"Ich bin gar kein Bild"),
        SimpleUploadedFile("zwei.png", make_picture(kind="PNG").read()),
    ]
    page = client.get(post(client, review, files=files).url).content.decode()
    assert Still.objects.count() == 2
    assert "bombe.png" in page and "text.jpg" in page and "„eins.jpg“ ist Bild 1" in page


def test_buttons_move_exchange_and_take_out_pictures_and_save_what_was_typed(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor, pictures=3)
    post(client, review, bild="vor-3", poll_question="Nebenbei getippt?")
    assert [p.number for p in review.stills.order_by("position")] == [1, 3, 2]
    assert Review.objects.get().poll_question == "Nebenbei getippt?"
    first, second = (review.stills.get(number=n).still_id for n in (1, 2))
    post(client, review, bild="tauschen-1", **{"tausch-1": "2"})
    assert review.stills.get(number=1).still_id == second
    post(client, review, bild="entfernen-2")
    assert review.stills.get(number=2).still_id is None
    assert Still.objects.filter(pk=first).exists()
    assert (
        client.post(f"/redaktion/kritiken/{review.pk}/", form_of(client, review) | {"bild": "vor-9999"}).status_code
        == 302
    )


def test_what_is_missing_is_listed_with_a_jump_and_publishing_is_refused(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor, teaser="")
    page = client.get(f"/redaktion/kritiken/{review.pk}/").content.decode()
    assert 'href="#id_teaser"' in page and 'id="id_teaser"' in page
    answer = client.post(f"/redaktion/kritiken/{review.pk}/veroeffentlichen/", follow=True)
    assert "Das fehlt noch: Vorspann" in answer.content.decode()
    assert not Review.objects.get().is_published


def test_planning_takes_german_and_browser_dates_and_refuses_the_past(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor)
    path = f"/redaktion/kritiken/{review.pk}/planen/"
    for bad in ("", "gestern", "2020-01-01T06:00"):
        client.post(path, {"publish_at": bad})
        assert Review.objects.get().state == "draft"
    for good in ("2099-11-26T06:00", "26.11.2099 06:00"):
        client.post(path, {"publish_at": good})
        assert timezone.localtime(Review.objects.get().publish_at) == timezone.make_aware(
            datetime.datetime(2099, 11, 26, 6)
        )
    client.post(f"/redaktion/kritiken/{review.pk}/planung-aufheben/")
    assert Review.objects.get().state == "draft"


def test_a_published_review_is_read_only_and_can_be_withdrawn_and_published_again(signed_in, as_guest, editor):
    client, review = signed_in(editor), make_review(editor, "Der Turm")
    client.post(f"/redaktion/kritiken/{review.pk}/", {"base": 1, "text": "Heimlich"})
    assert Review.objects.get().text == "Text zu Der Turm."
    assert (
        "Schreib kurz, warum."
        in client.post(f"/redaktion/kritiken/{review.pk}/zurueckziehen/", {"reason": ""}, follow=True).content.decode()
    )
    client.post(f"/redaktion/kritiken/{review.pk}/zurueckziehen/", {"reason": "Falscher Film"})
    answer = as_guest.get(review.get_absolute_url())
    assert (answer.status_code, "zurückgezogen" in answer.content.decode(), "Der Turm" in answer.content.decode()) == (
        410,
        True,
        False,
    )
    assert as_guest.get(review.film.get_absolute_url()).status_code == 404
    assert "Falscher Film" in client.get(f"/redaktion/kritiken/{review.pk}/").content.decode()
    client.post(f"/redaktion/kritiken/{review.pk}/veroeffentlichen/")
    assert as_guest.get(review.get_absolute_url()).status_code == 200


def test_deleting_a_draft_asks_first(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor)
    assert "Endgültig löschen" in client.get(f"/redaktion/kritiken/{review.pk}/loeschen/").content.decode()
    assert Review.objects.exists()
    client.post(f"/redaktion/kritiken/{review.pk}/loeschen/")
    assert not Review.objects.exists()


def test_the_preview_shows_the_draft_as_readers_will_see_it(signed_in, editor):
    review = make_draft(editor, text="Vor dem Bild.\n\n[[bild 2]]\n\nNach dem *Bild*.", pictures=2)
    page = signed_in(editor).get(f"/redaktion/kritiken/{review.pk}/vorschau/").content.decode()
    assert page.index("Vor dem Bild") < page.index('id="bild-2"') < page.index("Nach dem <em>Bild</em>")


def test_the_preview_names_what_the_page_will_link_to(signed_in, editor):
    review = make_draft(editor)
    content = snapshot(review)
    facts = content["film"] | {"tags": ["Insel"], "cast": [{"name": "Runa Eikeland", "role": "Ida"}]}
    save(review, content | {"film": facts}, by=editor)
    page = signed_in(editor).get(f"/redaktion/kritiken/{review.pk}/vorschau/").content.decode()
    assert "<dd>Insel</dd>" in page and "<dd>Runa Eikeland</dd>" in page


def test_an_ended_session_keeps_the_whole_form(as_guest, editor):
    review = make_draft(editor)
    answer = as_guest.post(
        f"/redaktion/kritiken/{review.pk}/", {"base": 1, "text": "Drei Stunden Arbeit", "title": "Der Titel"}
    )
    page = answer.content.decode()
    assert answer.status_code == 403 and "Drei Stunden Arbeit" in page and "Der Titel" in page


def test_other_peoples_numbers_and_nonsense_are_not_found(signed_in, editor):
    client, review, other = signed_in(editor), make_draft(editor), make_draft(editor)
    source = ImportSource.objects.create(sha256="0" * 64, file_name="x", raw_text="x", review=other)
    doubt = Doubt.objects.create(source=source, field="x", text="x")
    assert client.post(f"/redaktion/kritiken/{review.pk}/zweifel/{doubt.pk}/erledigt/").status_code == 404
    assert client.get(f"/redaktion/kritiken/{review.pk}/fassungen/999/").status_code == 404
    assert client.get("/redaktion/kritiken/99999999999999999999/").status_code == 404
    assert client.get("/redaktion/?stand=unfug").status_code == 200
    assert client.get("/redaktion/?nach=unfug").status_code == 404


@pytest.mark.parametrize(
    "path", ["veroeffentlichen", "planen", "planung-aufheben", "zurueckziehen", "zweifel/1/erledigt"]
)
def test_acts_answer_405_to_a_link(signed_in, editor, path):
    review = make_draft(editor)
    assert signed_in(editor).get(f"/redaktion/kritiken/{review.pk}/{path}/").status_code == 405


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


def test_public_pages_and_the_desk_cost_the_same_at_3_and_30_rows(signed_in, as_guest, editor, settings):
    settings.PAGE_CACHE = False
    counts = []
    for size in (3, 30):
        while Review.objects.filter(state="published").count() < size:
            make_review(editor, pictures=1)
            make_draft(editor)
        content = snapshot(make_draft(editor))
        big = make_draft(editor, pictures=size)
        content = snapshot(big)
        cast = [{"name": f"Person {n}", "role": f"Rolle {n}"} for n in range(size)]
        release = snapshot(big)["film"]["releases"]
        facts = content["film"] | {
            "cast": cast,
            "tags": ["Gemeinsam"],
            "releases": release,
            "crew": {"director": ["Person 0"]},
        }
        drafting.save_review(big, content | {"film": facts}, by=editor, base=newest_revision(big).number)
        found = [queries(signed_in(editor), f"/redaktion/kritiken/{big.pk}/")]
        publishing.publish(big, by=editor)
        big.refresh_from_db()
        client = signed_in(editor)
        found += [queries(client, "/redaktion/"), queries(client, "/redaktion/?stand=veroeffentlicht")]
        paths = [
            "/",
            "/kritiken/",
            big.get_absolute_url(),
            f"{big.get_absolute_url()}bilder/1/",
            big.film.get_absolute_url(),
            "/personen/person-0/",
            "/schlagworte/gemeinsam/",
        ]
        found += [queries(as_guest, path) for path in paths]
        counts.append(found)
    assert counts[0] == counts[1]


def test_a_person_with_many_films_costs_the_same(as_guest, editor):
    counts = []
    for size in (3, 30):
        while Review.objects.count() < size:
            draft = make_draft(editor)
            content = snapshot(draft)
            facts = content["film"] | {"cast": [{"name": "Runa Eikeland", "role": "Solveig"}], "tags": ["Insel"]}
            drafting.save_review(draft, content | {"film": facts}, by=editor, base=newest_revision(draft).number)
            publishing.publish(draft, by=editor)
        counts.append([queries(as_guest, path) for path in ("/personen/runa-eikeland/", "/schlagworte/insel/")])
    assert counts[0] == counts[1]


def test_a_file_twice_in_one_upload_is_one_picture(signed_in, editor):
    client, review = signed_in(editor), make_draft(editor)
    data = make_picture().read()
    files = [SimpleUploadedFile("a.jpg", data), SimpleUploadedFile("b.jpg", io.BytesIO(data).read())]
    page = client.get(post(client, review, files=files).url).content.decode()
    assert Still.objects.count() == 1 and "gibt es hier schon als Bild 1" in page


@pytest.mark.parametrize(
    ("precision", "day"),
    [
        ("day", "2026-08-19"),
        ("month", "2026-08-01"),
        ("quarter", "2026-07-01"),
        ("season", "2026-06-01"),
        ("year", "2026-01-01"),
    ],
)
def test_a_day_says_no_more_than_is_known(precision, day):
    form = ReleaseForm({"medium": "cinema", "date_from": "2026-08-19", "date_precision": precision, "cut": "unknown"})
    assert form.is_valid(), form.errors
    assert form.facts()["date_from"] == day


def test_the_desk_opens_where_something_is(signed_in, editor):
    client = signed_in(editor)
    assert "Keine Entwürfe" in client.get("/redaktion/").content.decode()
    make_review(editor)
    assert '<a href="?stand=veroeffentlicht" aria-current="true">' in client.get("/redaktion/").content.decode()
    assert "Planen kannst du jeden fertigen Entwurf." in client.get("/redaktion/?stand=geplant").content.decode()


def test_what_only_warns_stands_in_its_own_group_and_once(signed_in, editor):
    review = make_draft(editor)
    content = snapshot(review)
    save(review, content | {"text": "", "stills": [{"number": 1, "still": None, "caption": "", "alt": ""}]}, by=editor)
    page = signed_in(editor).get(f"/redaktion/kritiken/{review.pk}/").content.decode()
    blocking, hints = page.partition('id="fehlt">Was noch fehlt')[2].split("<h3>Nur Hinweise</h3>")
    assert 'href="#id_text">Text</a>' in blocking and "Bild 1: wartet auf ein Bild" in hints
    assert "Noch kein Bild</a>" not in page

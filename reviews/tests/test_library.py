import csv
import datetime
import io
from importlib import import_module

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import drafting
from reviews.content import snapshot
from reviews.facts import organisation_named
from reviews.models import ReviewStill, Still
from reviews.searching import index_still
from reviews.stills import change_picture
from tests.making import add_rows_of_stills, make_draft, make_picture, make_review, save

pytestmark = pytest.mark.django_db

LIBRARY = "/redaktion/bilder/"


def shown(client, **query):
    return client.get(LIBRARY, query).content.decode()


def test_pictures_are_found_by_film_credit_and_use(signed_in, editor):
    make_draft(editor, "Größe", pictures=1)
    make_draft(editor, "Der Turm", pictures=1)
    change_picture(Still.objects.get(film__original_title="Der Turm"), {"credit": "Anderer Verleih"})
    client = signed_in(editor)
    assert "Größe (2026)" in shown(client, text="groesse") and "Der Turm" not in shown(client, text="groesse")
    assert "Der Turm" in shown(client, text="anderer") and "Größe (2026)" not in shown(client, text="anderer")
    assert "Kein Bild gefunden" in shown(client, show="unused")
    ReviewStill.objects.filter(review__title="Der Turm").update(still=None)
    assert "unbenutzt" in shown(client, show="unused")
    assert "Größe“</span>, Bild 1" in shown(client)


def test_the_desk_warns_two_weeks_before_rights_end_and_renewing_ends_it(signed_in, editor):
    make_review(editor, "Der Turm", pictures=1)
    client, today = signed_in(editor), timezone.localdate()
    for days, warned in ((15, False), (14, True), (0, True), (-1, True)):
        Still.objects.update(rights_until=today + datetime.timedelta(days=days))
        assert ("Rechte an 1 Bild enden" in client.get("/redaktion/").content.decode()) is warned
        assert ("Der Turm" in shown(client, show="ending")) is warned
    assert "Rechte zu Ende</span>" in shown(client)
    Still.objects.update(rights_until=None)
    assert "Rechte an" not in client.get("/redaktion/").content.decode()


def test_pictures_without_valid_rights_or_credit_are_listed(signed_in, editor):
    for title in ("Zu Ende", "Ohne Nachweis", "In Ordnung", "Unbenutzt zu Ende"):
        make_draft(editor, title, pictures=1)
    past = timezone.localdate() - datetime.timedelta(days=1)
    Still.objects.filter(film__original_title__iendswith="zu ende").update(rights_until=past)
    ReviewStill.objects.filter(review__title="Unbenutzt zu Ende").update(still=None)
    change_picture(Still.objects.get(film__original_title="Ohne Nachweis"), {"credit": ""})
    client = signed_in(editor)
    ended, uncredited = shown(client, show="ended"), shown(client, show="uncredited")
    assert "Zu Ende (2026)" in ended and "Unbenutzt zu Ende (2026)" in ended and "In Ordnung" not in ended
    assert "Ohne Nachweis (2026)" in uncredited and "In Ordnung" not in uncredited
    assert 'data-state="missing">ohne Bildnachweis' in uncredited


@pytest.mark.parametrize(
    "text",
    ["größe", "GROESSE", "Grosse Not", "erfundener", "café-königs", "cafe koenigs ltd", "SZENE 07", "not  größe"],
)
def test_the_search_knows_no_case_and_no_accents(signed_in, editor, text):
    review = make_draft(editor, "Größe", pictures=1)
    save(
        review,
        snapshot(review) | {"film": snapshot(review)["film"] | {"german_title": "Große Not"}},
        by=editor,
    )
    Still.objects.update(original_name="Szene_07.jpg")
    change_picture(
        Still.objects.get(), {"rights_holder": organisation_named("Café Königs Ltd."), "credit": "Erfundener Verleih"}
    )
    index_still(Still.objects.get().pk)
    client = signed_in(editor)
    assert "Bild 1</a>" in shown(client, text=text)
    assert "Kein Bild gefunden" in shown(client, text=f"{text} xyz")


def test_the_search_follows_a_films_new_title_and_a_new_credit(signed_in, editor):
    review, client = make_draft(editor, "Alter Titel", pictures=1), signed_in(editor)
    film = snapshot(review)["film"] | {"original_title": "Neuer Name"}
    save(review, snapshot(review) | {"film": film}, by=editor)
    assert ("Bild 1</a>" in shown(client, text="neuer name"), "Bild 1</a>" in shown(client, text="alter titel")) == (
        True,
        False,
    )
    content = snapshot(review)
    content["stills"][0] |= {"credit": "Ganz Anders", "rights_holder": "Neue Rechte AG"}
    save(review, content, by=editor)
    assert "Bild 1</a>" in shown(client, text="ganz anders rechte ag")
    assert "Kein Bild gefunden" in shown(client, text="erfundener")


def test_a_new_picture_is_found_by_its_files_name_at_once(signed_in, editor):
    drafting.add_picture(make_draft(editor), make_picture(), "Größter_Moment.jpg", by=editor)
    assert "Bild 1</a>" in shown(signed_in(editor), text="groesster moment")


def test_the_day_on_which_rights_end_still_counts(signed_in, editor):
    make_draft(editor, "Der Turm", pictures=1)
    client, today = signed_in(editor), timezone.localdate()
    for days, has_ended in ((0, False), (-1, True)):
        Still.objects.update(rights_until=today + datetime.timedelta(days=days))
        assert ("Der Turm" in shown(client, show="ended")) is has_ended


def test_pictures_of_before_the_search_are_found_after_the_migration(signed_in, editor):
    make_draft(editor, "Größe", pictures=3)
    right = list(Still.objects.order_by("pk").values_list("search_text", flat=True))
    Still.objects.update(search_text="")
    import_module("reviews.migrations.0007_still_search_text_filled").fill(apps, None)
    assert list(Still.objects.order_by("pk").values_list("search_text", flat=True)) == right


def table(client, **query):
    answer = client.get(f"{LIBRARY}tabelle.csv", query)
    assert answer.status_code == 200
    return answer, list(csv.reader(io.StringIO(answer.getvalue().decode("utf-8-sig"), newline=""), delimiter=";"))


def test_the_list_can_be_taken_home_as_a_table(signed_in, editor):
    make_review(editor, "Größe", pictures=2)
    first, second = Still.objects.order_by("pk")
    change_picture(first, {"rights_holder": organisation_named("Café"), "rights_until": datetime.date(2020, 3, 1)})
    change_picture(second, {"credit": "=HYPERLINK(1)"})
    answer, rows = table(signed_in(editor))
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "attachment" in answer.headers["Content-Disposition"] and "no-store" in answer.headers["Cache-Control"]
    assert rows == [
        ["Film", "Kritik", "Bild", "Bildnachweis", "Rechteinhaber", "Grundlage", "Rechte bis", "Zustand"],
        ["Größe (2026)", "Größe", "2", "'=HYPERLINK(1)", "", "Pressebild", "unbefristet", "in Ordnung"],
        ["Größe (2026)", "Größe", "1", "Erfundener Verleih", "Café", "Pressebild", "01.03.2020", "Rechte zu Ende"],
    ]


def test_the_table_holds_what_the_page_shows_and_unused_pictures_too(signed_in, editor):
    make_review(editor, "Der Turm", pictures=1)
    make_review(editor, "Das Haus", pictures=1)
    ReviewStill.objects.filter(review__title="Das Haus").update(still=None)
    client = signed_in(editor)
    assert [row[:3] for row in table(client, show="unused")[1][1:]] == [["Das Haus (2026)", "unbenutzt", ""]]
    assert [row[0] for row in table(client, text="turm")[1][1:]] == ["Der Turm (2026)"]
    assert f'href="{LIBRARY}tabelle.csv?text=turm"' in shown(client, text="turm")


def test_a_long_table_comes_in_parts_and_is_complete(signed_in, editor):
    review = make_review(editor)
    add_rows_of_stills(review, 1203)
    client = signed_in(editor)
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"{LIBRARY}tabelle.csv")
        parts = list(answer.streaming_content)
    assert len(parts) == 4 and max(part.count(b"\r\n") for part in parts) == 500
    numbers = [int(line.split(";")[2]) for part in parts[1:] for line in part.decode().splitlines()]
    assert numbers == sorted(numbers, reverse=True) and len(set(numbers)) == 1203
    assert sum("ORDER BY" in q["sql"] and "LIMIT 500" in q["sql"] for q in queries) == 4


@pytest.mark.parametrize("persona", ["editor", "chief_editor"])
def test_the_library_costs_the_same_at_3_30_and_300_pictures(request, signed_in, editor, member, moderator, persona):
    for stranger in (member, moderator):
        assert signed_in(stranger).get(LIBRARY).status_code == 403
    client, counts = signed_in(request.getfixturevalue(persona)), []
    for pictures in (3, 27, 270):
        add_rows_of_stills(make_draft(editor), pictures)
        client.get(LIBRARY)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIBRARY).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2]


def test_odd_searches_are_answered(signed_in, editor):
    client = signed_in(editor)
    for query in ({"show": "nonsense"}, {"text": "x" * 300}, {"text": "%_\\"}, {"nach": "abc"}):
        assert client.get(LIBRARY, query).status_code in (200, 404)

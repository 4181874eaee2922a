import datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews.models import ReviewStill, Still
from reviews.stills import change_rights
from tests.making import make_draft, make_review

pytestmark = pytest.mark.django_db

LIBRARY = "/redaktion/bilder/"


def shown(client, **query):
    return client.get(LIBRARY, query).content.decode()


def test_pictures_are_found_by_film_credit_and_use(signed_in, editor):
    make_draft(editor, "Größe", pictures=1)
    make_draft(editor, "Der Turm", pictures=1)
    change_rights(Still.objects.get(film__original_title="Der Turm"), {"credit": "Anderer Verleih"})
    client = signed_in(editor)
    assert "Größe (2026)" in shown(client, text="groesse") and "Der Turm" not in shown(client, text="groesse")
    assert "Der Turm" in shown(client, text="anderer") and "Größe (2026)" not in shown(client, text="anderer")
    assert "Kein Bild gefunden" in shown(client, show="unused")
    ReviewStill.objects.filter(review__title="Der Turm").update(still=None)
    assert "unbenutzt" in shown(client, show="unused")
    assert "Größe, Bild 1" in shown(client)


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


def test_the_library_is_for_editors_and_costs_the_same_however_many_pictures(signed_in, editor, member, moderator):
    for stranger in (member, moderator):
        assert signed_in(stranger).get(LIBRARY).status_code == 403
    client, counts = signed_in(editor), []
    for pictures in (3, 27):
        make_draft(editor, pictures=pictures)
        client.get(LIBRARY)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(LIBRARY).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_odd_searches_are_answered(signed_in, editor):
    client = signed_in(editor)
    for query in ({"show": "nonsense"}, {"text": "x" * 300}, {"text": "%_\\"}, {"nach": "abc"}):
        assert client.get(LIBRARY, query).status_code in (200, 404)

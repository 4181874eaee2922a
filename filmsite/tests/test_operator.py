import pytest

from accounts.roles import Role, is_editor
from forum.models import Board, RulesVersion
from tests.making import make_member

pytestmark = pytest.mark.django_db


def test_the_operator_gives_and_takes_roles(signed_in, operator, member):
    client = signed_in(operator)
    client.post("/betrieb/rollen/", {"name": "ADA LÜNEMANN", "role": "Redaktion"})
    assert is_editor(type(member).objects.get(pk=member.pk))
    client.post("/betrieb/rollen/entziehen/", {"name": member.name, "role": "Redaktion"})
    assert not is_editor(type(member).objects.get(pk=member.pk))


def test_taking_a_role_is_asked_about_first(signed_in, operator, editor):
    client = signed_in(operator)
    sent = {"name": editor.name, "role": "Redaktion"}
    page = client.get("/betrieb/rollen/entziehen/", sent).content.decode()
    assert f"{editor.name} die Rolle „Redaktion“ entziehen?" in page and is_editor(editor)
    assert client.get("/betrieb/rollen/entziehen/").status_code == 404


def test_roles_are_taken_by_the_operator_alone(signed_in, as_guest, member, moderator, editor, chief_editor):
    sent, path = {"name": editor.name, "role": "Redaktion"}, "/betrieb/rollen/entziehen/"
    for who in (member, moderator, editor, chief_editor):
        client = signed_in(who)
        assert [client.get(path, sent).status_code, client.post(path, sent).status_code] == [403, 403]
    assert [as_guest.get(path, sent).status_code, as_guest.post(path, sent).status_code] == [302, 403]
    assert is_editor(editor)


def test_the_last_operator_is_told_why_the_role_stays(signed_in, operator):
    page = signed_in(operator).post(
        "/betrieb/rollen/entziehen/", {"name": operator.name, "role": "Betrieb"}, follow=True
    )
    assert "niemand mehr im Betrieb" in page.content.decode()


def test_an_unknown_name_is_a_field_error(signed_in, operator):
    answer = signed_in(operator).post("/betrieb/rollen/", {"name": "Niemand", "role": "Redaktion"})
    assert (answer.status_code, "gibt es nicht" in answer.content.decode()) == (422, True)


def test_a_board_gets_its_address_from_its_name(signed_in, operator):
    fields = {"name": "Übers Kino & mehr", "visible_to": "all", "opened_by": "members", "position": 1}
    signed_in(operator).post("/betrieb/foren/neu/", fields)
    assert Board.objects.get(slug="uebers-kino-mehr").name == "Übers Kino & mehr"
    again = signed_in(operator).post("/betrieb/foren/neu/", fields)
    assert (again.status_code, "gehört schon einem anderen" in again.content.decode()) == (422, True)


def test_a_board_without_a_place_is_asked_for_one(signed_in, operator):
    page = signed_in(operator).post("/betrieb/foren/neu/", {"name": "Foyer", "position": ""}).content.decode()
    assert "Welcher Platz? Gib eine Zahl ein." in page


def test_a_weight_out_of_bounds_is_said_at_its_field(signed_in, operator):
    sent = {"name": "Werbung", "position": 1, "weight": 77}
    page = signed_in(operator).post("/betrieb/meldegruende/neu/", sent).content.decode()
    assert '<div id="id_weight_error"><p class="error">Das Gewicht geht von 1 bis 10.' in page
    assert "notice bad" not in page


def test_the_board_of_reviews_stays_public(signed_in, operator):
    board = Board.objects.get(takes_reviews=True)
    fields = {"name": board.name, "slug": board.slug, "visible_to": "team", "opened_by": "reviews", "position": 1}
    answer = signed_in(operator).post(f"/betrieb/foren/{board.pk}/", fields)
    assert (answer.status_code, "für alle lesbar" in answer.content.decode()) == (422, True)


def test_rules_are_published_as_a_new_version(signed_in, operator):
    client = signed_in(operator)
    client.post("/betrieb/regeln/", {"source": "# Neu\n\n## 1. Nett sein\n\nSei nett.", "number": 1})
    assert RulesVersion.objects.latest().number == 2
    assert "Sei nett." in client.get("/regeln/").content.decode()
    client.post("/betrieb/regeln/", {"source": "# Neu\n\n## 1. Nett sein\n\nSei nett.", "number": 2})
    assert RulesVersion.objects.count() == 2


def test_rules_without_numbered_headings_are_refused_and_kept(signed_in, operator):
    answer = signed_in(operator).post("/betrieb/regeln/", {"source": "Einfach nett sein.", "number": 1})
    assert (answer.status_code, "Einfach nett sein." in answer.content.decode()) == (422, True)
    assert "Überschrift mit Nummer" in answer.content.decode()
    assert RulesVersion.objects.count() == 1


def test_a_new_board_comes_after_the_others_and_needs_a_name(signed_in, operator):
    client = signed_in(operator)
    last = Board.objects.order_by("position").last().position
    assert f'value="{last + 1}"' in client.get("/betrieb/foren/neu/").content.decode()
    refused = client.post("/betrieb/foren/neu/", {"name": ""}).content.decode()
    assert "braucht einen Namen" in refused and "vergeben" not in refused


def test_an_edit_on_an_old_version_keeps_the_text_and_overwrites_nothing(signed_in, operator):
    client = signed_in(operator)
    client.post("/betrieb/seiten/impressum/", {"source": "Erste Fassung", "number": 0})
    late = client.post("/betrieb/seiten/impressum/", {"source": "Späte Fassung", "number": 0})
    page = late.content.decode()
    assert (late.status_code, "Späte Fassung" in page, "gerade geändert" in page) == (422, True, True)
    assert "Erste Fassung" in client.get("/impressum/").content.decode()


def test_markup_in_a_legal_page_is_shown_not_run(signed_in, operator, as_guest):
    signed_in(operator).post("/betrieb/seiten/impressum/", {"source": "<script>alert(1)</script>", "number": 0})
    assert "<script>" not in as_guest.get("/impressum/").content.decode()


def test_the_roles_page_costs_the_same_for_3_and_30(signed_in, operator, django_assert_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client, counts = signed_in(operator), []
    for size in (3, 30):
        for _ in range(size):
            make_member("", Role.EDITOR)
        with CaptureQueriesContext(connection) as captured:
            client.get("/betrieb/rollen/")
        counts.append(len(captured))
    assert counts[0] == counts[1]


def test_a_board_that_is_not_there_is_no_new_one(signed_in, operator):
    assert signed_in(operator).get("/betrieb/foren/0/").status_code == 404

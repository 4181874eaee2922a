import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from forum import moderation, notes, posting
from forum.models import Decision, Note
from tests.making import make_member, make_thread

pytestmark = pytest.mark.django_db


def path_of(member):
    return f"/moderation/mitglieder/{member.name}/"


def test_a_moderator_notes_something_and_others_read_it(signed_in, moderator, member):
    client = signed_in(moderator)
    client.post(f"{path_of(member)}notieren/", {"text": "War im Mai schon einmal <laut>.\nSeitdem nicht."})
    other = signed_in(make_member("Richterin", Role.MODERATOR))
    page = other.get(path_of(member)).content.decode()
    assert "War im Mai schon einmal &lt;laut&gt;.<br>Seitdem nicht." in page and moderator.name in page
    other.post(f"/moderation/notizen/{Note.objects.get().pk}/loeschen/")
    assert not Note.objects.exists()


def test_deleting_a_note_is_asked_about_first(signed_in, moderator, member):
    note = notes.add_note(member, by=moderator, text="War laut.")
    page = signed_in(moderator).get(f"/moderation/notizen/{note.pk}/loeschen/").content.decode()
    assert f"Notiz zu {member.name} löschen?" in page and "War laut." in page and Note.objects.exists()


def test_an_empty_note_is_no_note(signed_in, moderator, member):
    answer = signed_in(moderator).post(f"{path_of(member)}notieren/", {"text": "  "})
    assert (answer.status_code, "Was soll man" in answer.content.decode()) == (422, True)
    long = signed_in(moderator).post(f"{path_of(member)}notieren/", {"text": "x" * 2_001})
    assert long.status_code == 422 and "x" * 2_001 in long.content.decode()


def test_a_moderators_page_of_a_member_shows_posts_and_decisions(signed_in, editor, moderator, member):
    post = posting.reply(make_thread(editor), by=member, source="Böse Worte", form_key="1")
    moderation.hide_post(post, by=moderator, decision=Decision(reasons="Beleidigung"))
    page = signed_in(moderator).get(path_of(member)).content.decode()
    assert "Böse Worte" in page and "ausgeblendet" in page and "Beleidigung" in page


def test_nobody_but_moderators_sees_notes(signed_in, as_guest, moderator, member, editor, operator):
    note = notes.add_note(member, by=moderator, text="Geheim")
    assert list(Note.objects.visible_to(member)) == [] == list(Note.objects.visible_to(operator))
    for who in (member, editor, operator):
        client = signed_in(who)
        assert client.get(path_of(member)).status_code == 403
        assert client.post(f"{path_of(member)}notieren/", {"text": "x"}).status_code == 403
        assert client.post(f"/moderation/notizen/{note.pk}/loeschen/").status_code == 403
    assert as_guest.get(path_of(member)).status_code == 302
    assert "Geheim" not in signed_in(member).get(member.get_absolute_url()).content.decode()


def test_moderators_do_not_read_what_is_noted_about_themselves(signed_in, moderator):
    other = make_member("Richterin", Role.MODERATOR)
    note = notes.add_note(moderator, by=other, text="Geheim")
    client = signed_in(moderator)
    assert "Geheim" not in client.get(path_of(moderator)).content.decode()
    assert client.post(f"/moderation/notizen/{note.pk}/loeschen/").status_code == 404
    assert client.post(f"{path_of(moderator)}notieren/", {"text": "Ich bin nett"}).status_code == 403
    with pytest.raises(PermissionDenied):
        notes.drop_note(note, by=moderator)
    with pytest.raises(PermissionDenied):
        notes.add_note(other, by=make_member(), text="x")


def test_notes_go_with_the_account_they_are_about(moderator, member, other_member):
    notes.add_note(member, by=moderator, text="a")
    notes.add_note(other_member, by=moderator, text="b")
    assert notes.drop_notes_about(member) == 1
    assert [note.text for note in Note.objects.all()] == ["b"]


def test_any_spelling_of_the_name_leads_to_the_page(signed_in, moderator, member):
    client = signed_in(moderator)
    assert client.get(path_of(member).replace("Ada", "ADA")).status_code == 301
    assert client.get("/moderation/mitglieder/Niemand/").status_code == 404


def test_a_long_history_costs_as_many_queries_as_a_short_one(signed_in, moderator, member, editor):
    client, thread = signed_in(moderator), make_thread(editor)

    def add(first, count):
        for n in range(first, first + count):
            post = posting.reply(thread, by=member, source=f"Text {n}", form_key=f"{n}")
            moderation.hide_post(post, by=moderator, decision=Decision(reasons="x"))
            notes.add_note(member, by=moderator, text=f"Notiz {n}")

    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path_of(member)).status_code == 200
        return len(captured)

    add(0, 2)
    few = queries()
    add(2, 12)
    assert queries() == few


def test_the_database_keeps_notes_honest(moderator):
    for fields in ({"text": "", "about": make_member()}, {"text": "x", "about": moderator}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Note.objects.create(by=moderator, **fields)

"""Nothing typed is lost: drafts on every device, and what others said meanwhile."""

import pytest

from forum import drafting, moderation, posting
from forum.models import Board, Decision, Draft, Post
from tests.making import make_board

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(member):
    return posting.open_thread(make_board("Foyer"), by=member, title="Der Gang", source="Erster", form_key="o")


def fields(client, thread):
    import re

    text = client.get(thread.get_absolute_url()).content.decode()
    form = text.partition('id="antworten"')[2].partition("</form>")[0]
    return dict(re.findall(r'type="hidden"[^>]* name="(\w+)" value="([^"]*)"', form)), form


def test_a_draft_waits_on_every_device_until_it_is_sent(signed_in, thread, other_member):
    phone, desk = signed_in(other_member), signed_in(other_member)
    address = f"{thread.get_absolute_url()}entwurf/"
    saved = phone.post(address, {"body": "Halb fertig"}, headers={"HX-Request": "true"})
    assert saved.status_code == 204
    hidden, form = fields(desk, thread)
    assert ">\nHalb fertig</textarea>" in form or ">Halb fertig</textarea>" in form
    assert "Der Gang" in desk.get("/entwuerfe/").content.decode()
    desk.post(f"{thread.get_absolute_url()}antworten/", hidden | {"body": "Ganz fertig"})
    assert not Draft.objects.exists() and Post.objects.filter(source="Ganz fertig").exists()


def test_a_save_that_comes_late_brings_no_draft_back(thread, other_member):
    posting.reply(thread, by=other_member, source="Fertig", form_key="k")
    assert not drafting.save_draft_of_reply(thread, by=other_member, source="Fert", form_key="k")
    assert not Draft.objects.exists()


def test_an_emptied_field_is_no_draft(thread, other_member):
    drafting.save_draft_of_reply(thread, by=other_member, source="Etwas")
    drafting.save_draft_of_reply(thread, by=other_member, source="  \n")
    assert not Draft.objects.exists()


def test_a_quote_comes_under_the_draft(signed_in, thread, other_member):
    drafting.save_draft_of_reply(thread, by=other_member, source="Angefangen")
    text = signed_in(other_member).get(f"{thread.get_absolute_url()}?zitat={thread.first_post_id}").content.decode()
    area = text.partition("<textarea")[2].partition("</textarea>")[0]
    assert "Angefangen\n\n:::zitat" in area


def test_a_new_thread_is_kept_with_its_title(signed_in, thread, other_member):
    browser, board = signed_in(other_member), thread.board
    browser.post(f"{board.get_absolute_url()}neues-thema/entwurf/", {"title": "Mein Titel", "body": "Mein Text"})
    text = browser.get(f"{board.get_absolute_url()}neues-thema/").content.decode()
    assert "Mein Titel" in text and "Mein Text" in text
    posting.open_thread(board, by=other_member, title="Mein Titel", source="Mein Text", form_key="n")
    assert not Draft.objects.exists()


def test_drafts_are_their_writers_alone_and_survive_a_hidden_thread(signed_in, thread, member, other_member, moderator):
    drafting.save_draft_of_reply(thread, by=other_member, source="Mein Entwurf")
    assert "Mein Entwurf" not in signed_in(member).get("/entwuerfe/").content.decode()
    draft = Draft.objects.get()
    signed_in(member).post(f"/entwuerfe/{draft.pk}/verwerfen/")
    moderation.hide_thread(thread, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    text = signed_in(other_member).get("/entwuerfe/").content.decode()
    assert "Mein Entwurf" in text and "Der Gang" not in text
    signed_in(other_member).post(f"/entwuerfe/{draft.pk}/verwerfen/")
    assert not Draft.objects.exists()


def test_what_others_said_meanwhile_is_shown_once_above_the_form(signed_in, thread, member, other_member):
    browser = signed_in(other_member)
    hidden, _ = fields(browser, thread)
    posting.reply(thread, by=member, source="Schneller gewesen", form_key="s")
    address = f"{thread.get_absolute_url()}antworten/"
    answer = browser.post(address, hidden | {"body": "Mein Satz"})
    text = answer.content.decode()
    assert answer.status_code == 409 and not Post.objects.filter(source="Mein Satz").exists()
    above = text.partition('class="meanwhile')[2].partition('id="antworten"')
    assert "Schneller gewesen" in above[0] and "Mein Satz" in above[2]
    posting.reply(thread, by=member, source="Noch schneller", form_key="t")
    assert browser.post(address, hidden | {"body": "Mein Satz", "seen": ""}).status_code == 302
    assert Post.objects.filter(source="Mein Satz").count() == 1


def test_own_posts_and_forms_without_the_number_are_no_reason_to_stop(signed_in, thread, member, other_member):
    browser = signed_in(other_member)
    hidden, _ = fields(browser, thread)
    posting.reply(thread, by=other_member, source="Von mir selbst", form_key="s")
    address = f"{thread.get_absolute_url()}antworten/"
    assert browser.post(address, hidden | {"body": "Und noch eins"}).status_code == 302
    posting.reply(thread, by=member, source="Dazwischen", form_key="t")
    assert browser.post(address, {"body": "Ohne Formular", "form_key": "z"}).status_code == 302


def test_a_quote_of_an_erased_post_leaves_the_drafts_too(thread, other_member, moderator):
    first = thread.first_post
    drafting.save_draft_of_reply(thread, by=other_member, source=f":::zitat {first.pk}\nErster\n:::\n\nDazu")
    moderation.erase_post(first, by=moderator, decision=Decision(law="DSGVO", reasons="Auf Antrag."))
    source = Draft.objects.get().source
    assert "Erster" not in source and "Dazu" in source


def test_a_draft_stands_in_full_where_nothing_can_be_sent_any_more(signed_in, thread, other_member, moderator):
    long = "Anfang " + "und weiter " * 30 + "Ende."
    drafting.save_draft_of_reply(thread, by=other_member, source=long)
    drafting.save_draft_of_thread(thread.board, by=other_member, title="Mein Titel", source=long)
    browser = signed_in(other_member)
    assert "Ende." not in browser.get("/entwuerfe/").content.decode()
    moderation.lock_thread(thread, by=moderator, decision=Decision(reasons="Genug."))
    assert browser.get("/entwuerfe/").content.decode().count("Ende.") == 1
    boards = Board.objects.filter(pk=thread.board_id)
    boards.update(opened_by="team")
    assert browser.get("/entwuerfe/").content.decode().count("Ende.") == 2
    boards.update(visible_to="team")
    assert "Mein Titel" in browser.get("/entwuerfe/").content.decode()


def test_what_is_typed_into_a_form_that_was_sent_elsewhere_is_not_called_kept(signed_in, thread, other_member):
    posting.reply(thread, by=other_member, source="Vom anderen Gerät", form_key="k")
    address, sent = f"{thread.get_absolute_url()}entwurf/", {"body": "Noch etwas", "form_key": "k"}
    browser = signed_in(other_member)
    assert browser.post(address, sent, headers={"HX-Request": "true"}).status_code == 409
    assert not Draft.objects.exists()
    browser.post(address, sent)
    assert Draft.objects.get().source == "Noch etwas"


def test_what_was_typed_into_another_form_survives_a_reply(thread, other_member):
    drafting.save_draft_of_reply(thread, by=other_member, source="Auf dem Laptop", form_key="laptop")
    posting.reply(thread, by=other_member, source="Vom Handy", form_key="handy")
    assert Draft.objects.get().source == "Auf dem Laptop"
    posting.reply(thread, by=other_member, source="Auf dem Laptop", form_key="laptop")
    assert not Draft.objects.exists()

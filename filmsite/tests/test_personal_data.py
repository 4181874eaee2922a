"""Own data to take along: whole, one's own alone, and gone after a while."""

import datetime
import io
import json
import zipfile

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import ignoring
from accounts.models import Member
from filmsite import leaving, personal_data
from filmsite.models import DataExport
from filmsite.tasks import sweep_exports
from forum import bookmarks, drafting, following, moderation, notifications, posting, reacting, reading
from forum.models import Decision, Post
from forum.models.links import ReactionKind
from reviews import seeing
from tests.making import make_board, make_post_with_picture, make_review

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)


def fetched(client):
    answer = client.get("/konto/daten/holen/")
    assert answer.status_code == 200
    return zipfile.ZipFile(io.BytesIO(b"".join(answer.streaming_content)))


def export_of(member):
    personal_data.discard_export(member)
    export = personal_data.ask_for_export(member)
    assert personal_data.make_export(export.pk)
    export.refresh_from_db()
    with default_storage.open(export.file) as file:
        return zipfile.ZipFile(io.BytesIO(file.read()))


def rows(archive, key):
    return json.loads(archive.read(f"daten/{key}.json"))


def everything(archive):
    return "\n".join(archive.read(name).decode() for name in archive.namelist() if name.endswith((".json", ".html")))


@pytest.fixture
def busy(member, other_member, moderator, editor, settings):
    """A member who has something of everything."""
    settings.POST_PICTURES = "members"
    review = make_review(editor, "Der Turm")
    thread = review.thread
    theirs = posting.reply(thread, by=other_member, source="Ruf an @„Ada Lünemann“", form_key="t")
    source = f":::zitat {theirs.pk}\nRuf\n:::\nAntwort ||geheim||"
    own = posting.reply(thread, by=member, source=source, form_key="o")
    posting.edit_post(own, by=member, source=f"{source} neu", base=0)
    pictured, picture = make_post_with_picture(thread, member)
    talk = posting.open_thread(make_board("Foyer"), by=member, title="Mein Thema", source="Hallo", form_key="m")
    moderation.hide_post(own, by=moderator, decision=Decision(rule="1. Freundlich", reasons="Zu laut"))
    drafting.save_draft_of_reply(talk, by=member, source="Halb fertig")
    bookmarks.keep(theirs, by=member, note="Merken!")
    reacting.react(theirs, by=member, kind=ReactionKind.STAR)
    following.follow(thread, by=member)
    following.follow(("film", review.film_id), by=member)
    reading.mark_read(thread, by=member, number=2)
    seeing.mark_seen(review.film, by=member)
    ignoring.ignore(moderator, by=member)
    ignoring.ignore(member, by=other_member)
    notifications.tell_of_post(theirs.pk)
    return {"member": member, "theirs": theirs, "own": own, "picture": picture, "thread": thread}


def test_a_member_asks_is_told_by_mail_and_fetches_everything(busy, signed_in):
    client = signed_in(busy["member"])
    assert "zusammenstellen" in client.get("/konto/daten/").content.decode()
    client.post("/konto/daten/bestellen/")
    export = DataExport.objects.get()
    assert "Wir stellen deine Daten zusammen" in client.get("/konto/daten/").content.decode()
    assert client.get("/konto/daten/holen/").status_code == 302
    assert personal_data.make_export(export.pk)
    assert personal_data.tell_of_export(export.pk)
    assert "/konto/daten/holen/" in mail.outbox[-1].body and mail.outbox[-1].to == [busy["member"].email]
    archive = fetched(client)
    assert archive.testzip() is None
    [own, pictured, first] = rows(archive, "beitraege")
    assert "Antwort" in own["Text"] and own["Zustand"] == "ausgeblendet" and own["Thema"] == "Der Turm"
    assert first["Thema"] == "Mein Thema"
    name = pictured["Bilder"][0]["Datei"]
    assert archive.read(name)[:2] == b"\xff\xd8"
    page = archive.read("beitraege.html").decode()
    assert f'<img src="{name}" alt="Ein Kino bei Nacht">' in page and "Tilda Rønnow schrieb" in page
    assert '<details class="spoiler inline">' in page
    assert [row["Text"] for row in rows(archive, "entwuerfe")] == ["Halb fertig"]
    assert rows(archive, "merker")[0]["Notiz"] == "Merken!"
    assert rows(archive, "ignoriert")[0]["Name"] == "Selma Quandt"
    assert rows(archive, "entscheidungen")[0]["Begründung"] == "Zu laut"
    assert rows(archive, "genannt")[0]["von"] == "Tilda Rønnow"
    assert rows(archive, "folgen-mehr")[0]["Film"] == "Der Turm"
    keys = ("fassungen", "themen", "reaktionen", "folgen", "gelesen", "gesehen", "benachrichtigungen", "bilder")
    assert [len(rows(archive, key)) for key in keys] == [1, 1, 1, 2, 2, 1, 1, 1]


def test_nothing_private_of_others_is_in_it(busy):
    archive = export_of(busy["member"])
    text = everything(archive)
    assert busy["theirs"].author.email not in text and "Moderation" not in str(rows(archive, "entscheidungen"))
    assert "Selma" not in str(rows(archive, "entscheidungen"))
    assert "Tilda" not in str(rows(archive, "ignoriert"))


def test_titles_a_member_may_not_read_any_more_are_left_out(busy):
    board = busy["thread"].board
    hidden = posting.open_thread(
        make_board("Bald intern"), by=busy["member"], title="Vorher", source="Da", form_key="v"
    )
    type(board).objects.filter(pk=hidden.board_id).update(visible_to="team")
    text = [row for row in rows(export_of(busy["member"]), "beitraege") if row["Text"] == "Da"]
    assert text[0]["Thema"] == "(nicht mehr zu lesen)"


def test_it_loads_nothing_from_anywhere_and_every_link_leads_somewhere(busy):
    import re

    archive = export_of(busy["member"])
    names = set(archive.namelist())
    for name in names:
        if name.endswith(".html"):
            page = archive.read(name).decode()
            assert not re.search(r'(?:src|href)="(?:https?:)?//(?!127\.0\.0\.1)', page), name
            local = [found for found in re.findall(r'(?:src|href)="([^"]+)"', page) if "://" not in found]
            assert set(local) <= names, name
    style = archive.read("aussehen/css/abspann.css").decode()
    assert {f"aussehen/{font}" for font in re.findall(r'url\("\.\./([^"]+)"', style)} <= names


def test_only_the_member_gets_it(busy, signed_in, as_guest, operator, other_member):
    export_of(busy["member"])
    assert as_guest.get("/konto/daten/holen/").url.startswith("/konto/login/")
    for who in (other_member, operator):
        assert signed_in(who).get("/konto/daten/holen/").url == "/konto/daten/"
    assert signed_in(busy["member"]).get("/konto/daten/holen/").headers["Cache-Control"].count("no-store")


def test_there_is_one_at_a_time(member):
    first = personal_data.ask_for_export(member)
    assert personal_data.ask_for_export(member) is None
    assert personal_data.make_export(first.pk)
    assert personal_data.ask_for_export(member) is None
    assert not personal_data.make_export(first.pk)
    assert personal_data.discard_export(member) and not default_storage.exists(first.file)
    assert personal_data.ask_for_export(member)


def test_one_can_ask_five_times_a_day(member, signed_in):
    client = signed_in(member)
    for _ in range(5):
        client.post("/konto/daten/bestellen/")
        client.post("/konto/daten/loeschen/")
    answer = client.post("/konto/daten/bestellen/", follow=True)
    assert "Für heute ist es genug" in answer.content.decode() and not DataExport.objects.exists()


def test_a_store_that_does_not_answer_keeps_nobody_from_leaving(member, monkeypatch):
    export_of(member)
    monkeypatch.setattr(
        default_storage._wrapped.__class__, "delete", lambda *args: (_ for _ in ()).throw(ConnectionError)
    )
    row = leaving.leave(member, takes_texts=False)
    assert not DataExport.objects.ready(timezone.now()).exists()
    monkeypatch.undo()
    sweep_exports()
    assert row and not DataExport.objects.exists()


def test_it_ends_after_a_week_with_its_file(member, signed_in):
    export_of(member)
    export = DataExport.objects.get()
    sweep_exports()
    assert default_storage.exists(export.file)
    DataExport.objects.update(expires_at=timezone.now() - datetime.timedelta(seconds=1))
    assert signed_in(member).get("/konto/daten/holen/").status_code == 302
    sweep_exports()
    assert not DataExport.objects.exists() and not default_storage.exists(export.file)


def test_a_killed_worker_loses_nothing(member, monkeypatch):
    export = personal_data.ask_for_export(member)
    monkeypatch.setattr(personal_data, "write_archive", lambda *args: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        personal_data.make_export(export.pk)
    monkeypatch.undo()
    assert not personal_data.make_export(export.pk)  # not at once again
    DataExport.objects.update(claimed_until=timezone.now() - datetime.timedelta(seconds=1))
    assert personal_data.make_export(export.pk)


def test_one_that_is_discarded_while_it_is_made_leaves_no_file(member, monkeypatch):
    export = personal_data.ask_for_export(member)
    write = personal_data.write_archive

    def discard_meanwhile(*args):
        personal_data.discard_export(member)
        write(*args)

    monkeypatch.setattr(personal_data, "write_archive", discard_meanwhile)
    assert not personal_data.make_export(export.pk)
    assert default_storage.listdir("exports")[1] == []


def test_mail_says_it_once_and_not_to_who_has_left(member, other_member):
    for who in (member, other_member):
        export_of(who)
    first, second = DataExport.objects.order_by("pk")
    assert personal_data.tell_of_export(first.pk) and not personal_data.tell_of_export(first.pk)
    Member.objects.filter(pk=other_member.pk).update(is_active=False)
    assert not personal_data.tell_of_export(second.pk)
    assert len(mail.outbox) == 1


def make_posts(thread, author, count):
    last = thread.last_number
    now = timezone.now()
    shared = {"thread": thread, "author": author, "state": "visible", "created_at": now, "shown_at": now}
    posts = [Post(number=last + n, source=f"Text {n}", html=f"<p>Text {n}</p>", **shared) for n in range(1, count + 1)]
    Post.objects.bulk_create(posts, batch_size=500)
    type(thread).objects.filter(pk=thread.pk).update(last_number=last + count)


def test_ten_thousand_posts_are_read_some_at_a_time_and_spread_over_pages(editor, member, monkeypatch):
    thread = make_review(editor).thread
    make_posts(thread, member, 10_000)
    largest = []
    texts = personal_data.forum_part._texts
    monkeypatch.setattr(
        personal_data.forum_part, "_texts", lambda posts, *args: largest.append(len(posts)) or texts(posts, *args)
    )
    archive = export_of(member)
    assert max(largest) == 200
    assert len(rows(archive, "beitraege")) == 10_000
    assert "Text 10000" in archive.read("beitraege-20.html").decode() and "beitraege-21.html" not in archive.namelist()
    assert archive.read("beitraege-7.html").decode().count("<article") == 500


def test_it_is_read_at_one_moment_on_a_connection_of_its_own(busy, monkeypatch):
    """Somebody writes meanwhile, and what is exported does not change in the middle."""
    export = personal_data.ask_for_export(busy["member"])
    write = personal_data.write_archive

    def write_meanwhile(file, member, using, sections):
        list(Post.objects.using(using)[:1])
        posting.reply(busy["thread"], by=busy["member"], source="Zu spät", form_key="late")
        write(file, member, using, sections)

    monkeypatch.setattr(personal_data, "write_archive", write_meanwhile)
    assert personal_data.make_export(export.pk)
    export.refresh_from_db()
    with default_storage.open(export.file) as file:
        assert "Zu spät" not in everything(zipfile.ZipFile(io.BytesIO(file.read())))


# Nothing is forgotten


def relations_to_members():
    """„room.Model.field“ of every column that names a member, those of later rooms too."""
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.get_fields(include_hidden=True):
            if field.concrete and field.remote_field and field.remote_field.model is Member and not field.many_to_many:
                yield f"{model._meta.label}.{field.name}"


def test_every_relation_to_a_member_is_exported_or_left_out_with_a_reason():
    covered = {relation for section in personal_data.sections() for relation in section.covers}
    assert covered.isdisjoint(personal_data.LEFT_OUT)
    assert covered | personal_data.LEFT_OUT.keys() == set(relations_to_members())
    assert all(len(reason) > 20 for reason in personal_data.LEFT_OUT.values())


def test_every_relation_to_a_member_goes_or_stays_when_the_member_leaves():
    assert set(leaving.GOES).isdisjoint(leaving.STAYS)
    assert set(leaving.GOES) | leaving.STAYS.keys() == set(relations_to_members())


def test_a_section_has_a_name_of_its_own():
    keys = [section.key for section in personal_data.sections()]
    assert len(keys) == len(set(keys)) == 30

import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from forum import moderation, posting, states
from forum.models import Decision, Post, Thread, ThreadAlias
from tests.making import make_board, make_review, make_thread

pytestmark = pytest.mark.django_db


def test_the_thread_page_shows_the_reviews_card_and_numbered_posts(as_guest, editor, member):
    thread = make_thread(editor, title="Der Turm")
    posting.reply(thread, by=member, source="Erste Stimme", form_key="a")
    page = as_guest.get(thread.get_absolute_url()).content.decode()
    assert 'data-replies="1"' in page
    assert "Vorspann zu Der Turm" in page
    post = Post.objects.get(number=2)
    assert f'id="beitrag-{post.pk}" data-number="2"' in page
    assert "Erste Stimme" in page


def test_a_wrong_slug_and_page_1_redirect_for_ever(as_guest, editor):
    thread = make_thread(editor, title="Der Turm")
    for path in (f"/thema/{thread.pk}-falsch/", f"/thema/{thread.pk}-{thread.slug}/seite-1/"):
        answer = as_guest.get(path)
        assert (answer.status_code, answer.url) == (301, thread.get_absolute_url())


def test_the_address_of_a_merged_thread_leads_on_those_who_may_read_it_there(as_guest, signed_in, member, editor):
    board = make_board("Teamzimmer", visible_to="team")
    thread = posting.open_thread(board, by=editor, title="Geheimer Plan", source="Psst", form_key="t")
    ThreadAlias.objects.create(old_id=4711, thread=thread)
    answer = signed_in(editor).get("/thema/4711-alt/")
    assert (answer.status_code, answer.url) == (301, thread.get_absolute_url())
    for client in (as_guest, signed_in(member)):
        answer = client.get("/thema/4711-alt/")
        assert answer.status_code == 404
        assert "geheim" not in (str(answer.headers) + answer.content.decode()).lower()


def test_pages_are_cut_by_number(as_guest, editor):
    thread = make_thread(editor, replies=25)
    first = as_guest.get(thread.get_absolute_url()).content.decode()
    second = as_guest.get(thread.page_url(2)).content.decode()
    assert re.findall(r'data-number="(\d+)"', first) == [str(n) for n in range(1, 21)]
    assert re.findall(r'data-number="(\d+)"', second) == [str(n) for n in range(21, 27)]
    assert 'rel="next"' in first and 'rel="prev"' in second
    assert as_guest.get(thread.page_url(3)).status_code == 404


def test_a_page_that_lost_all_its_posts_redirects_to_the_next_that_has_one(as_guest, editor):
    thread = make_thread(editor, replies=45)
    Post.objects.filter(thread=thread, number__range=(21, 40)).delete()
    answer = as_guest.get(thread.page_url(2))
    assert (answer.status_code, answer.url) == (302, thread.page_url(3))


def test_the_address_of_a_post_leads_to_its_page_and_anchor(as_guest, editor):
    thread = make_thread(editor, replies=25)
    post = Post.objects.get(thread=thread, number=23)
    assert as_guest.get(f"/beitrag/{post.pk}/").url == f"{thread.page_url(2)}#beitrag-{post.pk}"


def test_another_text_in_a_form_already_sent_is_kept_and_becomes_a_post_when_sent_again(signed_in, editor, member):
    """„Back“ in the browser shows the old form with its old key."""
    client, thread, board = signed_in(member), make_thread(editor), make_board("Foyer")
    for n, path in enumerate((f"{thread.get_absolute_url()}antworten/", f"{board.get_absolute_url()}neues-thema/")):
        text = f"Zweiter Text {n}"
        client.post(path, {"title": "Eins", "body": f"Erster Text {n}", "form_key": "k"})
        answer = client.post(path, {"title": "Zwei", "body": text, "form_key": "k"})
        page = answer.content.decode()
        assert answer.status_code == 409
        assert f"{text}</textarea>" in page and "noch einmal ab" in page
        key = re.search(r'name="form_key" value="([^"]+)"', page)[1]
        assert client.post(path, {"title": "Zwei", "body": text, "form_key": key}).status_code == 302
    assert Post.objects.filter(author=member).count() == 4


def test_a_form_sent_twice_answers_with_its_post_even_after_an_edit(signed_in, editor, member):
    client, thread = signed_in(member), make_thread(editor)
    send = {"body": "Erster Text", "form_key": "k"}
    first = client.post(f"{thread.get_absolute_url()}antworten/", send).url
    posting.edit_post(thread.posts.get(number=2), by=member, source="Geändert", base=0)
    assert client.post(f"{thread.get_absolute_url()}antworten/", send).url == first


def test_a_form_that_lost_its_hidden_part_says_so_and_keeps_the_text(signed_in, editor, member):
    thread, client = make_thread(editor), signed_in(member)
    post = posting.reply(thread, by=member, source="Alt", form_key="a")
    for path in (f"/beitrag/{post.pk}/bearbeiten/", f"{thread.get_absolute_url()}antworten/"):
        answer = client.post(path, {"body": "Neuer Text", "form_key": "k" * 50})
        page = answer.content.decode()
        assert answer.status_code == 422
        assert "Neuer Text</textarea>" in page and "Mit diesem Formular stimmt etwas nicht" in page


def test_a_reply_lands_on_the_new_post(signed_in, editor, member):
    thread = make_thread(editor)
    answer = signed_in(member).post(f"{thread.get_absolute_url()}antworten/", {"body": "Hallo", "form_key": "k"})
    assert answer.url == f"/beitrag/{Post.objects.get(number=2).pk}/"


def test_a_reply_needs_text_and_has_a_limit(signed_in, editor, member):
    thread = make_thread(editor)
    client = signed_in(member)
    empty = client.post(f"{thread.get_absolute_url()}antworten/", {"body": "  "})
    assert (empty.status_code, "Schreib etwas" in empty.content.decode()) == (422, True)
    long = client.post(f"{thread.get_absolute_url()}antworten/", {"body": "x" * 30_001})
    assert (long.status_code, "x" * 30_001 in long.content.decode()) == (422, True)


def test_a_closed_thread_keeps_what_was_typed(signed_in, editor, member):
    thread = make_thread(editor)
    Thread.objects.filter(pk=thread.pk).update(state="locked")
    answer = signed_in(member).post(f"{thread.get_absolute_url()}antworten/", {"body": "Mühsam getippt"})
    assert (answer.status_code, "Mühsam getippt" in answer.content.decode()) == (409, True)


def test_a_session_that_ended_while_writing_keeps_the_text(as_guest, editor):
    thread = make_thread(editor)
    answer = as_guest.post(f"{thread.get_absolute_url()}antworten/", {"body": "Mühsam <getippt>", "form_key": "k"})
    page = answer.content.decode()
    assert answer.status_code == 403
    assert "Mühsam &lt;getippt&gt;" in page and 'name="form_key"' in page and "/konto/login/" in page


def test_a_form_with_an_old_token_keeps_the_text(editor, member):
    thread = make_thread(editor)
    client = Client(enforce_csrf_checks=True)
    client.force_login(member)
    answer = client.post(f"{thread.get_absolute_url()}antworten/", {"body": "Mühsam getippt", "form_key": "k"})
    assert (answer.status_code, "Mühsam getippt" in answer.content.decode()) == (403, True)


def test_a_thread_whose_review_was_withdrawn_is_gone_without_a_title(as_guest, signed_in, editor, member):
    thread = make_thread(editor, title="Der Geheimtitel", replies=1)
    states.hide_with_review(thread)
    post = Post.objects.get(thread=thread, number=2)
    for client in (as_guest, signed_in(member)):
        for path in (thread.get_absolute_url(), f"/beitrag/{post.pk}/"):
            answer = client.get(path)
            assert answer.status_code == 410
            assert "zurückgezogen" in answer.content.decode()
            assert "Geheimtitel" not in answer.content.decode()
        assert "Geheimtitel" not in client.get("/forum/filmdiskussionen/").content.decode()
        assert "Geheimtitel" not in client.get("/forum/").content.decode()


def test_a_board_of_the_team_answers_others_like_an_unknown_one(as_guest, signed_in, member, moderator):
    board = make_board("Hinterzimmer", visible_to="team")
    unknown = as_guest.get("/forum/gibt-es-nicht/")
    for client in (as_guest, signed_in(member)):
        answer = client.get(board.get_absolute_url())
        assert answer.status_code == unknown.status_code == 404
        assert "Hinterzimmer" not in client.get("/forum/").content.decode()
    assert "Hinterzimmer" in signed_in(moderator).get("/forum/").content.decode()


def test_reply_answers_405_to_a_link(signed_in, editor, member):
    thread = make_thread(editor)
    assert signed_in(member).get(f"{thread.get_absolute_url()}antworten/").status_code == 405


@pytest.mark.parametrize("persona", ["guest", "member"])
def test_boards_thread_lists_and_threads_cost_the_same_at_3_and_30_rows(
    as_guest, signed_in, editor, member, persona, settings
):
    settings.PAGE_CACHE = False
    client = as_guest if persona == "guest" else signed_in(member)
    counts = []
    for size in (3, 30):
        while Thread.objects.count() < size:
            make_thread(editor, replies=1)
            make_board("Noch eins")
        thread = make_thread(editor, replies=size if size < 19 else 19)
        found = []
        for path in ("/forum/", "/forum/filmdiskussionen/", thread.get_absolute_url(), "/"):
            with CaptureQueriesContext(connection) as captured:
                assert client.get(path).status_code == 200
            found.append(len(captured))
        counts.append(found)
    assert counts[0] == counts[1]


def test_a_quote_begins_the_reply_with_the_words_of_the_post(signed_in, editor, member, other_member):
    thread = make_thread(editor)
    post = posting.reply(thread, by=other_member, source="Ganz ||geheim|| gesagt", form_key="a")
    page = signed_in(member).get(f"{thread.get_absolute_url()}?zitat={post.pk}").content.decode()
    assert f":::zitat {post.pk}\nGanz ||geheim|| gesagt\n:::" in page
    for wrong in ("abc", "0", str(10**30), "-1", "²"):
        assert signed_in(member).get(f"{thread.get_absolute_url()}?zitat={wrong}").status_code == 200


def test_a_post_nobody_may_read_cannot_be_quoted(signed_in, editor, member, moderator):
    thread = make_thread(editor)
    secret = posting.open_thread(
        make_board("T", visible_to="team"), by=moderator, title="x", source="Intern", form_key="a"
    )
    page = signed_in(member).get(f"{thread.get_absolute_url()}?zitat={secret.first_post.pk}").content.decode()
    assert "Intern" not in page


def test_a_preview_shows_the_text_and_stores_nothing(signed_in, editor, member, other_member):
    thread = make_thread(editor)
    fields = {"body": f"**Fett** für @„{other_member.name}“", "form_key": "k", "vorschau": ""}
    answer = signed_in(member).post(f"{thread.get_absolute_url()}antworten/", fields)
    page = answer.content.decode()
    assert "<strong>Fett</strong>" in page and f'href="{other_member.get_absolute_url()}"' in page
    assert "**Fett**" in page and 'value="k"' in page
    assert Post.objects.filter(thread=thread).count() == 1


def test_previews_are_limited_and_keep_the_text(signed_in, editor, member, settings, monkeypatch):
    from django.core.cache import cache

    monkeypatch.setattr("accounts.limits.time.time", lambda: 1_800_000_000.0)  # one minute, however slow the machine
    cache.clear()
    settings.RATE_LIMITS = True
    thread, client = make_thread(editor), signed_in(member)
    fields = {"body": "Noch einmal", "vorschau": ""}
    answers = [client.post(f"{thread.get_absolute_url()}antworten/", fields) for _ in range(31)]
    assert {answer.status_code for answer in answers[:30]} == {200}
    assert (answers[30].status_code, "Noch einmal" in answers[30].content.decode()) == (429, True)


def test_a_new_thread_is_written_previewed_and_opened(signed_in, member):
    board = make_board("Foyer")
    client, path = signed_in(member), f"{board.get_absolute_url()}neues-thema/"
    assert "Neues Thema" in client.get(board.get_absolute_url()).content.decode()
    empty = client.post(path, {"title": "Nur ein Titel"})
    assert (empty.status_code, "Nur ein Titel" in empty.content.decode()) == (422, True)
    long = client.post(path, {"title": 399 * "a", "body": "x"}).content.decode()
    assert "Das sind 399 Zeichen, erlaubt sind 200. Kürze den Titel." in long and "teile" not in long
    fields = {"title": "Beste  Plätze", "body": "Reihe *sieben*", "form_key": "t"}
    assert "<em>sieben</em>" in client.post(path, fields | {"vorschau": ""}).content.decode()
    assert not Thread.objects.exists()
    answer = client.post(path, fields)
    assert (answer.url, Thread.objects.get().title) == (Thread.objects.get().get_absolute_url(), "Beste Plätze")
    assert client.post(path, fields).url == answer.url


def test_a_board_of_reviews_says_why_nobody_opens_threads_there(signed_in, member, db):
    answer = signed_in(member).get("/forum/filmdiskussionen/neues-thema/")
    assert (answer.status_code, "beginnt jedes Thema mit einer Kritik" in answer.content.decode()) == (403, True)


def test_an_author_edits_and_sees_what_changed(signed_in, editor, member, as_guest):
    post = posting.reply(make_thread(editor), by=member, source="Ein guter Film", form_key="a")
    client, path = signed_in(member), f"/beitrag/{post.pk}/bearbeiten/"
    assert "Ein guter Film" in client.get(path).content.decode()
    assert client.post(path, {"body": "Ein großer Film", "base": "0"}).url == f"/beitrag/{post.pk}/"
    assert "Bearbeitet <time" in as_guest.get(post.thread.get_absolute_url()).content.decode()
    history = client.get(f"/beitrag/{post.pk}/fassungen/").content.decode()
    assert "<del>guter </del><ins>großer </ins>" in history
    stale = client.post(path, {"body": "Ein dritter Film", "base": "0"})
    assert (stale.status_code, "Ein dritter Film" in stale.content.decode()) == (409, True)


def test_a_text_edited_too_late_is_kept_on_the_page(signed_in, editor, member):
    post = posting.reply(make_thread(editor), by=member, source="Eins", form_key="a")
    Thread.objects.filter(pk=post.thread_id).update(state="locked")
    answer = signed_in(member).post(f"/beitrag/{post.pk}/bearbeiten/", {"body": "Mühsam getippt", "base": "0"})
    assert (answer.status_code, "Mühsam getippt" in answer.content.decode()) == (409, True)


def test_an_author_withdraws_and_takes_it_back(signed_in, editor, member, as_guest):
    post = posting.reply(make_thread(editor), by=member, source="Unbedacht", form_key="a")
    client, page = signed_in(member), post.thread.get_absolute_url()
    client.post(f"/beitrag/{post.pk}/zurueckziehen/")
    assert "Beitrag 2 wurde zurückgezogen." in as_guest.get(page).content.decode()
    assert "Doch wieder zeigen" in client.get(page).content.decode()
    client.post(f"/beitrag/{post.pk}/wiederherstellen/")
    assert "Unbedacht" in as_guest.get(page).content.decode()


def test_posts_of_a_withdrawn_review_are_gone_for_every_act(signed_in, editor, member, moderator):
    from reviews import publishing

    thread = make_thread(editor)
    post = posting.reply(thread, by=member, source="Eins", form_key="a")
    publishing.withdraw(thread.review, by=editor, reason="Prüfung")
    client = signed_in(member)
    for path in (f"/beitrag/{post.pk}/", f"/beitrag/{post.pk}/bearbeiten/", f"/beitrag/{post.pk}/fassungen/"):
        answer = client.get(path)
        assert (answer.status_code, "zurückgezogen" in answer.content.decode()) == (410, True)
    assert client.post(f"/beitrag/{post.pk}/zurueckziehen/").status_code == 410
    assert signed_in(moderator).post(f"/beitrag/{post.pk}/freigeben/").status_code == 410


@pytest.mark.parametrize("persona", ["guest", "member", "moderator"])
def test_a_thread_full_of_quotes_names_and_stubs_costs_the_same_queries(
    persona, editor, member, other_member, moderator
):
    client = Client()
    counts = []
    for size in (3, 18):
        thread = make_thread(editor)
        first = posting.reply(thread, by=other_member, source="Anfang", form_key=f"a{size}")
        for n in range(size):
            source = f":::zitat {first.pk}\nAnfang\n:::\n\n@„{other_member.name}“ {n}"
            post = posting.reply(thread, by=member, source=source, form_key=f"{size}-{n}")
            if n % 3 == 0:
                moderation.hide_post(post, by=moderator, decision=Decision(reasons="x", rule="1. Freundlich bleiben"))
        if persona != "guest":
            client.force_login({"member": member, "moderator": moderator}[persona])
        client.get(thread.get_absolute_url())
        with CaptureQueriesContext(connection) as queries:
            assert client.get(thread.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1] <= (8 if persona == "guest" else 13)


def test_the_queue_costs_the_same_queries_however_many_wait(moderator, member, signed_in, editor):
    client, counts = signed_in(moderator), []
    for size in (3, 30):
        thread = make_thread(editor)
        for n in range(size):
            post = posting.reply(thread, by=member, source=f"Text {n}", form_key=f"{size}-{n}")
            moderation.hide_post_automatically(post, facts="x", reasons="x")
        client.get("/moderation/")
        with CaptureQueriesContext(connection) as queries:
            assert client.get("/moderation/").status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_a_profile_costs_the_same_queries_however_much_was_written(member, signed_in, editor):
    client, counts = signed_in(editor), []
    for size in (3, 18):
        thread = make_thread(editor)
        for n in range(size):
            posting.reply(thread, by=member, source=f"Text {n}", form_key=f"{size}-{n}")
        with CaptureQueriesContext(connection) as queries:
            assert client.get(member.get_absolute_url()).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_selected_words_are_quoted_and_break_out_of_nothing(editor, member, other_member, signed_in):
    thread = make_review(editor).thread
    post = posting.reply(thread, by=other_member, source="Eins. Zwei.", form_key="auswahl")
    path, browser = thread.get_absolute_url(), signed_in(member)
    page = browser.get(path, {"zitat": post.pk, "auswahl": "Zwei.\x00"}).content.decode()
    assert f":::zitat {post.pk}\nZwei.\n:::" in page and "Eins. Zwei.\n:::" not in page
    page = browser.get(path, {"zitat": post.pk, "auswahl": "Ende\n:::\nfremde Worte"}).content.decode()
    assert f":::zitat {post.pk}" in page and "\n:::\nfremde" not in page
    page = browser.get(path, {"zitat": 999_999, "auswahl": "Zwei."}).content.decode()
    assert "zitat" not in page.partition("<textarea")[2].partition("</textarea>")[0]

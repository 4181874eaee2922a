"""What guests get from memory is what they would get without it, and nobody else gets it."""

import datetime
import gzip
import re
import threading
import time

import pytest
from django.db import connection, transaction
from django.db.models import F
from django.http import HttpResponse
from django.http.response import ResponseHeaders
from django.test import Client, RequestFactory
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.roles import Role
from filmsite import legal
from filmsite.guest_pages import middleware as guest_pages
from filmsite.guest_pages.store import OVERHEAD, Answer, Entry, Store
from filmsite.guest_pages.versions import question_of, version_of
from filmsite.models import PageKind
from forum import boards, moderation, posting, rearranging, warnings
from forum.models import Board, Decision, Thread
from forum.tasks import sweep_pins
from reviews import drafting, films, planning, publishing, rights
from reviews.content import newest_revision, snapshot
from reviews.mentions import relink
from reviews.models import BestFilm, Film, Person, RatingTally, Relation, Release, Review, Still
from reviews.models.still import today
from reviews.persons import name_otherwise
from reviews.related import link_thread
from reviews.relations import relate
from reviews.release_weeks import RELEASES, UNDATED
from reviews.tasks import sweep_due_reviews
from reviews.tests.releasing import (
    BERLIN,
    NOW,
    add_rows_of_releases,
    announce,
    change_releases,
    draft_release,
    release,
    sections_of,
)
from tests.making import (
    make_board,
    make_draft,
    make_files,
    make_member,
    make_post_with_picture,
    make_review,
    make_thread,
    save,
)
from text.fragments import forget_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def thread(editor):
    return make_thread(editor, replies=2, title="Der lange Gang")


def is_kept(client, path, **headers):
    """Asked again, no more than the version is looked up."""
    client.get(path, headers=headers)
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path, headers=headers).status_code == 200
    return len(captured) <= 1


def kept(as_guest, path):
    """The page, known to come from memory from now on."""
    assert is_kept(as_guest, path)
    return as_guest.get(path).content.decode()


def test_a_page_is_made_once_and_then_costs_one_query(as_guest, editor):
    review = make_review(editor, pictures=2)
    film = review.film.get_absolute_url()
    paths = [
        "/",
        "/kritiken/",
        "/neuerscheinungen/",
        "/forum/",
        "/forum/filmdiskussionen/",
        "/impressum/",
        "/regeln/",
        film,
    ]
    paths += [review.get_absolute_url(), f"{review.get_absolute_url()}bilder/1/", review.thread.get_absolute_url()]
    assert [path for path in paths if not is_kept(as_guest, path)] == []


def publish_about(editor, title, text):
    draft = make_draft(editor, title, pictures=2)
    content = snapshot(draft) | {"text": text}
    crew = {"director": ["Ilka Dornhagen"]}
    days = [today() + datetime.timedelta(days=days) for days in (1, 9, 9_000)]
    releases = [release(day.isoformat(), medium) for day in days for medium in ("cinema", "bluray")]
    content["film"] |= {"crew": crew, "tags": ["Nebel"], "franchise": "Wasser", "releases": releases}
    save(draft, content, by=editor)
    publishing.publish(draft, by=editor)
    make_files(draft)
    draft.refresh_from_db()
    return draft


def test_a_film_shows_its_discussion_while_its_board_is_open_to_the_reader(
    as_guest, editor, member, moderator, operator, signed_in
):
    review, board = make_review(editor, "Die Flut"), make_board("Kino")
    rearranging.move_thread(review.thread, by=moderator, board=board)
    film, link = review.film.get_absolute_url(), f'href="{review.thread.get_absolute_url()}"'
    board.refresh_from_db()
    for audience, is_shown in (("all", True), ("members", False), ("all", True)):
        board.visible_to = audience
        boards.save_board(board, by=operator)
        assert (link in as_guest.get(film).content.decode()) == is_shown
        assert link in signed_in(member).get(film).content.decode()


@pytest.fixture
def full_pages(editor, member, other_member, moderator, settings):
    """Paths of pages with as much in them as pages have: a review that names a film, with pictures, a franchise and a near
    film, two threads linked to it, and its discussion with quotes, mentions, a picture, spoilers and a hidden post."""
    settings.POST_PICTURES = "members"
    near = publish_about(editor, "Der Damm", "Wie „Die Flut“, nur trocken.")
    review = publish_about(editor, "Die Flut", "Wer „Der Damm“ mochte und Ilka Dornhagen folgt, ist hier richtig.")
    name_otherwise(Person.objects.get(name="Ilka Dornhagen"), ["Ilka D."], by=editor, instead_of=[])
    for film in (near.film_id, review.film_id):
        relink(film)
        relate(film)
    thread = review.thread
    first = posting.reply(thread, by=member, source="Erster Satz.", form_key="a")
    for n in range(20):
        text = f":::zitat {first.pk}\nErster Satz.\n:::\nJa, @„{member.name}“.\n\n:::spoiler\nSchluss {n}\n:::"
        post = posting.reply(thread, by=other_member, source=text, form_key=f"b{n}")
    moderation.hide_post(post, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Zu viel."))
    make_post_with_picture(thread, member)
    board = make_board("Kino")
    for number in range(2):
        other = posting.open_thread(board, by=member, title=f"Zur Flut {number}", source="Na?", form_key=f"t{number}")
        link_thread(review, other, by=editor)
    thread.refresh_from_db()
    pages = [
        "/",
        "/kritiken/",
        "/neuerscheinungen/",
        "/forum/",
        thread.board.get_absolute_url(),
        board.get_absolute_url(),
    ]
    pages += [review.get_absolute_url(), f"{review.get_absolute_url()}bilder/1/", thread.get_absolute_url()]
    return [
        *pages,
        thread.page_url(2),
        other.get_absolute_url(),
        review.film.get_absolute_url(),
        near.get_absolute_url(),
    ]


def queries_of(as_guest, paths):
    """How many different ones each page asks: within a test's transaction SQLite is asked for the version twice."""
    counts = {}
    for path in paths:
        with CaptureQueriesContext(connection) as captured:
            assert as_guest.get(path).status_code == 200
        counts[path] = len({query["sql"] for query in captured})
    return counts


def test_pages_nobody_has_seen_yet_cost_at_most_seven_queries(as_guest, full_pages):
    counts = {}
    for path in full_pages:
        forget_all()  # what one page shows another has not shown before
        counts |= queries_of(as_guest, [path])
    assert max(counts.values()) <= 7, counts
    assert min(counts.values()) > 1


def test_pages_made_anew_after_a_reply_cost_at_most_seven_queries(as_guest, full_pages, member, other_member):
    queries_of(as_guest, full_pages)
    thread = Thread.objects.get(title="Die Flut")
    posting.reply(thread, by=member, source=f"Und @„{other_member.name}“ auch.", form_key="c")
    counts = queries_of(as_guest, full_pages)
    assert max(counts.values()) <= 7, counts
    assert counts[thread.get_absolute_url()] > 1
    assert "Erster Satz." in as_guest.get(thread.get_absolute_url()).content.decode()


def test_a_kept_page_is_the_page_that_was_made_headers_included(as_guest, thread, settings):
    path = thread.get_absolute_url()
    first, second = as_guest.get(path), as_guest.get(path)
    assert (first.content, dict(first.items())) == (second.content, dict(second.items()))
    settings.PAGE_CACHE = False
    plain = Client().get(path)
    assert second.content == plain.content
    assert dict(plain.items()).items() - {("Vary", plain.get("Vary"))} <= dict(second.items()).items()
    assert "Content-Security-Policy" in second.headers and second["Cache-Control"] == "no-cache"
    assert {"Cookie", "HX-Request", "Accept-Encoding"} <= set(second["Vary"].split(", "))
    assert not second.cookies


@pytest.mark.parametrize("cookie", ["sessionid", "messages"])
def test_whoever_has_a_session_or_a_message_neither_gets_a_kept_page_nor_fills_one(thread, cookie):
    path, visitor = thread.get_absolute_url(), Client()
    visitor.cookies[cookie] = "irgendwas"
    visitor.get(path)
    assert len(guest_pages.pages) == 0
    Client().get(path)
    with CaptureQueriesContext(connection) as captured:
        visitor.get(path)
    assert len(captured) > 1


def test_a_message_after_signing_out_is_shown_once_and_to_nobody_else(signed_in, member, as_guest):
    kept(as_guest, "/")
    client = signed_in(member)
    left = client.post("/konto/logout/", follow=True)
    assert 'class="notice' in left.content.decode()
    assert 'class="notice' not in as_guest.get("/").content.decode()


def test_an_unknown_parameter_and_a_foreign_host_neither_get_a_kept_page_nor_fill_one(as_guest, thread):
    path = thread.get_absolute_url()
    as_guest.get(path, {"utm": "x"})
    assert as_guest.get(path, headers={"host": "boese.example"}).status_code == 400
    assert len(guest_pages.pages) == 0
    kept(as_guest, path)
    assert as_guest.get(path, headers={"host": "boese.example"}).status_code == 400
    assert "utm" in as_guest.get(path, {"utm": "x"}).content.decode()


def test_errors_redirects_and_pages_with_a_cookie_are_not_kept(as_guest, thread, editor):
    review = make_review(editor)
    publishing.withdraw(review, by=editor, reason="Falscher Film")
    wrong = thread.get_absolute_url().replace("der-lange-gang", "anders")
    statuses = [as_guest.get(path).status_code for path in (review.get_absolute_url(), wrong, "/thema/99-x/")]
    assert statuses == [410, 301, 404]
    assert as_guest.get("/konto/login/").cookies
    assert len(guest_pages.pages) == 0

    def with_cookie(request):
        response = HttpResponse("<p>", headers={"Cache-Control": "no-cache"})
        response.set_cookie("x", "y")
        return response

    request = RequestFactory().get("/")
    guest_pages.answer_guests(with_cookie)(request)
    assert len(guest_pages.pages) == 0


def test_who_knows_the_page_gets_304_and_a_member_never_does(as_guest, signed_in, member, thread):
    path = thread.get_absolute_url()
    etag = as_guest.get(path)["ETag"]
    for known in (etag, etag.removeprefix("W/"), f'"x", {etag}', "*"):
        again = as_guest.get(path, headers={"if-none-match": known})
        assert (again.status_code, again.content, again["ETag"]) == (304, b"", etag)
        assert again["Content-Security-Policy"] and again["Cache-Control"] == "no-cache"
    assert as_guest.get(path, headers={"if-none-match": '"x"'}).status_code == 200
    assert signed_in(member).get(path, headers={"if-none-match": etag}).status_code == 200
    posting.reply(thread, by=member, source="Neues", form_key="n")
    assert as_guest.get(path, headers={"if-none-match": etag}).status_code == 200


def test_a_kept_page_is_compressed_for_those_who_take_it(as_guest, thread):
    path = thread.get_absolute_url()
    plain = as_guest.get(path)
    packed = as_guest.get(path, headers={"accept-encoding": "br, gzip"})
    assert (packed["Content-Encoding"], int(packed["Content-Length"])) == ("gzip", len(packed.content))
    assert gzip.decompress(packed.content) == plain.content and packed["ETag"] == plain["ETag"]
    assert "Content-Encoding" not in as_guest.get(path, headers={"accept-encoding": "gzip;q=0"})


def test_head_tells_length_and_headers_and_makes_no_page_to_keep(as_guest, thread):
    path = thread.get_absolute_url()
    as_guest.head(path)
    assert len(guest_pages.pages) == 0
    page, head = as_guest.get(path), as_guest.head(path)
    assert (head.status_code, head.content) == (200, b"")
    assert dict(head.items()) == dict(page.items())
    middleware = guest_pages.answer_guests(lambda request: HttpResponse("made anew"))
    assert middleware(RequestFactory().head(path)).content == b""  # Django's client would cut it off itself


def test_switched_off_every_page_is_made_anew(thread, settings):
    settings.PAGE_CACHE = False
    assert not is_kept(Client(), thread.get_absolute_url())


def shows(as_guest, path, words):
    return words in as_guest.get(path).content.decode()


def test_what_is_written_in_a_thread_shows_at_the_next_request(as_guest, thread, editor, member, moderator):
    path, post = thread.get_absolute_url(), thread.last_post
    review, board = thread.review.get_absolute_url(), thread.board.get_absolute_url()
    paths = [path, review, board, "/", "/forum/", thread.review.film.get_absolute_url()]

    def changed(act):
        """Which of the pages show it; each was known before."""
        before = [kept(as_guest, page) for page in paths]
        act()
        after = [as_guest.get(page).content.decode() for page in paths]
        return [old != new for old, new in zip(before, after, strict=True)]

    words = Decision(rule="1. Freundlich bleiben", reasons="So nicht.")
    reply = {"by": member, "source": "Ganz neu gesagt", "form_key": "neu"}
    assert changed(lambda: posting.reply(thread, **reply)) == [True] * 6
    assert changed(lambda: posting.edit_post(post, by=editor, source="Anders gesagt", base=0))[:2] == [True, True]
    assert changed(lambda: moderation.hide_post(post, by=moderator, decision=words))[:3] == [True] * 3
    assert shows(as_guest, path, "Regel\u00a01: Freundlich bleiben")
    assert changed(lambda: moderation.restore_post(post, by=moderator, decision=Decision()))[:3] == [True] * 3
    last = thread.posts.get(form_key="neu")
    assert changed(lambda: posting.withdraw_post(last, by=member)) == [True] * 6
    assert changed(lambda: posting.restore_post(last, by=member)) == [True] * 6
    lock = Decision(rule="1. Freundlich bleiben", reasons="Genug.")
    assert changed(lambda: moderation.lock_thread(thread, by=moderator, decision=lock))[::2][:2] == [True, True]
    assert changed(lambda: moderation.unlock_thread(thread, by=moderator))[::2][:2] == [True, True]
    assert changed(lambda: warnings.allow_spoilers(thread, by=moderator))[:4] == [True] * 4
    assert changed(lambda: warnings.forbid_spoilers(thread, by=moderator))[:4] == [True] * 4
    erase = Decision(law="§ 185 StGB", reasons="Beleidigung.")
    assert changed(lambda: moderation.erase_post(last, by=moderator, decision=erase))[0]


def test_a_hidden_thread_takes_its_name_out_of_the_quotes_of_others(
    as_guest, member, moderator, other_member, django_capture_on_commit_callbacks
):
    board = make_board("Foyer")
    quoted = posting.open_thread(board, by=other_member, title="Quelle", source="Ein Wort", form_key="q")
    source = f":::zitat {quoted.first_post_id}\nEin Wort\n:::\nStimmt"
    quoting = posting.open_thread(board, by=member, title="Echo", source=source, form_key="e")
    path, link = quoting.get_absolute_url(), quoted.first_post.get_absolute_url()
    hide = Decision(rule="1. x", reasons="Weg damit.")
    assert link in kept(as_guest, path)
    for act, is_named in (
        (lambda: moderation.hide_thread(quoted, by=moderator, decision=hide), False),
        (lambda: moderation.restore_thread(quoted, by=moderator), True),
        (lambda: posting.withdraw_post(quoted.first_post, by=other_member), False),
        (lambda: posting.restore_post(quoted.first_post, by=other_member), True),
    ):
        with django_capture_on_commit_callbacks(execute=True):
            assert act()
        assert (link in kept(as_guest, path)) == is_named


def test_a_withdrawn_review_takes_its_thread_out_of_the_quotes_of_others(
    as_guest, thread, member, editor, django_capture_on_commit_callbacks
):
    source = f":::zitat {thread.last_post_id}\nAntwort 1\n:::\nStimmt"
    quoting = posting.open_thread(make_board("Foyer"), by=member, title="Echo", source=source, form_key="e")
    link = thread.last_post.get_absolute_url()
    assert link in kept(as_guest, quoting.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        publishing.withdraw(thread.review, by=editor, reason="Falscher Film")
    assert link not in kept(as_guest, quoting.get_absolute_url())
    with django_capture_on_commit_callbacks(execute=True):
        publishing.publish(thread.review, by=editor)
    assert link in kept(as_guest, quoting.get_absolute_url())


def test_a_review_appears_changes_and_goes_at_the_next_request(as_guest, editor):
    lists = ["/", "/kritiken/"]
    [kept(as_guest, path) for path in lists]
    review = make_draft(editor, "Das Glashaus", pictures=1)
    publishing.publish(review, by=editor)
    assert [shows(as_guest, path, "Das Glashaus") for path in lists] == [True, True]
    review.refresh_from_db()
    paths = [*lists, "/forum/filmdiskussionen/", "/forum/", review.get_absolute_url(), review.thread.get_absolute_url()]
    [kept(as_guest, path) for path in paths]
    save(review, snapshot(review) | {"title": "Das Steinhaus"}, by=editor)
    publishing.publish_change(review, by=editor)
    review.refresh_from_db()
    paths[-1] = review.thread.get_absolute_url()
    assert [path for path in paths if not shows(as_guest, path, "Das Steinhaus")] == []
    [kept(as_guest, path) for path in paths]
    publishing.withdraw(review, by=editor, reason="Falscher Film")
    assert [path for path in paths[:4] if shows(as_guest, path, "Das Steinhaus")] == []
    assert [as_guest.get(path).status_code for path in paths[4:]] == [410, 410]


def test_a_planned_review_appears_and_goes_by_the_clock(as_guest, editor, monkeypatch):
    review, now = make_draft(editor, "Das Glashaus"), timezone.now()
    planning.schedule(review, at=now + datetime.timedelta(hours=1), by=editor)
    planning.plan_withdrawal(review, at=now + datetime.timedelta(hours=2), by=editor)
    kept(as_guest, "/")
    for hours, is_there in ((1, True), (2, False)):
        later = now + datetime.timedelta(hours=hours, seconds=1)
        monkeypatch.setattr(timezone, "now", lambda later=later: later)
        sweep_due_reviews()
        assert shows(as_guest, "/", "Das Glashaus") == is_there


def test_pictures_show_when_their_files_are_made_and_not_after_their_rights(as_guest, editor, monkeypatch):
    review = make_review(editor, pictures=2)
    paths = [review.get_absolute_url(), "/", "/kritiken/", "/forum/filmdiskussionen/", review.thread.get_absolute_url()]
    assert not any("/bilder/" in kept(as_guest, path).split("<picture", 1)[-1] for path in paths[1:2])
    make_files(review)
    assert [path for path in paths if "<picture" not in kept(as_guest, path)] == []
    today = timezone.localdate()
    rights.renew_rights(list(Still.objects.values_list("pk", flat=True)), until=today, by=editor)
    assert [path for path in paths if "<picture" not in kept(as_guest, path)] == []
    midnight = timezone.make_aware(datetime.datetime.combine(today + datetime.timedelta(1), datetime.time.min))
    monkeypatch.setattr(timezone, "now", lambda: midnight - datetime.timedelta(seconds=1))
    assert all(shows(as_guest, path, "<picture") for path in paths)
    monkeypatch.setattr(timezone, "now", lambda: midnight)
    assert [path for path in paths if shows(as_guest, path, "<picture")] == []


def test_new_credits_of_a_picture_show_on_every_review_that_uses_it(as_guest, editor):
    first, second = make_review(editor, pictures=1), make_review(editor)
    content = snapshot(second)
    drafting.use_picture(second, first.stills.get().still, by=editor)
    content = newest_revision(second).content
    content["stills"][0] |= {"caption": "Bild", "alt": "Gestalt", "credit": "Alter Verleih"}
    save(second, content, by=editor)
    publishing.publish_change(second, by=editor)
    assert "Alter Verleih" in kept(as_guest, first.get_absolute_url())
    content = newest_revision(second).content
    content["stills"][0] |= {"credit": "Neuer Verleih"}
    save(second, content, by=editor)
    publishing.publish_change(second, by=editor)
    assert shows(as_guest, first.get_absolute_url(), "Neuer Verleih")


def test_a_pin_shows_until_the_worker_takes_it_down(as_guest, member, moderator, monkeypatch):
    board, now = make_board("Foyer"), timezone.now()
    thread = posting.open_thread(board, by=member, title="Oben", source="Hallo", form_key="o")
    moderation.pin_thread(thread, by=moderator, until=now + datetime.timedelta(hours=1))
    assert "angeheftet" in kept(as_guest, board.get_absolute_url())
    monkeypatch.setattr(timezone, "now", lambda: now + datetime.timedelta(hours=1, seconds=1))
    sweep_pins()
    assert not shows(as_guest, board.get_absolute_url(), "angeheftet")


def test_a_changed_board_shows_everywhere(as_guest, signed_in, operator, thread):
    board = Board.objects.get(pk=thread.board_id)
    paths = ["/forum/", board.get_absolute_url(), thread.get_absolute_url()]
    [kept(as_guest, path) for path in paths]
    fields = {"name": "Der Saal", "slug": board.slug, "visible_to": "all", "opened_by": board.opened_by, "position": 0}
    signed_in(operator).post(f"/betrieb/foren/{board.pk}/", fields)
    assert [path for path in paths if not shows(as_guest, path, "Der Saal")] == []


def test_a_board_that_closes_takes_its_threads_along(
    as_guest, signed_in, operator, member, thread, django_capture_on_commit_callbacks
):
    board = make_board("Hinterzimmer")
    inner = posting.open_thread(board, by=member, title="Innen", source="Ein Wort", form_key="i")
    source = f":::zitat {inner.first_post_id}\nEin Wort\n:::\nStimmt"
    posting.reply(thread, by=member, source=source, form_key="z")
    paths = ["/forum/", board.get_absolute_url(), inner.get_absolute_url()]
    [kept(as_guest, path) for path in paths]
    assert inner.first_post.get_absolute_url() in kept(as_guest, thread.get_absolute_url())
    fields = {"name": board.name, "slug": board.slug, "visible_to": "team", "opened_by": "members", "position": 0}
    with django_capture_on_commit_callbacks(execute=True):
        signed_in(operator).post(f"/betrieb/foren/{board.pk}/", fields)
    assert not shows(as_guest, "/forum/", "Hinterzimmer")
    assert [as_guest.get(path).status_code for path in paths[1:]] == [404, 404]
    assert not shows(as_guest, thread.get_absolute_url(), inner.first_post.get_absolute_url())


def test_a_new_version_of_a_legal_page_or_the_rules_shows(as_guest, operator):
    [kept(as_guest, path) for path in ("/impressum/", "/regeln/")]
    number = legal.Page.objects.filter(kind="impressum").count()
    legal.publish_page(PageKind.IMPRINT, "Neue Anschrift", based_on=number, by=operator)
    rules = legal.RulesVersion.objects.count()
    legal.publish_rules("## 1. Neue Regel", based_on=rules, by=operator)
    assert shows(as_guest, "/impressum/", "Neue Anschrift") and shows(as_guest, "/regeln/", "Neue Regel")


def test_what_is_written_while_a_page_is_made_shows_at_the_next_request(as_guest, thread, member):
    path = thread.get_absolute_url()

    def slow(request):
        response = Client().get(path, {"neu": ""})  # made past the memory
        posting.reply(thread, by=member, source="Zwischenruf", form_key="z")
        return HttpResponse(response.content, headers=dict(response.items()))

    guest_pages.answer_guests(slow)(RequestFactory().get(path))
    assert shows(as_guest, path, "Zwischenruf")


def test_a_burst_for_a_new_page_makes_it_once():
    made, store = [], Store()
    barrier = threading.Barrier(8)

    def visit():
        barrier.wait(60)
        with store.rendering("k"):
            if store.get("k") is None:
                made.append(1)
                store.put("k", entry_of(10))

    threads = [threading.Thread(target=visit) for _ in range(8)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(made), len(store)) == (1, 1)


def entry_of(size):
    body, nothing = Answer(b"x" * size, ResponseHeaders({})), Answer(b"", ResponseHeaders({}))
    return Entry((), timezone.now(), "", body, nothing, nothing)


def test_the_memory_is_bounded_and_the_least_asked_goes_first():
    store = Store(room=3 * (100 + OVERHEAD))
    for key in "abc":
        store.put(key, entry_of(100))
    store.get("a")
    store.put("d", entry_of(100))
    store.put("d", entry_of(90))
    assert [store.get(key) is None for key in "abcd"] == [False, True, False, False]
    store.put("e", entry_of(10 * OVERHEAD))
    assert store.get("e") is None and store.size <= store.room
    store.clear()
    assert (len(store), store.size) == (0, 0)


def test_nothing_is_kept_while_a_publication_lies_ahead_of_a_clock_set_back(as_guest, editor):
    review = make_review(editor)
    Review.objects.filter(pk=review.pk).update(published_at=timezone.now() + datetime.timedelta(hours=1))
    assert not is_kept(as_guest, "/")


OWN_PARTS = "review film naming reviews threads releases best dated undated later earlier anything"
"""What the questions call their own parts, and the three best films."""


def test_the_versions_are_read_by_indexes(db):
    from filmsite.guest_pages import versions

    explain = "EXPLAIN QUERY PLAN " if connection.vendor == "sqlite" else "EXPLAIN "
    for path in ("/", "/kritiken/", "/kritiken/x/", "/thema/1-x/", "/filme/x/", "/neuerscheinungen/"):
        question = versions.question_of(path)
        with connection.cursor() as cursor:
            cursor.execute("SET enable_seqscan = off" if connection.vendor == "postgresql" else "SELECT 1")
            cursor.execute(explain + question.sql, question.values)
            plan = "\n".join(str(row[-1]) for row in cursor.fetchall())
        whole = set(re.findall(r"^SCAN (\w+)$", plan, re.M)) - set(OWN_PARTS.split())
        assert "Seq Scan" not in plan and not whole and "TEMP B-TREE" not in plan and "AUTOMATIC" not in plan, plan


OTHER_WAYS = {
    "sqlite": [["PRAGMA reverse_unordered_selects = ON"]],
    "postgresql": [
        ["SET LOCAL enable_nestloop = off"],
        ["SET LOCAL enable_nestloop = off", "SET LOCAL enable_hashjoin = off"],
        [
            "SET LOCAL enable_indexscan = off",
            "SET LOCAL enable_indexonlyscan = off",
            "SET LOCAL enable_bitmapscan = off",
        ],
    ],
}
"""What makes a database read rows in another way than it would choose."""


def test_a_version_is_the_same_whichever_way_the_database_reads(full_pages, editor):
    third = publish_about(editor, "Der Sumpf", "Am Ufer.").film
    for position, film in enumerate(Film.objects.exclude(pk=third.pk).order_by("-pk"), 1):
        Relation.objects.filter(film=film).delete()
        for place, other in enumerate(Film.objects.exclude(pk=film.pk).order_by("-pk"), 1):
            Relation.objects.create(film=film, other=other, position=place, reason="auch nass")
        RatingTally.objects.create(film=film)
        BestFilm.objects.create(film=film, position=position)
    questions = {path: question_of(path) for path in full_pages}
    versions = {path: version_of(question) for path, question in questions.items()}
    assert all(versions.values())
    for way in OTHER_WAYS[connection.vendor]:
        with transaction.atomic(), connection.cursor() as cursor:
            [cursor.execute(setting) for setting in way]
            try:
                assert {path: version_of(question) for path, question in questions.items()} == versions, way
            finally:
                cursor.execute(
                    "PRAGMA reverse_unordered_selects = OFF" if connection.vendor == "sqlite" else "SELECT 1"
                )


@pytest.mark.django_db(transaction=True)
def test_a_burst_of_guests_makes_a_page_once_and_all_get_it(django_db_serialized_rollback):
    made, bodies, barrier = [], [], threading.Barrier(12)

    def slowly(request):
        made.append(1)
        time.sleep(0.2)
        return HttpResponse("<p>Da", headers={"Cache-Control": "no-cache"})

    middleware = guest_pages.answer_guests(slowly)

    def visit():
        barrier.wait(60)
        bodies.append(middleware(RequestFactory().get("/impressum/")).content)
        connection.close()

    threads = [threading.Thread(target=visit) for _ in range(12)]
    [thread.start() for thread in threads]
    [thread.join() for thread in threads]
    assert (len(made), bodies) == (1, [b"<p>Da"] * 12)


@pytest.mark.django_db(transaction=True, serialized_rollback=True)
def test_on_sqlite_nothing_is_asked_until_somebody_writes(db):
    if connection.vendor != "sqlite":
        pytest.skip("PostgreSQL keeps no such stamp: one query each time")
    thread = make_thread(make_member("petra", Role.EDITOR), title="Vorher")
    path, guest = thread.get_absolute_url(), Client()

    def asked():
        with CaptureQueriesContext(connection) as captured:
            body = guest.get(path).content.decode()
        return len(captured), body

    asked()
    assert asked()[0] == 0
    posting.reply(thread, by=make_member("udo"), source="Von derselben Verbindung geschrieben.", form_key="u")
    queries, body = asked()
    assert queries and "Von derselben Verbindung" in body
    writer = threading.Thread(
        target=_in_own_connection(
            lambda: posting.reply(thread, by=make_member("ina"), source="Von einer anderen.", form_key="i")
        )
    )
    writer.start()
    writer.join()
    queries, body = asked()
    assert queries and "Von einer anderen" in body
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        Thread.objects.filter(pk=thread.pk).update(version=99)
        version_of(question_of(path))
        raise ZeroDivisionError
    assert version_of(question_of(path))[0][0] != 99


def _in_own_connection(action):
    def run():
        try:
            action()
        finally:
            connection.close()

    return run


@pytest.mark.django_db(transaction=True)
def test_a_connection_that_was_lost_meanwhile_costs_no_reader_a_page(django_db_serialized_rollback):
    client = Client()
    kept(client, "/impressum/")
    connection.connection.close()  # as a database that was restarted
    assert client.get("/impressum/").status_code == 200
    kept(client, "/impressum/")


def test_parts_of_pages_are_kept_for_all_but_hold_nothing_of_one_reader(
    signed_in, as_guest, thread, member, moderator, settings
):
    settings.PAGE_CACHE = False
    own = posting.reply(thread, by=member, source="Von mir", form_key="m")
    path = thread.get_absolute_url()
    withdraw = f"/beitrag/{own.pk}/zurueckziehen/"
    for _ in range(2):
        mine = signed_in(member).get(path).content.decode()
        assert f'formaction="{withdraw}"' in mine and "Zitieren" in mine
    assert f"/moderation/beitrag/{thread.last_post_id}/" in signed_in(moderator).get(path).content.decode()
    assert "/moderation/" not in mine
    for client in (Client(), as_guest):
        page = client.get(path).content.decode()
        assert "Von mir" in page and withdraw not in page and "Zitieren" not in page and "csrf" not in page


def test_the_calendar_of_releases_shows_what_is_written_at_the_next_request(as_guest, editor, monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    path = "/neuerscheinungen/"
    assert "Noch ist nichts angekündigt" in kept(as_guest, path)
    review = draft_release(editor, "Das Glashaus", release("2026-11-26"))
    steps = [
        (lambda: films.release_film_page(review.film, by=editor), ["Das Glashaus: Kino"]),
        (lambda: films.hide_film_page(review.film, by=editor), []),
        (lambda: publishing.publish(review, by=editor), ["Das Glashaus: Kino"]),
        (lambda: change_releases(review, release("2026-12-03", "dvd"), by=editor), ["Das Glashaus: DVD"]),
        (
            lambda: change_releases(review, release("2026-11-01", date_precision="month"), by=editor),
            ["Das Glashaus: Kino"],
        ),
        (
            lambda: change_releases(review, release("2026-01-09", date_precision="year"), by=editor),
            ["Das Glashaus: Kino"],
        ),
        (lambda: change_releases(review, release("2027-04-01"), by=editor), []),
        (lambda: change_releases(review, release("2027-04-01", date_precision="quarter"), by=editor), []),
        (lambda: publishing.withdraw(review, by=editor, reason="Falscher Film"), []),
        (lambda: publishing.publish(review, by=editor), []),
        (lambda: change_releases(review, release("2026-10-01"), by=editor), []),
    ]
    for number, (act, rows) in enumerate(steps):
        before = kept(as_guest, path)
        assert act() is not False
        after = kept(as_guest, path)
        assert before != after, number
        assert [row for part in sections_of(after).values() for row in part] == rows, number
        anew = Client().get(path, {"frisch": ""}).content.decode()  # made past the memory
        assert sections_of(anew) == sections_of(after), number


def test_the_kept_calendar_turns_to_the_next_week_at_midnight(as_guest, editor, monkeypatch):
    midnight = datetime.datetime(2026, 11, 30, tzinfo=BERLIN)
    monkeypatch.setattr(timezone, "now", lambda: midnight - datetime.timedelta(seconds=1))
    announce(editor, "Das Glashaus", release("2026-11-26"))
    assert 'id="2026-W48"' in kept(as_guest, "/neuerscheinungen/")
    monkeypatch.setattr(timezone, "now", lambda: midnight)
    assert 'id="2026-W48"' not in kept(as_guest, "/neuerscheinungen/")


@pytest.mark.parametrize(("day", "precision"), [("2026-11-26", "day"), ("2026-10-01", "quarter")])
def test_the_last_row_of_a_full_calendar_is_watched_as_well_as_the_first(as_guest, monkeypatch, day, precision):
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    add_rows_of_releases(RELEASES + 2, day, date_precision=precision)
    path = "/neuerscheinungen/"
    releases = Release.objects.order_by("id" if precision == "day" else "-id")
    most = RELEASES if precision == "day" else UNDATED
    for place in (0, most - 1):
        before = kept(as_guest, path)
        film = releases[place].film
        Film.objects.filter(pk=film.pk).update(original_title=f"Umbenannt {place}", version=F("version") + 1)
        after = kept(as_guest, path)
        assert f"Umbenannt {place}" in after and f"Umbenannt {place}" not in before

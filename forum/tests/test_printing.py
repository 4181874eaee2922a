"""A whole thread on paper or in a file: all of it, nothing that is hidden, and a bounded piece at a time."""

from types import SimpleNamespace

import pytest
from django.core.cache import cache
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import moderation, posting, printing, rearranging
from forum.models import Decision
from forum.views import printing as views
from tests.making import make_board, make_review

pytestmark = pytest.mark.django_db

GROUNDS = {"rule": "1. Freundlich bleiben", "reasons": "Böse."}


@pytest.fixture
def talk(member):
    return posting.open_thread(make_board("Foyer"), by=member, title="Der lange Gang", source="Erster", form_key="1")


@pytest.fixture(autouse=True)
def fresh_limits():
    cache.clear()


def say(thread, by, *texts):
    return [posting.reply(thread, by=by, source=text, form_key=f"{thread.pk}-{text}"[:36]) for text in texts]


def read(client, thread, act="druck"):
    answer = client.get(f"{thread.get_absolute_url()}{act}/")
    assert answer.status_code == 200
    return answer.getvalue().decode()


def test_every_post_stands_on_the_printed_page_and_in_the_file(talk, member, other_member, as_guest):
    say(talk, other_member, *(f"Stimme {n}" for n in range(2, 46)))
    for act in ("druck", "export"):
        page = read(as_guest, talk, act)
        assert [n for n in range(2, 46) if f"Stimme {n}" not in page] == [] and "Erster" in page
        assert member.name in page and other_member.name in page


def test_the_thread_links_both_and_search_engines_neither(talk, as_guest):
    page = as_guest.get(talk.get_absolute_url()).content.decode()
    for act in ("druck", "export"):
        assert f'rel="nofollow" href="{talk.get_absolute_url()}{act}/"' in page
        assert "noindex" in as_guest.get(f"{talk.get_absolute_url()}{act}/")["X-Robots-Tag"]


def test_a_file_says_what_it_is_and_bears_the_name_of_the_thread(talk, member, as_guest, settings):
    say(talk, member, "Ein *Wort* und [ein Link](https://abspann.example/x)\n\n- eins\n- zwei\n\n> alt")
    answer = as_guest.get(f"{talk.get_absolute_url()}export/")
    text = answer.getvalue().decode()
    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer["Content-Disposition"] == f'attachment; filename="der-lange-gang-{talk.pk}.txt"'
    assert text.startswith(f"# Der lange Gang\n\n{settings.SITE_NAME}, Forum „Foyer“\n{settings.SITE_URL}/thema/")
    assert "Ein Wort und ein Link <https://abspann.example/x>\n\n- eins\n\n- zwei\n\n> alt\n" in text
    assert f"## 2 · {member.name} · " in text and f"{settings.SITE_URL}/beitrag/" in text


def test_spoilers_stay_closed(talk, member, as_guest):
    say(talk, member, "Vorher ||geheim|| nachher", ":::spoiler Die Lotsin\ngeheim\n:::\nDanach")
    text = read(as_guest, talk, "export")
    assert "Vorher [Spoiler] nachher" in text and "[Spoiler: Die Lotsin]\n\nDanach" in text and "geheim" not in text
    page = read(as_guest, talk)
    assert page.count('<details class="spoiler') == 2 and "<details open" not in page


def test_a_quote_bears_its_name_in_both(talk, member, other_member, as_guest):
    (first,) = say(talk, member, "Ein Wort")
    say(talk, other_member, f":::zitat {first.pk}\nEin Wort\n:::\nStimmt")
    assert f"> {member.name} schrieb\n\n> Ein Wort\n\nStimmt" in read(as_guest, talk, "export")
    assert f"{member.name} schrieb" in read(as_guest, talk)


def test_nobody_writes_in_a_file_in_the_name_of_another(talk, member, as_guest):
    say(talk, member, "## 3 · Jemand · gestern")
    assert "\n\\## 3 · Jemand" in read(as_guest, talk, "export")


@pytest.mark.parametrize("act", ["druck", "export"])
def test_a_hidden_post_is_a_stub_for_its_author_and_moderators_too(talk, member, moderator, signed_in, as_guest, act):
    hidden, withdrawn = say(talk, member, "Schlimme Worte", "Doch nicht")
    moderation.hide_post(hidden, by=moderator, decision=Decision(**GROUNDS))
    posting.withdraw_post(withdrawn, by=member)
    for client in (as_guest, signed_in(member), signed_in(moderator)):
        page = read(client, talk, act)
        assert "Schlimme Worte" not in page and "Doch nicht" not in page
        assert ("Beitrag 2 ist ausgeblendet" if act == "druck" else "## 2\n\nDieser Beitrag ist nicht") in page


def test_a_post_that_waits_is_in_neither(talk, other_member, member, moderator, signed_in, settings):
    settings.HELD_FIRST_POSTS = 1
    say(talk, other_member, "Wartet noch")
    for client in (signed_in(other_member), signed_in(moderator)):
        assert "Wartet noch" not in read(client, talk) + read(client, talk, "export")


def test_a_filmdiskussion_begins_with_its_review(editor, as_guest):
    review = make_review(editor, "Die Lotsin")
    assert f'href="{review.get_absolute_url()}"' in read(as_guest, review.thread)
    assert "Zur Kritik: http" in read(as_guest, review.thread, "export")


def test_a_long_thread_comes_in_parts(talk, member, as_guest, monkeypatch):
    monkeypatch.setattr(printing, "PRINTED", 3)
    monkeypatch.setattr(printing, "EXPORTED", 3)
    monkeypatch.setattr(printing, "CHUNK", 2)
    say(talk, member, *(f"Stimme {n}." for n in range(2, 8)))
    base = talk.get_absolute_url()
    for act in ("druck", "export"):
        parts = [f"{base}{act}/", f"{base}{act}/teil-2/", f"{base}{act}/teil-3/"]
        texts = [as_guest.get(path).getvalue().decode() for path in parts]
        held = [[n for n in range(2, 8) if f"Stimme {n}." in text] for text in texts]
        assert held == [[2, 3], [4, 5, 6], [7]]
        assert ["geht weiter, in Teil" in text for text in texts] == [True, True, False]
        assert (
            as_guest.get(f"{base}{act}/teil-4/").status_code == as_guest.get(f"{base}{act}/teil-0/").status_code == 404
        )
        assert as_guest.get(f"{base}{act}/teil-1/").url == f"{base}{act}/"
    assert f'href="{base}druck/teil-3/"' in texts[0] or f'href="{base}druck/teil-3/"' in read(as_guest, talk)


def test_a_renamed_and_a_merged_thread_lead_on(talk, member, moderator, as_guest):
    other = posting.open_thread(talk.board, by=member, title="Das andere", source="Hier", form_key="2")
    old = f"{talk.get_absolute_url()}druck/"
    rearranging.rename_thread(talk, by=moderator, title="Neuer Name")
    talk.refresh_from_db()
    assert as_guest.get(old).url == f"{talk.get_absolute_url()}druck/"
    rearranging.merge_threads(talk, by=moderator, into=other)
    assert as_guest.get(old).status_code == 301
    assert "hierher verschoben" in read(as_guest, other) and "--- Ein Beitrag aus" in read(as_guest, other, "export")


@pytest.mark.parametrize("act", ["druck", "export"])
def test_each_hundred_posts_cost_the_same_queries(talk, member, other_member, moderator, signed_in, monkeypatch, act):
    monkeypatch.setattr(printing, "CHUNK", 10)
    client, counts = signed_in(other_member), []
    for many in (10, 10, 10):
        first, *rest = say(talk, member, *(f"Text {talk.posts.count()} {n}" for n in range(many - 1)))
        say(talk, other_member, f":::zitat {rest[0].pk}\nText\n:::\n@„{member.name}“ ja, {talk.posts.count()}")
        moderation.hide_post(first, by=moderator, decision=Decision(**GROUNDS))
        read(client, talk, act)
        with CaptureQueriesContext(connection) as captured:
            read(client, talk, act)
        counts.append(len(captured))
    assert counts[1] - counts[0] == counts[2] - counts[1] <= 5


@pytest.mark.parametrize("persona", ["guest", "member"])
def test_whoever_asks_too_often_waits_a_minute(talk, member, as_guest, signed_in, monkeypatch, persona):
    monkeypatch.setattr(views, "PRINTS_PER_MINUTE", 2)
    monkeypatch.setattr("accounts.limits.time", SimpleNamespace(time=lambda: 1_000_000.0))
    client = as_guest if persona == "guest" else signed_in(member)
    path = f"{talk.get_absolute_url()}druck/"
    assert [client.get(path).status_code for _ in range(3)] == [200, 200, 429]
    assert client.get(path, REMOTE_ADDR="10.1.1.1").status_code == (200 if persona == "guest" else 429)
    assert as_guest.get(talk.get_absolute_url()).status_code == 200

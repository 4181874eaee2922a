import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from forum import moderation, posting, states
from forum.bulk import POST_ACTS, THREAD_ACTS, decide_on_all, foresee
from forum.cases import reporting
from forum.cases.joining import wait_for_approval
from forum.consistency.counters import differing_threads
from forum.models import Decision, Post, ReportReason, Thread
from tests.making import make_board, make_thread

pytestmark = pytest.mark.django_db

POSTS, THREADS = "/moderation/auswahl/beitraege/", "/moderation/auswahl/themen/"
GROUNDS = {"rule": "1. Freundlich bleiben", "reasons": "Werbung"}


@pytest.fixture
def thread(editor, member):
    thread = make_thread(editor)
    for n in range(4):
        posting.reply(thread, by=member, source=f"Text Nummer {n}", form_key=f"{n}")
    return thread


@pytest.fixture
def posts(thread, member):
    return list(Post.objects.filter(author=member).order_by("pk"))


@pytest.fixture
def threads(member):
    board = make_board("Foyer")
    return [posting.open_thread(board, by=member, title=f"Thema {n}", source="Los", form_key=f"t{n}") for n in range(3)]


def ids(targets):
    return [str(target.pk) for target in targets]


def test_chosen_posts_are_hidden_after_it_was_shown_what_will_happen(signed_in, moderator, posts, thread):
    client = signed_in(moderator)
    page = client.get(thread.get_absolute_url()).content.decode()
    assert len(re.findall(r'<input type="checkbox" form="auswahl" name="beitrag"', page)) == 4
    shown = client.get(POSTS, {"beitrag": ids(posts[:3]), "tat": "hide"}).content.decode()
    assert shown.count("dann ausgeblendet") == 3 and "3 Beiträge: Ausblenden" in shown
    assert not Decision.objects.exists()
    refused = client.post(f"{POSTS}entscheiden/", {"beitrag": ids(posts[:3]), "tat": "hide"})
    assert (refused.status_code, "Ohne Begründung geht es nicht" in refused.content.decode()) == (422, True)
    answer = client.post(f"{POSTS}entscheiden/", {"beitrag": ids(posts[:3]), "tat": "hide"} | GROUNDS, follow=True)
    assert "3 Beiträge ausgeblendet." in answer.content.decode()
    assert Decision.objects.filter(action="hide", reasons="Werbung", by=moderator).count() == 3
    assert [post.state for post in Post.objects.filter(pk__in=ids(posts)).order_by("pk")] == ["removed"] * 3 + [
        "visible"
    ]
    assert list(differing_threads("default")) == []


def test_from_the_answer_it_is_taken_back(signed_in, moderator, posts):
    client, chosen = signed_in(moderator), {"beitrag": ids(posts)}
    client.post(f"{POSTS}entscheiden/", chosen | {"tat": "hide"} | GROUNDS)
    page = client.get(POSTS, chosen | {"tat": "restore"}).content.decode()
    assert page.count("dann wiederhergestellt") == 4
    client.post(f"{POSTS}entscheiden/", chosen | {"tat": "restore"})
    assert {post.state for post in Post.objects.filter(pk__in=ids(posts))} == {"visible"}


def test_what_cannot_be_done_stays_and_is_told(signed_in, moderator, posts, thread):
    own = posting.reply(thread, by=moderator, source="Von mir", form_key="m")
    moderation.hide_post(posts[0], by=moderator, decision=Decision(reasons="x"))
    client = signed_in(moderator)
    page = client.get(POSTS, {"beitrag": ids([*posts[:2], own]), "tat": "hide"}).content.decode()
    assert "bleibt, wie er ist: ist nicht zu lesen" in page and "ist dein eigenes" in page
    assert "1 Beitrag: Ausblenden" in page
    sent = {"beitrag": ids([*posts[:2], own]), "tat": "hide"} | GROUNDS
    page = client.post(f"{POSTS}entscheiden/", sent, follow=True).content.decode()
    assert "1 Beitrag ausgeblendet." in page and "2 Beiträge blieben, wie sie waren: " in page
    own.refresh_from_db()
    assert own.state == "visible"


def test_waiting_posts_are_approved_and_rejected_together_from_the_queue(signed_in, moderator, member, thread):
    held = [states.append_pending_post(thread, author=member, source="Hm", html="<p>Hm</p>") for _ in range(3)]
    for post in held:
        wait_for_approval(post, why="Erste Beiträge")
    client = signed_in(moderator)
    assert client.get("/moderation/").content.decode().count('name="beitrag"') == 3
    client.post(f"{POSTS}entscheiden/", {"beitrag": ids(held[:2]), "tat": "approve", "reasons": ""})
    client.post(f"{POSTS}entscheiden/", {"beitrag": ids(held[2:]), "tat": "reject"} | GROUNDS)
    assert [post.state for post in Post.objects.filter(pk__in=ids(held)).order_by("pk")] == [
        "visible",
        "visible",
        "removed",
    ]
    assert list(differing_threads("default")) == []


@pytest.mark.parametrize(
    ("act", "more", "fields"),
    [
        ("lock", GROUNDS, {"state": "locked"}),
        ("hide", GROUNDS, {"hidden_by_decision": True}),
        ("archive", {}, {"state": "archived"}),
    ],
)
def test_chosen_threads_are_changed_together_and_back(signed_in, moderator, threads, act, more, fields):
    client, chosen = signed_in(moderator), {"thema": ids(threads)}
    board = client.get(threads[0].board.get_absolute_url()).content.decode()
    assert board.count('form="themen" name="thema"') == 3
    assert client.get(THREADS, chosen | {"tat": act}).status_code == 200
    client.post(f"{THREADS}entscheiden/", chosen | {"tat": act} | more)
    assert Thread.objects.filter(**fields).count() == 3
    assert Decision.objects.filter(by=moderator).count() == 3
    undo = {"lock": "unlock", "hide": "restore"}.get(act)
    if undo:
        client.post(f"{THREADS}entscheiden/", chosen | {"tat": undo})
        assert Thread.objects.filter(**fields).count() == 0


def test_chosen_threads_are_moved_but_not_what_only_some_may_read(signed_in, moderator, threads, editor):
    review, club = make_thread(editor), make_board("Club", visible_to="members")
    client, chosen = signed_in(moderator), {"thema": ids([*threads, review])}
    sent = chosen | {"tat": "move", "board": str(club.pk)}
    page = client.post(f"{THREADS}entscheiden/", sent, follow=True).content.decode()
    assert "3 Themen verschoben." in page and "Wähle ein Forum, das alle lesen.</" in page
    assert Thread.objects.filter(board=club).count() == 3


def test_what_one_has_reported_oneself_says_so(moderator, posts):
    reporting.report(posts[0], reason=ReportReason.objects.first(), words="Nein", by=moderator)
    outcome = decide_on_all(posts[:2], POST_ACTS["hide"], by=moderator, decision=Decision(reasons="x"))
    assert [why for _, why in outcome.left] == ["hast du selbst gemeldet, darüber entscheidet jemand anderes"]


def test_two_who_do_the_same_do_it_once(moderator, posts):
    act, decision = POST_ACTS["hide"], Decision(reasons="x")
    assert len(decide_on_all(posts, act, by=moderator, decision=decision).done) == 4
    again = decide_on_all(posts, act, by=moderator, decision=decision)
    assert again.done == [] and {why for _, why in again.left} == {"da war jemand schneller"}
    assert Decision.objects.count() == 4


def test_nobody_else_decides_on_many(signed_in, as_guest, member, editor, posts, threads):
    for act, targets in ((POST_ACTS["hide"], posts), (THREAD_ACTS["lock"], threads)):
        with pytest.raises(PermissionDenied):
            decide_on_all(targets, act, by=editor, decision=Decision(reasons="x"))
    for who in (member, editor):
        client = signed_in(who)
        assert [client.get(path).status_code for path in (POSTS, THREADS)] == [403, 403]
        page = client.get(posts[0].thread.get_absolute_url()).content.decode()
        assert 'name="beitrag"' not in page and "Angehaktes" not in page
        assert 'name="thema"' not in client.get(threads[0].board.get_absolute_url()).content.decode()
    assert 'name="beitrag"' not in as_guest.get(posts[0].thread.get_absolute_url()).content.decode()


@pytest.mark.parametrize("query", ["", "?beitrag=x&tat=hide", "?beitrag=99999999999999999999", "?beitrag=0&tat=hide"])
def test_nothing_chosen_says_so(signed_in, moderator, query):
    assert "Nichts ausgewählt" in signed_in(moderator).get(f"{POSTS}{query}").content.decode()


def test_an_unknown_act_is_not_there(signed_in, moderator, posts):
    client = signed_in(moderator)
    assert client.get(POSTS, {"beitrag": ids(posts), "tat": "erase"}).status_code == 404
    assert client.post(f"{POSTS}entscheiden/", {"beitrag": ids(posts), "tat": "erase"}).status_code == 404


def test_foreseeing_costs_the_same_for_two_as_for_all(signed_in, moderator, posts, threads):
    client = signed_in(moderator)

    def queries(path, query):
        with CaptureQueriesContext(connection) as captured:
            assert client.get(path, query).status_code == 200
        return len(captured)

    for path, name, targets in ((POSTS, "beitrag", posts), (THREADS, "thema", threads)):
        few, many = ({name: ids(some), "tat": "hide"} for some in (targets[:1], targets))
        assert queries(path, few) == queries(path, many)


@pytest.mark.parametrize("word", [*POST_ACTS])
def test_what_is_foreseen_for_posts_is_what_happens(moderator, member, thread, posts, word):
    moderation.hide_post(posts[0], by=moderator, decision=Decision(reasons="x"))
    posting.withdraw_post(posts[1], by=member)
    states.append_pending_post(thread, author=member, source="Hm", html="<p>Hm</p>")
    posting.reply(thread, by=moderator, source="Von mir", form_key="m")
    everything = list(Post.objects.select_related("thread", "author"))
    expected = {post.pk for post, why in foresee(everything, POST_ACTS[word], by=moderator) if not why}
    outcome = decide_on_all(everything, POST_ACTS[word], by=moderator, decision=Decision(reasons="x"))
    assert {post.pk for post in outcome.done} == expected

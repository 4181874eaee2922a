"""„Auch im Forum“: threads about the same film beside a review's discussion."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from accounts.models import ANYBODY
from forum import moderation, posting, rearranging
from forum.models import Board, Decision, Thread
from reviews import publishing, related
from reviews.models import FilmTitle, RelatedState, RelatedThread
from tests.making import make_board, make_draft, make_review

pytestmark = pytest.mark.django_db

GROUNDS = {"rule": "1. Freundlich bleiben", "reasons": "Weg damit."}


@pytest.fixture
def board(db):
    return make_board("Foyer")


@pytest.fixture
def review(editor):
    return make_review(editor, "Die Lotsin")


@pytest.fixture
def talk(board, member):
    def open_one(title="Freue mich auf den neuen Film", *, by=member, **where):
        at = where.get("board", board)
        number = Thread.objects.count()
        return posting.open_thread(at, by=by, title=title, source="Wer noch?", form_key=f"t{number}")

    return open_one


def pages(review):
    return [review.get_absolute_url(), review.thread.get_absolute_url()]


def shows(client, review, words):
    return [words in client.get(path).content.decode() for path in pages(review)]


def test_a_linked_thread_stands_beside_the_review_and_its_discussion_with_its_replies(
    review, talk, editor, member, as_guest, signed_in
):
    thread = talk("Alte Vorfreude")
    posting.reply(thread, by=member, source="Ich!", form_key="r")
    assert related.link_thread(review, thread, by=editor)
    for client in (as_guest, signed_in(member)):
        for path in pages(review):
            page = client.get(path).content.decode()
            assert "Auch im Forum" in page and f'href="{thread.get_absolute_url()}">Alte Vorfreude</a>' in page
            assert "1 Antwort</small>" in page
    assert "auch-im-forum" not in as_guest.get(pages(review)[0]).content.decode()


def test_a_link_is_made_once_and_taken_off_once(review, talk, editor):
    thread = talk()
    assert [related.link_thread(review, thread, by=editor) for _ in range(2)] == [True, False]
    assert [related.unlink_thread(review, thread, by=editor) for _ in range(2)] == [True, False]
    assert related.link_thread(review, thread, by=editor)
    assert RelatedThread.objects.count() == 1


def test_a_suggestion_waits_for_an_editor(review, talk, editor, other_member, as_guest, signed_in):
    thread = talk("Alte Vorfreude")
    assert related.suggest_thread(review, thread, by=other_member)
    assert related.suggest_thread(review, thread, by=editor) is None
    for client in (as_guest, signed_in(other_member), signed_in(editor)):
        assert shows(client, review, "Alte Vorfreude") == [False, False]
    seen = [RelatedThread.objects.visible_to(viewer).exists() for viewer in (ANYBODY, other_member, editor)]
    assert seen == [False, False, True]
    related.link_thread(review, thread, by=editor)
    assert shows(as_guest, review, "Alte Vorfreude") == [True, True]
    row = RelatedThread.objects.get()
    assert (row.suggested_by, row.decided_by) == (other_member, editor)


def test_what_was_turned_down_is_not_suggested_again(review, talk, editor, other_member):
    thread = talk()
    related.suggest_thread(review, thread, by=other_member)
    related.unlink_thread(review, thread, by=editor)
    assert related.suggest_thread(review, thread, by=other_member) is None
    assert RelatedThread.objects.get().state == RelatedState.DROPPED


def test_only_who_may_change_the_review_links(review, talk, other_editor, member, chief_editor):
    thread = talk()
    for stranger in (other_editor, member):
        with pytest.raises(PermissionDenied):
            related.link_thread(review, thread, by=stranger)
        with pytest.raises(PermissionDenied):
            related.unlink_thread(review, thread, by=stranger)
    assert related.link_thread(review, thread, by=chief_editor)


def test_discussions_and_what_is_not_to_be_read_cannot_be_linked(review, talk, editor, moderator):
    hidden = talk()
    moderation.hide_thread(hidden, by=moderator, decision=Decision(**GROUNDS))
    for thread in (review.thread, make_review(editor).thread, hidden):
        with pytest.raises(related.NotPossible):
            related.link_thread(review, thread, by=editor)
        with pytest.raises(related.NotPossible):
            related.suggest_thread(review, thread, by=editor)
    draft = make_draft(editor)
    with pytest.raises(related.NotPossible):
        related.link_thread(draft, talk(), by=editor)
    assert not RelatedThread.objects.exists()


@pytest.mark.parametrize(
    "fields",
    [
        {"state": "linked"},
        {"state": "suggested"},
        {"state": "unknown", "decided": True},
        {"state": "suggested", "decided": True, "suggested": True},
    ],
)
def test_the_database_knows_who_suggested_and_who_decided(review, talk, editor, fields):
    by = {
        "decided_by": editor if fields.get("decided") else None,
        "suggested_by": editor if "suggested" in fields else None,
    }
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedThread.objects.create(review=review, thread=talk(), state=fields["state"], **by)


def test_the_database_links_a_thread_once(review, talk, editor):
    thread = talk()
    related.link_thread(review, thread, by=editor)
    with pytest.raises(IntegrityError), transaction.atomic():
        RelatedThread.objects.create(review=review, thread=thread, state="dropped", decided_by=editor)


def test_a_linked_thread_changes_and_goes_with_what_becomes_of_it(
    review, talk, editor, member, moderator, other_member, as_guest, signed_in
):
    thread, author = talk("Alte Vorfreude"), signed_in(member)
    related.link_thread(review, thread, by=editor)
    reader = signed_in(other_member)

    def shown(words):
        pages = [shows(client, review, words) for client in (as_guest, reader, author)]
        assert all(len({*on_both}) == 1 for on_both in pages), pages
        return [any(on_both) for on_both in pages]

    assert shown("Alte Vorfreude") == [True] * 3
    rearranging.rename_thread(thread, by=moderator, title="Neuer Name")
    assert (shown("Alte Vorfreude"), shown("Neuer Name")) == ([False] * 3, [True] * 3)
    posting.reply(thread, by=member, source="Ich!", form_key="r")
    assert shown("1 Antwort</small>") == [True] * 3
    moderation.hide_thread(thread, by=moderator, decision=Decision(**GROUNDS))
    assert shown("Neuer Name") == [False] * 3
    moderation.restore_thread(thread, by=moderator)
    assert shown("Neuer Name") == [True] * 3
    rearranging.move_thread(thread, by=moderator, board=make_board("Club", visible_to="members"))
    assert shown("Neuer Name") == [False, True, True]
    Board.objects.filter(name="Club").update(visible_to="team")
    assert shown("Neuer Name") == [False] * 3
    Board.objects.filter(name="Club").update(visible_to="all")
    assert shown("Neuer Name") == [True] * 3
    related.unlink_thread(review, thread, by=editor)
    assert shown("Neuer Name") == [False] * 3


def test_a_merged_thread_leads_to_the_one_that_took_its_posts(review, talk, editor, moderator, as_guest):
    old, new = talk("Alte Vorfreude"), talk("Sammelthema")
    related.link_thread(review, old, by=editor)
    shows(as_guest, review, "Alte Vorfreude")
    rearranging.merge_threads(old, by=moderator, into=new)
    assert (shows(as_guest, review, "Alte Vorfreude"), shows(as_guest, review, "Sammelthema")) == (
        [False] * 2,
        [True] * 2,
    )
    third = talk("Noch größer")
    rearranging.merge_threads(new, by=moderator, into=third)
    assert shows(as_guest, review, "Noch größer") == [True, True]


def test_two_links_that_become_one_by_a_merge_stay_linked(review, talk, editor, other_member, moderator):
    old, new = talk("Alte Vorfreude"), talk("Sammelthema")
    related.link_thread(review, old, by=editor)
    related.suggest_thread(review, new, by=other_member)
    rearranging.merge_threads(old, by=moderator, into=new)
    row = RelatedThread.objects.get()
    assert (row.thread, row.state, row.decided_by) == (new, RelatedState.LINKED, editor)


def test_a_thread_that_is_merged_into_the_discussion_itself_is_no_link_any_more(review, talk, editor, moderator):
    old = talk("Alte Vorfreude")
    related.link_thread(review, old, by=editor)
    rearranging.merge_threads(old, by=moderator, into=Thread.objects.get(pk=review.thread_id))
    assert not RelatedThread.objects.exists()


def test_a_withdrawn_review_comes_back_with_its_links(review, talk, editor, as_guest):
    related.link_thread(review, talk("Alte Vorfreude"), by=editor)
    publishing.withdraw(review, by=editor, reason="Falscher Film")
    assert [as_guest.get(path).status_code for path in pages(review)] == [410, 410]
    publishing.publish(review, by=editor)
    assert shows(as_guest, review, "Alte Vorfreude") == [True, True]


def desk_of(review):
    return f"/redaktion/kritiken/{review.pk}/"


def test_the_desk_proposes_threads_that_name_the_film_and_links_them_by_one_click(review, talk, editor, signed_in):
    FilmTitle.objects.create(film=review.film, title="The Pilot")
    named = [talk("Die LOTSIN: wer war drin?"), talk("Was haltet ihr von „The Pilot“?")]
    others = [talk("Die Lotsinnen von Rügen"), talk("Ganz etwas anderes")]
    client = signed_in(editor)
    page = client.get(desk_of(review)).content.decode()
    assert [f'name="thread" value="{thread.pk}"' in page for thread in named + others] == [True, True, False, False]
    answer = client.post(f"{desk_of(review)}auch-im-forum/", {"thread": named[0].pk})
    assert answer.url == f"{desk_of(review)}#inhalt"
    related.unlink_thread(review, named[1], by=editor)
    page = client.get(desk_of(review)).content.decode()
    assert [row.state for row in RelatedThread.objects.order_by("thread_id")] == ["linked", "dropped"]
    assert "Lösen" in page and f'name="thread" value="{named[1].pk}"' not in page


def test_the_desk_takes_an_address_and_says_what_is_wrong_with_another(review, talk, editor, signed_in):
    thread, client = talk(), signed_in(editor)
    act = f"{desk_of(review)}auch-im-forum/"
    client.post(act, {"thread": f"http://testserver{thread.get_absolute_url()}seite-2/"})
    assert RelatedThread.objects.get().thread == thread
    for wrong, words in (("", "Gib seine Adresse an"), ("Unsinn", "finde ich nicht"), (review.thread_id, "selbst")):
        answer = client.post(act, {"thread": wrong})
        assert answer.status_code == 422 and words in answer.content.decode()
    client.post(f"{act}loesen/", {"thread": thread.pk})
    assert RelatedThread.objects.get().state == RelatedState.DROPPED


def test_who_only_reads_along_at_the_desk_sees_links_without_buttons(review, talk, editor, other_editor, signed_in):
    related.link_thread(review, talk("Alte Vorfreude"), by=editor)
    page = signed_in(other_editor).get(desk_of(review)).content.decode()
    assert "Alte Vorfreude" in page and "Lösen" not in page


def test_a_member_suggests_by_address_from_the_review(review, talk, member, editor, signed_in, moderator):
    thread, client = talk("Alte Vorfreude"), signed_in(member)
    address = f"{review.get_absolute_url()}auch-im-forum/"
    for path in pages(review):
        assert f'href="{address}"' in client.get(path).content.decode()
    assert client.get(address).status_code == 200
    answer = client.post(address, {"thread": thread.get_absolute_url()}, follow=True)
    assert "Die Redaktion sieht es sich an" in answer.content.decode()
    desk = signed_in(editor).get(desk_of(review)).content.decode()
    assert f"vorgeschlagen von {member.name}" in desk and "Passt nicht" in desk
    again = client.post(address, {"thread": thread.get_absolute_url()}, follow=True)
    assert "schon jemand vorgeschlagen" in again.content.decode()
    into = talk("Sammelthema")
    rearranging.merge_threads(thread, by=moderator, into=into)
    other = make_review(editor)
    client.post(f"{other.get_absolute_url()}auch-im-forum/", {"thread": thread.pk})
    assert RelatedThread.objects.get(review=other).thread == into


def test_a_suggestion_names_no_thread_the_member_may_not_read(review, talk, member, editor, signed_in, as_guest):
    secret = talk("Intern", by=editor, board=make_board("Team", visible_to="team"))
    address = f"{review.get_absolute_url()}auch-im-forum/"
    answer = signed_in(member).post(address, {"thread": secret.pk})
    assert answer.status_code == 422 and not RelatedThread.objects.exists()
    assert as_guest.get(address).url.startswith("/konto/login/")
    assert as_guest.post(address, {"thread": "1"}).status_code == 403


def test_suggestions_are_limited(review, talk, member, signed_in, monkeypatch):
    from reviews.views import related as views

    monkeypatch.setattr(views, "SUGGESTIONS_PER_HOUR", 1)
    client, address = signed_in(member), f"{review.get_absolute_url()}auch-im-forum/"
    client.post(address, {"thread": talk().pk})
    answer = client.post(address, {"thread": talk().pk})
    assert answer.status_code == 429 and RelatedThread.objects.count() == 1


@pytest.mark.parametrize("persona", ["guest", "editor"])
def test_links_cost_the_same_queries_however_many_there_are(
    review, talk, editor, as_guest, signed_in, settings, persona
):
    settings.PAGE_CACHE = False
    client = as_guest if persona == "guest" else signed_in(editor)
    paths = pages(review) + ([] if persona == "guest" else [desk_of(review)])
    counts = []
    for many in (2, 20):
        for _ in range(many):
            related.link_thread(review, talk("Die Lotsin"), by=editor)
            talk("Noch eine Lotsin: Die Lotsin")
        [client.get(path) for path in paths]
        with CaptureQueriesContext(connection) as captured:
            [client.get(path) for path in paths]
        counts.append(len(captured))
    assert counts[0] == counts[1]
    assert client.get(paths[0]).content.decode().count(">Die Lotsin</a>") >= related.SHOWN_MOST

"""Threads are moved, merged, split and renamed; every old address goes on leading to its post."""

import time

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.leaving import close_account
from accounts.models import ANYBODY
from forum import foreseeing, moderation, posting, reading, rearranging
from forum.consistency.counters import differing_threads
from forum.models import Board, Decision, Post, PostAddress, ReadMark, Thread
from forum.models.post import PostState
from tests.making import make_board, make_member, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def board():
    return make_board("Foyer")


@pytest.fixture
def readers():
    """Were here before anything was said."""
    return make_member("Beides"), make_member("Eins")


@pytest.fixture
def talk(board, member):
    """Of the member, with three replies."""
    return talk_of(board, member, "Erstes Thema", replies=3)


@pytest.fixture
def other(board, other_member):
    return talk_of(board, other_member, "Zweites Thema", replies=2)


def talk_of(board, by, title, *, replies):
    thread = posting.open_thread(board, by=by, title=title, source=f"{title} 1", form_key=title)
    for number in range(2, replies + 2):
        posting.reply(thread, by=by, source=f"{title} {number}", form_key=f"{title} {number}")
    thread.refresh_from_db()
    return thread


def numbers_of(thread):
    return list(thread.posts.order_by("number").values_list("number", "source"))


def differences():
    return [str(difference) for difference in differing_threads("default")]


def test_merging_puts_the_posts_behind_a_divider_in_their_order(talk, other, moderator):
    first = other.first_post
    rearranging.merge_threads(other, by=moderator, into=talk)
    talk.refresh_from_db()
    assert numbers_of(talk)[3:] == [
        (4, "Erstes Thema 4"), (5, ""), (6, "Zweites Thema 1"), (7, "Zweites Thema 2"), (8, "Zweites Thema 3"),
    ]  # fmt: skip
    assert (talk.reply_count, talk.last_number, talk.last_visible_number) == (6, 8, 8)
    assert Post.objects.get(pk=first.pk).thread_id == talk.pk
    assert talk.posts.get(number=5).html == "3 Beiträge aus „Zweites Thema“ hierher verschoben"
    other.refresh_from_db()
    assert (other.state, other.reply_count, other.first_post, other.last_post) == ("merged", 0, None, None)
    assert differences() == []


def test_every_old_address_leads_to_where_its_posts_stand(board, member, moderator, as_guest):
    long, short = talk_of(board, member, "Lang", replies=44), talk_of(board, member, "Kurz", replies=1)
    old = [long.page_url(page) for page in (1, 2, 3)]
    firsts = [long.posts.get(number=number) for number in (1, 21, 41)]
    rearranging.merge_threads(long, by=moderator, into=short)
    short.refresh_from_db()
    for address, post in zip(old, firsts, strict=True):
        post.refresh_from_db()
        answer = as_guest.get(address)
        assert (answer.status_code, answer.headers["Location"]) == (301, short.page_url(post.page))
        stands = as_guest.get(post.get_absolute_url()).headers["Location"]
        assert stands == f"{short.page_url(post.page)}#{post.anchor}"
        assert post.anchor in as_guest.get(short.page_url(post.page)).content.decode()
    third = talk_of(board, member, "Drittes", replies=0)
    rearranging.merge_threads(short, by=moderator, into=third)
    assert as_guest.get(old[2], follow=True).status_code == 200


def test_a_thread_of_a_review_takes_others_and_is_never_merged_away(talk, editor, moderator):
    review = make_review(editor).thread
    with pytest.raises(rearranging.NotPossible):
        rearranging.merge_threads(review, by=moderator, into=talk)
    rearranging.merge_threads(talk, by=moderator, into=review)
    review.refresh_from_db()
    assert (review.reply_count, review.posts.get(number=1).kind) == (4, "opening")
    with pytest.raises(rearranging.NotPossible):
        rearranging.rename_thread(review, by=moderator, title="Anders")
    assert differences() == []


def test_what_cannot_be_read_cannot_be_merged(talk, other, moderator):
    with pytest.raises(rearranging.NotPossible):
        rearranging.merge_threads(talk, by=moderator, into=talk)
    moderation.hide_thread(other, by=moderator, decision=Decision(reasons="Werbung"))
    with pytest.raises(rearranging.NotPossible):
        rearranging.merge_threads(other, by=moderator, into=talk)
    with pytest.raises(rearranging.NotPossible):
        rearranging.merge_threads(talk, by=moderator, into=other)


def test_merged_posts_are_new_but_to_those_who_had_read_both(readers, talk, other, moderator):
    both, one = readers
    for thread, readers in ((talk, (both, one)), (other, (both,))):
        for reader in readers:
            reading.mark_read(thread, by=reader, number=thread.last_number)
    rearranging.merge_threads(other, by=moderator, into=talk)
    talk.refresh_from_db()
    assert reading.first_unread(talk, both) is None
    assert reading.first_unread(talk, one).source == "Zweites Thema 1"


def test_a_merge_of_older_posts_keeps_the_newest_voice_and_its_moment(talk, other, moderator):
    newest = posting.reply(talk, by=make_member(), source="Zuletzt", form_key="z")
    rearranging.merge_threads(other, by=moderator, into=talk)
    talk.refresh_from_db()
    assert (talk.last_post, talk.last_posted_at) == (newest, newest.shown_at)
    assert talk.last_visible_number > newest.number
    moderation.hide_post(newest, by=moderator, decision=Decision(reasons="x"))
    talk.refresh_from_db()
    assert talk.last_post.source == "Zweites Thema 3"
    assert differences() == []


def test_splitting_makes_a_thread_of_the_chosen_posts(talk, board, moderator, as_guest):
    hidden = talk.posts.get(number=3)
    moderation.hide_post(hidden, by=moderator, decision=Decision(reasons="x"))
    reader = make_member("Leser")
    reading.mark_read(talk, by=reader, number=3)
    moved = talk.posts.get(number=2)
    new = rearranging.split_thread(talk, by=moderator, numbers=[(2, 3)], title="Abzweig", board=board)
    assert numbers_of(new) == [(1, "Erstes Thema 2"), (2, "Erstes Thema 3")]
    assert (new.first_post, new.author, new.reply_count) == (moved, moved.author, 0)
    talk.refresh_from_db()
    assert numbers_of(talk) == [(1, "Erstes Thema 1"), (4, "Erstes Thema 4")]
    assert ReadMark.objects.get(thread=new, member=reader).number == 2
    where = as_guest.get(moved.get_absolute_url()).headers["Location"]
    assert where == f"{new.get_absolute_url()}#{moved.anchor}"
    assert differences() == []


def test_splitting_off_the_first_post_leaves_the_next_one_first(talk, board, moderator):
    rearranging.split_thread(talk, by=moderator, numbers=[(1, 1)], title="Nur der Anfang", board=board)
    talk.refresh_from_db()
    assert (talk.first_post.number, talk.reply_count) == (2, 2)
    assert differences() == []


@pytest.mark.parametrize("numbers", [[(1, 99)], [(77, 99)], []])
def test_a_split_that_leaves_or_takes_nothing_is_refused(talk, board, moderator, numbers):
    before = numbers_of(talk)
    with pytest.raises(rearranging.NotPossible):
        rearranging.split_thread(talk, by=moderator, numbers=numbers, title="x", board=board)
    assert (numbers_of(talk), Thread.objects.count()) == (before, 1)


def test_the_opening_of_a_review_stays_where_it_is(editor, member, board, moderator):
    thread = make_review(editor).thread
    posting.reply(thread, by=member, source="Stimme", form_key="a")
    new = rearranging.split_thread(thread, by=moderator, numbers=[(1, 9)], title="Abzweig", board=board)
    assert numbers_of(new) == [(1, "Stimme")]
    thread.refresh_from_db()
    assert (thread.reply_count, thread.posts.get().kind) == (0, "opening")
    assert differences() == []


def test_posts_come_back_after_a_split_and_a_merge_and_can_go_again(talk, board, moderator):
    new = rearranging.split_thread(talk, by=moderator, numbers=[(3, 4)], title="Abzweig", board=board)
    rearranging.merge_threads(new, by=moderator, into=talk)
    talk.refresh_from_db()
    again = rearranging.split_thread(talk, by=moderator, numbers=[(6, 6)], title="Noch einmal", board=board)
    assert numbers_of(again) == [(1, "Erstes Thema 3")]
    assert differences() == []


def test_after_a_split_an_empty_page_leads_to_one_with_posts(board, member, moderator, as_guest):
    thread = talk_of(board, member, "Lang", replies=64)
    rearranging.split_thread(thread, by=moderator, numbers=[(21, 40), (61, 99)], title="Abzweig", board=board)
    thread.refresh_from_db()
    assert as_guest.get(thread.page_url(2)).headers["Location"] == thread.page_url(3)
    assert f'href="{thread.page_url(3)}"' in as_guest.get(thread.page_url(4)).content.decode()


def test_moving_and_renaming_keep_marks_and_old_addresses(talk, member, moderator, as_guest):
    hall, old = make_board("Saal"), talk.get_absolute_url()
    reader = make_member("Leser")
    reading.mark_read(talk, by=reader, number=2)
    assert rearranging.move_thread(talk, by=moderator, board=hall)
    assert rearranging.move_thread(talk, by=moderator, board=hall) is None
    assert rearranging.rename_thread(talk, by=moderator, title="Neuer Name")
    assert rearranging.rename_thread(talk, by=moderator, title="Neuer Name") is None
    talk.refresh_from_db()
    assert (talk.board, reading.read_until(talk, reader).number) == (hall, 2)
    assert as_guest.get(old).headers["Location"] == talk.get_absolute_url()
    told = list(Decision.objects.order_by("pk").values_list("action", "facts"))
    assert told == [("move", "Von „Foyer“ nach „Saal“"), ("rename", "Vorher: „Erstes Thema“")]


def test_what_is_moved_out_of_sight_takes_its_name_out_of_quotes(talk, other, member, moderator, as_guest):
    quoted = talk.posts.get(number=2)
    posting.reply(other, by=member, source=f":::zitat {quoted.pk}\nDas\n:::\nStimmt.", form_key="q")
    assert quoted.get_absolute_url() in as_guest.get(other.get_absolute_url()).content.decode()
    club = make_board("Club", visible_to="members")
    rearranging.move_thread(talk, by=moderator, board=club)
    assert as_guest.get(talk.get_absolute_url()).status_code == 404


def test_only_moderators_rearrange_and_never_their_own_threads(talk, other, board, member, editor, moderator):
    own = talk_of(board, moderator, "Mein Thema", replies=1)
    for who, thread in ((member, talk), (editor, talk), (moderator, own)):
        with pytest.raises(PermissionDenied):
            rearranging.rename_thread(thread, by=who, title="x")
        with pytest.raises(PermissionDenied):
            rearranging.move_thread(thread, by=who, board=board)
        with pytest.raises(PermissionDenied):
            rearranging.merge_threads(thread, by=who, into=other)
        with pytest.raises(PermissionDenied):
            rearranging.split_thread(thread, by=who, numbers=[(2, 2)], title="x", board=board)


def test_nobody_is_moved_out_of_the_sight_of_whoever_wrote_there(talk, board, member, editor, moderator):
    team = make_board("Team", visible_to="team")
    inside = talk_of(team, editor, "Intern", replies=0)
    for act in (
        lambda: rearranging.move_thread(talk, by=moderator, board=team),
        lambda: rearranging.split_thread(talk, by=moderator, numbers=[(2, 2)], title="x", board=team),
        lambda: rearranging.merge_threads(talk, by=moderator, into=inside),
        lambda: foreseeing.foresee_split(talk, [(2, 2)], "x", team),
    ):
        with pytest.raises(rearranging.NotPossible, match="blende mit einer Begründung aus"):
            act()
    assert not Decision.objects.exists()
    of_team = talk_of(board, editor, "Vom Team", replies=1)
    late = posting.reply(of_team, by=member, source="Von außen", form_key="x")
    with pytest.raises(rearranging.NotPossible):
        rearranging.move_thread(of_team, by=moderator, board=team)
    moderation.erase_post(late, by=moderator, decision=Decision(reasons="Gesetz"))
    assert rearranging.move_thread(of_team, by=moderator, board=team)
    back = Board.objects.create(name="Zweitteam", slug="zweitteam", visible_to="team")
    assert rearranging.move_thread(Thread.objects.get(pk=of_team.pk), by=moderator, board=back)


def test_what_is_left_of_a_member_who_is_gone_may_go_to_the_team(talk, member, moderator):
    close_account(member, by=None, takes_texts=False)
    assert rearranging.move_thread(talk, by=moderator, board=make_board("Team", visible_to="team"))


def test_the_way_on_passes_over_pages_whose_posts_went_away(board, member, moderator, as_guest):
    thread = posting.open_thread(board, by=member, title="Lang", source="Erster", form_key="lang")
    for n in range(80):
        posting.reply(thread, by=member, source=f"Text {n}", form_key=f"lang-{n}")
    assert f'rel="next" href="{thread.page_url(2)}"' in as_guest.get(thread.get_absolute_url()).content.decode()
    rearranging.split_thread(thread, by=moderator, numbers=[(21, 60)], title="Abzweig", board=board)
    first = as_guest.get(thread.get_absolute_url()).content.decode()
    assert f'rel="next" href="{thread.page_url(4)}"' in first and 'rel="prev"' not in first
    last = as_guest.get(thread.page_url(4)).content.decode()
    assert f'rel="prev" href="{thread.page_url(1)}"' in last and last.count('rel="next"') == 2


def test_ten_thousand_posts_are_merged_and_split_in_under_two_seconds(board, member, moderator):
    long, other = talk_of(board, member, "Lang", replies=0), talk_of(board, member, "Anderes", replies=0)
    now = timezone.now()
    Post.objects.bulk_create(
        [
            Post(
                thread=long, number=n, author=member, source="x", html="<p>x</p>", state=PostState.VISIBLE, shown_at=now
            )
            for n in range(2, 10_001)
        ],
        batch_size=1000,
    )
    from forum.recounting import recount_thread

    recount_thread(long.pk)
    began = time.perf_counter()
    rearranging.merge_threads(long, by=moderator, into=other)
    merged = time.perf_counter()
    new = rearranging.split_thread(other, by=moderator, numbers=[(3, 10**9)], title="Wieder", board=board)
    split = time.perf_counter()
    assert (new.last_number, PostAddress.objects.count()) == (10_000, 20_000)
    assert differences() == []
    assert max(merged - began, split - merged) < 2, (merged - began, split - merged)


def test_the_pages_of_moderators_rearrange_and_keep_what_was_typed(talk, other, moderator, signed_in):
    browser, path = signed_in(moderator), talk.get_absolute_url()
    for act, data, kept in (
        ("umbenennen", {"name-title": " "}, "Wie soll das Thema heißen"),
        ("verschieben", {"move-board": "999"}, "gibt es nicht mehr"),
        ("zusammenlegen", {"merge-into": "nirgends"}, "nirgends"),
        ("zusammenlegen", {"merge-into": "9" * 18}, "9" * 18),
        ("teilen", {"split-numbers": "drei", "split-title": "Typed", "split-board": str(talk.board_id)}, "Typed"),
        ("teilen", {"split-numbers": "1-", "split-title": "Typed", "split-board": str(talk.board_id)}, "bliebe nichts"),
    ):
        answer = browser.post(f"{path}{act}/", data)
        assert answer.status_code in (422, 409) and kept in answer.content.decode(), (act, data)
    split = {"split-numbers": "3, 4 - 9", "split-title": "Abzweig", "split-board": str(talk.board_id)}
    new = Thread.objects.get(
        pk=int(browser.post(f"{path}teilen/", split).headers["Location"].split("/")[2].split("-")[0])
    )
    assert [number for number, _ in numbers_of(new)] == [1, 2]
    into = browser.post(
        f"{new.get_absolute_url()}zusammenlegen/", {"merge-into": f"http://localhost{other.get_absolute_url()}"}
    )
    assert into.headers["Location"] == other.get_absolute_url()
    assert "hierher verschoben" in browser.get(other.get_absolute_url()).content.decode()
    board = Board.objects.exclude(pk=talk.board_id).first()
    assert browser.post(f"{path}verschieben/", {"move-board": str(board.pk)}).status_code == 302
    assert browser.post(f"{path}umbenennen/", {"name-title": "Ganz neu"}).headers["Location"].endswith("ganz-neu/")


def test_guests_see_a_divider_and_the_merged_posts_at_the_next_request(talk, other, moderator, as_guest):
    path = talk.get_absolute_url()
    as_guest.get(path)
    assert "hierher" not in as_guest.get(path).content.decode()
    rearranging.merge_threads(other, by=moderator, into=talk)
    page = as_guest.get(path).content.decode()
    assert "3 Beiträge aus „Zweites Thema“ hierher verschoben" in page and "Zweites Thema 3" in page


def test_a_reply_to_a_thread_that_was_merged_meanwhile_is_kept_in_its_new_place(
    talk, other, moderator, member, signed_in
):
    path = f"{other.get_absolute_url()}antworten/"
    rearranging.merge_threads(other, by=moderator, into=talk)
    answer = signed_in(member).post(path, {"body": "Mühsam getippt", "form_key": "k"})
    page = answer.content.decode()
    assert answer.status_code == 409 and "inzwischen hier aufgegangen" in page and "Mühsam getippt" in page
    assert f'action="{talk.get_absolute_url()}antworten/#antworten"' in page


def test_after_a_split_the_empty_last_page_still_takes_replies_and_shows_what_waits(
    board, member, moderator, signed_in, settings
):
    thread = talk_of(board, member, "Lang", replies=22)
    rearranging.split_thread(thread, by=moderator, numbers=[(21, 99)], title="Abzweig", board=board)
    thread.refresh_from_db()
    browser, path = signed_in(member), f"{thread.get_absolute_url()}antworten/"
    shown = browser.get(f"{thread.page_url(2)}?zitat={thread.first_post_id}").content.decode()
    assert "Diese Beiträge sind umgezogen" in shown and f":::zitat {thread.first_post_id}" in shown
    preview = browser.post(path, {"body": "Mühsam getippt", "form_key": "k", "vorschau": ""})
    assert preview.status_code == 200 and "Mühsam getippt" in preview.content.decode()
    settings.HELD_FIRST_POSTS = 999
    posting.reply(thread, by=member, source="Ich warte", form_key="w")
    assert "Ich warte" in browser.get(thread.page_url(2)).content.decode()


def test_a_thread_that_moved_several_times_is_found_at_its_end(board, member, moderator, as_guest):
    threads = [talk_of(board, member, name, replies=44) for name in ("Eins", "Zwei", "Drei")]
    page_three = threads[0].page_url(3)
    post = threads[0].posts.get(number=41)
    for old, new in zip(threads, threads[1:], strict=False):
        rearranging.merge_threads(Thread.objects.get(pk=old.pk), by=moderator, into=Thread.objects.get(pk=new.pk))
    end, post = Thread.objects.get(pk=threads[2].pk), Post.objects.get(pk=post.pk)
    assert as_guest.get(page_three).headers["Location"] == end.page_url(post.page)
    feed = as_guest.get(f"{threads[0].get_absolute_url()}feed.atom")
    assert feed.headers["Location"] == f"{end.get_absolute_url()}feed.atom"


def test_a_kept_page_of_a_thread_without_readable_posts_leads_on_after_a_merge(
    talk, board, member, moderator, as_guest
):
    lone = talk_of(board, member, "Allein", replies=0)
    moderation.hide_post(lone.first_post, by=moderator, decision=Decision(reasons="x"))
    path = lone.get_absolute_url()
    assert [as_guest.get(path).status_code for _ in range(2)] == [200, 200]
    rearranging.merge_threads(lone, by=moderator, into=talk)
    assert as_guest.get(path).status_code == 301


def test_an_edit_of_a_post_that_was_merged_meanwhile_shows_in_its_new_place(
    talk, other, other_member, moderator, as_guest
):
    post = other.posts.get(number=2)
    rearranging.merge_threads(other, by=moderator, into=talk)
    as_guest.get(talk.get_absolute_url())
    assert posting.edit_post(post, by=other_member, source="Verbessert", base=0)
    assert "Verbessert" in as_guest.get(talk.get_absolute_url()).content.decode()


def test_who_is_first_after_a_split_is_the_author_and_can_take_back_a_withdrawal(
    board, member, other_member, moderator, signed_in
):
    thread = talk_of(board, member, "Thema", replies=0)
    answer = posting.reply(thread, by=other_member, source="Antwort", form_key="a")
    rearranging.split_thread(thread, by=moderator, numbers=[(1, 1)], title="Anfang", board=board)
    thread.refresh_from_db()
    assert (thread.first_post, thread.author) == (answer, other_member)
    posting.withdraw_post(answer, by=other_member)
    signed_in(other_member).post(f"/beitrag/{answer.pk}/wiederherstellen/")
    assert Post.objects.get(pk=answer.pk).state == "visible"


def test_titles_of_a_board_for_some_are_told_to_nobody_else(talk, member, moderator, signed_in, as_guest):
    team = make_board("Geheimrat")
    rearranging.split_thread(talk, by=moderator, numbers=[(3, 3)], title="Geheimtitel", board=team)
    rearranging.move_thread(talk, by=moderator, board=team)
    Board.objects.filter(pk=team.pk).update(visible_to="team")
    profile = signed_in(member).get(member.get_absolute_url()).content.decode()
    assert "Thema verschoben" in profile
    assert "Geheim" not in profile and "Erstes Thema" not in profile
    public = talk_of(make_board("Saal"), member, "Öffentlich", replies=0)
    rearranging.merge_threads(Thread.objects.get(pk=talk.pk), by=moderator, into=public)
    page = as_guest.get(public.get_absolute_url()).content.decode()
    assert "hierher verschoben" in page and "aus „Erstes Thema“" not in page


def test_a_closed_thread_stays_closed_in_both_parts_and_a_reviews_thread_stays_public(talk, board, editor, moderator):
    moderation.lock_thread(talk, by=moderator, decision=Decision(reasons="Pause"))
    new = rearranging.split_thread(talk, by=moderator, numbers=[(2, 3)], title="Abzweig", board=board)
    assert new.state == "locked"
    with pytest.raises(rearranging.NotPossible):
        rearranging.move_thread(make_review(editor).thread, by=moderator, board=make_board("Team", visible_to="team"))


def test_a_title_with_a_number_is_no_address_of_a_thread(talk, other, moderator, signed_in):
    answer = signed_in(moderator).post(f"{other.get_absolute_url()}zusammenlegen/", {"merge-into": f"{talk.pk} Affen"})
    assert answer.status_code == 422
    assert Thread.objects.get(pk=other.pk).state == "open"


def test_the_last_voices_are_the_newest_also_after_old_posts_came(editor, talk, member, moderator):
    review = make_review(editor).thread
    newest = posting.reply(review, by=member, source="Neu", form_key="n")
    rearranging.merge_threads(talk, by=moderator, into=review)
    assert Post.objects.last_voices(review.pk, 1, ANYBODY).get() == newest


def test_a_merge_locks_posts_before_the_thread_for_who_is_told_of_one(talk, other, moderator):
    """On PostgreSQL a change of `first_post` locks the thread against new rows that refer to it, as to lock a post does.
    Notifications refer to their post first."""
    with CaptureQueriesContext(connection) as queries:
        rearranging.merge_threads(other, by=moderator, into=talk)
    asked = [query["sql"] for query in queries]
    locked = next(n for n, sql in enumerate(asked) if 'SELECT "forum_post"."id" AS "pk"' in sql and "ORDER BY" in sql)
    assert locked < next(
        n for n, sql in enumerate(asked) if sql.startswith("UPDATE") and '"first_post_id" = NULL' in sql
    )

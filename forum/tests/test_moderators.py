"""Moderators of some boards, and of all."""

import pytest
from django.core.exceptions import PermissionDenied

from accounts.models import Member
from accounts.roles import Role
from forum import moderation, posting, rearranging, waves
from forum.bulk import THREAD_ACTS, decide_on_all
from forum.cases import claiming, deciding, reporting, sanctions
from forum.cases.deciding import Verdict
from forum.models import Case, Decision, Post, PostRevision, ReportReason, Thread
from forum.models.moderator import boards_of
from forum.models.redress import SanctionKind
from forum.moderators import limit_to_boards, moderates
from tests.making import make_board, make_member

pytestmark = pytest.mark.django_db

WORDS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}


@pytest.fixture
def boards(db):
    return [make_board("Foyer"), make_board("Balkon")]


@pytest.fixture
def usher(boards, operator):
    """Moderates the second board alone."""
    found = make_member("Platzanweiserin", Role.MODERATOR)
    limit_to_boards(found, [boards[1]], by=operator)
    return Member.objects.get(pk=found.pk)


@pytest.fixture
def threads(boards, member):
    return [
        posting.open_thread(board, by=member, title=f"In {board.name}", source="Du Nuss", form_key=board.slug)
        for board in boards
    ]


def test_a_moderator_of_a_board_acts_there_and_nowhere_else(threads, usher):
    elsewhere, here = threads
    decision = Decision(**WORDS)
    with pytest.raises(PermissionDenied):
        moderation.hide_post(elsewhere.first_post, by=usher, decision=decision)
    with pytest.raises(PermissionDenied):
        moderation.lock_thread(elsewhere, by=usher, decision=decision)
    with pytest.raises(PermissionDenied):
        rearranging.move_thread(elsewhere, by=usher, board=here.board)
    assert moderation.hide_post(here.first_post, by=usher, decision=Decision(**WORDS))
    assert moderation.lock_thread(here, by=usher, decision=Decision(**WORDS))


def test_a_moderator_of_boards_moves_and_splits_between_these_alone(threads, usher, operator, member, signed_in):
    elsewhere, here = threads
    posting.reply(here, by=member, source="Zwei", form_key="2")
    split = {"numbers": [(2, 2)], "title": "Abzweig"}
    for act in (
        lambda board: rearranging.move_thread(here, by=usher, board=board),
        lambda board: rearranging.split_thread(here, by=usher, board=board, **split),
        lambda board: decide_on_all([here], THREAD_ACTS["move"], by=usher, board=board),
    ):
        with pytest.raises(PermissionDenied):
            act(elsewhere.board)
    client, address = signed_in(usher), here.get_absolute_url()
    page = client.get(f"/moderation/thema/{here.pk}/").content.decode()
    assert "In Foyer" not in page and page.count(f'<option value="{elsewhere.board_id}"') == 0
    assert page.count("Hier stehen die Foren, die du moderierst.") == 2
    for path, sent in (
        (f"{address}verschieben/", {"move-board": elsewhere.board_id}),
        (f"{address}teilen/", {"split-board": elsewhere.board_id, "split-numbers": "2", "split-title": "Abzweig"}),
        ("/moderation/auswahl/themen/entscheiden/", {"tat": "move", "thema": here.pk, "board": elsewhere.board_id}),
    ):
        answer = client.post(path, sent)
        assert answer.status_code == 422 and "oder du moderierst es nicht" in answer.content.decode()
    limit_to_boards(usher, [elsewhere.board, here.board], by=operator)
    usher = Member.objects.get(pk=usher.pk)
    assert rearranging.move_thread(here, by=usher, board=elsewhere.board)


def test_what_was_decided_in_a_board_is_not_shown_to_moderators_of_another(threads, usher, moderator, signed_in):
    elsewhere, here = threads
    moderation.lock_thread(elsewhere, by=moderator, decision=Decision(**WORDS))
    client = signed_in(usher)
    for thread, status in ((elsewhere, 403), (here, 200)):
        assert client.get(f"/moderation/thema/{thread.pk}/").status_code == status
        assert client.get(f"/moderation/beitrag/{thread.first_post_id}/").status_code == status
        assert client.post(f"{thread.get_absolute_url()}schliessen/", {}).status_code == (422 if status == 200 else 403)


def test_among_many_what_is_of_another_board_says_so(threads, usher, signed_in):
    chosen = {"thema": [thread.pk for thread in threads], "tat": "archive"}
    page = signed_in(usher).get("/moderation/auswahl/themen/", chosen).content.decode()
    assert "steht in einem Forum, das du nicht moderierst" in page
    chosen = {"beitrag": [thread.first_post_id for thread in threads], "tat": "hide"}
    page = signed_in(usher).get("/moderation/auswahl/beitraege/", chosen).content.decode()
    assert "steht in einem Forum, das du nicht moderierst" in page and "1 Beitrag: Ausblenden" in page


def test_what_is_hidden_elsewhere_stays_hidden_from_a_moderator_of_one_board(threads, usher, moderator, member):
    for thread in threads:
        posting.edit_post(thread.first_post, by=member, source="Du nette Nuss", base=0)
        moderation.hide_thread(thread, by=moderator, decision=Decision(**WORDS))
    elsewhere, here = threads
    assert set(Thread.objects.visible_to(usher).filter(author=member)) == {here}
    assert set(Thread.objects.visible_to(moderator).filter(author=member)) == {elsewhere, here}
    assert set(PostRevision.objects.visible_to(usher).values_list("post__thread", flat=True)) == {here.pk}
    assert set(Post.objects.visible_to(usher).filter(author=member)) == {here.first_post}


def test_cases_of_other_boards_and_of_no_board_are_none_of_theirs(threads, usher, other_member, member, moderator):
    for n, target in enumerate([*(thread.first_post for thread in threads), member]):
        reporting.report(target, reason=ReportReason.objects.last(), words="Nein", by=other_member, form_key=f"r{n}")
    mine = Case.objects.get(post=threads[1].first_post)
    assert list(Case.objects.visible_to(usher)) == [mine] and claiming.next_case(by=usher) == mine
    assert Case.objects.visible_to(moderator).count() == 3
    for case in Case.objects.exclude(pk=mine.pk):
        with pytest.raises(PermissionDenied):
            deciding.decide_case(case, Verdict.NOTHING, by=usher, decision=Decision())
        with pytest.raises(PermissionDenied):
            claiming.claim_case(case, by=usher)
    assert Verdict.MEASURE not in deciding.verdicts_for(mine, usher)
    assert deciding.decide_case(mine, Verdict.HIDE, by=usher, decision=Decision(**WORDS))


def test_what_holds_everywhere_is_for_those_who_moderate_everywhere(usher, member, threads):
    with pytest.raises(PermissionDenied):
        sanctions.impose(member, SanctionKind.BAN, by=usher, decision=Decision(**WORDS))
    with pytest.raises(PermissionDenied):
        waves.hide_wave(member, by=usher, since=member.joined_at, decision=Decision(**WORDS))


def test_a_moderator_of_one_board_is_not_offered_what_holds_everywhere(usher, moderator, member, threads, signed_in):
    sanctions.impose(member, SanctionKind.BAN, by=moderator, decision=Decision(**WORDS))
    pages = {
        who.name: signed_in(who).get(f"/moderation/mitglieder/{member.name}/").content.decode()
        for who in (usher, moderator)
    }
    for offered in ("Aufheben", "Spamwelle ausblenden", "Maßnahme ergreifen"):
        assert offered in pages[moderator.name] and offered not in pages[usher.name]
    assert "die ergreift, wer überall moderiert" in pages[usher.name]
    assert signed_in(usher).get(f"/moderation/mitglieder/{member.name}/welle/").status_code == 403


def test_the_queue_of_a_moderator_of_one_board_counts_only_theirs(threads, usher, other_member, signed_in):
    for n, thread in enumerate(threads):
        reporting.report(
            thread.first_post, reason=ReportReason.objects.last(), words="Nein", by=other_member, form_key=f"r{n}"
        )
    page = signed_in(usher).get("/moderation/").content.decode()
    assert "1 offener Fall" in page and "In Balkon" in page and "In Foyer" not in page
    assert "Moderieren" not in signed_in(usher).get(threads[0].get_absolute_url()).content.decode()
    assert "Moderieren" in signed_in(usher).get(threads[1].get_absolute_url()).content.decode()


def test_the_operator_says_who_moderates_where_and_takes_it_back(boards, moderator, operator, signed_in):
    client = signed_in(operator)
    answer = client.post("/betrieb/rollen/foren/", {"name": moderator.name, "boards": [boards[0].pk]}, follow=True)
    assert f"{moderator.name} moderiert jetzt: Foyer." in answer.content.decode()
    assert "moderiert Foyer" in client.get("/betrieb/rollen/").content.decode()
    limited = Member.objects.get(pk=moderator.pk)
    assert moderates(limited, boards[0].pk) and not moderates(limited, boards[1].pk)
    client.post("/betrieb/rollen/foren/", {"name": moderator.name})
    assert boards_of(Member.objects.get(pk=moderator.pk)) is None


def test_only_the_operator_limits_and_only_moderators_are_limited(boards, moderator, member, operator, signed_in):
    for who in (member, moderator):
        with pytest.raises(PermissionDenied):
            limit_to_boards(moderator, boards, by=who)
        assert signed_in(who).post("/betrieb/rollen/foren/", {"name": moderator.name}).status_code == 403
    assert signed_in(operator).post("/betrieb/rollen/foren/", {"name": member.name}).status_code == 404
    limit_to_boards(member, boards, by=operator)
    assert not moderates(Member.objects.get(pk=member.pk), boards[0].pk)  # it adds nothing without the role

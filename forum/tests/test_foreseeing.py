import pytest

from forum import foreseeing, posting, rearranging
from forum.models import Decision, Thread
from tests.making import make_board, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def board(db):
    return make_board("Foyer")


@pytest.fixture
def thread(board, member):
    thread = posting.open_thread(board, by=member, title="Erstes", source="Los", form_key="1")
    for n in range(3):
        posting.reply(thread, by=member, source=f"Text {n}", form_key=f"r{n}")
    thread.refresh_from_db()
    return thread


@pytest.fixture
def other(board, member):
    return posting.open_thread(board, by=member, title="Zweites", source="Auch", form_key="2")


def address(thread, word):
    return f"{thread.get_absolute_url()}{word}/"


def test_a_move_says_first_where_it_goes_and_then_goes(signed_in, moderator, thread):
    club, client = make_board("Club", visible_to="members"), signed_in(moderator)
    fields = {"move-board": str(club.pk)}
    page = client.post(address(thread, "verschieben"), fields | {"vorschau": ""}).content.decode()
    assert "steht dann in „Club“ statt in „Foyer“" in page and "Lesen können es dann nur Mitglieder." in page
    assert "Zurück geht es jederzeit" in page and f'name="move-board" value="{club.pk}"' in page
    assert not Decision.objects.exists()
    client.post(address(thread, "verschieben"), fields)
    assert Thread.objects.get(pk=thread.pk).board == club


def test_a_merge_says_that_it_cannot_be_taken_back(signed_in, moderator, thread, other):
    client, fields = signed_in(moderator), {"merge-into": str(other.pk)}
    page = client.post(address(thread, "zusammenlegen"), fields | {"vorschau": ""}).content.decode()
    assert "4 Beiträge aus „Erstes“ kommen an das Ende von „Zweites“" in page and "Nummern ab 3" in page
    assert "Zurücknehmen lässt sich das nicht." in page
    assert Thread.objects.get(pk=thread.pk).state == "open"
    client.post(address(thread, "zusammenlegen"), fields)
    assert list(other.posts.order_by("number").values_list("number", flat=True)) == [1, 2, 3, 4, 5, 6]


def test_a_split_says_what_goes_and_what_stays(signed_in, moderator, thread, board):
    client = signed_in(moderator)
    fields = {"split-numbers": "2-3", "split-title": "Abzweig", "split-board": str(board.pk)}
    page = client.post(address(thread, "teilen"), fields | {"vorschau": ""}).content.decode()
    assert "2 Beiträge werden zum Thema „Abzweig“ in „Foyer“" in page
    assert "Hier bleiben 2 Beiträge" in page and "Zurück geht es nur halb" in page
    assert Thread.objects.count() == 1
    client.post(address(thread, "teilen"), fields)
    assert Thread.objects.get(title="Abzweig").visible_count == 2


def test_what_is_not_possible_is_said_before_too(signed_in, moderator, thread, editor, board):
    client, review = signed_in(moderator), make_thread(editor)
    team = make_board("Team", visible_to="team")
    for one, word, fields in (
        (review, "verschieben", {"move-board": str(team.pk)}),
        (thread, "verschieben", {"move-board": str(team.pk)}),
        (thread, "zusammenlegen", {"merge-into": str(thread.pk)}),
        (review, "zusammenlegen", {"merge-into": str(thread.pk)}),
        (thread, "teilen", {"split-numbers": "1-", "split-title": "X", "split-board": str(board.pk)}),
        (thread, "teilen", {"split-numbers": "77", "split-title": "X", "split-board": str(board.pk)}),
    ):
        assert client.post(address(one, word), fields | {"vorschau": ""}).status_code == 409
    assert client.post(address(thread, "teilen"), {"vorschau": ""}).status_code == 422


def test_the_numbers_that_are_foreseen_are_those_that_come(moderator, thread, other, board):
    lines = foreseeing.foresee_merge(thread, other)
    rearranging.merge_threads(thread, by=moderator, into=other)
    first = other.posts.filter(kind="member").order_by("number")[1]
    assert f"Nummern ab {first.number}." in lines[0]


def test_a_move_to_where_it_stands_is_nothing(thread, board):
    with pytest.raises(rearranging.NotPossible, match="Das Thema steht schon in „Foyer“."):
        foreseeing.foresee_move(thread, board)

"""What readers liked best of the last weeks stands on the home page, and only that."""

import datetime

import pytest
from django.utils import timezone

from reviews import publishing, ratings
from reviews.best import choose_best
from reviews.models import BestFilm
from reviews.models.rating import MEAN_FROM
from tests.making import make_member, make_review

pytestmark = pytest.mark.django_db


def voted(editor, title, halves, votes=MEAN_FROM):
    review = make_review(editor, title)
    for _ in range(votes):
        ratings.vote(review.film, halves, by=make_member())
    return review


def test_the_best_of_the_month_stand_on_the_home_page_in_their_order(editor, as_guest):
    voted(editor, "Gut", 8)
    voted(editor, "Besser", 9)
    voted(editor, "Kaum gesehen", 10, votes=MEAN_FROM - 1)
    assert "Am liebsten gesehen" not in as_guest.get("/").content.decode()
    assert choose_best() is True
    assert choose_best() is False
    page = as_guest.get("/").content.decode().partition("Am liebsten gesehen")[2].partition("</ol>")[0]
    assert "Besser" in page and page.index("Besser") < page.index(">Gut<")
    assert "Kaum gesehen" not in page


def test_a_new_vote_and_a_withdrawal_show_at_the_next_visit(editor, as_guest):
    review = voted(editor, "Gut", 8)
    choose_best()
    assert "5 Stimmen" in as_guest.get("/").content.decode()
    ratings.vote(review.film, 8, by=make_member())
    assert "6 Stimmen" in as_guest.get("/").content.decode()
    publishing.withdraw(review, by=editor, reason="Falscher Film.")
    assert "Am liebsten gesehen" not in as_guest.get("/").content.decode()


def test_what_is_older_than_a_month_makes_room(editor):
    voted(editor, "Gut", 8)
    choose_best()
    assert choose_best(timezone.now() + datetime.timedelta(days=32)) is True
    assert not BestFilm.objects.exists()


def test_who_wants_to_vote_first_is_not_told(editor, client):
    voted(editor, "Gut", 8)
    choose_best()
    member = make_member()
    client.force_login(member)
    assert "Am liebsten gesehen" in client.get("/").content.decode()
    member.waits_with_votes = True
    member.save()
    assert "Am liebsten gesehen" not in client.get("/").content.decode()

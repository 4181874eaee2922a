"""Readers' votes at the same instant, against real server processes."""

import itertools
import random
from collections import Counter
from functools import partial

import pytest

from reviews import consistency
from reviews.models import Rating, RatingTally
from tests.making import make_member, make_review
from tests.visitors import Visitor, all_at_once

pytestmark = pytest.mark.processes

DEVICES = 20
ROUNDS = 5


def differences():
    return [found.text for found in consistency.differences("default")]


def test_a_hundred_votes_of_one_member_at_once_are_one(server, editor, member):
    path = f"{make_review(editor).film.get_absolute_url()}wertung/"
    devices = [Visitor(server, member) for _ in range(DEVICES)]
    for _ in range(ROUNDS):
        acts = [partial(device.post, path, sterne=1 + n % 10) for n, device in enumerate(devices)]
        assert {status for status, _ in all_at_once(acts)} == {302}
        rating, tally = Rating.objects.get(), RatingTally.objects.get()
        assert (tally.total, tally.counts[rating.halves - 1]) == (1, 1)
    assert differences() == []


def test_many_members_who_vote_change_and_withdraw_at_once_are_counted_right(server, editor):
    film = make_review(editor).film
    path, rng = f"{film.get_absolute_url()}wertung/", random.Random(9)
    voters = [Visitor(server, make_member(f"Stimme {n}")) for n in range(12)]

    def acts_of(voter):
        return (
            partial(voter.post, f"{path}zuruecknehmen/")
            if rng.random() < 0.3
            else partial(voter.post, path, sterne=rng.randint(1, 10))
        )

    for _ in range(ROUNDS * 2):
        acts = list(itertools.chain.from_iterable((acts_of(voter), acts_of(voter)) for voter in voters))
        assert {status for status, _ in all_at_once(acts)} == {302}
        given = Counter(Rating.objects.values_list("halves", flat=True))
        assert RatingTally.objects.get(film=film).counts == [given[halves] for halves in range(1, 11)]
    assert differences() == []


def test_the_next_guest_sees_a_vote_whichever_process_answers(server, editor):
    review = make_review(editor)
    guest, path = Visitor(server), review.get_absolute_url()
    for number in range(1, 6):
        for _ in range(4):
            guest.get(path)
        voter = Visitor(server, make_member(f"Stimme {number}"))
        assert voter.post(f"{review.film.get_absolute_url()}wertung/", sterne=8)[0] == 302
        words = "1 Stimme" if number == 1 else f"{number} Stimmen"
        assert all(words in guest.get(path)[2] for _ in range(4))

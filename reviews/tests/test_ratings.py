"""The readers' vote: one of each member, counted right, taken out only with reasons."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.models import Member
from accounts.roles import Role
from forum import moderation
from forum.cases import appealing, sanctions
from forum.models import Case, Decision, RulesVersion, Statement
from forum.models.redress import AppealOutcome, AppealSide, SanctionKind
from reviews import consistency, ratings
from reviews.models import Rating, RatingTally, Release
from reviews.models.rating import columns_of
from tests.making import make_draft, make_member, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def film(editor):
    return make_review(editor).film


def tally_of(film):
    return RatingTally.objects.get(film=film)


def differences():
    return [found.text for found in consistency.differences("default")]


def settle(film, *halves):
    for number, value in enumerate(halves):
        ratings.vote(film, value, by=make_member(f"Stimme {number}"))


def test_a_vote_is_given_changed_and_taken_back(film, member):
    assert ratings.vote(film, 7, by=member) is True
    assert ratings.vote(film, 7, by=member) is False
    assert ratings.vote(film, 2, by=member) is True
    assert (tally_of(film).counts, tally_of(film).total) == ([0, 1, 0, 0, 0, 0, 0, 0, 0, 0], 1)
    assert ratings.withdraw(film, by=member) is True and ratings.withdraw(film, by=member) is False
    assert tally_of(film).total == 0 and not Rating.objects.exists()


@pytest.mark.parametrize("halves", [0, 11, -3])
def test_votes_go_from_half_a_star_to_five(film, member, halves):
    with pytest.raises(ratings.NoSuchVote):
        ratings.vote(film, halves, by=member)


def test_a_film_nobody_may_know_of_takes_no_vote(editor, member):
    with pytest.raises(PermissionDenied):
        ratings.vote(make_draft(editor).film, 7, by=member)


def test_whoever_has_a_pause_does_not_vote(film, member, moderator):
    sanctions.impose(member, SanctionKind.SILENCE, by=moderator, decision=Decision(reasons="Ruhe."), ends_at=None)
    with pytest.raises(PermissionDenied):
        ratings.vote(film, 7, by=member)


def test_the_median_is_a_vote_somebody_gave_and_the_mean_waits_for_five(film):
    settle(film, 2, 2, 9, 10)
    assert (tally_of(film).median, tally_of(film).mean) == (1.0, None)
    ratings.vote(film, 9, by=make_member("Fünfte"))
    assert (tally_of(film).median, tally_of(film).mean) == (4.5, 3.2)


@settings(deadline=None)
@given(counts=st.lists(st.integers(0, 40), min_size=10, max_size=10).filter(any))
def test_median_and_weighted_mean_are_those_of_the_votes(counts):
    votes = sorted(halves for halves, count in enumerate(counts, 1) for _ in range(count))
    tally = RatingTally(**columns_of(counts))
    assert tally.total == len(votes)
    assert tally.median == votes[(len(votes) - 1) // 2] / 2
    assert tally.weighted == pytest.approx((sum(votes) + 60) / (len(votes) + 10) / 2)
    assert min(3.0, votes[0] / 2) <= tally.weighted <= max(3.0, votes[-1] / 2)


def test_a_wrong_count_is_found_and_mended(film, editor, member):
    settle(film, 4, 6)
    assert differences() == []
    RatingTally.objects.filter(film=film).update(total=7)
    other = make_review(editor).film
    Rating.objects.create(member=member, film=other, halves=3)
    found = list(consistency.differences("default"))
    assert [f"Film {film.pk}" in found[0].text, f"Film {other.pk}" in found[1].text] == [True, True]
    assert all(one.mend.act(one.mend.pk) for one in found)
    assert differences() == [] and tally_of(other).total == 1


def test_votes_of_newcomers_and_before_the_first_release_are_marked(film, member):
    Member.objects.filter(pk=member.pk).update(joined_at=timezone.now() - datetime.timedelta(days=30))
    member.refresh_from_db()
    Release.objects.create(film=film, medium="cinema", date_from=timezone.localdate() + datetime.timedelta(days=9))
    ratings.vote(film, 8, by=member)
    ratings.vote(film, 8, by=make_member("Neu"))
    marks = Rating.objects.order_by("pk").values_list("is_of_newcomer", "is_early")
    assert list(marks) == [(False, True), (True, True)]
    assert Rating.objects.striking().count() == 2


def test_a_film_without_a_day_of_release_takes_no_early_votes(film, member):
    ratings.vote(film, 8, by=member)
    assert not Rating.objects.get().is_early


def test_a_wave_opens_one_case_that_leads_moderators_to_the_votes(film, moderator, signed_in):
    settle(film, *[10] * 7)
    case = Case.objects.get()
    assert (case.subject_kind, case.subject_id, case.report_count) == ("votes", film.pk, 1)
    page = signed_in(moderator).get(f"/moderation/faelle/{case.pk}/").content.decode()
    assert "Stimmen zu „" in page and reverse("reviews:votes", args=[film.slug]) in page
    assert "5 Stimmen neuer Mitglieder binnen einer Stunde: Stimmen zu" in page
    votes = signed_in(moderator).get(reverse("reviews:votes", args=[film.slug])).content.decode()
    assert '<a href="/moderation/" aria-current="true">' in votes


def test_many_votes_of_old_members_are_a_wave_too(film, settings):
    settings.VOTES_OF_A_WAVE = 8
    for number in range(8):
        old = make_member(f"Alt {number}")
        Member.objects.filter(pk=old.pk).update(joined_at=timezone.now() - datetime.timedelta(days=90))
        old.refresh_from_db()
        assert Case.objects.count() == 0
        ratings.vote(film, 1, by=old)
    assert Case.objects.count() == 1


def test_no_limit_means_no_case(film, settings):
    settings.VOTES_OF_A_WAVE = 0
    settle(film, *[1] * 6)
    assert not Case.objects.exists()


def take_out(film, moderator, member):
    rating = Rating.objects.get(film=film, member=member)
    return ratings.take_out(rating, by=moderator, decision=Decision(reasons="Zweites Konto."))


def test_a_vote_taken_out_counts_no_more_and_its_member_learns_why(film, member, moderator):
    ratings.vote(film, 10, by=member)
    decision = take_out(film, moderator, member)
    assert tally_of(film).total == 0 and Rating.objects.get().taken_out_by == decision
    assert Statement.objects.get().member == member
    for again in (lambda: ratings.vote(film, 1, by=member), lambda: ratings.withdraw(film, by=member)):
        with pytest.raises(ratings.TakenOut):
            again()
    assert take_out(film, moderator, member) is None
    assert differences() == []


def test_nobody_takes_out_their_own_vote_nor_without_reasons(film, member, moderator):
    ratings.vote(film, 10, by=moderator)
    ratings.vote(film, 10, by=member)
    with pytest.raises(PermissionDenied):
        take_out(film, moderator, moderator)
    with pytest.raises(PermissionDenied):
        take_out(film, make_member("Bloß Mitglied"), member)
    with pytest.raises(moderation.ReasonsMissing):
        ratings.take_out(Rating.objects.get(member=member), by=moderator, decision=Decision(reasons=" "))


def test_an_appeal_puts_the_vote_back(film, member, moderator):
    ratings.vote(film, 10, by=member)
    made = appealing.appeal(take_out(film, moderator, member), AppealSide.AUTHOR, words="Meins!", member=member)
    second = make_member("Zweite Meinung", Role.MODERATOR)
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second, answer="Stimmt.")
    assert tally_of(film).counts[9] == 1 and Rating.objects.get().taken_out_by is None
    assert Decision.objects.order_by("pk").last().action == "put_back_vote"
    assert ratings.vote(film, 9, by=member) is True


def test_the_case_of_a_wave_is_settled_by_taking_votes_out(film, moderator, signed_in):
    settle(film, *[10] * 6)
    chosen = list(Rating.objects.values_list("pk", flat=True)[:3])
    client, path = signed_in(moderator), reverse("reviews:take_out_votes", args=[film.slug])
    refused = client.post(path, {"stimme": chosen, "reasons": "", "rule": ""})
    assert refused.status_code == 422 and refused.content.decode().count(" checked") == 3
    rule = first_rule()
    assert client.post(path, {"stimme": chosen, "reasons": "Ein Mensch, drei Konten.", "rule": rule}).status_code == 302
    assert tally_of(film).total == 3 and Statement.objects.count() == 3
    assert Case.objects.get().stage == "decided"
    page = client.get(reverse("reviews:votes", args=[film.slug])).content.decode()
    assert page.count("herausgenommen</span>") == 3


def first_rule():
    return RulesVersion.objects.latest("number").titles[0]


def test_pages_show_the_result_and_members_their_own_vote(film, member, as_guest, signed_in):
    settle(film, 3, 8, 8)
    review = film.reviews.get()
    for path in (film.get_absolute_url(), review.get_absolute_url()):
        page = as_guest.get(path).content.decode()
        assert "3 Stimmen" in page and "Median 4 Sterne" in page and "die meisten gaben 4 Sterne" in page
        assert (
            "im Mittel" not in page and "<form" not in page.partition('id="leserwertung"')[2].partition("</section>")[0]
        )
    client = signed_in(member)
    assert "checked" not in client.get(film.get_absolute_url()).content.decode()
    answer = client.post(reverse("reviews:vote", args=[film.slug]), {"sterne": "7", "kritik": review.pk})
    assert answer.url == f"{review.get_absolute_url()}#leserwertung"
    page = client.get(review.get_absolute_url()).content.decode()
    assert 'value="7" checked' in page and "4 Stimmen" in page and "Deine Stimme: 3,5 Sterne" in page


def test_a_vote_without_stars_says_so(film, member, signed_in):
    for sent in ({}, {"sterne": "99"}, {"sterne": "x"}, {"sterne": "0"}):
        answer = signed_in(member).post(reverse("reviews:vote", args=[film.slug]), sent, follow=True)
        assert "Wähl erst die Sterne" in answer.content.decode()
    assert not Rating.objects.exists()


def test_whoever_wants_it_votes_before_knowing_what_others_think(film, member, signed_in):
    settle(film, 3, 8, 8)
    Member.objects.filter(pk=member.pk).update(waits_with_votes=True)
    client = signed_in(member)
    page = client.get(film.get_absolute_url()).content.decode()
    assert "Median" not in page and "3 Stimmen" not in page and "sobald du abgestimmt hast" in page
    client.post(reverse("reviews:vote", args=[film.slug]), {"sterne": "7"})
    assert "4 Stimmen" in client.get(film.get_absolute_url()).content.decode()


def test_a_leaving_member_takes_the_votes_along(film, member):
    settle(film, 4)
    ratings.vote(film, 9, by=member)
    assert ratings.forget_votes(member.pk) == 1
    assert tally_of(film).total == 1 and differences() == []


def test_a_guests_kept_page_shows_a_new_vote_at_once(film, member, as_guest):
    path = film.reviews.get().get_absolute_url()
    assert "Noch hat niemand abgestimmt" in as_guest.get(path).content.decode()
    ratings.vote(film, 9, by=member)
    assert "1 Stimme" in as_guest.get(path).content.decode()
    ratings.withdraw(film, by=member)
    assert "Noch hat niemand abgestimmt" in as_guest.get(path).content.decode()


def test_each_appeal_puts_back_its_own_vote(film, member, other_member, moderator):
    second = make_member("Zweite Meinung", Role.MODERATOR)
    for halves, voter in ((10, member), (9, other_member)):
        ratings.vote(film, halves, by=voter)
    decisions = [(voter, take_out(film, moderator, voter)) for voter in (member, other_member)]
    for voter, decision in decisions:
        made = appealing.appeal(decision, AppealSide.AUTHOR, words="Meins!", member=voter)
        appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second, answer="Stimmt.")
    assert tally_of(film).total == 2 and not Rating.objects.exclude(taken_out_by=None).exists()

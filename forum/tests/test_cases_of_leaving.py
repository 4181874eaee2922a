"""Members who leave while somebody has to decide about their texts."""

import datetime

import pytest
from django.utils import timezone

from filmsite import leaving
from forum import moderation, posting
from forum.cases import claiming, reporting, sanctions
from forum.cases.leaving import ban_of
from forum.models import Case, Decision, Letter, Post, ReportReason
from forum.models.redress import SanctionKind
from forum.tasks import sweep_cases
from tests.making import make_review

pytestmark = pytest.mark.django_db

WORDS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}


@pytest.fixture
def posts(editor, member):
    thread = make_review(editor).thread
    return [posting.reply(thread, by=member, source=f"Nuss {n}", form_key=f"n{n}") for n in range(2)]


def report(post, by):
    return reporting.report(
        post, reason=ReportReason.objects.first(), words="Nein", by=by, form_key=f"{post.pk}"
    ).report


def states(posts):
    return [Post.objects.get(pk=post.pk).state for post in posts]


def test_a_reported_text_is_out_of_sight_at_once_and_gone_when_nobody_can_object(
    posts, member, other_member, moderator
):
    report(posts[0], other_member)
    leaving.leave(member, takes_texts=True)
    assert states(posts) == ["withdrawn", "erased"]
    assert Post.objects.get(pk=posts[0].pk).source == "Nuss 0"
    decision = Decision(**WORDS)
    moderation.record(decision, "nothing", post=posts[0], by=moderator)
    sweep_cases(timezone.now() + datetime.timedelta(days=100))
    assert states(posts) == ["withdrawn", "erased"]
    sweep_cases(timezone.now() + datetime.timedelta(days=200))
    assert states(posts) == ["erased", "erased"]
    assert Case.objects.get(post=posts[0]).stage == "closed"


def test_an_operator_deletes_by_law_whatever_waits(posts, member, other_member, operator):
    report(posts[0], other_member)
    leaving.leave(member, by=operator, takes_texts=True, reasons="Auf gerichtliche Anordnung.")
    assert states(posts) == ["erased", "erased"]


def test_letters_that_wait_and_claims_go_with_the_account(posts, member, moderator, other_member):
    moderation.hide_post(posts[0], by=moderator, decision=Decision(**WORDS))
    assert Letter.objects.filter(member=member).exists()
    leaving.leave(member, takes_texts=False)
    leaving.go_on(member.leaving)
    assert not Letter.objects.filter(member=member).exists()
    report(posts[1], other_member)
    case = Case.objects.get(post=posts[1])
    assert claiming.claim_case(case, by=moderator)
    gone = leaving.leave(moderator, takes_texts=False)
    leaving.go_on(gone)
    assert Case.objects.get(pk=case.pk).claimed_by is None


def test_the_longest_ban_that_runs_outlives_the_account(member, moderator):
    now = timezone.now()
    assert ban_of(member) is None
    for days in (1, 30):
        ends = now + datetime.timedelta(days=days)
        sanctions.impose(member, SanctionKind.BAN, by=moderator, decision=Decision(**WORDS), ends_at=ends)
    assert ban_of(member).until == ends
    sanctions.impose(member, SanctionKind.BAN, by=moderator, decision=Decision(**WORDS))
    assert ban_of(member).until is None


def test_a_page_of_a_case_names_nobody_who_left(posts, member, other_member, moderator, signed_in):
    report(posts[0], other_member)
    leaving.leave(member, takes_texts=False)
    leaving.leave(other_member, takes_texts=False)
    client = signed_in(moderator)
    for path in ("/moderation/", f"/moderation/faelle/{Case.objects.get().pk}/", "/moderation/seit-gestern/"):
        page = client.get(path).content.decode()
        assert member.name not in page and other_member.name not in page

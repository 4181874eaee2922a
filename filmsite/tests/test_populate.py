"""Invented content must be as the verbs would have left it."""

import datetime
import io
from zoneinfo import ZoneInfo

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from accounts.models import Member
from filmsite.demo import PASSWORD
from filmsite.populating import Sizes, populate
from filmsite.populating.naming import PERSONS, film_title, person_name
from filmsite.populating.talks import times
from forum import consistency as forum_part
from forum import posting
from forum.models import Case, Decision, Post, PostMention, Quote, Report, Statement, Thread
from forum.models.post import PostState
from reviews import consistency as reviews_part
from reviews.models import Film, Review
from tests.making import make_review
from text.markdown import RENDERER_VERSION, render_review

pytestmark = pytest.mark.django_db

SIZES = {"reviews": 5, "threads": 10, "posts": 300, "members": 12, "long_thread": 45}


def differences():
    return [d.text for part in (forum_part, reviews_part) for d in part.differences("default")]


@pytest.fixture
def made():
    return populate(Sizes(**SIZES, seed=3))


def test_every_counter_and_every_link_is_right(made):
    assert differences() == []
    assert not [note for part in (forum_part, reviews_part) for note in part.notes("default")]


def test_it_makes_as_many_as_were_asked_for(made):
    assert (Review.objects.count(), Film.objects.count(), Member.objects.count()) == (5, 5, 12)
    assert Thread.objects.count() == 5 + 10 + 1
    assert Post.objects.count() == 5 + 10 + 300 + 45
    assert Post.objects.filter(thread=made.long_thread).count() == 45
    assert set(Review.objects.values_list("state", flat=True)) == {"published"}
    assert Thread.objects.filter(subject_kind="review", review__isnull=False).count() == 5


def test_most_threads_may_stay_without_a_reply():
    populate(Sizes(reviews=3, threads=300, posts=40, members=5, seed=4))
    assert (Thread.objects.count(), Post.objects.count()) == (303, 343)
    assert differences() == []


def test_there_are_quotes_mentions_spoilers_and_posts_of_every_state():
    populate(Sizes(reviews=2, threads=60, posts=3000, members=5, seed=4))
    assert Quote.objects.exists() and PostMention.objects.exists()
    assert Post.objects.filter(html__contains="<details").exists()
    assert set(Post.objects.values_list("state", flat=True)) == set(PostState.values)
    assert {"locked", "open"} == set(Thread.objects.values_list("state", flat=True))
    assert Thread.objects.filter(pinned=1).exists()
    assert differences() == []


def test_whatever_waits_or_was_decided_has_its_case_and_every_restriction_its_reasons():
    populate(Sizes(reviews=2, threads=60, posts=6000, members=5, seed=4))
    waiting = Post.objects.filter(state__in=["pending", "hidden_auto"])
    assert waiting.exists() and not waiting.exclude(cases__stage="open").exists()
    assert Case.objects.filter(post__state="visible", stage="open").exists()
    restrictions = Decision.objects.exclude(thread__subject_kind="review")
    assert restrictions.count() == Statement.objects.count() > 0
    assert not Decision.objects.filter(case=None).exists()
    for case in Case.objects.all():
        reports = case.reports.filter(decision=None)
        assert (case.report_count, case.weight) == (reports.count(), sum(report.weight for report in reports))
        assert not reports.filter(by=case.target.author_id).exclude(by=None).exists()


def test_stored_html_is_what_the_renderer_makes_of_the_source(made):
    posts = Post.objects.filter(kind="member").exclude(state="erased")
    for post in posts:
        text = posting.write_text(post.source)
        assert (post.html, post.renderer_version) == (text.html, RENDERER_VERSION)
        assert text.quotes == frozenset(post.quotes.values_list("quoted", flat=True))
        assert text.mentions == frozenset(post.mentions.values_list("member", flat=True))
    assert posts.filter(quotes__isnull=False).exists() and posts.filter(mentions__isnull=False).exists()
    for review in Review.objects.all():
        assert review.text_html == render_review(review.text)


def test_members_can_sign_in(made):
    client = Client()
    client.post("/konto/login/", {"login": "mitglied7", "password": PASSWORD})
    assert "mitglied7" in client.get("/").content.decode()


def test_everything_it_names_can_be_visited(as_guest, settings):
    out = io.StringIO()
    call_command("populate", **SIZES, stdout=out)
    addresses = [line.rpartition(": ")[2] for line in out.getvalue().splitlines() if settings.SITE_URL in line]
    assert len(addresses) == 1 + 4 + 2 * 3 + 3 + 3
    for address in addresses:
        assert as_guest.get(address.removeprefix(settings.SITE_URL)).status_code == 200


def test_the_same_numbers_give_the_same_content():
    assert content_of(5) == content_of(5) != content_of(6)


def content_of(seed):
    """Everything but ids; what was made is taken away again."""
    populate(Sizes(**SIZES, seed=seed))
    posts = Post.objects.order_by("pk").values_list("author__name", "number", "state", "html", "shown_at")
    content = (
        [row for row in posts if "data-" not in row[3]],
        list(Review.objects.order_by("pk").values_list("title", "teaser", "score")),
    )
    Thread.objects.update(first_post=None, last_post=None)
    for model in (Review, Film, Quote, PostMention, Statement, Report, Decision, Case, Post, Thread, Member):
        model.objects.all().delete()
    return content


def test_a_later_post_is_never_earlier_when_the_clock_goes_back():
    after = datetime.datetime(2026, 10, 25, 4, tzinfo=ZoneInfo("Europe/Berlin"))
    sizes = Sizes(reviews=0, threads=1, posts=200, members=2, long_thread=0, seed=1)
    start, pause = times(sizes, after)
    moments = [(start + pause * n).timestamp() for n in range(sizes.all_posts + 1)]
    assert moments == sorted(moments)
    assert moments[-1] == after.timestamp()


def test_it_adds_to_a_site_that_lives(editor):
    review = make_review(editor, film_title(0))
    populate(Sizes(**SIZES))
    posting.reply(review.thread, by=editor, source="Weiter geht es", form_key="w")
    assert differences() == []


@pytest.mark.parametrize(
    "sizes", [{"posts": 5, "members": 3}, {"threads": 5}, {"long_thread": 5}, {"members": -1}], ids=str
)
def test_impossible_sizes_are_refused(sizes):
    with pytest.raises(CommandError):
        call_command("populate", **sizes)
    assert not Member.objects.exists()


def test_it_is_refused_where_it_ran_before_and_in_production(settings):
    call_command("populate", members=2, stdout=io.StringIO())
    with pytest.raises(CommandError, match="mitglied1"):
        call_command("populate", members=2)
    Member.objects.all().delete()
    settings.PRODUCTION = True
    with pytest.raises(CommandError, match="PRODUCTION"):
        call_command("populate", members=2)


def test_no_two_numbers_share_a_title_or_a_name():
    assert len({film_title(n) for n in range(30_000)}) == 30_000
    assert len({person_name(n) for n in range(PERSONS)}) == PERSONS

"""The demo is what a first visitor sees: it must be whole, right in every count, and written with care."""

import datetime
import re

import pytest
from django.db import transaction
from django.db.models import Count, F
from django.test import override_settings
from django.utils import timezone

from accounts.models import Leaving, Member
from filmsite.demo import MEMBERS, load_demo
from filmsite.demo.files import DEMO, ago, read_lines
from forum import consistency as forum_part
from forum.models import Decision, Post, PostMention, Quote, Thread
from forum.models.thread import ThreadState
from reviews import consistency as reviews_part
from reviews.models import Doubt, Release, Review, ReviewStill, Still

FOLDERS = sorted(path for path in (DEMO / "reviews").iterdir() if path.is_dir())
PICTURES = sorted((DEMO / "reviews").glob("*/bilder/*.jpg"))
TALKS = sorted(DEMO.glob("foren/*/*.txt")) + sorted(DEMO.glob("reviews/*/antworten.txt"))

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module")
def demo(django_db_setup, django_db_blocker, tmp_path_factory):
    """Loaded once for all tests here that ask for it, and taken back afterwards; the folder of its pictures."""
    media = tmp_path_factory.mktemp("media")
    with django_db_blocker.unblock(), override_settings(MEDIA_ROOT=media), transaction.atomic():
        assert load_demo()
        yield media
        transaction.set_rollback(True)


def test_every_count_is_right(demo, settings):
    settings.MEDIA_ROOT = demo
    assert [d.text for part in (forum_part, reviews_part) for d in part.differences("default")] == []


def test_there_is_enough_to_look_at(demo):
    assert Review.objects.filter(state="published").count() >= 10
    assert Thread.objects.count() >= 40
    assert Member.objects.exclude(name__in=MEMBERS).count() >= 20
    assert Quote.objects.exists() and PostMention.objects.exists()
    assert Post.objects.filter(html__contains="<details").count() > 5
    assert Thread.objects.filter(reply_count__gte=60).exists()
    assert Thread.objects.filter(state=ThreadState.LOCKED).exists() and Thread.objects.filter(pinned=1).exists()
    assert Thread.objects.filter(subject_kind="review", reply_count=0).count() == 1


def test_nothing_waits_and_nothing_is_in_doubt(demo):
    assert not Doubt.objects.exists()
    assert not Post.objects.exclude(state="visible").exists()


def test_every_quote_found_its_post_and_every_mention_its_member(demo):
    assert set(Quote.objects.values_list("named", flat=True)) == {True}
    assert not Quote.objects.exclude(quoted__thread=F("post__thread")).exists()
    mentioned = sum(len(re.findall(r"(?m)(?:^|\s)@(?=\w|„)", path.read_text())) for path in TALKS)
    assert PostMention.objects.count() >= mentioned * 0.9


def test_somebody_has_left_and_is_only_a_pseudonym_now(demo):
    former = Member.objects.get(is_active=False)
    assert former.name.startswith("ehemaliges Mitglied") and former.posts.count() >= 3
    assert not Post.objects.filter(source__contains="Perforation").exists()
    assert Quote.objects.filter(quoted__author=former).exists()
    assert not Leaving.objects.exclude(name="", email="", due_at=None).exists()


def test_a_second_load_changes_nothing(demo):
    before = Post.objects.count()
    assert load_demo() is False
    assert Post.objects.count() == before


def test_everything_has_happened_already_and_in_order(demo):
    now = timezone.now()
    assert not Post.objects.filter(shown_at__gt=now).exists()
    assert not Post.objects.filter(shown_at__lt=F("author__joined_at")).exclude(author__name__in=MEMBERS).exists()
    assert not Decision.objects.filter(at__gt=now).exists()
    for thread in Thread.objects.all():
        moments = list(thread.posts.order_by("number").values_list("shown_at", flat=True))
        assert moments == sorted(moments)
        assert thread.last_posted_at == moments[-1] and thread.created_at == moments[0]
    assert Thread.objects.filter(last_posted_at__gt=now - datetime.timedelta(hours=1)).exists()


def test_a_review_is_as_old_as_its_file_says(demo):
    ages = {ago(line.split(": ")[1]) for f in FOLDERS for line in read_lines(f / "angaben.txt") if "Erschienen" in line}
    published = Review.objects.values_list("published_at", flat=True)
    assert max(published) - min(published) == max(ages) - min(ages)


def test_films_differ_in_rating_medium_precision_and_score(demo):
    assert {"0", "6", "12", "16", "18", "ungeprüft", "folgt"} <= set(Release.objects.values_list("fsk", flat=True))
    assert {"cinema", "bluray", "dvd"} <= set(Release.objects.values_list("medium", flat=True))
    assert {"day", "month", "quarter", "season"} <= set(Release.objects.values_list("date_precision", flat=True))
    assert Review.objects.filter(film__kind="series").exists() and Review.objects.filter(score=None).count() == 1
    assert Review.objects.filter(score__lte=5).exists() and Review.objects.filter(score__gte=19).exists()
    assert any("DDR" in review.film.countries for review in Review.objects.select_related("film"))
    shared = Review.objects.values("film__credits__person").annotate(films=Count("film", distinct=True))
    assert shared.filter(films__gt=1).count() >= 5
    assert max(review.film.credits.filter(job="cast").count() for review in Review.objects.all()) == 60


def test_every_picture_says_whose_it_is_and_what_it_shows(demo):
    assert Still.objects.count() == len(PICTURES)
    assert not Still.objects.filter(credit="").exists() and not Still.objects.filter(creator="").exists()
    assert not ReviewStill.objects.filter(alt="").exists()
    leads = Review.objects.exclude(lead=None).values_list("lead", flat=True)
    assert not ReviewStill.objects.filter(caption="").exclude(pk__in=leads).exists()
    assert sorted(Review.objects.annotate(n=Count("stills")).values_list("n", flat=True))[:2] == [0, 1]
    assert Review.objects.annotate(n=Count("stills")).filter(n=12).exists()

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
from filmsite.demo.moments import MOVED
from forum import consistency as forum_part
from forum.cases.appealing import may_decide_appeal
from forum.models import (
    Appeal,
    Board,
    Case,
    Decision,
    Letter,
    Note,
    Post,
    PostMention,
    Quote,
    Report,
    Sanction,
    ShiftNote,
    SpoilerHint,
    Statement,
    Thread,
)
from forum.models.case import CaseStage, ReportKind
from forum.models.thread import ThreadState
from reviews import consistency as reviews_part
from reviews.models import Doubt, Release, Review, ReviewStill, Still

A_MINUTE = datetime.timedelta(minutes=1)

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


def test_nothing_is_in_doubt_and_only_a_first_post_waits(demo):
    assert not Doubt.objects.exists()
    assert [post.author.name for post in Post.objects.filter(state="pending")] == ["Klappsitz"]


def test_moderators_find_a_case_of_every_kind(demo):
    to_do = Case.objects.to_do()
    assert {"post", "thread", "member", "review", "still"} == {kind_of(case) for case in to_do}
    assert {CaseStage.OPEN, CaseStage.APPEALED} == set(to_do.values_list("stage", flat=True))
    assert to_do.filter(is_danger=True).exists() and to_do.filter(reports__by=None, reports__kind="notice").exists()
    assert set(to_do.values_list("reports__kind", flat=True)) == set(ReportKind)
    assert [case.is_claimed(timezone.now()) for case in to_do.exclude(claimed_by=None)] == [True]
    assert SpoilerHint.objects.filter(settled_at=None).exists() and Note.objects.exists() and ShiftNote.objects.exists()


def test_decisions_are_told_appealed_and_reversed(demo):
    own = Statement.objects.get(member__name="mitglied")
    assert own.decision.post.state == "removed" and own.decision.reasons and own.read_at is None
    assert Report.objects.filter(by__name="mitglied").exclude(decision=None).exists()
    waiting, reversed_ = Appeal.objects.order_by("outcome")
    assert not waiting.outcome and may_decide_appeal(waiting, Member.objects.get(name="moderation"))
    assert reversed_.outcome == "reversed" and reversed_.decision.post.state == "visible"
    warning, ban = Sanction.objects.order_by("kind").reverse()
    assert (warning.kind, ban.kind) == ("warning", "ban") and ban.ends_at < timezone.now()
    assert not Letter.objects.due(timezone.now()).exists()


def test_somebody_moderates_one_board_only(demo):
    boards = Board.objects.filter(moderators__member__name="foyerdienst").values_list("slug", flat=True)
    assert list(boards) == ["foyer"]


def kind_of(case):
    return case.subject_kind or next(name for name in ("post", "thread", "member") if getattr(case, f"{name}_id"))


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
    for model, columns in MOVED.items():
        for column in set(columns) - {"claimed_until"}:
            assert not model.objects.filter(**{f"{column}__gt": now - A_MINUTE}).exists(), (model, column)
    for thread in Thread.objects.all():
        moments = list(thread.posts.exclude(number=None).order_by("number").values_list("shown_at", flat=True))
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

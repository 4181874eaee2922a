"""A review's page is kept in pieces by what they are made of; here a change of each of these shows to members at once.
Guests: filmsite/tests/test_guest_pages.py."""

import datetime
import re

import pytest
from django.utils import timezone

from forum import posting
from reviews import drafting, publishing, rights
from reviews.content import newest_revision, snapshot
from reviews.models import Still
from tests.making import make_draft, make_files, make_review, save
from text.fragments import forget_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(editor):
    review = make_review(editor, pictures=2)
    make_files(review)
    return review


@pytest.fixture
def reader(signed_in, member):
    return signed_in(member)


RELEASE = {
    "version_name": "",
    "label": "",
    "date_from": "2026-03-05",
    "date_to": None,
    "date_precision": "day",
    "fsk": "12",
    "fsk_descriptors": "",
    "cut": "no",
    "cut_note": "",
    "index_status": "",
}


def roll_of(reader, review):
    page = reader.get(review.get_absolute_url()).content.decode()
    return page.partition('class="roll')[2].partition("</section>")[0]


def test_what_several_releases_have_in_common_is_said_once(review, reader, editor):
    ways = [("cinema", 1, "12"), ("bluray", 2, "12"), ("dvd", 2, "12"), ("tv", 3, "16"), ("stream", 4, "12")]
    releases = [RELEASE | {"medium": way, "date_from": f"2026-03-0{day}", "fsk": fsk} for way, day, fsk in ways]
    change(review, editor, film=with_film(releases=releases))
    said = re.findall(r"<dt[^>]*>(Kino|Blu-ray[^<]*|TV|Stream|Freigabe|Geschnitten)</dt>", roll_of(reader, review))
    rating = ["Freigabe", "Geschnitten"]
    assert said == ["Kino", "Blu-ray, DVD", *rating, "TV", *rating, "Stream", *rating]


@pytest.mark.parametrize("second", ["12", ""])
def test_a_release_without_a_rating_is_not_given_the_next_ones(review, reader, editor, second):
    releases = [RELEASE | {"medium": "bluray"}, RELEASE | {"medium": "cinema", "fsk": "", "cut": "unknown"}]
    releases += [RELEASE | {"medium": "dvd", "fsk": second, "date_from": "2026-05-01"}]
    change(review, editor, film=with_film(releases=releases))
    said = re.findall(r"<dt[^>]*>(\w[^<]*)</dt><dd", roll_of(reader, review))
    rating = ["Freigabe", "Geschnitten"]
    assert said[-7:] == ["Blu-ray", *rating, "Kino", "Freigabe", "DVD", *rating][-7:]
    assert "<dt>Freigabe</dt><dd>ohne Angabe</dd>" in roll_of(reader, review)


def test_what_only_the_team_knows_of_a_release_changes_nothing_on_its_page(review, reader, editor):
    releases = [RELEASE | {"medium": medium} for medium in ("cinema", "dvd")]
    change(review, editor, film=with_film(releases=releases))
    before = roll_of(reader, review)
    releases[1] |= {"index_status": "A", "fsk_descriptors": "Gewalt"}
    change(review, editor, film=with_film(releases=releases))
    assert roll_of(reader, review) == before


def change(review, editor, **parts):
    content = newest_revision(review).content if review.revisions.exists() else snapshot(review)
    for name, value in parts.items():
        content[name] = value(content[name]) if callable(value) else value
    save(review, content, by=editor)
    publishing.publish_change(review, by=editor)


def with_still(**facts):
    def changed(stills):
        stills[0] |= facts
        return stills

    return changed


def with_film(**facts):
    return lambda film: film | facts


CHANGES = {
    "title": {"title": "Das Steinhaus"},
    "teaser": {"teaser": "Ein anderer Vorspann"},
    "text": {"text": "Ein anderer Text."},
    "byline": {"authors": [{"name": "Anneliese Oderbruch", "nick": ""}]},
    "caption": {"stills": with_still(caption="Neue Unterschrift")},
    "credit": {"stills": with_still(credit="Neuer Verleih")},
    "alternative text": {"stills": with_still(alt="Eine Gestalt im Nebel")},
    "runtime": {"film": with_film(runtime=177)},
    "cast": {"film": with_film(cast=[{"name": "Ole Sander", "role": "Fährmann", "as_name": "", "billing": "main"}])},
}


def page_of(client, path):
    """Without the token of its forms, which is masked anew each time."""
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", client.get(path).content.decode())


@pytest.mark.parametrize("parts", CHANGES.values(), ids=CHANGES.keys())
def test_what_is_changed_shows_to_members_and_on_home_as_if_nothing_were_kept(reader, review, editor, parts):
    paths = [review.get_absolute_url(), "/"]
    before = [page_of(reader, path) for path in paths]
    change(review, editor, **parts)
    after = [page_of(reader, path) for path in paths]
    forget_all()
    assert after == [page_of(reader, path) for path in paths]
    assert after[0] != before[0]


def test_a_picture_goes_with_its_rights_and_comes_back_when_they_are_renewed(reader, review, editor, monkeypatch):
    path, today = review.get_absolute_url(), timezone.localdate()
    stills = list(Still.objects.values_list("pk", flat=True))
    rights.renew_rights(stills, until=today, by=editor)
    assert "<picture" in reader.get(path).content.decode() and "<picture" in reader.get("/").content.decode()
    tomorrow = timezone.now() + datetime.timedelta(days=1)
    monkeypatch.setattr(timezone, "now", lambda: tomorrow)
    assert "<picture" not in reader.get(path).content.decode() and "<picture" not in reader.get("/").content.decode()
    rights.renew_rights(stills, until=today + datetime.timedelta(days=30), by=editor)
    assert "<picture" in reader.get(path).content.decode() and "<picture" in reader.get("/").content.decode()


def test_credits_changed_through_another_review_show(reader, review, editor):
    other = make_review(editor)
    drafting.use_picture(other, review.stills.first().still, by=editor)
    change(other, editor, stills=with_still(caption="Bild", alt="Gestalt", credit="Alter Verleih"))
    assert "Alter Verleih" in reader.get(review.get_absolute_url()).content.decode()
    change(other, editor, stills=with_still(credit="Neuer Verleih"))
    assert "Neuer Verleih" in reader.get(review.get_absolute_url()).content.decode()


@pytest.mark.parametrize("guest_first", [True, False])
def test_what_guests_see_after_a_click_members_see_at_once(reader, as_guest, review, editor, guest_first):
    change(review, editor, stills=with_still(min_age=16))
    for client in (as_guest, reader, as_guest) if guest_first else (reader, as_guest, reader):
        assert ('class="veil"' in client.get(review.get_absolute_url()).content.decode()) == (client is as_guest)


def test_a_reply_shows_below_the_kept_article_and_on_home(reader, review, member):
    path = review.get_absolute_url()
    reader.get(path), reader.get("/")
    posting.reply(review.thread, by=member, source="Ganz neu gesagt", form_key="n")
    assert all("Ganz neu gesagt" in reader.get(page).content.decode() for page in (path, "/"))


def test_a_preview_shows_the_working_copy_and_leaves_the_page_alone(signed_in, reader, review, editor):
    page = page_of(reader, review.get_absolute_url())
    save(review, snapshot(review) | {"text": "Noch geheim."}, by=editor)
    preview = signed_in(editor).get(f"/redaktion/kritiken/{review.pk}/vorschau/").content.decode()
    assert "Noch geheim." in preview and page_of(reader, review.get_absolute_url()) == page


def test_a_withdrawn_review_is_gone_from_home(reader, editor):
    review = make_draft(editor, "Das Glashaus")
    publishing.publish(review, by=editor)
    assert "Das Glashaus" in reader.get("/").content.decode()
    publishing.withdraw(review, by=editor, reason="Falscher Film")
    assert "Das Glashaus" not in reader.get("/").content.decode()

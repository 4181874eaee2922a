"""Renewal: at once for all reviews, and no working copy takes it back."""

import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from reviews import drafting, publishing, rights
from reviews.content import current_content, newest_revision, snapshot
from reviews.models import Film, Review, ReviewAuthor, ReviewStill, Still
from tests.making import add_rows_of_stills, make_draft, make_files, make_picture, make_review, save

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate()
YESTERDAY, NEXT_YEAR = TODAY - datetime.timedelta(days=1), TODAY + datetime.timedelta(days=365)
LIBRARY = "/redaktion/bilder/"


def ended(review):
    """Its pictures' rights ended yesterday, as its editors wrote; the keys."""
    content = current_content(review)
    places = [
        place | {"rights_until": YESTERDAY.isoformat()} if place["still"] else place for place in content["stills"]
    ]
    by = review.owner
    save(review, content | {"stills": places}, by=by)
    if review.was_published:
        Still.objects.filter(uses__review=review).update(rights_until=YESTERDAY)
        drafting.discard_change(review, by=by)
    return list(Still.objects.filter(uses__review=review).order_by("pk").values_list("pk", flat=True))


def days(content):
    return [place["rights_until"] for place in content["stills"] if place["still"]]


def renew(client, stills, query="", **fields):
    return client.post(f"{LIBRARY}verlaengern/{query}", {"stills": stills, **fields})


def test_renewed_pictures_are_shown_to_readers_again_at_once(editor, as_guest):
    review = make_review(editor, pictures=2)
    make_files(review)
    stills, versions = ended(review), (review.version, review.film.version)
    review.refresh_from_db()
    versions = (review.version, Film.objects.get().version)
    picture = f"{review.get_absolute_url()}bilder/1/"
    assert as_guest.get(picture).status_code == 404
    assert rights.renew_rights(stills, until=NEXT_YEAR, by=editor) == stills
    assert as_guest.get(picture).status_code == 200
    review.refresh_from_db()
    assert (review.version, Film.objects.get().version) == (versions[0] + 1, versions[1] + 1)


def test_renewing_again_changes_nothing(editor):
    review = make_review(editor, pictures=1)
    stills = ended(review)
    rights.renew_rights(stills, until=None, by=editor)
    review.refresh_from_db()
    before = (review.version, review.revisions.count())
    assert rights.renew_rights(stills, until=None, by=editor) == []
    review.refresh_from_db()
    assert (review.version, review.revisions.count()) == before


def test_a_working_copy_saved_before_does_not_take_the_renewal_back(editor, chief_editor):
    review = make_review(editor, pictures=2)
    stills = ended(review)
    save(review, current_content(review) | {"text": "Neuer Text"}, by=editor)
    rights.renew_rights(stills[:1], until=NEXT_YEAR, by=chief_editor)
    newest = newest_revision(review)
    assert (newest.kind, newest.by, newest.content["text"]) == ("working", chief_editor, "Neuer Text")
    assert days(newest.content) == [NEXT_YEAR.isoformat(), YESTERDAY.isoformat()]
    rights.renew_rights(stills[1:], until=None, by=chief_editor)
    assert publishing.publish_change(review, by=editor)
    assert dict(Still.objects.values_list("pk", "rights_until")) == {stills[0]: NEXT_YEAR, stills[1]: None}
    assert Review.objects.get().text == "Neuer Text"


def test_a_picture_that_only_a_working_copy_holds_is_renewed_with_it(editor, other_editor):
    review = make_review(editor)
    drafting.add_picture(review, make_picture(), "neu.jpg", by=editor)
    still = Still.objects.get()
    assert not ReviewStill.objects.filter(still=still).exists()
    with pytest.raises(PermissionDenied):
        rights.renew_rights([still.pk], until=NEXT_YEAR, by=other_editor)
    rights.renew_rights([still.pk], until=NEXT_YEAR, by=editor)
    assert days(current_content(review)) == [NEXT_YEAR.isoformat()]


@pytest.mark.parametrize("make", [make_draft, make_review])
def test_a_form_that_was_open_meanwhile_does_not_take_the_renewal_back(editor, make):
    review = make(editor, pictures=1)
    stills = ended(review)
    typed, base = current_content(review), newest_revision(review).number
    rights.renew_rights(stills, until=NEXT_YEAR, by=editor)
    saved = drafting.save_review(review, typed | {"text": "Getippt"}, by=editor, base=base)
    assert (saved.kept_aside, days(current_content(review))) == (True, [NEXT_YEAR.isoformat()])
    assert Still.objects.get().rights_until == NEXT_YEAR


def adopt(client, review, revision):
    path = f"/redaktion/kritiken/{review.pk}/fassungen/{revision.number}/wiederherstellen/"
    assert client.post(path).status_code == 302


@pytest.mark.parametrize("make", [make_draft, make_review])
def test_neither_an_earlier_version_nor_a_proposal_takes_the_renewal_back(signed_in, editor, make):
    review, client = make(editor, pictures=1), signed_in(editor)
    stills = ended(review)
    typed, earlier = current_content(review), newest_revision(review)
    rights.renew_rights(stills, until=NEXT_YEAR, by=editor)
    proposal = drafting.save_review(review, typed | {"text": "Getippt"}, by=editor, base=earlier.number).revision
    for revision, text in ((proposal, "Getippt"), (earlier, typed["text"])):
        adopt(client, review, revision)
        now = current_content(Review.objects.get(pk=review.pk))
        assert (now["text"], days(now)) == (text, [NEXT_YEAR.isoformat()])


def test_what_a_proposal_itself_says_of_rights_stays(signed_in, editor):
    review = make_review(editor, pictures=1)
    stills = ended(review)
    typed, base = current_content(review), newest_revision(review).number
    rights.renew_rights(stills, until=NEXT_YEAR, by=editor)
    typed = typed | {"stills": [place | {"rights_until": "2099-01-01"} for place in typed["stills"]]}
    adopt(signed_in(editor), review, drafting.save_review(review, typed, by=editor, base=base).revision)
    assert days(current_content(review)) == ["2099-01-01"]


def test_a_draft_remembers_the_renewal_as_a_saved_revision(editor):
    review = make_draft(editor, pictures=1)
    stills = ended(review)
    rights.renew_rights(stills, until=NEXT_YEAR, by=editor)
    newest = newest_revision(review)
    assert (newest.kind, newest.by, newest.content) == ("saved", editor, snapshot(review))
    assert days(newest.content) == [NEXT_YEAR.isoformat()]


def test_a_working_copy_that_was_discarded_is_left_as_it_was(editor):
    review = make_review(editor, pictures=1)
    stills = ended(review)
    save(review, current_content(review) | {"text": "Verworfen"}, by=editor)
    drafting.discard_change(review, by=editor)
    rights.renew_rights(stills, until=NEXT_YEAR, by=editor)
    newest = newest_revision(review)
    assert (newest.kind, newest.content["text"] != "Verworfen", days(newest.content)) == (
        "saved",
        True,
        [NEXT_YEAR.isoformat()],
    )


def test_who_writes_on_one_of_the_reviews_renews_and_the_chief_editors_renew_all(
    editor, other_editor, chief_editor, member, moderator
):
    review = make_review(editor, pictures=1)
    (still,) = ended(review)
    for stranger in (other_editor, member, moderator):
        with pytest.raises(PermissionDenied):
            rights.renew_rights([still], until=NEXT_YEAR, by=stranger)
    assert Still.objects.get().rights_until == YESTERDAY
    ReviewAuthor.objects.create(review=review, name="Arved Tönnies", member=other_editor, position=2)
    assert rights.renew_rights([still], until=NEXT_YEAR, by=other_editor) == [still]
    assert rights.renew_rights([still], until=None, by=chief_editor) == [still]


def test_one_picture_of_others_stops_all_of_them(editor, other_editor):
    own, foreign = ended(make_review(editor, pictures=1)), ended(make_review(other_editor, pictures=1))
    with pytest.raises(PermissionDenied):
        rights.renew_rights([*own, *foreign], until=None, by=editor)
    assert set(Still.objects.values_list("rights_until", flat=True)) == {YESTERDAY}


def test_films_reviews_and_pictures_are_locked_in_the_one_order_of_the_house(editor):
    if connection.vendor == "sqlite":
        pytest.skip("SQLite locks the whole file")
    stills = [still for _ in range(3) for still in ended(make_review(editor, pictures=1))]
    with CaptureQueriesContext(connection) as queries:
        rights.renew_rights(stills[::-1], until=None, by=editor)
    locks = [q["sql"] for q in queries if "FOR NO KEY UPDATE" in q["sql"]]
    assert [re.search(r'FROM "(\w+)"', sql)[1] for sql in locks] == ["reviews_film", "reviews_review", "reviews_still"]
    assert all(re.search(r'ORDER BY ("\w+"\.)?("id"|1) ASC', sql) for sql in locks), locks


def test_the_library_renews_what_is_ticked_and_comes_back_to_the_same_list(signed_in, editor):
    review = make_review(editor, "Der Turm", pictures=3)
    stills, client = ended(review), signed_in(editor)
    query = "?text=turm&show=ended"
    page = client.get(LIBRARY + query).content.decode()
    assert (
        page.count('name="stills"') == 3 and 'action="/redaktion/bilder/verlaengern/?text=turm&amp;show=ended"' in page
    )
    answer = renew(client, stills[:2], query, until=NEXT_YEAR.isoformat())
    assert (answer.status_code, answer.url) == (302, LIBRARY + query)
    after = client.get(answer.url).content.decode()
    assert f"Rechte bis {NEXT_YEAR:%d.%m.%Y}: 2 Bilder." in after and after.count('name="stills"') == 1
    renew(client, stills[2:], unlimited="on")
    assert Still.objects.get(pk=stills[2]).rights_until is None


def test_the_library_offers_only_what_may_be_renewed_and_names_the_others(signed_in, editor, other_editor):
    own, foreign = ended(make_review(editor, pictures=1)), ended(make_review(other_editor, "Fremd", pictures=1))
    client = signed_in(editor)
    page = client.get(LIBRARY).content.decode()
    assert f'value="{own[0]}"' in page and f'name="stills" value="{foreign[0]}"' not in page
    answer = renew(client, [*own, *foreign], until=NEXT_YEAR.isoformat())
    text = answer.content.decode()
    assert (answer.status_code, "Das verlängert die Chefredaktion" in text) == (422, True)
    assert "Fremd (2026), bild.jpg" in text and f'value="{own[0]}" form="verlaengern"' in text and " checked" in text
    assert set(Still.objects.values_list("rights_until", flat=True)) == {YESTERDAY}


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Wähle einen Tag oder „unbefristet“"),
        ({"until": NEXT_YEAR.isoformat(), "unlimited": "on"}, "eins von beiden"),
        ({"until": YESTERDAY.isoformat()}, "Dieser Tag ist vorbei"),
        ({"until": "bald"}, "Schreib den Tag wie"),
    ],
)
def test_a_day_that_makes_no_sense_is_explained(signed_in, editor, fields, words):
    stills = ended(make_review(editor, pictures=1))
    answer = renew(signed_in(editor), stills, **fields)
    assert (answer.status_code, words in answer.content.decode()) == (422, True)
    assert Still.objects.get().rights_until == YESTERDAY


@pytest.mark.parametrize("stills", [[], ["999999"], ["x"]])
def test_pictures_that_are_not_there_are_explained(signed_in, editor, stills):
    ended(make_review(editor, pictures=1))
    answer = renew(signed_in(editor), stills, until=NEXT_YEAR.isoformat())
    assert (answer.status_code, 'role="alert"' in answer.content.decode()) == (422, True)


def test_more_pictures_than_a_page_shows_are_refused_in_words(signed_in, editor):
    add_rows_of_stills(make_draft(editor), 101)
    answer = renew(signed_in(editor), list(Still.objects.values_list("pk", flat=True)), unlimited="on")
    assert (answer.status_code, "Höchstens 100 Bilder auf einmal." in answer.content.decode()) == (422, True)


def test_the_date_of_a_german_keyboard_is_understood(signed_in, editor):
    stills = ended(make_review(editor, pictures=1))
    assert renew(signed_in(editor), stills, until=f"{NEXT_YEAR:%d.%m.%Y}").status_code == 302
    assert Still.objects.get().rights_until == NEXT_YEAR

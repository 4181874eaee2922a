"""The last second before and the first after, over all addresses of the site: an embargo ends, a right ends.

Only the clock is moved. Each walk runs with pictures in a folder and in a bucket.
"""

import datetime
import itertools
import re
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.urls import resolve
from django.utils import timezone

from reviews import drafting, planning, publishing
from reviews.content import snapshot
from reviews.models import Person, Rendition, Review, Still, Tag
from reviews.tasks import sweep_due_reviews
from tests.buckets import fetch
from tests.making import make_draft, make_files, make_picture, make_review, save
from tests.walking import addresses

pytestmark = [pytest.mark.slow, pytest.mark.django_db]

SECOND = datetime.timedelta(seconds=1)
SECRET = "geheim"
"""In every word of the embargoed review; nothing else on the site has it."""


@pytest.fixture
def stand_at(monkeypatch):
    """`stand_at(moment)`: it is this moment until told otherwise."""
    return lambda moment: monkeypatch.setattr(timezone, "now", lambda: moment)


@pytest.fixture
def visitors(signed_in, member, as_guest):
    """Asked for after the clock was set: a session of another time has ended or not begun."""
    return lambda: {"guest": as_guest, "member": signed_in(member)}


def release(label):
    empty = dict.fromkeys(("version_name", "fsk_descriptors", "cut_note", "index_status", "fsk"), "")
    dated = {"date_from": "2030-01-01", "date_to": None, "date_precision": "day"}
    return empty | dated | {"medium": "cinema", "label": label, "cut": "no"}


def make_rich_draft(owner, word):
    """Two large pictures, cast, crew, tag and release: every kind of page and file there is."""
    review = make_draft(owner, f"{word}titel", teaser=f"{word}vorspann", text=f"{word}text\n\n[[bild 2]]")
    for number in (1, 2):
        drafting.add_picture(review, make_picture(size=(1300, 720)), f"{word}datei{number}.jpg", by=owner)
    content = snapshot(review) | {"lead": 1}
    for place in content["stills"]:
        place |= {"caption": f"{word}unterschrift", "credit": f"{word}credit", "alt": f"{word}alt"}
    content["film"] |= {
        "crew": {"director": [f"{word}regie"]},
        "cast": [{"name": f"{word}person", "role": f"{word}rolle"}],
        "tags": [f"{word}tag"],
        "releases": [release(f"{word}label")],
    }
    save(review, content, by=owner)
    make_files(review)
    return Review.objects.get(pk=review.pk)


def answer_of(client, path):
    """What a visitor gets, without what is drawn anew for every answer."""
    answer = client.get(path)
    body = answer.getvalue().decode(errors="replace")
    body = re.sub(r'(name="(?:csrfmiddlewaretoken|form_key|begun)" value=")[\w:-]+', r"\1", body)
    return answer.status_code, answer.headers.get("Location", "").partition("?X-Amz")[0], body


def walk(client, paths):
    return {path: answer_of(client, path) for path in paths}


def public_addresses(review):
    """All of one review's own addresses that readers will know."""
    own = [review, review.film, *review.stills.all(), *Rendition.objects.filter(still__uses__review=review)]
    own += [
        *Person.objects.filter(credits__film=review.film),
        *Tag.objects.filter(film_tags__content_object=review.film),
    ]
    return sorted({thing.get_absolute_url() for thing in own})


LISTS = ["/", "/kritiken/", "/neuerscheinungen/?woche=2030-W01"]


# The embargo


@pytest.fixture
def moment():
    return timezone.now().replace(microsecond=0) + datetime.timedelta(days=9)


@pytest.fixture
def embargoed(media, editor, moment):
    make_review(editor, "Öffentlich")
    review = make_rich_draft(editor, "Geheim")
    assert planning.set_embargo(review, until=moment, terms="Geheimhaltung", by=editor)
    assert planning.schedule(review, at=moment, by=editor)
    return Review.objects.get(pk=review.pk)


def walk_as_if_it_had_never_been(review, client, paths):
    """The same walk on the site as it is without the review, which is put back afterwards."""
    with transaction.atomic():
        planning.unschedule(review, by=review.owner)
        drafting.delete_draft(review, by=review.owner)
        walked = walk(client, paths)
        transaction.set_rollback(True)
    return walked


def test_a_second_before_the_embargo_ends_the_site_is_as_if_the_review_had_never_been(
    embargoed, moment, stand_at, visitors
):
    stand_at(moment - SECOND)
    assert sweep_due_reviews(at=moment - SECOND) == 0
    with pytest.raises(publishing.NotReady):
        publishing.publish(embargoed, by=embargoed.owner)
    paths = addresses(embargoed)
    own = public_addresses(embargoed)
    assert set(own) <= set(paths) and len(own) > 2 * 10 + 6
    for who, client in visitors().items():
        walked = walk(client, paths)
        assert {walked[path][0] for path in own} == {404}, who
        leaked = [path for path, (_, to, body) in walked.items() if SECRET in (to + body).lower().replace(path, "")]
        assert not leaked, who
        without = walk_as_if_it_had_never_been(embargoed, client, paths)
        assert [path for path in paths if walked[path] != without[path]] == [], who


def test_a_second_after_the_embargo_ends_every_page_and_file_is_there(embargoed, media, moment, stand_at, visitors):
    stand_at(moment + SECOND)
    assert sweep_due_reviews(at=moment + SECOND) == 1
    review = Review.objects.get(pk=embargoed.pk)
    thread = review.thread.get_absolute_url()
    pages = [path for path in public_addresses(review) if not path.startswith("/bilder/")]
    names = Rendition.objects.filter(still__uses__review=review).values_list("name", flat=True)
    for who, client in visitors().items():
        for path in [*LISTS, *pages, thread, review.thread.board.get_absolute_url()]:
            status, _, body = answer_of(client, path)
            assert status == 200 and SECRET in body.lower(), (who, path)
        assert client.get(f"/beitrag/{review.thread.posts.get().pk}/").status_code == 302
        for name in names:
            assert opens(client, name, media), (who, name)


def opens(client, name, media):
    answer = client.get(f"/bilder/{name}")
    if media and answer.status_code == 302:
        answer = fetch(answer["Location"])
        return answer.status == 200 and len(answer.body) > 0
    return not media and answer.status_code == 200


def test_the_walk_forgets_no_public_address(embargoed, moment, stand_at, visitors):
    """A second after, each of these views shows something of the review: so each was asked a second before."""
    stand_at(moment + SECOND)
    sweep_due_reviews(at=moment + SECOND)
    client = visitors()["guest"]
    walked = walk(client, addresses(Review.objects.get(pk=embargoed.pk)))
    showing = {resolve(path).view_name for path, (_, to, body) in walked.items() if SECRET in (to + body).lower()}
    assert showing >= {
        "home",
        "reviews:reviews",
        "reviews:review",
        "reviews:picture",
        "reviews:film",
        "reviews:person",
        "reviews:tag",
        "forum:boards",
        "forum:board",
        "forum:thread",
        "forum:thread_page",
        "forum:post",
        "profile",
    }


# The rights


DAY = datetime.date(2031, 3, 30)
"""In Berlin this day has 23 hours: the clocks go forward in its night."""

END = datetime.datetime(2031, 3, 31, tzinfo=ZoneInfo("Europe/Berlin")).astimezone(datetime.UTC)


@pytest.fixture
def licensed(media, editor):
    review = make_rich_draft(editor, "Licht")
    publishing.publish(review, by=editor)
    assert Still.objects.update(rights_until=DAY) == 2
    return Review.objects.get(pk=review.pk)


def traces_of_stills():
    """What a picture leaves in an answer: its files' names, its placeholder, its credit."""
    names = Rendition.objects.values_list("name", flat=True)
    previews = [preview for preview in Still.objects.values_list("preview", flat=True) if preview]
    return [*names, *previews, "Lichtcredit", "Lichtalt", "og:image"]


def places_showing(client, review, traces):
    """Views whose answer shows the still or leads to its file."""
    showing = set()
    for path, (status, to, body) in walk(client, addresses(review)).items():
        asked = path.rpartition("/")[2]
        rest = (to + body).replace(path, "")
        if any(trace in rest for trace in traces) or (asked in traces and status < 400):
            showing.add(resolve(path).view_name)
    return showing


WITH_PICTURES = {
    "home",
    "reviews:reviews",
    "reviews:review",
    "reviews:picture",
    "reviews:film",
    "reviews:tag",
    "reviews:media",
}


def test_in_the_last_second_of_the_rights_readers_see_the_still_everywhere(licensed, stand_at, visitors):
    stand_at(END - SECOND)
    for who, client in visitors().items():
        assert places_showing(client, licensed, traces_of_stills()) >= WITH_PICTURES, who
        assert 'property="og:image"' in client.get(licensed.get_absolute_url()).content.decode(), who


def test_in_the_first_second_after_the_rights_no_reader_sees_it_anywhere(licensed, stand_at, visitors):
    stand_at(END + SECOND)
    for who, client in visitors().items():
        assert places_showing(client, licensed, traces_of_stills()) == set(), who
        assert client.get(licensed.get_absolute_url()).status_code == 200, who
        for place in licensed.stills.all():
            assert client.get(place.get_absolute_url()).status_code == 404, who


def test_after_the_rights_editors_still_see_it_at_the_desk(licensed, media, stand_at, signed_in, editor):
    stand_at(END + SECOND)
    client = signed_in(editor)
    names = set(Rendition.objects.values_list("name", flat=True))
    for path in ("/redaktion/bilder/", f"/redaktion/kritiken/{licensed.pk}/"):
        body = client.get(path).content.decode()
        assert any(name in body for name in names), path
    assert all(opens(client, name, media) for name in names)
    public = client.get(licensed.get_absolute_url()).content.decode()
    assert not any(name in public for name in itertools.chain(names, ["og:image"]))

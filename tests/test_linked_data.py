"""What machines read of reviews, films, persons and discussions: what the types ask for, and nothing that is covered."""

import json
import re

import pytest

from forum import moderation, posting
from forum.models import Decision
from reviews import publishing, ratings
from reviews.content import newest_revision
from reviews.models import Review
from tests.making import make_board, make_draft, make_files, make_member, save

pytestmark = pytest.mark.django_db

REQUIRED = {
    "Review": {"author", "itemReviewed", "reviewRating"},
    "Movie": {"name", "image"},
    "AggregateRating": {"ratingValue", "ratingCount", "bestRating", "worstRating"},
    "Rating": {"ratingValue", "bestRating", "worstRating"},
    "Person": {"name"},
    "PerformanceRole": {"actor", "characterName"},
    "DiscussionForumPosting": {"author", "datePublished", "text", "headline", "url", "interactionStatistic"},
    "Comment": {"author", "datePublished", "text", "url"},
    "BreadcrumbList": {"itemListElement"},
    "ListItem": {"position", "name", "item"},
}
"""As searchers document them, with what they recommend and we have."""


def read(client, path):
    page = client.get(path).content.decode()
    (element,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page)
    return json.loads(element)["@graph"]


def things_in(value):
    if isinstance(value, dict):
        if "@type" in value:
            yield value
        for part in value.values():
            yield from things_in(part)
    elif isinstance(value, list):
        for part in value:
            yield from things_in(part)


def assert_complete(graph, *, but=()):
    for thing in things_in(graph):
        missing = REQUIRED.get(thing["@type"], set()) - thing.keys()
        assert not missing - set(but), (thing["@type"], missing)
        for name in ("url", "item", "image"):
            assert str(thing.get(name, "http")).startswith("http")


@pytest.fixture
def review(editor):
    review = make_draft(editor, "Der Turm", pictures=1)
    content = newest_revision(review).content
    content["film"] |= {
        "german_title": "Der deutsche Turm",
        "runtime": 101,
        "countries": ["DE"],
        "crew": {"director": ["Noor Talsma"]},
        "cast": [{"name": "Runa Eikeland", "role": "Die Wärterin"}, {"name": "Ole Sandvig", "role": ""}],
    }
    save(review, content | {"score": 15}, by=editor)
    make_files(review)
    publishing.publish(review, by=editor)
    return Review.objects.get(pk=review.pk)


def test_a_review_says_what_it_is_about_and_keeps_both_ratings_apart(review, as_guest):
    graph = read(as_guest, review.get_absolute_url())
    assert_complete(graph)
    said, film = graph[0], graph[0]["itemReviewed"]
    assert said["reviewRating"]["ratingValue"] == 7.5 and "aggregateRating" not in film
    assert (film["name"], film["alternateName"], film["duration"]) == ("Der deutsche Turm", "Der Turm", "PT101M")
    assert [actor["@type"] for actor in film["actor"]] == ["PerformanceRole", "Person"]
    assert film["director"][0]["name"] == "Noor Talsma"
    for number in range(5):
        ratings.vote(review.film, 2 + number, by=make_member(f"Stimme {number}"))
    film = read(as_guest, review.get_absolute_url())[0]["itemReviewed"]
    assert film["aggregateRating"] | {"@type": ""} == {
        "@type": "", "ratingValue": 2.0, "bestRating": 5, "worstRating": 0.5, "ratingCount": 5,
    }  # fmt: skip


def test_films_and_persons_have_their_own(review, as_guest):
    film = read(as_guest, review.film.get_absolute_url())
    assert_complete(film, but=["itemReviewed"])  # they stand in it
    assert film[0]["review"][0]["url"].endswith(review.get_absolute_url())
    person = review.film.credits.get(job="director").person
    graph = read(as_guest, person.get_absolute_url())
    assert graph[0] | {} and graph[0]["jobTitle"] == ["Regie"] and graph[0]["name"] == "Noor Talsma"


def test_a_discussion_tells_its_posts_and_no_spoiler_nor_what_is_hidden(
    review, member, other_member, moderator, as_guest
):
    thread = review.thread
    posting.reply(thread, by=member, source="Gut. ||Der Gärtner war es.||", form_key="1")
    hidden = posting.reply(thread, by=other_member, source="Sehr böse.", form_key="2")
    moderation.hide_post(hidden, by=moderator, decision=Decision(rule="1", reasons="x"))
    graph = read(as_guest, thread.get_absolute_url())
    assert_complete(graph)
    said = json.dumps(graph, ensure_ascii=False)
    assert "Gärtner" not in said and "Sehr böse" not in said and "[Spoiler]" in said
    assert [comment["author"]["name"] for comment in graph[0]["comment"]] == [member.name]
    assert graph[0]["interactionStatistic"]["userInteractionCount"] == 1


def test_a_members_thread_is_that_members(member, other_member, as_guest):
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Hallo </script>", source="Anfang", form_key="a")
    posting.reply(thread, by=other_member, source="Ja", form_key="b")
    graph = read(as_guest, thread.get_absolute_url())
    assert_complete(graph)
    assert (graph[0]["author"]["name"], graph[0]["text"]) == (member.name, "Anfang")
    assert [comment["text"] for comment in graph[0]["comment"]] == ["Ja"]


def test_members_pages_are_not_heavier_for_machines(review, member, signed_in):
    for path in (review.get_absolute_url(), review.film.get_absolute_url(), review.thread.get_absolute_url()):
        assert "ld+json" not in signed_in(member).get(path).content.decode()


@pytest.mark.parametrize(
    ("asked", "told"), [("/kritiken/?x=1", "/kritiken/"), ("/kritiken/", "/kritiken/"), ("/?utm_source=a", "/")]
)
def test_a_page_names_its_one_address_whatever_it_was_asked_by(as_guest, db, settings, asked, told):
    page = as_guest.get(asked, headers={"Host": "127.0.0.1"}).content.decode()
    assert f'<link rel="canonical" href="{settings.SITE_URL}{told}">' in page


def test_a_page_of_a_list_is_its_own_and_a_refusal_none(as_guest, editor):
    cursor = "1700000000000000.5"
    page = as_guest.get(f"/kritiken/?nach={cursor}&b=<").content.decode()
    assert f'/kritiken/?nach={cursor}">' in page
    assert "canonical" not in as_guest.get("/gibt-es-nicht/").content.decode()


def test_links_say_what_they_lead_to_elsewhere(review, as_guest):
    for thing in (review, review.film, review.thread):
        page = as_guest.get(thing.get_absolute_url()).content.decode()
        assert 'property="og:title" content="Der' in page
        assert f'property="og:url" content="http://127.0.0.1:8000{thing.get_absolute_url()}"' in page

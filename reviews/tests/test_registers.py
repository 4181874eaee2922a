"""Lists by letter in German order, franchises, labels, authors, and the way from a film to the next."""

import re

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from accounts.roles import Role
from reviews import consistency, films, publishing, ratings
from reviews.alphabet import letters_of
from reviews.content import current_content
from reviews.models import Film, Franchise, Relation, Review
from reviews.relations import relate
from reviews.shelving import count_facets
from reviews.tests.test_filters import about
from tests.making import make_draft, make_member, save

pytestmark = pytest.mark.django_db


def titles(page):
    """Of the rows, in their order."""
    rows = page.content.decode().partition('<ol class="rows')[2].partition("</ol>")[0]
    return [part.partition(">")[2].partition("<")[0] for part in rows.split("<h3><a ")[1:]]


def test_films_stand_in_german_order_without_their_articles(editor, as_guest):
    for title in ("Zebra", "Der Affe", "Äpfel", "Azur", "8½", "12 Uhr", "Ößel", "…"):
        about(editor, title)
    assert titles(as_guest.get("/filme/")) == ["…", "8½", "12 Uhr", "Der Affe", "Äpfel", "Azur", "Ößel", "Zebra"]
    assert titles(as_guest.get("/filme/?buchstabe=a")) == ["Der Affe", "Äpfel", "Azur"]
    assert titles(as_guest.get("/filme/?buchstabe=0")) == ["8½", "12 Uhr"]
    assert titles(as_guest.get("/filme/?buchstabe=andere")) == ["…"]
    count_facets()
    some = {one.value for one in letters_of("films") if one.has_some}
    assert some == {"0", "a", "o", "z", "andere"}


def test_digits_and_others_stand_among_the_letters_only_where_something_begins_with_them(editor, as_guest):
    about(editor, "Zebra")
    count_facets()
    assert [one.words for one in letters_of("films")] == [*"ABCDEFGHIJKLMNOPQRSTUVWXYZ"]
    assert "0–9</a>" in as_guest.get("/filme/?buchstabe=0").content.decode()
    about(editor, "8½")
    count_facets()
    assert [one.words for one in letters_of("films")][0] == "0–9"


def test_persons_stand_under_the_letter_of_their_surname(editor, as_guest):
    names = ["Zeno Ahl", "Ada Öster", "Bo Anders", "Cem Olt"]
    about(editor, "Zebra", cast=[{"name": name, "role": ""} for name in names], crew={})
    page = as_guest.get("/personen/").content.decode()
    assert titles(as_guest.get("/personen/")) == ["Zeno Ahl", "Bo Anders", "Cem Olt", "Ada Öster"]
    assert re.findall(r'<span class="cue letter">(.)</span>', page) == ["A", "O"]
    assert "cue letter" not in as_guest.get("/schlagworte/").content.decode()


def test_a_letter_nobody_has_says_so_and_one_that_is_none_shows_all(editor, as_guest):
    about(editor, "Zebra")
    assert "Kein Film unter Q" in as_guest.get("/filme/?buchstabe=q").content.decode()
    assert titles(as_guest.get("/filme/?buchstabe=%00")) == ["Zebra"]
    assert as_guest.get("/filme/?nach=99999").status_code == 404
    assert as_guest.get("/filme/?nach=x").status_code == 404


def test_a_long_list_goes_on_where_it_stopped(editor, as_guest):
    review = about(editor, "Anfang")
    Film.objects.bulk_create(
        Film(original_title=f"Film {n:03}", slug=f"film-{n:03}", page_released_at=review.published_at)
        for n in range(130)
    )
    first = as_guest.get("/filme/?buchstabe=f")
    seen = titles(first)
    older = first.content.decode().partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    second = as_guest.get(f"/filme/{older}")
    assert titles(second)[0] == f"Film {len(seen):03}"
    back = second.content.decode().partition('rel="prev" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert titles(as_guest.get(f"/filme/{back}")) == seen


def test_a_register_costs_the_same_questions_for_three_and_thirty(editor, client):
    def queries():
        counts = []
        for path in ("/filme/", "/personen/", "/reihen/", "/labels/", "/schlagworte/", "/reihen/grotholm/"):
            with CaptureQueriesContext(connection) as context:
                assert client.get(path).status_code == 200
            counts.append(len(context))
        return counts

    def fill(numbers):
        for n in numbers:
            cast = [{"name": f"Person {n}", "role": ""}]
            about(editor, f"Film {n}", franchise="Grotholm", part=n, tags=[f"Wort {n}"], cast=cast)

    client.force_login(make_member())
    fill(range(3))
    queries()
    few = queries()
    fill(range(3, 30))
    assert queries() == few


def test_what_nobody_may_see_is_in_no_register(editor, as_guest):
    hidden = about(editor, "Geheimnis", publish=False, franchise="Verborgen", tags=["Verschwiegen"])
    for path in ("/filme/", "/personen/", "/reihen/", "/labels/", "/schlagworte/", "/filme/?ordnung=leserwertung"):
        page = as_guest.get(path).content.decode()
        assert not any(word in page for word in ("Geheimnis", "Verborgen", "Verschwiegen", "Eikeland", "Nordlicht")), (
            path
        )
    for path in ("/reihen/verborgen/", "/labels/nordlicht-verleih/", "/reihen/verborgen/feed.atom"):
        assert as_guest.get(path).status_code == 404
    publishing.publish(hidden, by=editor)
    assert as_guest.get("/reihen/verborgen/").status_code == 200
    publishing.withdraw(hidden, by=editor, reason="Falscher Film.")
    assert as_guest.get("/reihen/verborgen/").status_code == 404
    assert as_guest.get("/labels/nordlicht-verleih/").status_code == 404


def test_a_franchise_shows_its_parts_in_their_order_and_a_film_where_it_stands(editor, as_guest):
    about(editor, "Dritter", franchise="Grotholm", part=3)
    about(editor, "Erster", franchise="Grotholm", part=1)
    about(editor, "Nebenbei", franchise="grotholm", part=None)
    assert Franchise.objects.count() == 1
    assert titles(as_guest.get("/reihen/grotholm/")) == ["Erster", "Dritter", "Nebenbei"]
    film = as_guest.get("/filme/dritter/").content.decode()
    assert "Teil 3 der Reihe" in film
    assert '<a href="/reihen/grotholm/">Grotholm</a>' in film
    assert "Erster" in film


def test_the_page_of_a_film_follows_what_becomes_of_its_franchise(editor, as_guest):
    about(editor, "Erster", franchise="Grotholm", part=1)
    assert "Zweiter" not in as_guest.get("/filme/erster/").content.decode()
    second = about(editor, "Zweiter", franchise="Grotholm", part=2)
    assert "Zweiter" in as_guest.get("/filme/erster/").content.decode()
    publishing.withdraw(second, by=editor, reason="Falscher Film.")
    assert "Zweiter" not in as_guest.get("/filme/erster/").content.decode()


def test_a_film_that_leaves_its_franchise_says_so_once_the_change_is_published(editor):
    review = about(editor, "Erster", franchise="Grotholm", part=1)
    content = current_content(review)
    save(review, content | {"film": content["film"] | {"franchise": "", "part": None}}, by=editor)
    assert Film.objects.get().franchise is not None
    publishing.publish_change(review, by=editor)
    assert Film.objects.get().franchise is None


def near(film):
    return [(r.other.original_title, r.reason) for r in Relation.objects.filter(film=film).order_by("position")]


def test_a_film_leads_to_those_of_its_people_and_says_why(editor):
    alone = {"cast": [], "tags": [], "crew": {}}
    first = about(editor, "Die Wache")
    about(editor, "Ebbe", **alone | {"crew": {"director": ["Henrike Saalmann"]}, "cast": FRIENDS})
    about(editor, "Flut", **alone | {"cast": FRIENDS})
    about(editor, "Frost", **alone | {"tags": ["Winter", "Insel"]})
    about(editor, "Fremd", **alone)
    about(editor, "Geheim", publish=False)
    relate(first.film_id)
    assert near(first.film) == [
        ("Ebbe", "auch von Henrike Saalmann, mit Runa Eikeland"),
        ("Flut", "auch mit Runa Eikeland"),
        ("Frost", "auch: Insel, Winter"),
    ]


FRIENDS = [{"name": "Runa Eikeland", "role": ""}, {"name": "Aksel Tormodsen", "role": ""}]


def test_those_of_one_franchise_are_no_relatives_besides(editor):
    first = about(editor, "Erster", franchise="Grotholm", part=1)
    about(editor, "Zweiter", franchise="Grotholm", part=2)
    relate(first.film_id)
    assert near(first.film) == []


def test_a_new_film_stands_beside_its_neighbours_too_and_goes_with_its_review(editor, as_guest):
    old = about(editor, "Alt")
    relate(old.film_id)
    new = about(editor, "Neu")
    relate(new.film_id)
    assert near(old.film) == [("Neu", "auch von Henrike Saalmann, mit Runa Eikeland")]
    for page in (old.film.get_absolute_url(), old.get_absolute_url()):
        assert "auch von Henrike Saalmann" in as_guest.get(page).content.decode()
    publishing.withdraw(new, by=editor, reason="Falscher Film.")
    for page in (old.film.get_absolute_url(), old.get_absolute_url()):
        assert "auch von Henrike Saalmann" not in as_guest.get(page).content.decode()
    assert relate(new.film_id) == 2
    assert not Relation.objects.exists()


def test_who_is_looked_at_twice_has_the_same_relatives(editor):
    first, _ = about(editor, "Alt"), about(editor, "Neu")
    assert relate(first.film_id) == 2
    assert relate(first.film_id) == 0


def test_an_author_has_a_page_under_the_name_of_the_byline(editor, as_guest):
    authors = [{"name": "Mascha Lindequist", "nick": "malin"}]
    review = about(editor, "Die Wache", authors=authors)
    about(editor, "Von anderen")
    page = as_guest.get("/autoren/mascha-lindequist/").content.decode()
    assert "malin" in page
    assert review.title in page
    assert "Von anderen" not in page
    feed = as_guest.get("/autoren/mascha-lindequist/feed.atom").content.decode()
    assert review.title in feed
    assert "Von anderen" not in feed
    assert '<a href="/autoren/mascha-lindequist/">' in as_guest.get(review.get_absolute_url()).content.decode()


def test_the_readers_best_stand_by_the_weighted_mean_and_wait_for_those_who_want_to_vote_first(
    editor, as_guest, client
):
    loved, liked = about(editor, "Einmal geliebt"), about(editor, "Oft gemocht")
    ratings.vote(loved.film, 10, by=make_member())
    for _ in range(9):
        ratings.vote(liked.film, 9, by=make_member())
    page = as_guest.get("/filme/?ordnung=leserwertung")
    assert titles(page) == ["Oft gemocht", "Einmal geliebt"]
    assert "gewichteten Mittel" in page.content.decode()
    member = make_member()
    member.waits_with_votes = True
    member.save()
    client.force_login(member)
    assert "Oft gemocht" not in client.get("/filme/?ordnung=leserwertung").content.decode()
    assert "Oft gemocht" in client.get("/filme/?ordnung=leserwertung&trotzdem=1").content.decode()


def test_a_film_without_review_has_no_dead_ways(editor, as_guest):
    """Years and countries have pages where a review stands on them."""
    draft = about(editor, "Vorgemerkt", publish=False)
    chief = make_member("Chefin", Role.EDITOR, Role.CHIEF_EDITOR)
    films.release_film_page(draft.film, by=chief)
    page = as_guest.get("/filme/vorgemerkt/").content.decode()
    for url in {part.partition('"')[0] for part in page.split('href="/')[1:]}:
        if not url.startswith(("static", "bilder")):
            assert as_guest.get(f"/{url}", follow=True).status_code == 200, url
    assert "Norwegen" in page


def test_other_titles_are_taken_from_the_desk(editor):
    review = about(editor, "Die erstaunlichen Abenteuer", titles=["Abenteuer", "Grünspan"])
    assert [t.title for t in review.film.titles.order_by("id")] == ["Abenteuer", "Grünspan"]
    assert not [d.text for d in consistency.differences("default")]
    assert Review.objects.count() == 1
    assert make_draft(editor, "Ein anderer").film.titles.count() == 0

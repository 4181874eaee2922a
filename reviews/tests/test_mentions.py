"""What texts name becomes links: as soon as readers may see it, never to something else, and back."""

import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.test.utils import CaptureQueriesContext

from reviews import drafting, films, mentions, pinning, publishing
from reviews.content import newest_revision
from reviews.models import Film, FilmTitle, Mention, Person, Review
from reviews.tasks import link_film, sweep_mentions
from tests.making import make_draft, make_review, save

pytestmark = pytest.mark.django_db


def write(editor, text, title="Die Kritik", *, teaser="Ein Film.", publish=True):
    review = make_draft(editor, title)
    content = newest_revision(review).content | {"text": text, "teaser": teaser}
    save(review, content, by=editor)
    if publish:
        publishing.publish(review, by=editor)
        review.refresh_from_db()
    return review


def release(title, editor, *, year=2026, german="", aliases=()):
    review = make_draft(editor, title)
    Film.objects.filter(pk=review.film_id).update(year=year)
    if german:
        film = Film.objects.get(pk=review.film_id)
        film.german_title = german
        film.save()
    for alias in aliases:
        FilmTitle.objects.create(film=review.film, title=alias)
    publishing.publish(review, by=editor)
    return Film.objects.get(pk=review.film_id)


def work():
    """What the worker does within a minute."""
    for pk in mentions.film_links():
        mentions.relink(pk)


def links_of(client, review):
    """Text and address of each link in the review's text and teaser."""
    html = client.get(review.get_absolute_url()).content.decode()
    article = html.partition("<article>")[2].partition('<p class="byline">')[0]
    return [(text, url) for url, text in re.findall(r'<a href="(/(?:filme|personen)/[^"]+)">(.*?)</a>', article)]


def test_a_title_becomes_a_link_when_its_film_appears_and_none_when_it_goes(editor, as_guest):
    review = write(editor, "Wie „Der Turm“, nur stiller. Die „Der Turm“-Reihe und das „Der Turm“-Spin-Off.")
    work()
    assert links_of(as_guest, review) == []
    film = release("Der Turm", editor)
    work()
    assert links_of(as_guest, review) == [("Der Turm", film.get_absolute_url())] * 3
    publishing.withdraw(film.reviews.get(), by=editor, reason="Falscher Film")
    work()
    assert links_of(as_guest, review) == []


def test_a_new_text_finds_films_that_are_there(editor, as_guest):
    film = release("Der Turm", editor)
    review = write(editor, "Nichts.", teaser="Mehr als „Der Turm“.")
    assert links_of(as_guest, review) == [("Der Turm", film.get_absolute_url())]


def test_drafts_and_films_nobody_may_see_never_become_links(editor, as_guest):
    make_draft(editor, "Der Turm")
    review = write(editor, "Wie „Der Turm“.")
    work()
    assert links_of(as_guest, review) == []


def test_a_released_page_is_enough_and_a_hidden_one_is_not(editor, as_guest):
    review, film = write(editor, "Wie „Der Turm“."), make_draft(editor, "Der Turm").film
    films.release_film_page(film, by=editor)
    work()
    assert links_of(as_guest, review) == [("Der Turm", f"/filme/{film.slug}/")]
    films.hide_film_page(film, by=editor)
    work()
    assert links_of(as_guest, review) == []


def test_german_titles_and_short_titles_count(editor, as_guest):
    film = release("The Tower of Fog", editor, german="Der Nebelturm", aliases=["Nebelturm 1"])
    review = write(editor, "„The Tower of Fog“, „Der Nebelturm“ und „Nebelturm 1“, nicht „Nebelturm“.")
    assert links_of(as_guest, review) == [
        (title, film.get_absolute_url()) for title in ("The Tower of Fog", "Der Nebelturm", "Nebelturm 1")
    ]


def test_between_two_candidates_nothing_is_guessed_and_a_year_decides(editor, as_guest):
    old, new = release("Der Turm", editor, year=1967), release("Der Turm", editor, year=2024)
    review = write(
        editor, "„Der Turm“ ist nicht „Der Turm“ (1967), auch nicht „Der Turm“ von 2024 oder „Der Turm“ (1999)."
    )
    assert links_of(as_guest, review) == [("Der Turm", old.get_absolute_url()), ("Der Turm", new.get_absolute_url())]


def test_a_second_film_of_the_title_takes_the_link_back(editor, as_guest):
    review, film = write(editor, "Wie „Der Turm“."), release("Der Turm", editor, year=1967)
    work()
    assert len(links_of(as_guest, review)) == 1
    release("Der Turm", editor, year=2024)
    work()
    assert links_of(as_guest, review) == []
    assert pinning.names_in_text(review)[0].is_open
    pinning.decide_mention(review, "Der Turm", is_person=False, by=editor, meant=film.pk)
    assert links_of(as_guest, review) == [("Der Turm", film.get_absolute_url())]


NASTY = [
    "Es",
    "8½",
    "Thunderbolts*",
    "Up",
    "M",
    "Die",
    "If....",
    "$",
    "…",
    "(500) Days",
    "WALL·E",
    "Se7en",
    "Der",
    "A&B <3",
]


def test_a_thousand_films_with_nasty_titles_give_no_wrong_link_and_all_right_ones(editor, as_guest):
    rows = [Film(original_title=title, slug=f"nasty-{n}", year=2000) for n, title in enumerate(NASTY)]
    rows += [Film(original_title=f"Der Film {n}", slug=f"film-{n}", year=2000) for n in range(1000)]
    rows += [Film(original_title="Film", slug="film", year=1999), Film(original_title="Turm", slug="turm", year=2000)]
    rows += [Film(original_title="Up", slug="up-1984", year=1984)]
    Film.objects.bulk_create(rows)
    Film.objects.update(page_released_at="2026-01-01T00:00Z")
    right = [title for title in NASTY if title != "Up"] + [f"Der Film {n}" for n in (0, 7, 999)]
    wrong = [
        "es",
        "up",
        "Der Film",
        "der Turm",
        "Der Turm",
        "die",
        "Film 7",
        "Der Film 1000",
        "Up",
        "Turms",
    ]
    text = " ".join(f"„{title}“ ist Satz {n}.".replace("*", r"\*").replace("<", r"\<") for n, title in enumerate(right))
    text += "\n\n" + " ".join(f"Und „{words}“ nicht {n}." for n, words in enumerate(wrong))
    review = write(editor, text)
    found = links_of(as_guest, review)
    by_title = {film.original_title: film.get_absolute_url() for film in rows}
    escaped = {title: title.replace("&", "&amp;").replace("<", "&lt;") for title in right}
    assert found == [(escaped[title], by_title[title]) for title in right]


def test_a_title_inside_another_is_not_the_other(editor, as_guest):
    release("Der Turm", editor)
    long = release("Der Turm: Kapitel 4", editor)
    review = write(editor, "„Der Turm: Kapitel 4“ und ‚Der Turm‘ und der Turm.")
    assert links_of(as_guest, review) == [("Der Turm: Kapitel 4", long.get_absolute_url())]


def people(review, editor, *cast):
    content = newest_revision(review).content
    film = content["film"] | {"cast": [{"name": name, "role": ""} for name in cast]}
    save(review, content | {"film": film}, by=editor)


def test_persons_become_links_with_their_first_visible_film(editor, as_guest):
    review = write(editor, "Gedreht von Runa Eikeland („Der Turm“), mit Licht.")
    other = make_draft(editor, "Ganz anders")
    people(other, editor, "Runa Eikeland")
    assert links_of(as_guest, review) == []
    publishing.publish(other, by=editor)
    work()
    person = Person.objects.get()
    assert links_of(as_guest, review) == [("Runa Eikeland", person.get_absolute_url())]
    publishing.withdraw(Review.objects.get(pk=other.pk), by=editor, reason="Falscher Film")
    work()
    assert links_of(as_guest, review) == []


def test_people_of_the_film_itself_are_linked_where_they_are_named_first(editor, as_guest):
    review = make_draft(editor, "Der Turm")
    people(review, editor, "Runa Eikeland", "Ole Sandvig")
    content = newest_revision(review).content
    save(review, content | {"text": "Runa Eikeland spielt. Runa Eikeland schweigt, Runa Eikelands Blick."}, by=editor)
    publishing.publish(review, by=editor)
    person = Person.objects.get(name="Runa Eikeland")
    assert links_of(as_guest, review)[:1] == [("Runa Eikeland", person.get_absolute_url())]
    text = as_guest.get(review.get_absolute_url()).content.decode().partition('class="opening"')[2].partition("</p>")[0]
    assert text.count("<a ") == 1


def test_editors_forbid_a_link_and_take_their_word_back(editor, as_guest, other_member):
    film = release("Die", editor)
    review = write(editor, "Das Wort „Die“ ist kein Film.")
    assert pinning.decide_mention(review, "Die", is_person=False, by=editor, forbidden=True) == 1
    work()
    assert links_of(as_guest, review) == []
    save(review, newest_revision(review).content | {"text": "Das Wort „Die“, wieder."}, by=editor)
    publishing.publish_change(Review.objects.get(pk=review.pk), by=editor)
    assert links_of(as_guest, review) == []
    pinning.decide_mention(review, "Die", is_person=False, by=editor)
    assert links_of(as_guest, review) == [("Die", film.get_absolute_url())]


def test_a_pinned_film_that_is_withdrawn_is_no_link(editor, as_guest):
    film, review = release("Der Turm", editor), write(editor, "Wie „Der Turm“.")
    pinning.decide_mention(review, "Der Turm", is_person=False, by=editor, meant=film.pk)
    publishing.withdraw(film.reviews.get(), by=editor, reason="x")
    work()
    assert links_of(as_guest, review) == []
    publishing.publish(film.reviews.get(), by=editor)
    work()
    assert len(links_of(as_guest, review)) == 1


def test_pages_say_where_they_are_named_and_forget_it_at_once(editor, as_guest):
    film, review = release("Der Turm", editor), write(editor, "Wie „Der Turm“.", "Das Rauschen")
    page = as_guest.get(film.get_absolute_url()).content.decode()
    assert "Erwähnt in" in page and review.get_absolute_url() in page
    publishing.withdraw(review, by=editor, reason="Falscher Film")
    assert "Erwähnt in" not in as_guest.get(film.get_absolute_url()).content.decode()


def test_a_film_does_not_tell_of_its_own_review(editor, as_guest):
    review = write(editor, "„Die Kritik“ heißt der Film.")
    work()
    assert Mention.objects.get().film == review.film
    assert "Erwähnt in" not in as_guest.get(review.film.get_absolute_url()).content.decode()


def test_the_worker_is_told_of_each_film_once(editor):
    release("Der Turm", editor)
    write(editor, "Wie „Der Turm“.")
    assert sweep_mentions() == 2
    for pk in mentions.film_links():
        link_film.func(pk)
    assert mentions.film_links() == [] and sweep_mentions() == 0


def test_an_archive_costs_no_more_queries(editor):
    def cost(size):
        for n in range(size):
            write(editor, f"Ganz anders als „Nichts {n}“.", f"Archiv {size} {n}")
        draft = write(editor, "„A“, „B“ und „C“.", f"Neu {size}", publish=False)
        with CaptureQueriesContext(connection) as queries:
            publishing.publish(draft, by=editor)
            mentions.relink(draft.film_id)
        return len(queries)

    assert cost(1) == cost(15)


def test_a_preview_links_what_is_written_and_nothing_is_stored(editor, signed_in):
    film = release("Der Turm", editor)
    draft = write(editor, "Nichts.", publish=False)
    drafting.save_review(
        draft,
        newest_revision(draft).content | {"text": "Wie „Der Turm“."},
        by=editor,
        base=newest_revision(draft).number,
    )
    page = signed_in(editor).get(f"/redaktion/kritiken/{draft.pk}/vorschau/").content.decode()
    assert f'„<a href="{film.get_absolute_url()}">Der Turm</a>“' in page


def test_nobody_else_decides_what_a_text_means(editor, member):
    review = make_review(editor)
    with pytest.raises(PermissionDenied):
        pinning.decide_mention(review, "x", is_person=False, by=member, forbidden=True)


def test_the_desk_asks_what_is_meant_and_takes_no_other_answer(editor, as_guest, signed_in):
    old, new = release("Der Turm", editor, year=1967), release("Der Turm", editor, year=2024)
    other, review = release("Das Tal", editor), write(editor, "Wie „Der Turm“, „Das Tal“ und „Nirgends“.")
    client, path = signed_in(editor), f"/redaktion/kritiken/{review.pk}/namen/"
    assert "Bei 1 Namen ist nicht klar" in client.get(f"/redaktion/kritiken/{review.pk}/").content.decode()
    page = client.get(path).content.decode()
    assert "Der Turm (1967)</button>" in page and "Der Turm (2024)</button>" in page and "„Nirgends“" in page
    for meant in (other.pk, 0, 10**17):
        assert client.post(f"{path}entscheiden/", {"worte": "Der Turm", "meint": meant}).status_code == 404
    client.post(f"{path}entscheiden/", {"worte": "Der Turm", "meint": old.pk})
    assert ("Der Turm", old.get_absolute_url()) in links_of(as_guest, review)
    assert "von euch festgelegt" in client.get(path).content.decode()
    assert new.pk != Mention.objects.get(text="Der Turm").film_id


def test_the_list_of_names_costs_the_same_for_3_and_30(editor):
    counts = []
    for size in (3, 30):
        for n in range(size):
            release(f"Der Film {size} {n}", editor)
        review = write(editor, " ".join(f"„Der Film {size} {n}“." for n in range(size)), f"Kritik {size}")
        with CaptureQueriesContext(connection) as queries:
            assert len(pinning.names_in_text(review)) == size
        counts.append(len(queries))
    assert counts[0] == counts[1]

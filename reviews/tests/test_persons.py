"""Other names of a person: who writes them, and what they do."""

import re

import pytest
from django.core.exceptions import PermissionDenied

from reviews import mentions, persons, publishing
from reviews.content import snapshot
from reviews.models import Film, Person, PersonAlias
from reviews.persons import ChangedMeanwhile, name_otherwise, other_names
from tests.making import make_draft, save

pytestmark = pytest.mark.django_db


def publish(editor, title, *, cast, text="Ein Satz."):
    review = make_draft(editor, title)
    content = snapshot(review)
    content["text"] = text
    content["film"] |= {"cast": [{"name": name, "role": ""} for name in cast]}
    save(review, content, by=editor)
    publishing.publish(review, by=editor)
    link()
    return review


@pytest.fixture
def person(editor):
    publish(editor, "Der Turm", cast=["Ilka Dornhagen"], text="Twig trägt den Film, und Twig weiß es. Ilka Dornhagen!")
    return Person.objects.get(name="Ilka Dornhagen")


def link():
    """What the worker does within a minute."""
    for pk in mentions.film_links():
        mentions.relink(pk)


def path_of(person):
    return f"/redaktion/personen/{person.pk}/"


def test_names_are_written_taken_away_and_kept_once(person, editor):
    assert name_otherwise(
        person, ["I. D. Horn", "ILKA DORNHAGEN", "Ilka Ahrens", "i. d. horn"], by=editor, instead_of=[]
    )
    assert other_names(person) == ["i. d. horn", "Ilka Ahrens"]
    assert not name_otherwise(person, ["Ilka Ahrens", "i. d. horn"], by=editor, instead_of=[]), "they are there already"
    assert name_otherwise(person, [], by=editor, instead_of=other_names(person))
    assert not PersonAlias.objects.exists()


def test_all_films_of_the_person_have_changed_and_no_other(person, editor):
    make_draft(editor, "Ein anderer")
    link()
    before = dict(Film.objects.values_list("original_title", "version"))
    name_otherwise(person, ["I. D. Horn"], by=editor, instead_of=[])
    after = dict(Film.objects.values_list("original_title", "version"))
    assert after == before | {"Der Turm": before["Der Turm"] + 1}
    assert mentions.film_links() == [Film.objects.get(original_title="Der Turm").pk]


def links_to(person, client, review):
    """What leads to the person in the text of the review."""
    text = client.get(review.get_absolute_url()).content.decode().partition("scene text")[2].partition("byline")[0]
    return re.findall(rf'<a href="{person.get_absolute_url()}">([^<]+)</a>', text)


def test_in_another_review_the_name_leads_to_the_person_until_it_is_taken_away(person, editor, as_guest):
    other = publish(editor, "Nachtfahrt", cast=["Max Ohm"], text="Gut wie I. D. Horn („Der Turm“) ist niemand.")
    assert links_to(person, as_guest, other) == []
    name_otherwise(person, ["I. D. Horn"], by=editor, instead_of=[])
    link()
    assert links_to(person, as_guest, other) == ["I. D. Horn"]
    name_otherwise(person, [], by=editor, instead_of=["I. D. Horn"])
    link()
    assert links_to(person, as_guest, other) == []


def test_in_reviews_of_own_films_the_first_name_that_is_used_leads_there(person, editor, as_guest):
    own = person.credits.get().film.reviews.get()
    assert links_to(person, as_guest, own) == ["Ilka Dornhagen"]
    name_otherwise(person, ["Twig"], by=editor, instead_of=[])
    assert links_to(person, as_guest, own) == ["Twig"]


def test_a_name_two_persons_bear_leads_nowhere_and_to_the_other_once_one_gives_it_up(person, editor, as_guest):
    publish(editor, "Das Wehr", cast=["Ida Horn"])
    ida = Person.objects.get(name="Ida Horn")
    other = publish(editor, "Nachtfahrt", cast=["Max Ohm"], text="Gut wie Ida Horn („Das Wehr“) ist niemand.")
    assert links_to(ida, as_guest, other) == ["Ida Horn"]
    name_otherwise(person, ["Ida Horn"], by=editor, instead_of=[])
    link()
    assert links_to(ida, as_guest, other) == links_to(person, as_guest, other) == []
    name_otherwise(person, [], by=editor, instead_of=["Ida Horn"])
    link()
    assert links_to(ida, as_guest, other) == ["Ida Horn"]


def test_names_as_long_as_the_column_or_alike_up_to_there_are_one(person, editor):
    name_otherwise(person, ["½" * 100 + "a", "½" * 100 + "b"], by=editor, instead_of=[])
    assert len(other_names(person)) == 1


def test_a_form_that_lost_its_fields_is_no_fault_of_ours(person, editor, signed_in):
    name_otherwise(person, ["Ilka Ahrens"], by=editor, instead_of=[])
    assert signed_in(editor).post(path_of(person), {}).status_code == 409
    assert other_names(person) == ["Ilka Ahrens"]


def test_whoever_saves_what_another_has_changed_meanwhile_is_told_and_nothing_is_lost(person, editor, signed_in):
    client = signed_in(editor)
    name_otherwise(person, ["Ilka Ahrens"], by=editor, instead_of=[])
    answer = client.post(path_of(person), {"names": "I. D. Horn", "before": ""})
    page = answer.content.decode()
    assert answer.status_code == 409 and "Ilka Ahrens" in page and "I. D. Horn</textarea>" in page
    assert other_names(person) == ["Ilka Ahrens"]
    assert client.post(path_of(person), {"names": "I. D. Horn", "before": "Ilka Ahrens"}).status_code == 302
    assert other_names(person) == ["I. D. Horn"]
    with pytest.raises(ChangedMeanwhile):
        name_otherwise(person, ["Neu"], by=editor, instead_of=["Ilka Ahrens"])


@pytest.mark.parametrize(
    ("names", "words"),
    [
        ("\n".join(f"Name {n}" for n in range(21)), "höchstens 20"),
        ("x" * 121, "zu lang"),
        ("...", "kein Name"),
        ("a\0b", "Nullzeichen"),
    ],
)
def test_what_is_no_name_is_said_and_stays_in_the_form(person, editor, signed_in, names, words):
    answer = signed_in(editor).post(path_of(person), {"names": names, "before": ""})
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not PersonAlias.objects.exists()


def test_readers_see_the_names_and_editors_the_way_to_write_them(person, editor, signed_in, as_guest):
    name_otherwise(person, ["Ilka Ahrens", "I. D. Horn"], by=editor, instead_of=[])
    page = as_guest.get(person.get_absolute_url()).content.decode()
    assert "auch I. D. Horn · Ilka Ahrens" in page and path_of(person) not in page
    assert path_of(person) in signed_in(editor).get(person.get_absolute_url()).content.decode()


def test_nobody_but_editors_writes_names(person, member, moderator, operator):
    for by in (member, moderator, operator):
        with pytest.raises(PermissionDenied):
            persons.name_otherwise(person, ["X Y"], by=by, instead_of=[])

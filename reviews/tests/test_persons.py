"""Other names of a person: who writes them, and what they do."""

import pytest
from django.core.exceptions import PermissionDenied

from reviews import mentions, persons, publishing
from reviews.content import snapshot
from reviews.models import Film, Person, PersonAlias
from reviews.persons import ChangedMeanwhile, name_otherwise, other_names
from tests.making import make_draft, save

pytestmark = pytest.mark.django_db

TEXT = "Und doch: I. D. Horn trägt den Film.\n\nAuch die Musik ist gut."


@pytest.fixture
def person(editor):
    review = make_draft(editor, "Der Turm")
    content = snapshot(review)
    content["film"] |= {"cast": [{"name": "Ilka Dornhagen", "role": "Die Lotsin"}]}
    save(review, content, by=editor)
    publishing.publish(review, by=editor)
    link()
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


def test_a_text_that_uses_the_name_leads_to_the_person_and_no_more_when_it_is_taken_away(person, editor, as_guest):
    other = make_draft(editor, "Nachtfahrt")
    content = snapshot(other)
    content["film"] |= {"cast": [{"name": "I. D. Horn", "role": "Sie selbst"}]}
    other.mentions.create(place="teaser", offset=0, text="I. D. Horn", text_folded="i. d. horn", is_person=True)
    row = other.mentions.get()
    name_otherwise(person, ["I. D. Horn"], by=editor, instead_of=[])
    link()
    row.refresh_from_db()
    assert row.person == person
    name_otherwise(person, [], by=editor, instead_of=["I. D. Horn"])
    link()
    row.refresh_from_db()
    assert row.person is None


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

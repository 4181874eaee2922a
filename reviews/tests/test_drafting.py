import pytest
from django.core.exceptions import PermissionDenied

from reviews import drafting
from reviews.content import newest_revision, snapshot
from reviews.models import Doubt, Film, ImportSource, Review, Revision, Still
from tests.making import make_draft, make_review, save

pytestmark = pytest.mark.django_db


def test_a_save_is_a_revision_that_says_what_it_was_based_on(editor):
    review = make_draft(editor)
    newest = newest_revision(review)
    saved = save(review, snapshot(review) | {"text": "Neuer *Text*"}, by=editor)
    review.refresh_from_db()
    assert saved.revision.based_on == newest and saved.revision.content["text"] == "Neuer *Text*"
    assert "<em>Text</em>" in review.text_html


def test_saving_the_same_again_writes_nothing(editor):
    review = make_draft(editor)
    before = (Revision.objects.count(), Review.objects.values().get(), Film.objects.values().get())
    assert save(review, snapshot(review), by=editor).revision is None
    assert (Revision.objects.count(), Review.objects.values().get(), Film.objects.values().get()) == before


def test_a_save_on_an_old_base_is_kept_beside_the_newer_one(editor, chief_editor):
    review = make_draft(editor)
    content, base = snapshot(review), newest_revision(review).number
    drafting.save_review(review, content | {"text": "Zuerst"}, by=editor, base=base)
    saved = drafting.save_review(review, content | {"text": "Danach"}, by=chief_editor, base=base)
    review.refresh_from_db()
    assert saved.kept_aside and saved.revision.kind == "proposed"
    assert (review.text, saved.revision.content["text"]) == ("Zuerst", "Danach")


def test_facts_are_written_and_read_back_the_same(editor):
    review = make_draft(editor)
    content = snapshot(review)
    film = content["film"] | {
        "german_title": "Der andere Turm",
        "year_end": 2028,
        "runtime": 93,
        "countries": ["NO", "DDR"],
        "cast_complete": False,
        "crew": {"director": ["Henrike Saalmann"], "camera": ["Runa Eikeland"]},
        "cast": [{"name": "Aksel Tormodsen", "role": "Erik"}, {"name": "Runa Eikeland", "role": ""}],
        "tags": ["Insel", "Ärger"],
        "releases": [release(label="Nordlicht Verleih")],
    }
    save(review, content | {"film": film}, by=editor)
    assert snapshot(Review.objects.get())["film"] == film


def release(**fields):
    plain = dict.fromkeys(("version_name", "fsk_descriptors", "cut_note", "index_status"), "")
    return (
        plain
        | {
            "medium": "cinema",
            "label": "",
            "date_from": "2026-11-26",
            "date_to": None,
            "date_precision": "day",
            "fsk": "16",
            "cut": "no",
        }
        | fields
    )


def test_a_persons_and_a_tags_other_spelling_is_the_same_row(editor):
    first, second = make_draft(editor), make_draft(editor)
    for review, name, tag in ((first, "Jürgen Großmann", "Großstadt"), (second, "JUERGEN GROSSMANN", "großstadt")):
        content = snapshot(review)
        save(review, content | {"film": content["film"] | {"crew": {"director": [name]}, "tags": [tag]}}, by=editor)
    assert [f.credits.get().person.name for f in Film.objects.order_by("id")] == ["Jürgen Großmann"] * 2
    assert [t.name for f in Film.objects.order_by("id") for t in f.tags.all()] == ["Großstadt"] * 2


def test_the_slug_of_a_draft_follows_its_title_and_never_meets_another(editor):
    first, second = make_draft(editor, "Größe"), make_draft(editor, "Größe")
    assert {first.slug, second.slug} == {"groesse", "groesse-2026"}
    save(second, snapshot(second) | {"title": "Die Straße"}, by=editor)
    assert Review.objects.get(pk=second.pk).slug == "die-strasse"


def test_a_published_review_is_never_deleted(editor):
    with pytest.raises(drafting.AlreadyPublished):
        drafting.delete_draft(make_review(editor), by=editor)


def test_strangers_neither_save_nor_delete(editor, other_editor, member):
    review = make_draft(editor)
    for stranger in (other_editor, member):
        with pytest.raises(PermissionDenied):
            save(review, snapshot(review), by=stranger)
        with pytest.raises(PermissionDenied):
            drafting.delete_draft(review, by=stranger)
    with pytest.raises(PermissionDenied):
        drafting.create_draft(by=member, original_title="x", year=None)


def test_a_deleted_draft_takes_its_source_along_and_leaves_its_pictures(editor):
    review = make_draft(editor, pictures=1)
    ImportSource.objects.create(sha256="0" * 64, file_name="x", raw_text="x", review=review)
    assert drafting.delete_draft(review, by=editor) is True
    assert drafting.delete_draft(review, by=editor) is False
    assert (Review.objects.count(), ImportSource.objects.count(), Still.objects.count()) == (0, 0, 1)


def test_a_doubt_is_settled_once(editor, member):
    source = ImportSource.objects.create(sha256="0" * 64, file_name="x", raw_text="x", review=make_draft(editor))
    doubt = Doubt.objects.create(source=source, field="film.year", text="Welches Jahr?")
    with pytest.raises(PermissionDenied):
        drafting.settle_doubt(doubt, by=member)
    assert drafting.settle_doubt(doubt, by=editor) is True
    assert drafting.settle_doubt(doubt, by=editor) is False

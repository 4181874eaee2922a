"""An edit of a published review stays unseen until it is published, and no save is ever lost."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from accounts.models import ANYBODY
from reviews import drafting, publishing
from reviews.content import current_content, newest_revision, snapshot
from reviews.models import Film, Rendition, Review, RevisionKind, Still
from tests.making import make_draft, make_files, make_picture, make_review, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def review(editor):
    return make_review(editor, "Der Turm", pictures=2)


def change(review, editor, **values):
    return save(review, current_content(review) | values, by=editor)


def test_a_change_is_seen_by_nobody_until_it_is_published(review, editor, as_guest):
    content = current_content(review)
    content["stills"][1] |= {"caption": "Geheimunterschrift"}
    film = content["film"] | {"runtime": 123, "tags": ["Geheimtag"]}
    saved = save(review, content | {"text": "Geheimtext", "title": "Geheimtitel", "film": film}, by=editor)
    assert saved.revision.kind == RevisionKind.WORKING
    make_files(review)
    for path in (
        "/",
        "/kritiken/",
        review.get_absolute_url(),
        review.film.get_absolute_url(),
        f"{review.get_absolute_url()}bilder/2/",
        review.thread.get_absolute_url(),
    ):
        page = as_guest.get(path).content.decode()
        assert "Geheim" not in page and "123 Min" not in page, path
    assert publishing.publish_change(review, by=editor) is True
    page = as_guest.get(review.get_absolute_url()).content.decode()
    for word in ("Geheimtext", "Geheimtitel", "Geheimunterschrift", "123 Min", "Geheimtag"):
        assert word in page
    review.thread.refresh_from_db()
    assert review.thread.title == "Geheimtitel"
    assert as_guest.get(review.get_absolute_url()).status_code == 200


def test_publishing_a_change_twice_or_without_one_does_nothing(review, editor):
    assert publishing.publish_change(review, by=editor) is False
    change(review, editor, text="Neu")
    assert publishing.publish_change(review, by=editor) is True
    before = list(Review.objects.values()), review.revisions.count()
    assert publishing.publish_change(review, by=editor) is False
    assert before == (list(Review.objects.values()), review.revisions.count())


def test_a_picture_added_to_a_published_review_is_served_only_after_the_change_is_published(
    review, editor, as_guest, signed_in
):
    number = drafting.add_picture(review, make_picture("#aa2200"), "neu.jpg", by=editor).number
    still = Still.objects.get(pk=current_content(review)["stills"][-1]["still"])
    from reviews import renditions

    renditions.prepare(still.pk)
    file = Rendition.objects.filter(still=still).first().get_absolute_url()
    assert (number, as_guest.get(file).status_code, signed_in(editor).get(file).status_code) == (3, 404, 200)
    assert as_guest.get(f"{review.get_absolute_url()}bilder/3/").status_code == 404
    with pytest.raises(publishing.NotReady):
        publishing.publish_change(review, by=editor)
    assert review.stills.count() == 2
    content = current_content(review)
    content["stills"][-1] |= {"caption": "Neu", "alt": "Eine Tür", "credit": "Erfundener Verleih"}
    save(review, content, by=editor)
    renditions.prepare(still.pk)
    assert publishing.publish_change(review, by=editor)
    renditions.prepare(still.pk)
    file = Rendition.objects.filter(still=still).first().get_absolute_url()
    assert as_guest.get(file).status_code == 200


def test_a_save_on_an_old_base_is_kept_beside_also_after_publication(review, editor, chief_editor):
    base = newest_revision(review).number
    content = current_content(review)
    drafting.save_review(review, content | {"text": "Zuerst"}, by=editor, base=base)
    saved = drafting.save_review(review, content | {"text": "Danach"}, by=chief_editor, base=base)
    assert saved.kept_aside and saved.revision.kind == RevisionKind.PROPOSED
    assert current_content(review)["text"] == "Zuerst"


def test_saving_what_readers_see_already_makes_no_working_copy(review, editor):
    assert save(review, current_content(review), by=editor).revision is None
    assert newest_revision(review).kind == RevisionKind.SAVED


def test_a_change_can_be_discarded_and_found_again(review, editor):
    change(review, editor, text="Verworfenes")
    number = newest_revision(review).number
    assert drafting.discard_change(review, by=editor) is True
    assert drafting.discard_change(review, by=editor) is False
    assert current_content(review)["text"] == snapshot(review)["text"]
    assert review.revisions.get(number=number).content["text"] == "Verworfenes"


def test_facts_of_another_editors_change_survive_ones_own(review, editor, chief_editor):
    first = current_content(review)
    change(review, editor, film=first["film"] | {"runtime": 90})
    Film.objects.update(german_title="Inzwischen geändert")
    publishing.publish_change(review, by=editor)
    assert Film.objects.values_list("runtime", "german_title").get() == (90, "Inzwischen geändert")


def test_a_change_that_lacks_something_changes_nothing(review, editor):
    before = snapshot(review)
    change(review, editor, teaser="", text="Neu")
    with pytest.raises(publishing.NotReady, match="Vorspann"):
        publishing.publish_change(review, by=editor)
    assert snapshot(Review.objects.get()) == before


def test_strangers_publish_and_discard_no_change(review, editor, other_editor, member, moderator):
    change(review, editor, text="Neu")
    for stranger in (other_editor, member, moderator):
        for act in (publishing.publish_change, drafting.discard_change):
            with pytest.raises(PermissionDenied):
                act(review, by=stranger)


def test_the_first_publication_is_the_base_of_the_first_change(editor):
    other = make_review(editor, "Der Turm")
    draft = make_draft(editor, "Der Turm")
    save(draft, current_content(draft) | {"film": current_content(draft)["film"] | {"runtime": 77}}, by=editor)
    publishing.publish(draft, by=editor)
    Film.objects.update(runtime=78)
    change(draft, editor, text="Nur der Text")
    publishing.publish_change(draft, by=editor)
    assert Film.objects.get(pk=other.film_id).runtime == 78


def test_a_withdrawn_review_can_be_changed_before_it_returns(review, editor, as_guest):
    publishing.withdraw(review, by=editor, reason="Fehler")
    change(review, editor, text="Berichtigt")
    publishing.publish_change(review, by=editor)
    assert as_guest.get(review.get_absolute_url()).status_code == 410
    publishing.publish(review, by=editor)
    assert "Berichtigt" in as_guest.get(review.get_absolute_url()).content.decode()


def test_the_desk_shows_the_working_copy_its_preview_and_its_history(review, editor, signed_in):
    client, desk = signed_in(editor), f"/redaktion/kritiken/{review.pk}/"
    change(review, editor, text="Arbeitstext", title="Arbeitstitel")
    assert "Arbeitstext" in client.get(desk).content.decode()
    assert "Änderung veröffentlichen" in client.get(desk).content.decode()
    preview = client.get(f"{desk}vorschau/").content.decode()
    assert "Arbeitstext" in preview and "Arbeitstitel" in preview
    number = newest_revision(review).number
    page = client.get(f"{desk}fassungen/{number}/").content.decode()
    assert "<del>Der Turm</del><ins>Arbeitstitel</ins>" in page
    assert client.get(f"{desk}fassungen/").content.decode().count("Fassung ") >= number
    assert client.post(f"{desk}aenderung-veroeffentlichen/").status_code == 302
    assert Review.objects.get().title == "Arbeitstitel"


def test_a_save_from_before_the_first_publication_comes_back_without_its_facts(review, editor):
    Film.objects.update(runtime=101)
    first = review.revisions.earliest("number")
    save(review, first.content | {"teaser": "Vorspann", "text": "Von damals"}, by=editor)
    content = current_content(review)
    content["stills"] = snapshot(review)["stills"]
    save(review, content, by=editor)
    assert publishing.publish_change(review, by=editor)
    assert Film.objects.values_list("runtime", flat=True).get() == 101
    assert snapshot(Review.objects.get())["text"] == "Von damals"


def test_an_earlier_version_becomes_the_newest_again(review, editor, signed_in):
    first = newest_revision(review).number
    change(review, editor, text="Schlechter")
    signed_in(editor).post(f"/redaktion/kritiken/{review.pk}/fassungen/{first}/wiederherstellen/")
    assert current_content(review)["text"] == snapshot(review)["text"]
    assert Still.objects.visible_to(ANYBODY, timezone.now() + datetime.timedelta(days=1)).count() == 2

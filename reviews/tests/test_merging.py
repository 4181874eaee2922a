"""Two saves on one base become one, and nothing anybody wrote goes unseen."""

import copy

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from reviews import drafting
from reviews.content import newest_revision, snapshot
from reviews.merging import BOTH, NEWEST, PROPOSAL, choices, merge
from reviews.models import Review, Revision
from tests.making import make_draft, save

FACTS = {
    "original_title": "A",
    "german_title": "",
    "kind": "film",
    "year": 2020,
    "year_end": None,
    "runtime": None,
    "countries": [],
    "cast": [],
    "cast_complete": False,
    "tags": [],
    "crew": {},
    "releases": [],
}


def content(text="", *, stills=(), **changes):
    plain = {"title": "T", "teaser": "V", "score": None, "poll_question": "", "authors": [], "lead": None}
    return plain | {"text": text, "stills": list(stills), "film": FACTS} | changes


def chosen_beforehand(base, newest, proposal):
    return {choice.key: choice.chosen for choice in choices(base, newest, proposal)}


def place(number, still=None, caption="", **more):
    return {"number": number, "still": still, "caption": caption, "alt": ""} | more


def test_what_only_one_side_changed_is_chosen_already():
    base = content("Eins\n\nZwei\n\nDrei")
    newest = content("Eins\n\nZwei neu\n\nDrei", title="Neuer Titel")
    proposal = content("Eins\n\nZwei\n\nDrei\n\nVier", teaser="Neuer Vorspann")
    found = choices(base, newest, proposal)
    assert not any(choice.contested for choice in found)
    merged = merge(newest, proposal, {choice.key: choice.chosen for choice in found})
    assert merged["text"] == "Eins\n\nZwei neu\n\nDrei\n\nVier"
    assert (merged["title"], merged["teaser"]) == ("Neuer Titel", "Neuer Vorspann")


def test_a_paragraph_both_changed_is_contested_and_may_stay_twice():
    base, newest, proposal = content("Alt"), content("Meins"), content("Deins")
    (choice,) = choices(base, newest, proposal)
    assert choice.contested and choice.both and choice.chosen == NEWEST
    assert merge(newest, proposal, {choice.key: BOTH})["text"] == "Meins\n\nDeins"
    assert merge(newest, proposal, {choice.key: PROPOSAL})["text"] == "Deins"
    assert merge(newest, proposal, {})["text"] == "Meins"


def test_without_a_base_everything_that_differs_is_contested():
    assert all(choice.contested for choice in choices(None, content("A", title="X"), content("B", title="Y")))


def test_a_removed_paragraph_stays_removed():
    base, newest, proposal = content("Eins\n\nZwei"), content("Eins"), content("Eins\n\nZwei", title="Neu")
    assert merge(newest, proposal, chosen_beforehand(base, newest, proposal))["text"] == "Eins"


def test_captions_and_pictures_of_one_place_merge_apart():
    base = content(stills=[place(1, 5, "Alt", credit="X")])
    newest = content(stills=[place(1, 5, "Alt", credit="Y")])
    proposal = content(stills=[place(1, 5, "Neu", credit="X")])
    merged = merge(newest, proposal, chosen_beforehand(base, newest, proposal))
    assert merged["stills"] == [place(1, 5, "Neu", credit="Y")]


def test_a_place_only_the_proposal_has_is_taken_over_and_a_picture_stands_once():
    base = content(stills=[place(1)])
    newest = content(stills=[place(1, 5)])
    proposal = content(stills=[place(1), place(2, 5, "Neu")])
    merged = merge(newest, proposal, chosen_beforehand(base, newest, proposal))
    assert merged["stills"] == [place(1, 5), place(2, None, "Neu")]


def test_the_order_of_the_places_is_a_choice_of_its_own():
    base = content(stills=[place(1, 5), place(2, 6)])
    proposal = content(stills=[place(2, 6), place(1, 5)])
    merged = merge(base, proposal, chosen_beforehand(base, base, proposal))
    assert [one["number"] for one in merged["stills"]] == [2, 1]


paragraphs = st.lists(st.sampled_from(["Eins", "Zwei", "Drei", "Vier", "Fünf", "Sechs"]), max_size=6).map("\n\n".join)


@given(base=paragraphs, newest=paragraphs, proposal=paragraphs)
@example(base="Eins", newest="Eins\n\nEins", proposal="Eins")
@example(base="Eins", newest="Eins", proposal="Eins\n\nEins")
def test_every_paragraph_of_either_side_can_be_kept(base, newest, proposal):
    base, newest, proposal = content(base), content(newest), content(proposal)
    found = choices(base, newest, proposal)
    assert merge(newest, proposal, {choice.key: NEWEST for choice in found})["text"] == newest["text"]
    assert merge(newest, proposal, {choice.key: PROPOSAL for choice in found})["text"] == proposal["text"]
    both = merge(newest, proposal, {choice.key: BOTH for choice in found})["text"].split("\n\n")
    assert {*newest["text"].split("\n\n"), *proposal["text"].split("\n\n")} - {""} <= {*both}
    if newest == base:
        assert merge(newest, proposal, chosen_beforehand(base, newest, proposal))["text"] == proposal["text"]
    if proposal == base:
        assert merge(newest, proposal, chosen_beforehand(base, newest, proposal))["text"] == newest["text"]


@given(newest=paragraphs, proposal=paragraphs)
def test_merging_changes_neither_save(newest, proposal):
    newest, proposal = content(newest, stills=[place(1, 5)]), content(proposal, stills=[place(1, 6), place(2)])
    before = copy.deepcopy((newest, proposal))
    merge(newest, proposal, {choice.key: PROPOSAL for choice in choices(None, newest, proposal)})
    assert (newest, proposal) == before


@pytest.mark.django_db
class TestAtTheDesk:
    @pytest.fixture
    def proposal(self, editor, chief_editor):
        review = make_draft(editor)
        base = newest_revision(review).number
        save(review, snapshot(review) | {"text": "Von der Chefin"}, by=chief_editor)
        old = review.revisions.get(number=base).content
        return drafting.save_review(review, old | {"text": "Meins", "title": "Neu"}, by=editor, base=base).revision

    def address(self, proposal):
        return f"/redaktion/kritiken/{proposal.review_id}/vorschlaege/{proposal.number}/"

    def test_both_saves_are_shown_and_merged_part_by_part(self, proposal, signed_in, editor):
        client = signed_in(editor)
        page = client.get(self.address(proposal))
        assert "Von der Chefin" in page.content.decode() and "Meins" in page.content.decode()
        data = {choice.key: choice.chosen for choice in page.context["choices"]}
        client.post(self.address(proposal), data | {"base": page.context["base"], "text-1": "beide"})
        review = Review.objects.get()
        assert (review.text, review.title) == ("Von der Chefin\n\nMeins", "Neu")
        assert client.get(self.address(proposal)).status_code == 404
        assert "Vorschläge" not in client.get(f"/redaktion/kritiken/{review.pk}/").content.decode()

    def test_a_save_in_between_shows_the_choice_again(self, proposal, signed_in, editor, chief_editor):
        client = signed_in(editor)
        base = client.get(self.address(proposal)).context["base"]
        review = Review.objects.get()
        save(review, snapshot(review) | {"text": "Noch einmal"}, by=chief_editor)
        answer = client.post(self.address(proposal), {"base": base, "text-1": "vorschlag"}, follow=True)
        assert "weitergeschrieben" in answer.content.decode()
        assert Review.objects.get().text == "Noch einmal" and Revision.objects.get(kind="proposed").settled_at is None

    def test_a_proposal_is_laid_aside_by_those_who_may_write_and_by_nobody_else(
        self, proposal, signed_in, editor, other_editor
    ):
        address = f"{self.address(proposal)}weglegen/"
        assert signed_in(other_editor).post(address).status_code == 403
        assert signed_in(other_editor).post(self.address(proposal), {"base": "1"}).status_code == 403
        signed_in(editor).post(address)
        proposal.refresh_from_db()
        assert proposal.settled_by == editor
        assert signed_in(editor).post(address).status_code == 404

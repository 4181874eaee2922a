"""Voting on a film in a real browser, with scripts, without, and by keyboard alone."""

import re

import pytest
from playwright.sync_api import expect

from reviews import ratings
from reviews.models import Rating, RatingTally
from tests.making import PASSWORD, make_review
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser

SECTION = "section:has(#leserwertung)"


@pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])
def test_a_guest_reads_the_result_signs_in_votes_changes_and_withdraws(
    browse, editor, member, other_member, javascript
):
    review = make_review(editor)
    ratings.vote(review.film, 4, by=other_member)
    page = browse(javascript=javascript, width=390)
    page.goto(review.get_absolute_url())
    votes = page.locator(SECTION)
    expect(votes).to_contain_text("1 Stimme")
    expect(votes.get_by_role("img")).to_have_attribute("aria-label", re.compile("die meisten gaben 2 Sterne"))
    votes.get_by_role("link", name="Melde dich an").click()
    page.fill("input[name=login]", member.name)
    page.fill("input[name=password]", PASSWORD)
    page.click("main button.first")
    expect(page).to_have_url(re.compile(re.escape(review.get_absolute_url())))
    choose(votes, "4,5 Sterne")
    votes.get_by_role("button", name="Abstimmen").click()
    expect(page.locator("section:has(#leserwertung) [role=status]")).to_contain_text("Danke, deine Stimme zählt.")
    expect(page.locator("section:has(#leserwertung) [role=status]")).to_be_in_viewport()
    expect(votes).to_contain_text("Deine Stimme: 4,5 Sterne")
    choose(votes, "3 Sterne")
    votes.get_by_role("button", name="Stimme ändern").click()
    expect(votes).to_contain_text("Deine Stimme: 3 Sterne")
    assert RatingTally.objects.get().counts == [0, 0, 0, 1, 0, 1, 0, 0, 0, 0]
    votes.get_by_role("button", name="Stimme zurücknehmen").click()
    expect(votes).to_contain_text("1 Stimme")
    assert Rating.objects.get().member == other_member


def choose(votes, name):
    chosen = votes.get_by_role("radio", name=name, exact=True)
    chosen.press("Space")
    expect(chosen).to_be_checked()


def test_votes_are_given_by_keyboard_alone(browse, editor, member):
    film = make_review(editor).film
    page = browse()
    sign_in(page, member.name)
    page.goto(film.get_absolute_url())
    page.locator(f"{SECTION} input[type=radio]").first.focus()
    for _ in range(6):
        page.keyboard.press("ArrowRight")
    expect(page.locator(f"{SECTION} input[value='7']")).to_be_checked()
    page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    expect(page.locator(SECTION)).to_contain_text("Deine Stimme: 3,5 Sterne")
    assert Rating.objects.get().halves == 7

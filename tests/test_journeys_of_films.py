"""From a title in a text to its film, its franchise and back, and a filtered list that is passed on, in a real browser."""

import re

import pytest
from playwright.sync_api import expect

from reviews import mentions, publishing, shelving
from reviews.content import newest_revision
from tests.making import make_draft, save

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])


def publish(editor, title, text="Ein Film.", **facts):
    review = make_draft(editor, title)
    content = newest_revision(review).content
    save(review, content | {"text": text, "film": content["film"] | facts, "score": 16}, by=editor)
    publishing.publish(review, by=editor)
    return review


@BOTH
def test_a_reader_goes_from_a_title_in_a_text_to_its_film_its_franchise_and_back(browse, editor, javascript):
    publish(editor, "Ebbe und Söhne", franchise="Grotholm", part=1)
    publish(editor, "Die letzte Wache", franchise="Grotholm", part=2)
    review = publish(editor, "Sturmflut", text="Das erinnert an „Ebbe und Söhne“, nur lauter.")
    for pk in mentions.film_links():
        mentions.relink(pk)
    page = browse(javascript=javascript, width=390)
    page.goto(review.get_absolute_url())
    page.get_by_role("link", name="Ebbe und Söhne").click()
    expect(page).to_have_url(re.compile("/filme/ebbe-und-soehne/$"))
    expect(page.get_by_role("region", name="Erwähnt in")).to_contain_text("Sturmflut")
    page.get_by_role("region", name="Grotholm").get_by_role("link", name="Zur Reihe").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Grotholm")
    expect(page.locator("ol.rows .cue").first).to_contain_text("Teil 1")
    page.get_by_role("link", name="Die letzte Wache").click()
    expect(page).to_have_url(re.compile("/filme/die-letzte-wache/$"))
    for _ in range(3):
        page.go_back()
    expect(page).to_have_url(re.compile(re.escape(review.get_absolute_url())))


@BOTH
def test_a_combination_of_filters_is_shared_by_its_address(browse, editor, member, javascript):
    publish(editor, "Die letzte Wache", countries=["NO"], year=2026, tags=["Insel"])
    publish(editor, "Tiefdruck", countries=["NO"], year=2024)
    publish(editor, "Sapwood", countries=["US"], year=2026)
    shelving.count_facets()
    page = browse(javascript=javascript, width=390)
    page.goto("/kritiken/")
    page.locator("summary", has_text="Filter").click()
    page.get_by_label("Land").select_option("norwegen")
    page.get_by_label("Jahr").select_option("2026")
    page.get_by_role("button", name="Filtern").click()
    expect(page).to_have_url(re.compile(r"/kritiken/\?jahr=2026&land=norwegen$"))
    expect(page.locator(".sheet h3")).to_have_text(["Die letzte Wache"])
    shared = page.url
    other = browse(javascript=javascript, width=1280)
    other.goto(shared)
    expect(other.locator(".sheet h3")).to_have_text(["Die letzte Wache"])
    expect(other.get_by_label("Land")).to_have_value("norwegen")
    other.get_by_role("link", name="Ohne den Filter 2026").click()
    expect(other).to_have_url(re.compile(r"/kritiken/\?land=norwegen$"))
    expect(other.locator(".sheet h3")).to_have_text(["Tiefdruck", "Die letzte Wache"])


def test_the_list_is_filtered_by_keyboard_alone(browse, editor):
    publish(editor, "Die letzte Wache", countries=["NO"])
    publish(editor, "Sapwood", countries=["US"])
    shelving.count_facets()
    page = browse()
    page.goto("/kritiken/")
    page.locator("summary", has_text="Filter").focus()
    page.keyboard.press("Enter")
    page.get_by_label("Mit oder von").focus()
    page.keyboard.type("Niemand Bekanntes")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("„Niemand Bekanntes“")
    expect(page.get_by_label("Mit oder von")).to_have_value("Niemand Bekanntes")
    page.get_by_label("Mit oder von").press("Control+a")
    page.get_by_label("Mit oder von").press("Delete")
    page.get_by_label("Land").press("ArrowDown")
    page.get_by_role("button", name="Filtern").press("Enter")
    expect(page).to_have_url(re.compile(r"/kritiken/\?land=norwegen$"))
    expect(page.locator(".sheet h3")).to_have_text(["Die letzte Wache"])

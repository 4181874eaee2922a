"""The journeys without a mouse: Tab, Enter, space and what is typed."""

import pytest
from playwright.sync_api import expect

from forum import posting
from forum.models import Decision, Post
from reviews.models import Review
from tests.making import PASSWORD, make_draft, make_review
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser

AT = """() => {
  const at = document.activeElement;
  const label = at.labels?.[0]?.innerText || at.getAttribute("aria-label") || at.innerText || "";
  return { words: label.trim(), name: at.name || "" };
}"""


class Keys:
    """A visitor with nothing but a keyboard. `to` presses Tab until what has the focus begins with the words, or is the
    field of that name."""

    def __init__(self, page) -> None:
        self.page = page

    def to(self, wanted: str) -> "Keys":
        for _ in range(300):
            self.page.keyboard.press("Tab")
            at = self.page.evaluate(AT)
            if at["words"].startswith(wanted) or at["name"] == wanted:
                return self
        raise AssertionError(f"Tab leads to no „{wanted}“ on {self.page.url}")

    def press(self, key: str) -> None:
        """On a page whose scripts have begun: before that a key is nobody's."""
        self.page.wait_for_load_state("load")
        self.page.keyboard.press(key)

    def follow(self) -> None:
        """Enter, and the next page."""
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def write(self, field: str, text: str) -> "Keys":
        self.to(field)
        self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        return self


def test_a_guest_comes_from_home_to_the_talk_signs_in_and_replies(browse, editor, member):
    review = make_review(editor, "Die Lotsin")
    keys = Keys(browse())
    page = keys.page
    page.goto("/")
    keys.to("Zum Inhalt").press("Enter")
    keys.to("Die Lotsin").follow()
    page.wait_for_url(review.get_absolute_url())
    keys.to("Zur Filmdiskussion").follow()
    keys.to("Anmelden und antworten").follow()
    keys.write("login", member.name).write("password", PASSWORD).follow()
    page.wait_for_url(f"{review.thread.get_absolute_url()}*")
    keys.write("body", "Nur mit Tasten ||heimlich|| gesagt").to("Vorschau").press("Enter")
    page.wait_for_selector(".preview details.spoiler")
    keys.to("Antworten").press("Enter")
    expect(page.locator("article.post[data-number='2']")).to_be_focused()
    page.keyboard.press("Tab")
    while page.evaluate("document.activeElement.tagName") != "SUMMARY":
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.locator("article.post[data-number='2'] details[open]").count() == 1


def test_a_member_edits_withdraws_and_brings_back_a_post(browse, editor, member):
    thread = make_review(editor).thread
    post = posting.reply(thread, by=member, source="Erst so", form_key="a")
    keys = Keys(browse())
    sign_in(keys.page, member.name)
    keys.page.goto(thread.get_absolute_url())
    keys.to("Mehr").press("Enter")
    keys.to("Bearbeiten").follow()
    keys.write("body", "Jetzt so").to("Speichern").follow()
    keys.page.wait_for_selector("text=Jetzt so")
    keys.to("Mehr").press("Enter")
    keys.to("Zurückziehen").follow()
    keys.page.wait_for_selector("text=Doch wieder zeigen")
    keys.to("Doch wieder zeigen").follow()
    keys.page.wait_for_selector("text=Dein Beitrag ist wieder da.")
    assert Post.objects.get(pk=post.pk).is_visible


def test_an_editor_begins_writes_and_publishes_a_review(browse, editor):
    keys = Keys(browse())
    sign_in(keys.page, editor.name)
    keys.page.goto("/redaktion/")
    keys.to("Neue Kritik").follow()
    keys.write("original_title", "Der Tastenfilm").write("year", "2026").to("Entwurf anlegen").follow()
    keys.page.wait_for_selector("[name=text]")
    keys.write("teaser", "Ein Vorspann").write("text", "Ein ganzer Text.").to("Speichern").press("Enter")
    keys.page.wait_for_selector("#zustand[data-state=saved]")
    keys.to("Jetzt veröffentlichen").follow()
    keys.page.wait_for_selector("article")
    assert Review.objects.get().is_published


def test_an_editor_moves_a_picture_and_sets_its_middle(browse, editor):
    review = make_draft(editor, pictures=2)
    keys = Keys(browse())
    sign_in(keys.page, editor.name)
    keys.page.goto(f"/redaktion/kritiken/{review.pk}/")
    keys.to("Bild 2 verschieben")
    keys.page.keyboard.press("ArrowLeft")
    keys.page.wait_for_selector("#zustand[data-state=saved]")
    keys.page.reload()
    numbers = keys.page.locator("[data-handle]").evaluate_all("all => all.map(one => one.getAttribute('aria-label'))")
    assert [words.split()[1] for words in numbers] == ["2", "1"]
    keys.to("Rechte, Alter, Bildmitte").press("Enter")
    keys.write("bild-2-focal_x", "20").to("Speichern").press("Enter")
    keys.page.wait_for_selector("#zustand[data-state=saved]")


def test_a_moderator_hides_and_restores_a_post(browse, editor, member, moderator):
    post = posting.reply(make_review(editor).thread, by=member, source="Böse Worte", form_key="a")
    keys = Keys(browse())
    sign_in(keys.page, moderator.name)
    keys.page.goto(post.thread.get_absolute_url())
    keys.to("Zitieren").to("Moderieren").follow()
    keys.to("rule")
    keys.page.keyboard.press("ArrowDown")
    keys.write("reasons", "Das verletzt andere.").to("Ausblenden").follow()
    keys.page.wait_for_selector("button:has-text('Wiederherstellen')")
    assert not Post.objects.get(pk=post.pk).is_visible
    keys.to("Wiederherstellen").follow()
    keys.page.wait_for_selector("button:has-text('Ausblenden')")
    assert Post.objects.get(pk=post.pk).is_visible and Decision.objects.filter(post=post).count() == 2


def test_an_operator_opens_a_board_and_gives_a_role(browse, operator, member):
    keys = Keys(browse())
    sign_in(keys.page, operator.name)
    keys.page.goto("/betrieb/")
    keys.to("Neues Forum").follow()
    keys.write("name", "Raucherecke").to("Speichern").follow()
    keys.page.wait_for_selector("text=Raucherecke")
    keys.page.goto("/betrieb/rollen/")
    keys.write("name", member.name).to("Rolle geben").follow()
    keys.page.wait_for_selector(f"dt:has-text('{member.name}'), li:has-text('{member.name}')")
    assert member.groups.filter(name="Redaktion").exists()

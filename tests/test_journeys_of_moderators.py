"""What moderators and the operator do, in a real browser, with scripts and without; by keyboard alone where boxes are many."""

import pytest
from playwright.sync_api import expect

from forum import posting
from forum.models import Decision, Post, SpamWave
from tests.making import make_board
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])


@pytest.fixture
def thread(member, other_member):
    thread = posting.open_thread(make_board("Foyer"), by=other_member, title="Der Gang", source="Los.", form_key="o")
    for n in range(3):
        posting.reply(thread, by=member, source=f"Billige Uhren {n}\n\nAm Ende springt er.", form_key=f"{n}")
    return thread


def give_reasons(page):
    page.select_option("select[name=rule]", index=1)
    page.fill("textarea[name=reasons]", "Werbung")


@BOTH
def test_posts_are_ticked_hidden_together_and_brought_back(browse, thread, moderator, javascript):
    page = browse(javascript=javascript)
    sign_in(page, moderator.name)
    page.goto(thread.get_absolute_url())
    for post in Post.objects.filter(source__startswith="Billige")[:2]:
        page.check(f"#beitrag-{post.pk} .tick input")
    page.select_option("select[name=tat]", "hide")
    page.click("button:has-text('Zeigen, was geschieht')")
    assert page.text_content("main").count("dann ausgeblendet") == 2
    give_reasons(page)
    page.click("button:has-text('2 Beiträge: Ausblenden')")
    assert "2 Beiträge ausgeblendet." in page.text_content("[role=status]")
    assert Post.objects.filter(state="removed").count() == 2
    page.click("button:has-text('Wiederherstellen')")
    page.click("button:has-text('2 Beiträge: Wiederherstellen')")
    assert Post.objects.filter(state="removed").count() == 0


def test_posts_are_chosen_by_keyboard_alone(browse, thread, moderator):
    page = browse(javascript=False)
    sign_in(page, moderator.name)
    page.goto(thread.get_absolute_url())
    box = page.locator(".tick input").first
    box.focus()
    page.keyboard.press("Space")
    assert box.is_checked()
    page.locator(".choosing select").focus()
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("Was geschehen wird")


@BOTH
def test_a_wave_is_looked_at_hidden_and_taken_back(browse, thread, moderator, member, javascript):
    page = browse(javascript=javascript)
    sign_in(page, moderator.name)
    page.goto(member.get_absolute_url())
    page.click("a:has-text('Moderieren')")
    page.fill("input[name=stunden]", "3")
    page.click("button:has-text('Zeigen, was geschieht')")
    assert "3 Beiträge in 1 Thema" in " ".join(page.text_content("main").split())
    give_reasons(page)
    page.click("button:has-text('Alles ausblenden')")
    assert Post.objects.filter(state="removed").count() == 3
    page.click("button:has-text('Zurücknehmen')")
    assert not Post.objects.filter(state="removed").exists() and SpamWave.objects.get().undone_by == moderator


@BOTH
def test_a_reader_points_at_a_spoiler_and_a_moderator_covers_it(browse, thread, moderator, other_member, javascript):
    post = Post.objects.filter(source__startswith="Billige").first()
    reader, chair = browse(javascript=javascript), browse(javascript=javascript)
    sign_in(reader, other_member.name)
    reader.goto(thread.get_absolute_url())
    reader.click(f"#beitrag-{post.pk} summary:has-text('Mehr')")
    reader.click(f"#beitrag-{post.pk} button:has-text('Spoiler fehlt')")
    assert "Danke." in reader.text_content("[role=status]")
    sign_in(chair, moderator.name)
    chair.goto("/moderation/")
    chair.click("a:has-text('Spoiler fehlt: „Der Gang“')")
    chair.click("a:has-text('Spoiler verdecken')")
    chair.check("label:has-text('Am Ende springt er.') input")
    chair.fill("input[name=title]", "Der Turm")
    chair.click("button:has-text('Verdecken')")
    post.refresh_from_db()
    assert ":::spoiler Der Turm\nAm Ende springt er.\n:::" in post.source
    assert Decision.objects.get().action == "cover"


@BOTH
def test_the_operator_tries_a_word_and_whoever_writes_it_keeps_the_text(
    browse, thread, operator, other_member, javascript
):
    page, writer = browse(javascript=javascript), browse(javascript=javascript)
    sign_in(page, operator.name)
    page.goto("/betrieb/woerter/")
    page.fill("input[name=words]", "billige uhren")
    page.select_option("select[name=kind]", "block")
    page.fill("input[name=message]", "Werbung hat hier keinen Platz.")
    page.click("button:has-text('Was träfe das?')")
    assert "steht in 3 der letzten 4 Beiträge" in page.text_content("[role=status]")
    page.fill("input[name=words]", "uhren")
    page.click("button:has-text('Eintragen')")
    sign_in(writer, other_member.name)
    writer.goto(thread.get_absolute_url())
    writer.fill("#body", "Schöne U\u200bHREN, nicht?")
    writer.click("#antworten button.first")
    writer.wait_for_selector("text=Werbung hat hier keinen Platz.")
    assert writer.input_value("#body") == "Schöne U\u200bHREN, nicht?"
    assert not Post.objects.filter(source__startswith="Schöne").exists()


@BOTH
def test_a_merge_is_read_before_it_is_done(browse, thread, moderator, member, javascript):
    other = posting.open_thread(thread.board, by=member, title="Das andere", source="Los.", form_key="p")
    page = browse(javascript=javascript)
    sign_in(page, moderator.name)
    page.goto(f"/moderation/thema/{thread.pk}/")
    page.fill("input[name=merge-into]", str(other.pk))
    page.click("button:has-text('Zusammenlegen')")
    assert "Zurücknehmen lässt sich das nicht." in page.text_content("main")
    page.click("button:has-text('Zusammenlegen')")
    assert "Das andere" in page.text_content("h1")
    assert other.posts.filter(kind="member").count() == 5

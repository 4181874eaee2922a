"""What members do beside reading and writing, in a real browser, with scripts and without."""

import datetime
from uuid import uuid4

import pytest
from django.core import mail
from django.utils import timezone
from playwright.sync_api import expect

from accounts import preferences
from accounts.models import NotificationKind
from forum import notification_mails, notifications, posting
from forum.models import Bookmark, Draft, Follow, Notification, Post, Reaction
from reviews import seeing
from reviews.models import Viewing
from tests.making import make_board, make_review
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser

BOTH = pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])


@pytest.fixture
def thread(member):
    return posting.open_thread(make_board("Foyer"), by=member, title="Der lange Gang", source="Los.", form_key="o")


def say(thread, by, text):
    post = posting.reply(thread, by=by, source=text, form_key=uuid4().hex)
    notifications.tell_of_post(post.pk)
    return post


@BOTH
def test_from_following_to_a_mail_and_out_of_it_again(browse, thread, member, other_member, server, javascript):
    page = browse(javascript=javascript)
    sign_in(page, other_member.name)
    page.goto(thread.get_absolute_url())
    page.click(".follow summary")
    page.click(".follow button:has-text('Alles')")
    assert "Du folgst jetzt" in page.text_content("[role=status]")
    say(thread, member, "Es geht weiter, mit ||Geheimnis||.")
    page.goto("/")
    assert page.text_content(".bell mark").startswith("1")
    page.click(".bell")
    assert "Eine neue Antwort in „Der lange Gang“" in page.text_content("main")
    assert "Geheimnis" not in page.text_content("main") and "[Spoiler]" in page.text_content("main")
    Notification.objects.update(due_at=timezone.now())
    for pk, kind in notification_mails.due_mails(timezone.now()):
        notification_mails.send_notifications(pk, NotificationKind(kind))
    sent = next(one for one in mail.outbox if one.to == [other_member.email])
    link = sent.extra_headers["List-Unsubscribe"][1:-1]
    stranger = browse(javascript=javascript)
    stranger.goto("/" + link.split("/", 3)[3])
    assert preferences.gets_mail(other_member.pk, NotificationKind.REPLY)
    stranger.click("main button:has-text('Abbestellen')")
    assert not preferences.gets_mail(other_member.pk, NotificationKind.REPLY)
    page.click("a:has-text('Du folgst')")
    page.click("button:has-text('Nicht mehr folgen')")
    assert not Follow.objects.filter(member=other_member).exists()


@BOTH
def test_who_is_ignored_is_gone_from_page_and_bell_and_comes_back(browse, thread, member, other_member, javascript):
    say(thread, member, "Das will ich nicht lesen.")
    page = browse(javascript=javascript)
    sign_in(page, other_member.name)
    page.goto(member.get_absolute_url())
    page.click("button:has-text('Ignorieren')")
    page.goto(thread.get_absolute_url())
    assert not page.get_by_text("Das will ich nicht lesen.").is_visible()
    page.click("summary:has-text('Du ignorierst') >> nth=1")
    assert page.get_by_text("Das will ich nicht lesen.").is_visible()
    page.goto("/konto/ignoriert/")
    page.click("button:has-text('Wieder lesen')")
    assert page.url.endswith("/konto/ignoriert/")
    page.goto(thread.get_absolute_url())
    assert page.get_by_text("Das will ich nicht lesen.").is_visible()


@BOTH
def test_a_reaction_and_a_bookmark(browse, thread, member, other_member, javascript):
    post = say(thread, member, "Ein guter Gedanke.")
    page = browse(javascript=javascript)
    sign_in(page, other_member.name)
    page.goto(thread.get_absolute_url())
    article = page.locator(f"#beitrag-{post.pk}")
    article.locator(".react summary").click()
    article.locator("button[value=bulb]").click()
    expect(article.locator(".echo")).to_contain_text("Guter Gedanke 1")
    expect(article.locator(".react summary")).to_have_text("Guter Gedanke, deine Reaktion auf Beitrag 2")
    assert Reaction.objects.get().kind == "bulb"
    article.locator("button:has-text('Merken')").click()
    expect(article.locator("a:has-text('Gemerkt')")).to_be_visible()
    article.locator("a:has-text('Gemerkt')").click()
    page.fill("[name=note]", "Zu Hause nachlesen")
    page.click("main button.first")
    assert "Zu Hause nachlesen" in page.text_content("main") and Bookmark.objects.get().note == "Zu Hause nachlesen"
    page.click("a:has-text('Der lange Gang')")
    article.locator(".react summary").click()
    article.locator("button[value=bulb]").click()
    expect(article.locator(".echo")).to_have_count(0)


def test_a_post_that_comes_anew_tells_its_time_like_its_neighbours(browse, thread, member, other_member):
    post = say(thread, member, "Ein guter Gedanke.")
    yesterday = timezone.localtime().replace(hour=0, minute=30) - datetime.timedelta(hours=5)
    Post.objects.filter(thread=thread).update(created_at=yesterday, shown_at=yesterday)
    page = browse(timezone_id="Europe/Berlin")
    sign_in(page, other_member.name)
    page.goto(thread.get_absolute_url())
    expect(page.locator("article .meta time")).to_have_text(["gestern, 19:30", "gestern, 19:30"])
    page.locator(f"#beitrag-{post.pk} button:has-text('Merken')").click()
    expect(page.locator("a:has-text('Gemerkt')")).to_be_visible()
    expect(page.locator("article .meta time")).to_have_text(["gestern, 19:30", "gestern, 19:30"])


@BOTH
def test_a_draft_waits_on_the_second_device(browse, thread, other_member, javascript):
    phone, desk = browse(javascript=javascript), browse(javascript=javascript)
    for page in (phone, desk):
        sign_in(page, other_member.name)
    phone.goto(thread.get_absolute_url())
    phone.fill("[name=body]", "Unterwegs angefangen")
    if javascript:
        expect(phone.locator(".draft")).to_have_text("Entwurf gesichert", timeout=8000)
    else:
        phone.click("button:has-text('Entwurf sichern')")
    desk.goto("/entwuerfe/")
    desk.click("a:has-text('Der lange Gang')")
    assert desk.input_value("[name=body]") == "Unterwegs angefangen"
    desk.fill("[name=body]", "Unterwegs angefangen, hier fertig")
    desk.click("#antworten button.first")
    expect(desk.locator("article.post").last).to_contain_text("hier fertig")
    assert not Draft.objects.exists()


@BOTH
def test_what_others_say_meanwhile_is_read_before_the_form_goes(browse, thread, member, other_member, javascript):
    page = browse(javascript=javascript)
    sign_in(page, other_member.name)
    page.goto(thread.get_absolute_url())
    page.fill("[name=body]", "Mein langer Satz")
    say(thread, member, "Ich war schneller")
    page.click("#antworten button.first")
    expect(page.locator(".meanwhile")).to_contain_text("Ich war schneller")
    assert page.input_value("[name=body]") == "Mein langer Satz"
    page.click("#antworten button.first")
    expect(page.locator("article.post").last).to_contain_text("Mein langer Satz")
    assert Post.objects.filter(source="Mein langer Satz").count() == 1


def test_new_posts_are_announced_and_shown_in_place(browse, thread, member, other_member):
    page = browse()
    page.add_init_script(
        "const wait = setTimeout; window.setTimeout = (act, pause) => wait(act, Math.min(pause, 300));"
    )
    page.goto(thread.get_absolute_url())
    post = say(thread, other_member, "Eben dazugekommen")
    page.click("[data-live]")
    expect(page.locator(f"#beitrag-{post.pk}")).to_contain_text("Eben dazugekommen")
    expect(page.locator(f"#beitrag-{post.pk}")).to_be_focused()
    expect(page.locator("[data-live]")).to_have_count(0)
    assert page.context.cookies() == []


@BOTH
def test_enter_in_the_day_writes_into_the_diary_and_strikes_nothing(browse, editor, member, javascript):
    film, earlier = make_review(editor).film, datetime.date(2026, 5, 3)
    seeing.write_viewing(film, earlier, by=member)
    page = browse(javascript=javascript)
    sign_in(page, member.name)
    page.goto(film.get_absolute_url())
    page.fill("#tagebuch [name=am]", "2026-05-04")
    page.press("#tagebuch [name=am]", "Enter")
    assert "4.\u00a0Mai 2026" in page.text_content("#tagebuch")
    assert Viewing.objects.filter(member=member, film=film).count() == 2

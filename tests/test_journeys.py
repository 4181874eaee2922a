"""The journeys that define „works“, in a real browser."""

import datetime
import re

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from accounts.roles import Role
from forum import posting
from forum.models import ReadMark
from reviews import drafting, planning, publishing
from reviews.content import newest_revision
from reviews.models import Review
from tests.making import PASSWORD, make_draft, make_files, make_member, make_picture, make_review, save

pytestmark = pytest.mark.browser

SOURCE = """| Originaltitel: Das Nebelarchiv__Herstellungsland: Deutschland__Erscheinungsjahr: 2026__Regie: Noor Talsma__Darsteller: Hedda Brinkschulte, Joost Amelung u.a. | \n
Noor Talsma schickt in „Das Nebelarchiv“ eine Archivarin in den Keller und lässt sie dort allein
Der erste Absatz mit *Sternchen* und <b>Klammern</b>, der genau so stehen bleibt.

Die Archivarin (Hedda Brinkschulte) sucht eine Akte
Der zweite Absatz.

Der Pförtner (Joost Amelung) weiß mehr
Der dritte Absatz.
© Arved Tönnies
Was hältst du von dem Film?
Zur Filmdiskussion
| Copyright aller Filmbilder/Label: Kaltlicht Film__FSK Freigabe: ab 12__Geschnitten: Nein__Blu Ray/DVD: Nein/Nein, ab 5.6.2026 in den deutschen Kinos |
"""


def sign_in(page, name):
    page.goto("/konto/login/")
    page.fill("[name=login]", name)
    page.fill("[name=password]", PASSWORD)
    page.click("main button.first")


def newest_code(folder):
    text = max(folder.glob("*"), key=lambda file: file.stat().st_mtime_ns).read_text()
    return re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", text, re.M)[1]


def test_from_a_text_to_a_discussion_without_javascript(browse, mail_folder, tmp_path):
    from django.core.management import call_command

    make_member("Arved Tönnies", Role.EDITOR)
    source = tmp_path / "nebelarchiv.txt"
    source.write_text(SOURCE)
    pictures = tmp_path / "bilder"
    pictures.mkdir()
    for n in range(1, 4):
        (pictures / f"{n}.jpg").write_bytes(make_picture(size=(1000, 418)).read())
    call_command("import_reviews", source, images=pictures, author="Arved Tönnies", verbosity=0)
    review = Review.objects.get()
    make_files(review)

    editor = browse(javascript=False)
    sign_in(editor, "Arved Tönnies")
    editor.goto(f"/redaktion/kritiken/{review.pk}/")
    assert "Bild 2: Alternativtext" in editor.text_content("aside")
    for n in range(3):
        editor.fill(f"[name=bild-{n + 1}-alt]", f"Bild {n + 1} zeigt eine Gestalt")
        editor.fill(f"[name=bild-{n + 1}-credit]", "Kaltlicht Film")
    editor.fill("[name=bild-2-caption]", "Die Archivarin (Hedda Brinkschulte) findet die Akte")
    editor.click(".savebar button.first")
    assert "Gespeichert." in editor.text_content("[role=status]")
    make_files(review)
    editor.click("text=Jetzt veröffentlichen")
    assert editor.url.endswith("/kritiken/das-nebelarchiv/")
    assert editor.locator("figure.still picture").count() == 3
    assert "mit *Sternchen* und <b>Klammern</b>, der" in editor.text_content("article")
    assert "findet die Akte" in editor.text_content("article")

    guest = browse(javascript=False)
    guest.goto("/")
    guest.click("h1 a:has-text('Das Nebelarchiv')")
    guest.click("text=Zur Filmdiskussion")
    assert guest.context.cookies() == []
    guest.click("text=Konto anlegen")
    guest.fill("[name=username]", "Tilda Rønnow")
    guest.fill("[name=email]", "tilda@abspann.example")
    guest.fill("[name=password1]", "kein-haus-am-see-7")
    guest.click("main button.first")
    guest.fill("[name=code]", newest_code(mail_folder))
    guest.click("main button.first")
    assert "/thema/" in guest.url
    guest.fill("form#antworten textarea[name=body]", "Erste! Der **Keller** ist großartig.")
    guest.click("form#antworten button.first")
    assert guest.locator("article.post[data-number='2'] strong").text_content() == "Keller"
    assert guest.get_attribute("h1", "data-replies") == "1"
    guest.goto("/kritiken/das-nebelarchiv/")
    assert "1 Antwort" in guest.text_content("main") and "Der Keller ist großartig" in guest.text_content("main")


def test_a_session_that_ends_while_writing_loses_no_word(browse, editor, member):
    review = make_review(editor)
    page = browse(javascript=False)
    sign_in(page, member.name)
    page.goto(review.thread.get_absolute_url())
    page.fill("textarea[name=body]", "Das habe ich lange getippt.")
    page.context.clear_cookies(name="sessionid")
    page.click("form#antworten button.first")
    assert page.input_value("textarea#kept") == "Das habe ich lange getippt."
    again = page.context.new_page()
    sign_in(again, member.name)
    page.click("text=Noch einmal abschicken")
    if page.locator("textarea#kept").count():
        page.click("text=Noch einmal abschicken")
    assert "Das habe ich lange getippt." in page.text_content("article.post[data-number='2']")


@pytest.mark.parametrize("width", [320, 390, 1280])
def test_no_page_scrolls_sideways_or_logs_an_error(browse, editor, width):
    review = make_review(
        editor, "Verwandtschaftsverhältnisse und andere Donaudampfschifffahrtsgesellschaften", pictures=2
    )
    make_files(review)
    page = browse(width=width)
    faults = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    paths = [
        "/",
        "/kritiken/",
        review.get_absolute_url(),
        f"{review.get_absolute_url()}bilder/1/",
        review.film.get_absolute_url(),
        "/forum/",
        "/forum/filmdiskussionen/",
        review.thread.get_absolute_url(),
        "/konto/login/",
        "/konto/signup/",
        "/regeln/",
        "/impressum/",
    ]
    for path in paths:
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    sign_in(page, editor.name)
    for path in ("/redaktion/", f"/redaktion/kritiken/{review.pk}/"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), path
    assert faults == []


@pytest.mark.parametrize("javascript", [False, True], ids=["without scripts", "with scripts"])
def test_a_reply_with_quote_mention_and_spoiler(browse, editor, member, other_member, javascript):
    review = make_review(editor)
    posting.reply(review.thread, by=other_member, source="Die Keksdose! Erst beim Abspann gemerkt.", form_key="a")
    page = browse(javascript=javascript, width=390)
    sign_in(page, member.name)
    page.goto(review.thread.get_absolute_url())
    page.click("article.post[data-number='2'] >> text=Zitieren")
    body = page.locator("form#antworten textarea[name=body]")
    expect(body).to_have_value(re.compile("Die Keksdose!"))
    body.fill(f"{body.input_value()}Stimmt, @„{other_member.name}“. ||Der Wärter ist der Bruder.||")
    page.click("form#antworten button:has-text('Vorschau')")
    assert "Der Wärter ist der Bruder." in page.locator(".preview details.spoiler").text_content()
    page.click("form#antworten button.first")
    post = page.locator("article.post[data-number='3']")
    assert post.locator("blockquote.quote .who").text_content() == f"{other_member.name} schrieb"
    assert post.locator("a.mention").text_content() == f"@{other_member.name}"
    secret = post.locator("details.spoiler > span")
    assert not secret.is_visible()
    post.locator("details.spoiler > summary").click()
    assert secret.is_visible()
    post.locator("blockquote.quote .who a").click()
    assert page.url.endswith("#beitrag-" + post.page.locator("article.post[data-number='2']").get_attribute("id")[8:])


def test_pictures_in_a_bucket_are_seen_by_readers(browse, bucket, editor):
    make_files(make_review(editor, "Das Nebelarchiv", pictures=2))
    refused = []
    page = browse()
    page.on("console", lambda message: refused.append(message.text) if message.type == "error" else None)
    answers = []
    page.on("response", lambda answer: answers.append((answer.url.partition("?")[0], answer.status)))
    page.goto("/kritiken/das-nebelarchiv/", wait_until="networkidle")
    shown = page.evaluate("[...document.querySelectorAll('picture img')].map(img => img.naturalWidth)")
    assert len(shown) == 2 and all(shown) and not refused
    assert {status for url, status in answers if url.startswith(bucket.origin)} == {200}
    assert {status for url, status in answers if "/bilder/" in url} == {302}


def test_a_reply_appears_in_place_with_quote_and_preview(browse, editor, member, other_member):
    review = make_review(editor)
    quoted = posting.reply(review.thread, by=other_member, source="Das Licht ist das Beste.", form_key="1")
    page = browse()
    sign_in(page, member.name)
    page.goto(review.thread.get_absolute_url())
    page.evaluate("window.sameDocument = true")
    page.fill("textarea[name=body]", "Angefangen.")
    page.click(f"#beitrag-{quoted.pk} [data-quote]")
    expect(page.locator("textarea[name=body]")).to_have_value(re.compile("Das Licht"))
    assert page.input_value("textarea[name=body]").startswith("Angefangen.")
    page.fill("textarea[name=body]", page.input_value("textarea[name=body]") + "\n\nStimmt **genau**.")
    page.click("button[name=vorschau]")
    page.wait_for_selector(".preview strong:has-text('genau')")
    page.click("form#antworten button.first")
    page.wait_for_selector("article.post[data-number='3'] strong:has-text('genau')")
    assert page.evaluate("window.sameDocument") and page.input_value("textarea[name=body]") == ""
    assert page.get_attribute("h1", "data-replies") == "2"
    expect(page.locator("article.post[data-number='3']")).to_be_focused()


def test_a_session_that_ends_while_writing_is_told_in_place(browse, editor, member):
    review = make_review(editor)
    page = browse()
    sign_in(page, member.name)
    page.goto(review.thread.get_absolute_url())
    page.fill("textarea[name=body]", "Das habe ich lange getippt.")
    page.context.clear_cookies(name="sessionid")
    page.click("form#antworten button.first")
    page.wait_for_selector("#zustand:has-text('abgemeldet')")
    again = page.context.new_page()
    sign_in(again, member.name)
    page.click("form#antworten button.first")
    page.wait_for_selector("#zustand:has-text('zu lange offen'), article.post[data-number='2']")
    if page.locator("#zustand:has-text('zu lange offen')").count():
        page.click("form#antworten button.first")
    page.wait_for_selector("article.post[data-number='2']:has-text('lange getippt')")


def test_a_reply_that_does_not_get_through_stays(browse, editor, member, running_site):
    review = make_review(editor)
    page = browse()
    sign_in(page, member.name)
    page.goto(review.thread.get_absolute_url())
    page.fill("textarea[name=body]", "Wichtig.")
    page.context.set_offline(True)
    page.click("form#antworten button.first")
    page.wait_for_selector("#zustand:has-text('Nicht abgeschickt')")
    page.context.set_offline(False)
    page.click("form#antworten button.first")
    page.wait_for_selector("article.post[data-number='2']:has-text('Wichtig.')")


def test_stills_open_large_and_lead_on_by_key(browse, editor):
    review = make_review(editor, pictures=3)
    make_files(review)
    page = browse()
    page.goto(review.get_absolute_url())
    page.focus("figure.still >> nth=1 >> a")
    page.keyboard.press("Enter")
    page.wait_for_selector("dialog[open] img")
    assert "Bild 2 von 3" in page.text_content("dialog")
    page.keyboard.press("ArrowRight")
    assert "Bild 3 von 3" in page.text_content("dialog") and "Erfundener Verleih" in page.text_content("dialog")
    page.keyboard.press("Escape")
    expect(page.locator("dialog")).to_be_hidden()
    expect(page.locator("figure.still >> nth=2 >> a")).to_be_focused()


def test_a_portrait_in_the_large_view_leaves_room_for_its_words(browse, editor):
    review = make_draft(editor)
    drafting.add_picture(review, make_picture(size=(600, 900)), "hoch.jpg", by=editor)
    content = newest_revision(review).content
    content["stills"][0] |= {"caption": "Eine Gestalt am Fenster", "alt": "Eine Gestalt", "credit": "Verleih"}
    save(review, content, by=editor)
    publishing.publish(review, by=editor)
    make_files(review)
    page = browse()
    page.goto(review.get_absolute_url())
    page.click("figure.still > a")
    picture, words = (page.locator(f"dialog[open] {part}") for part in ("img", "[data-words]"))
    expect(words).to_be_visible()
    box = picture.bounding_box()
    assert box["height"] > 300 and box["y"] + box["height"] <= words.bounding_box()["y"]


def test_times_are_told_as_people_do_where_scripts_run_but_not_within_sentences(browse, editor):
    review = make_review(editor)
    planning.plan_withdrawal(review, at=timezone.now() + datetime.timedelta(seconds=1), by=editor)
    page = browse()
    page.goto(review.thread.get_absolute_url())
    page.wait_for_selector("time:has-text('vor'), time:has-text('eben')")
    written = page.locator("article time").first
    assert "\u00a0Uhr" in written.get_attribute("title")
    page.evaluate("dispatchEvent(new Event('beforeprint'))")
    assert written.text_content() == written.get_attribute("title"), "on paper no time is told from now"
    page.evaluate("dispatchEvent(new Event('afterprint'))")
    assert "Uhr" not in written.text_content()
    sign_in(page, editor.name)
    page.wait_for_timeout(1_000)
    page.goto(f"/redaktion/kritiken/{review.pk}/")
    assert "\u00a0Uhr" in page.locator("p:has-text('Verschwindet am') time").last.text_content()


@pytest.mark.parametrize("javascript", [True, False], ids=["with scripts", "without scripts"])
def test_a_thread_is_read_on_where_somebody_stopped(browse, editor, member, other_member, javascript):
    thread = make_review(editor).thread
    for number in range(2, 31):
        posting.reply(thread, by=other_member, source=f"Beitrag Nummer {number}. " * 12, form_key=f"{number}")
    reader = browse(javascript=javascript)
    sign_in(reader, member.name)
    reader.goto("/neu/")
    reader.click(f"main a[href='{thread.get_absolute_url()}']:not([aria-hidden])")
    assert not ReadMark.objects.filter(member=member).exists()
    if javascript:
        with reader.expect_response(lambda answer: "/gelesen/" in answer.url) as told:
            reader.locator("[data-number='8']").scroll_into_view_if_needed()
        assert told.value.status == 204
        mark = ReadMark.objects.get(member=member, thread=thread).number
        assert 1 <= mark < 20
        with reader.expect_response(lambda answer: "/gelesen/" in answer.url):
            reader.locator("[data-number='20'] + *").scroll_into_view_if_needed()
        expect(reader.locator("#gelesen")).to_be_hidden()
    else:
        reader.click("text=Bis hierher gelesen")
    assert ReadMark.objects.get(member=member, thread=thread).number == 20
    reader.goto("/neu/")
    reader.click("main a.new")
    expect(reader).to_have_url(re.compile(rf"/seite-2/#beitrag-{thread.posts.get(number=21).pk}$"))
    assert reader.locator("main .marker").inner_text() == "Neu seit deinem letzten Besuch"
    reader.goto("/neu/")
    reader.click("main button >> text=Alles gelesen")
    assert "Alles gelesen" in reader.inner_text("main")


def test_marks_are_set_by_buttons_and_what_is_selected_is_quoted(browse, editor, member, other_member):
    thread = make_review(editor).thread
    text = "Das Licht ist müde.\n\nDer Ton ist wach.\n\n:::spoiler\nDer Gärtner.\n:::"
    post = posting.reply(thread, by=other_member, source=text, form_key="1")
    page = browse()
    sign_in(page, member.name)
    page.goto(thread.get_absolute_url())
    field, body = page.locator("textarea[name=body]"), f"#{post.anchor} .body"
    quote = page.locator(f"#{post.anchor} [data-quote]")
    select = "(node) => getSelection().selectAllChildren(node)"
    page.eval_on_selector(f"{body} p >> nth=1", select)
    quote.click()
    expect(field).to_have_value(re.compile(rf"^:::zitat {post.pk}\nDer Ton ist wach\.\n:::\s*$"))
    field.fill("Wie wahr, sagt man")
    page.evaluate("() => document.querySelector('[name=body]').setSelectionRange(4, 8)")
    page.click("[data-mark=strong]")
    assert field.input_value() == "Wie **wahr**, sagt man"
    page.keyboard.press("Control+z")
    assert field.input_value() == "Wie wahr, sagt man"
    page.keyboard.press("Control+End")
    page.click("[data-mark=list]")
    assert field.input_value() == "Wie wahr, sagt man\n\n- Punkt"
    field.fill("")
    page.click("[data-mark=spoiler]")
    page.keyboard.type("Es war der Gärtner")
    assert field.input_value() == "||Es war der Gärtner||"
    field.fill("Eins\n\nZwei")
    page.evaluate("() => document.querySelector('[name=body]').select()")
    page.click("[data-mark=spoiler]")
    assert field.input_value() == ":::spoiler\nEins\n\nZwei\n:::\n"
    field.fill("")
    page.click(f"{body} summary")
    page.eval_on_selector(body, select)
    quote.click()
    expect(field).to_have_value(re.compile(r":::spoiler\nDer Gärtner\.\n:::"))

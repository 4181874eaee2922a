"""An editor's day in a real browser: typing, losing the connection, pictures, and two people at once."""

import pytest

from reviews.content import current_content
from reviews.models import Review
from reviews.tests.test_importing_reference import PAGE
from tests.making import make_draft, make_files, make_picture, make_review
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser

SAVED = "#zustand[data-state=saved]:has-text('Gespeichert um')"


def open_desk(browse, member, review, **options):
    page = browse(**options)
    sign_in(page, member.name)
    page.goto(f"/redaktion/kritiken/{review.pk}/")
    return page


def stored(review):
    return current_content(Review.objects.get(pk=review.pk))


def test_what_is_typed_is_saved_by_itself_and_is_there_after_a_reload(browse, editor):
    review = make_draft(editor)
    page = open_desk(browse, editor, review)
    page.fill("[name=text]", "Von selbst gespeichert.")
    page.wait_for_selector(SAVED)
    assert stored(review)["text"] == "Von selbst gespeichert."
    page.reload()
    assert page.input_value("[name=text]") == "Von selbst gespeichert."


def test_a_lost_network_loses_no_word(browse, editor):
    review = make_draft(editor)
    page = open_desk(browse, editor, review)
    page.context.set_offline(True)
    page.fill("[name=text]", "Im Tunnel getippt.")
    page.wait_for_selector("[data-when=offline]:visible")
    page.type("[name=text]", " Und weiter.")
    page.context.set_offline(False)
    page.wait_for_selector(SAVED)
    assert stored(review)["text"] == "Im Tunnel getippt. Und weiter."


def test_a_server_killed_while_saving_loses_no_word(browse, editor, running_site):
    review = make_draft(editor)
    page = open_desk(browse, editor, review)
    page.fill("[name=text]", "Vor dem Absturz.")
    page.wait_for_selector(SAVED)
    page.fill("[name=text]", "Während des Absturzes.")
    running_site.kill()
    page.wait_for_selector("[data-when=offline]:visible")
    running_site.start()
    page.wait_for_selector(SAVED)
    assert stored(review)["text"] == "Während des Absturzes."


def test_an_ended_session_loses_no_word(browse, editor):
    review = make_draft(editor)
    page = open_desk(browse, editor, review)
    page.context.clear_cookies(name="sessionid")
    page.fill("[name=text]", "Abgemeldet getippt.")
    page.wait_for_selector("#zustand:has-text('abgemeldet')")
    other = page.context.new_page()
    sign_in(other, editor.name)
    other.close()
    page.evaluate("dispatchEvent(new Event('focus'))")
    page.wait_for_selector(SAVED)
    assert stored(review)["text"] == "Abgemeldet getippt."


def test_what_a_save_refuses_is_said_at_the_field_until_it_is_right(browse, editor):
    page = open_desk(browse, editor, make_draft(editor))
    page.fill("[name=score]", "7,3")
    page.fill("[name=title]", "")
    page.wait_for_selector("#zustand:has-text('2 Felder brauchen dich')")
    page.click("#zustand a:has-text('Wertung')")
    score = page.locator("[name=score][aria-invalid=true]")
    assert score.evaluate("it => document.activeElement === it")
    assert page.text_content(f"#{score.get_attribute('aria-describedby')}") == "Halbe Punkte, bitte: 7 oder 7,5."
    score.fill("7,5")
    page.wait_for_selector("#zustand:has-text('1 Feld braucht dich')")
    assert page.locator("[name=score][aria-invalid], #id_score_error").count() == 0
    page.fill("[name=title]", "Ein Titel")
    page.wait_for_selector(SAVED)
    assert page.locator("[aria-invalid]").count() == 0


def test_without_javascript_an_ended_session_keeps_the_whole_form(browse, editor):
    review = make_draft(editor, pictures=1)
    page = open_desk(browse, editor, review, javascript=False)
    page.fill("[name=text]", "Ohne Skript getippt.")
    page.fill("[name=bild-1-caption]", "Neue Unterschrift")
    page.context.clear_cookies(name="sessionid")
    page.click("section[aria-labelledby=bl] ~ .savebar button.first")
    assert page.input_value("textarea#kept") == "Ohne Skript getippt."
    again = page.context.new_page()
    sign_in(again, editor.name)
    page.click("text=Noch einmal abschicken")
    if page.locator("textarea#kept").count():
        page.click("text=Noch einmal abschicken")
    content = stored(review)
    assert (content["text"], content["stills"][0]["caption"]) == ("Ohne Skript getippt.", "Neue Unterschrift")


@pytest.mark.parametrize("javascript", [True, False])
def test_two_editors_at_once_lose_no_word(browse, editor, chief_editor, javascript):
    review = make_draft(editor)
    mine = open_desk(browse, editor, review, javascript=javascript)
    theirs = open_desk(browse, chief_editor, review, javascript=javascript)
    for page, text in ((theirs, "Von der Chefin."), (mine, "Von mir.")):
        page.fill("[name=text]", text)
        page.click(".savebar button.first")
        if javascript:
            page.wait_for_selector(f"{SAVED}, #zustand a")
    if javascript:
        mine.click("#zustand a:has-text('zusammenführen')")
    assert "Von der Chefin." in mine.text_content("main") and "Von mir." in mine.text_content("main")
    mine.click("label[for=text-1-b]")
    mine.click("text=Zusammenführen und speichern")
    assert stored(review)["text"] == "Von der Chefin.\n\nVon mir."


def test_files_are_dropped_and_a_bad_one_leaves_the_others(browse, editor):
    review = make_draft(editor)
    page = open_desk(browse, editor, review)
    page.fill("[name=teaser]", "Nebenbei getippt.")
    files = [{"name": f"{n}.jpg", "mimeType": "image/jpeg", "buffer": make_picture().read()} for n in range(3)]
    page.set_input_files("#files", [*files, {"name": "kaputt.jpg", "mimeType": "image/jpeg", "buffer": b"kein Bild"}])
    page.wait_for_selector(".strip [data-refused]:has-text('kaputt.jpg')")
    page.wait_for_selector("#bild-3")
    assert page.locator(".strip > li[data-number]").count() == 3
    page.fill("[name=bild-2-caption]", "Gleich beschriftet")
    page.wait_for_selector(SAVED)
    content = stored(review)
    assert (content["teaser"], content["stills"][1]["caption"]) == ("Nebenbei getippt.", "Gleich beschriftet")
    assert all(place["still"] for place in content["stills"])
    make_files(review)
    page.wait_for_selector("#bild-3 img")


def test_a_dropped_file_goes_up(browse, editor):
    import base64

    review = make_draft(editor)
    page = open_desk(browse, editor, review)
    data = base64.b64encode(make_picture().read()).decode()
    page.evaluate(
        """(data) => {
            const bytes = Uint8Array.from(atob(data), (char) => char.charCodeAt(0));
            const drop = new DataTransfer();
            drop.items.add(new File([bytes], "gezogen.jpg", { type: "image/jpeg" }));
            document.querySelector("[data-drop]").dispatchEvent(new DragEvent("drop", { dataTransfer: drop, bubbles: true, cancelable: true }));
        }""",
        data,
    )
    page.wait_for_selector("#bild-1 .picture .state:not([data-state=draft])")
    assert stored(review)["stills"][0]["still"]


def test_the_strip_is_sorted_by_key_by_button_and_by_drag(browse, editor):
    review = make_draft(editor, pictures=3)
    make_files(review)
    page = open_desk(browse, editor, review)

    def order():
        return [int(place.get_attribute("data-number")) for place in page.query_selector_all(".strip > li")]

    page.focus("#bild-1 [data-handle]")
    page.keyboard.press("ArrowRight")
    assert order() == [2, 1, 3] and "Bild 1 steht an Stelle 2 von 3" in page.text_content("[data-told]")
    assert page.evaluate("document.activeElement.closest('li').id") == "bild-1"
    page.click("#bild-3 [data-move='-1']")
    assert order() == [2, 3, 1]
    page.locator(".strip").scroll_into_view_if_needed()
    start, end = page.locator("#bild-1 [data-handle]").bounding_box(), page.locator("#bild-2 .picture").bounding_box()
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(end["x"] + 50, end["y"] + 60, steps=8)
    page.mouse.up()
    assert order() == [1, 2, 3]
    page.click("#bild-2 [data-move='1']")
    page.wait_for_selector(SAVED)
    assert [place["number"] for place in stored(review)["stills"]] == [1, 3, 2]


def test_a_click_into_the_picture_sets_its_middle_and_the_cuts_follow(browse, editor):
    review = make_draft(editor)
    from reviews import drafting

    drafting.add_picture(review, make_picture(size=(1000, 500)), "breit.jpg", by=editor)
    make_files(review)
    page = open_desk(browse, editor, review)
    box = page.locator("#bild-1 [data-aim] img").bounding_box()
    page.click("#bild-1 [data-aim] img", position={"x": box["width"] * 0.9, "y": box["height"] * 0.5})
    assert abs(int(page.input_value("[name=bild-1-focal_x]")) - 90) <= 1
    assert page.evaluate("document.querySelector('#bild-1 .cut-square').style.objectPosition").startswith("100%")
    page.fill("[name=bild-1-focal_x]", "0")
    assert page.evaluate("document.querySelector('#bild-1 .cut-square').style.objectPosition").startswith("0%")
    page.wait_for_selector(SAVED)
    assert stored(review)["stills"][0]["focal_x"] == 0


def test_a_role_completes_with_its_actor_in_the_middle_of_a_caption(browse, editor):
    review = make_draft(editor, pictures=1)
    page = open_desk(browse, editor, review)
    page.fill("[name=film-cast]", "Sunniva Dahlhaus = Elin Markgraf\nOle Sandvig")
    page.fill("[name=bild-1-caption]", "")
    page.type("[name=bild-1-caption]", "Nachts sucht El")
    options = page.eval_on_selector_all("#besetzung option", "all => all.map((one) => one.value)")
    assert options == ["Nachts sucht Elin Markgraf (Sunniva Dahlhaus)"]


def test_what_is_published_is_what_was_typed_last(browse, editor):
    review = make_draft(editor)
    page = open_desk(browse, editor, review)
    page.fill("[name=text]", "Eben erst getippt.")
    page.click("text=Jetzt veröffentlichen")
    page.wait_for_selector("article")
    assert "Eben erst getippt." in page.text_content("article")


@pytest.mark.skipif(not PAGE.exists(), reason="the reference page is not here")
def test_the_reference_page_and_ten_stills_are_published_with_thirty_clicks(browse, editor, tmp_path):
    pictures = []
    for n in range(10):
        path = tmp_path / f"{n:02}.jpg"
        path.write_bytes(make_picture(size=(1000, 418)).read())
        pictures.append(str(path))
    page = browse()
    sign_in(page, editor.name)
    page.goto("/redaktion/")
    clicks = []

    def click(selector):
        clicks.append(selector)
        page.click(selector)

    def choose(field, files):
        clicks.append(field)
        page.set_input_files(field, files)

    def write(field, text):
        clicks.append(field)
        page.fill(field, text)

    click("text=Texte importieren")
    choose("[name=texts]", str(PAGE))
    choose("[name=pictures]", pictures)
    click("button:has-text('Importieren')")
    click("text=Zur Bearbeitung")
    click("summary:has-text('Angaben für alle Bilder')")
    write("[name=alle-credit]", "Verleih")
    click("text=Nur leere Felder füllen")
    for n in range(1, 11):
        write(f"[name=bild-{n}-alt]", f"Bild {n} zeigt eine Gestalt")
    for n in range(5, 11):
        write(f"[name=bild-{n}-caption]", f"Unterschrift {n}")
    click("text=Jetzt veröffentlichen")
    page.wait_for_selector("article")
    review = Review.objects.get()
    assert review.is_published and review.stills.exclude(still=None).count() == 10
    assert len(clicks) <= 30


def test_a_guest_opens_a_picture_for_sixteen_with_one_click(browse, editor):
    from reviews.models import Still

    review = make_review(editor, pictures=1)
    make_files(review)
    Still.objects.update(min_age=16)
    asked = []
    page = browse()
    page.on("request", lambda request: asked.append(request.url))
    page.goto(review.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert not any("/bilder/" in url for url in asked)
    page.click("details.veil summary")
    page.wait_for_selector("details.veil img")
    assert page.locator("details.veil img").is_visible()

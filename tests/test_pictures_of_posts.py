"""Pictures in posts in a real browser: dropped while somebody writes, or sent by the form itself."""

import pytest

from forum import picture_files, posting
from forum.models import Post, PostPicture
from tests.judging import faults_in, findings_of
from tests.making import make_board, make_picture, make_post_with_picture
from tests.test_journeys import sign_in

pytestmark = pytest.mark.browser


@pytest.fixture
def site_settings():
    return {"POST_PICTURES": "members"}


@pytest.fixture(autouse=True)
def allowed(settings, site_settings):
    settings.POST_PICTURES = site_settings["POST_PICTURES"]


@pytest.fixture
def files(tmp_path):
    paths = [tmp_path / "kino.jpg", tmp_path / "foyer.png"]
    for path, kind in zip(paths, ("JPEG", "PNG"), strict=True):
        path.write_bytes(make_picture(size=(900, 600), kind=kind).read())
    return paths


@pytest.fixture
def thread(other_member):
    return posting.open_thread(make_board("Foyer"), by=other_member, title="Kinos", source="Eures?", form_key="t")


def make_waiting_files():
    for pk in PostPicture.objects.filter(state="waiting").values_list("pk", flat=True):
        picture_files.prepare(pk)


def test_pictures_chosen_while_writing_arrive_one_by_one_and_stand_in_the_post(thread, browse, files, member, tmp_path):
    page = browse()
    faults = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda line: faults.append(line.text) if line.type == "error" else None)
    sign_in(page, member.name)
    page.goto(thread.get_absolute_url())
    page.fill("#body", "Mein Kino:")
    broken = tmp_path / "scherz.jpg"
    broken.write_bytes(b"kein Bild")
    page.set_input_files("#bilder", [*files, broken])
    page.wait_for_selector(".tray [data-refused]")
    assert "„scherz.jpg“ ist kein Bild" in page.inner_text(".tray [data-refused]")
    assert page.input_value("#body") == "Mein Kino:\n\n[[bild 1]]\n\n[[bild 2]]\n\n"
    assert "„foyer.png“ ist Bild 2" in page.inner_text(".tray [data-told]")
    page.fill("#alt-1", "Das Kino")
    page.fill("#alt-2", "Das Foyer")
    assert [fault for fault in faults if "422" not in fault] == []
    page.click("#antworten button.first")
    page.wait_for_selector(".messages")
    assert [picture.alt for picture in Post.objects.get(author=member).pictures.order_by("number")] == [
        "Das Kino",
        "Das Foyer",
    ]
    make_waiting_files()
    guest = browse()
    guest.goto(thread.get_absolute_url())
    pictures = guest.locator("article.post figure.picture img")
    pictures.last.scroll_into_view_if_needed()
    are_there = "[...document.querySelectorAll('.picture img')].every((img) => img.naturalWidth > 0)"
    for _ in range(100):  # not by `wait_for_function`: it evaluates in the page, which our policy forbids
        if guest.evaluate(are_there):
            break
        guest.wait_for_timeout(100)
    assert guest.evaluate(are_there)
    assert [picture.get_attribute("alt") for picture in pictures.all()] == ["Das Kino", "Das Foyer"]
    assert guest.context.cookies() == []


def test_a_dropped_picture_stands_where_the_cursor_was(thread, browse, files, member):
    page = browse()
    sign_in(page, member.name)
    page.goto(thread.get_absolute_url())
    page.fill("#body", "Davor\n\nDanach")
    page.evaluate("body.focus(); body.setSelectionRange(5, 5)")
    data = page.evaluate_handle(
        """(bytes) => { const data = new DataTransfer();
        data.items.add(new File([new Uint8Array(bytes)], "kino.jpg")); return data; }""",
        list(files[0].read_bytes()),
    )
    page.dispatch_event("#body", "drop", {"dataTransfer": data})
    page.wait_for_selector('.tray li[data-number="1"]')
    assert page.input_value("#body").split() == ["Davor", "[[bild", "1]]", "Danach"]


def test_without_scripts_the_form_takes_pictures_and_lets_them_go(thread, browse, files, member):
    page = browse(javascript=False)
    sign_in(page, member.name)
    page.goto(thread.get_absolute_url())
    page.fill("#body", "Mein Kino:")
    page.set_input_files("#bilder", files)
    page.click("text=Bilder hochladen")
    page.click("text=Herausnehmen >> nth=1")
    assert page.input_value("#body").split() == ["Mein", "Kino:", "[[bild", "1]]"]
    page.fill("#alt-1", "Das Kino")
    page.click("#antworten button.first")
    assert page.locator('svg.placeholder-frame[aria-label="Das Kino"]').count() == 1
    assert PostPicture.objects.visible_to(member).count() == 1


def test_enter_in_a_title_opens_the_thread_and_takes_no_picture_out(thread, browse, files, member):
    page = browse()
    sign_in(page, member.name)
    page.goto(f"{thread.board.get_absolute_url()}neues-thema/")
    page.fill("#body", "Mein Kino:")
    page.set_input_files("#bilder", files[0])
    page.fill("#alt-1", "Das Kino")
    page.fill("[name=title]", "Fotos")
    page.press("[name=title]", "Enter")
    page.wait_for_url("**/thema/**")
    assert page.locator("h1").inner_text() == "Fotos" and PostPicture.objects.get().alt == "Das Kino"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_forms_with_pictures_can_be_used_by_all(
    thread, browse, member, moderator, axe_source, scheme, files, tmp_path_factory
):
    folder = tmp_path_factory.mktemp("pages")
    post, _ = make_post_with_picture(thread, member)
    page = browse(bypass_csp=True, color_scheme=scheme, width=390)
    sign_in(page, member.name)
    page.goto(f"/beitrag/{post.pk}/bearbeiten/")
    page.set_input_files("#bilder", files[0])
    page.wait_for_selector('.tray li[data-number="2"]')
    assert findings_of(page, axe_source) == []
    assert page.evaluate("document.documentElement.scrollWidth") == 390
    (folder / "bearbeiten.html").write_text(page.request.get(f"/beitrag/{post.pk}/bearbeiten/").text())
    (folder / "thema.html").write_text(page.request.get(thread.get_absolute_url()).text())
    judge = browse(bypass_csp=True, color_scheme=scheme)
    sign_in(judge, moderator.name)
    judge.goto(f"/moderation/beitrag/{post.pk}/")
    judge.click("text=Ein Bild endgültig löschen")
    assert findings_of(judge, axe_source) == []
    (folder / "moderieren.html").write_text(judge.request.get(f"/moderation/beitrag/{post.pk}/").text())
    assert faults_in(folder) == []

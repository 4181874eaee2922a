"""A trailer: by its address, with its own rating, and nothing of its provider before a click."""

import pytest

from reviews import publishing
from reviews.content import snapshot
from reviews.models import Film, Trailer
from reviews.tests.test_desk import post
from reviews.trailers import trailer_in
from tests.making import make_draft, make_files, make_review, save

VIDEO = "abcdefghij_"


@pytest.mark.parametrize(
    ("address", "found"),
    [
        (f"https://www.youtube.com/watch?v={VIDEO}", ("youtube", VIDEO)),
        (f"https://www.youtube.com/watch?list=x&v={VIDEO}&t=3", ("youtube", VIDEO)),
        (f" https://youtu.be/{VIDEO}?si=1 ", ("youtube", VIDEO)),
        (f"https://m.youtube.com/shorts/{VIDEO}", ("youtube", VIDEO)),
        ("https://vimeo.com/123456789", ("vimeo", "123456789")),
        ("https://player.vimeo.com/video/123456789", ("vimeo", "123456789")),
        (f"https://youtube.example/watch?v={VIDEO}", None),
        (f"https://www.youtube.com/watch?v={VIDEO}zuviel", None),
        ("javascript:alert(1)", None),
        ("https://vimeo.com/٣٣٣٣٣٣٣", None),
        ("", None),
    ],
)
def test_an_address_tells_provider_and_id(address, found):
    assert trailer_in(address) == found


@pytest.mark.django_db
def test_an_editor_adds_and_removes_a_trailer(signed_in, editor, as_guest):
    client, review = signed_in(editor), make_draft(editor)
    address = {"trailers-0-address": f"https://youtu.be/{VIDEO}", "trailers-0-fsk": "12"}
    post(client, review, **address, text="Erst.\n\n[[trailer]]\n\nDann.")
    publishing.publish(review, by=editor)
    page = as_guest.get(review.get_absolute_url()).content.decode()
    assert page.count("data-trailer") == 1 and page.index("Erst.") < page.index("data-trailer") < page.index("Dann.")
    assert "FSK ab 12" in page and f"https://www.youtube.com/watch?v={VIDEO}" in page
    post(client, review, **{"trailers-0-address": ""})
    publishing.publish_change(review, by=editor)
    assert not Trailer.objects.exists()
    assert "data-trailer" not in as_guest.get(review.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_a_trailer_without_mark_stands_after_the_text(signed_in, editor, as_guest):
    review = make_draft(editor)
    post(signed_in(editor), review, **{"trailers-0-address": "https://vimeo.com/123456789"})
    publishing.publish(review, by=editor)
    assert "data-trailer" in as_guest.get(review.get_absolute_url()).content.decode()


@pytest.mark.django_db
def test_an_unknown_address_is_refused_in_german(signed_in, editor):
    answer = post(signed_in(editor), make_draft(editor), **{"trailers-0-address": "https://boese.example/x"})
    assert answer.status_code == 422 and "keine Adresse eines Videos" in answer.content.decode()


@pytest.mark.django_db
def test_a_save_from_before_trailers_were_facts_keeps_them(editor):
    review = make_draft(editor)
    Trailer.objects.create(film=review.film, provider="vimeo", external_id="123456789")
    content = snapshot(review)
    del content["film"]["trailers"]
    save(review, content | {"film": content["film"] | {"runtime": 99}}, by=editor)
    assert Film.objects.get().runtime == 99 and Trailer.objects.count() == 1


@pytest.mark.browser
def test_the_player_is_asked_only_after_the_click(browse, editor):
    review = make_review(editor, pictures=1)
    make_files(review)
    Trailer.objects.create(film=review.film, provider="youtube", external_id=VIDEO)
    asked = []
    page = browse()
    page.route("**/*youtube*/**", lambda route: (asked.append(route.request.url), route.abort()))
    page.goto(review.get_absolute_url())
    page.wait_for_load_state("networkidle")
    assert asked == [] and page.locator("iframe").count() == 0
    page.click("[data-trailer] a")
    page.wait_for_selector("[data-trailer] iframe")
    page.wait_for_timeout(300)
    assert asked[0].startswith("https://www.youtube-nocookie.com/embed/")

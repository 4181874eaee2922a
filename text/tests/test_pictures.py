"""`[[bild n]]` in posts: a picture where it is known, text where it is not."""

from text.excerpts import excerpt
from text.markdown import render_post
from text.pictures import has_marks, in_words, put_in, with_mark, without_mark
from text.tests.strict import read

PICTURES = {1: (71, "Ein Kino bei Nacht"), 2: (72, 'Schild „<b>" & Co'), 3: None, 4: (74, "")}


def html_of(source):
    rendered = render_post(source, pictures=PICTURES)
    read(rendered.html)
    return rendered.html


def test_a_known_picture_stands_at_its_mark_with_its_words():
    rendered = render_post("Davor\n[[bild 1]]\nDanach", pictures=PICTURES)
    assert rendered.html == '<p>Davor</p>\n<figure data-picture="71">[Bild: Ein Kino bei Nacht]</figure>\n<p>Danach</p>'
    assert rendered.pictures == (71,)


def test_a_mark_nobody_uploaded_a_picture_for_changes_nothing():
    source = "Davor\n[[bild 9]]\nDanach [[bild 1]] im Satz\n\n    [[bild 1]]\n\n```\n[[bild 1]]\n```"
    assert render_post(source, pictures=PICTURES) == render_post(source)
    assert render_post("[[bild 1]]").html == "<p>[[bild 1]]</p>"


def test_a_picture_is_shown_once_however_often_it_is_marked():
    assert html_of("[[bild 1]]\n[[bild 1]]").count("<figure") == 1


def test_words_of_a_picture_are_no_html():
    assert html_of("[[bild 2]]") == ('<figure data-picture="72">[Bild: Schild „&lt;b&gt;" &amp; Co]</figure>')


def test_a_picture_that_is_gone_says_so_and_has_no_id():
    rendered = render_post("[[bild 3]]", pictures=PICTURES)
    assert (rendered.html, rendered.pictures) == ("<figure>[Bild entfernt]</figure>", ())


def test_a_picture_may_hide_in_a_spoiler_a_list_or_a_quotation():
    assert '<div>\n<figure data-picture="71">' in html_of(":::spoiler Der Film\n[[bild 1]]\n:::")
    assert '<blockquote>\n<figure data-picture="71">' in html_of("> [[bild 1]]")
    assert '<li>\n<p>a</p>\n<figure data-picture="71">' in html_of("- a\n\n  [[bild 1]]")


def test_other_channels_get_the_words_and_of_hidden_pictures_nothing():
    assert excerpt(html_of("Sieh an:\n[[bild 1]]\n[[bild 4]]")) == "Sieh an: [Bild: Ein Kino bei Nacht] [Bild]"
    assert excerpt(html_of(":::spoiler\n[[bild 1]]\n:::")) == "[Spoiler]"


def test_pictures_are_put_in_by_id_and_the_words_remain_of_others():
    html = html_of("[[bild 1]]\n[[bild 4]]")
    assert put_in(html, {71: "<picture>"}) == '<picture>\n<figure data-picture="74">[Bild]</figure>'


def test_a_new_mark_goes_below_the_text_and_no_mark_is_written_twice():
    assert with_mark("Text\r\n", 1) == "Text\n\n[[bild 1]]\n"
    assert with_mark("", 1) == "[[bild 1]]\n"
    assert with_mark("a\r\n[[Bild  1]]\r\nb", 1) == "a\r\n[[Bild  1]]\r\nb"
    assert with_mark("[[bild 11]]", 1).endswith("\n\n[[bild 1]]\n")


def test_a_mark_goes_without_a_gap():
    assert without_mark("a\r\n\r\n[[bild 1]]\r\n\r\nb", 1) == "a\n\nb"
    assert without_mark("a\n[[bild 11]]\n\n\n\nb", 1) == "a\n[[bild 11]]\n\n\n\nb"


def test_a_quote_takes_words_along_and_no_picture():
    source = "Oh\n> [[bild 1]]\n[[bild 9]]"
    assert in_words(source, {1: "Ein *Stern*"}) == "Oh\n> [Bild: Ein \\*Stern\\*]\n[[bild 9]]"
    assert has_marks(source) and not has_marks("Bild 1")

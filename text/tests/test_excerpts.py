import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from text.excerpts import excerpt, plain_text
from text.markdown import render_post
from text.tests.strict import read, readable
from text.tests.writing import heaps, written_posts

ALL = 10**6


def shortened(source, length=200):
    return excerpt(render_post(source).html, length=length)


def test_excerpt_of_a_post_is_its_plain_text():
    source = "Ein **guter** Film,\n[sagt](http://a.de) die Kritik.\n\n- Ton\n- Bild & mehr\n\n> und `x < y`"
    assert shortened(source) == "Ein guter Film, sagt die Kritik. Ton Bild & mehr und x < y"


def test_excerpt_names_the_title_of_a_spoiler_and_nothing_of_its_text():
    source = "Am Ende\n\n:::spoiler Firnruhe & Co.\ngeheim\n:::\n\n:::spoiler\ngeheim\n:::\n\nist ||geheim|| alles gut."
    assert shortened(source) == "Am Ende [Spoiler: Firnruhe & Co.] [Spoiler] ist [Spoiler] alles gut."


def test_excerpt_leaves_out_quotes_of_posts_if_anything_else_remains():
    quote = ":::zitat 5\nalt ||geheim||\n:::\n\n"
    assert shortened(quote + "neu") == "neu"
    assert shortened(quote) == "alt [Spoiler]"
    assert shortened("> ein Satz aus dem Film\n\nneu") == "ein Satz aus dem Film neu"


def test_excerpt_ends_at_a_word():
    assert shortened("Ein Satz über den Film.", 15) == "Ein Satz über\N{NO-BREAK SPACE}…"
    assert shortened("Ein Satz, über den Film.", 12) == "Ein Satz\N{NO-BREAK SPACE}…"
    assert shortened("Donaudampfschifffahrt", 10) == "Donaudamp…"
    assert shortened("Ein Satz.", 9) == "Ein Satz."


@pytest.mark.parametrize(
    "source",
    [
        ":::spoiler\ngeheim",
        ":::spoiler\ngeheim\n\n:::zitat 5\ngeheim\n:::\ngeheim",
        "> :::spoiler\n> geheim\n> - geheim\n\nsichtbar",
        "- :::spoiler\n  geheim\n  :::\n- sichtbar",
        "sichtbar ||geheim\ngeheim",
        "sichtbar **||geheim** geheim|| sichtbar",
        "[sichtbar ||geheim](http://a.de) geheim||",
        "sichtbar`a||b` ||geheim `x` geheim",
        ":::spoiler " + "geheim " * 20 + "\ngeheim",
        ":::spoiler Film ||geheim||\ngeheim",
        ":::spoiler geheim :::\ngeheim",
        ":::SPOILER\ngeheim\n```\n:::\n```\ngeheim",
        "::: spoiler: sichtbar\ngeheim\n\n    :::\n\ngeheim",
        "> " * 30 + ":::spoiler\n" + "> " * 30 + "geheim",
        "- " * 30 + ":::spoiler geheim\n" + "  " * 30 + "geheim",
        ":::spoiler\n" * 30 + "geheim\n" + ":::\n" * 29 + "geheim",
        ":::spoiler\n" * 30 + "geheim\n" + ":::\n" * 30 + "sichtbar",
        "sichtbar\n:::spoiler\ngeheim",
        "> " * 30 + "sichtbar ||geheim",
    ],
)
def test_no_excerpt_tells_what_a_spoiler_hides(source):
    assert "geheim" not in shortened(source, ALL)
    assert ("sichtbar" in source) == ("sichtbar" in shortened(source, ALL))


@settings(max_examples=150, deadline=None)
@given(written_posts())
def test_excerpt_has_all_words_that_are_shown_and_none_that_is_hidden(post):
    text = shortened(post.source, ALL)
    assert not [word for word in post.hidden if word in text]
    assert not [word for word in post.shown if word not in text]


@settings(max_examples=300, deadline=None)
@given(heaps, st.integers(10, 300))
@example("||geheim", 20)
def test_excerpt_says_what_the_page_shows_with_its_spoilers_closed(source, length):
    html = render_post(source).html
    page = read(html)
    shown = readable(page, with_quotes=False).split() or readable(page, with_quotes=True).split()
    assert excerpt(html, length=ALL) == " ".join(shown)
    assert len(excerpt(html, length=length)) <= length


@pytest.mark.parametrize(
    "html",
    [
        "<details><summary>geheim</summary>geheim</details> sichtbar",
        "<DETAILS CLASS=spoiler><SUMMARY>Spoiler: Titel</SUMMARY>geheim</DETAILS> sichtbar",
        '<details class="spoiler"><!-- </details> -->geheim</details> sichtbar',
        '<details class="spoiler"><b title="</details>">geheim</b></details> sichtbar',
        '<details class="spoiler"><style></details></style>geheim</details> sichtbar',
        '<details class="spoiler"><summary>Spoiler: geheim<p>geheim</p></details> sichtbar',
        'sichtbar <details class="spoiler"><div><details></details>geheim',
        '<p>sichtbar <details class="spoiler inline"><summary>Spoiler</summary>geheim</p>geheim',
    ],
)
def test_no_excerpt_of_foreign_html_tells_what_its_details_hide(html):
    told = excerpt(html)
    assert "geheim" not in told
    assert "sichtbar" in told


def test_excerpt_parts_blocks_and_skips_empty_ones():
    assert excerpt("<p>a</p><p>b<br>c</p><ul><li>d</li><li>e</li></ul>") == "a b c d e"
    assert shortened("-\n" * 500 + "- Ende") == "Ende"


def test_excerpt_of_plain_text_is_this_text():
    assert excerpt("5 < 6 & 7 > 3") == "5 < 6 & 7 > 3"
    assert excerpt("") == ""


@pytest.mark.parametrize(
    ("source", "text"),
    [
        ("Eins\nzwei\n\nDrei", "Eins\nzwei\n\nDrei"),
        ("a ||b|| c", "a [Spoiler] c"),
        (":::spoiler Der Turm\nEr springt.\n:::\nUnd dann", "[Spoiler: Der Turm]\n\nUnd dann"),
        (":::spoiler\nEr ||springt||.\n\n> tief\n:::\nEnde", "[Spoiler]\n\nEnde"),
        ("> außen\n>\n> > innen", "> außen\n\n> > innen"),
        ("```\nzwei  Räume\n\nx\n```", "zwei  Räume\n\nx"),
        ("1. a\n2. b\n\nc & d < e", "- a\n\n- b\n\nc & d < e"),
        ("[Wort](https://a.example/?x=1&y=2) https://b.example", "Wort <https://a.example/?x=1&y=2> https://b.example"),
        ("vor\n\n---\n\nnach", "vor\n\n---\n\nnach"),
        ("", ""),
    ],
)
def test_a_whole_text_keeps_its_paragraphs_and_loses_its_spoilers(source, text):
    assert plain_text(render_post(source).html) == text


@settings(max_examples=150, deadline=None)
@given(written_posts())
def test_a_whole_text_has_all_words_that_are_shown_and_none_that_is_hidden(post):
    text = plain_text(render_post(post.source).html)
    assert not [word for word in post.hidden if word in text]
    assert not [word for word in (*post.shown, *post.quoted) if word not in text]


@settings(max_examples=300, deadline=None)
@given(heaps)
def test_a_whole_text_has_the_words_of_an_excerpt(source):
    html = render_post(source).html
    words = [word for word in excerpt(html, length=ALL).split() if word.isalnum()]
    text = plain_text(html)
    assert [word for word in words if word not in text] == []


def test_foreign_html_becomes_text_too():
    assert plain_text("<script>x</script><p onclick=x>Da</p><details><p>weg</p></details>") == "Da\n\n[Spoiler]"

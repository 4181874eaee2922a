"""Text of safe HTML with its places, and links put in."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from text.markdown import render_review
from text.passages import Link, link_passages, passages_of

TITLES = re.compile("„([^“]+)“")


def linked(html):
    found = passages_of(html)
    links = [Link(p, m.start(1), m.end(1), "/x/") for p in found for m in TITLES.finditer(p.text)]
    return link_passages(html, links)


@pytest.mark.parametrize(
    ("html", "expected"),
    [
        ("<p>Wie „Up“, nur kürzer.</p>", '<p>Wie „<a href="/x/">Up</a>“, nur kürzer.</p>'),
        ("<p>„A &amp; B“</p>", '<p>„<a href="/x/">A &amp; B</a>“</p>'),
        ("<p>„<em>Up</em>“</p>", '<p>„<em><a href="/x/">Up</a></em>“</p>'),
        ("<p>„Up <em>und</em> weg“</p>", '<p>„<a href="/x/">Up <em>und</em> weg</a>“</p>'),
        ("<p>„Up <em>und weg“ sagt</em> er</p>", "<p>„Up <em>und weg“ sagt</em> er</p>"),
        ("<p>„Up</p><p>weg“</p>", "<p>„Up</p><p>weg“</p>"),
        ('<p><a href="/y/">„Up“</a></p>', '<p><a href="/y/">„Up“</a></p>'),
        ("<p><code>„Up“</code></p>", "<p><code>„Up“</code></p>"),
        ("<ul><li>„Up“</li></ul>", '<ul><li>„<a href="/x/">Up</a>“</li></ul>'),
    ],
)
def test_a_link_goes_around_what_was_said(html, expected):
    assert linked(html) == expected


def test_paragraphs_are_counted_and_other_blocks_are_none():
    found = passages_of(
        "<h2>Vorn</h2><p>Eins</p><blockquote><p>Zwei</p></blockquote><ul><li>Punkt</li></ul><p>Drei</p>"
    )
    assert [(passage.text, passage.number) for passage in found] == [
        ("Vorn", 0), ("Eins", 1), ("Zwei", 2), ("Punkt", 0), ("Drei", 3),
    ]  # fmt: skip


@settings(max_examples=200, deadline=None)
@given(text=st.text(alphabet="„“Ab *_`<&>[]()#\n|", max_size=80))
def test_any_text_keeps_its_words_and_stays_whole(text):
    html = render_review(text)
    without = re.sub(r'<a href="/x/">(.*?)</a>', r"\1", linked(html), flags=re.S)
    assert without == html
    opened = len(re.findall("<a ", linked(html)))
    assert opened == linked(html).count("</a>")

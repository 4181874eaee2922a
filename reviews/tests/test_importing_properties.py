"""For any text and any bytes: nothing is lost, nothing becomes markup, nothing breaks."""

import html
import re
import string

from hypothesis import example, given, settings
from hypothesis import strategies as st

from reviews.importing.decoding import decode
from reviews.importing.outcome import Outcome, as_json, as_lines
from reviews.importing.page import Block, Refused, ReviewText
from reviews.importing.places import first_numbers, numbers_for, source_of
from reviews.importing.plaintext import read_page
from reviews.importing.sources import Source
from reviews.tests.importing_pages import facts_row, footer_row, page_text
from text.markdown import render_review

MARKUP = "*_`~|[]()<>#+-.!:&\\1 \t„“a"
markup = st.text(MARKUP, max_size=60)
likely = st.sampled_from(
    [
        "[[bild 2]]",
        "[[trailer]]",
        "<script>alert(1)</script>",
        "# Kein Titel",
        "1. Keine Liste",
        "- kein Punkt",
        "||kein Spoiler||",
        ":::spoiler",
        "> kein Zitat",
        "[kein](https://verweis.example)",
        "<https://verweis.example>",
        "&amp; &#42; &lt;b&gt;",
        "***",
        "```",
        "\\*",
        "@Jule @„Jule Wiebrandt“",
        "http://verweis.example/%C3%A4?x=1&y=2",
        "www.verweis.example",
        "a@b.example",
    ]
)
any_letter = st.characters(exclude_characters="\0", exclude_categories=["Cs"])
line = st.one_of(
    likely, markup, st.text(any_letter, max_size=80), st.lists(st.one_of(likely, markup), max_size=4).map(" ".join)
)


def visible(source):
    """What a reader sees of the stored text, white space single."""
    rendered = re.sub(r"<figure[^>]*></figure>", "", render_review(source))
    return " ".join(html.unescape(re.sub(r"<[^>]*>", "", rendered)).split())


def printed(paragraphs):
    return " ".join(" ".join(paragraphs).split())


@settings(max_examples=500, deadline=None)
@given(st.lists(line, max_size=6))
@example(["[[bild 2]]", "[[trailer]]"])
def test_any_line_of_the_source_appears_letter_by_letter(lines):
    text = decode(("\n" + page_text("\nEin Vorspann\n" + "\n".join(lines))).encode(errors="replace")).text
    review = read_page(text).review
    assert visible(source_of(review, first_numbers(review))) == printed(review.paragraphs)


def names_nobody(text):
    """A © with something behind it is one more byline, wherever it stands above the last."""
    return not re.match(r"(?:©\s*|\([cC]\)\s+)\S", text.strip())


@settings(max_examples=200, deadline=None)
@given(st.lists(line.filter(str.strip).filter(names_nobody), min_size=1, max_size=6))
@example(["©"])
def test_no_paragraph_is_lost_on_the_way_into_the_page(lines):
    """Every visible character of the body is in exactly one of teaser, paragraphs, captions and trailer line."""
    body = "\n\n" + "\n".join(lines)
    text = decode(page_text(body, tail="\n© Jule Wiebrandt\n").encode(errors="replace")).text
    review = read_page(text).review
    kept = printed([review.teaser, *(block.text for block in review.blocks)])
    lines_of_body = text.split("\n")[1:]
    below = next(n for n in reversed(range(len(lines_of_body))) if lines_of_body[n].startswith("© Jule Wiebrandt"))
    expected = [raw for raw in lines_of_body[:below] if any(c.isprintable() and not c.isspace() for c in raw)]
    assert kept == printed(expected)


@settings(max_examples=500, deadline=None)
@given(st.binary(max_size=400))
def test_no_bytes_break_the_reading(data):
    assert_read_or_refused(data)


piece = st.one_of(
    st.sampled_from(["\n", "\n\n", "__", " | ", "| ", ": ", "© ", "(", ")", "„", "“", "?", ".", " und ", ", ", " & ", "ab "]),
    st.sampled_from(["Originaltitel: ", "Regie: ", "Darsteller: ", "Erscheinungsjahr: ", "FSK: ", "Blu Ray/DVD: ", "Ja/Nein"]),
    st.sampled_from(["5.6.2026", "99.99.9999", "2. Quartal 2026", "Runa Eikeland", "Solveig", "(II)", "u.a.", "0", "2019-"]),
    st.text(string.printable + "äöüßÄéŁø…", max_size=12),
    st.text(max_size=6),
)  # fmt: skip


@settings(max_examples=1000, deadline=None)
@given(st.lists(piece, max_size=40).map("".join), st.booleans())
def test_no_text_breaks_the_reading(text, has_title):
    assert_read_or_refused(((facts_row()[:-3] if has_title else "") + text).encode(errors="replace"))


@settings(max_examples=300, deadline=None)
@given(st.dictionaries(st.sampled_from(["label", "fsk", "cut", "discs"]), st.lists(piece, max_size=8).map("".join)))
def test_no_footer_breaks_the_reading(values):
    text = page_text(footer=footer_row(**{name: value.replace("\n", " ") for name, value in values.items()}))
    assert_read_or_refused(text.encode(errors="replace"))


def assert_read_or_refused(data):
    """Refused with a sentence, or read into values that can be written down and stored."""
    source = Source(None, "0" * 64, data)
    try:
        page = read_page(decode(data).text)
    except Refused as reason:
        assert str(reason).endswith(".")
        return
    outcome = Outcome(source, "new", page, page.doubts)
    shape = {"source": None} | as_json_without_name(outcome)
    assert set(shape) >= {"film", "review", "release", "doubts"} and as_lines(outcome)
    assert 0 < len(page.film.original_title) <= 200
    assert all(0 < len(name) <= 120 for name in (*page.film.cast, *page.film.directors, *page.film.roles.values()))
    assert all(doubt.text and len(doubt.text) <= 500 and len(doubt.field) <= 60 for doubt in page.doubts)
    assert all(len(caption) <= 500 for caption in page.review.captions)
    assert len({(named.place, named.paragraph, named.offset) for named in page.mentions}) == len(page.mentions)
    lines = {"teaser": page.review.teaser, "trailer": page.review.trailer}
    for named in page.mentions:
        text = lines[named.place] if named.place in lines else page.review.paragraphs[named.paragraph - 1]
        assert text[named.offset :].startswith(named.text if not named.is_person else named.text.split()[0])


def as_json_without_name(outcome):
    from pathlib import Path

    return as_json(
        Outcome(Source(Path("x.txt"), outcome.source.sha256, b""), outcome.kind, outcome.page, outcome.doubts)
    )


captions = st.lists(st.sampled_from(["Eins", "Zwei", "Drei", "Vier"]), max_size=5)


@given(captions, captions, st.integers(0, 3))
def test_numbers_are_given_once_and_the_same_caption_keeps_its_own(before, after, gap):
    places = [(number, caption) for number, caption in enumerate(before, 2)]
    unused = len(before) + 2 + gap
    review = ReviewText(blocks=tuple(Block("caption", caption) for caption in after))
    numbers = numbers_for(review, places, unused)
    assert len(set(numbers)) == len(numbers) == len(after)
    assert all(number in dict(places) or number >= unused for number in numbers)
    if before == after:
        assert numbers == [number for number, _ in places]

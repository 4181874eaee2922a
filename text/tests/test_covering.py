import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from text.cleaning import prepared
from text.covering import cover, passages_of, spoiler_title
from text.excerpts import excerpt, plain_text
from text.markdown import render_post
from text.tests.writing import heaps

TEXT = """Der Anfang.

Am Ende
stirbt er.

- eins
- zwei

:::spoiler Schon
Verdeckt.
:::

Der Schluss."""


def shown(source):
    return plain_text(render_post(source).html)


def test_a_text_has_the_passages_people_see():
    assert [(p.source.split("\n")[0], p.is_covered) for p in passages_of(TEXT)] == [
        ("Der Anfang.", False),
        ("Am Ende", False),
        ("- eins", False),
        (":::spoiler Schon", True),
        ("Der Schluss.", False),
    ]


def test_one_passage_is_covered_and_the_rest_stays():
    covered = cover(TEXT, [1], "Der Turm")
    assert shown(covered) == shown(TEXT).replace("Am Ende\nstirbt er.", "[Spoiler: Der Turm]")
    assert ":::spoiler Der Turm\nAm Ende\nstirbt er.\n:::" in covered


def test_neighbours_go_under_one_cover():
    assert cover(TEXT, [0, 1, 2], "X").count(":::spoiler X") == 1
    assert cover(TEXT, [0, 2], "X").count(":::spoiler X") == 2


def test_all_of_it_is_covered_but_what_already_is():
    covered = cover(TEXT, range(9), "Der Turm")
    assert shown(covered) == "[Spoiler: Der Turm]\n\n[Spoiler: Schon]\n\n[Spoiler: Der Turm]"
    assert cover(covered, range(9), "Der Turm") == covered


@pytest.mark.parametrize("chosen", [[], [3], [-1], [99]])
def test_nothing_to_cover_changes_nothing(chosen):
    assert cover(TEXT, chosen, "X") == TEXT


@pytest.mark.parametrize(
    ("source", "left"),
    [
        ("Er stirbt.\n```\noffener Code", "[Spoiler]"),
        ("> Er stirbt\nund sie auch", "[Spoiler]"),
        (":::zitat 5\nEr stirbt", "[Spoiler]"),
        ("    Code\n\nText", "[Spoiler]"),
        ("Er ||stirbt|| am Ende", "[Spoiler]"),
        ("1. a\n\n   b\n2. c", "[Spoiler]"),
    ],
)
def test_whatever_kind_of_text_it_is_nothing_of_it_is_left_to_see(source, left):
    assert shown(cover(source, range(99))) == left


def test_a_closed_quote_inside_keeps_what_follows_in_the_open():
    source = ":::zitat 5\nEr stirbt\n:::\n\nGuter Film."
    assert shown(cover(source, [0])) == "[Spoiler]\n\nGuter Film."


@pytest.mark.parametrize(
    ("written", "title"),
    [("Der Turm", "Der Turm"), ("  a\n b ", "a b"), ("a||b", "a b"), ("a:::b", "a b"), ("x" * 81, ""), ("", "")],
)
def test_a_title_is_one_line_that_names_something(written, title):
    assert spoiler_title(written) == title


@given(source=heaps)
def test_nothing_of_any_text_shows_after_all_of_it_was_covered(source):
    covered = cover(source, range(len(source) + 1), "Turm")
    left = excerpt(render_post(covered).html, length=10_000)
    assert re.sub(r"\[Spoiler(: [^\]]*)?\]", "", left).strip() == ""
    assert cover(covered, range(len(covered) + 1), "Turm") == covered


@given(source=heaps, chosen=st.sets(st.integers(0, 5), max_size=4))
def test_covering_some_of_it_takes_no_word_away(source, chosen):
    def words(text):
        return [line for line in text.replace("\\:::", ":::").split("\n") if line.strip(" \t:") not in ("", "spoiler")]

    assert words(prepared(cover(source, chosen))) == words(prepared(source))

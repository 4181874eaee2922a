import re

import pytest
from hypothesis import given, settings

from text.markdown import render_post
from text.opening import Cover, covers_in, has_covers, open_covers
from text.tests.strict import read
from text.tests.writing import heaps, written_posts


def html_of(source):
    return render_post(source).html


def covers(source):
    return covers_in(html_of(source))


def test_a_spoiler_says_its_title_and_one_without_says_nothing():
    assert covers(":::spoiler Firnruhe & Co.\na\n:::") == {Cover("Firnruhe & Co.")}
    assert covers("a ||b|| c") == covers(":::spoiler\na\n:::") == {Cover()}
    assert covers("a **b**") == set() and not has_covers(html_of("a **b**"))


def test_a_spoiler_without_title_in_one_with_a_title_is_about_the_same():
    assert covers(":::spoiler Firnruhe\n||a||\n:::") == {Cover("Firnruhe")}
    assert covers(":::spoiler Firnruhe\na\n:::\n||b||") == {Cover("Firnruhe"), Cover()}


def test_a_spoiler_in_a_quote_says_which_posts_it_is_from():
    assert covers(":::zitat 5\n||a||\n:::\n||b||") == {Cover(quoted=frozenset({5})), Cover()}
    assert covers(":::zitat 5\n:::zitat 6\n||a||\n:::\n:::") == {Cover(quoted=frozenset({5, 6}))}
    assert covers("> ||a||") == {Cover()}


def test_a_quote_in_a_spoiler_is_about_what_it_was_about_elsewhere():
    quoted = Cover(quoted=frozenset({5}))
    assert covers(":::spoiler Firnruhe\n:::zitat 5\n||a||\n:::\n:::") == {Cover("Firnruhe"), quoted}


@pytest.mark.parametrize(
    "source",
    [
        ":::spoiler Firnruhe ||a||\nb\n:::",
        ":::spoiler " + "Firnruhe, am Ende " * 9 + "\n:::",
        ":::spoiler Firnruhe :::",
    ],
)
def test_a_spoiler_that_hides_what_may_have_been_meant_as_its_title_is_not_clear(source):
    assert covers(source) == {Cover(is_clear=False)}


def test_a_spoiler_nested_too_deeply_to_be_read_is_not_clear():
    deep = ":::spoiler\n" * 12 + ":::spoiler Firnruhe\na"
    assert Cover(is_clear=False) in covers(deep)


def test_only_those_open_that_may():
    html = html_of(":::spoiler A\neins\n:::\n\n:::spoiler B\nzwei\n:::\n\n||drei||")
    opened = open_covers(html, lambda cover: cover.title != "B")
    assert re.findall(r"<details class=\"([a-z ]+)\"( open)?>", opened) == [
        ("spoiler", " open"),
        ("spoiler", ""),
        ("spoiler inline", " open"),
    ]


@settings(max_examples=150, deadline=None)
@given(heaps)
def test_opening_adds_one_attribute_to_each_spoiler_and_nothing_else(source):
    html = html_of(source)
    assert open_covers(html, lambda cover: False) == html
    opened = open_covers(html, lambda cover: True)
    assert opened.replace(" open><summary>Spoiler", "><summary>Spoiler") == html
    assert opened.count(" open><summary>Spoiler") == len(read(html).all("details"))


@settings(max_examples=100, deadline=None)
@given(written_posts())
def test_no_letter_of_a_text_makes_a_spoiler(post):
    html = html_of(post.source)
    assert bool(covers_in(html)) == has_covers(html) == bool(read(html).all("details"))

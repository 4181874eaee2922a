import pytest
from hypothesis import given, settings

from text.excerpts import excerpt
from text.markdown import render_post, render_review
from text.quotes import fill_in, quote_block, without_quote
from text.tests.strict import read
from text.tests.writing import heaps, written_posts

ALL = 10**6


def known(names):
    return {"anna": 17}


# The page


def test_page_puts_the_names_of_today_into_quotes_and_mentions():
    html = render_post(":::zitat 5\nalt\n:::\nHallo @anna!", known=known).html
    filled = fill_in(html, quotes={5: ("Bernd & <B>", "/beitrag/5/")}, members={17: ("Anna „B“", '/mitglieder/"/')})
    assert filled.replace("\n", "") == (
        '<blockquote class="quote" data-post="5"><p class="who"><a href="/beitrag/5/">Bernd &amp; &lt;B&gt; schrieb</a></p>'
        '<p>alt</p></blockquote><p>Hallo <a class="mention" data-member="17" href="/mitglieder/&quot;/">@Anna „B“</a>!</p>'
    )


def test_quote_and_mention_of_somebody_who_may_not_be_shown_have_no_name_and_no_link():
    html = render_post(":::zitat 5\nalt\n:::\nHallo @anna!", known=known).html
    assert fill_in(html, quotes={}, members={}).replace("\n", "") == (
        '<blockquote class="quote" data-post="5"><p>alt</p></blockquote><p>Hallo @anna!</p>'
    )


@settings(max_examples=200, deadline=None)
@given(heaps)
def test_no_text_puts_a_name_where_none_belongs(source):
    html = render_review(source)
    everybody = dict.fromkeys(range(200), ("NAME", "/x"))
    assert "NAME" not in fill_in(html, quotes=everybody, members=everybody)


# The quote button


def test_quote_button_writes_the_post_into_a_block_and_an_empty_line_for_the_answer():
    assert quote_block(5, "eins\n\nzwei ||drei||\n") == ":::zitat 5\neins\n\nzwei ||drei||\n:::\n\n"


def test_quote_button_leaves_out_older_quotes_and_keeps_spoilers():
    source = ":::zitat 3\nalt\n:::\n\nneu\n\n:::spoiler Film\ngeheim\n:::zitat 4\nalt\n:::\n:::\n> :::zitat 4\n> alt"
    assert quote_block(5, source) == ":::zitat 5\nneu\n\n:::spoiler Film\ngeheim\n\n:::\n>\n:::\n\n"


def test_quote_button_leaves_a_mark_where_an_item_began_with_an_older_quote():
    assert quote_block(5, "- :::zitat 3\n  alt\n  :::\n\n  b") == ":::zitat 5\n- …\n\n  b\n:::\n\n"


@pytest.mark.parametrize(
    ("source", "body"),
    [
        (":::spoiler\ngeheim", ":::spoiler\ngeheim\n:::"),
        (":::spoiler\n:::spoiler\ngeheim", ":::spoiler\n:::spoiler\ngeheim\n:::\n:::"),
        ("```\n:::", "```\n:::\n```"),
        (":::spoiler\n~~~~\n:::\n~~~", ":::spoiler\n~~~~\n:::\n~~~\n~~~~\n:::"),
        ("a\n:::\nb", "a\n\\:::\nb"),
        ("- :::spoiler\n  geheim", "- :::spoiler\n  geheim"),
        ("> ```\n> a", "> ```\n> a"),
        ("> :::\n\n- :::", "> :::\n\n- :::"),
        ("    :::", "    :::"),
        ("", ""),
    ],
)
def test_quote_button_closes_what_the_post_left_open_and_masks_what_closes_nothing(source, body):
    assert quote_block(5, source) == f":::zitat 5\n{body}\n:::\n\n"


@settings(max_examples=400, deadline=None)
@given(heaps)
def test_answer_below_a_quote_never_falls_into_it_whatever_is_quoted(source):
    rendered = render_post(quote_block(5, source) + "Antwort")
    quote, answer = [element for element in read(rendered.html).children if element.tag != "#text"]
    assert (quote.attributes["data-post"], quote.tag, answer.tag, answer.text) == ("5", "blockquote", "p", "Antwort")
    assert rendered.quotes == (5,)
    assert excerpt(rendered.html) == "Antwort"


@settings(max_examples=150, deadline=None)
@given(written_posts())
def test_quoted_post_shows_what_the_post_shows_without_its_quotes(post):
    told = excerpt(render_post(quote_block(7, post.source)).html, length=ALL)
    assert [word for word in post.shown if word not in told] == []
    assert [word for word in post.hidden + post.quoted if word in told] == []


@pytest.mark.parametrize("depth", [5, 9, 10, 11, 12, 30])
def test_post_nested_to_the_limit_and_beyond_can_be_quoted_without_showing_its_spoilers(depth):
    for lines in (
        ":::spoiler\n" * depth,
        "> " * depth + ":::spoiler\n" + "> " * depth,
        ":::spoiler\n" * depth + "geheim\n1. :::zitat 1\n   ",
    ):
        block = quote_block(5, f"{lines}geheim")
        html = render_post(block + "Antwort").html
        assert html.endswith("</blockquote>\n<p>Antwort</p>")
        assert "geheim" not in excerpt(render_post(block).html)
        assert "geheim" in html


# Erasure


def test_erased_quote_leaves_a_line_that_says_so():
    assert without_quote(":::zitat 5\nweg\n:::\n\nAntwort", 5) == "[Zitat entfernt]\n\nAntwort"


@pytest.mark.parametrize(
    ("source", "rest"),
    [
        ("vor\n:::zitat 5\nweg\n:::\nnach", "vor\n\n[Zitat entfernt]\n\nnach"),
        (":::zitat 5\nweg", "[Zitat entfernt]"),
        (":::zitat 5\nweg\n:::zitat 6\nweg\n:::\nweg\n:::\nb", "[Zitat entfernt]\n\nb"),
        (":::zitat 6\na\n:::zitat 5\nweg\n:::\nb\n:::", ":::zitat 6\na\n\n[Zitat entfernt]\n\nb\n:::"),
        (":::spoiler\n:::zitat 5\nweg\n:::\n:::", ":::spoiler\n\n[Zitat entfernt]\n\n:::"),
        ("> a\n> :::zitat 5\n> weg\n> :::\n> b", "> a\n>\n> [Zitat entfernt]\n>\n> b"),
        ("- :::zitat 5\n  weg\n- b", "- [Zitat entfernt]\n\n- b"),
        ("1) a\n\n   :::zitat 5\n   weg\n   :::", "1) a\n\n   [Zitat entfernt]"),
        (":::zitat 5\n```\n:::\n```\nweg\n:::\nb", "[Zitat entfernt]\n\nb"),
        ("```\n:::zitat 5\n:::\n```", "```\n:::zitat 5\n:::\n```"),
        ("    :::zitat 5", "    :::zitat 5"),
        (":::zitat 55\na\n:::", ":::zitat 55\na\n:::"),
        ("a\r\nb", "a\r\nb"),
        (":::zitat 5\r\nweg\r\n:::\r\n\r\nb", "[Zitat entfernt]\n\nb"),
    ],
)
def test_only_the_erased_post_is_taken_out(source, rest):
    assert without_quote(source, 5) == rest


@settings(max_examples=400, deadline=None)
@given(heaps)
def test_no_quote_of_an_erased_post_remains_whatever_is_around_it(source):
    rest = without_quote(source, 5)
    assert 5 not in render_post(rest).quotes
    assert without_quote(rest, 5) == rest


@settings(max_examples=150, deadline=None)
@given(written_posts())
def test_erasing_a_quote_takes_its_words_and_no_others_and_reveals_nothing(post):
    rest = without_quote(post.source, 5)
    html = render_post(rest).html
    assert not [word for word in post.quoted if word in rest]
    assert not [word for word in post.shown if word not in excerpt(html, length=ALL)]
    assert not [word for word in post.hidden if word in excerpt(html, length=ALL)]

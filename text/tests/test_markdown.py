import re
from html import unescape

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from text.cleaning import clean
from text.grammar import post_grammar, review_grammar
from text.markdown import POST_LIMIT, REVIEW_LIMIT, escape, render_post, render_review
from text.tests.strict import read, readable
from text.tests.writing import heaps, pieces


def html_of(source):
    return render_post(source).html


def kinds(source):
    """The elements of a post, without those that hold text only."""
    return [element.kind for element in read(html_of(source)).walk() if element.tag not in ("#text", "#page")]


# What members can write


def test_post_has_paragraphs_emphasis_lists_quotations_and_code():
    source = "Ein *guter*, **großer** ~~kurzer~~ Film\nmit Ton.\n\n- a\n- b\n\n3. c\n\n> d\n\n`e`\n\n```py\n<f>\n```"
    assert html_of(source).replace("\n", "") == (
        "<p>Ein <em>guter</em>, <strong>großer</strong> <s>kurzer</s> Film<br>mit Ton.</p>"
        '<ul><li>a</li><li>b</li></ul><ol start="3"><li>c</li></ol>'
        "<blockquote><p>d</p></blockquote><p><code>e</code></p><pre><code>&lt;f&gt;</code></pre>"
    )


def test_quotation_ends_with_the_first_line_without_its_mark():
    assert html_of("> a\nb").replace("\n", "") == "<blockquote><p>a</p></blockquote><p>b</p>"
    assert kinds("> > a\n> b") == ["blockquote", "blockquote", "p", "p"]
    assert kinds("- > a\n  b\nc") == ["ul", "li", "blockquote", "p", "br"]


def test_raw_html_is_shown_as_text():
    source = '<b onclick="x()">fett</b> <script>alert(1)</script> <!-- a --> <img src=x onerror=y>'
    assert read(html_of(source)).text == source
    assert kinds(source) == ["p"]


def test_heading_marks_are_text_in_posts_and_headings_in_reviews():
    assert html_of("# Titel\nText") == "<p># Titel<br>\nText</p>"
    assert render_review("# a\n## b\n### c\n###### d\ne\n---") == (
        "<h2>a</h2>\n<h2>b</h2>\n<h3>c</h3>\n<h3>d</h3>\n<p>e</p>\n<hr>"
    )


def test_heading_with_a_spoiler_is_a_paragraph_because_it_may_hold_no_details():
    assert [e.kind for e in read(render_review("## a ||b||")).walk()][1] == "div.p"


def test_characters_that_no_database_stores_are_dropped():
    assert html_of("a\0b\ud800c\udfff\r\nd\re") == "<p>abc<br>\nd<br>\ne</p>"


# Spoilers


def test_block_spoiler_hides_its_blocks_under_its_title():
    html = html_of(":::spoiler Firnruhe & <b>\n- eins\n\nzwei\n:::\ndrei")
    assert html.replace("\n", "") == (
        '<details class="spoiler"><summary>Spoiler: Firnruhe &amp; &lt;b&gt;</summary>'
        "<div><ul><li>eins</li></ul><p>zwei</p></div></details><p>drei</p>"
    )


def test_inline_spoiler_hides_words_and_its_paragraph_is_no_p():
    assert html_of("Das ||Ende|| ist gut.") == (
        '<div class="p">Das <details class="spoiler inline"><summary>Spoiler</summary><span>Ende</span></details>'
        " ist gut.</div>"
    )


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("a||b", "a[Spoiler]"),
        ("a ||b\nc\n\nd", "a [Spoiler] d"),
        (r"a \||b||c", "a ||b[Spoiler]"),
        (r"a \|\| b", "a || b"),
        ("`a||b` c", "a||b c"),
        ("`a||b c", "`a[Spoiler]"),
        ("a|||b||", "a[Spoiler]"),
        ("a |b|", "a |b|"),
        ("&#124;&#124;a", "||a"),
        ("|| a\n- b||c", "[Spoiler] b[Spoiler]"),
        ("http://a.de/||b|| c", "http://a.de/[Spoiler] c"),
        ("<http://a.de/||b>", "<http://a.de/[Spoiler]"),
        ("[a](/b||c)", "[a](/b[Spoiler]"),
        ('[a](/b "c||d")', '[a](/b "c[Spoiler]'),
        ("@an||na", "@an[Spoiler]"),
        ("a\\\n||b||\\\nc", "a [Spoiler] c"),
        ("# a||b", "# a[Spoiler]"),
        ("a |||| b", "a |||| b"),
        ("a ||", "a ||"),
        ("||\n||", "|| ||"),
    ],
)
def test_two_pipes_hide_up_to_the_next_two_or_the_end_of_the_paragraph(source, shown):
    assert " ".join(readable(read(html_of(source)), with_quotes=True).split()) == shown


def test_emphasis_strike_and_links_are_closed_before_a_spoiler_and_opened_again_inside():
    assert html_of("**a ||b** c|| d [e ||f|| g](/h)").removeprefix('<div class="p">').removesuffix("</div>") == (
        '<strong>a </strong><details class="spoiler inline"><summary>Spoiler</summary><span><strong>b</strong> c</span>'
        '</details> d <a href="/h">e </a><details class="spoiler inline"><summary>Spoiler</summary><span>'
        '<a href="/h">f</a></span></details><a href="/h"> g</a>'
    )
    assert "<strong></strong>" not in html_of("**||a||**")


def test_spoilers_in_a_tight_list_stand_in_its_items():
    assert kinds("- a ||b||\n- c") == ["ul", "li", "details.inline", "summary", "span", "li"]


def test_blocks_nest_and_unclosed_ones_run_to_the_end_of_what_is_around_them():
    nested = ["details", "summary", "div", "details", "summary", "div", "p", "p", "p"]
    assert kinds(":::spoiler\n:::spoiler\na\n:::\nb\n:::\nc") == nested
    assert kinds("> :::spoiler\n> a\n\nb") == ["blockquote", "details", "summary", "div", "p", "p"]
    assert kinds("- :::spoiler\n  a\n- b") == ["ul", "li", "details", "summary", "div", "p", "li"]
    assert kinds(":::spoiler\n- a\n:::\nb") == ["details", "summary", "div", "ul", "li", "p"]
    assert kinds(":::spoiler\n> a\n:::\nb") == ["details", "summary", "div", "blockquote", "p", "p"]
    assert kinds(":::spoiler\n```\n:::\n```\na") == ["details", "summary", "div", "pre", "code", "p"]


def test_end_marks_without_a_beginning_and_unknown_blocks_are_text():
    source = "a\n\n:::\n\n:::foo\n\n:::zitat anna\n\n:::zitat 0"
    assert read(html_of(source)).text.split() == source.split()


def test_spoiler_whose_text_follows_on_the_same_line_hides_it():
    assert "<summary>Spoiler</summary>" in html_of(":::spoiler Am Ende stirbt der Hund :::")
    assert "<summary>Spoiler</summary>" in html_of(":::spoiler " + "lang " * 20)


def test_nesting_beyond_the_limit_keeps_its_text():
    for mark in ("> ", "- ", "1. ", "> - "):
        assert "Ende" in read(html_of(mark * 200 + "Ende")).text


# Quotes and mentions


def test_quotes_of_posts_carry_their_ids():
    rendered = render_post(":::zitat 12\na\n:::zitat 7\nb\n:::\n:::\nc\n\n:::zitat 12\nd")
    assert rendered.quotes == (12, 7)
    assert rendered.html.replace("\n", "") == (
        '<blockquote class="quote" data-post="12"><p>a</p><blockquote class="quote" data-post="7"><p>b</p></blockquote>'
        '</blockquote><p>c</p><blockquote class="quote" data-post="12"><p>d</p></blockquote>'
    )


def test_known_names_are_mentions_and_unknown_ones_text():
    asked = []

    def known(names):
        asked.append(tuple(names))
        return {"anna": 17, "Bernd B.X": 3}

    rendered = render_post("@anna, @niemand und @„Bernd B.X“: ja, @anna!", known=known)
    assert asked == [("anna", "niemand", "Bernd B.X")]
    assert rendered.mentions == ("anna", "Bernd B.X")
    assert rendered.html == (
        '<p><a class="mention" data-member="17">@anna</a>, @niemand und <a class="mention" data-member="3">@Bernd B.X</a>: '
        'ja, <a class="mention" data-member="17">@anna</a>!</p>'
    )


def test_without_anybody_to_ask_names_are_reported_and_stay_text():
    rendered = render_post("@anna @„Bernd B“")
    assert rendered.mentions == ("anna", "Bernd B")
    assert rendered.html == "<p>@anna @„Bernd B“</p>"


def test_nobody_is_asked_about_a_post_without_names():
    render_post("a", known=pytest.fail)


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("@anna.", ("anna",)),
        ("(@anna)", ("anna",)),
        ("*@anna* _@bernd_ ||@cem||", ("anna", "bernd", "cem")),
        ("@anna_lena-b.c", ("anna_lena-b.c",)),
        ("@Ärger @Øyvind @Сосо @かな", ("Ärger", "Øyvind", "Сосо", "かな")),
        ('@"Anna B" @„Anna C”', ("Anna B", "Anna C")),
        ("> @anna\n\n- @bernd", ("anna", "bernd")),
        ("anna@bernd.de", ()),
        ("https://a.de/@anna", ()),
        ("@@anna", ()),
        (r"\@anna", ()),
        ("`@anna`", ()),
        ("[@anna](/b)", ()),
        ("@", ()),
        ("@ anna", ()),
        ("@„Anna\nB“", ()),
        ("@" + "a" * 31, ()),
        ("@" + "a" * 30, ("a" * 30,)),
    ],
)
def test_name_is_mentioned_where_a_word_begins_with_it(source, names):
    assert render_post(source).mentions == names


def test_reviews_have_neither_mentions_nor_quotes_of_posts():
    assert render_review("@anna\n\n:::zitat 5") == "<p>@anna</p>\n<p>:::zitat 5</p>"


# Links


@pytest.mark.parametrize(
    ("source", "href"),
    [
        ("[a](http://b.de/ä)", "http://b.de/%C3%A4"),
        ("[a](www.b.de)", "https://www.b.de"),
        ("[a](/thema/1)", "/thema/1"),
        ("[a](mailto:b@c.de)", "mailto:b@c.de"),
        ("<http://b.de>", "http://b.de"),
        ("<b@c.de>", "mailto:b@c.de"),
        ("![a](http://b.de/c.png)", "http://b.de/c.png"),
        ("![](http://b.de/c.png)", "http://b.de/c.png"),
        ("[![a](http://b.de/c.png)](http://d.de)", "http://d.de"),
        ("[a [b](/c) d](/e)", "/c"),
        ("![a ![b](/c) d](/e)", "/c"),
        ("![a [b](/c) d](/e)", "/c"),
        ("[a `](/b)` c](/d)", "/d"),
        ("[a <http://b.de/](/c)> d](/e)", "/e"),
        ("(http://b.de/c_(d).)", "http://b.de/c_(d)"),
        ("„http://b.de/c“", "http://b.de/c"),
        ("**http://b.de/c**", "http://b.de/c"),
        ("http://b.de/c_d_e?f=1&g=2", "http://b.de/c_d_e?f=1&g=2"),
        ("http://b.de/?f=1&amp;g=2", "http://b.de/?f=1&g=2"),
        ("www.b.de/c.", "https://www.b.de/c"),
        ("http://b.de.", "http://b.de"),
        ("http://b.de:8000/c'", "http://b.de:8000/c"),
        ("(a http://b.de/c(d)e) f)", "http://b.de/c(d)e"),
        ("http://b.de?c", "http://b.de?c"),
        ("http://ä-b.de", "http://xn---b-uia.de"),
        ("HTTP://B.DE", "HTTP://B.DE"),
    ],
)
def test_addresses_are_linked(source, href):
    links = read(html_of(source)).all("a")
    assert [link.attributes["href"] for link in links] == [href]
    assert links[0].text


@pytest.mark.parametrize(
    "source",
    [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](data:text/html,b)",
        "[a](vbscript:b)",
        "[a](file:///b)",
        "[a](//b.de)",
        "[a](/\\b.de)",
        "[a](\\/\\/b.de)",
        "[a](b.html)",
        "[a]()",
        "[a](&#106;avascript:b)",
        "[a]: /b\n\n[a]",
        "<javascript:b>",
        "a@b.de",
        "gut.Es war",
        "xhttp://b.de",
        "a@www.b.de",
        "http://",
        "http:///b",
        "www.",
        "`http://b.de`",
        "http://_b.de",
        "www.b",
        "[a](http://b:99999)",
        r"\[a](/b)",
    ],
)
def test_other_things_are_no_links(source):
    assert not read(html_of(source)).all("a")


def test_every_paragraph_has_its_links():
    links = read(html_of("[a](/b)\n\nc [d](/e)\n\nc [d](/f)")).all("a")
    assert [link.attributes["href"] for link in links] == ["/b", "/e", "/f"]


def test_definition_of_a_link_is_text():
    assert read(html_of("[a]: /b")).text == "[a]: /b"


def test_links_out_are_marked_and_those_within_the_site_are_not():
    assert html_of("[a](https://b.de)") == '<p><a href="https://b.de" rel="ugc nofollow noopener">a</a></p>'
    assert html_of("[a](/b)") == '<p><a href="/b">a</a></p>'


def test_bare_links_are_looked_for_in_words_of_2000_characters_at_most():
    assert read(html_of("http://a.de/" + "b" * 1988)).all("a")
    assert not read(html_of("http://a.de/" + "b" * 1989)).all("a")


def test_links_show_their_address_as_written():
    for written in ("http://ä.de/%C3%A4", "http://xn--4ca.de/ä"):
        assert read(html_of(f"{written} <{written}>")).text == f"{written} {written}"


# Places in reviews


def test_places_of_stills_and_trailer_stand_between_paragraphs():
    assert render_review("a\n[[bild 3]]\nb\n\n[[Trailer]]\n  [[Bild 12]]  ") == (
        '<p>a</p>\n<figure data-still="3"></figure>\n<p>b</p>\n<figure data-trailer></figure>\n'
        '<figure data-still="12"></figure>'
    )


@pytest.mark.parametrize(
    "source",
    [
        "a [[bild 3]]",
        "[[bild 3]] a",
        "[[bild 0]]",
        "[[bild]]",
        r"\[[bild 3]]",
        "`[[trailer]]`",
        "> [[bild 3]]",
        "- [[bild 3]]",
        ":::spoiler\n[[bild 3]]",
        "    [[bild 3]]",
        "```\n[[bild 3]]\n```",
        '<figure data-still="3"></figure>',
        '[a](/b "<figure data-trailer></figure>")',
        "[a](</<figure data-trailer></figure>>)",
        "[a](/<figure&#32;data-trailer></figure>)",
        ":::spoiler <figure data-trailer></figure>",
        "http://a.de/<figure data-trailer></figure>",
    ],
)
def test_nothing_else_in_a_review_makes_a_place(source):
    html = render_review(source)
    assert not read(html).all("figure")
    assert "<figure" not in html
    assert "<figure" not in html_of("[[bild 3]]\n\n[[trailer]]")


# Whatever is written


@settings(max_examples=500, deadline=None)
@given(heaps)
@example("[||](/a) ![||](/b) <http://a||> \n- :::spoiler ||\n  || **||**")
def test_any_text_becomes_valid_safe_html_that_cleaning_leaves_alone(source):
    html = render_post(source, known=lambda names: {name: 7 for name in names if len(name) > 4}).html
    read(html)
    assert clean(html, "post") == html
    review = render_review(source)
    read(review)
    assert clean(review, "review").replace('data-trailer=""', "data-trailer") == review


@settings(max_examples=25, deadline=None)
@given(st.lists(pieces, min_size=5, max_size=60).map("".join), st.sampled_from([POST_LIMIT, POST_LIMIT // 3]))
def test_any_text_up_to_the_limit_becomes_valid_html(heap, length):
    read(html_of((heap * (length // max(1, len(heap)) + 1))[:length]))


# Escaping


def letters(html):
    return unescape(re.sub("<[^>]*>", "", html))


@pytest.mark.parametrize(
    "text",
    [
        "„Der Ton“, sagt sie – und (zu Recht): 3-D-Effekte gibt's nicht; 50 % & mehr!",
        "Am 1. Mai um 20.15 Uhr, Teil 2/3 … [sic] #1 a_b | c ~ d * e + f - g = h > i < j",
        "C:\\Filme\\Neu, eine_lange_datei, Mr. & Mrs. Smith, M*A*S*H",
        "Siehe http://a.de/b_c?d=1&e=2 und www.f.de.",
    ],
)
def test_escaping_leaves_an_ordinary_sentence_as_it_is(text):
    assert escape(text) == text.replace("M*A*S*H", r"M\*A\*S\*H")


@pytest.mark.parametrize(
    ("text", "escaped"),
    [
        ("*a* _b_ `c` ~~d~~", r"\*a\* \_b\_ \`c\` \~\~d\~\~"),
        ("a||b|||", r"a\||b\|\||"),
        ("[a](b) ![c](d)", r"\[a](b) !\[c](d)"),
        ("[[bild 3]]", r"\[[bild 3]]"),
        ("&amp; <a@b.de>", r"\&amp; \<a@b.de>"),
        ("# a", r"\# a"),
        ("- a", r"\- a"),
        ("> a", r"\> a"),
        ("1986. a", r"1986\. a"),
        ("---", r"\---"),
        ("_ _ _", r"\_ _ _"),
        (":::spoiler", r"\:::spoiler"),
        ("    a", "   a"),
        ("a\nb", "a b"),
        (r"a\*b", r"a\\*b"),
    ],
)
def test_escaping_puts_a_backslash_where_a_letter_would_be_a_mark(text, escaped):
    assert escape(text) == escaped


plain = st.one_of(
    st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=30),
    heaps.map(lambda text: re.sub("[\0\ud800-\udfff]", "", text)),
    st.text("*_~`|[]()!<>&#;:@\\-+.=1a \t", max_size=12),
)


@settings(max_examples=1000, deadline=None)
@given(plain)
@example("\x1c")
def test_escaped_text_appears_letter_by_letter(text):
    html = render_review(escape(text))
    assert letters(html).split() == text.split()
    assert re.fullmatch("(<p>[^\n]*</p>)?", html)


def test_limits_are_those_of_the_design():
    assert (POST_LIMIT, REVIEW_LIMIT) == (30_000, 60_000)


@pytest.mark.parametrize("grammar", [post_grammar, review_grammar])
def test_a_grammar_has_its_rules_before_two_threads_ask_for_them(grammar):
    md = grammar.__wrapped__()
    assert all(rules.__cache__ for rules in (md.core.ruler, md.block.ruler, md.inline.ruler, md.inline.ruler2))

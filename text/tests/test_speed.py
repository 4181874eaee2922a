"""No text takes long: each pattern here took more than linear time in some parser, or would if a rule of ours looked ahead.

Times are those of the processor, and only a text that seems too slow is measured again: a busy machine cannot fail this.
"""

import gc
import time

import pytest

from text.excerpts import excerpt
from text.markdown import POST_LIMIT, REVIEW_LIMIT, escape, render_post, render_review
from text.quotes import fill_in, quote_block, without_quote

# Seconds, and how much longer a text of double length may take; what takes less than the floor is not compared.
LONGEST, FACTOR, FLOOR = 1.0, 2.3, 0.25
TRIES = 3


def repeated(unit, length):
    return (unit * (length // len(unit) + 1))[:length]


def backticks(length):
    """Runs of all lengths, none of which closes another."""
    runs, size = [], 0
    while size < length:
        runs.append("`" * (len(runs) + 1) + "a")
        size += len(runs[-1])
    return "".join(runs)[:length]


UNITS = r"""
|| a|| | * _ ~~ a**b *_ _*a [ ![ [a]( [a](/b) [a](< [a](/b" [[a](/b) [` ` `a < <a <http://a & &amp; \ \|
@ @„ @a, http://a.de/((a http:// http://a.de/'a http://a.de/{[( > # ||`||` **||a**|| ~~||* [||](/a)
"""
LINES = """
> >a >>>a - -a 1. 1)a ::: :::spoiler :::zitat|1 >:::spoiler -|:::spoiler ``` #|a --- [[bild|3]] || -||| a >|--- a\\
"""
PATTERNS = (
    {
        unit: lambda length, unit=unit: repeated(unit, length)
        for unit in [*UNITS.split(), "> ", "- ", "1. ", " ", "@„a B“ "]
    }
    | {line: lambda length, line=line: repeated(line.replace("|", " ") + "\n", length) for line in LINES.split()}
    | {
        "paragraphs": lambda length: repeated("a\n\n", length),
        "paragraphs in items": lambda length: repeated("+ a\n\n", length),
        "quotations": lambda length: repeated("> a\n\n", length),
    }
    | {
        "backticks": backticks,
        "[[[]]]": lambda length: "[" * (length // 2) + "]" * (length // 2),
        "[[](/a)](/a)": lambda length: "[" * (length // 6) + "](/a)" * (length // 6),
        "![![](/a)](/a)": lambda length: "![" * (length // 7) + "](/a)" * (length // 7),
        "*a a*": lambda length: "*a " * (length // 6) + "a* " * (length // 6),
        "ten quotations": lambda length: repeated("> " * 10 + "a\n", length),
        "ten quotations once": lambda length: "> " * 10 + repeated("a\n", length),
        "quotation and line": lambda length: repeated("\n> > ---\n<a", length),
        "quotation and code": lambda length: repeated("> a\n    :::\n", length),
        "colons in ten quotations": lambda length: "> " * 10 + ":" * length,
        "bracket and @": lambda length: "<" + "@" * length,
        "stairs": lambda length: repeated("".join("  " * depth + "- a\n" for depth in range(8)), length),
        "stairs of blocks": lambda length: repeated("".join("  " * d + "- :::spoiler\n" for d in range(5)), length),
        "whole quotes": lambda length: repeated(":::zitat 1\na\n:::\n", length),
        "spoilers closed": lambda length: ":::spoiler\n" * (length // 15) + ":::\n" * (length // 15),
        "long title": lambda length: ":::spoiler " + "a " * (length // 2),
        "host of letters": lambda length: "http://" + "a" * length,
        "host beyond ASCII": lambda length: f"[a](http://{'ä' * length}.de)",
        "words just short enough": lambda length: repeated("http://a.de/" + "((a" * 650 + " ", length),
        "hosts just short enough": lambda length: repeated("http://" + "a-" * 990 + " ", length),
        "hosts of many readings": lambda length: repeated("http://" + "xn--a." * 20 + "a_ ", length),
        "quotation marks in words": lambda length: repeated("http://a.de/" + "'(" * 900 + " ", length),
        "a real post": lambda length: repeated("**Hallo** @anna, ||ja||: http://a.de\n\n> b\n\n- *c* `d`\n\n", length),
    }
)


def seconds(act):
    """Without the collection of garbage, which takes the longer the more other tests have loaded."""
    gc.disable()
    begin = time.process_time()
    act()
    taken = time.process_time() - begin
    gc.enable()
    return taken


def is_fast_enough(act, pattern, longest):
    """Three tries, because other work may have slowed down either of the two."""
    whole, half = pattern(longest)[:longest], pattern(longest // 2)[: longest // 2]
    best = best_half = LONGEST
    for _ in range(TRIES):
        best = min(best, seconds(lambda: act(whole)))
        if best <= FLOOR:
            return True
        best_half = min(best_half, seconds(lambda: act(half)))
        if best < LONGEST and best <= FACTOR * best_half:
            return True
    return False


@pytest.mark.parametrize("name", PATTERNS)
def test_no_post_takes_a_second_and_double_length_takes_double_time(name):
    assert is_fast_enough(render_post, PATTERNS[name], POST_LIMIT)


@pytest.mark.parametrize("name", ["[a](", "*_", *LINES.split(), "paragraphs", "ten quotations once", "a real post"])
def test_no_review_takes_a_second(name):
    assert is_fast_enough(render_review, PATTERNS[name], REVIEW_LIMIT)


@pytest.mark.parametrize("name", PATTERNS)
def test_quoting_erasing_and_excerpts_take_no_longer(name):
    assert is_fast_enough(lambda source: quote_block(1, source), PATTERNS[name], POST_LIMIT)
    assert is_fast_enough(lambda source: without_quote(source, 1), PATTERNS[name], POST_LIMIT)
    assert is_fast_enough(lambda source: excerpt(source, length=POST_LIMIT), PATTERNS[name], POST_LIMIT)


@pytest.mark.parametrize("name", PATTERNS)
def test_escaping_takes_no_longer(name):
    assert is_fast_enough(escape, PATTERNS[name], REVIEW_LIMIT)


def test_excerpts_and_names_of_a_page_take_milliseconds():
    html = render_post(PATTERNS["a real post"](POST_LIMIT), known=lambda names: dict.fromkeys(names, 1)).html
    assert min(seconds(lambda: excerpt(html)) for _ in range(TRIES)) < 0.002
    assert min(seconds(lambda: fill_in(html, quotes={}, members={1: ("Anna", "/a")})) for _ in range(TRIES)) < 0.05

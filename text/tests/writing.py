"""Texts as Hypothesis writes them: heaps of marks, and well-made posts of which is known what they hide."""

import itertools
from dataclasses import dataclass, replace

from hypothesis import strategies as st

MARKS = r"""
|| || ||| | \|| ||** **|| * ** *** _ __ ~~ ~ ` `` ``` ~~~ ``` [ ] ( ) [a]( ](/b) ](http://a.de) ](/||) ![ ![a](/b)
[a](/b) [a](</b>) < > <b> </p> <a@b.de> <http://a.de> <http://a||b.de> http://a.de/ https://a.de/(b) www.a.de @anna
@„ & &amp; &#124; &lt; \ \\ [[bild 3]] [[trailer]] <figure <details> javascript:alert(1) [x](javascript:a)
data-still="3" " ' „ “ a b ä 1 !
""".split()  # noqa: SIM905 (easier to read)
LINE_STARTS = (
    [":::\n", ":::spoiler\n", ':::spoiler Titel & "<b>\n', ":::spoiler a||b\n", ":::zitat 5\n", ":::zitat 123\n"]
    + ["::: Spoiler x\n", "::::\n", ":::zitat x\n", "> ", "> > ", ">", "- ", "* ", "1. ", "10) ", "  ", "    ", "\t"]
    + [
        "# ",
        "### ",
        "---\n",
        "===\n",
        "***\n",
        "```\n",
        "~~~ py\n",
        "- - ",
        "[[bild 3]]\n",
        "[[trailer]]\n",
        "    :::\n",
    ]
)
SPACES = [" ", " ", "\n", "\n", "\n\n", "  \n", "\\\n", "\r\n", "\t", "\0", "\u2028", "\x85", "\xa0", "\ud800"]

pieces = st.one_of(
    st.sampled_from(MARKS),
    st.sampled_from([*SPACES, "@„Anna B“", "[[bild 3]]"]),
    st.sampled_from(LINE_STARTS).map(lambda mark: "\n" + mark),
    st.text(max_size=4),
)
heaps = st.lists(pieces, max_size=40).map("".join)


@dataclass(frozen=True)
class Post:
    """Lines of Markdown, the words in it by what becomes of them, and how many spoilers it leaves open."""

    lines: tuple[str, ...] = ()
    shown: tuple[str, ...] = ()
    quoted: tuple[str, ...] = ()
    hidden: tuple[str, ...] = ()
    unclosed: int = 0

    @property
    def source(self):
        return "\n".join(self.lines)

    def all_hidden(self):
        return replace(self, shown=(), quoted=(), hidden=self.hidden + self.shown + self.quoted)

    def all_quoted(self):
        return replace(self, shown=(), quoted=self.quoted + self.shown)

    def closed_in(self, opener):
        return replace(self, lines=(opener, *self.lines, *[":::"] * (self.unclosed + 1)), unclosed=0)


def joined(posts):
    """One after the other; everything after an unclosed spoiler is hidden."""
    whole = Post()
    for post in posts:
        post = post.all_hidden() if whole.unclosed else post
        gap = ("",) if whole.lines else ()
        whole = Post(
            whole.lines + gap + post.lines,
            whole.shown + post.shown,
            whole.quoted + post.quoted,
            whole.hidden + post.hidden,
            whole.unclosed + post.unclosed,
        )
    return whole


INLINE = [
    "||",
    "**",
    "*",
    "_",
    "~~",
    "[",
    "](http://a.de/b)",
    "](/thema/1)",
    "![",
    "`a||b`",
    "\\|| ",
    "\\*",
    " ",
    "\nx",
]


@st.composite
def paragraphs(draw, words):
    """Words and marks in any order; what follows an odd number of `||` is hidden."""
    line, is_hidden = "x", False
    found = {True: (), False: ()}
    for mark in draw(st.lists(st.sampled_from(["word"] * 5 + INLINE), min_size=1, max_size=14)):
        if mark == "word":
            mark = next(words)
            found[is_hidden] += (mark,)
        is_hidden ^= mark == "||"
        line += mark
    return Post(tuple(line.split("\n")), found[False], (), found[True])


@st.composite
def blocks(draw, words, depth):
    kind = draw(st.sampled_from(["text", "code", "quotation", "list", "spoiler", "unclosed spoiler", "post"]))
    if depth == 0 or kind == "text":
        return draw(paragraphs(words))
    if kind == "code":
        word = next(words)
        return Post(("```", ":::spoiler", f"||{word}||", ":::", "```"), (word,))
    inner = draw(posts(words, depth - 1))
    if kind == "quotation":
        return replace(inner, lines=tuple(f"> {line}" for line in inner.lines), unclosed=0)
    if kind == "list":
        first, *rest = inner.lines
        return replace(inner, lines=(f"- {first}", *(f"  {line}" for line in rest)), unclosed=0)
    if kind == "spoiler":
        return inner.all_hidden().closed_in(":::spoiler Titel")
    if kind == "unclosed spoiler":
        return replace(inner.all_hidden(), lines=(":::spoiler", *inner.lines), unclosed=inner.unclosed + 1)
    return inner.all_quoted().closed_in(":::zitat 5")


def posts(words, depth):
    return st.lists(blocks(words, depth), min_size=1, max_size=3).map(joined)


@st.composite
def written_posts(draw):
    """Posts three blocks deep whose words are all different."""
    return draw(posts((f"wort{number}w" for number in itertools.count()), 3))

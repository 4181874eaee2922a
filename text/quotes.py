"""Quotes of posts: what the quote button writes, what erasure takes out, and the names that are put in when a page is
made."""

import re
from collections.abc import Callable, Collection, Iterator, Mapping
from html import escape

from markdown_it.token import Token

from text import grammar
from text.blocks import CLOSER
from text.cleaning import prepared

__all__ = ["REMOVED", "fill_in", "quote_block", "without_quote"]

REMOVED = "[Zitat entfernt]"
UNHEARD = '<p class="unheard">Zitat von jemandem, den du ignorierst</p>'
_ELLIPSIS = "…"

_OUR_BLOCKS = {"spoiler_block_open", "post_quote_open"}
_CODE_END = re.compile(r" {0,3}(`{3,}|~{3,})[ \t]*")
_QUOTE = re.compile(r":[ \t]*zitat", re.IGNORECASE)
# Without one of these nothing can be open.
_MARKS = re.compile(r":{3,}|`{3,}|~{3,}")
_LIST_MARKS = re.compile(r"[^>\s]")
_BLOCKQUOTE = re.compile(r'</blockquote>|<blockquote(?: class="quote" data-post="(?P<post>\d+)")?[^>]*>')
_TO_FILL = re.compile(
    r'<blockquote class="quote" data-post="(?P<post>\d+)">'
    r'|<a class="mention" data-member="(?P<member>\d+)">(?P<text>[^<]*)</a>'
)


def fill_in(
    html: str,
    *,
    quotes: Mapping[int, tuple[str, str]],
    members: Mapping[int, tuple[str, str]],
    hidden: Collection[int] = (),
) -> str:
    """Stored HTML with the names of today: `quotes` gives author and address of a post, `members` name and address.

    A post or member that is not in them stays without name or link: who may not be shown is left out by the caller.
    Quotes of the posts in `hidden` lose their words.
    """
    if hidden:
        html = _without_words(html, hidden)

    def filled(place: re.Match[str]) -> str:
        if place["post"]:
            quote = quotes.get(int(place["post"]))
            return place[0] + (_who(*quote) if quote else "")
        member = members.get(int(place["member"]))
        return _mention(place["member"], *member) if member else place["text"]

    return _TO_FILL.sub(filled, html)


def _without_words(html: str, hidden: Collection[int]) -> str:
    """With a line in place of everything that stands in such a quote."""
    kept: list[str] = []
    pos = depth = 0
    for mark in _BLOCKQUOTE.finditer(html):
        if depth:
            depth += 1 if mark["post"] or mark[0] != "</blockquote>" else -1
            if not depth:
                pos = mark.start()
        elif mark["post"] and int(mark["post"]) in hidden:
            kept += [html[pos : mark.end()], UNHEARD]
            depth = 1
    return "".join(kept) + html[pos:]


def _who(name: str, url: str) -> str:
    return f'<p class="who"><a href="{escape(url)}">{escape(name)} schrieb</a></p>'


def _mention(member: str, name: str, url: str) -> str:
    return f'<a class="mention" data-member="{member}" href="{escape(url)}">@{escape(name)}</a>'


def quote_block(post_id: int, source: str) -> str:
    """What the quote button writes into the reply: the text of a post in a block, then an empty line.

    Quotes of older posts are left out and spoilers kept. Whatever the text left open is closed and what closes nothing
    is masked, so that the answer below cannot fall into the block.
    """
    for body in _bodies(source):
        block = f":::zitat {post_id}\n{body}\n:::\n\n"
        if _is_one_quote(block):
            return block
    raise AssertionError("The last body has no marks that could break the block.")


def _bodies(source: str) -> Iterator[str]:
    """The text as it should stand in the block; then, for texts nested too deeply to be put one level deeper, its
    letters in one spoiler, without the marks that could begin or end something."""
    body = prepared(source).strip("\n")
    if _MARKS.search(body):
        body = _balanced(_replace_quotes(body, lambda post: True, "").strip("\n"))
    yield body
    yield f":::spoiler\n{_MARKS.sub(' ', body)}\n:::"


def _balanced(source: str) -> str:
    """Only blocks and code that lie directly in the text or in each other matter; lists and quotations end what is open
    in them."""
    lines = source.split("\n")
    path: list[Token] = []
    ends: list[str] = []
    for token in _blocks(source):
        is_direct = all(outer.type in _OUR_BLOCKS for outer in path)
        if token.type == "paragraph_open" and not path and CLOSER.fullmatch(lines[_lines(token)[0]].strip(" \t")):
            lines[_lines(token)[0]] = "\\:::"
        elif is_direct and token.type == "fence" and not _is_closed_code(token, lines):
            ends.append(token.markup)
        elif is_direct and token.type in _OUR_BLOCKS and not token.meta["closed"]:
            ends.append(":::")
        if token.nesting == 1:
            path.append(token)
        elif token.nesting == -1:
            path.pop()
    return "\n".join(lines + ends[::-1])


def _is_closed_code(token: Token, lines: list[str]) -> bool:
    first, after = _lines(token)
    end = _CODE_END.fullmatch(lines[after - 1]) if after - first > 1 else None
    return end is not None and end[1].startswith(token.markup)


def _is_one_quote(block: str) -> bool:
    tokens = _blocks(block + "Antwort")
    quotes = [token for token in tokens if token.type == "post_quote_open"]
    return len(quotes) == 1 and quotes[0] is tokens[0] and quotes[0].map == [0, block.count("\n") - 1]


def without_quote(source: str, post_id: int) -> str:
    """The source with every quote of this post replaced by a line that says so, those in other quotes too; a source
    without one comes back as it is, to the last line end."""
    plain = prepared(source)
    rest = _replace_quotes(plain, lambda post: post == post_id, REMOVED)
    return source if rest == plain else rest


def _replace_quotes(source: str, is_meant: Callable[[int], bool], instead: str) -> str:
    """Repeated until none is left: without a block its neighbours may be read otherwise. Each round has fewer lines
    that can begin a quote."""
    while _QUOTE.search(source) and (quotes := _outermost(_blocks(source), is_meant)):
        lines = source.split("\n")
        for token in reversed(quotes):
            _replace(lines, token, instead)
        source = "\n".join(lines)
    return source


def _outermost(tokens: list[Token], is_meant: Callable[[int], bool]) -> list[Token]:
    found: list[Token] = []
    end = 0
    for token in tokens:
        if token.type == "post_quote_open" and is_meant(token.meta["post"]) and _lines(token)[0] >= end:
            found.append(token)
            end = _lines(token)[1]
    return found


def _replace(lines: list[str], token: Token, instead: str) -> None:
    """Put `instead` where the block stood, in the same list item or quotation, parted from its neighbours by empty
    lines, because they would run into one paragraph."""
    first, after = _lines(token)
    place = lines[first][: token.meta["column"]]
    begins_item = _LIST_MARKS.search(place) is not None
    around = _LIST_MARKS.sub(" ", place).rstrip()
    if begins_item:
        # An item that begins with an empty line would not hold what follows.
        instead = instead or _ELLIPSIS
    new = [(place + instead).rstrip()]
    if instead and first and not begins_item and lines[first - 1].strip(" \t>"):
        new.insert(0, around)
    if instead and after < len(lines) and lines[after].strip(" \t>"):
        new.append(around)
    lines[first:after] = new


def _blocks(source: str) -> list[Token]:
    """The block structure alone, a tenth of the work of rendering."""
    md = grammar.post_grammar()
    tokens: list[Token] = []
    md.block.parse(source, md, {}, tokens)
    return tokens


def _lines(token: Token) -> tuple[int, int]:
    """Its first line and the one after its last."""
    assert token.map
    return token.map[0], token.map[1]

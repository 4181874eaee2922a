"""Links, written out or bare. Pictures of other sites are never loaded: `![alt](address)` is a link."""

import functools
import re

from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline

from text.brackets import WrittenLink, links_in
from text.cleaning import is_address
from text.spoilers import MARK

__all__ = ["BARE_LINK_LENGTH", "BEGINNING_OF_BARE_LINK", "add_links"]

# Characters. Longer words are no addresses that anybody could read, and need not be searched for the end of one.
BARE_LINK_LENGTH = 2_000

_ALLOWED = re.compile(r"https?://[^/]|mailto:.|/(?![/\\])", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"www\.", re.IGNORECASE)
_OUT = "ugc nofollow noopener"

# Not linkify-it: its pattern for hosts takes exponential time, 5 s for "http://" + 20 × "xn--a." + "a_".
_HOST = r"[^\W_](?:[\w.-]{0,251}[^\W_])?"
BEGINNING_OF_BARE_LINK = rf"(?<![\w/.@:+\-=])(?:https?://|www\.{_HOST}\.)(?=[^\W_])"
# Brackets and quotation marks end a bare link, so that it can stand in them; | and \ are marks of ours.
_PATH = rf'[/?#][^\s<>"`|\\\[\]„“”‚‘’«»‹›…]{{0,{BARE_LINK_LENGTH}}}'
_BARE = re.compile(rf"{BEGINNING_OF_BARE_LINK}{_HOST}(?::[0-9]{{1,5}})?(?:{_PATH})?", re.IGNORECASE)
_ROUND_BRACKETS = re.compile(r"[()]")
_END_OF_SENTENCE = "*_~.,:;!?'"
_IN_ANGLES = re.compile(
    rf"<(?:https?://[^<>\s]{{1,{BARE_LINK_LENGTH}}}|(?:mailto:)?[\w.+%-]{{1,64}}@[\w.-]{{1,255}})>", re.IGNORECASE
)


def add_links(md: MarkdownIt) -> None:
    ruler = md.inline.ruler
    ruler.at("link", _link)
    ruler.at("image", _picture)
    ruler.at("autolink", _in_angles)
    ruler.before("newline", "bare_link", _bare)


def _href_of(md: MarkdownIt, written: str) -> str | None:
    """The address a link may lead to, or None: other sites, mail, and pages of this site from its root."""
    if _WITHOUT_SCHEME.match(written):
        written = "https://" + written
    href = md.normalizeLink(written) if _ALLOWED.match(written) else ""
    return href if is_address(href) else None


def _link(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] == "[" and _write_out(state, state.pos, silent)


def _picture(state: StateInline, silent: bool) -> bool:
    return state.src.startswith("![", state.pos, state.posMax) and _write_out(state, state.pos + 1, silent)


def _write_out(state: StateInline, bracket: int, silent: bool) -> bool:
    link = _links_of(state).get(bracket)
    if link is None:
        return False
    if not silent:
        _push_link(state, link)
    state.pos = link.after
    return True


def _links_of(state: StateInline) -> dict[int, WrittenLink]:
    """Found once for a paragraph."""
    src, links = state.env.get("links", (None, None))
    if src is not state.src:
        links = links_in(state.src, href_of=functools.partial(_href_of, state.md), skip=_end_of_angles)
        state.env["links"] = state.src, links
    return links


def _push_link(state: StateInline, link: WrittenLink) -> None:
    """In the text of another link only the text remains; a link without text shows its address."""
    after, state.pos, state.posMax = state.posMax, link.start, link.end
    is_outermost = state.linkLevel == 0
    if is_outermost:
        _open(state, link.href)
    state.linkLevel += 1
    if state.src[link.start : link.end].strip():
        state.md.inline.tokenize(state)
    else:
        state.push("text", "", 0).content = link.href
    state.linkLevel -= 1
    if is_outermost:
        state.push("link_close", "a", -1)
    state.posMax = after


def _in_angles(state: StateInline, silent: bool) -> bool:
    after = _end_of_angles(state.src, state.pos)
    if not state.pos < after <= state.posMax:
        return False
    written = state.src[state.pos + 1 : after - 1]
    has_scheme = written.lower().startswith(("http://", "https://", "mailto:"))
    return _push_bare(state, written if has_scheme else "mailto:" + written, written, after, silent)


def _end_of_angles(src: str, pos: int) -> int:
    link = _IN_ANGLES.match(src, pos)
    return link.end() if link and MARK not in link[0] else pos


def _bare(state: StateInline, silent: bool) -> bool:
    found = _BARE.match(state.src, state.pos, state.posMax)
    if not found or len(found[0]) > BARE_LINK_LENGTH:
        return False
    written = _within_brackets(found[0]).rstrip(_END_OF_SENTENCE)
    shown = unescapeAll(written)
    return _push_bare(state, shown, shown, state.pos + len(written), silent)


def _within_brackets(address: str) -> str:
    """Up to the bracket that was opened before the address: "(http://a.de/b_(c))" ends with its first bracket."""
    depth = 0
    for bracket in _ROUND_BRACKETS.finditer(address):
        depth += 1 if bracket[0] == "(" else -1
        if depth < 0:
            return address[: bracket.start()]
    return address


def _push_bare(state: StateInline, address: str, shown: str, after: int, silent: bool) -> bool:
    """A link whose text is its address; in the text of another link it is text."""
    href = _href_of(state.md, address)
    if href is None:
        return False
    if not silent:
        if state.linkLevel == 0:
            _open(state, href)
        state.push("text", "", 0).content = shown
        if state.linkLevel == 0:
            state.push("link_close", "a", -1)
    state.pos = after
    return True


def _open(state: StateInline, href: str) -> None:
    token = state.push("link_open", "a", 1)
    token.attrs = {"href": href}
    if href.lower().startswith("http"):
        token.attrs["rel"] = _OUT

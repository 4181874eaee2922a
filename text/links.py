"""Links, written out or bare. Pictures of other sites are never loaded: `![alt](address)` is a link."""

import re
from typing import NamedTuple

from linkify_it import LinkifyIt
from markdown_it import MarkdownIt
from markdown_it.common.utils import unescapeAll
from markdown_it.rules_inline import StateInline

from text.spoilers import MARK

__all__ = ["BARE_LINK_LENGTH", "BEGINNING_OF_BARE_LINK", "add_links", "address_of"]

# Characters. linkify takes quadratic time in the length of a word: 8 s for 60,000 characters of "http://a.de/((a".
BARE_LINK_LENGTH = 2_000

_ALLOWED = re.compile(r"https?://[^/]|mailto:.|/(?![/\\])", re.IGNORECASE)
_WITHOUT_SCHEME = re.compile(r"www\.", re.IGNORECASE)
_OUT = "ugc nofollow noopener"

BEGINNING_OF_BARE_LINK = r"(?<![\w/.@:+\-=])(?:https?://|www\.)"
_BARE = re.compile(BEGINNING_OF_BARE_LINK, re.IGNORECASE)
# Brackets and quotation marks end a bare link, so that it can stand in them; | and \ are marks of ours.
_WORD = re.compile(rf'[^\s<>"`|\\\[\]„“”«»]{{1,{BARE_LINK_LENGTH + 1}}}')
_EMPHASIS = "*_~"
_IN_ANGLES = re.compile(
    rf"<(?:https?://[^<>\s]{{1,{BARE_LINK_LENGTH}}}|(?:mailto:)?[\w.+%-]{{1,64}}@[\w.-]{{1,255}})>", re.IGNORECASE
)
_linkify = LinkifyIt(options={"fuzzy_link": False, "fuzzy_email": False, "fuzzy_ip": False})


class _Link(NamedTuple):
    """A link as written: where its text is, where it leads, where it ends."""

    start: int
    end: int
    href: str
    after: int


def add_links(md: MarkdownIt) -> None:
    ruler = md.inline.ruler
    ruler.at("link", _link)
    ruler.at("image", _picture)
    ruler.at("autolink", _in_angles)
    ruler.before("newline", "bare_link", _bare)


def address_of(md: MarkdownIt, written: str) -> str | None:
    """The address a link may lead to, or None: other sites, mail, and pages of this site from its root."""
    if _WITHOUT_SCHEME.match(written):
        written = "https://" + written
    return md.normalizeLink(written) if _ALLOWED.match(written) else None


def _link(state: StateInline, silent: bool) -> bool:
    return state.src[state.pos] == "[" and _write_out(state, state.pos, silent)


def _picture(state: StateInline, silent: bool) -> bool:
    return state.src.startswith("![", state.pos, state.posMax) and _write_out(state, state.pos + 1, silent)


def _write_out(state: StateInline, bracket: int, silent: bool) -> bool:
    link = _link_at(state, bracket)
    if link is None:
        return False
    if not silent:
        _push_link(state, link)
    state.pos = link.after
    return True


def _link_at(state: StateInline, bracket: int) -> _Link | None:
    """The link whose text begins at this bracket. An address with a spoiler mark is none: the mark counts."""
    src, helpers = state.src, state.md.helpers
    if src.find("](", bracket, state.posMax) < 0:
        return None
    label_end = helpers.parseLinkLabel(state, bracket, True)
    if label_end < 0 or not src.startswith("(", label_end + 1, state.posMax):
        return None
    address = helpers.parseLinkDestination(src, _skip_space(state, label_end + 2), state.posMax)
    if not address.ok:
        return None
    pos = _skip_space(state, address.pos)
    title = helpers.parseLinkTitle(src, pos, state.posMax)
    if title.ok and pos > address.pos:
        pos = _skip_space(state, title.pos)
    href = address_of(state.md, address.str)
    if href is None or not src.startswith(")", pos, state.posMax) or MARK in src[label_end:pos]:
        return None
    return _Link(bracket + 1, label_end, href, pos + 1)


def _push_link(state: StateInline, link: _Link) -> None:
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
    match = _IN_ANGLES.match(state.src, state.pos, state.posMax)
    if not match or MARK in match[0]:
        return False
    written = match[0][1:-1]
    is_address = written.lower().startswith(("http", "mailto:"))
    return _push_bare(state, written if is_address else "mailto:" + written, written, match.end(), silent)


def _bare(state: StateInline, silent: bool) -> bool:
    """A bare link; in the text of another link it is text."""
    begin = _BARE.match(state.src, state.pos, state.posMax)
    if not begin or state.linkLevel:
        return False
    word = _WORD.match(state.src, state.pos, state.posMax)
    if not word or len(word[0]) > BARE_LINK_LENGTH:
        return False
    scheme = "https://" if _WITHOUT_SCHEME.fullmatch(begin[0]) else ""
    found = _linkify.match_at_start(scheme + word[0])
    if not found:
        return False
    length = len(found.raw.rstrip(_EMPHASIS)) - len(scheme)
    if length <= len(begin[0]):
        return False
    written = word[0][:length]
    return _push_bare(state, unescapeAll(written), unescapeAll(written), state.pos + length, silent)


def _push_bare(state: StateInline, address: str, shown: str, after: int, silent: bool) -> bool:
    href = address_of(state.md, address)
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


def _skip_space(state: StateInline, pos: int) -> int:
    while pos < state.posMax and state.src[pos] in " \t\n":
        pos += 1
    return pos

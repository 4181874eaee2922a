"""`||hidden||` inside a paragraph: a spoiler is the outermost mark, whatever it crosses."""

from collections.abc import Iterator

from markdown_it import MarkdownIt
from markdown_it.rules_core import StateCore
from markdown_it.rules_inline import StateInline
from markdown_it.token import Token

__all__ = ["MARK", "add_spoilers"]

MARK = "||"


def add_spoilers(md: MarkdownIt) -> None:
    md.inline.ruler.before("escape", "spoiler_mark", _mark)
    md.core.ruler.after("inline", "spoilers", _hide)


def _mark(state: StateInline, silent: bool) -> bool:
    if not state.src.startswith(MARK, state.pos, state.posMax):
        return False
    if not silent:
        state.push("spoiler_mark", "", 0).content = MARK
    state.pos += len(MARK)
    return True


def _hide(state: StateCore) -> None:
    """Make `details` of the marks; their paragraph becomes a `div`, because `details` would close a `p`."""
    for number, token in enumerate(state.tokens):
        if token.type != "inline" or not token.children:
            continue
        if any(child.type == "spoiler_mark" for child in token.children):
            token.children = _without_empty(list(_split(token.children)))
            if any(child.type == "spoiler_open" for child in token.children):
                for around in (state.tokens[number - 1], state.tokens[number + 1]):
                    around.tag = "div"
                state.tokens[number - 1].attrSet("class", "p")


def _split(tokens: list[Token]) -> Iterator[Token]:
    """The tokens with every mark turned into the beginning or end of a spoiler.

    What is open at a mark is closed before and opened again after it. Opening waits until there is something to put
    inside, so that no empty elements arise.
    """
    open_tokens: list[Token] = []
    written = 0
    hidden = False
    for token in tokens:
        if token.type == "spoiler_mark":
            yield from _closing(open_tokens[:written])
            written, hidden = 0, not hidden
            yield Token("spoiler_open", "details", 1) if hidden else Token("spoiler_close", "details", -1)
        elif token.nesting == 1:
            open_tokens.append(token)
        elif token.nesting == -1:
            open_tokens.pop()
            if written > len(open_tokens):
                written -= 1
                yield token
        else:
            yield from open_tokens[written:]
            written = len(open_tokens)
            yield token
    if hidden:
        yield Token("spoiler_close", "details", -1, meta={"implied": True})


def _closing(tokens: list[Token]) -> Iterator[Token]:
    for token in reversed(tokens):
        yield Token(token.type.replace("_open", "_close"), token.tag, -1)


def _without_empty(tokens: list[Token]) -> list[Token]:
    """Marks that hide nothing (`||||`, or `||` as the last thing in its paragraph) are shown as they were written."""
    shown: list[Token] = []
    opened, holds_something = 0, False
    for token in tokens:
        if token.type == "spoiler_open":
            opened, holds_something = len(shown), False
        elif token.type == "spoiler_close" and not holds_something:
            shown[opened] = Token("text", "", 0, content=MARK)
            if token.meta.get("implied"):
                continue
            token = Token("text", "", 0, content=MARK)
        elif token.nesting == 0 and token.type not in ("softbreak", "hardbreak") and not _is_blank(token):
            holds_something = True
        shown.append(token)
    return shown


def _is_blank(token: Token) -> bool:
    return token.type == "text" and not token.content.strip()

"""Blocks between lines of colons: `:::spoiler Title` and `:::zitat 123`, closed by `:::`.

A block is closed by the first `:::` that stands directly in it, not in a list or quotation inside. Unclosed it runs to
the end of the text, or of the list item or quotation it began in. So the parser never has to look ahead for an end.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock
from markdown_it.token import Token

__all__ = ["CLOSER", "DEEPEST", "INTERRUPTED", "SPOILER_OPENER", "TITLE_LENGTH", "add_blocks"]

# Levels of nesting; a list takes two. What lies deeper is shown as one paragraph of plain lines. The parser's own
# limit (maxNesting) must stay above it, because beyond that one the parser drops text.
DEEPEST = 10

# Characters. A longer "title" is a text whose writer forgot the line end, and belongs hidden.
TITLE_LENGTH = 80

# What ends where one of our lines stands, besides quotations.
INTERRUPTED = ("paragraph", "list")

_FENCE = ":::"
SPOILER_OPENER = re.compile(r":{3,}[ \t]*spoiler\b[ \t:]*(.*)", re.IGNORECASE | re.DOTALL)
_QUOTE = re.compile(r":{3,}[ \t]*zitat[ \t]+([1-9][0-9]{0,17})", re.IGNORECASE)
# A title with one of these is hidden text on one line.
_IS_TEXT = re.compile(r"\|\||:::")
CLOSER = re.compile(r":{3,}")
# Three colons end any longer run; a search for {3,} would take quadratic time in a line of colons.
_HIDDEN_SOMEWHERE = re.compile(r":::[ \t]*spoiler\b", re.IGNORECASE)


def add_blocks(md: MarkdownIt, *, quotes: bool) -> None:
    """Blocks of spoilers, and with `quotes` those of quoted posts."""
    ruler = md.block.ruler
    ruler.before("code", "block_end", _end, {"alt": list(INTERRUPTED)})
    ruler.before("code", "deepest", _deepest)
    ruler.before("fence", "spoiler_block", _spoiler, {"alt": list(INTERRUPTED)})
    if quotes:
        ruler.before("fence", "quote_block", _quote, {"alt": list(INTERRUPTED)})


def _spoiler(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    opener = SPOILER_OPENER.fullmatch(_fence_line(state, start))
    if opener and not silent:
        title = " ".join(opener[1].split())
        fits = len(title) <= TITLE_LENGTH and not _IS_TEXT.search(title)
        token = state.push("spoiler_block_open", "details", 1)
        token.meta = {"title": title if fits else "", "is_unclear": not fits}
        if not fits:
            _push_paragraph(state, title, start, start + 1)
        _fill(state, token, start, end)
        state.push("spoiler_block_close", "details", -1)
    return opener is not None


def _quote(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    opener = _QUOTE.fullmatch(_fence_line(state, start))
    if opener and not silent:
        token = state.push("post_quote_open", "blockquote", 1)
        token.attrs = {"class": "quote", "data-post": opener[1]}
        token.meta = {"post": int(opener[1])}
        _fill(state, token, start, end)
        state.push("post_quote_close", "blockquote", -1)
    return opener is not None


def _fill(state: StateBlock, token: Token, start: int, end: int) -> None:
    """Parse the lines inside. Leaves in the token which lines it has, at which place the first begins, and whether it
    was closed."""
    mark = state.bMarks[start] + state.tShift[start]
    token.meta["column"] = mark - (state.src.rfind("\n", 0, mark) + 1)
    open_blocks: list[int] = state.env.setdefault("open_blocks", [])
    open_blocks.append(state.level)
    state.line = start + 1
    state.md.block.tokenize(state, start + 1, end)
    open_blocks.pop()
    closed = state.env.pop("block_closed", None)
    if closed is not None:
        state.line = closed + 1
    token.map = [start, state.line]
    token.meta["closed"] = closed is not None


def _end(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The end of the innermost block, if it stands directly in it; it interrupts other text in any case, so that a
    list or quotation before it does not draw it in."""
    if not CLOSER.fullmatch(_fence_line(state, start)):
        return False
    if silent:
        return True
    if state.env.get("open_blocks", [])[-1:] != [state.level]:
        return False
    state.env["block_closed"] = start
    # Ends the loop of the parser over the lines of this block; `_fill` sets the true line.
    state.line = end
    return True


def _deepest(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """Beyond the limit of nesting the rest of the block is one paragraph, hidden whole if a spoiler begins in it."""
    if silent or state.level < DEEPEST:
        return False
    line, inner = start, 0
    while line < end and (state.isEmpty(line) or state.sCount[line] >= state.blkIndent):
        fence = _fence_line(state, line)
        if CLOSER.fullmatch(fence):
            inner -= 1
            if inner < 0 and line > start:
                break
        elif SPOILER_OPENER.fullmatch(fence) or _QUOTE.fullmatch(fence):
            inner += 1
        line += 1
    content = state.getLines(start, line, state.blkIndent, False).strip(" \t\n")
    hidden = _HIDDEN_SOMEWHERE.search(content)
    if hidden:
        state.push("spoiler_block_open", "details", 1).meta = {"title": "", "is_unclear": True, "closed": True}
    _push_paragraph(state, content, start, line)
    if hidden:
        state.push("spoiler_block_close", "details", -1)
    state.line = line
    return True


def _push_paragraph(state: StateBlock, content: str, start: int, end: int) -> None:
    state.push("paragraph_open", "p", 1).map = [start, end]
    token = state.push("inline", "", 0)
    token.content, token.map, token.children = content, [start, end], []
    state.push("paragraph_close", "p", -1)


def _fence_line(state: StateBlock, line: int) -> str:
    """The line without its indentation if it begins with colons and is no code, else nothing."""
    start = state.bMarks[line] + state.tShift[line]
    if not state.src.startswith(_FENCE, start) or state.is_code_block(line):
        return ""
    return state.src[start : state.eMarks[line]].rstrip(" \t")

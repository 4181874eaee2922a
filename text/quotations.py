"""Quotations, `> text`: a line without the mark ends them.

The specification lets a paragraph in a quotation run on without marks. People who answer in the next line do not mean
that; and the library reads on to the end of the text from every quotation to find out, which took 18 s for one post.
"""

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote

__all__ = ["add_quotations"]


def add_quotations(md: MarkdownIt) -> None:
    md.block.ruler.at("blockquote", _quotation, {"alt": ["paragraph", "list"]})


def _quotation(state: StateBlock, start: int, end: int, silent: bool) -> bool:
    """The library's rule, given only the lines with the mark."""
    after = start
    while after < end and _is_marked(state, after) and not (silent and after > start):
        after += 1
    if after == start:
        return False
    last, state.lineMax = state.lineMax, after
    is_quotation = blockquote(state, start, after, silent)
    state.lineMax = last
    return is_quotation


def _is_marked(state: StateBlock, line: int) -> bool:
    return state.sCount[line] >= state.blkIndent and state.src.startswith(
        ">", state.bMarks[line] + state.tShift[line], state.eMarks[line]
    )

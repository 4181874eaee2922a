"""Which lines end a paragraph or the quotation around it, decided by their first letters.

The library asks eight rules about every line, once for each level of quotation: 15,000 short lines in ten levels took
0.7 s of the second that a post may take.
"""

import re

from markdown_it import MarkdownIt
from markdown_it.rules_block import StateBlock, blockquote, fence, heading, hr, list_block

from text.blocks import BlockRule

__all__ = ["add_interruptions"]

# Everything that any of the rules takes, and little else: they decide.
_POSSIBLE = re.compile(r">|#|[-+*](?:[ \t\n]|$)|[-*_][ \t]*[-*_]|[0-9]{1,9}[.)]|`{3}|~{3}|:{3}|\[\[")
# The rules that end a list, besides its own.
_OF_LISTS: dict[str, BlockRule] = {"fence": fence, "blockquote": blockquote, "hr": hr}


def add_interruptions(md: MarkdownIt, own: list[BlockRule]) -> None:
    """`own` are the rules of ours that may end a paragraph."""
    ruler = md.block.ruler
    for name, rule in _OF_LISTS.items():
        ruler.at(name, rule, {"alt": ["list"]})
    ruler.at("list", list_block, {"alt": []})
    ruler.at("heading", heading, {"alt": []})
    rules = [*_OF_LISTS.values(), list_block, *own]
    if "heading" in ruler.get_active_rules():
        rules.append(heading)

    def interruption(state: StateBlock, start: int, end: int, silent: bool) -> bool:
        begin = state.bMarks[start] + state.tShift[start]
        return (
            silent
            and _POSSIBLE.match(state.src, begin) is not None
            and any(rule(state, start, end, True) for rule in rules)
        )

    ruler.before("code", "interruption", interruption, {"alt": ["paragraph", "blockquote"]})

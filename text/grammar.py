"""The two parsers: what members may write in posts, and what editors may write in reviews."""

import functools
import re
from collections.abc import Sequence

from markdown_it import MarkdownIt
from markdown_it.common.utils import escapeHtml
from markdown_it.renderer import RendererHTML
from markdown_it.rules_core import StateCore
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from text.blocks import add_blocks
from text.links import BEGINNING_OF_BARE_LINK, add_links
from text.mentions import add_mentions
from text.places import add_pictures, add_places
from text.quotations import add_quotations
from text.spoilers import add_spoilers

__all__ = ["post_grammar", "review_grammar"]

# Levels. Beyond them the parser drops text; blocks.DEEPEST keeps it from getting there.
_NESTING = 20

# Where plain text stops because a rule may begin; everything else is taken over unread.
_STOPS = re.compile(rf"[\n!&*<@\[\]\\_`|~]|{BEGINNING_OF_BARE_LINK}", re.IGNORECASE)

# Highest and lowest heading of a review: the page has its own h1.
_HEADINGS = ("h2", "h3")


@functools.cache
def post_grammar() -> MarkdownIt:
    md = _common().disable(["heading"])
    add_blocks(md, quotes=True)
    add_mentions(md)
    add_pictures(md)
    return _compiled(md)


@functools.cache
def review_grammar() -> MarkdownIt:
    md = _common()
    add_blocks(md, quotes=False)
    add_places(md)
    md.core.ruler.after("block", "headings", _fit_headings)
    return _compiled(md)


def _compiled(md: MarkdownIt) -> MarkdownIt:
    """Rules are compiled when they are asked for first; two threads that ask at once found none of them."""
    for rules in (md.core.ruler, md.block.ruler, md.inline.ruler, md.inline.ruler2):
        rules.getRules("")
    return md


def _common() -> MarkdownIt:
    """Reference links are off because a short text could unfold to 250 MB; underlined headings, because "---" below a
    line is meant as a rule."""
    md = MarkdownIt("commonmark", {"html": False, "breaks": True, "maxNesting": _NESTING}, renderer_cls=_Renderer)
    md.enable("strikethrough").disable(["reference", "lheading", "html_block", "html_inline"])
    add_quotations(md)
    add_links(md)
    add_spoilers(md)
    md.inline.terminator_re = _STOPS
    return md


def _fit_headings(state: StateCore) -> None:
    highest, lowest = _HEADINGS
    for token in state.tokens:
        if token.type in ("heading_open", "heading_close"):
            token.tag = min(max(token.tag, highest), lowest)


class _Renderer(RendererHTML):
    """Writes what the library has no tokens for."""

    def spoiler_block_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        title = tokens[idx].meta["title"]
        name = f"Spoiler: {escapeHtml(title)}" if title else "Spoiler"
        # The words where a title stands are hidden too: nobody can tell what film it is about (`text.opening`).
        kind = "spoiler unclear" if tokens[idx].meta["is_unclear"] else "spoiler"
        return f'<details class="{kind}"><summary>{name}</summary><div>\n'

    def spoiler_block_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</div></details>\n"

    def spoiler_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return '<details class="spoiler inline"><summary>Spoiler</summary><span>'

    def spoiler_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</span></details>"

    def mention(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        token = tokens[idx]
        if "member" not in token.meta:
            return escapeHtml(token.markup)
        return f'<a class="mention" data-member="{token.meta["member"]}">@{escapeHtml(token.content)}</a>'

    def place(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<figure{self.renderAttrs(tokens[idx])}></figure>\n"

    def picture(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<figure{self.renderAttrs(tokens[idx])}>{escapeHtml(tokens[idx].content)}</figure>\n"

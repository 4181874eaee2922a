"""Posts and reviews: from the Markdown that is stored as written to the safe HTML that is stored beside it."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass

from text import grammar
from text.cleaning import clean, prepared
from text.escaping import escape
from text.mentions import mentions_in, resolve
from text.places import PICTURES

__all__ = [
    "POST_LIMIT",
    "RENDERER_VERSION",
    "REVIEW_LIMIT",
    "Rendered",
    "escape",
    "render_post",
    "render_review",
]

RENDERER_VERSION: int = 2
"""Raised whenever the same source would give other HTML; `manage.py rerender` brings stored HTML up to date."""

POST_LIMIT = 30_000
"""Characters of a post: ten times the longest that people write by hand, and rendered in well under a second."""

REVIEW_LIMIT = 60_000
"""Characters of a review or a legal page: about twenty printed pages."""


@dataclass(frozen=True)
class Rendered:
    """The safe HTML of a post, the names it mentions as they are written there, and the ids of the posts it quotes and
    of the pictures it places; each once, in the order of the text."""

    html: str
    mentions: tuple[str, ...]
    quotes: tuple[int, ...]
    pictures: tuple[int, ...] = ()


def render_post(
    source: str,
    *,
    known: Callable[[Collection[str]], Mapping[str, int]] | None = None,
    pictures: Mapping[int, tuple[int, str] | None] | None = None,
) -> Rendered:
    """`pictures` are those of the post by number, each with its id and alternative text, or None for one that is gone;
    marks with other numbers stay text. `known` is asked once which of the written names are members, and answers with their ids; the others stay text
    and are no mentions. Without `known` all stay text, and all are reported."""
    md = grammar.post_grammar()
    tokens = md.parse(prepared(source), {PICTURES: pictures or {}})
    names = tuple(dict.fromkeys(token.content for token in mentions_in(tokens)))
    if known is not None:
        members = known(names) if names else {}
        resolve(tokens, members)
        names = tuple(name for name in names if name in members)
    quotes = tuple(dict.fromkeys(token.meta["post"] for token in tokens if token.type == "post_quote_open"))
    placed = tuple(token.meta["picture"] for token in tokens if token.type == "picture" and token.meta["picture"])
    return Rendered(clean(md.renderer.render(tokens, md.options, {}), "post").strip(), names, quotes, placed)


def render_review(source: str) -> str:
    """With headings and places for stills and trailer, without mentions and quotes of posts. Legal pages too."""
    html = clean(grammar.review_grammar().render(prepared(source), {}), "review")
    # The cleaner writes every attribute with a value; angle brackets of texts and attributes are escaped by now.
    return html.replace('<figure data-trailer=""></figure>', "<figure data-trailer></figure>").strip()

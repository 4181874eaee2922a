"""What may go into the parser, and what may come out of it."""

import re
from html import escape

import nh3

__all__ = ["clean", "is_address", "prepared"]

_NEWLINES = re.compile(r"\r\n?")
# No database stores them, and no text means them.
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")

_EVERYWHERE = "a blockquote br code details div em hr li ol p pre s span strong summary ul"
_ATTRIBUTES = {"a": {"href", "rel", "data-member"}, "blockquote": {"data-post"}, "ol": {"start"}}
_VALUES = {
    "a": {"class": {"mention"}},
    "blockquote": {"class": {"quote"}},
    "details": {"class": {"spoiler", "spoiler inline", "spoiler unclear"}},
    "div": {"class": {"p"}},
}

_SCHEMES = {"http", "https", "mailto"}


def _cleaner(tags: str, attributes: dict[str, set[str]]) -> nh3.Cleaner:
    return nh3.Cleaner(
        tags=set(tags.split()),
        attributes=attributes,
        tag_attribute_values=_VALUES,
        url_schemes=_SCHEMES,
        link_rel=None,
    )


_LINKS = nh3.Cleaner(tags={"a"}, attributes={"a": {"href"}}, url_schemes=_SCHEMES, link_rel=None)
_CLEANERS = {
    "post": _cleaner(_EVERYWHERE + " figure", _ATTRIBUTES | {"figure": {"data-picture"}}),
    "review": _cleaner(_EVERYWHERE + " h2 h3 figure", _ATTRIBUTES | {"figure": {"data-still", "data-trailer"}}),
}


def prepared(source: str) -> str:
    """One kind of line end, and nothing that no database stores; the parser counts lines in this form."""
    return _UNSTORABLE.sub("", _NEWLINES.sub("\n", source))


def clean(html: str, kind: str) -> str:
    """The last step before HTML is stored. The parser makes nothing else; this holds if it should be wrong."""
    return _CLEANERS[kind].clean(html)


def is_address(href: str) -> bool:
    """Whether the cleaner leaves a link with this address alone; of others it would leave a link to nowhere."""
    return "href" in _LINKS.clean(f'<a href="{escape(href)}"></a>')

"""A reader of HTML that forgives nothing: what it accepts, every browser reads as the same tree."""

import re
from dataclasses import dataclass, field
from html import unescape

PIECE = re.compile(r'([^<>]+)|<(/?)([a-z][a-z0-9]*)((?: [a-z-]+(?:="[^"<>]*")?)*)>')
ATTRIBUTE = re.compile(r' ([a-z-]+)(?:="([^"<>]*)")?')
REFERENCE = re.compile(r"&(?!amp;|lt;|gt;|quot;|nbsp;)")

VOID = {"br", "hr"}
PHRASES = {"a", "br", "code", "em", "s", "strong", "#text"}
FLOW = {"blockquote", "details", "div.p", "figure", "h2", "h3", "hr", "ol", "p", "pre", "ul"}
MAY_HOLD = {
    "#page": FLOW,
    "blockquote": FLOW,
    "p": PHRASES,
    "h2": PHRASES,
    "h3": PHRASES,
    "div.p": PHRASES | {"details.inline"},
    "details": {"summary", "div"},
    "details.inline": {"summary", "span"},
    "summary": {"#text"},
    "span": PHRASES,
    "div": FLOW,  # the content of a spoiler
    "ul": {"li"},
    "ol": {"li"},
    "li": FLOW | PHRASES | {"details.inline"},
    "pre": {"code"},
    "code": {"#text"},
    "figure": {"#text"},  # of a post: what stands there until the picture does
    **dict.fromkeys(("a", "em", "s", "strong"), PHRASES),
}
ATTRIBUTES = {
    "a": {
        "href": re.compile(r"https?://[!-~]+|mailto:[!-~]+|/(?![/\\])[!-~]*", re.IGNORECASE),
        "rel": re.compile("ugc nofollow noopener"),
        "class": re.compile("mention"),
        "data-member": re.compile("[0-9]+"),
    },
    "blockquote": {"class": re.compile("quote"), "data-post": re.compile("[1-9][0-9]*")},
    "details": {"class": re.compile("spoiler(?: inline| unclear)?")},
    "div": {"class": re.compile("p")},
    "ol": {"start": re.compile("[0-9]+")},
    "figure": {
        "data-still": re.compile("[1-9][0-9]*"),
        "data-trailer": re.compile(""),
        "data-picture": re.compile("[1-9][0-9]*"),
    },
}


@dataclass
class Element:
    tag: str
    attributes: dict[str, str] = field(default_factory=dict)
    children: list["Element"] = field(default_factory=list)
    letters: str = ""

    @property
    def kind(self):
        classes = self.attributes.get("class", "").split()
        if self.tag == "details" and "inline" in classes:
            return "details.inline"
        return "div.p" if self.tag == "div" and classes == ["p"] else self.tag

    def walk(self):
        yield self
        for child in self.children:
            yield from child.walk()

    def all(self, tag):
        return [element for element in self.walk() if element.tag == tag]

    @property
    def text(self):
        return self.letters if self.tag == "#text" else "".join(child.text for child in self.children)


def read(html):
    """The tree of valid safe HTML of ours; AssertionError for any other."""
    page = Element("#page")
    path = [page]
    pos = 0
    while pos < len(html):
        piece = PIECE.match(html, pos)
        assert piece, f"no HTML of ours: {html[pos : pos + 80]!r}"
        pos = piece.end()
        text, is_end, tag, attributes = piece.groups()
        if text is not None:
            assert not REFERENCE.search(text), text
            path[-1].children.append(Element("#text", letters=unescape(text)))
        elif is_end:
            assert path[-1].tag == tag, f"</{tag}> closes <{path[-1].tag}>"
            path.pop()
        else:
            element = Element(tag, read_attributes(tag, attributes))
            path[-1].children.append(element)
            if tag not in VOID:
                path.append(element)
    assert path == [page], f"<{path[-1].tag}> is not closed"
    check_places(page)
    return page


def read_attributes(tag, written):
    found = {}
    for name, value in ATTRIBUTE.findall(written):
        assert name not in found
        assert ATTRIBUTES.get(tag, {}).get(name, re.compile("(?!)")).fullmatch(unescape(value)), (tag, name, value)
        found[name] = unescape(value)
    return found


def check_places(element, inside=()):
    """Every element stands where HTML allows it; links do not nest, a summary comes first."""
    for child in element.children:
        if child.tag == "#text" and not child.text.strip():
            continue
        assert child.kind in MAY_HOLD[element.kind], f"<{child.kind}> in <{element.kind}>"
        assert not (child.tag == "a" and "a" in inside), "link in a link"
        check_places(child, (*inside, child.tag))
    if element.tag == "details":
        assert [child.tag for child in element.children if child.tag != "#text"][0] == "summary"
        assert len(element.all("summary")[:1]) == 1
    if element.tag == "a" and "mention" not in element.attributes.get("class", ""):
        is_out = element.attributes["href"].lower().startswith("http")
        assert ("rel" in element.attributes) == is_out


def readable(element, *, with_quotes):
    """What stands on the page with all spoilers closed."""
    if element.tag == "details":
        title = element.all("summary")[0].text
        return f"[{title}]" if element.kind == "details.inline" else f" [{title}] "
    if element.tag == "#text":
        return element.letters
    if element.attributes.get("class") == "quote" and not with_quotes:
        return ""
    inner = "".join(readable(child, with_quotes=with_quotes) for child in element.children)
    return inner if element.tag in PHRASES - {"br"} else f" {inner} "

"""XMP: a small XML document inside the picture. Read with defusedxml only, written as text."""

from html import escape
from xml.etree.ElementTree import Element, ParseError

from defusedxml import ElementTree

# 1 MB: retouched stills carry their history and reach some hundred KB.
MAX_XMP = 1 << 20

_NAMESPACES = {
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "dc": "http://purl.org/dc/elements/1.1/",
    "photoshop": "http://ns.adobe.com/photoshop/1.0/",
    "xmp": "http://ns.adobe.com/xap/1.0/",
}
_FIELDS = (
    ("caption", "dc:description"),
    ("headline", "photoshop:Headline"),
    ("credit", "photoshop:Credit"),
    ("creator", "dc:creator"),
    ("copyright", "dc:rights"),
    ("date", "photoshop:DateCreated"),
    ("date", "xmp:CreateDate"),
)
_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"
_PACKET = (
    '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
    '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
    '<rdf:RDF xmlns:rdf="{rdf}"><rdf:Description rdf:about="" xmlns:dc="{dc}" xmlns:photoshop="{photoshop}">'
    "{body}</rdf:Description></rdf:RDF></x:xmpmeta>"
    '<?xpacket end="w"?>'
)


def read_texts(data: bytes) -> dict[str, str]:
    """Empty for anything that is too long, no XML, or uses entities."""
    root = _parsed(data)
    if root is None:
        return {}
    found: dict[str, str] = {}
    for description in root.iter(_qualified("rdf:Description")):
        for name, tag in _FIELDS:
            found[name] = found.get(name) or _property(description, _qualified(tag))
    return found


def packet(creator: str, credit: str, copyright_: str) -> bytes:
    """Empty texts are left out; the texts must not contain control characters, which XML cannot hold."""
    body = ""
    if creator:
        body += f"<dc:creator><rdf:Seq><rdf:li>{escaped(creator)}</rdf:li></rdf:Seq></dc:creator>"
    if copyright_:
        text = f'<rdf:li xml:lang="x-default">{escaped(copyright_)}</rdf:li>'
        body += f"<dc:rights><rdf:Alt>{text}</rdf:Alt></dc:rights>"
    if credit:
        body += f"<photoshop:Credit>{escaped(credit)}</photoshop:Credit>"
    return _PACKET.format(body=body, **_NAMESPACES).encode()


def escaped(text: str) -> str:
    return escape(text, quote=False)


def _parsed(data: bytes) -> Element | None:
    if len(data) > MAX_XMP:
        return None
    try:
        return ElementTree.fromstring(data.strip(b"\0 \t\r\n"), forbid_dtd=True)
    except (ParseError, ValueError, LookupError):
        return None


def _qualified(tag: str) -> str:
    prefix, _, name = tag.partition(":")
    return f"{{{_NAMESPACES[prefix]}}}{name}"


def _property(description: Element, tag: str) -> str:
    """Short values are attributes, long ones elements, lists and languages elements in elements."""
    element = description.find(tag)
    if element is None:
        return description.get(tag, "")
    # Two levels only: a search through the whole depth could be made to take seconds.
    items = element.findall(f"*/{_qualified('rdf:li')}")
    if not items:
        return element.text or ""
    if items[0].get(_LANGUAGE):
        items = sorted(items, key=_language_rank)[:1]
    return ", ".join(item.text or "" for item in items)


def _language_rank(item: Element) -> int:
    language = item.get(_LANGUAGE, "")
    return 0 if language.startswith("de") else 1 if language == "x-default" else 2

"""The readable part of an address, from a title or a name."""

import re
import unicodedata
from functools import lru_cache

from anyascii import anyascii

from text.folding import spell_out_fractions

__all__ = ["RESERVED", "SLUG_LENGTH", "is_reserved", "slug_for"]

# Characters; longer slugs are cut at a hyphen.
SLUG_LENGTH = 80

# First or last parts of the site's own addresses. A slug like one of them would hide a page or be hidden by it.
RESERVED = frozenset(
    [
        "abgelehnt",
        "ablehnen",
        "abmelden",
        "admin",
        "alle",
        "anmelden",
        "antworten",
        "api",
        "archiv",
        "aufheben",
        "ausblenden",
        "autoren",
        "bearbeiten",
        "beitrag",
        "beitraege",
        "betrieb",
        "bild",
        "bilder",
        "datenschutz",
        "einstellungen",
        "entwurf",
        "entwuerfe",
        "feed",
        "feeds",
        "feed-atom",
        "film",
        "filme",
        "folgen",
        "forum",
        "freigeben",
        "gesund",
        "impressum",
        "index",
        "kalender",
        "jahre",
        "konto",
        "kontakt",
        "kritik",
        "kritiken",
        "labels",
        "laender",
        "loeschen",
        "manifest",
        "media",
        "meldung",
        "meldungen",
        "melden",
        "merken",
        "merker",
        "mitglied",
        "mitglieder",
        "moderation",
        "muster",
        "neu",
        "neues-thema",
        "neuerscheinungen",
        "person",
        "personen",
        "redaktion",
        "regeln",
        "registrieren",
        "reihe",
        "reihen",
        "robots",
        "robots-txt",
        "rss",
        "schlagwort",
        "schlagworte",
        "seite",
        "seiten",
        "sitemap",
        "sitemap-xml",
        "sperren",
        "static",
        "suche",
        "teilen",
        "thema",
        "themen",
        "trailer",
        "umbenennen",
        "ungelesen",
        "verschieben",
        "vorschau",
        "wiederherstellen",
        "zitat",
        "zurueckziehen",
        "zusammenfuehren",
    ]
)

_PAGE = re.compile(r"seite-\d+")
_GERMAN = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "Ä": "Ae", "Ö": "Oe", "Ü": "Ue", "ß": "ss", "ẞ": "SS"})
# "Ocean’s" becomes "oceans", not "ocean-s".
_APOSTROPHES = re.compile(r"(?<=\w)['’‘ʼ`´](?=\w)")
_UNUSABLE = re.compile(r"[^a-z0-9]+")


@lru_cache(maxsize=5_000)
def slug_for(text: str, *, fallback: str = "") -> str:
    """The slug of a title or name; `fallback` (a kind and an id, say) if no letter or digit is left.

    Says nothing of clashes: whoever stores a slug asks `is_reserved` and adds the year, then -2.
    """
    plain = unicodedata.normalize("NFC", spell_out_fractions(text))
    plain = _APOSTROPHES.sub("", plain).translate(_GERMAN)
    ascii_text = anyascii(unicodedata.normalize("NFKC", plain))
    return _cut(_UNUSABLE.sub("-", ascii_text.lower()).strip("-")) or fallback


def is_reserved(slug: str) -> bool:
    """Whether this slug would collide with an address of the site itself, numbered pages included."""
    return slug in RESERVED or _PAGE.fullmatch(slug) is not None


def _cut(slug: str) -> str:
    if len(slug) <= SLUG_LENGTH:
        return slug
    whole, hyphen, _ = slug[: SLUG_LENGTH + 1].rpartition("-")
    return whole if hyphen else slug[:SLUG_LENGTH]

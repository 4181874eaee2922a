"""Countries as German texts write them, and the short values they are stored by.

A value is the ISO 3166-1 alpha-2 code. A state that exists no more has the three letters it last had in ISO 3166
or a value of its own: a film of the DDR is not a film of today's Germany.
"""

import functools

from babel import Locale

from text.folding import fold
from text.slugs import slug_for

__all__ = ["countries_by_slug", "country_code", "country_name", "country_slug"]

_NO_COUNTRIES = frozenset(["AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ"])
"""Two letters in babel's list that no country has: unions, islands without code, placeholders."""

HISTORIC = {
    "DDR": "DDR",
    "BRD": "BRD",
    "REICH": "Deutsches Reich",
    "SUN": "Sowjetunion",
    "CSK": "Tschechoslowakei",
    "YUG": "Jugoslawien",
    "SCG": "Serbien und Montenegro",
    "AUH": "Österreich-Ungarn",
    "VDR": "Nordvietnam",
    "VNS": "Südvietnam",
    "ZAR": "Zaire",
}

EVERYDAY = {
    "CD": "Demokratische Republik Kongo",
    "CG": "Republik Kongo",
    "CI": "Elfenbeinküste",
    "CV": "Kap Verde",
    "BN": "Brunei",
    "GB": "Großbritannien",
    "HK": "Hongkong",
    "MD": "Moldau",
    "MO": "Macau",
    "PS": "Palästina",
    "TL": "Osttimor",
    "US": "USA",
}
"""Names readers know, where babel has the official one."""

OTHER_NAMES = {
    "AE": ["VAE", "Emirate"],
    "BA": ["Bosnien", "Bosnien-Herzegowina"],
    "BRD": ["Westdeutschland", "West-Deutschland", "Bundesrepublik Deutschland (West)"],
    "BW": ["Botswana"],
    "BY": ["Weißrussland", "Weissrussland", "Bjelorussland"],
    "CD": ["DR Kongo", "Kongo (Demokratische Republik)"],
    "CG": ["Kongo (Republik)"],
    "CN": ["Volksrepublik China", "VR China"],
    "CSK": ["ČSSR", "CSSR", "ČSR", "ČSFR"],
    "CZ": ["Tschechische Republik", "Tschechei"],
    "DDR": ["Deutsche Demokratische Republik", "Ostdeutschland", "Ost-Deutschland"],
    "DE": ["Bundesrepublik Deutschland"],
    "FM": ["Föderierte Staaten von Mikronesien"],
    "GB": ["UK", "U.K.", "England", "Schottland", "Wales", "Nordirland", "Vereinigtes Königreich Großbritannien"],
    "HK": ["Hong Kong"],
    "IE": ["Republik Irland"],
    "IR": ["Persien"],
    "KG": ["Kirgistan", "Kirgisien"],
    "KH": ["Kampuchea"],
    "KP": ["Nord-Korea"],
    "KR": ["Süd-Korea", "Republik Korea"],
    "LK": ["Ceylon"],
    "MD": ["Moldawien"],
    "MK": ["Mazedonien"],
    "MM": ["Birma", "Burma"],
    "MO": ["Macao"],
    "NL": ["Holland"],
    "PS": ["Palästinensische Gebiete"],
    "REICH": ["Weimarer Republik"],
    "RU": ["Russische Föderation"],
    "SUN": ["UdSSR", "Sowjet-Union"],
    "SZ": ["Swasiland"],
    "TL": ["Ost-Timor"],
    "TR": ["Türkiye"],
    "US": ["U.S.A.", "US", "U.S.", "Vereinigte Staaten von Amerika"],
    "VA": ["Vatikan"],
    "YUG": ["SFR Jugoslawien", "BR Jugoslawien"],
    "ZA": ["Republik Südafrika"],
    "ZW": ["Zimbabwe"],
}


def country_code(name: str) -> str | None:
    """None for what is no country we know; a value in capitals is taken as it is. Case and accents make no difference."""
    return name if name in _names() else _codes().get(fold(name))


def country_name(code: str) -> str:
    """As readers know it. What is no value, because nobody understood it when it was stored, stands for itself."""
    return _names().get(code, code)


def country_slug(code: str) -> str:
    """As it stands in an address: „norwegen“."""
    return slug_for(country_name(code), fallback="land")


@functools.cache
def countries_by_slug() -> dict[str, str]:
    """Names, those of states that are no more among them."""
    return {slug_for(name): name for name in _names().values()}


@functools.cache
def _names() -> dict[str, str]:
    official = {code: str(name) for code, name in _territories().items() if code not in _NO_COUNTRIES}
    return official | EVERYDAY | HISTORIC


@functools.cache
def _codes() -> dict[str, str]:
    """Folded names. What we show wins over what babel says, so that a shown name always leads back."""
    codes = {fold(name): code for code, name in _territories().items() if code not in _NO_COUNTRIES}
    codes |= {fold(name): code for code, names in OTHER_NAMES.items() for name in names}
    return codes | {fold(name): code for code, name in _names().items()}


@functools.cache
def _territories() -> dict[str, str]:
    """German names by code, without regions, which have numbers. Read once per process, in about 20 ms."""
    return {code: str(name) for code, name in Locale("de").territories.items() if len(code) == 2 and code.isalpha()}

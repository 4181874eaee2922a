"""The facts row above the text: titles, countries, years, who made the film and who plays in it."""

import re
from collections.abc import Callable

from reviews.countries import country_code
from reviews.importing.dates import YEARS
from reviews.importing.page import Doubts, FilmFacts, Refused, shorten
from reviews.importing.rows import read_names, read_row, split_list
from text.folding import fold

__all__ = ["read_facts_row"]

TITLE_LENGTH = 200
NAME_LENGTH = 120
"""Characters, as the database keeps titles and names."""

CAST_LIMIT = 1000
LIST_LIMIT = 100
"""Names; the desk's lists of crew and countries take 100."""

_LABELS = {
    "original_title": "originaltitel|original titel|titel original",
    "german_title": "deutscher titel|deutschertitel|dt titel|titel|verleihtitel",
    "countries": "herstellungsland|herstellungslaender|land|laender|produktionsland|produktionslaender",
    "years": "erscheinungsjahr|erscheinungsjahre|jahr|produktionsjahr|herstellungsjahr",
    "runtime": "laufzeit|laenge|lauflaenge|spieldauer",
    "director": "regie|regisseur|regisseurin|regisseure",
    "cast": "darsteller|darstellerin|darstellerinnen|darsteller innen|besetzung|cast|schauspieler|mit",
    "writer": "drehbuch|buch|autor|autoren|script",
    "camera": "kamera",
    "music": "musik|soundtrack",
    "editing": "schnitt",
    "production": "produktion|produzent|produzenten|produzentin",
    "stunts": "stunts|stunt koordination|stuntkoordination|action",
}
_CREW = ("writer", "camera", "music", "editing", "production", "stunts")
_KINDS = {label: kind for kind, labels in _LABELS.items() for label in labels.split("|")}

_YEARS = re.compile(r"(?:seit\s+)?([0-9]{4})(?:\s*[-–—/]\s*([0-9]{4}|[0-9]{2})?)?")
_MINUTES = re.compile(r"(?:ca\.?\s*)?([0-9]{1,3})\s*(?:min\.?|minuten|min)?", re.IGNORECASE)
_HOMONYM = re.compile(r"(.+?)\s*\(([IVX]{1,10})\)")
_BRACKETS = re.compile(r"(.+?)\s*\(([^()]*)\)?")


def read_facts_row(row: str, doubts: Doubts) -> FilmFacts:
    """Roles are not in it. Raises Refused where no title is."""
    fields = _by_kind(row, doubts)
    original, german = fields.get("original_title", ""), fields.get("german_title", "")
    if not original and not german:
        raise Refused("In der Faktenzeile fehlt der Originaltitel.")
    if not original:
        doubts.note("film.original_title", f"Der Originaltitel fehlt, dafür steht der deutsche: „{german}“.")
        original, german = german, ""
    if len(original) > TITLE_LENGTH:
        raise Refused(f"Der Originaltitel hat {len(original)} Zeichen, erlaubt sind {TITLE_LENGTH}.")
    year, year_end = _years(fields.get("years", ""), doubts)
    directors, _ = _people("director", fields, doubts, LIST_LIMIT)
    cast, goes_on = _people("cast", fields, doubts, CAST_LIMIT)
    crew = {job: names for job in _CREW if (names := _people(job, fields, doubts, LIST_LIMIT)[0])}
    return FilmFacts(
        original_title=original,
        german_title=_fitting("film.german_title", "Der deutsche Titel", german, TITLE_LENGTH, doubts) or None,
        countries=_countries(fields.get("countries", ""), doubts),
        year=year,
        year_end=year_end,
        runtime=_runtime(fields.get("runtime", ""), doubts),
        directors=directors,
        cast=cast,
        cast_complete=bool(cast) and not goes_on,
        crew=crew,
    )


def _by_kind(row: str, doubts: Doubts) -> dict[str, str]:
    found: dict[str, str] = {}
    for part in read_row(row):
        kind = _KINDS.get(fold(part.label))
        shown = shorten(f"{part.label}: {part.value}" if part.label else part.value, 300)
        if not part.label:
            doubts.note("film", f"In der Faktenzeile steht ohne Bezeichnung: „{shown}“.")
        elif kind is None:
            doubts.note("film", f"In der Faktenzeile steht etwas Unbekanntes: „{shown}“.")
        elif found.get(kind) and part.value:
            doubts.note("film", f"In der Faktenzeile steht noch einmal „{shown}“; die erste Angabe gilt.")
        else:
            found[kind] = part.value
    return found


def _fitting(about: str, what: str, value: str, length: int, doubts: Doubts) -> str:
    if len(value) <= length:
        return value
    doubts.note(
        about, f"{what} hat {len(value)} Zeichen, erlaubt sind {length}: „{value[:200]}…“. Trag ihn kürzer ein."
    )
    return ""


def _years(value: str, doubts: Doubts) -> tuple[int | None, int | None]:
    match = _YEARS.fullmatch(value)
    if match is None:
        if match := _YEARS.search(value):
            doubts.note("film.year", f"Aus „{shorten(value, 200)}“ ist das Jahr {match[1]} übernommen.")
        else:
            doubts.note("film.year", f"„{shorten(value, 200)}“ ist kein Jahr." if value else "Das Jahr fehlt.")
            return None, None
    year = int(match[1])
    end = int(match[2]) if match[2] else None
    if end is not None and end < 100:
        end += year // 100 * 100
    if year not in YEARS or (end is not None and end not in YEARS):
        doubts.note("film.year", f"„{shorten(value, 200)}“ kann nicht stimmen.")
        return None, None
    if end is not None and end < year:
        doubts.note("film.year", f"„{shorten(value, 200)}“ endet, bevor es beginnt; übernommen ist {year}.")
        end = None
    return year, end if end != year else None


def _runtime(value: str, doubts: Doubts) -> int | None:
    if not value:
        return None
    match = _MINUTES.fullmatch(value)
    if match and int(match[1]):
        return int(match[1])
    doubts.note("film.runtime", f"„{shorten(value, 200)}“ ist keine Laufzeit in Minuten.")
    return None


def _countries(value: str, doubts: Doubts) -> tuple[str, ...]:
    """A name of several words is looked up before it is parted: „Bosnien und Herzegowina“ is one country."""
    found: list[str] = []
    for part in split_list(value):
        found += _parted_countries(part)
    kept = [name for name in _unique(found, country_code) if len(name) <= NAME_LENGTH][:LIST_LIMIT]
    for name in found:
        if country_code(name) is None:
            doubts.note("film.countries", f"Das Land „{shorten(name, 200)}“ ist unbekannt.")
    if len(found) > len(kept) and len(kept) == LIST_LIMIT:
        doubts.note("film.countries", f"Es sind {len(found)} Länder; übernommen sind die ersten {LIST_LIMIT}.")
    if not found:
        doubts.note("film.countries", "Das Herstellungsland fehlt.")
    return tuple(kept)


def _parted_countries(text: str) -> list[str]:
    if country_code(text):
        return [text]
    for pattern in (r"\s+(?:und|&)\s+", r"\s*/\s*", r"\s*-\s*"):
        parts = [part for part in re.split(pattern, text) if part]
        if len(parts) > 1 and all(country_code(part) for part in parts):
            return parts
    return [part for part in re.split(r"\s+(?:und|&)\s+", text) if part]


def _unique(names: list[str], key: Callable[[str], str | None]) -> list[str]:
    """The first of each; `key` may know nothing about a name, which then stands for itself."""
    first: dict[str, str] = {}
    for name in names:
        first.setdefault(key(name) or fold(name), name)
    return list(first.values())


def _people(job: str, fields: dict[str, str], doubts: Doubts, limit: int) -> tuple[tuple[str, ...], bool]:
    about = {"director": "film.directors", "cast": "film.cast"}.get(job, f"film.{job}")
    read = read_names(fields.get(job, ""))
    for name in read.joined:
        doubts.note(about, f"„{shorten(name, 200)}“ ist als ein Name übernommen, könnten aber mehrere sein.")
    names = [_plain_name(name, about, doubts) for name in read.names]
    fitting = [name for name in names if _fitting(about, "Ein Name", name, NAME_LENGTH, doubts)]
    kept = _unique(fitting, fold)
    if len(kept) > limit:
        doubts.note(about, f"Es sind {len(kept)} Namen; übernommen sind die ersten {limit}.")
    if not kept and job in {"director", "cast"}:
        missing = "Die Regie fehlt." if job == "director" else "Die Besetzung fehlt."
        doubts.note(about, missing)
    return tuple(kept[:limit]), read.goes_on or len(kept) > limit


def _plain_name(text: str, about: str, doubts: Doubts) -> str:
    """„Jan Berg (II)“ is a namesake; anything else in parentheses is no part of the name."""
    if _HOMONYM.fullmatch(text):
        return text
    match = _BRACKETS.fullmatch(text)
    if match is None:
        return text
    doubts.note(about, f"Bei „{shorten(match[1], 150)}“ steht in Klammern „{shorten(match[2], 150)}“.")
    return match[1]

"""A page's facts in the shape of `reviews.facts`, and how they meet facts a film already has."""

from typing import Any

from django.utils.text import Truncator

from reviews.countries import country_code, country_name
from reviews.facts import Facts
from reviews.importing.page import Doubts, Page, ReleaseFacts
from reviews.models import Job
from reviews.models.release import Cut, Medium
from text.folding import fold

__all__ = ["facts_of", "filled_in", "laid_over", "note_differences"]

_LABELS = {
    "german_title": "Deutscher Titel",
    "year_end": "Ende",
    "runtime": "Laufzeit",
    "countries": "Länder",
    "crew": "Stab",
    "cast": "Besetzung",
    "cast_complete": "Besetzung vollständig",
    "releases": "Veröffentlichungen",
}


def facts_of(page: Page, displays: dict[str, str]) -> Facts:
    """`displays` maps names to the display names of the persons they mean; without kind and tags, which no page has."""
    film = page.film
    crew = {Job.DIRECTOR.value: film.directors, **film.crew}
    return {
        "original_title": film.original_title,
        "german_title": film.german_title or "",
        "year": film.year,
        "year_end": film.year_end,
        "runtime": film.runtime,
        "countries": [country_code(name) or name for name in film.countries],
        "crew": {job: [displays[name] for name in names] for job, names in crew.items() if names},
        "cast": [{"name": displays[name], "role": film.roles.get(name, "")} for name in film.cast],
        "cast_complete": film.cast_complete,
        "releases": _releases(page.release),
    }


def _releases(release: ReleaseFacts) -> list[Facts]:
    """A row for each place it comes out; Nein gives none."""
    return [
        {
            "medium": medium,
            "version_name": "",
            "date_from": release.date.isoformat() if release.date else None,
            "date_to": None,
            "date_precision": release.date_precision or "day",
            "fsk": release.fsk[0] if release.fsk else "",
            "fsk_descriptors": "",
            "cut": release.cut,
            "cut_note": release.cut_note,
            "index_status": "",
            "label": release.label or "",
        }
        for medium in release.media
    ]


def laid_over(current: Facts, source: Facts) -> Facts:
    """What the source says counts; what it does not say stays."""
    merged = current | {name: value for name, value in source.items() if value not in ("", None, [], {})}
    merged["original_title"] = current["original_title"]
    merged["crew"] = current["crew"] | source["crew"]
    merged["cast"] = _joined_cast(source["cast"], current["cast"])
    merged["cast_complete"] = _is_complete(current, source)
    merged["releases"] = _joined_releases(source["releases"], current["releases"])
    return merged


def filled_in(current: Facts, source: Facts) -> Facts:
    """What the film has counts; what it lacks comes from the source."""
    empty = [name for name in source if current.get(name) in ("", None, [], {})]
    merged = current | {name: source[name] for name in empty}
    merged["crew"] = source["crew"] | current["crew"]
    merged["cast"] = _joined_cast(current["cast"], source["cast"])
    merged["releases"] = _joined_releases(current["releases"], source["releases"])
    merged["cast_complete"] = _is_complete(current, source)
    return merged


def _is_complete(current: Facts, source: Facts) -> bool:
    """Of two lists joined it is enough that one is complete. A film without any cast says nothing."""
    return source["cast_complete"] or (bool(current["cast"]) and current["cast_complete"])


def _joined_cast(first: list[Facts], second: list[Facts]) -> list[Facts]:
    """Everybody of both once; the first's roles before the second's, and its order where it names somebody new."""
    one, other = _by_name(first), _by_name(second)
    order = other if one.keys() <= other.keys() else one | other
    names = [*order, *(name for name in other if name not in order)]
    return [one.get(name, other.get(name, {})) | {"role": _role(one, name) or _role(other, name)} for name in names]


def _by_name(cast: list[Facts]) -> dict[str, Facts]:
    return {fold(entry["name"]): entry for entry in cast}


def _role(cast: dict[str, Facts], name: str) -> str:
    return cast[name]["role"] if name in cast else ""


def _joined_releases(first: list[Facts], second: list[Facts]) -> list[Facts]:
    """One release per medium and version; of two the first counts where it says something."""
    rest = list(second)
    joined = []
    for release in first:
        other = next((r for r in rest if _version(r) == _version(release)), None)
        if other is not None:
            rest.remove(other)
        joined.append(release if other is None else _joined_release(release, other))
    return joined + rest


def _joined_release(first: Facts, second: Facts) -> Facts:
    said = {name: value for name, value in first.items() if value not in ("", None, Cut.UNKNOWN.value)}
    if not first["date_from"]:
        said.pop("date_precision")
    return second | said


def _version(release: Facts) -> tuple[str, str]:
    return release["medium"], release["version_name"]


def note_differences(here: Facts, wanted: Facts, doubts: Doubts, *, sentence: str) -> None:
    """`sentence` holds {label}, {here} and {wanted}."""
    for name, label in _LABELS.items():
        one, other = _different(name, here[name], wanted[name])
        if one != other:
            shown = (Truncator(_words(name, value)).chars(150) or "nichts" for value in (one, other))
            doubts.note(
                f"film.{name}", sentence.format(label=label, **dict(zip(("here", "wanted"), shown, strict=True)))
            )


def _different(name: str, one: Any, other: Any) -> tuple[Any, Any]:
    """Of a cast only those who differ, whatever the order: nobody finds one new role among thirty names."""
    if name != "cast":
        return one, other
    first, second = _by_name(one), _by_name(other)
    return (
        [entry for key, entry in first.items() if second.get(key) != entry],
        [entry for key, entry in second.items() if first.get(key) != entry],
    )


def _words(name: str, value: Any) -> str:
    match name:
        case "countries":
            return ", ".join(country_name(code) for code in value)
        case "crew":
            return "; ".join(f"{Job(job).label}: {', '.join(names)}" for job, names in value.items())
        case "cast":
            return ", ".join(f"{e['name']} = {e['role']}" if e["role"] else e["name"] for e in value)
        case "cast_complete":
            return "ja" if value else "nein"
        case "releases":
            return "; ".join(_release_words(release) for release in value)
    return str(value or "")


def _release_words(release: Facts) -> str:
    parts = [Medium(release["medium"]).label, release["date_from"], release["label"], release["fsk"]]
    return " ".join(part for part in parts if part)

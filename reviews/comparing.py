"""What changed between two saves of a review, part by part."""

from dataclasses import dataclass

from reviews.content import Content
from reviews.countries import country_name
from reviews.facts import Facts
from reviews.models import Job
from reviews.models.release import Cut, Fsk, Medium
from text.difference import Change, difference

__all__ = ["Part", "compare", "parts_of"]


@dataclass(frozen=True)
class Part:
    """A part of the review that differs."""

    title: str
    changes: list[Change]


def compare(old: Content, new: Content) -> list[Part]:
    """Only the parts that differ, in the desk's order."""
    before, after = parts_of(old), parts_of(new)
    return [Part(title, difference(before[title], after[title])) for title in after if before[title] != after[title]]


def parts_of(content: Content) -> dict[str, str]:
    """Every part of a save as text, by its title at the desk."""
    facts = content["film"]
    return {
        "Titel": content["title"],
        "Vorspann": content["teaser"],
        "Text": content["text"],
        "Wertung": "" if content["score"] is None else f"{content['score'] / 2:g}".replace(".", ","),
        "Frage an die Leser": content["poll_question"],
        "Geschrieben von": _lines(_joined([author["name"], author["nick"]], " / ") for author in content["authors"]),
        "Film": _film(facts),
        "Besetzung": _lines(_joined([entry["name"], entry["role"]], " = ") for entry in facts["cast"]),
        "Stab": _lines(f"{Job(job).label}: {', '.join(names)}" for job, names in facts["crew"].items()),
        "Veröffentlichungen": _lines(_release(release) for release in facts["releases"]),
        "Filmbilder": _lines(_place(place, content["lead"]) for place in content["stills"]),
    }


def _film(facts: Facts) -> str:
    years = _joined([str(facts["year"] or ""), str(facts["year_end"] or "")], "–")
    return _lines(
        [
            facts["original_title"],
            facts["german_title"],
            years,
            ", ".join(country_name(code) for code in facts["countries"]),
            f"{facts['runtime']} Minuten" if facts["runtime"] else "",
            "" if facts["cast_complete"] else "Besetzung unvollständig",
            ", ".join(facts["tags"]),
        ]
    )


def _release(release: Facts) -> str:
    words = [Medium(release["medium"]).label, release["version_name"], release["date_from"], release["label"]]
    return _joined([*words, Fsk(release["fsk"]).label, f"geschnitten: {Cut(release['cut']).label}"], ", ")


def _place(place: Content, lead: int | None) -> str:
    picture = f"Datei {place['still']}" if place["still"] else "ohne Bild"
    words = [f"Bild {place['number']}", "Aufmacher" if place["number"] == lead else "", picture, place["caption"]]
    rights = [place.get(name) or "" for name in ("credit", "creator", "rights_holder", "rights_until")]
    return _joined([*words, place["alt"], *rights], " · ")


def _joined(words: list[str | None], separator: str) -> str:
    return separator.join(word for word in words if word)


def _lines(lines: object) -> str:
    return "".join(f"{line}\n" for line in lines if line)  # type: ignore[attr-defined]

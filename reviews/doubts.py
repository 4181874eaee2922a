"""Where a doubt of the importer belongs: the field of the desk's form that settles it, and the part of a save."""

from dataclasses import dataclass

from reviews.models import Doubt

__all__ = ["Marked", "marked"]


@dataclass(frozen=True)
class Marked:
    """`anchor` is the id of the field in the desk's form, `part` a title of `reviews.comparing.parts_of`; both are empty
    where a doubt is about the source as a whole."""

    doubt: Doubt
    anchor: str
    part: str


WHERE = {
    "film": ("id_film-original_title", "Film"),
    "film.cast": ("id_film-cast", "Besetzung"),
    "film.roles": ("id_film-cast", "Besetzung"),
    "film.directors": ("id_film-director", "Stab"),
    "release": ("id_releases-0-medium", "Veröffentlichungen"),
    "release.date": ("id_releases-0-date_from", "Veröffentlichungen"),
    "release.fsk": ("id_releases-0-fsk", "Veröffentlichungen"),
    "release.cut": ("id_releases-0-cut", "Veröffentlichungen"),
    "release.label": ("id_releases-0-label", "Veröffentlichungen"),
    "review": ("id_text", "Text"),
    "review.teaser": ("id_teaser", "Vorspann"),
    "review.score": ("id_score", "Wertung"),
    "review.bylines": ("id_authors", "Geschrieben von"),
    "review.poll_question": ("id_poll_question", "Frage an die Leser"),
    "review.trailer": ("id_trailers-0-address", "Trailer"),
    "review.captions": ("bl", "Filmbilder"),
    "review.stills": ("bl", "Filmbilder"),
}
"""By `Doubt.field`; what is not named here belongs where its first word does."""


def marked(doubt: Doubt) -> Marked:
    room, _, name = doubt.field.partition(".")
    anchor, part = WHERE.get(doubt.field) or WHERE.get(room, ("", ""))
    if room == "film" and doubt.field not in WHERE and name:
        anchor = f"id_film-{name}"
    return Marked(doubt, anchor, part)

"""What the text names: titles in quotation marks, and persons introduced by one of their films."""

import re
from collections.abc import Iterator

from reviews.importing.page import FilmFacts, Named, ReviewText
from reviews.importing.words import Run, is_description, run_before
from text.folding import fold

__all__ = ["QUOTED", "names_in", "read_mentions"]

QUOTED = re.compile(r"„([^„“”\"]+)[“”\"]|“([^“”]+)”|»([^»«]+)«|«([^»«]+)»|\"([^\"„“”]+)\"")
"""German, English, French and typewriter's quotation marks."""

_PAIR = re.compile(r"\((?=[„“»«\"])")
_LENGTH = 300
"""Characters: what is longer quotes a text and names no title."""


def read_mentions(review: ReviewText, film: FilmFacts) -> tuple[Named, ...]:
    """In the order of the page. Paragraphs count from 1."""
    known = {fold(name) for name in (*film.cast, *film.directors)}
    lines = [("teaser", 0, review.teaser), ("trailer", 0, review.trailer or "")]
    lines += [("paragraph", number, text) for number, text in enumerate(review.paragraphs, 1)]
    found: list[Named] = []
    for place, number, text in lines:
        found += [Named(place, number, *named) for named in names_in(text, known)]
    return tuple(found)


def names_in(text: str, known: set[str]) -> list[tuple[int, str, bool]]:
    """Offset, words, and whether they name a person, in the order of the text. `known` are folded names of people."""
    return sorted([*_titles(text), *_persons(text, known)])


def _titles(text: str) -> Iterator[tuple[int, str, bool]]:
    for match in QUOTED.finditer(text):
        group = match.lastindex or 0
        if match[group].strip() and len(match[group]) <= _LENGTH:
            yield match.start(group), match[group], False


def _persons(text: str, known: set[str]) -> Iterator[tuple[int, str, bool]]:
    for match in _PAIR.finditer(text):
        run = run_before(text, match.start())
        person = _person(run, known) if run else None
        if person and len(person.text) <= _LENGTH:
            yield person.start, person.text, True


def _person(run: Run, known: set[str]) -> Run | None:
    """„Fernsehstar Runa Eikeland“ names Runa Eikeland; a single word names nobody we do not know."""
    rest = run
    while len(rest.words) > 1:
        if fold(rest.text) in known:
            return rest
        rest = rest.without_first()
    while len(run.words) > 1 and is_description(run.words[0]):
        run = run.without_first()
    if run.article or len(run.words) < 2:
        return None
    return run

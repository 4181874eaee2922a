"""Who plays whom: the names right before a member of the cast in parentheses."""

import re
from collections.abc import Iterable, Iterator

from reviews.importing.page import Doubts
from reviews.importing.words import Run, is_description, is_surname, run_before
from text.folding import fold

__all__ = ["names_cast", "read_roles"]

_PARENTHESES = re.compile(r"\(([^()]{2,150})\)")
_FORMS_OF_ADDRESS = frozenset(["Frau", "Herr", "Lady", "Lord"])
_ROLE_LENGTH = 120
"""Characters, as the database keeps a role."""


def names_cast(line: str, cast: Iterable[str]) -> bool:
    """Whether the line names somebody of the cast in parentheses."""
    folded = {fold(name) for name in cast}
    return any(fold(match[1]) in folded for match in _PARENTHESES.finditer(line))


def read_roles(
    captions: Iterable[str], paragraphs: Iterable[str], cast: Iterable[str], doubts: Doubts
) -> dict[str, str]:
    """Roles by name of the cast, captions before the text. What only describes somebody is a doubt, never a role."""
    names = {fold(name): name for name in cast}
    roles: dict[str, str] = {}
    descriptions: dict[str, str] = {}
    for line in [*captions, *paragraphs]:
        for name, run in _runs(line, names):
            if _is_role(run):
                roles.setdefault(name, run.text)
            else:
                descriptions.setdefault(name, run.text)
    for name, text in descriptions.items():
        if name not in roles:
            doubts.note("film.roles", f"Bei {name} steht „{text}“. Ist das eine Rolle oder nur eine Beschreibung?")
    return {name: roles[name] for name in names.values() if name in roles}


def _runs(line: str, names: dict[str, str]) -> Iterator[tuple[str, Run]]:
    for match in _PARENTHESES.finditer(line):
        name = names.get(fold(match[1]))
        run = run_before(line, match.start()) if name else None
        if name and run and len(run.text) <= _ROLE_LENGTH:
            yield name, run


def _is_role(run: Run) -> bool:
    """„die Archivarin“, „der Hausmeister Prahl“ and „Granlis Tochter“ describe, „die alte Solveig Granli“ does not."""
    if run.article or (run.described and len(run.words) == 1):
        return False
    first, *others = run.words
    is_address = bool(others) and first in _FORMS_OF_ADDRESS
    is_name = is_address or not is_description(first) or (not others and is_surname(first))
    return is_name and all(is_surname(word) or not is_description(word) for word in others)

"""Which persons the names of a page mean."""

from collections import defaultdict
from collections.abc import Iterable
from itertools import count

from reviews.importing.page import Doubts
from reviews.models import Film, Person
from text.folding import fold

__all__ = ["displays_of"]

_ONES = ["", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"]


def displays_of(film: Film, names: Iterable[str], doubts: Doubts) -> dict[str, str]:
    """Display names, as `reviews.facts` takes them. A name the film's own credits have means that person; with
    several namesakes it means a new one, with a doubt. A few queries, however many names."""
    wanted = dict.fromkeys(names)
    by_name = _namesakes({fold(name) for name in wanted})
    own = {credit.person.name_folded: str(credit.person) for credit in film.credits.select_related("person")}
    displays: dict[str, str] = {}
    new: dict[str, str] = {}
    for name in wanted:
        folded = fold(name)
        namesakes = by_name.get(folded, [])
        if folded in own:
            displays[name] = own[folded]
        elif len(namesakes) < 2:
            displays[name] = str(namesakes[0]) if namesakes else name
        else:
            displays[name] = new.setdefault(folded, _new_display(name, namesakes))
            doubts.note(
                "film.cast",
                f"Es gibt {len(namesakes)} Personen namens {name}. Angelegt ist eine neue: {displays[name]}.",
            )
    return displays


def _namesakes(folded: set[str]) -> dict[str, list[Person]]:
    names, found = sorted(folded), defaultdict(list)
    for start in range(0, len(names), 500):
        for person in Person.objects.filter(name_folded__in=names[start : start + 500]).order_by("id"):
            found[person.name_folded].append(person)
    return found


def _new_display(name: str, namesakes: list[Person]) -> str:
    taken = {person.suffix for person in namesakes}
    return f"{name} ({next(number for number in map(_roman, count(2)) if number not in taken)})"


def _roman(number: int) -> str:
    """With as many X as it takes: the suffix knows I, V and X only."""
    return "X" * (number // 10) + _ONES[number % 10]

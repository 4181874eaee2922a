"""What somebody wants to see of the calendar: some media, up to some age, some film or person. The same for the page, its
feed and its calendar file."""

from dataclasses import dataclass
from functools import reduce
from operator import and_

from django.db.models import Exists, OuterRef, Q

from reviews.models import Credit, FilmTitle, PersonAlias
from reviews.models.release import Fsk, Medium
from text.folding import fold
from text.quoting import quoted

__all__ = ["AGES", "MEDIA", "TEXT_LENGTH", "Chosen"]

TEXT_LENGTH = 80
"""Characters of a title or name to look for."""

WORDS = 6
"""Each is one more look at every title and name; the rest would hardly part two films."""

MEDIA = {
    "kino": ("Kino", [Medium.CINEMA]),
    "disc": ("Disc", [Medium.BLURAY, Medium.UHD, Medium.DVD]),
    "stream": ("Stream", [Medium.STREAM]),
    "tv": ("TV", [Medium.TV]),
}

AGES = [Fsk.FREE, Fsk.SIX, Fsk.TWELVE, Fsk.SIXTEEN, Fsk.EIGHTEEN]


@dataclass(frozen=True)
class Chosen:
    """Nothing chosen is everything. What is unrated or not rated yet is in no age."""

    medium: str = ""
    fsk: str = ""
    text: str = ""

    def __bool__(self) -> bool:
        return any(self.query.values())

    @property
    def query(self) -> dict[str, str]:
        """Of the address."""
        values = {"medium": self.medium, "fsk": self.fsk, "text": self.text}
        return {name: value for name, value in values.items() if value}

    @property
    def words(self) -> str:
        """„nur Kino, bis FSK 12, „Saalmann““."""
        medium = f"nur {MEDIA[self.medium][0]}" if self.medium else ""
        age = f"bis FSK {self.fsk}" if self.fsk else ""
        return ", ".join(part for part in (medium, age, quoted(self.text) if self.text else "") if part)

    @property
    def condition(self) -> Q:
        """On releases."""
        chosen = Q(medium__in=MEDIA[self.medium][1]) if self.medium else Q()
        if self.fsk:
            chosen &= Q(fsk__in=[age for age in AGES if int(age) <= int(self.fsk)])
        words = fold(self.text).split()[:WORDS]
        return chosen & _named(words) if words else chosen


def _named(words: list[str]) -> Q:
    """A title of the film, or a name of somebody in it, has all the words. Asked for each release that would show: of these
    there are few, of films, persons and credits there are many."""
    titles = FilmTitle.objects.filter(_has(words, "title_folded"), film=OuterRef("film_id"))
    people = Credit.objects.filter(_has(words, "person__name_folded"), film=OuterRef("film_id"))
    aliases = PersonAlias.objects.filter(_has(words, "name_folded"), person__credits__film=OuterRef("film_id"))
    own = _has(words, "film__german_title_folded") | _has(words, "film__title_folded")
    return own | Q(Exists(titles)) | Q(Exists(people)) | Q(Exists(aliases))


def _has(words: list[str], column: str) -> Q:
    return reduce(and_, (Q(**{f"{column}__contains": word}) for word in words))

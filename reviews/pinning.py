"""Editors say what a text means where titles or names are shared: this film, that person, nothing."""

from collections.abc import Mapping
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import Member
from reviews.drafting import lock_review
from reviews.mentions import candidates_for, link_mentions
from reviews.models import Film, Mention, Person, Review
from text.folding import fold

__all__ = ["NamedInText", "decide_mention", "names_in_text"]


@dataclass(frozen=True)
class NamedInText:
    """Words of a review that name something, once, however often they stand there. `candidates` are films or persons
    readers may see; `meant` is the one the words lead to."""

    text: str
    is_person: bool
    times: int
    candidates: list[Film | Person]
    meant: Film | Person | None
    pinned: bool
    forbidden: bool

    @property
    def is_open(self) -> bool:
        """Somebody has to say what is meant."""
        return self.meant is None and not self.forbidden and len(self.candidates) > 1


def names_in_text(review: Review) -> list[NamedInText]:
    """What an editor has to look at first. Up to eight queries, however long the text."""
    rows: dict[tuple[str, bool], list[Mention]] = {}
    for row in review.mentions.select_related("film", "person").order_by("pk"):
        rows.setdefault((row.text_folded, row.is_person), []).append(row)
    every = [row for found in rows.values() for row in found]
    candidates = {row.pk: pks for row, pks in zip(every, candidates_for(every), strict=True)}
    films = Film.objects.in_bulk({pk for row in every if not row.is_person for pk in candidates[row.pk]})
    persons = Person.objects.in_bulk({pk for row in every if row.is_person for pk in candidates[row.pk]})
    named = [_named(found, candidates, persons if found[0].is_person else films) for found in rows.values()]
    return sorted(named, key=lambda name: (not name.is_open, not name.candidates, fold(name.text)))


def _named(rows: list[Mention], candidates: dict[int, list[int]], pages: Mapping[int, Film | Person]) -> NamedInText:
    first = rows[0]
    pks = sorted({pk for row in rows for pk in candidates[row.pk]})
    return NamedInText(
        first.text,
        first.is_person,
        len(rows),
        [pages[pk] for pk in pks],
        first.film or first.person,
        first.pinned,
        first.forbidden,
    )


def decide_mention(
    review: Review, text: str, *, is_person: bool, by: Member, meant: int | None = None, forbidden: bool = False
) -> int:
    """An editor's word for these words in this review: they mean that film or person, or `forbidden`: nothing; neither takes
    the word back. How many places changed. Raises PermissionDenied. Locks film and review."""
    with transaction.atomic():
        review = lock_review(review)
        if not review.may_be_changed_by(by):
            raise PermissionDenied
        rows = list(review.mentions.filter(text_folded=fold(text), is_person=is_person))
        for row in rows:
            row.pinned, row.forbidden = meant is not None, forbidden
            row.film_id, row.person_id = (None, meant) if is_person else (meant, None)
        if meant is None and not forbidden:
            link_mentions(rows)
        Mention.objects.bulk_update(rows, ["pinned", "forbidden", "film", "person"])
        Review.objects.filter(pk=review.pk).update(version=F("version") + 1)
    return len(rows)

"""Titles and persons a review names become links, as soon as readers may see what is named, and lose them when not.

What a text names is recorded with it, word by word and with its place. What is meant is looked up by folded titles and
names; between two candidates nothing is guessed, an editor says which one. Films tell by their version that something
about them has changed: the worker then looks at all texts that name them.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from django.db import transaction
from django.db.models import F, Q
from django.utils.safestring import SafeString, mark_safe

from accounts.models import ANYBODY
from reviews.importing.mentions import names_in
from reviews.models import Film, FilmTitle, Mention, Person, PersonAlias, Review
from reviews.models.mention import MentionPlace
from text.folding import fold
from text.passages import Link, Passage, link_passages, passages_of

__all__ = [
    "AT_ONCE",
    "candidates_for",
    "film_links",
    "link_mentions",
    "link_text",
    "mentions_in",
    "record_mentions",
    "relink",
    "urls_in",
    "urls_of",
]

_YEAR = re.compile(r"[“”\"»«]?\s*(?:\(\D{0,25}|(?:von|aus|aus dem Jahr) )((?:18|19|20|21)\d\d)\b")
"""„Der Turm“ (1967), „Der Turm“ von 1967: the year parts films of one title."""


@dataclass(frozen=True)
class Candidate:
    """A film or a person that a name may mean; `titles` are what it is called."""

    pk: int
    titles: tuple[str, ...]
    year: int | None = None


def record_mentions(review: Review) -> None:
    """What the review's text names today, and what is meant. Needs the review's lock, after its text is written. An editor's
    word holds for as long as the text says so; the line of a trailer is no part of the text and stays."""
    old = list(review.mentions.exclude(place=MentionPlace.TRAILER))
    decided = {(row.text_folded, row.is_person): row for row in old if row.pinned or row.forbidden}
    rows = mentions_in(review, decided)
    review.mentions.exclude(place=MentionPlace.TRAILER).delete()
    Mention.objects.bulk_create(rows, batch_size=500)


def mentions_in(review: Review, decided: Mapping[tuple[str, bool], Mention] = MappingProxyType({})) -> list[Mention]:
    """The same, not stored; `decided` are an editor's words by what is named."""
    rows = [_row(review, decided, *named) for named in _names_of(review)]
    link_mentions([row for row in rows if not (row.pinned or row.forbidden)])
    return rows


def _names_of(review: Review) -> list[tuple[MentionPlace, int, int, str, bool, int | None]]:
    """Place, paragraph, offset, words, whether they name a person, and the year that stands behind."""
    known = set(review.film.credits.values_list("person__name_folded", flat=True))
    found = [(MentionPlace.TEASER, 0, review.teaser)]
    found += [(MentionPlace.PARAGRAPH, p.number, p.text) for p in passages_of(review.text_html) if p.number]
    return [(place, number, *named) for place, number, text in found for named in _named_in(text, known)]


def _named_in(text: str, known: set[str]) -> Iterator[tuple[int, str, bool, int | None]]:
    """Offset, words, whether they name a person, and the year that stands behind a title."""
    for offset, words, is_person in names_in(text, known):
        year = None if is_person else _YEAR.match(text, offset + len(words))
        yield offset, words, is_person, int(year[1]) if year else None


def _row(
    review: Review,
    decided: Mapping[tuple[str, bool], Mention],
    place: MentionPlace,
    paragraph: int,
    offset: int,
    text: str,
    is_person: bool,
    year: int | None,
) -> Mention:
    row = Mention(
        review=review, place=place, paragraph=paragraph, offset=offset, text=text, is_person=is_person, year=year
    )
    row.text_folded = fold(text)
    if said := decided.get((fold(text), is_person)):
        row.pinned, row.forbidden, row.film_id, row.person_id = (
            said.pinned,
            said.forbidden,
            said.film_id,
            said.person_id,
        )
    return row


def link_mentions(rows: Collection[Mention]) -> list[Mention]:
    """Sets film or person where one is meant and no other, and takes them away where not; those that changed, not saved.
    Up to five queries."""
    changed = []
    for row, found in zip(rows, _found_for(rows), strict=True):
        film = None if row.is_person else _meant(found, row.text)
        person = _only(found) if row.is_person else None
        if (row.film_id, row.person_id) != (film, person):
            row.film_id, row.person_id = film, person
            changed.append(row)
    return changed


def _found_for(rows: Collection[Mention]) -> list[list[Candidate]]:
    """For each of the rows all it could mean. Up to five queries."""
    films = _films_called({fold(row.text) for row in rows if not row.is_person})
    persons = _persons_called({fold(row.text) for row in rows if row.is_person})
    return [
        persons.get(fold(row.text), [])
        if row.is_person
        else _fitting(films.get(fold(row.text), []), row.text, row.year)
        for row in rows
    ]


def _meant(fitting: list[Candidate], text: str) -> int | None:
    """The only one; one that is written exactly so goes before one written alike."""
    exact = [film for film in fitting if text.strip() in film.titles]
    return _only(exact) or _only(fitting)


def _fitting(candidates: list[Candidate], text: str, year: int | None) -> list[Candidate]:
    """„es“ means no film called „Es“."""
    return [
        film
        for film in candidates
        if year in (None, film.year) and any(_begins_alike(text, title) for title in film.titles)
    ]


def _begins_alike(text: str, title: str) -> bool:
    if fold(text) != fold(title):
        return False
    first, other = (next((char for char in words if char.isalnum()), "") for words in (text, title))
    return first.isupper() == other.isupper()


def _only(candidates: list[Candidate]) -> int | None:
    return candidates[0].pk if len(candidates) == 1 else None


def _films_called(keys: set[str]) -> dict[str, list[Candidate]]:
    """Those readers may see, by folded title. Three queries, each by its index."""
    if not keys:
        return {}
    visible, others = Film.objects.visible_to(ANYBODY).order_by(), FilmTitle.objects.visible_to(ANYBODY)
    columns = ("pk", "year")
    rows = [
        *visible.filter(title_folded__in=keys).values_list("title_folded", "original_title", *columns),
        *visible.filter(german_title_folded__in=keys).values_list("german_title_folded", "german_title", *columns),
        *others.filter(title_folded__in=keys).values_list("title_folded", "title", "film_id", "film__year"),
    ]
    called: dict[str, dict[int, tuple[list[str], int | None]]] = {}
    for key, title, pk, year in rows:
        called.setdefault(key, {}).setdefault(pk, ([], year))[0].append(title)
    return {
        key: [Candidate(pk, tuple(titles), year) for pk, (titles, year) in sorted(found.items())]
        for key, found in called.items()
    }


def _persons_called(keys: set[str]) -> dict[str, list[Candidate]]:
    """Two queries."""
    if not keys:
        return {}
    people = Person.objects.visible_to(ANYBODY).order_by().filter(name_folded__in=keys)
    aliases = PersonAlias.objects.visible_to(ANYBODY).filter(name_folded__in=keys)
    rows = {*people.values_list("name_folded", "pk"), *aliases.values_list("name_folded", "person_id")}
    called: dict[str, list[Candidate]] = {}
    for key, pk in sorted(rows):
        called.setdefault(key, []).append(Candidate(pk, ()))
    return called


def candidates_for(rows: Collection[Mention]) -> list[list[int]]:
    """For each of the rows, ids of all it could mean: films, or persons. Up to five queries."""
    return [[candidate.pk for candidate in found] for found in _found_for(rows)]


def relink(film_pk: int) -> int:
    """After something about the film has changed: all texts that name it or its people are looked at again, each review in a
    transaction of its own. How many reviews changed. The film is done with unless it changed meanwhile."""
    film = Film.objects.filter(pk=film_pk).first()
    if film is None:
        return 0
    changed = sum(_relink_review(pk, film) for pk in _naming(film))
    Film.objects.filter(pk=film_pk, version=film.version).update(linked_version=film.version)
    return changed


def _naming(film: Film) -> list[int]:
    """Reviews whose texts name the film or one of its people, today or until now."""
    rows = Mention.objects.filter(_about(film)).order_by("review").values_list("review", flat=True)
    return list(rows.distinct())


def _about(film: Film) -> Q:
    people = list(film.credits.values_list("person", flat=True))
    names = {*Person.objects.filter(pk__in=people).values_list("name_folded", flat=True)}
    names |= {*PersonAlias.objects.filter(person__in=people).values_list("name_folded", flat=True)}
    titles = {film.title_folded, film.german_title_folded, *film.titles.values_list("title_folded", flat=True)} - {""}
    return (
        Q(is_person=False, text_folded__in=titles)
        | Q(is_person=True, text_folded__in=names)
        | Q(film=film)
        | Q(person__in=people)
    )


def _relink_review(review_pk: int, film: Film) -> bool:
    """A link somebody pinned shows or not with what it leads to: its page is made anew in any case."""
    with transaction.atomic():
        Review.objects.select_for_update(no_key=True).filter(pk=review_pk).first()
        rows = list(Mention.objects.filter(_about(film), review=review_pk, forbidden=False))
        changed = link_mentions([row for row in rows if not row.pinned])
        Mention.objects.bulk_update(changed, ["film", "person"])
        if not changed and not any(row.pinned for row in rows):
            return False
        Review.objects.filter(pk=review_pk).update(version=F("version") + 1)
    return True


def film_links() -> list[int]:
    """Films something has changed about since all texts were looked at for them, the longest waiting first."""
    waiting = Film.objects.filter(~Q(linked_version=F("version"))).order_by("pk")
    return list(waiting.values_list("pk", flat=True)[:AT_ONCE])


AT_ONCE = 50
"""Films of one sweep."""

Key = tuple[str, bool, int | None]
"""The words as they stand there, whether they name a person, and the year behind them."""


def urls_in(mentions: Collection[Mention]) -> dict[Key, str]:
    """Where what is named has its page, of those readers may see. Two queries."""
    films = Film.objects.visible_to(ANYBODY).filter(pk__in={row.film_id for row in mentions if row.film_id})
    persons = Person.objects.visible_to(ANYBODY).filter(pk__in={row.person_id for row in mentions if row.person_id})
    return urls_of(mentions, films, persons)


def urls_of(mentions: Iterable[Mention], films: Iterable[Film], persons: Iterable[Person]) -> dict[Key, str]:
    """The same, of films and persons that were read before."""
    pages = {film.pk: film.get_absolute_url() for film in films}
    homes = {person.pk: person.get_absolute_url() for person in persons}
    found = ((row, pages.get(row.film_id or 0) or homes.get(row.person_id or 0)) for row in mentions)
    return {(row.text, row.is_person, row.year): url for row, url in found if url}


def link_text(
    html: str, urls: dict[Key, str], people: Iterable[Person], aliases: Iterable[PersonAlias] = ()
) -> SafeString:
    """Safe HTML with what it names linked, and each of the film's `people` where they are named first, by name or alias."""
    known_people = {person.pk: person for person in people if person.pk}
    pages = {person.name: person.get_absolute_url() for person in known_people.values()}
    known, passages = {fold(name) for name in pages}, passages_of(html) if urls or pages else []
    links = [
        Link(passage, offset, offset + len(words), url)
        for passage in passages
        for offset, words, is_person, year in _named_in(passage.text, known)
        if (url := urls.get((words, is_person, year)))
    ]
    others = {
        one.name: known_people[one.person_id].get_absolute_url() for one in aliases if one.person_id in known_people
    }
    links += _first_named(passages, others | pages)
    return mark_safe(link_passages(html, links))  # noqa: S308 (safe before, and addresses are escaped)


def _first_named(passages: Iterable[Passage], pages: dict[str, str]) -> Iterator[Link]:
    waiting = dict(pages)
    for passage in passages:
        if not waiting:
            return
        names = "|".join(re.escape(name) for name in sorted(waiting, key=len, reverse=True))
        for found in re.finditer(rf"(?<![\w-])(?:{names})(?![\w-])", passage.text):
            if url := waiting.get(found[0]):
                yield Link(passage, found.start(), found.end(), url)
                waiting = {name: page for name, page in waiting.items() if page != url}

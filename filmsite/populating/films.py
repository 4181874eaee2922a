"""Published reviews with everything a review page shows but pictures: film, people, release, byline, text."""

import datetime
import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count

from filmsite.populating import wording
from filmsite.populating.naming import PERSONS, film_title, person_name
from filmsite.populating.texts import ReviewTexts
from reviews.facts import organisation_named
from reviews.models import Credit, Facet, Film, FilmTag, Job, Person, Release, Review, ReviewAuthor, ReviewState, Tag
from reviews.shelving import facet_rows, with_all_it_shows
from text.folding import fold
from text.markdown import RENDERER_VERSION
from text.slugs import slug_for

__all__ = ["Opening", "ReviewMaker"]

PERSONS_PER_FILM = 4
"""New names a film brings; the rest of its people are known from others, as in life."""

ACTORS = 6
CREW = [Job.DIRECTOR, Job.WRITER, Job.CAMERA, Job.MUSIC]
OLDEST = 90
"""Years; most films are new when they are reviewed, some are classics."""

MEDIA = ["cinema", "cinema", "bluray", "dvd", "stream"]

AT_ONCE = 2_000
"""Rows of one statement."""

RATINGS = ["0", "6", "12", "16"]
COUNTRIES = [["DE"], ["DE", "AT"], ["NO", "DE"], ["FR"], ["DK"]]


@dataclass(frozen=True, slots=True)
class Opening:
    """A review that is published at `at`, with its thread."""

    title: str
    slug: str
    thread_id: int
    at: datetime.datetime


class ReviewMaker:
    """Gives out titles while the conversations are made up, and stores the reviews when their threads are stored."""

    def __init__(self, reviews: int, seed: int) -> None:
        self._rng = random.Random(f"films {seed}")  # noqa: S311 (data, no secret)
        self._titles = _free_titles()
        if reviews:
            self._texts = ReviewTexts(seed).all
            self._people = _store_people(min(PERSONS, ACTORS + len(CREW) + PERSONS_PER_FILM * reviews))
            self._labels = [organisation_named(name) for name in wording.LABELS]
            self._tags = [Tag.objects.get_or_create(name_folded=fold(n), defaults={"name": n})[0] for n in wording.TAGS]

    def open(self, thread_id: int, at: datetime.datetime) -> Opening:
        title, slug = next(self._titles)
        return Opening(title, slug, thread_id, at)

    def store(self, openings: Sequence[Opening]) -> None:
        """Needs an open transaction, which stores the threads too."""
        films = Film.objects.bulk_create([self._film(opening) for opening in openings])
        directors = self._store_credits(films)
        self._store_releases(films, openings)
        reviews = [self._review(*made) for made in zip(openings, films, directors, strict=True)]
        self._store_bylines(Review.objects.bulk_create(reviews))
        made = with_all_it_shows(Review.objects.filter(pk__in=[review.pk for review in reviews]).order_by("pk"))
        Facet.objects.bulk_create(facet_rows(made), batch_size=AT_ONCE)

    def _film(self, opening: Opening) -> Film:
        return Film(
            original_title=opening.title,
            slug=opening.slug,
            year=opening.at.year - int(self._rng.random() ** 3 * OLDEST),
            runtime=self._rng.randint(78, 164),
            countries=self._rng.choice(COUNTRIES),
            linked_version=1,
        )

    def _store_credits(self, films: Sequence[Film]) -> list[str]:
        """Answers with the name of each film's director."""
        credits, directors = [], []
        for film in films:
            people = self._rng.sample(self._people, len(CREW) + ACTORS)
            roles = [""] * len(CREW) + self._rng.sample(wording.ROLES, ACTORS)
            jobs = [*CREW, *[Job.CAST] * ACTORS]
            for position, ((pk, _), job, role) in enumerate(zip(people, jobs, roles, strict=True), 1):
                credits.append(Credit(film=film, person_id=pk, job=job, role=role, position=position))
            directors.append(people[0][1])
        Credit.objects.bulk_create(credits)
        return directors

    def _store_releases(self, films: Sequence[Film], openings: Sequence[Opening]) -> None:
        rng = self._rng
        Release.objects.bulk_create(
            Release(
                film=film,
                medium=rng.choice(MEDIA),
                label=rng.choice(self._labels),
                date_from=o.at.date(),
                fsk=rng.choice(RATINGS),
            )
            for film, o in zip(films, openings, strict=True)
        )
        tags = [(film, tag) for film in films for tag in rng.sample(self._tags, 2)]
        FilmTag.objects.bulk_create(FilmTag(content_object=film, tag=tag) for film, tag in tags)

    def _review(self, opening: Opening, film: Film, director: str) -> Review:
        text = self._rng.choice(self._texts)
        teaser = self._rng.choice(wording.TEASERS).format(film=opening.title, director=director)
        return Review(
            film=film,
            title=opening.title,
            slug=opening.slug,
            teaser=teaser,
            text=text.source,
            text_html=text.html,
            renderer_version=RENDERER_VERSION,
            score=self._rng.randint(4, 20),
            thread_id=opening.thread_id,
            state=ReviewState.PUBLISHED,
            published_at=opening.at,
            created_at=opening.at,
            changed_at=opening.at,
        )

    def _store_bylines(self, reviews: Sequence[Review]) -> None:
        bylines = []
        for review in reviews:
            name, nick = self._rng.choice(wording.CRITICS)
            bylines.append(ReviewAuthor(review=review, name=name, nick=nick, position=1))
        ReviewAuthor.objects.bulk_create(bylines)


def _free_titles() -> Iterator[tuple[str, str]]:
    """Titles no film bears yet, each with a slug that is free for film and review."""
    folded = set(Film.objects.values_list("title_folded", flat=True))
    slugs = {*Film.objects.values_list("slug", flat=True), *Review.objects.values_list("slug", flat=True)}
    for number in count():
        title = film_title(number)
        if fold(title) not in folded:
            yield title, _free(slug_for(title), slugs)


def _store_people(wanted: int) -> list[tuple[int, str]]:
    """Id and name; whoever has one of the names already is taken."""
    slugs = set(Person.objects.values_list("slug", flat=True))
    known = dict(Person.objects.filter(suffix="").values_list("name_folded", "pk"))
    names = [person_name(number) for number in range(wanted)]
    new = [name for name in names if fold(name) not in known]
    made = Person.objects.bulk_create([Person(name=name, slug=_free(slug_for(name), slugs)) for name in new])
    known |= {person.name_folded: person.pk for person in made}
    return [(known[fold(name)], name) for name in names]


def _free(slug: str, taken: set[str]) -> str:
    """Marks it as taken."""
    candidates = (slug if n == 1 else f"{slug}-{n}" for n in count(1))
    found = next(candidate for candidate in candidates if candidate not in taken)
    taken.add(found)
    return found

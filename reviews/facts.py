"""A film's facts as one value: read from the rows, compared, kept in a revision, written back.

The value is JSON: titles and numbers as in `Film`; `crew` maps a job to display names; `cast` is a list of
`{"name", "role"}`; `tags` are names, `titles` others the film goes by; `franchise` is a name, `part` a number; `releases` hold ISO dates; `trailers` are as in `Trailer`. A display name is the person's name, with the
suffix of a namesake in parentheses: „Jan Berg (II)“.
"""

import datetime
import re
from typing import Any

from django.db.models import F

from reviews.addresses import free_slug
from reviews.models import Credit, Film, FilmTag, FilmTitle, Franchise, Job, Organisation, Person, Release, Tag, Trailer
from reviews.models.address import SlugAlias, SlugKind
from reviews.searching import index_stills_of
from text.folding import fold
from text.slugs import is_reserved, slug_for

__all__ = [
    "Facts",
    "empty_facts",
    "film_with",
    "franchise_named",
    "merge_facts",
    "organisation_named",
    "persons_named",
    "read_facts",
    "write_facts",
]

Facts = dict[str, Any]

CREW = [job for job in Job.values if job != Job.CAST]
PLAIN = ["kind", "original_title", "german_title", "year", "year_end", "runtime", "countries", "cast_complete"]
RELEASE = [
    "medium",
    "version_name",
    "date_from",
    "date_to",
    "date_precision",
    "fsk",
    "fsk_descriptors",
    "cut",
    "cut_note",
    "index_status",
]
TRAILER = ["provider", "external_id", "title", "language", "fsk"]


def empty_facts(original_title: str) -> Facts:
    plain: Facts = {name: getattr(Film(), name) for name in PLAIN}
    return plain | {
        "original_title": original_title,
        "crew": {},
        "cast": [],
        "tags": [],
        "titles": [],
        "franchise": "",
        "part": None,
        "releases": [],
        "trailers": [],
    }


def read_facts(film: Film) -> Facts:
    """Seven queries more than the film itself."""
    facts: Facts = {name: getattr(film, name) for name in PLAIN}
    credits = list(film.credits.select_related("person").order_by("position", "id"))
    crew = {job: [str(c.person) for c in credits if c.job == job] for job in CREW}
    facts["crew"] = {job: names for job, names in crew.items() if names}
    facts["cast"] = [{"name": str(c.person), "role": c.role} for c in credits if c.job == Job.CAST]
    facts["tags"] = [tag.name for tag in Tag.objects.filter(film_tags__content_object=film).order_by("film_tags__id")]
    facts["titles"] = [title.title for title in film.titles.order_by("id")]
    facts["franchise"] = film.franchise.name if film.franchise else ""
    facts["part"] = film.part
    facts["releases"] = [_release_facts(r) for r in film.releases.select_related("label").order_by("id")]
    facts["trailers"] = [{name: getattr(trailer, name) for name in TRAILER} for trailer in film.trailers.all()]
    return facts


def _release_facts(release: Release) -> Facts:
    facts = {name: getattr(release, name) for name in RELEASE}
    for name in ("date_from", "date_to"):
        facts[name] = facts[name].isoformat() if facts[name] else None
    return facts | {"label": release.label.name if release.label else ""}


def write_facts(film: Film, facts: Facts) -> bool:
    """True if anything changed; then the film's version is raised. What `facts` say nothing of, because they were saved
    before it was a fact, stays. Needs an open transaction."""
    current = read_facts(film)
    facts = current | facts
    if current == facts:
        return False
    titles = film.original_title, film.german_title
    for name in PLAIN:
        setattr(film, name, facts[name])
    if not film.reviews.filter(published_at__isnull=False).exists():
        film.slug = free_slug(Film, film.title, kind=SlugKind.FILM, year=film.year, pk=film.pk)
    film.twin = _free_twin(film)
    film.franchise = franchise_named(facts["franchise"])
    film.part = facts["part"] if film.franchise else None
    film.save()
    if titles != (film.original_title, film.german_title):
        index_stills_of(film)
    _write_credits(film, facts)
    _write_tags(film, facts["tags"])
    _write_titles(film, facts["titles"])
    _write_releases(film, facts["releases"])
    _write_trailers(film, facts["trailers"])
    Film.objects.filter(pk=film.pk).update(version=F("version") + 1)
    return True


def _free_twin(film: Film) -> int:
    namesakes = Film.objects.filter(title_folded=fold(film.original_title), year=film.year).exclude(pk=film.pk)
    taken = set(namesakes.values_list("twin", flat=True))
    return film.twin if film.twin not in taken else max(taken) + 1


def _write_credits(film: Film, facts: Facts) -> None:
    wanted = [(job, name, "") for job, names in facts["crew"].items() for name in names]
    wanted += [(Job.CAST.value, entry["name"], entry["role"]) for entry in facts["cast"]]
    film.credits.all().delete()
    persons = persons_named([name for _, name, _ in wanted])
    rows, seen = [], set()
    for position, (job, name, role) in enumerate(wanted, 1):
        person = persons[name]
        if (person.pk, job, role) not in seen:
            seen.add((person.pk, job, role))
            rows.append(Credit(film=film, person=person, job=job, role=role, position=position))
    Credit.objects.bulk_create(rows)


def _write_tags(film: Film, names: list[str]) -> None:
    FilmTag.objects.filter(content_object=film).delete()
    tags = {}
    for name in names:
        folded = fold(name)
        if folded and folded not in tags:
            tags[folded] = Tag.objects.filter(name_folded=folded).first() or Tag.objects.create(name=name)
    FilmTag.objects.bulk_create(FilmTag(tag=tag, content_object=film) for tag in tags.values())


def _write_titles(film: Film, titles: list[str]) -> None:
    film.titles.all().delete()
    once = {fold(title): title for title in titles if fold(title)}
    FilmTitle.objects.bulk_create(FilmTitle(film=film, title=title) for title in once.values())


def _write_releases(film: Film, releases: list[Facts]) -> None:
    film.releases.all().delete()
    for facts in releases:
        fields = {name: facts[name] for name in RELEASE}
        for name in ("date_from", "date_to"):
            fields[name] = datetime.date.fromisoformat(fields[name]) if fields[name] else None
        Release.objects.create(film=film, label=organisation_named(facts["label"]), **fields)


def _write_trailers(film: Film, trailers: list[Facts]) -> None:
    film.trailers.all().delete()
    once = {(facts["provider"], facts["external_id"]): facts for facts in trailers}
    Trailer.objects.bulk_create(Trailer(film=film, **facts) for facts in once.values())


def merge_facts(current: Facts, base: Facts, wanted: Facts) -> Facts:
    """What an editor changed between `base` and `wanted`, laid over what holds today. What the base says nothing of,
    because it was saved before it was a fact, counts as empty."""
    base = empty_facts("") | base
    return current | {name: wanted[name] for name in wanted if wanted[name] != base.get(name)}


def persons_named(displays: list[str]) -> dict[str, Person]:
    """The persons of these display names; who is missing is made. Needs an open transaction.

    A few queries, however many names: a cast can have hundreds.
    """
    wanted = {display: (fold(name), suffix) for display, (name, suffix) in _parted(displays)}
    found = _persons_by_key({key for key, _ in wanted.values()})
    missing: dict[tuple[str, str], Person] = {}
    for display, (name, suffix) in _parted(displays):
        if wanted[display] not in found:
            missing.setdefault(wanted[display], Person(name=name, suffix=suffix))
    # In one order everywhere, so that two writers with the same new persons wait for each other instead of for ever.
    new = [missing[key] for key in sorted(missing)]
    _give_slugs(new)
    Person.objects.bulk_create(new, batch_size=200)
    everybody = found | missing
    return {display: everybody[key] for display, key in wanted.items()}


def _parted(displays: list[str]) -> list[tuple[str, tuple[str, str]]]:
    return [(display, _split_suffix(display)) for display in displays]


def _persons_by_key(folded: set[str]) -> dict[tuple[str, str], Person]:
    names, found = sorted(folded), {}
    for start in range(0, len(names), 500):
        for person in Person.objects.filter(name_folded__in=names[start : start + 500]):
            found[person.name_folded, person.suffix] = person
    return found


def _give_slugs(persons: list[Person]) -> None:
    """The plain slug where nobody has it or had it; a namesake's is looked for one by one."""
    plain = [slug_for(f"{person.name} {person.suffix}", fallback=SlugKind.PERSON.value) for person in persons]
    given = set(Person.objects.filter(slug__in=plain).values_list("slug", flat=True))
    given |= set(SlugAlias.objects.filter(kind=SlugKind.PERSON, slug__in=plain).values_list("slug", flat=True))
    for person, slug in zip(persons, plain, strict=True):
        if slug in given or is_reserved(slug):
            slug = free_slug(Person, slug, kind=SlugKind.PERSON, taken=given)
        person.slug = slug
        given.add(slug)


def _split_suffix(display: str) -> tuple[str, str]:
    match = re.fullmatch(r"(.+?) \(([IVX]{1,10})\)", display)
    return (match[1], match[2]) if match else (display, "")


def organisation_named(name: str) -> Organisation | None:
    """The one of this folded name, which is made if there is none. None for no name. Needs an open transaction."""
    return _named(Organisation, SlugKind.LABEL, name)


def franchise_named(name: str) -> Franchise | None:
    """As `organisation_named`."""
    return _named(Franchise, SlugKind.FRANCHISE, name)


def _named(model: Any, kind: SlugKind, name: str) -> Any:
    if not fold(name):
        return None
    found = model.objects.filter(name_folded=fold(name)).first()
    return found or model.objects.create(name=name, slug=free_slug(model, name, kind=kind))


def film_with(original_title: str, year: int | None) -> tuple[Film, bool]:
    """The film of exactly this folded title and year, else a new one; the second value says whether it is new.

    A title without year never takes an existing film. Needs an open transaction.
    """
    same = Film.objects.filter(title_folded=fold(original_title), year=year) if year else Film.objects.none()
    if film := same.order_by("twin").first():
        return film, False
    slug = free_slug(Film, original_title, kind=SlugKind.FILM, year=year)
    return Film.objects.create(original_title=original_title, year=year, slug=slug), True

"""What else a person is called: names that texts lead to the person by, and that the calendar finds them by."""

from collections.abc import Collection, Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Q

from accounts.models import Member
from accounts.roles import is_editor
from reviews.models import Credit, Film, Person, PersonAlias
from reviews.models.people import NAME_LENGTH
from text.folding import fold

__all__ = ["ChangedMeanwhile", "name_otherwise", "other_names", "shared_names"]


class ChangedMeanwhile(Exception):
    """Somebody else has written these names since they were read."""


def other_names(person: Person) -> list[str]:
    """In the order of the alphabet."""
    return sorted(person.aliases.values_list("name", flat=True), key=fold)


def shared_names(person: Person) -> list[str]:
    """Those of the other names somebody else bears too. Two queries."""
    own = {_key(name): name for name in other_names(person)}
    people = Person.objects.filter(name_folded__in=own).values_list("name_folded", flat=True)
    others = PersonAlias.objects.exclude(person=person).filter(name_folded__in=own)
    return [own[key] for key in sorted({*people, *others.values_list("name_folded", flat=True)})]


def name_otherwise(person: Person, names: Sequence[str], *, by: Member, instead_of: Sequence[str]) -> bool:
    """These other names and no more, in place of those the editor saw; whether any changed. Names written alike are one,
    the person's own is none. Texts are looked at again within a minute, as all films of the person have changed, and those
    of whoever shares a name that goes.

    Raises ChangedMeanwhile and PermissionDenied. Locks the films by key, then the person.
    """
    if not is_editor(by):
        raise PermissionDenied
    wanted = {_key(name): name for name in names}
    wanted.pop(_key(person.name), None)
    going = {_key(name) for name in instead_of} - wanted.keys()
    with transaction.atomic():
        films = _lock_films(person, going)
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        before = other_names(person)
        if sorted(wanted.values(), key=fold) == before:
            return False
        if before != sorted(instead_of, key=fold):
            raise ChangedMeanwhile
        person.aliases.all().delete()
        PersonAlias.objects.bulk_create([PersonAlias(person=person, name=name) for name in wanted.values()])
        Film.objects.filter(pk__in=films).update(version=F("version") + 1)
    return True


def _key(name: str) -> str:
    """As the column keeps it."""
    return fold(name)[: NAME_LENGTH * 2]


def _lock_films(person: Person, names: Collection[str]) -> list[int]:
    """Of the person, and of all who bear one of these names."""
    bearers = Q(name_folded__in=names) | Q(aliases__name_folded__in=names)
    people = [person.pk, *Person.objects.filter(bearers).values_list("pk", flat=True)]
    credited = Credit.objects.filter(person__in=people).values("film")
    rows = Film.objects.select_for_update(no_key=True).filter(pk__in=credited).order_by("pk")
    return list(rows.values_list("pk", flat=True))

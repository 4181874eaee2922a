"""What else a person is called. Texts that use one of these names lead to the person, and the calendar finds them by it."""

from collections.abc import Sequence

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import Member
from accounts.roles import is_editor
from reviews.models import Film, Person, PersonAlias
from text.folding import fold

__all__ = ["ChangedMeanwhile", "name_otherwise", "other_names"]


class ChangedMeanwhile(Exception):
    """Somebody else has written these names since they were read."""


def other_names(person: Person) -> list[str]:
    """In the order of the alphabet."""
    return sorted(person.aliases.values_list("name", flat=True), key=fold)


def name_otherwise(person: Person, names: Sequence[str], *, by: Member, instead_of: Sequence[str]) -> bool:
    """These other names and no more, in place of those the editor saw; whether any changed. Names written alike are one,
    the person's own is none. Texts are looked at again within a minute, as all films of the person have changed.

    Raises ChangedMeanwhile and PermissionDenied. Locks the films of the person, then the person.
    """
    if not is_editor(by):
        raise PermissionDenied
    wanted = {fold(name): name for name in names}
    wanted.pop(fold(person.name), None)
    with transaction.atomic():
        films = Film.objects.filter(credits__person=person).order_by("pk").values_list("pk", flat=True)
        list(Film.objects.select_for_update(no_key=True).filter(pk__in=list(films)).order_by("pk").values_list("pk"))
        Person.objects.select_for_update(no_key=True).get(pk=person.pk)
        before = other_names(person)
        if sorted(wanted.values(), key=fold) == before:
            return False
        if before != sorted(instead_of, key=fold):
            raise ChangedMeanwhile
        person.aliases.all().delete()
        PersonAlias.objects.bulk_create([PersonAlias(person=person, name=name) for name in wanted.values()])
        Film.objects.filter(pk__in=list(films)).update(version=F("version") + 1)
    return True

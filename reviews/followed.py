"""Names and addresses of what members follow beside threads and boards; registered in `forum.subjects`."""

from collections.abc import Collection, Mapping

from accounts.models import Member, Viewer
from forum.subjects import Followed
from reviews.models import Film, Person, Review
from reviews.models.film import Tag

__all__ = ["NAMES"]

Named = Mapping[int, tuple[str, str]]


def films(ids: Collection[int], viewer: Viewer) -> Named:
    return {
        film.pk: (film.title, film.get_absolute_url()) for film in Film.objects.visible_to(viewer).filter(pk__in=ids)
    }


def people(ids: Collection[int], viewer: Viewer) -> Named:
    rows = Person.objects.visible_to(viewer).filter(pk__in=ids)
    return {person.pk: (person.name, person.get_absolute_url()) for person in rows}


def tags(ids: Collection[int], viewer: Viewer) -> Named:
    return {tag.pk: (tag.name, tag.get_absolute_url()) for tag in Tag.objects.visible_to(viewer).filter(pk__in=ids)}


def authors(ids: Collection[int], viewer: Viewer) -> Named:
    """Members in the byline of a review that can be read."""
    written = Review.objects.visible_to(viewer).filter(authors__member__in=ids).values("authors__member")
    rows = Member.objects.visible_to(viewer).filter(pk__in=ids).filter(pk__in=written)
    return {member.pk: (member.name, member.get_absolute_url()) for member in rows}


NAMES: dict[str, Followed] = {"film": films, "person": people, "tag": tags, "author": authors}

"""One slug for each thing, and the way from every slug it ever had."""

from collections.abc import Collection
from typing import Any

from django.db import models

from reviews.models.address import SlugAlias, SlugKind
from text.slugs import is_reserved, slug_for

__all__ = ["find_by_old_slug", "free_slug", "keep_old_slug"]


def free_slug(
    model: type[models.Model],
    text: str,
    *,
    kind: SlugKind,
    year: int | None = None,
    pk: int | None = None,
    taken: Collection[str] = (),
) -> str:
    """A slug nothing has and nothing ever had: the title, else with the year, else counted from -2.

    `taken` are slugs the caller is about to give.
    Two writers can be given the same slug at once; the second meets the unique constraint and asks again.
    """
    base = slug_for(text, fallback=kind.value)
    candidates = [base] if not is_reserved(base) else []
    if year:
        candidates.append(f"{base}-{year}")
    unfree = {*taken, *_taken(model, base, kind, pk)}
    number = 2
    while True:
        for candidate in candidates:
            if candidate not in unfree:
                return candidate
        candidates = [f"{base}-{number}"]
        number += 1


def _taken(model: Any, base: str, kind: SlugKind, pk: int | None) -> Any:
    yield from model.objects.filter(slug__startswith=base).exclude(pk=pk).values_list("slug", flat=True)
    aliases = SlugAlias.objects.filter(kind=kind, slug__startswith=base).exclude(object_id=pk or 0)
    yield from aliases.values_list("slug", flat=True)


def keep_old_slug(kind: SlugKind, slug: str, object_id: int) -> None:
    SlugAlias.objects.get_or_create(kind=kind, slug=slug, defaults={"object_id": object_id})


def find_by_old_slug(rows: models.QuerySet[Any], kind: SlugKind, slug: str) -> Any:
    """The object among `rows` that once had this slug, or None."""
    alias = SlugAlias.objects.filter(kind=kind, slug=slug).first()
    return rows.filter(pk=alias.object_id).first() if alias else None

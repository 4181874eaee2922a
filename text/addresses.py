"""Addresses of our own pages, each made once: making one takes Django as long as SQLite needs to answer a question."""

from functools import lru_cache

from django.urls import reverse

__all__ = ["address_of"]

KEPT = 8_192
"""Below 300 bytes each, so 2 MB in a process."""


@lru_cache(KEPT)
def address_of(view: str, *args: int | str) -> str:
    """As `reverse` makes it. No address of ours changes while we run."""
    return reverse(view, args=args)

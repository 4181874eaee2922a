"""What all Atom feeds of the site have in common."""

import re
from datetime import UTC, datetime
from html import escape

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

__all__ = ["EMPTY_SINCE", "ENTRIES", "add_entry", "begin_feed"]

ENTRIES = 30

EMPTY_SINCE = datetime(2000, 1, 1, tzinfo=UTC)
"""Lists keep no date of their own."""

NO_XML = re.compile(r"[^\t\n\r -\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters XML knows no way to write; posts may hold them."""


class _StableFeed(Atom1Feed):
    """Without entries it is as old as what it is about, not as the question for it."""

    def latest_post_date(self) -> datetime:
        latest: datetime = super().latest_post_date() if self.items else self.feed["empty_since"]
        return latest


def begin_feed(title: str, page: str, address: str, empty_since: datetime) -> Atom1Feed:
    """For a page of the site and the feed's own address, both as paths."""
    return _StableFeed(
        empty_since=empty_since,
        title=_for_xml(f"{title} – {settings.SITE_NAME}"),
        link=f"{settings.SITE_URL}{page}",
        description="",
        language="de",
        feed_url=f"{settings.SITE_URL}{address}",
    )


def add_entry(
    feed: Atom1Feed,
    title: str,
    path: str,
    *,
    words: str,
    author: str,
    at: datetime | None,
    changed: datetime | None = None,
    identity: str = "",
) -> None:
    """`words` are plain text, nothing covered among them; `changed` is `at` if nothing has changed since. `identity` is an
    IRI, needed where several entries lead to one address."""
    address = f"{settings.SITE_URL}{path}"
    feed.add_item(
        title=_for_xml(title),
        link=address,
        description=escape(_for_xml(words)),
        author_name=_for_xml(author),
        pubdate=at,
        updateddate=changed or at,
        unique_id=identity or address,
    )


def _for_xml(text: str) -> str:
    return NO_XML.sub("", text)

"""What all Atom feeds of the site have in common."""

import re
from datetime import datetime

from django.conf import settings
from django.utils.feedgenerator import Atom1Feed

__all__ = ["begin_feed", "for_xml"]

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
        title=for_xml(f"{title} – {settings.SITE_NAME}"),
        link=f"{settings.SITE_URL}{page}",
        description="",
        language="de",
        feed_url=f"{settings.SITE_URL}{address}",
    )


def for_xml(text: str) -> str:
    return NO_XML.sub("", text)

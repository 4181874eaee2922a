"""What pages say to machines, as JSON-LD (schema.org)."""

import json
from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

__all__ = ["breadcrumbs", "linked_data", "publisher", "without_empty"]

_ESCAPED = {ord(char): f"\\u{ord(char):04x}" for char in "<>&\u2028\u2029"}
"""Nothing of it can end the element it stands in."""


def linked_data(*things: Mapping[str, Any]) -> SafeString:
    """The element for the head of a page; the policy for scripts does not concern it, it is data."""
    graph = {"@context": "https://schema.org", "@graph": [without_empty(thing) for thing in things]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":")).translate(_ESCAPED)
    return mark_safe(f'<script type="application/ld+json">{text}</script>')  # noqa: S308 (escaped just now)


def without_empty(value: Any) -> Any:
    """Properties without a value are left out, zero is one."""
    if isinstance(value, Mapping):
        pairs = ((name, without_empty(part)) for name, part in value.items())
        return {name: part for name, part in pairs if part not in (None, "", [], {})}
    if isinstance(value, list | tuple):
        return [part for part in map(without_empty, value) if part not in (None, "", [], {})]
    return value


def publisher() -> dict[str, Any]:
    """The magazine itself."""
    return {"@type": "Organization", "name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"}


def breadcrumbs(site_url: str, *steps: tuple[str, str]) -> dict[str, Any]:
    """Names with their paths, from the outermost inwards."""
    items = [
        {"@type": "ListItem", "position": place, "name": name, "item": f"{site_url}{path}"}
        for place, (name, path) in enumerate(steps, 1)
    ]
    return {"@type": "BreadcrumbList", "itemListElement": items}

"""Icons of `static/img/icons.svg`, written into the page: no request of their own, coloured by the text around them."""

import re

from django import template
from django.conf import settings
from django.utils.safestring import SafeString, mark_safe

register = template.Library()

SPRITE = (settings.BASE / "static/img/icons.svg").read_text()

ICONS = {
    name: mark_safe(f'<svg class="icon" viewBox="{box}" aria-hidden="true">{shapes}</svg>')  # noqa: S308 (our own file)
    for name, box, shapes in re.findall(r'<symbol id="([a-z]+)" viewBox="([^"]+)">(.*?)</symbol>', SPRITE)
}


@register.simple_tag
def icon(name: str) -> SafeString:
    """Beside words only: an icon alone says nothing to who cannot see it. Raises KeyError for one we have not drawn."""
    return ICONS[name]

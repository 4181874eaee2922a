import re
from collections.abc import Iterable

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from reviews.models import Credit, Review
from reviews.pictures import Picture, lead_of

register = template.Library()


@register.filter
def lead_picture(review: Review) -> Picture | None:
    """Needs what `reviews.shown_cards.reviews_for_cards` loads."""
    return lead_of(review)


@register.filter
def linked(caption: str, cast: Iterable[Credit]) -> SafeString:
    """„Rolle (Darsteller)“ in a caption leads to the person. `cast` holds the credits with their persons."""
    pages = {credit.person.name: credit.person.get_absolute_url() for credit in cast if credit.person.pk}
    if not pages:
        return format_html("{}", caption)
    names = "|".join(re.escape(name) for name in sorted(pages, key=len, reverse=True))
    parts = re.split(rf"(?<=\()({names})(?=\))", caption)
    return format_html_join("", "{}", ((_link(part, pages),) for part in parts))


def _link(part: str, pages: dict[str, str]) -> str:
    return format_html('<a href="{}">{}</a>', pages[part], part) if part in pages else part

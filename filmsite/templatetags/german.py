"""How numbers, times and small words are written here; built in, so no template loads it."""

import datetime
import re
from typing import Any
from urllib.parse import urlencode

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString

from reviews.models.rating import in_stars
from reviews.models.release import MONTHS

register = template.Library()


@register.filter
def moment(value: datetime.datetime | None) -> SafeString:
    """`<time>` with the absolute time as text: cached pages must not age. A script makes it „vor 5 Minuten“, so no
    preposition stands before it."""
    return _time(value, "")


@register.filter
def at_moment(value: datetime.datetime | None) -> SafeString:
    """The same where a sentence says „am“, „bis“ or „seit“: it stays absolute."""
    return _time(value, "data-exact")


@register.filter
def moment_or_day(value: datetime.datetime | None) -> SafeString:
    """As `moment`, but what is older than the script counts shows its day alone: for lists."""
    if value is None:
        return SafeString("")
    day, clock = _day_and_clock(value)
    return format_html('<time datetime="{}" title="{}, {}">{}</time>', _machine(value), day, clock, day)


def _time(value: datetime.datetime | None, mark: str) -> SafeString:
    if value is None:
        return SafeString("")
    attributes = format_html(' datetime="{}"{}', _machine(value), f" {mark}" if mark else "")
    return format_html("<time{}>{}, {}</time>", attributes, *_day_and_clock(value))


def _day_and_clock(value: datetime.datetime) -> tuple[str, str]:
    local = timezone.localtime(value)
    return _written(local), f"{local:%H:%M}{HARD}Uhr"


HARD = "\u00a0"
"""Between words no line may end in."""


def _written(day: datetime.date) -> str:
    return plain_day(day).replace(" ", HARD, 1)


def _machine(value: datetime.datetime) -> str:
    return timezone.localtime(value).isoformat(timespec="seconds")


@register.filter
def day(value: datetime.datetime | datetime.date | None) -> SafeString:
    """`<time>` with the day alone."""
    if value is None:
        return SafeString("")
    local = timezone.localtime(value).date() if isinstance(value, datetime.datetime) else value
    return format_html('<time datetime="{}">{}</time>', local.isoformat(), _written(local))


@register.filter
def month_name(value: datetime.date) -> str:
    return MONTHS[value.month - 1]


@register.filter
def by_length(title: str) -> SafeString:
    """A class for titles that do not fit at full size."""
    size = "longest" if len(title) > 90 else "long" if len(title) > 40 else ""
    return format_html(' class="{}"', size) if size else SafeString("")


@register.filter
def plain_day(value: datetime.date) -> str:
    """„3. Dezember 2026“, for mails."""
    return f"{value.day}. {MONTHS[value.month - 1]} {value.year}"


@register.filter
def untorn(words: str) -> str:
    """„30. November bis 27. Dezember“, with each day and its month in one line."""
    return re.sub(r"(\d\.) (?=[A-Z])", rf"\1{HARD}", words)


@register.filter
def points(value: float | None) -> str:
    """„7,5“; empty without a score."""
    return "" if value is None else f"{value:.1f}".replace(".", ",")


@register.filter
def stars(value: float) -> str:
    return in_stars(value)


@register.filter
def machine(value: float) -> str:
    """A number for attributes: no comma, no thousands."""
    return f"{value:g}"


@register.filter
def whole(value: int) -> str:
    """Thousands parted by points: for people, never in attributes."""
    return f"{value:,}".replace(",", ".")


@register.filter
def counted(value: int, words: str) -> str:
    """`{{ 3|counted:"Antwort,Antworten" }}` → „3 Antworten“."""
    one, many = words.split(",")
    return f"{whole(value)} {one if value == 1 else many}"


@register.filter
def age(value: datetime.datetime | None) -> str:
    """„26 Minuten“, „19 Stunden“, „2 Tage“: how long ago; only where pages are made anew each time."""
    if value is None:
        return ""
    minutes = max(1, int((timezone.now() - value).total_seconds() // 60))
    if minutes < 60:
        return counted(minutes, "Minute,Minuten")
    return counted(minutes // 60, "Stunde,Stunden") if minutes < 48 * 60 else counted(minutes // 1440, "Tag,Tage")


@register.filter
def initials(name: str) -> str:
    words = name.replace(".", " ").replace("_", " ").replace("-", " ").split()
    letters = [word[0] for word in words[:2]]
    return "".join(letters if len(letters) > 1 else name[:2]).upper()


@register.filter
def tint(pk: int) -> int:
    """One of the faces a member without picture has; the yellow one, 2, is the house's."""
    return (0, 1, 3)[pk % 3]


@register.filter
def excerpt(html: str, length: int = 200) -> str:
    """Of a post's stored HTML; what a spoiler covers stays covered."""
    from text.excerpts import excerpt as shortened

    return shortened(html, length=length)


@register.filter
def quoted(words: str) -> str:
    """„So“; quotation marks inside become single ones."""
    from text.quoting import quoted as in_marks

    return in_marks(words)


@register.filter
def frames(value: float) -> list[tuple[int, str]]:
    """The ten frames of the score: left edge and exposed width of each, in units of the drawing, as attributes."""
    widths = (max(0.0, min(1.0, value - number)) * 19 for number in range(10))
    return [(21 * number, f"{width:g}") for number, width in enumerate(widths)]


@register.simple_tag(takes_context=True)
def sign_in_url(context: dict[str, Any], view: str = "account_login", anchor: str = "") -> str:
    """The way to sign in and back to this page; a page that was not found does not repeat what was asked for."""
    request = context.get("request")
    path = request.get_full_path() if request else "/"
    if context.get("no_way_back") or path.startswith("/konto/"):
        return reverse(view)
    return f"{reverse(view)}?{urlencode({'next': path + anchor})}"

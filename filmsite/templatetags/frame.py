"""What stands around every page."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import lru_cache
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.template.context import Context
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from accounts.models import ANYBODY, Member, Viewer
from accounts.roles import is_editor, is_moderator, is_operator
from filmsite.templatetags.icons import ICONS
from forum.notifications import badge_token, badge_words, unread_count
from text.addresses import address_of
from text.fragments import render_kept

register = template.Library()


def _everybody(viewer: Viewer) -> bool:
    return True


def _member(viewer: Viewer) -> bool:
    return viewer.is_authenticated


@dataclass(frozen=True)
class Place:
    """An entry of the main menu. `parts` are the first parts of the addresses that belong to it."""

    words: str
    view: str
    parts: frozenset[str]
    is_for: Callable[[Viewer], bool] = _everybody


FINDING = frozenset(
    {"kritiken", "archiv", "filme", "personen", "reihen", "labels", "jahre", "laender", "autoren", "schlagworte"}
)

TALKING = frozenset({"forum", "thema", "beitrag", "mitglieder", "regeln", "transparenz", "entscheidungen"})

PLACES = [
    Place("Kritiken", "reviews:reviews", FINDING),
    Place("Neuerscheinungen", "reviews:releases", frozenset({"neuerscheinungen"})),
    Place("Forum", "forum:boards", TALKING),
    Place("Neu", "forum:unread", frozenset({"neu"}), _member),
    Place("Redaktion", "desk:desk", frozenset({"redaktion"}), is_editor),
    Place("Moderation", "forum:queue", frozenset({"moderation"}), is_moderator),
    Place("Betrieb", "operator:overview", frozenset({"betrieb"}), is_operator),
]


PARAMETERS = ("nach", "vor", "woche", "seite", "buchstabe", "ordnung")
"""Of an address, those that say which part of a list it is: the others only change how one is shown."""


@register.simple_tag(takes_context=True)
def canonical(context: Context) -> SafeString:
    """The one address of this page. Nothing where no request is known."""
    request = context.get("request")
    if request is None:
        return SafeString("")
    kept = {name: request.GET[name] for name in PARAMETERS if request.GET.get(name)}
    query = f"?{urlencode(kept)}" if kept else ""
    return format_html('<link rel="canonical" href="{}{}{}">', settings.SITE_URL, quote(request.path), query)


@register.simple_tag(takes_context=True)
def main_menu(context: Context) -> SafeString:
    """The entries for this viewer; the one where the page belongs is marked: by its address, or
    by `menu_at` where the address belongs elsewhere."""
    viewer = context.get("user") or ANYBODY
    path = getattr(context.get("request"), "path", "")
    part = str(context.get("menu_at") or path)[1:].partition("/")[0]
    return _menu(
        tuple(
            (place.words, address_of(place.view), _mark(place, path, part)) for place in PLACES if place.is_for(viewer)
        )
    )


def _mark(place: Place, path: str, part: str) -> str:
    return "page" if path == address_of(place.view) else "true" if part in place.parts else ""


@lru_cache(256)
def _menu(entries: tuple[tuple[str, str, str], ...]) -> SafeString:
    return format_html_join("", "<li>{}</li>", ((_link(*entry),) for entry in entries))


def _link(words: str, address: str, mark: str) -> SafeString:
    current = mark_safe(f' aria-current="{mark}"') if mark else ""  # noqa: S308 (one of two words)
    return format_html('<a href="{}"{}>{}</a>', address, current, words)


@register.simple_tag(takes_context=True)
def bell(context: Context) -> SafeString:
    """Where a member is told of news, with how many there are; nothing for guests. One query."""
    viewer = context.get("user")
    if not isinstance(viewer, Member):
        return SafeString("")
    told = address_of("forum:told")
    is_here = context.get("request") and context["request"].path == told
    poll = address_of("forum:count_told", badge_token(viewer))
    return _bell(told, poll, badge_words(unread_count(viewer)), bool(is_here))


@lru_cache(1_024)
def _bell(address: str, poll: str, words: str, is_here: bool) -> SafeString:
    mark = format_html('<mark>{}<span class="aside-voice"> neue</span></mark>', words) if words else ""
    return format_html(
        '<li><a class="bell" href="{}" data-poll="{}"{}>{}<span class="aside-voice">Benachrichtigungen</span>{}</a></li>',
        address,
        poll,
        mark_safe(' aria-current="page"') if is_here else "",
        ICONS["bell"],
        mark,
    )


@register.simple_tag
def shortcuts() -> SafeString:
    """The same for all members who have them on."""
    return render_kept("_shortcuts.html", "")


@register.simple_tag
def footer() -> SafeString:
    """The same for everybody."""
    return render_kept("_footer.html", settings.SITE_NAME, site_name=settings.SITE_NAME)


@register.filter
def said_at(messages: Iterable[Message] | None, place: str) -> list[Message]:
    """Messages that belong to a part of the page, as `extra_tags` names it; with an empty name those of the whole page.
    Whoever is led to a part would not see them at the top."""
    return [message for message in messages or () if (message.extra_tags or "") == place]

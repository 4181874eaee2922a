"""What becomes of a text: it appears, waits for a moderator, appears and is looked at, or comes back to its writer.

Nobody of the team is screened. What costs time is asked in two queries at most: one for how the member has written
lately and for the version of the word list, which every process keeps in memory; a bounded one for the first posts of
new members where the operator holds them.
"""

import datetime
import re
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from html import unescape
from typing import Any

from django.conf import settings
from django.db.models import ExpressionWrapper, IntegerField, Q, QuerySet, Subquery
from django.utils import timezone

from accounts.models import Member
from accounts.prepared import Asked, PreparedQuery
from accounts.roles import is_team
from forum import permissions
from forum.cases.effects import FREE, effect_on
from forum.hits import report_automatically
from forum.models import Post, Sanction, ScreeningVersion, Thread, WordRule
from forum.models.post import PostState
from forum.models.screening import HitKind, WordRuleKind
from forum.wordlist import rules_in, rules_version

__all__ = ["Finding", "Lately", "Refused", "Screened", "hand_over", "lately", "refuse_haste", "screen"]

POSTS_PER_MINUTE = 10
NEW_POSTS_PER_MINUTE = 4
"""Of members who are new: nobody writes more by hand, and a machine is slowed down."""

SAME_AGAIN_AFTER = datetime.timedelta(minutes=10)
"""The same text by the same member within this time is a slip of the hand or a machine's."""

SAID_OFTEN = 10
"""Characters: „Danke!“ may be said twice."""

LOOKED_AT = 12
"""Own posts looked back at, more than any limit counts."""

NEW_UNTIL = 5
"""A member is new until so many of the last `LOOKED_AT` posts can be read."""

TOO_FAST = "So schnell geht es nicht. Warte eine Minute, dein Text steht noch unten."
SAME_AGAIN = "Genau das hast du gerade schon geschrieben. Wenn du es noch einmal sagen willst, ändere etwas daran."

_TAG = re.compile(r"<(/?)([a-z0-9]+)[^>]*>")
_WITHIN_WORDS = frozenset(["a", "code", "em", "s", "strong", "span"])
_LINK = re.compile(r'<a[^>]* href="(https?://[^"]*)"')


class Refused(Exception):
    """The text is not taken. Says in German why, to whoever wrote it. `status` is that of the answer: 429 if it is taken later."""

    def __init__(self, words: str, *, is_haste: bool = False) -> None:
        super().__init__(words)
        self.status = 429 if is_haste else 422


@dataclass(frozen=True)
class Finding:
    """For moderators: what was broken, and where."""

    kind: HitKind
    rule: str
    facts: str


@dataclass(frozen=True)
class Lately:
    """How a member has written: of the newest posts, how many came within a minute and how many are to be read; whether one
    of them says the same, and whether one came from the same form; whether some measure is in force. `version` is the word
    list's."""

    version: int
    within_minute: int = 0
    shown: int = 0
    says_the_same: bool = False
    is_sent_again: bool = False
    may_be_sanctioned: bool = True

    @property
    def is_new(self) -> bool:
        return settings.NEW_MEMBER_RULES and self.shown < NEW_UNTIL


@dataclass(frozen=True)
class Screened:
    """The text waits for what `holds` it and is looked at for its `marks`."""

    holds: tuple[Finding, ...] = ()
    marks: tuple[Finding, ...] = field(default_factory=tuple)

    @property
    def is_held(self) -> bool:
        return bool(self.holds)


UNSCREENED = Screened()


def _own_posts() -> QuerySet[Post, Any]:
    """Truths as whole numbers, which SQLite has anyway: that saves a fifth of the time."""

    def is_so(**fields: Any) -> ExpressionWrapper:
        return ExpressionWrapper(Q(**fields), output_field=IntegerField())

    rows = Post.objects.filter(author=Asked(0)).order_by("-id")
    measures = Sanction.objects.in_force_on(Asked(0), Asked(5)).order_by().values("pk")[:1]
    return rows.annotate(
        version=Subquery(ScreeningVersion.objects.values("number")[:1]),
        measure=Subquery(measures),
        is_shown=is_so(state=PostState.VISIBLE),
        is_young=is_so(created_at__gt=Asked(1)),
        is_same=is_so(created_at__gt=Asked(2), source=Asked(3)),
        is_of_form=is_so(form_key=Asked(4)),
    ).values_list("version", "measure", "is_shown", "is_young", "is_same", "is_of_form")[:LOOKED_AT]


_lately = PreparedQuery(_own_posts)

MINUTE = datetime.timedelta(minutes=1)


def lately(member: Member, source: str = "", form_key: str = "") -> Lately:
    """One query, a second one for whoever has never written."""
    now = timezone.now()
    rows = _lately(member.pk, now - MINUTE, now - SAME_AGAIN_AFTER, source, form_key, now)
    if not rows:
        return Lately(rules_version())
    versions, measures, shown, young, same, of_form = zip(*rows, strict=True)
    return Lately(
        version=versions[0] or 0,
        within_minute=sum(young),
        shown=sum(shown),
        says_the_same=len(source) >= SAID_OFTEN and any(same),
        is_sent_again=bool(form_key) and any(of_form),
        may_be_sanctioned=measures[0] is not None,
    )


def refuse_haste(member: Member, source: str, form_key: str) -> Lately:
    """For what is sent by hand: not too much in a minute, and nothing twice. A form sent twice is answered as ever. Two at
    once may both pass: it bounds load. Raises Refused."""
    found = lately(member, source, form_key)
    if is_team(member) or not settings.RATE_LIMITS:
        return found
    most = NEW_POSTS_PER_MINUTE if found.is_new else POSTS_PER_MINUTE
    is_fast = found.within_minute >= most
    if (is_fast or found.says_the_same) and not _is_sent_again(found, member, form_key):
        raise Refused(TOO_FAST, is_haste=True) if is_fast else Refused(SAME_AGAIN)
    return found


def _is_sent_again(found: Lately, member: Member, form_key: str) -> bool:
    """Of a thread the key stands at the thread."""
    return found.is_sent_again or (bool(form_key) and Thread.objects.filter(author=member, form_key=form_key).exists())


def screen(
    member: Member,
    source: str,
    html: str,
    *,
    title: str = "",
    known: Lately | None = None,
    before: Post | None = None,
) -> Screened:
    """Of a new text or, with the post as it stands `before`, of an edited one: then only what was not in it yet counts, so
    that nobody has to approve the same words twice. Raises Refused."""
    if is_team(member):
        return UNSCREENED
    effect = effect_on(member) if known is None or known.may_be_sanctioned else FREE
    if effect.refusal and (before is None or not effect.is_later):
        raise Refused(effect.refusal, is_haste=effect.is_later)
    texts = _texts(source, html, title)
    met = rules_in(texts, known.version if known else rules_version())
    if before is not None and met:
        old = {
            rule.pk
            for rule in rules_in(_texts(before.source, before.html), known.version if known else rules_version())
        }
        met = [rule for rule in met if rule.pk not in old]
    for rule in met:
        if rule.kind == WordRuleKind.BLOCK:
            raise Refused(rule.message)
    holds = [_of_rule(rule) for rule in met if rule.kind == WordRuleKind.HOLD]
    marks = [_of_rule(rule) for rule in met if rule.kind == WordRuleKind.MARK]
    holds += _too_many_links(html, before, lambda: known or lately(member))
    if effect.holds:
        holds.append(Finding(HitKind.MEASURE, "Maßnahme", "Beiträge dieses Mitglieds brauchen Freigabe."))
    if before is None and permissions.needs_approval(member):
        holds.append(Finding(HitKind.FIRST, "Erste Beiträge", "Von einem neuen Mitglied"))
    return Screened(tuple(holds), tuple(marks))


def _texts(source: str, html: str, title: str = "") -> list[str]:
    """As it is written, and as it is read: marks of the language inside a word would hide it."""
    return [f"{title}\n{source}", unescape(_TAG.sub(_in_place_of_tag, html))]


def _in_place_of_tag(tag: re.Match[str]) -> str:
    return "" if tag[2] in _WITHIN_WORDS else "\n"


def _of_rule(rule: WordRule) -> Finding:
    return Finding(HitKind.WORD, f"Wortliste: {rule.words}", f"„{rule.words}“ steht im Text.")


def _too_many_links(html: str, before: Post | None, known: Callable[[], Lately]) -> list[Finding]:
    links, most = _links_out(html), settings.NEW_MEMBER_LINKS
    if links <= most or not settings.NEW_MEMBER_RULES or (before is not None and links <= _links_out(before.html)):
        return []
    if not known().is_new:
        return []
    return [Finding(HitKind.LINKS, "Links neuer Mitglieder", f"{links} Links nach draußen, erlaubt sind {most}.")]


def _links_out(html: str) -> int:
    return sum(not unescape(link).startswith(f"{settings.SITE_URL}/") for link in _LINK.findall(html))


def hand_over(post: Post, findings: Collection[Finding]) -> None:
    """To those who look. In the transaction that stores the post."""
    for finding in findings:
        report_automatically(post, facts=finding.facts, rule=finding.rule, kind=finding.kind)

"""The operator's word list: its acts, and what of it stands in a text.

Every process keeps the list in memory by its version: to look a text through costs no query but the one for that number.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F

from accounts.models import Member
from accounts.roles import is_operator
from forum.models import Post, ScreeningVersion, WordRule
from forum.models.post import PostState
from text.fragments import Kept
from text.matching import MOST, WordList, fold_for_matching

__all__ = [
    "ListFull",
    "Tried",
    "add_word_rule",
    "drop_word_rule",
    "rules_in",
    "rules_version",
    "try_word_rule",
    "words_of",
]

TRIED_POSTS = 500
"""The newest posts a rule is tried on: about a week of a busy forum, a tenth of a second."""

TRIED_SHOWN = 20


class ListFull(Exception):
    """More words would make every post wait."""


def add_word_rule(rule: WordRule, *, by: Member) -> WordRule:
    """A new one, not saved yet. Raises IntegrityError if it is in the list, ListFull."""
    _refuse_strangers(by)
    with transaction.atomic():
        _raise_version()
        if WordRule.objects.count() >= MOST:
            raise ListFull
        return WordRule.objects.create(
            words=rule.words, is_part=rule.is_part, kind=rule.kind, message=rule.message, note=rule.note, by=by
        )


def drop_word_rule(rule: WordRule, *, by: Member) -> bool:
    """Whether it was still there. What it held goes on waiting for somebody."""
    _refuse_strangers(by)
    with transaction.atomic():
        _raise_version()
        return bool(WordRule.objects.filter(pk=rule.pk).delete()[0])


def _refuse_strangers(by: Member) -> None:
    if not is_operator(by):
        raise PermissionDenied


def _raise_version() -> None:
    """Locks the one row, so that the list is counted by one at a time."""
    if not ScreeningVersion.objects.update(number=F("number") + 1):
        ScreeningVersion.objects.bulk_create([ScreeningVersion(pk=1, number=2)], ignore_conflicts=True)


@dataclass(frozen=True)
class _Known:
    rules: Mapping[int, WordRule] = field(default_factory=dict)
    words: WordList[int] = field(default_factory=lambda: WordList((), ()))


_known: Kept[_Known] = Kept(2)


def rules_version() -> int:
    """One query."""
    return ScreeningVersion.objects.values_list("number", flat=True).first() or 0


def words_of(rules: Collection[WordRule]) -> WordList[int]:
    def chosen(is_part: bool) -> list[tuple[int, str]]:
        return [(rule.pk, fold_for_matching(rule.words)) for rule in rules if rule.is_part == is_part]

    return WordList(chosen(False), chosen(True))


def _load() -> _Known:
    rules = {rule.pk: rule for rule in WordRule.objects.order_by("pk")}
    return _Known(rules, words_of(rules.values()))


def rules_in(texts: Collection[str], version: int) -> list[WordRule]:
    """What of the list in this version stands in one of the texts, by age. No query once the version is known."""
    known = _known.get(version, _load)
    if not known.words:
        return []
    found = {key for text in texts for key in known.words.found_in(fold_for_matching(text))}
    return [known.rules[key] for key in sorted(found)]


@dataclass(frozen=True)
class Tried:
    """What a rule would have met: `count` of the newest `among` posts, the newest of them as `posts`."""

    count: int
    among: int
    posts: list[Post]


def try_word_rule(rule: WordRule, *, by: Member) -> Tried:
    """„Was träfe das?“: on the newest posts and the titles over them that the operator may read. Two queries."""
    _refuse_strangers(by)
    words = words_of([rule])
    rows = Post.objects.visible_to(by).filter(state=PostState.VISIBLE).exclude(source="").order_by("-id")
    tried = list(rows.values_list("pk", "source", "thread__title", "thread__first_post")[:TRIED_POSTS])
    met = [
        pk
        for pk, source, title, first in tried
        if words.found_in(fold_for_matching(source)) or (pk == first and words.found_in(fold_for_matching(title)))
    ]
    shown = Post.objects.filter(pk__in=met[:TRIED_SHOWN]).select_related("thread", "author").order_by("-id")
    return Tried(len(met), len(tried), list(shown))

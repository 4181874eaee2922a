"""Publishing a new version of the rules or of a legal page: rows are only ever added."""

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction
from django.db.models import Subquery

from accounts.models import Member
from accounts.roles import is_operator
from filmsite.models import Page, PageKind
from forum.models import RulesMark, RulesVersion
from text.markdown import render_review

__all__ = ["StaleVersion", "know_rules", "known_rules", "publish_page", "publish_rules"]


class StaleVersion(Exception):
    """Somebody published another version since this one was begun."""


def publish_page(kind: PageKind, source: str, *, based_on: int, by: Member | None) -> Page | None:
    """The next version, or None if nothing changed. `by` is None only for demo data. Raises StaleVersion."""
    refuse_strangers(by)
    newest = Page.objects.filter(kind=kind).order_by("-number").first()
    if newest and newest.source == source:
        return None
    if (newest.number if newest else 0) != based_on:
        raise StaleVersion
    try:
        with transaction.atomic():
            return Page.objects.create(kind=kind, number=based_on + 1, source=source, html=render_review(source), by=by)
    except IntegrityError as error:
        raise StaleVersion from error


def publish_rules(source: str, *, based_on: int, by: Member | None) -> RulesVersion | None:
    """The next version, told to every member until they have read it (DSA 14). None if nothing changed. Raises
    StaleVersion."""
    refuse_strangers(by)
    newest = RulesVersion.objects.order_by("-number").first()
    if newest and newest.source == source:
        return None
    if (newest.number if newest else 0) != based_on:
        raise StaleVersion
    try:
        with transaction.atomic():
            version = RulesVersion.objects.create(number=based_on + 1, source=source, html=render_review(source))
            if newest:
                _mark_who_knows(newest)
            Member.objects.filter(is_active=True).update(has_new_rules=True)
            return version
    except IntegrityError as error:
        raise StaleVersion from error


def _mark_who_knows(newest: RulesVersion) -> None:
    """One statement, however many they are. Who has missed a version before keeps the mark from then."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            INSERT INTO forum_rulesmark (member_id, rules_id)
            SELECT id, %s FROM accounts_member WHERE is_active AND NOT has_new_rules
            ON CONFLICT (member_id) DO UPDATE SET rules_id = excluded.rules_id
            """,
            [newest.pk],
        )


def known_rules(member: Member) -> RulesVersion | None:
    """The newest version a member knows who has new ones to read. Without a mark those of the day they joined."""
    if mark := RulesMark.objects.filter(member=member).select_related("rules").first():
        return mark.rules
    return RulesVersion.objects.filter(published_at__lte=member.joined_at).order_by("-number").first()


def know_rules(member: Member, *, number: int | None) -> bool:
    """The member has read version `number`; False if that is not the newest, or they knew it."""
    newest = RulesVersion.objects.order_by("-number").values("number")[:1]
    unread = Member.objects.filter(pk=member.pk, has_new_rules=True).annotate(newest=Subquery(newest))
    return unread.filter(newest=number).update(has_new_rules=False) == 1


def refuse_strangers(by: Member | None) -> None:
    if by is not None and not is_operator(by):
        raise PermissionDenied

"""What members have begun to write. The newest save wins, on whatever device it was typed."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from forum import permissions
from forum.models import Board, Draft, Post, Thread
from text.quotes import without_quote

__all__ = ["discard", "draft_of_thread", "save_draft_of_reply", "save_draft_of_thread", "take_quote_out"]


def save_draft_of_reply(thread: Thread, *, by: Member, source: str, form_key: str = "") -> bool:
    """Nothing typed is nothing kept. False if this very form was sent meanwhile: a save may come late. Raises
    PermissionDenied where no replies are taken."""
    if not permissions.can_reply(by, thread):
        raise PermissionDenied
    return _save({"thread": thread}, by, {"source": source}, form_key)


def save_draft_of_thread(board: Board, *, by: Member, title: str, source: str, form_key: str = "") -> bool:
    if not permissions.can_open_thread(by, board):
        raise PermissionDenied
    return _save({"board": board}, by, {"title": title, "source": source}, form_key)


def _save(place: dict[str, Any], by: Member, fields: dict[str, str], form_key: str) -> bool:
    with transaction.atomic():
        if form_key and Post.objects.filter(author=by, form_key=form_key).exists():
            return False
        if form_key and Thread.objects.filter(author=by, form_key=form_key).exists():
            return False
        if not any(text.strip() for text in fields.values()):
            Draft.objects.filter(member=by, **place).delete()
            return True
        said = {**fields, "form_key": form_key, "saved_at": timezone.now()}
        Draft.objects.update_or_create(member=by, **place, defaults=said)
        return True


def draft_of_thread(board: Board, *, by: Member) -> Draft | None:
    return Draft.objects.filter(member=by, board=board).first()


def discard(pk: int, *, by: Member) -> bool:
    removed, _ = Draft.objects.filter(pk=pk, member=by).delete()
    return bool(removed)


def take_quote_out(post_pk: int) -> None:
    """Of a post that is erased, from all drafts. In the caller's transaction."""
    for draft in Draft.objects.filter(source__contains=f"zitat {post_pk}").only("source"):
        source = without_quote(draft.source, post_pk)
        if source != draft.source:
            Draft.objects.filter(pk=draft.pk, source=draft.source).update(source=source)

"""What members and the review desk write into the forum, each act with its undo.

Texts are rendered before the transaction opens: SQLite has one write lock for everybody.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.db.models import Q, QuerySet
from django.utils import timezone

from accounts.models import Member
from forum import following, notifications, permissions, pictures, reading, screening, slowing, states
from forum.cases.joining import wait_for_approval
from forum.cases.resting import let_rest
from forum.models import Board, Draft, Post, PostMention, PostRevision, Quote, Thread
from forum.models.post import PostKind, PostState
from forum.models.thread import TITLE_LENGTH, ThreadState
from forum.moderators import moderates
from forum.screening import Lately, Screened
from text.markdown import RENDERER_VERSION, render_post
from text.numbers import LARGEST_ID
from text.quotes import without_quote

__all__ = [
    "EditedMeanwhile",
    "FormUsedUp",
    "NotEditable",
    "Text",
    "ThreadClosed",
    "edit_post",
    "open_thread",
    "open_thread_of_subject",
    "rename_thread_of_subject",
    "reply",
    "restore_post",
    "withdraw_post",
    "write_text",
]


AGAIN = "Wieder eingereicht"
THREAD_HOLDS = "Freigabe im Thema"
"""Why a post waits, for whoever looks at it."""


class ThreadClosed(Exception):
    """The thread takes no posts: locked, archived, merged or hidden since the form was opened."""


class FormUsedUp(Exception):
    """The form has brought another text already, as after „back“ in the browser: this one is not stored yet."""


class NotEditable(Exception):
    """The time for edits is over, or the post is in no state to be edited."""


class EditedMeanwhile(Exception):
    """Another version of the text was saved since the form was opened."""


class _QuotesErased(Exception):
    """Some of the quoted posts were erased since the writer took the quote."""

    def __init__(self, ids: list[int]) -> None:
        super().__init__(ids)
        self.ids = ids


@dataclass(frozen=True)
class Text:
    """What somebody wrote, rendered; `mentions` are members' ids, `quotes` ids of posts that may not exist, `pictures`
    ids of those it shows, some of which may be `wordless`."""

    source: str
    html: str
    mentions: frozenset[int]
    quotes: frozenset[int]
    pictures: frozenset[int] = frozenset()
    wordless: bool = False

    @property
    def columns(self) -> dict[str, Any]:
        return {"source": self.source, "html": self.html, "renderer_version": RENDERER_VERSION}


def write_text(source: str, placed: pictures.Placed | None = None) -> Text:
    """With the pictures it may show. One query for the names it mentions, none without."""
    members: dict[str, int] = {}

    def known(names: Collection[str]) -> dict[str, int]:
        members.update(Member.objects.ids_of(names))
        return members

    rendered = render_post(source, known=known, pictures=placed)
    quotes = frozenset(pk for pk in rendered.quotes if 0 < pk <= LARGEST_ID)
    shown = frozenset(rendered.pictures)
    wordless = any(row and row[0] in shown and not row[1] for row in (placed or {}).values())
    mentions = frozenset(members[name] for name in rendered.mentions)
    return Text(source, rendered.html, mentions, quotes, shown, wordless)


def _to_post(source: str, placed: pictures.Placed) -> Text:
    """Raises pictures.WordsMissing."""
    text = write_text(source, placed)
    if text.wordless:
        raise pictures.WordsMissing
    return text


def open_thread_of_subject(*, kind: str, title: str, board: Board | None = None) -> Thread:
    """A thread with its opening post, in the caller's transaction; the caller's row lock makes it one only.

    Without `board` it opens where reviews are discussed.
    """
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("A subject and its thread are stored together: open the transaction first.")
    board = board or Board.objects.get(takes_reviews=True)
    thread = Thread.objects.create(board=board, title=title[:TITLE_LENGTH], subject_kind=kind)
    states.append_post(thread, kind=PostKind.OPENING)
    thread.refresh_from_db()
    return thread


def rename_thread_of_subject(thread: Thread, title: str) -> bool:
    """The thread's title follows its subject's; the old address redirects. In the caller's transaction."""
    title = title[:TITLE_LENGTH]
    return states.change_thread(thread, start=~Q(title=title), title=title)


def open_thread(
    board: Board,
    *,
    by: Member,
    title: str,
    source: str,
    form_key: str,
    with_spoilers: bool = False,
    lately: Lately | None = None,
) -> Thread:
    """A member's thread with its first post; both wait together if something in them has to. `with_spoilers` says that
    spoilers may stand open in it, `lately` what is known of the member's last posts.

    The same form sent twice answers with the first thread. Raises PermissionDenied, FormUsedUp, pictures.WordsMissing,
    screening.Refused.
    """
    if not permissions.can_open_thread(by, board):
        raise PermissionDenied
    text = _to_post(source, pictures.placed_in_form(by, form_key, source))
    screened = screening.screen(by, source, text.html, title=title, known=lately)
    columns: dict[str, Any] = {"title": title, "form_key": form_key, "with_spoilers": with_spoilers}
    try:
        with transaction.atomic():
            return _open_thread(board, by, text, screened, columns)
    except IntegrityError:
        thread = Thread.objects.select_related("first_post").get(author=by, form_key=form_key)
        _refuse_another_text(thread.first_post, source)
        return thread
    except pictures.PicturesChanged:
        return open_thread(board, by=by, source=source, lately=lately, **columns)
    except _QuotesErased as gone:
        return open_thread(board, by=by, source=_without(source, gone), lately=lately, **columns)


def _open_thread(board: Board, by: Member, text: Text, screened: Screened, columns: dict[str, Any]) -> Thread:
    is_held = screened.is_held
    state = ThreadState.PENDING if is_held else ThreadState.OPEN
    thread = Thread.objects.create(board=board, author=by, state=state, **columns)
    append = states.append_pending_post if is_held else states.append_post
    post = append(thread, author=by, **text.columns)
    if post is None:
        raise RuntimeError("A new thread took no post.")
    states.begin_thread(thread, post)
    _link(post, text, by)
    screening.hand_over(post, screened.holds + screened.marks)
    reading.read_own(post)
    following.follow_on_reply(thread, by=by)
    _sent(Draft.objects.filter(member=by, board=board), columns["form_key"])
    thread.refresh_from_db()
    return thread


def reply(thread: Thread, *, by: Member, source: str, form_key: str, lately: Lately | None = None) -> Post:
    """The next post of the thread, visible or waiting for approval. The same form sent twice answers with the first.
    `lately` is what is known of the member's last posts.

    Raises ThreadClosed, FormUsedUp, pictures.WordsMissing, screening.Refused, slowing.TooSoon. Locks the thread row from
    its number to the end of the transaction.
    """
    text = _to_post(source, pictures.placed_in_form(by, form_key, source))
    screened = screening.screen(by, source, text.html, known=lately)
    end = reading.end_if_read(thread, by)
    try:
        with transaction.atomic():
            post = _append(thread, by, text, form_key, screened.is_held)
            if post is not None:
                _link(post, text, by)
                screening.hand_over(post, screened.holds + screened.marks)
                reading.read_next(post, end)
    except IntegrityError:
        post = Post.objects.get(author=by, form_key=form_key)
        _refuse_another_text(post, source)
        return post
    except pictures.PicturesChanged:
        return reply(thread, by=by, source=source, form_key=form_key, lately=lately)
    except _QuotesErased as gone:
        return reply(thread, by=by, source=_without(source, gone), form_key=form_key, lately=lately)
    if post is None:
        raise ThreadClosed
    following.follow_on_reply(thread, by=by)  # these two stand after the lock, for which others wait
    _sent(Draft.objects.filter(member=by, thread=thread), form_key)
    return post


def _sent(drafts: QuerySet[Draft], form_key: str) -> None:
    """What was typed into another form meanwhile, on another device, is kept."""
    own = drafts.filter(form_key__in=["", form_key])
    if own.exists():
        own.delete()


def _append(thread: Thread, by: Member, text: Text, form_key: str, is_held: bool) -> Post | None:
    """At once in an ordinary thread; one that slows its members down or holds their replies is looked at under its lock."""
    fields: dict[str, Any] = {"author": by, "form_key": form_key, **text.columns}
    past = moderates(by, thread.board_id)
    post = None if is_held else states.append_post(thread, past_approval=past, past_pace=past, **fields)
    if post is not None:
        return post
    current = states.lock_threads([thread.pk]).get(thread.pk)
    if current is None or current.state != ThreadState.OPEN:
        return None
    if not past:
        slowing.refuse_haste(current, by, form_key)
    if not is_held:
        post = states.append_post(current, past_approval=past, past_pace=True, **fields)
    if post is not None:
        return post
    held = states.append_pending_post(current, **fields)
    if held is not None and not is_held:
        wait_for_approval(held, why=THREAD_HOLDS)
    return held


def _refuse_another_text(post: Post | None, source: str) -> None:
    """A form sent twice brings what the post says, or what it said before it was edited."""
    if post and source != post.source and not post.revisions.filter(source=source).exists():
        raise FormUsedUp


def _without(source: str, gone: _QuotesErased) -> str:
    for pk in gone.ids:
        source = without_quote(source, pk)
    return source


def _link(post: Post, text: Text, by: Member) -> None:
    """Rows for quotes and mentions; rows are only added, because earlier versions of the text keep theirs.

    The quoted posts are locked: whoever erases one of them waits, or has done it before.
    """
    pictures.attach(post, text.pictures, by=by)
    if text.quotes:
        quoted = Post.objects.filter(pk__in=text.quotes).exclude(pk=post.pk)
        states_of = dict(quoted.select_for_update(no_key=True).order_by("pk").values_list("pk", "state"))
        if erased := [pk for pk, state in states_of.items() if state == PostState.ERASED]:
            raise _QuotesErased(erased)
        seen = set(Post.objects.visible_to(by).filter(pk__in=states_of).values_list("pk", flat=True))
        rows = [Quote(post=post, quoted_id=pk, named=pk in seen) for pk in states_of]
        Quote.objects.bulk_create(rows, ignore_conflicts=True)
    if text.mentions:
        mentions = [PostMention(post=post, member_id=pk) for pk in text.mentions]
        PostMention.objects.bulk_create(mentions, ignore_conflicts=True)


def edit_post(post: Post, *, by: Member, source: str, base: int, alts: Mapping[int, str] | None = None) -> bool:
    """Write a new text over version `base` (the number of earlier versions the writer saw); False if nothing changed.
    `alts` are new alternative texts of its pictures, by number.

    In a thread that holds replies, or with something in it that has to wait, a visible post waits again and keeps its
    number. Raises PermissionDenied,
    NotEditable, EditedMeanwhile, pictures.WordsMissing. Locks the thread row.
    """
    if not post.is_of(by):
        raise PermissionDenied
    placed, alts = pictures.reworded(pictures.placed_in_post(post, source, by=by), alts or {})
    if source == post.source and not alts:
        return False
    text = _to_post(source, placed)
    screened = screening.screen(by, source, text.html, before=post)
    try:
        with transaction.atomic():
            return _edit(post, by, text, screened, base, alts)
    except pictures.PicturesChanged:
        return edit_post(post, by=by, source=source, base=base, alts=alts)
    except IntegrityError as error:
        raise EditedMeanwhile from error
    except _QuotesErased as gone:
        return edit_post(post, by=by, source=_without(source, gone), base=base, alts=alts)


def _edit(post: Post, by: Member, text: Text, screened: Screened, base: int, alts: Mapping[int, str]) -> bool:
    current = states.lock_post(post)
    thread, now = current.thread, timezone.now()
    if not permissions.can_edit(by, current, now):
        raise NotEditable
    if current.revisions.count() != base:
        raise EditedMeanwhile
    PostRevision.objects.create(post=post, number=base + 1, source=current.source, by=by, at=now)
    is_held = screened.is_held or (thread.holds_replies(now) and not moderates(by, thread.board_id))
    if is_held and current.state == PostState.VISIBLE:
        states.change_post(post, PostState.PENDING, start=[PostState.VISIBLE], edited_at=now, **text.columns)
        if not screened.is_held:
            wait_for_approval(post, why=THREAD_HOLDS)
    else:
        Post.objects.filter(pk=post.pk).update(edited_at=now, **text.columns)
        states.raise_version([thread.pk])
    pictures.reword(post, alts)
    _link(post, text, by)
    screening.hand_over(post, screened.holds + screened.marks)
    current.refresh_from_db()
    notifications.nudge(current)
    return True


def withdraw_post(post: Post, *, by: Member) -> bool:
    """The author takes it back; a stub stays. False if it was not there to be read any more.

    A first post nobody has answered takes its thread along.
    """
    if not post.is_of(by):
        raise PermissionDenied
    with transaction.atomic():
        before = states.change_post(post, PostState.WITHDRAWN, start=[PostState.VISIBLE, PostState.PENDING])
        if before is None:
            return False
        thread = before.thread
        if thread.first_post_id == post.pk and not thread.reply_count:
            states.hide_with_first_post(thread)
        let_rest(post)
    return True


def restore_post(post: Post, *, by: Member) -> bool:
    """The author's own undo within seven days, to the state before. False if there is nothing to undo."""
    with transaction.atomic():
        current = Post.objects.get(pk=post.pk)
        if not permissions.can_restore(by, current, timezone.now()):
            return False
        to = PostState(current.state_before or PostState.VISIBLE)
        before = states.change_post(post, to, start=[PostState.WITHDRAWN])
        if before is None:
            return False
        if before.thread.first_post_id == post.pk:
            states.show_with_first_post(before.thread)
        if to == PostState.PENDING:
            wait_for_approval(post, why=AGAIN)
    return True

"""What members and the review desk write into the forum."""

from django.db import IntegrityError, transaction
from text.markdown import RENDERER_VERSION, render_post

from accounts.models import Member
from forum import states
from forum.models import Board, Post, Thread
from forum.models.post import PostKind
from forum.models.thread import TITLE_LENGTH

__all__ = ["ThreadClosed", "open_thread_of_subject", "reply"]


class ThreadClosed(Exception):
    """The thread takes no replies: locked, archived, merged or hidden since the form was opened."""


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


def reply(thread: Thread, *, by: Member, source: str, form_key: str) -> Post:
    """The next post of the thread. The same form sent twice answers with the first post.

    Raises ThreadClosed. Locks the thread row from its number to the end of the transaction; the text is rendered
    before.
    """
    rendered = render_post(source)
    text = {"source": source, "html": rendered.html, "renderer_version": RENDERER_VERSION}
    try:
        with transaction.atomic():
            post = states.append_post(thread, author=by, form_key=form_key, **text)
    except IntegrityError:
        return Post.objects.get(author=by, form_key=form_key)
    if post is None:
        raise ThreadClosed
    return post

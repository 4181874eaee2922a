"""The forum's part of a member's own data. Words and names of others stand in it as far as the member may read them."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from django.conf import settings
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from accounts.models import Member
from accounts.personal_data import Enclosed, Entry, Section, Shown, chunks
from forum.cases import personal_data as cases_part
from forum.models import (
    Board,
    BoardMark,
    Bookmark,
    Decision,
    Draft,
    Follow,
    Notification,
    Post,
    PostMention,
    PostPicture,
    PostRevision,
    Quote,
    Reaction,
    ReadMark,
    RulesMark,
    Thread,
)
from forum.models.picture import ERASED
from forum.models.post import post_url
from forum.models.thread import readable_threads
from images.storing import rendition_path
from text.pictures import put_in
from text.quotes import fill_in

__all__ = ["LEFT_OUT", "sections"]

LEFT_OUT = {
    "forum.Decision.by": "Arbeit der Moderation; sie handelt von anderen Mitgliedern.",
    **cases_part.LEFT_OUT,
}

UNREADABLE = "(nicht mehr zu lesen)"
"""In place of a title the member may not see any more."""


def sections() -> Iterator[Section]:
    yield Section("beitraege", "Beiträge", _posts, ("forum.Post.author",))
    yield Section("fassungen", "Frühere Fassungen deiner Beiträge", _revisions, ("forum.PostRevision.by",))
    yield Section("themen", "Themen", _threads, ("forum.Thread.author",))
    yield Section("bilder", "Bilder", _pictures, ("forum.PostPicture.member",))
    yield Section("entwuerfe", "Entwürfe", _drafts, ("forum.Draft.member",))
    yield Section("reaktionen", "Reaktionen", _reactions, ("forum.Reaction.member",))
    yield Section("merker", "Merker", _bookmarks, ("forum.Bookmark.member",))
    yield Section("folgen", "Themen und Foren, denen du folgst", _follows, ("forum.Follow.member",))
    read = ("forum.ReadMark.member", "forum.BoardMark.member", "forum.RulesMark.member")
    yield Section("gelesen", "Was du gelesen hast", _read, read)
    yield Section("benachrichtigungen", "Benachrichtigungen", _notifications, ("forum.Notification.member",))
    yield Section("genannt", "Wo dich jemand erwähnt hat", _mentions, ("forum.PostMention.member",))
    decided = ("forum.Decision.member",)
    yield Section("entscheidungen", "Entscheidungen der Moderation über dich und deine Beiträge", _decisions, decided)
    yield from cases_part.sections()


def _posts(member: Member, using: str) -> Iterator[Entry]:
    rows = Post.objects.using(using).filter(author=member).select_related("thread")
    for posts in chunks(rows):
        titles, enclosed = _titles([post.thread_id for post in posts], member, using), _enclosed(posts, using)
        texts = _texts(posts, enclosed, member, using)
        for post in posts:
            yield {
                "Thema": titles(post.thread_id),
                "Nummer": post.number,
                "Adresse": _address(post.pk),
                "Zustand": post.get_state_display(),
                "geschrieben": post.created_at,
                "erschienen": post.shown_at,
                "bearbeitet": post.edited_at,
                "zurückgezogen": post.withdrawn_at,
                "Reaktionen": sum(post.reaction_counts.values()),
                "Text": texts[post.pk],
                "Bilder": list(enclosed.get(post.pk, {}).values()),
            }


def _address(post_pk: int) -> str:
    return f"{settings.SITE_URL}{post_url(post_pk)}"


class _Titles:
    """Of threads the member may read."""

    def __init__(self, titles: Mapping[int, str]) -> None:
        self._titles = titles

    def __call__(self, thread_pk: int | None) -> str:
        return self._titles.get(thread_pk or 0, UNREADABLE)


def _titles(ids: Collection[int], member: Member, using: str) -> _Titles:
    rows = Thread.objects.using(using).visible_to(member).filter(pk__in=set(ids))
    return _Titles(dict(rows.values_list("pk", "title")))


def _enclosed(posts: Iterable[Post], using: str) -> dict[int, dict[int, Enclosed]]:
    """By post, then by picture."""
    rows = PostPicture.objects.using(using).filter(post__in=[post.pk for post in posts], unused_since=None)
    found: dict[int, dict[int, Enclosed]] = {}
    for row in rows.exclude(state__in=ERASED).prefetch_related("files").order_by("number"):
        if (file := _file_of(row)) and row.post_id:
            found.setdefault(row.post_id, {})[row.pk] = file
    return found


def _file_of(picture: PostPicture) -> Enclosed | None:
    """The largest that every program can show; the original only while there is nothing else."""
    jpegs = [file for file in picture.files.all() if file.format == "jpeg"]
    if jpegs:
        largest = max(jpegs, key=lambda file: file.width)
        return Enclosed(f"bilder/{picture.pk}.jpeg", picture.alt, rendition_path(largest.name))
    if picture.file:
        return Enclosed(f"bilder/{picture.pk}.{picture.file.rpartition('.')[2]}", picture.alt, picture.file)
    return None


def _texts(
    posts: Sequence[Post], enclosed: Mapping[int, Mapping[int, Enclosed]], member: Member, using: str
) -> dict[int, Shown]:
    """As pages show them to the member, with the names of today and pictures from the archive."""
    pks = [post.pk for post in posts]
    quotes = Quote.objects.using(using).filter(readable_threads(member, "quoted__thread__"), post__in=pks, named=True)
    speakers = {
        pk: (name, _address(pk)) for pk, name in quotes.values_list("quoted_id", "quoted__author__name") if name
    }
    mentions = PostMention.objects.using(using).filter(post__in=pks).select_related("member")
    called = {
        row.member_id: (row.member.name, f"{settings.SITE_URL}{row.member.get_absolute_url()}") for row in mentions
    }
    texts = {}
    for post in posts:
        drawn = {pk: _drawn(file) for pk, file in enclosed.get(post.pk, {}).items()}
        html = put_in(fill_in(post.html, quotes=speakers, members=called), drawn)
        texts[post.pk] = Shown(post.source, mark_safe(html))  # noqa: S308 (cleaned when written)
    return texts


def _drawn(file: Enclosed) -> SafeString:
    return format_html('<figure><img src="{}" alt="{}"></figure>', file.name, file.alt)


def _revisions(member: Member, using: str) -> Iterator[Entry]:
    for row in _rows(PostRevision.objects.using(using).filter(by=member).exclude(source="")):
        yield {
            "Beitrag": _address(row.post_id),
            "Fassung": row.number,
            "ersetzt": row.at,
            "Text": row.source,
        }


def _rows(rows: Any) -> Iterator[Any]:
    for chunk in chunks(rows):
        yield from chunk


def _threads(member: Member, using: str) -> Iterator[Entry]:
    for row in _rows(Thread.objects.using(using).filter(author=member).select_related("board")):
        yield {
            "Titel": row.title,
            "Forum": row.board.name,
            "Adresse": f"{settings.SITE_URL}{row.get_absolute_url()}",
            "Zustand": row.get_state_display(),
            "eröffnet": row.created_at,
            "Antworten": row.reply_count,
        }


def _pictures(member: Member, using: str) -> Iterator[Entry]:
    rows = PostPicture.objects.using(using).filter(member=member).prefetch_related("files")
    for row in _rows(rows):
        file = None if row.is_gone else _file_of(row)
        yield {
            "Beitrag": _address(row.post_id) if row.post_id else "",
            "zu sehen": row.alt,
            "Zustand": row.get_state_display(),
            "hochgeladen": row.created_at,
            "Bilder": [file] if file else [],
        }


def _drafts(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(Draft.objects.using(using).filter(member=member).select_related("board")):
        titles = _titles([row.thread_id for row in rows if row.thread_id], member, using)
        for row in rows:
            place = (
                {"Thema": titles(row.thread_id)} if row.thread_id else {"Forum": row.board.name if row.board else ""}
            )
            yield {**place, "Titel": row.title, "gespeichert": row.saved_at, "Text": row.source}


def _reactions(member: Member, using: str) -> Iterator[Entry]:
    for row in _rows(Reaction.objects.using(using).filter(member=member)):
        yield {"Beitrag": _address(row.post_id), "Reaktion": row.get_kind_display(), "am": row.at}


def _bookmarks(member: Member, using: str) -> Iterator[Entry]:
    for row in _rows(Bookmark.objects.using(using).filter(member=member)):
        yield {"Beitrag": _address(row.post_id), "Notiz": row.note, "gemerkt": row.at, "erinnern": row.remind_at}


def _follows(member: Member, using: str) -> Iterator[Entry]:
    """What the rooms above know stands in their part."""
    rows = Follow.objects.using(using).filter(member=member, subject_kind="").select_related("board")
    for follows in chunks(rows):
        titles = _titles([row.thread_id for row in follows if row.thread_id], member, using)
        for row in follows:
            thing = {"Forum": row.board.name} if row.board else {"Thema": titles(row.thread_id)}
            yield {**thing, "wie viel": row.get_level_display(), "seit": row.since}


def _read(member: Member, using: str) -> Iterator[Entry]:
    for marks in chunks(ReadMark.objects.using(using).filter(member=member)):
        titles = _titles([row.thread_id for row in marks], member, using)
        for row in marks:
            yield {"Thema": titles(row.thread_id), "gelesen bis Beitrag": row.number}
    boards = dict(Board.objects.using(using).visible_to(member).values_list("pk", "name"))
    for mark in _rows(BoardMark.objects.using(using).filter(member=member)):
        yield {"Forum": boards.get(mark.board_id, UNREADABLE), "gelesen bis": mark.at}
    for known in RulesMark.objects.using(using).filter(member=member).select_related("rules"):
        yield {"Regeln des Forums": f"Fassung {known.rules.number}"}


def _notifications(member: Member, using: str) -> Iterator[Entry]:
    for row in _rows(Notification.objects.using(using).filter(member=member)):
        yield {"Art": row.get_kind_display(), "Beitrag": _address(row.post_id), "am": row.at, "gelesen": row.read_at}


def _mentions(member: Member, using: str) -> Iterator[Entry]:
    """In posts the member may read."""
    for mentions in chunks(PostMention.objects.using(using).filter(member=member)):
        ids = [row.post_id for row in mentions]
        posts = Post.objects.using(using).visible_to(member).filter(pk__in=ids).heard_by(member)
        for post in posts.order_by("pk").select_related("thread", "author"):
            name = post.author.name if post.author else ""
            yield {"Thema": post.thread.title, "von": name, "Beitrag": _address(post.pk), "am": post.created_at}


def _decisions(member: Member, using: str) -> Iterator[Entry]:
    """What the member reads on the own page: never who decided."""
    for row in _rows(Decision.objects.using(using).on_posts_of(member)):
        yield {
            "Entscheidung": row.get_action_display(),
            "Beitrag": _address(row.post_id) if row.post_id else "",
            "am": row.at,
            "bis": row.ends_at,
            "Regel oder Gesetz": row.grounds,
            "Sachverhalt": row.facts if row.is_restriction else "",
            "Begründung": row.reasons,
            "automatisch": row.automated,
        }

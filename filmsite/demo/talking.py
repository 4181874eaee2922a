"""Talks of `demo/` said post by post, with the verbs members use."""

import re
from collections.abc import Callable
from dataclasses import dataclass, field

from accounts.models import Member
from filmsite.demo.files import Talk
from forum import moderation, posting
from forum.models import Board, Decision, Post, Thread

__all__ = ["Conversation", "opening_in", "replying_to"]

_QUOTE = re.compile(r"^(:::zitat) (\d+)$", re.MULTILINE)

Begin = Callable[[Member, str, str, str], Post]


def opening_in(board: Board) -> Begin:
    """A thread of its own, with the first voice."""

    def begin(by: Member, title: str, source: str, form_key: str) -> Post:
        thread = posting.open_thread(board, by=by, title=title, source=source, form_key=form_key)
        return Post.objects.select_related("thread").get(thread=thread, number=1)

    return begin


def replying_to(thread: Thread) -> Begin:
    """A thread that stands already, a review's."""

    def begin(by: Member, title: str, source: str, form_key: str) -> Post:
        return posting.reply(thread, by=by, source=source, form_key=form_key)

    return begin


@dataclass
class Conversation:
    """A talk while it is being said. `said` holds the ids of posts by number, for voices that quote them."""

    name: str
    talk: Talk
    people: dict[str, Member]
    begin: Begin
    thread: Thread | None = None
    said: dict[int, int] = field(default_factory=dict)

    def say(self, place: int) -> int:
        """The voice at this place; answers with the id of the post."""
        voice, key = self.talk.voices[place], f"{self.name}-{place}"
        by, source = self.people[voice.name], _QUOTE.sub(self._quoted, voice.text)
        if self.thread is None:
            post = self.begin(by, self.talk.values.get("Titel", ""), source, key)
        else:
            post = posting.reply(self.thread, by=by, source=source, form_key=key)
        self.thread = post.thread
        self.said[post.number or 0] = post.pk
        return post.pk

    def _quoted(self, match: re.Match[str]) -> str:
        return f"{match[1]} {self.said[int(match[2])]}"

    def end(self, *, by: Member) -> None:
        """As the file says: „fest“ stays on top, „geschlossen“ takes no more posts."""
        state = self.talk.values.get("Zustand")
        if self.thread and state == "fest":
            moderation.pin_thread(self.thread, by=by, until=None)
        if self.thread and state == "geschlossen":
            moderation.lock_thread(self.thread, by=by, decision=Decision(reasons=self.talk.values["Grund"]))

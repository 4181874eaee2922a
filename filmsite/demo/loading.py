"""All of the demo in the order in which it is said to have happened."""

import datetime
from collections.abc import Callable
from pathlib import Path

from django.db import transaction
from django.utils import timezone

from accounts.models import Member
from filmsite import leaving, legal
from filmsite.demo.applause import applaud
from filmsite.demo.boards import make_boards
from filmsite.demo.files import DEMO, Talk, ago, moments_of, read_matter, read_talk, read_values
from filmsite.demo.matters import Told, act_in, limit_moderators
from filmsite.demo.moments import Hands, Moments, write_moments
from filmsite.demo.people import make_people, who_left
from filmsite.demo.reviews import publish_folder
from filmsite.demo.talking import Conversation, opening_in, replying_to
from filmsite.demo.voting import let_vote
from filmsite.models import PageKind
from forum.models import Board, Post, Thread
from reviews.best import choose_best
from reviews.models import Film, Review
from reviews.relations import relate
from reviews.shelving import count_facets, shelve

__all__ = ["load_demo"]


def load_demo() -> bool:
    """False, and nothing done, where anybody has an account already. All of it is stored, or nothing."""
    if Member.objects.exists():
        return False
    with transaction.atomic():
        now = timezone.now()
        Telling(make_people(now), make_boards(), now).tell()
        for kind in PageKind:
            legal.publish_page(kind, (DEMO / "pages" / f"{kind.value}.md").read_text(), based_on=0, by=None)
    return True


class Telling:
    """What happens when, gathered first: ids then follow the clock on this site as on any other."""

    def __init__(self, people: dict[str, Member], boards: dict[str, Board], now: datetime.datetime) -> None:
        self._people, self._now = people, now
        self._acts: list[tuple[datetime.datetime, Callable[[], None]]] = []
        self._conversations: list[Conversation] = []
        self._posts: Moments = {}
        self._reviews: Moments = {}
        self._published: dict[str, Review] = {}
        self._hands = Hands()
        self._told = Told(people, self._said, self._thread, self._published)
        limit_moderators(people, boards)
        for folder in sorted(path for path in (DEMO / "reviews").iterdir() if path.is_dir()):
            self._plan_review(folder)
        for slug, board in boards.items():
            for path in sorted((DEMO / "foren" / slug).glob("*.txt")):
                talk = read_talk(path)
                conversation = Conversation(f"{slug}-{path.stem[:2]}", talk, self._people, opening_in(board))
                self._plan_talk(conversation, talk.begun)
        for path in sorted((DEMO / "moderation").glob("*.txt")):
            self._plan_matter(path)

    def tell(self) -> None:
        for _, act in sorted(self._acts, key=lambda planned: planned[0]):
            act()
        for conversation in self._conversations:
            started = timezone.now()
            conversation.end(by=self._people["moderation"])
            self._hands.set_back(started, self._now - conversation.talk.last)
        applaud(self._posts, self._people.values())
        self._vote()
        for name in who_left():
            row = leaving.leave(self._people[name], takes_texts=False)
            if row is not None:
                leaving.go_on(row)
        write_moments(posts=self._posts, reviews=self._reviews)
        self._make_findable()

    def _make_findable(self) -> None:
        """What the worker would do in a minute, and months that are right."""
        for film in Film.objects.order_by("pk"):
            shelve(film)
            relate(film.pk)
        count_facets()
        choose_best()

    def _vote(self) -> None:
        """Between the review and today."""
        started = timezone.now()
        for review in let_vote(self._people.values(), self._now):
            self._hands.set_back(started, self._now - (self._now - self._reviews[review.pk]) / 2)
            started = timezone.now()

    def _plan_review(self, folder: Path) -> None:
        age = ago(read_values((folder / "angaben.txt").read_text())["Erschienen"])
        answers = folder / "antworten.txt"
        talk = read_talk(answers) if answers.exists() else None

        def publish() -> None:
            review = publish_folder(folder, by=self._people["redaktion"])
            self._reviews[review.pk], self._published[folder.name] = self._now - age, review
            if conversation is not None and review.thread is not None:
                conversation.begin = replying_to(review.thread)

        conversation = Conversation(folder.name, talk, self._people, _not_yet) if talk else None
        self._acts.append((self._now - age, publish))
        if conversation is not None:
            self._plan_talk(conversation, age * 0.97)

    def _plan_talk(self, conversation: Conversation, begun: datetime.timedelta) -> None:
        talk: Talk = conversation.talk
        count = len(talk.voices)
        for place, at in enumerate(moments_of(count, begun, talk.last, now=self._now, seed=conversation.name)):
            self._acts.append((at, lambda place=place, at=at: self._say(conversation, place, at)))  # type: ignore[misc]
        self._conversations.append(conversation)

    def _plan_matter(self, path: Path) -> None:
        matter = read_matter(path)

        def do(place: int, at: datetime.datetime) -> None:
            started = timezone.now()
            post = act_in(matter, place, self._told)
            if post is not None:
                self._posts[post.pk] = at
            self._hands.set_back(started, at)

        for place, act in enumerate(matter.acts):
            at = self._now - act.ago
            self._acts.append((at, lambda place=place, at=at: do(place, at)))  # type: ignore[misc]

    def _said(self, name: str, number: int) -> int:
        return next(talk.said[number] for talk in self._conversations if talk.name == name)

    def _thread(self, name: str) -> Thread:
        pk = next(talk.thread.pk for talk in self._conversations if talk.name == name and talk.thread)
        return Thread.objects.select_related("board", "author").get(pk=pk)

    def _say(self, conversation: Conversation, place: int, at: datetime.datetime) -> None:
        self._posts[conversation.say(place)] = at


def _not_yet(by: Member, title: str, source: str, form_key: str) -> Post:
    raise RuntimeError("Nobody answers a review before it is out.")

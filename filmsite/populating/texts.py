"""Texts of posts and reviews: a bounded number, rendered once, used again and again.

A quote or a mention names an id that is known only when the post is made. Its text is rendered with a place instead
of the id, and the place is filled in; a test compares the result with what the renderer makes of the whole source.
"""

import random
from collections.abc import Callable
from dataclasses import dataclass

from filmsite.populating import wording
from filmsite.populating.naming import film_title
from text.markdown import render_post, render_review
from text.quotes import quote_block

__all__ = ["PostTexts", "ReviewTexts", "Written"]

POSTS = 300
"""Different texts of posts: enough that no page of twenty looks like copies, rendered in a fifth of a second."""

REVIEWS = 30
"""Different texts of reviews."""

PLACE = 7_777_777_777
"""Stands for an id in a text that is rendered before the id is known; no sentence contains it."""

NAME = "mitgliedhier"
"""Stands for the name in a mention."""


@dataclass(frozen=True, slots=True)
class Written:
    source: str
    html: str


class PostTexts:
    """What members write: `own[n]` alone, or below a quote of another post's `own` text, or with a mention before it."""

    def __init__(self, seed: int) -> None:
        rng = random.Random(f"posts {seed}")  # noqa: S311 (data, no secret)
        sources = [_post_source(rng) for _ in range(POSTS)]
        self.own = [Written(source, render_post(source).html) for source in sources]
        self._quoted = [_rendered(quote_block(PLACE, source)) for source in sources]
        self._mentioning = [_rendered(f"@{NAME} {source}") for source in sources]

    def draw(self, rng: random.Random) -> int:
        return int(rng.random() * POSTS)

    def quoting(self, post_id: int, quoted: int, n: int) -> Written:
        """Text `n` below a quote of post `post_id`, which holds text `quoted`."""
        block, own, place, pk = self._quoted[quoted], self.own[n], str(PLACE), str(post_id)
        return Written(block.source.replace(place, pk) + own.source, f"{block.html.replace(place, pk, 1)}\n{own.html}")

    def mentioning(self, member_id: int, name: str, n: int) -> Written:
        text = self._mentioning[n]
        html = text.html.replace(str(PLACE), str(member_id), 1).replace(NAME, name, 1)
        return Written(text.source.replace(NAME, name, 1), html)


def _rendered(source: str) -> Written:
    return Written(source, render_post(source, known=lambda names: dict.fromkeys(names, PLACE)).html)


def _post_source(rng: random.Random) -> str:
    """One to three paragraphs of one to three sentences, now and then with a mark the renderer has work with."""
    paragraphs = [_sentences(rng, rng.randint(1, 3)) for _ in range(rng.choice([1, 1, 1, 2, 2, 3]))]
    if rng.random() < 0.2:
        paragraphs.append(rng.choice(MARKED)(rng))
    return "\n\n".join(paragraphs)


def _sentences(rng: random.Random, count: int) -> str:
    chosen = rng.sample(wording.SENTENCES, count)
    return " ".join(sentence.replace("{film}", film_title(rng.randrange(2000))) for sentence in chosen)


MARKED: list[Callable[[random.Random], str]] = [
    lambda rng: f"Zum Schluss: ||{rng.choice(wording.SPOILERS)}|| Mehr sage ich nicht.",
    lambda rng: f":::spoiler {film_title(rng.randrange(2000))}\n{rng.choice(wording.SPOILERS)}\n:::",
    lambda rng: f"Kurz: *{_sentences(rng, 1)}*",
    lambda rng: f"- {_sentences(rng, 1)}\n- {_sentences(rng, 1)}",
    lambda rng: f"**Nachtrag:** {_sentences(rng, 1)} Mehr unter https://kino-am-tiefenkai.example/programm",
]


class ReviewTexts:
    def __init__(self, seed: int) -> None:
        rng = random.Random(f"reviews {seed}")  # noqa: S311 (data, no secret)
        sources = [_review_source(rng) for _ in range(REVIEWS)]
        self.all = [Written(source, render_review(source)) for source in sources]


def _review_source(rng: random.Random) -> str:
    paragraphs = [" ".join(rng.sample(wording.REVIEW_SENTENCES, 5)) for _ in range(6)]
    paragraphs.insert(4, "## Was bleibt")
    return "\n\n".join(paragraphs)

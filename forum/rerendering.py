"""Bring the stored HTML of posts up to date after a change of the renderer."""

from collections.abc import Collection, Iterator

from django.db import transaction

from accounts.models import Member
from forum import states
from forum.models import Post
from forum.pictures import placed_in_post
from text.markdown import RENDERER_VERSION, render_post

__all__ = ["html_of", "rerender_posts"]

BATCH = 200
"""Posts a transaction writes: some 50 ms, so that nobody who writes meanwhile waits for long."""


def rerender_posts() -> Iterator[int]:
    """Yields how many posts each batch brought up to date. Texts are rendered outside the transactions.

    A post that was edited meanwhile has the new renderer's HTML already and is left alone.
    """
    old = Post.objects.exclude(renderer_version=RENDERER_VERSION).exclude(source="").order_by("pk")
    last = 0
    while batch := list(old.filter(pk__gt=last).prefetch_related("mentions")[:BATCH]):
        last = batch[-1].pk
        rendered = [(post, html_of(post, post.source)) for post in batch]
        with transaction.atomic():
            changed = [post for post, html in rendered if _store(post, html)]
            states.raise_version(post.thread_id for post in changed)
        yield len(changed)


def html_of(post: Post, source: str) -> str:
    """Of a text the post has or is about to have. Nobody is mentioned anew: names link to whom the post mentioned when
    it was written."""
    mentioned = {mention.member_id for mention in post.mentions.all()}

    def known(names: Collection[str]) -> dict[str, int]:
        return {name: pk for name, pk in Member.objects.ids_of(names).items() if pk in mentioned}

    return render_post(source, known=known, pictures=placed_in_post(post, source)).html


def _store(post: Post, html: str) -> bool:
    same_text = Post.objects.filter(pk=post.pk, source=post.source, renderer_version=post.renderer_version)
    return same_text.update(html=html, renderer_version=RENDERER_VERSION) == 1

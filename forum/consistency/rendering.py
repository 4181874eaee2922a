from collections.abc import Iterator

from forum.models import Post
from text.markdown import RENDERER_VERSION

__all__ = ["stale_posts"]


def stale_posts(using: str) -> Iterator[str]:
    """HTML of an older renderer is safe and shown; `manage.py rerender` brings it up to date."""
    stale = Post.objects.using(using).exclude(html="").exclude(renderer_version=RENDERER_VERSION).count()
    if stale:
        yield f"{stale} Beiträge sind noch von einer älteren Fassung des Renderers (manage.py rerender)."

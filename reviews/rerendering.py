"""Bring the stored HTML of reviews up to date after a change of the renderer."""

from django.db.models import F

from reviews.models import Review
from text.markdown import RENDERER_VERSION, render_review

__all__ = ["rerender_reviews"]


def rerender_reviews() -> int:
    """How many were brought up to date; one that was saved meanwhile is left alone."""
    changed = 0
    for review in Review.objects.exclude(renderer_version=RENDERER_VERSION).iterator(chunk_size=50):
        html = render_review(review.text)
        same_text = Review.objects.filter(pk=review.pk, text=review.text, renderer_version=review.renderer_version)
        changed += same_text.update(text_html=html, renderer_version=RENDERER_VERSION, version=F("version") + 1)
    return changed

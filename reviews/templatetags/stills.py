from django import template

from reviews.models import Review
from reviews.pictures import Picture, lead_of

register = template.Library()


@register.filter
def lead_picture(review: Review) -> Picture | None:
    """Needs what `Review.objects.for_cards()` loads."""
    return lead_of(review)

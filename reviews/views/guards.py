"""What a view at the desk looks for, or 404."""

from django.http import HttpRequest
from django.shortcuts import get_object_or_404

from reviews.models import Review


def find_review(request: HttpRequest, pk: int) -> Review:
    rows = Review.objects.at_desk_of(request.user).select_related("film", "thread", "owner", "lead")
    return get_object_or_404(rows.prefetch_related("authors"), pk=pk)

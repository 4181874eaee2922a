from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from forum.models import Thread
from reviews.models import Review
from reviews.pictures import lead_of

RECENT = 6
VOICES = 5


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    reviews = list(Review.objects.visible_to(request.user).newest().for_cards()[:RECENT])
    threads = (
        Thread.objects.visible_to(request.user).listed().filter(reply_count__gt=0).select_related("last_post__author")
    )
    voices = list(threads.order_by("-last_posted_at", "-id")[:VOICES])
    context = {
        "lead": reviews[0] if reviews else None,
        "lead_picture": lead_of(reviews[0]) if reviews else None,
        "reviews": reviews[1:],
        "voices": voices,
    }
    return render(request, "home.html", context)

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import ANYBODY
from accounts.prepared import Asked, PreparedQuery
from forum.models import Thread
from forum.showing import show_voices
from reviews.best import best_films
from reviews.coming import coming_releases
from reviews.models import Review
from reviews.reading import card_rows, shown_front

RECENT = 6
VOICES = 5


_newest = PreparedQuery(lambda: card_rows(Review.objects.visible_to(ANYBODY, Asked(0)).newest()[:RECENT]))


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    lead, cards = shown_front(_newest(timezone.now()))
    threads = Thread.objects.visible_to(request.user).listed().filter(reply_count__gt=0)
    threads = threads.last_heard_by(request.user)
    context = {
        "lead": lead,
        "reviews": cards,
        "best": best_films(request.user),
        "coming": coming_releases(),
        "voices": show_voices(threads.order_by("-last_posted_at", "-id")[:VOICES]),
    }
    return render(request, "home.html", context)

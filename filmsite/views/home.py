from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from accounts.models import ANYBODY
from accounts.prepared import Asked, AskedTogether, PreparedQuery
from forum.showing import newest_voices, show_voices
from reviews.best import best_films, chosen_best
from reviews.coming import next_releases, shown_releases
from reviews.models import Review
from reviews.models.still import today
from reviews.shown_cards import card_rows, shown_front

RECENT = 6
VOICES = 5


_front = AskedTogether(
    PreparedQuery(lambda: card_rows(Review.objects.visible_to(ANYBODY, Asked(0)).newest()[:RECENT])),
    chosen_best,
    next_releases,
    PreparedQuery(lambda: newest_voices(ANYBODY, VOICES)),
)


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    viewer, now = request.user, timezone.now()
    newest, best, releases, voices = _front((now,), (now,), (now, today()), ())
    lead, cards = shown_front(newest)
    context = {
        "lead": lead,
        "reviews": cards,
        "best": best_films(best, viewer),
        "coming": shown_releases(releases),
        "voices": show_voices(newest_voices(viewer, VOICES) if viewer.is_authenticated else voices),
    }
    return render(request, "home.html", context)

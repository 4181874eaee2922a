from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from filmsite.templatetags.icons import ICONS
from reviews.models import Review
from reviews.pictures import Picture, lead_of
from reviews.shown_cards import reviews_for_cards

NO_PICTURE = Picture(avif="", jpeg="", src="", width=2000, height=837, alt="", credit="", colour="#2b3335")


@require_safe
def patterns(request: HttpRequest) -> HttpResponse:
    """Every component in every state, for those who change the look; never in production."""
    if settings.PRODUCTION:
        raise Http404
    newest = Review.objects.visible_to(request.user).newest().values_list("pk", flat=True)[:1]
    pictures = (lead_of(review) for review in reviews_for_cards(newest).values())
    picture = next(pictures, None) or NO_PICTURE
    return render(request, "patterns.html", {"picture": picture, "icons": sorted(ICONS.items())})

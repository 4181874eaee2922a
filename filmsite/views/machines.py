"""Sitemaps and `robots.txt`. Their addresses begin with the site's, whichever host was asked."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from filmsite.sitemaps import SITEMAPS

XML = "application/xml; charset=utf-8"

ROBOTS = """User-agent: *
Disallow: /konto/
Disallow: /redaktion/
Disallow: /moderation/
Disallow: /betrieb/
Disallow: /meldung/
Sitemap: {}
"""
"""What a machine has no business with: pages behind a sign-in, and forms."""


@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """Two queries for each part at most; parts without pages are left out, the protocol knows none."""
    parts = [
        f"{settings.SITE_URL}{reverse('sitemap_part', args=[name, number])}"
        for name, section in SITEMAPS.items()
        for number in section().numbers()
    ]
    return render(request, "sitemaps/index.xml", {"parts": parts}, content_type=XML)


@require_safe
def part(request: HttpRequest, section: str, number: int) -> HttpResponse:
    pages = SITEMAPS[section]() if section in SITEMAPS else None
    urls = pages.get_urls(number) if pages and 1 <= number <= pages.paginator.num_pages else []
    if not urls:
        raise Http404
    return render(request, "sitemaps/part.xml", {"urls": urls}, content_type=XML)


@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    words = ROBOTS.format(f"{settings.SITE_URL}{reverse('sitemap')}")
    return HttpResponse(words, content_type="text/plain; charset=utf-8")

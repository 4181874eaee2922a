"""„Gesehen“, diary and „Will ich sehen“: addresses of a film, POST only. Whoever came from its discussion is led back there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST

from accounts.guards import member_of, member_required
from forum.models import Thread
from reviews import seeing
from reviews.forms.seeing import UntilForm, ViewingForm
from reviews.models import Film
from reviews.models.film import FilmKind
from reviews.views.films import find_film, render_film
from text.numbers import number_in

NOT_SEEN = "Spoiler zu „{}“ sind für dich wieder verdeckt."


@require_POST
@member_required
def mark_seen(request: HttpRequest, slug: str) -> HttpResponse:
    found, until = find_film(request, slug), None
    if not isinstance(found, Film):
        return found
    if found.kind == FilmKind.SERIES and "whole" not in request.POST:
        form = UntilForm(request.POST)
        if not form.is_valid():
            return render_film(request, found, status=422, until_form=form)
        until = form.place()
    seeing.mark_seen(found, by=member_of(request), until=until)
    messages.success(request, f"Gemerkt. Spoiler {'bis dahin' if until else f'zu „{found}“'} stehen für dich offen.")
    return redirect(_way_back(request, found))


@require_POST
@member_required
def unmark_seen(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_film(request, slug)
    if not isinstance(found, Film):
        return found
    if seeing.unmark_seen(found, by=member_of(request)):
        messages.success(request, NOT_SEEN.format(found))
    return redirect(_way_back(request, found))


@require_POST
@member_required
def write_viewing(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = find_film(request, slug), ViewingForm(request.POST)
    if not isinstance(found, Film):
        return found
    if not form.is_valid():
        return render_film(request, found, status=422, viewing_form=form)
    seeing.write_viewing(found, form.cleaned_data["am"], by=member_of(request))
    messages.success(request, "Steht in deinem Tagebuch.")
    return redirect(f"{found.get_absolute_url()}#tagebuch")


@require_POST
@member_required
def strike_viewing(request: HttpRequest, slug: str) -> HttpResponse:
    found, form = find_film(request, slug), ViewingForm(request.POST)
    if not isinstance(found, Film):
        return found
    if form.is_valid() and seeing.strike_viewing(found, form.cleaned_data["am"], by=member_of(request)):
        messages.success(request, "Aus dem Tagebuch gestrichen.")
    return redirect(f"{found.get_absolute_url()}#tagebuch")


@require_POST
@member_required
def want(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_film(request, slug)
    if not isinstance(found, Film):
        return found
    seeing.want(found, by=member_of(request))
    return redirect(f"{found.get_absolute_url()}#tagebuch")


@require_POST
@member_required
def want_no_more(request: HttpRequest, slug: str) -> HttpResponse:
    found = find_film(request, slug)
    if not isinstance(found, Film):
        return found
    seeing.want_no_more(found, by=member_of(request))
    return redirect(f"{found.get_absolute_url()}#tagebuch")


def _way_back(request: HttpRequest, film: Film) -> str:
    pk, page = number_in(request.POST.get("thread"), digits=18), number_in(request.POST.get("page"))
    threads = Thread.objects.visible_to(request.user).filter(pk=pk or 0, review__film=film)
    for thread in threads:
        return thread.page_url(min(page or 1, thread.pages))
    return film.get_absolute_url()

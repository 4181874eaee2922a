"""„Gesehen“, diary and „Will ich sehen“: addresses of a film, POST only. Whoever came from its discussion is led back there."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from accounts.guards import member_of
from forum.models import Thread
from reviews import seeing
from reviews.forms.seeing import UntilForm, ViewingForm
from reviews.models import Film
from reviews.models.film import FilmKind
from reviews.views.films import acts_on_film, render_film
from text.numbers import number_in
from text.quoting import quoted

NOT_SEEN = "Spoiler zu {} sind für dich wieder verdeckt."


@acts_on_film
def mark_seen(request: HttpRequest, film: Film) -> HttpResponse:
    until = None
    if film.kind == FilmKind.SERIES and "whole" not in request.POST:
        form = UntilForm(request.POST)
        if not form.is_valid():
            return render_film(request, film, status=422, until_form=form)
        until = form.place()
    seeing.mark_seen(film, by=member_of(request), until=until)
    which = "bis dahin" if until else f"zu {quoted(str(film))}"
    messages.success(request, f"Als gesehen notiert. Spoiler {which} stehen für dich offen.")
    return redirect(_way_back(request, film))


@acts_on_film
def unmark_seen(request: HttpRequest, film: Film) -> HttpResponse:
    if seeing.unmark_seen(film, by=member_of(request)):
        messages.success(request, NOT_SEEN.format(quoted(str(film))))
    return redirect(_way_back(request, film))


@acts_on_film
def write_viewing(request: HttpRequest, film: Film) -> HttpResponse:
    form = ViewingForm(request.POST)
    if not form.is_valid():
        form.fields["am"].widget.attrs["autofocus"] = True
        return render_film(request, film, status=422, viewing_form=form)
    seeing.write_viewing(film, form.cleaned_data["am"], by=member_of(request))
    return redirect(f"{film.get_absolute_url()}#tagebuch")


@acts_on_film
def strike_viewing(request: HttpRequest, film: Film) -> HttpResponse:
    """The day is the button's: the form sends its field too, with another."""
    form = ViewingForm({"am": request.POST.get("tag", "")})
    if form.is_valid() and seeing.strike_viewing(film, form.cleaned_data["am"], by=member_of(request)):
        messages.success(request, "Aus dem Tagebuch gestrichen.", "tagebuch")
    return redirect(f"{film.get_absolute_url()}#tagebuch")


@acts_on_film
def want(request: HttpRequest, film: Film) -> HttpResponse:
    seeing.want(film, by=member_of(request))
    return redirect(f"{film.get_absolute_url()}#tagebuch")


@acts_on_film
def want_no_more(request: HttpRequest, film: Film) -> HttpResponse:
    seeing.want_no_more(film, by=member_of(request))
    return redirect(f"{film.get_absolute_url()}#tagebuch")


def _way_back(request: HttpRequest, film: Film) -> str:
    pk, page = number_in(request.POST.get("thread"), digits=18), number_in(request.POST.get("page"))
    threads = Thread.objects.visible_to(request.user).filter(pk=pk or 0, review__film=film)
    for thread in threads:
        return thread.page_url(min(page or 1, thread.pages))
    return film.get_absolute_url()

from typing import Any

from allauth.account.views import SignupView
from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from accounts import ignoring, preferences, viewing
from accounts.forms import ViewForm
from accounts.guards import member_of, member_required
from accounts.models import Ignore, Member, NotificationKind
from accounts.preference_forms import MailSettingsForm


class SignUp(SignupView):
    """allauth's view, with the race for a name answered as a field error."""

    def form_valid(self, form: Any) -> HttpResponse:
        try:
            return super().form_valid(form)
        except IntegrityError:
            form.name_was_taken()
            return self.form_invalid(form)


@csrf_exempt  # mail programs send it by themselves (RFC 8058); the signature says who and what, and nothing else is done
@require_http_methods(["GET", "HEAD", "POST"])
def stop_mail(request: HttpRequest, token: str) -> HttpResponse:
    """Asks first: programs that look at every link of a mail must switch nothing off. No redirect after the POST,
    which mail programs do not follow."""
    member_pk, kind = meant_by(token)
    if request.method == "POST":
        preferences.stop_mail(member_pk, kind)
        return mail_page(request, token, kind, says="stopped")
    says = "ask" if preferences.gets_mail(member_pk, kind) else "off"
    return mail_page(request, token, kind, says=says)


@csrf_exempt
@require_POST
def resume_mail(request: HttpRequest, token: str) -> HttpResponse:
    member_pk, kind = meant_by(token)
    preferences.resume_mail(member_pk, kind)
    return mail_page(request, token, kind, says="resumed")


def meant_by(token: str) -> tuple[int, NotificationKind]:
    meant = preferences.read_mail_token(token)
    if meant is None:
        raise Http404
    return meant


def mail_page(request: HttpRequest, token: str, kind: NotificationKind, *, says: str) -> HttpResponse:
    """Without names: who has a forwarded mail learns nothing."""
    context = {"token": token, "kind": kind, "says": says, "no_way_back": True}
    response = render(request, "accounts/stop_mail.html", context)
    response.headers["Referrer-Policy"] = "no-referrer"  # the address is the key
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
@member_required
def change_view(request: HttpRequest) -> HttpResponse:
    """„Ansicht“."""
    member = member_of(request)
    form = ViewForm(request.POST) if request.method == "POST" else ViewForm.of(member)
    if request.method == "POST" and form.is_valid():
        viewing.change_view(member, **form.cleaned_data)
        messages.success(request, "Gespeichert.")
        return redirect("change_view")
    return render(request, "accounts/view.html", {"form": form})


@member_required
def mail_settings(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    form = MailSettingsForm(member, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        data = form.cleaned_data
        mails = [NotificationKind(kind) for kind in data["mails"]]
        preferences.save_preferences(
            member, mails=mails, digest=data["digest"], follows_on_reply=data["follows_on_reply"]
        )
        messages.success(request, "Gespeichert.")
        return redirect("mail_settings")
    status = 422 if form.errors else 200
    return render(request, "accounts/mail_settings.html", {"form": form}, status=status)


@require_POST
@member_required
def ignore(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(Member.objects.visible_to(request.user).named(name))
    if found != request.user and ignoring.ignore(found, by=member_of(request)):
        messages.success(request, f"Von {found.name} liest du nichts mehr. {found.name} erfährt davon nichts.")
    return redirect(found)


@require_POST
@member_required
def hear_again(request: HttpRequest, name: str) -> HttpResponse:
    found = get_object_or_404(Member.objects.visible_to(request.user).named(name))
    if ignoring.hear_again(found, by=member_of(request)):
        messages.success(request, f"Du liest {found.name} wieder.")
    return redirect(found)


@require_safe
@member_required
def ignored(request: HttpRequest) -> HttpResponse:
    rows = Ignore.objects.visible_to(request.user).select_related("ignored").order_by("ignored__name_folded")
    return render(request, "accounts/ignored.html", {"rows": rows})

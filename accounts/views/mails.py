"""What comes by mail: switched by who is signed in, and by who holds a mail."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST

from accounts import preferences
from accounts.guards import member_of, member_required
from accounts.models import Member, NotificationKind
from accounts.preference_forms import MailKindsForm, MailSettingsForm


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


@member_required
def mail_settings(request: HttpRequest) -> HttpResponse:
    member = member_of(request)
    form = MailSettingsForm(member, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        follows = form.cleaned_data["follows_on_reply"]
        preferences.save_preferences(member, **form.wanted(), follows_on_reply=follows)
        messages.success(request, "Gespeichert.")
        return redirect("mail_settings")
    status = 422 if form.errors else 200
    return render(request, "accounts/mail_settings.html", {"form": form}, status=status)


@csrf_exempt  # as above: the address is the key
@require_http_methods(["GET", "HEAD", "POST"])
def mail_settings_by_mail(request: HttpRequest, token: str) -> HttpResponse:
    """All kinds of mail for who holds one of them, without signing in and without a name on the page."""
    member = Member.objects.filter(pk=meant_by(token)[0], is_active=True).first()
    if member is None:
        raise Http404
    form = MailKindsForm(member, request.POST if request.method == "POST" else None)
    is_saved = request.method == "POST" and form.is_valid()
    if is_saved:
        preferences.save_mails(member, **form.wanted())
        form = MailKindsForm(member)
    context = {"form": form, "token": token, "is_saved": is_saved, "no_way_back": True}
    response = render(request, "accounts/mail_settings_by_mail.html", context, status=422 if form.errors else 200)
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex"
    return response

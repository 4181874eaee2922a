"""`/betrieb/woerter/` and `/betrieb/maildomains/`: what texts and sign-ups are looked through for."""

from django.contrib import messages
from django.db import IntegrityError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from accounts import mail_domains as domain_list
from accounts.asking import ask_first
from accounts.guards import member_of, operator_required
from accounts.models import MailDomain, MailDomainKind
from filmsite.list_forms import MailDomainForm, WordRuleForm
from forum import wordlist
from forum.models import WordRule


@operator_required
def word_rules(request: HttpRequest) -> HttpResponse:
    """The list; a new rule, or what it would have met („Was träfe das?“)."""
    form = WordRuleForm(request.POST or None)
    tried, status = None, 200
    if request.method == "POST" and form.is_valid():
        if "probe" in request.POST:
            tried = wordlist.try_word_rule(form.instance, by=member_of(request))
        elif _added(request, form):
            return redirect("operator:word_rules")
    if form.errors:
        status = 422
    rules = WordRule.objects.visible_to(request.user).order_by("words_folded", "id")
    context = {"form": form, "rules": rules, "tried": tried, "words": form.cleaned_data.get("words") if tried else ""}
    return render(request, "operator/word_rules.html", context, status=status)


def _added(request: HttpRequest, form: WordRuleForm) -> bool:
    try:
        rule = wordlist.add_word_rule(form.instance, by=member_of(request))
    except IntegrityError:  # somebody else wrote it down a moment ago
        form.add_error("words", "Das steht schon in der Liste.")
        return False
    except wordlist.ListFull:
        form.add_error("words", "Die Liste ist voll. Nimm erst etwas heraus, das niemand mehr schreibt.")
        return False
    messages.success(request, f"„{rule.words}“ gilt ab jetzt.")
    return True


@operator_required
def drop_word_rule(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first."""
    rule = get_object_or_404(WordRule.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        back = ("Wortliste", reverse("operator:word_rules"))
        then = "Texte werden dann nicht mehr danach durchgesehen. Was deswegen wartet, wartet weiter."
        return ask_first(request, f"„{rule.words}“ löschen?", "Löschen", back=back, consequence=then)
    if wordlist.drop_word_rule(rule, by=member_of(request)):
        messages.success(request, f"„{rule.words}“ steht nicht mehr in der Liste.")
    return redirect("operator:word_rules")


@operator_required
def mail_domains(request: HttpRequest) -> HttpResponse:
    form = MailDomainForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        kind = MailDomainKind(form.cleaned_data["kind"])
        new = domain_list.add_mail_domains(form.cleaned_data["domains"], kind, by=member_of(request))
        messages.success(request, f"Gespeichert. Neu in der Liste: {new}.")
        return redirect("operator:mail_domains")
    context = {"form": form, "domains": MailDomain.objects.visible_to(request.user)}
    return render(request, "operator/mail_domains.html", context, status=422 if form.errors else 200)


@operator_required
def drop_mail_domain(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first."""
    domain = get_object_or_404(MailDomain.objects.visible_to(request.user), pk=pk)
    if request.method != "POST":
        back = ("Maildomains", reverse("operator:mail_domains"))
        then = "Wer sich damit anmeldet, gilt dann wie alle anderen."
        return ask_first(request, f"Maildomain „{domain}“ löschen?", "Löschen", back=back, consequence=then)
    if domain_list.drop_mail_domain(domain, by=member_of(request)):
        messages.success(request, f"Maildomain „{domain}“ gelöscht.")
    return redirect("operator:mail_domains")

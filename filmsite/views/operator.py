"""`/betrieb/`: roles, boards, rules and legal pages."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError
from django.db.models import Prefetch
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import ask_first
from accounts.guards import member_of, operator_required
from accounts.models import MailDomain, Member
from accounts.roles import LastOperator, Role, grant_role, withdraw_role
from filmsite import legal
from filmsite.forms import BoardForm, ModeratedBoardsForm, RoleForm, RulesForm, TextForm
from filmsite.models import Page, PageKind
from forum.boards import next_position, save_board
from forum.models import Board, ReportReason, RulesVersion, WordRule
from forum.moderators import limit_to_boards
from text.folding import sort_key


@require_safe
@operator_required
def overview(request: HttpRequest) -> HttpResponse:
    pages = {page.kind: page for page in Page.objects.current()}
    context = {
        "pages": [(kind, pages.get(kind)) for kind in PageKind],
        "rules": RulesVersion.objects.order_by("-number").first(),
        "boards": Board.objects.all(),
        "reason_count": ReportReason.objects.count(),
        "word_count": WordRule.objects.count(),
        "domain_count": MailDomain.objects.count(),
    }
    return render(request, "operator/overview.html", context)


@operator_required
def roles(request: HttpRequest) -> HttpResponse:
    form = RoleForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        member, role = form.cleaned_data["name"], Role(form.cleaned_data["role"])
        granted = grant_role(member, role, by=member_of(request))
        messages.success(request, f"{member.name} gehört {'jetzt' if granted else 'schon'} zu: {role.value}.")
        return redirect("operator:roles")
    groups = Prefetch("groups", to_attr="role_groups")
    members = Member.objects.filter(groups__name__in=Role.values).distinct().prefetch_related(groups)
    members = members.prefetch_related("moderated_boards__board")
    team = sorted(members, key=lambda member: sort_key(member.name, articles=False))
    context = {"form": form, "team": team, "boards": Board.objects.all(), "moderation": Role.MODERATOR.value}
    return render(request, "operator/roles.html", context, status=422 if form.errors else 200)


@require_POST
@operator_required
def limit_moderator(request: HttpRequest) -> HttpResponse:
    form = ModeratedBoardsForm(request.POST)
    if not form.is_valid():
        raise Http404
    member, boards = form.cleaned_data["name"], list(form.cleaned_data["boards"])
    limit_to_boards(member, boards, by=member_of(request))
    where = ", ".join(board.name for board in boards) or "überall"
    messages.success(request, f"{member.name} moderiert jetzt: {where}.")
    return redirect("operator:roles")


@operator_required
def withdraw_role_of(request: HttpRequest) -> HttpResponse:
    """Asks first."""
    form = RoleForm(request.POST if request.method == "POST" else request.GET)
    if not form.is_valid():
        raise Http404
    member, role = form.cleaned_data["name"], Role(form.cleaned_data["role"])
    if request.method != "POST":
        return ask_first(
            request,
            f"{member.name} die Rolle „{role.value}“ entziehen?",
            "Entziehen",
            back=("Rollen", reverse("operator:roles")),
            consequence="Das gilt sofort. Du kannst die Rolle jederzeit wieder geben.",
            sent=[("name", member.name), ("role", role.value)],
        )
    try:
        if withdraw_role(member, role, by=member_of(request)):
            messages.success(request, f"{member.name} gehört nicht mehr zu: {role.value}.")
    except LastOperator:
        messages.error(request, "Das wäre niemand mehr im Betrieb. Gib die Rolle erst jemand anderem.")
    return redirect("operator:roles")


@operator_required
def board(request: HttpRequest, pk: int | None = None) -> HttpResponse:
    """A new board, or the fields of one."""
    found = get_object_or_404(Board, pk=pk) if pk is not None else None
    form = BoardForm(request.POST or None, instance=found or Board(position=next_position()))
    if request.method == "POST" and form.is_valid() and _saved(form, by=member_of(request)):
        messages.success(request, "Das Forum ist gespeichert.")
        return redirect("operator:overview")
    return render(request, "operator/board.html", {"form": form, "board": found}, status=422 if form.errors else 200)


def _saved(form: BoardForm, *, by: Member) -> bool:
    try:
        save_board(form.instance, by=by)
    except IntegrityError:
        form.add_error("slug", "Diese Adresse gehört schon einem anderen Forum.")
        return False
    return True


@operator_required
def legal_page(request: HttpRequest, kind: str) -> HttpResponse:
    if kind not in PageKind.values:
        raise Http404
    newest = Page.objects.current().filter(kind=kind).first()

    def publish(source: str, number: int) -> Any:
        return legal.publish_page(PageKind(kind), source, based_on=number, by=member_of(request))

    return _edit_text(request, PageKind(kind).label, newest, publish)


@operator_required
def rules(request: HttpRequest) -> HttpResponse:
    def publish(source: str, number: int) -> Any:
        return legal.publish_rules(source, based_on=number, by=member_of(request))

    return _edit_text(request, "Regeln", RulesVersion.objects.order_by("-number").first(), publish, RulesForm)


def _edit_text(
    request: HttpRequest,
    title: str,
    newest: Any,
    publish: Callable[[str, int], Any],
    form_class: type[TextForm] = TextForm,
) -> HttpResponse:
    initial = {"source": newest.source, "number": newest.number} if newest else {"number": 0}
    form = form_class(request.POST or None, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            published = publish(form.cleaned_data["source"], form.cleaned_data["number"])
        except legal.StaleVersion:
            form.add_error(
                "source", "Jemand anderes hat diese Seite gerade geändert. Kopiere deinen Text und lade neu."
            )
        else:
            messages.success(request, "Die neue Fassung gilt ab jetzt." if published else "Nichts geändert.")
            return redirect("operator:overview")
    context = {"form": form, "title": title, "newest": newest}
    return render(request, "operator/text.html", context, status=422 if form.errors else 200)

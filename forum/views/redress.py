"""`/konto/entscheidungen/`: what moderators decided about a member, why, and what to do about it."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, member_required
from forum.cases import appealing, statements
from forum.forms.cases import NO_APPEAL, AppealForm
from forum.models import Appeal, Statement
from forum.models.redress import AppealSide
from forum.paging import list_page
from text.numbers import LARGEST_ID

STATEMENTS_PER_PAGE = 20

TARGETS = ["decision__post__thread", "decision__thread", "decision__member", "decision__rules", "decision__sanction"]


@require_safe
@member_required
def own_decisions(request: HttpRequest) -> HttpResponse:
    rows = Statement.objects.filter(member=member_of(request)).select_related(*TARGETS)
    page = list_page(rows, ("id",), request.GET, size=STATEMENTS_PER_PAGE)
    context = {"page": page, "rows": statements.show_statements(page.rows, member_of(request))}
    return render(request, "forum/redress/own_decisions.html", context)


def find_statement(request: HttpRequest, pk: int) -> Statement:
    rows = Statement.objects.filter(member=member_of(request)).select_related(*TARGETS)
    return get_object_or_404(rows, pk=min(pk, LARGEST_ID))


@require_safe
@member_required
def own_decision(request: HttpRequest, pk: int) -> HttpResponse:
    return render_statement(request, find_statement(request, pk))


def render_statement(
    request: HttpRequest, statement: Statement, *, form: AppealForm | None = None, status: int = 200
) -> HttpResponse:
    decision = statement.decision
    context = {
        "statement": statement,
        "shown": statements.show_statements([statement], member_of(request))[0],
        "decision": decision,
        "appeal": Appeal.objects.filter(decision=decision, side=AppealSide.AUTHOR).first(),
        "can_appeal": appealing.can_appeal(decision, AppealSide.AUTHOR),
        "until": decision.at + appealing.APPEAL_WITHIN,
        "form": form or AppealForm(),
    }
    return render(request, "forum/redress/own_decision.html", context, status=status)


@require_POST
@member_required
def read_decision(request: HttpRequest, pk: int) -> HttpResponse:
    statements.mark_read(find_statement(request, pk))
    return redirect("forum:own_decisions")


@require_POST
@member_required
def appeal(request: HttpRequest, pk: int) -> HttpResponse:
    statement = find_statement(request, pk)
    form = AppealForm(request.POST)
    if not form.is_valid():
        return render_statement(request, statement, form=form, status=422)
    try:
        appealing.appeal(
            statement.decision, AppealSide.AUTHOR, words=form.cleaned_data["words"], member=member_of(request)
        )
    except (appealing.NoAppeal, appealing.AlreadyAppealed):
        form.add_error(None, NO_APPEAL)
        return render_statement(request, statement, form=form, status=409)
    statements.mark_read(statement)
    messages.success(request, "Dein Widerspruch ist da. Jemand anderes liest alles noch einmal und entscheidet.")
    return redirect("forum:own_decision", statement.pk)

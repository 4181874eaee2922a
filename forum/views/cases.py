"""`/moderation/`: the queue, a case, who is at it, and what is decided about it."""

from operator import attrgetter
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import member_of, moderator_required
from forum import subjects
from forum.bulk import POST_ACTS
from forum.cases import appealing, claiming, deciding, duty, showing
from forum.cases.settling import DecidedMeanwhile
from forum.forms.cases import AppealDecisionForm, CaseForm
from forum.models import Appeal, Case, Decision, Post, ReasonText, ShiftNote
from forum.models.case import TO_DO, CaseStage
from forum.models.moderation import DecisionAction
from forum.models.post import PostKind
from forum.models.redress import AppealOutcome, AppealSide
from forum.paging import ListPage, list_page
from forum.showing import ShownPost, show_posts
from forum.views.moderation import AROUND, NOT_ANY_MORE
from text.numbers import LARGEST_ID, number_in

CASES_PER_PAGE = 30
QUEUE_ACTS = [POST_ACTS[word] for word in ("approve", "reject", "hide", "restore")]
REPORTS_SHOWN = 50
MEANWHILE = "Inzwischen hat sich an diesem Fall etwas geändert. Schau noch einmal hin, dein Text steht noch unten."
NOT_FOR_THIS = "Das passt nicht zu diesem Fall."

TABS = {"offen": "Offen", "widersprueche": "Widersprüche", "entschieden": "Entschieden"}
DANGERS_SHOWN = 50


@require_safe
@moderator_required
def queue(request: HttpRequest) -> HttpResponse:
    """Danger stands above every page; then the longest waiting, or the heaviest. A constant number of queries."""
    tab = request.GET.get("ansicht", "")
    by_weight = request.GET.get("ordnung") == "gewicht"
    page = page_of(request, tab, by_weight)
    dangers = showing.with_targets(Case.objects.visible_to(request.user).to_do().filter(is_danger=True)).order_by(
        "opened_at", "pk"
    )
    context: dict[str, Any] = {
        "tab": tab if tab in TABS else "offen",
        "tabs": TABS,
        "by_weight": by_weight,
        "page": page,
        "cases": showing.show_cases(page.rows, request.user),
        "dangers": showing.show_cases(dangers[:DANGERS_SHOWN], request.user),
        "waiting": duty.what_waits(request.user),
        "post_acts": QUEUE_ACTS,
        "note": ShiftNote.objects.select_related("by").order_by("-at").first(),
        "kept": (f"&ansicht={tab}" if tab in TABS else "") + ("&ordnung=gewicht" if by_weight else ""),
    }
    return render(request, "forum/moderation/queue.html", context)


def page_of(request: HttpRequest, tab: str, by_weight: bool) -> ListPage:
    cases = showing.with_targets(Case.objects.visible_to(request.user))
    if tab == "entschieden":
        return list_page(cases.decided(), ("decided_at", "id"), request.GET, size=CASES_PER_PAGE)
    waiting = cases.to_do().filter(is_danger=False)
    if tab == "widersprueche":
        waiting = cases.to_do().filter(stage=CaseStage.APPEALED)
    if by_weight:
        return list_page(waiting, ("weight", "id"), request.GET, size=CASES_PER_PAGE)
    return list_page(waiting, ("opened_at", "id"), request.GET, size=CASES_PER_PAGE, ascending=True)


def find_case(request: HttpRequest, pk: int) -> Case:
    return get_object_or_404(showing.with_targets(Case.objects.visible_to(request.user)), pk=min(pk, LARGEST_ID))


@require_safe
@moderator_required
def case(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_case(request, pk)
    initial: dict[str, Any] = {}
    if begun := ReasonText.objects.filter(pk=number_in(request.GET.get("baustein", "")) or 0).first():
        initial["reasons"] = begun.text
    return render_case(request, found, form=CaseForm(case=found, by=member_of(request), initial=initial))


def render_own_case(request: HttpRequest, found: Case) -> HttpResponse:
    """Whoever reported a moderator stays unknown to them."""
    context = {"case": found, "shown": showing.show_case(found, request.user), "menu_at": reverse("forum:queue")}
    return render(request, "forum/moderation/own_case.html", context)


def render_case(
    request: HttpRequest,
    found: Case,
    *,
    form: CaseForm | None = None,
    appeal_form: AppealDecisionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    me, now = member_of(request), timezone.now()
    author = deciding.author_of(found)
    if author == me:
        return render_own_case(request, found)
    reports = list(found.reports.select_related("reason", "by").order_by("pk")[:REPORTS_SHOWN])
    appeals = list(
        Appeal.objects.filter(decision__case=found)
        .select_related("decision__by", "member", "report__by", "decided_by", "result")
        .order_by("pk")
    )
    open_appeal = next((one for one in appeals if not one.outcome), None)
    context: dict[str, Any] = {
        "case": found,
        "shown": showing.show_case(found, request.user),
        "reports": reports,
        "reported_text": showing.text_as_reported(found, reports),
        "posts": posts_around(request, found),
        "picture": subjects.picture_of_reported(*found.target, request.user)
        if isinstance(found.target, tuple)
        else None,
        "history": showing.history_of(author, besides=found) if author else None,
        "like": showing.like_matters(found, request.user),
        "so_far": sorted([*found.decisions.select_related("by"), *appeals], key=attrgetter("at", "pk")),
        "open_appeal": open_appeal,
        "is_mine": found.claimed_by == me and found.is_claimed(now),
        "is_others": found.is_claimed(now) and found.claimed_by != me,
        "may_decide": found.stage == CaseStage.OPEN and deciding.may_decide(found, me),
        "may_decide_appeal": open_appeal is not None and appealing.may_decide_appeal(open_appeal, me),
        "decides_again": open_appeal is not None and appealing.decides_again(open_appeal, me),
        "is_to_do": found.stage in TO_DO,
        "form": form or CaseForm(case=found, by=member_of(request)),
        "appeal_form": appeal_form or (appeal_form_for(open_appeal) if open_appeal else None),
        "texts": ReasonText.objects.all(),
        "menu_at": reverse("forum:queue"),
    }
    return render(request, "forum/moderation/case.html", context, status=status)


def posts_around(request: HttpRequest, found: Case) -> list[ShownPost]:
    """The post in its talk; of a thread its beginning."""
    post = found.post
    if found.thread:
        first = found.thread.first_post
        return show_posts([first], found.thread, request.user) if first else []
    if post is None:
        return []
    near = Post.objects.around(post, AROUND).exclude(kind=PostKind.DIVIDER)
    return show_posts(near, post.thread, request.user)


def appeal_form_for(made: Appeal, data: Any = None) -> AppealDecisionForm:
    decision = made.decision
    can_change = hasattr(decision, "sanction") or (decision.post is not None and made.side == AppealSide.REPORTER)
    return AppealDecisionForm(
        data,
        decision=decision,
        is_reversible=appealing.is_reversible(decision),
        is_lasting=appealing.is_lasting(decision),
        can_change=can_change,
    )


@require_safe
@moderator_required
def next_case(request: HttpRequest) -> HttpResponse:
    """The next one that nobody else is at; it is not claimed by that."""
    after = Case.objects.filter(pk=number_in(request.GET.get("nach", "")) or 0).first()
    following = claiming.next_case(by=member_of(request), after=after)
    if following is None:
        messages.success(request, "Mehr wartet nicht. Geh ins Kino.")
        return redirect("forum:queue")
    return redirect("forum:case", following.pk)


@require_POST
@moderator_required
def claim_case(request: HttpRequest, pk: int) -> HttpResponse:
    if claiming.claim_case(find_case(request, pk), by=member_of(request)):
        messages.success(request, "Der Fall gehört für 30 Minuten dir.")
    else:
        messages.info(request, NOT_ANY_MORE)
    return redirect("forum:case", pk)


@require_POST
@moderator_required
def release_case(request: HttpRequest, pk: int) -> HttpResponse:
    if claiming.release_case(find_case(request, pk), by=member_of(request)):
        messages.success(request, "Der Fall ist wieder frei.")
    return redirect("forum:case", pk)


@require_POST
@moderator_required
def mark_danger(request: HttpRequest, pk: int) -> HttpResponse:
    if claiming.mark_danger(find_case(request, pk), by=member_of(request)):
        messages.success(request, "Der Fall steht jetzt über allen anderen.")
    return redirect("forum:case", pk)


@require_POST
@moderator_required
def unmark_danger(request: HttpRequest, pk: int) -> HttpResponse:
    if claiming.unmark_danger(find_case(request, pk), by=member_of(request)):
        messages.success(request, "Der Fall steht wieder in der Reihe.")
    return redirect("forum:case", pk)


@require_POST
@moderator_required
def decide_case(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_case(request, pk)
    form = CaseForm(request.POST, case=found, by=member_of(request))
    if not form.is_valid():
        return render_case(request, found, form=form, status=422)
    seen = form.cleaned_data["version"]
    if seen != found.version or found.stage != CaseStage.OPEN:
        return refuse_stale(request, found, form)
    verdict = deciding.Verdict(form.cleaned_data["verdict"])
    measure = form.wanted_measure()
    try:
        decision = deciding.decide_case(
            found, verdict, by=member_of(request), decision=form.decision(), measure=measure
        )
    except DecidedMeanwhile:
        return refuse_stale(request, find_case(request, pk), form)
    except deciding.NotForThis:
        form.add_error("verdict", NOT_FOR_THIS)
        return render_case(request, found, form=form, status=422)
    messages.success(request, what_was_decided(found, verdict, decision, measure))
    return redirect(f"{reverse('forum:next_case')}?nach={pk}" if "weiter" in request.POST else "forum:queue")


def what_was_decided(
    found: Case, verdict: deciding.Verdict, decision: Decision, measure: deciding.Measure | None
) -> str:
    """And who hears of it."""
    what = decision.get_action_display()
    if measure and verdict != deciding.Verdict.MEASURE:
        what += f", dazu: {measure.kind.label}"
    is_told, is_reported = hasattr(decision, "statement"), found.reports.of_people().exists()
    if is_reported:
        return f"{what}. Wer gemeldet hat, bekommt Bescheid{'; wen es betrifft, die Begründung' if is_told else ''}."
    return f"{what}. Wen es betrifft, bekommt die Begründung." if is_told else f"{what}."


def refuse_stale(request: HttpRequest, found: Case, form: CaseForm) -> HttpResponse:
    """Sent again, the form decides what is shown now."""
    form.see(found)
    form.add_error(None, MEANWHILE)
    return render_case(request, found, form=form, status=409)


@require_POST
@moderator_required
def reopen_case(request: HttpRequest, pk: int) -> HttpResponse:
    if deciding.reopen_case(find_case(request, pk), by=member_of(request)):
        messages.success(request, "Der Fall ist wieder offen.")
    else:
        messages.info(request, "Diesen Fall kann man jetzt nicht wieder aufnehmen.")
    return redirect("forum:case", pk)


@require_POST
@moderator_required
def decide_appeal(request: HttpRequest, pk: int) -> HttpResponse:
    made = get_object_or_404(
        Appeal.objects.visible_to(request.user).select_related("decision__case", "member", "report__by"),
        pk=min(pk, LARGEST_ID),
    )
    found = find_case(request, made.decision.case_id or 0)
    form = appeal_form_for(made, request.POST)
    if not form.is_valid():
        if not Appeal.objects.undecided().filter(pk=made.pk).exists():
            return tell_decided(request, found)
        return render_case(request, found, appeal_form=form, status=422)
    try:
        decided = appealing.decide_appeal(
            made,
            AppealOutcome(form.cleaned_data["outcome"]),
            by=member_of(request),
            answer=form.cleaned_data["answer"],
            decision=form.new_decision(),
            measure=form.wanted_measure(),
        )
    except DecidedMeanwhile:
        return tell_decided(request, found)
    except deciding.NotForThis:
        form.add_error("outcome", NOT_FOR_THIS)
        return render_case(request, found, appeal_form=form, status=422)
    messages.success(request, what_came_of(decided))
    return redirect("forum:case", found.pk)


def what_came_of(made: Appeal) -> str:
    """And who hears of it."""
    if made.result is None:
        return "Es bleibt dabei. Wer widersprochen hat, bekommt Bescheid."
    if appealing.is_lasting(made.decision):
        return "Zurückgenommen, auch wenn sich nichts zurückholen lässt. Beide Seiten bekommen Bescheid."
    word = "Zurückgenommen" if made.outcome == AppealOutcome.REVERSED else "Neu entschieden"
    is_as_before = made.result.action == DecisionAction.NOTHING
    what = "Was seitdem entschieden wurde, gilt weiter" if is_as_before else made.result.get_action_display()
    return f"{word}. {what}. Beide Seiten bekommen Bescheid."


def tell_decided(request: HttpRequest, found: Case) -> HttpResponse:
    messages.info(request, "Über diesen Widerspruch ist schon entschieden.")
    return redirect("forum:case", found.pk)

"""`/moderation/mitglieder/…`: what moderators know of a member, their notes, and a wave of spam."""

import datetime

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from accounts.asking import ask_first
from accounts.guards import member_of, moderator_required
from accounts.models import Member
from accounts.roles import is_team
from forum import notes, waves
from forum.bulk import POST_ACTS
from forum.cases import sanctions
from forum.cases.settling_many import OwnReport
from forum.forms.cases import SanctionForm
from forum.forms.moderation import DecisionForm
from forum.forms.selection import HOURS, HoursForm, NoteForm
from forum.models import Decision, Note, Post, Sanction, SpamWave
from forum.models.post import PostKind
from forum.moderators import moderates_everywhere
from forum.paging import list_page
from text.numbers import LARGEST_ID, number_in

POSTS_PER_PAGE = 20
DECISIONS_SHOWN = 20
NOTES_SHOWN = 50
WAVES_SHOWN = 10
SAMPLE = 20
"""Posts of a wave shown before it is hidden."""


def find_member(request: HttpRequest, name: str) -> Member:
    """Raises Http404."""
    return get_object_or_404(Member.objects.visible_to(request.user).named(name))


@require_safe
@moderator_required
def moderate_member(request: HttpRequest, name: str) -> HttpResponse:
    """The exact spelling is the address."""
    member = find_member(request, name)
    if member.name != name:
        return redirect("forum:moderate_member", member.name, permanent=True)
    return render_member(request, member)


def render_member(
    request: HttpRequest,
    member: Member,
    *,
    note_form: NoteForm | None = None,
    hours_form: HoursForm | None = None,
    sanction_form: SanctionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    rows = Post.objects.visible_to(request.user).filter(author=member, kind=PostKind.MEMBER)
    page = list_page(rows.select_related("thread"), ("id",), request.GET, size=POSTS_PER_PAGE)
    decisions = (
        Decision.objects.visible_to(request.user)
        .on_posts_of(member)
        .select_related("by", "post__thread", "post__author", "thread")
    )
    context = {
        "member": member,
        "page": page,
        "decisions": decisions.order_by("-at", "-id")[:DECISIONS_SHOWN],
        "notes": Note.objects.visible_to(request.user)
        .filter(about=member)
        .select_related("by")
        .order_by("-id")[:NOTES_SHOWN],
        "waves": SpamWave.objects.visible_to(request.user)
        .filter(member=member)
        .select_related("by", "undone_by")
        .order_by("-id")[:WAVES_SHOWN],
        "sanctions": Sanction.objects.filter(member=member, lifted_by=None)
        .select_related("decision__by")
        .order_by("-starts_at")[:DECISIONS_SHOWN],
        "now": timezone.now(),
        "may_sanction": moderates_everywhere(request.user) and not is_team(member),
        "is_everywhere": moderates_everywhere(request.user),
        "sanction_form": sanction_form or SanctionForm(),
        "post_acts": POST_ACTS.values(),
        "note_form": note_form or NoteForm(),
        "hours_form": hours_form or HoursForm(),
        "is_self": member.pk == member_of(request).pk,
    }
    return render(request, "forum/moderation/member.html", context, status=status)


@require_POST
@moderator_required
def impose(request: HttpRequest, name: str) -> HttpResponse:
    """A measure without any case."""
    member, form = find_member(request, name), SanctionForm(request.POST)
    if not form.is_valid():
        return render_member(request, member, sanction_form=form, status=422)
    wanted = form.wanted_measure()
    if wanted is None:
        raise PermissionDenied
    sanctions.impose(
        member, wanted.kind, by=member_of(request), decision=form.decision(), ends_at=wanted.ends_at, pause=wanted.pause
    )
    messages.success(request, f"{wanted.kind.label}: gilt ab jetzt. {member.name} bekommt die Begründung.")
    return redirect("forum:moderate_member", member.name)


@require_POST
@moderator_required
def lift(request: HttpRequest, pk: int) -> HttpResponse:
    found = get_object_or_404(
        Sanction.objects.visible_to(request.user).select_related("member"), pk=min(pk, LARGEST_ID)
    )
    if sanctions.lift(found, by=member_of(request), decision=Decision(reasons="Aufgehoben.")):
        messages.success(request, "Aufgehoben.")
    else:
        messages.info(request, "Das galt schon nicht mehr.")
    return redirect("forum:moderate_member", found.member.name)


@require_POST
@moderator_required
def add_note(request: HttpRequest, name: str) -> HttpResponse:
    member, form = find_member(request, name), NoteForm(request.POST)
    if not form.is_valid():
        return render_member(request, member, note_form=form, status=422)
    notes.add_note(member, by=member_of(request), text=form.cleaned_data["text"])
    messages.success(request, "Notiert.")
    return redirect("forum:moderate_member", member.name)


@moderator_required
def drop_note(request: HttpRequest, pk: int) -> HttpResponse:
    """Asks first."""
    note = get_object_or_404(Note.objects.visible_to(request.user).select_related("about", "by"), pk=pk)
    if request.method != "POST":
        back = (note.about.name, reverse("forum:moderate_member", args=[note.about.name]))
        return ask_first(request, f"Notiz zu {note.about.name} löschen?", "Löschen", back=back, text=note.text)
    if notes.drop_note(note, by=member_of(request)):
        messages.success(request, f"Notiz von {note.by.name} zu {note.about.name} gelöscht.")
    return redirect("forum:moderate_member", note.about.name)


@moderator_required
def hide_wave(request: HttpRequest, name: str) -> HttpResponse:
    """First what would be hidden; `seit` is the moment the page was made for, so that what was shown is what goes."""
    member = find_member(request, name)
    if member.pk == member_of(request).pk or not moderates_everywhere(request.user):
        raise PermissionDenied
    if request.method != "POST":
        hours = HoursForm(request.GET if "stunden" in request.GET else {"stunden": "24"})
        if not hours.is_valid():
            return render_member(request, member, hours_form=hours, status=422)
        since = timezone.now() - datetime.timedelta(hours=hours.cleaned_data["stunden"])
        return render_wave(request, member, since, DecisionForm())
    form, since = DecisionForm(request.POST), _since(request)
    if not form.is_valid():
        return render_wave(request, member, since, form, status=422)
    try:
        wave = waves.hide_wave(member, by=member_of(request), since=since, decision=form.decision())
    except OwnReport:
        form.add_error(None, "Davon hast du selbst etwas gemeldet: Über eigene Meldungen entscheidet jemand anderes.")
        return render_wave(request, member, since, form, status=409)
    if wave is None:
        messages.info(request, "Da ist nichts mehr auszublenden.")
    else:
        messages.success(request, f"{wave.decisions.count()} auf einmal ausgeblendet. Hier lässt es sich zurücknehmen.")
    return redirect("forum:moderate_member", member.name)


def _since(request: HttpRequest) -> datetime.datetime:
    """Nothing older than the form offers, whatever was sent."""
    sent = number_in(request.POST.get("seit"), digits=12) or 0
    earliest = timezone.now() - datetime.timedelta(hours=HOURS[1] + 24)
    return max(earliest, datetime.datetime.fromtimestamp(min(sent, 2**32), datetime.UTC))


def render_wave(
    request: HttpRequest, member: Member, since: datetime.datetime, form: DecisionForm, status: int = 200
) -> HttpResponse:
    sample = waves.posts_since(member, since).select_related("thread").order_by("-id")[:SAMPLE]
    context = {
        "member": member,
        "since": since,
        "stamp": int(since.timestamp()),
        "foreseen": waves.foresee_wave(member, since),
        "sample": sample,
        "form": form,
    }
    return render(request, "forum/moderation/wave.html", context, status=status)


@require_POST
@moderator_required
def restore_wave(request: HttpRequest, pk: int) -> HttpResponse:
    wave = get_object_or_404(SpamWave.objects.visible_to(request.user).select_related("member"), pk=pk)
    restored = waves.restore_wave(wave, by=member_of(request))
    if restored is None:
        messages.info(request, "Das hat schon jemand zurückgenommen.")
    else:
        messages.success(request, f"Zurückgenommen: {restored} wieder wie zuvor.")
    return redirect("forum:moderate_member", wave.member.name)

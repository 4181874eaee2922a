"""A member's public page. It touches every room, so it stands on the roof; each room offers its part."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import conditional_page, require_safe

from accounts.ignoring import ignored_by
from accounts.leaving import is_freed
from accounts.models import ANYBODY, Member, Viewer
from accounts.roles import roles_of
from forum.feeds import feed_of_member
from forum.models import Decision, Post, Thread
from forum.paging import list_page
from forum.views.feeds import ATOM
from reviews.models import Review
from reviews.shown_cards import card_rows, shown_cards

POSTS_PER_PAGE = 20
REVIEWS_SHOWN = 12
DECISIONS_SHOWN = 20
GONE = "Dieses Konto gibt es nicht mehr. Was davon geblieben ist, steht unter einem Pseudonym."


@require_safe
def profile(request: HttpRequest, name: str) -> HttpResponse:
    """The exact spelling is the address; any other that folds to it redirects there."""
    member = find_member(request.user, name, view="profile")
    if not isinstance(member, Member):
        return member
    posts = Post.objects.visible_to(request.user).said_by(member).select_related("thread")
    page = list_page(posts, ("id",), request.GET, size=POSTS_PER_PAGE)
    written = Review.objects.visible_to(request.user).written_by(member).newest()
    context = {
        "member": member,
        "roles": sorted(roles_of(member)),
        "cards": shown_cards(card_rows(written[:REVIEWS_SHOWN])),
        "page": page,
        "is_ignored": member.pk in ignored_by(request.user),
    }
    if member == request.user:
        decisions = decisions_on(member)
        context |= {"decisions": decisions, "readable": threads_read_by(member, decisions)}
    return render(request, "profile/profile.html", context)


@require_safe
@conditional_page
def posts_feed(request: HttpRequest, name: str) -> HttpResponse:
    member = find_member(ANYBODY, name, view="posts_feed")
    if not isinstance(member, Member):
        return member
    return HttpResponse(feed_of_member(member), content_type=ATOM)


def find_member(viewer: Viewer, name: str, *, view: str, shown_if: str = "") -> Member | HttpResponse:
    """Whose page it is, or the answer that stands for it: any other spelling redirects to the exact one. With `shown_if`, a
    field of the member, the page is theirs alone unless that is set. Raises Http404."""
    member = Member.objects.visible_to(viewer).named(name).first()
    if member is None:
        return no_member(name)
    if shown_if and member != viewer and not getattr(member, shown_if):
        raise Http404
    return member if member.name == name else redirect(view, member.name, permanent=True)


def no_member(name: str) -> HttpResponse:
    """410 where somebody had this name, or has this pseudonym now. Raises Http404 where nobody ever had."""
    if not (is_freed(name) or Member.objects.named(name).exists()):
        raise Http404
    return HttpResponse(GONE, status=410, content_type="text/plain; charset=utf-8")


def threads_read_by(member: Member, decisions: list[Decision]) -> set[int]:
    """Of the threads the decisions are about, those whose titles the member may still see."""
    ids = {decision.thread_id or (decision.post.thread_id if decision.post else 0) for decision in decisions}
    return set(Thread.objects.visible_to(member).filter(pk__in=ids).values_list("pk", flat=True))


def decisions_on(member: Member) -> list[Decision]:
    """What moderators decided on the member's posts and threads, the newest first; for the member alone."""
    rows = Decision.objects.on_posts_of(member).select_related("by", "post__thread", "post__author", "thread")
    return list(rows.order_by("-at", "-id")[:DECISIONS_SHOWN])

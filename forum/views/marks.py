"""What members put on posts: reactions and bookmarks; and who answered one."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from accounts.guards import asks_for_part, member_of, member_required
from accounts.ignoring import ignored_by
from accounts.limits import within_limit
from forum import bookmarks, reacting
from forum.forms.marks import BookmarkForm
from forum.models import Bookmark, Post, Quote, Reaction, Thread
from forum.models.links import ReactionKind
from forum.models.post import PostState
from forum.paging import list_page
from forum.reader import Reader, find_readable
from forum.showing import show_posts
from forum.spoilers import open_seen
from forum.views.posts import find_post

ROWS_PER_PAGE = 30
REACTIONS_PER_MINUTE = 40


@require_POST
@member_required
def react(request: HttpRequest, pk: int) -> HttpResponse:
    """The same reaction again takes it back, as the pressed button says."""
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    kind, member = request.POST.get("art", ""), member_of(request)
    if not within_limit("react", member, times=REACTIONS_PER_MINUTE, seconds=60):
        return HttpResponse(status=429)
    if kind in ReactionKind.values and not reacting.react(found, by=member, kind=ReactionKind(kind)):
        reacting.take_back(found, by=member)
    return answer_with_post(request, found)


def answer_with_post(request: HttpRequest, post: Post) -> HttpResponse:
    """A script gets the post as it stands now, others the page where it stands."""
    if not asks_for_part(request):
        return redirect(post)
    thread = find_readable(post.thread_id, request.user)
    if not isinstance(thread, Thread):
        return redirect(post)
    reader, now = Reader(member_of(request), thread), Post.objects.select_related("author").get(pk=post.pk)
    shown = show_posts([now], thread, request.user, marks=reader.marks_on(now.page), ignored=reader.ignored)
    opened = open_seen(shown, thread, request.user)
    return render(request, "forum/_post.html", {"shown": opened[0], "thread": thread})


@require_safe
def reactions(request: HttpRequest, pk: int) -> HttpResponse:
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    if found.state != PostState.VISIBLE:
        return redirect(found)
    rows = Reaction.objects.filter(post=found).select_related("member")
    rows = rows.exclude(member__in=ignored_by(request.user)) if ignored_by(request.user) else rows
    page = list_page(rows, ("at", "id"), request.GET, size=ROWS_PER_PAGE)
    return render(request, "forum/reactions.html", {"post": found, "page": page})


@require_safe
def answers(request: HttpRequest, pk: int) -> HttpResponse:
    """Posts that quote this one, in whatever thread, as far as the visitor may read them."""
    found = find_post(request, pk)
    if not isinstance(found, Post):
        return found
    quoting = Quote.objects.filter(quoted=found, named=True).values("post")
    rows = Post.objects.visible_to(request.user).heard_by(request.user)
    rows = rows.filter(pk__in=quoting, state=PostState.VISIBLE)
    page = list_page(rows.select_related("author", "thread"), ("id",), request.GET, size=ROWS_PER_PAGE)
    return render(request, "forum/answers.html", {"post": found, "page": page})


@member_required
def bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    """GET shows the form with note and reminder. A POST without a field, as the button sends it, keeps the post."""
    found, member = find_post(request, pk), member_of(request)
    if not isinstance(found, Post):
        return found
    kept = Bookmark.objects.visible_to(member).filter(post=found).first()
    if request.method != "POST":
        form = BookmarkForm(instance=kept)
        return render(request, "forum/bookmark.html", {"post": found, "form": form, "kept": kept})
    if "note" not in request.POST:
        if kept is None:
            bookmarks.keep(found, by=member)
        return answer_with_post(request, found)
    form = BookmarkForm(request.POST, instance=kept)
    if not form.is_valid():
        return render(request, "forum/bookmark.html", {"post": found, "form": form, "kept": kept}, status=422)
    data = form.cleaned_data
    bookmarks.keep(found, by=member, note=data["note"], remind_at=data["remind_at"])
    messages.success(request, "Gemerkt.")
    return redirect("forum:bookmarks")


@require_POST
@member_required
def drop_bookmark(request: HttpRequest, pk: int) -> HttpResponse:
    """Also of a post that cannot be read any more."""
    post = Post.objects.filter(pk=pk).first()
    if post and bookmarks.drop(post, by=member_of(request)):
        messages.success(request, "Der Merker ist weg.")
    return redirect("forum:bookmarks")


@require_safe
@member_required
def bookmark_list(request: HttpRequest) -> HttpResponse:
    """Of posts that cannot be read any more only the own note."""
    member = member_of(request)
    rows = Bookmark.objects.visible_to(member).select_related("post__thread", "post__author")
    page = list_page(rows, ("id",), request.GET, size=ROWS_PER_PAGE)
    visible = Post.objects.visible_to(member).filter(pk__in=[row.post_id for row in page.rows])
    readable = set(visible.values_list("pk", flat=True))
    context = {"page": page, "readable": readable, "ignored": ignored_by(member)}
    return render(request, "forum/bookmarks.html", context)

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import path

from bench.yardstick.models import Author, Board, Post, Thread


def const(request: HttpRequest, size: int) -> HttpResponse:
    return HttpResponse("x" * size)


def tpl(request: HttpRequest, pk: int) -> HttpResponse:
    thread = Thread.objects.get(pk=pk)
    board = Board.objects.get(pk=thread.board_id)
    posts = list(Post.objects.filter(thread=thread, number__range=(1, 20)).order_by("number"))
    authors = Author.objects.in_bulk({post.author_id for post in posts})
    rows = [(post, authors[post.author_id]) for post in posts]
    return render(
        request, "thread.html", {"thread": thread, "board": board, "rows": rows, "boards": Board.objects.all()}
    )


def author(request: HttpRequest, pk: int) -> HttpResponse:
    return HttpResponse()


urlpatterns = [
    path("const/<int:size>/", const),
    path("tpl/<int:pk>/", tpl, name="thread"),
    path("author/<int:pk>/", author, name="author"),
]

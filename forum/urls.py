from django.urls import path

from forum.views import boards, threads

app_name = "forum"

urlpatterns = [
    path("forum/", boards.boards, name="boards"),
    path("forum/<slug:slug>/", boards.board, name="board"),
    path("thema/<int:pk>-<slug:slug>/", threads.thread, name="thread"),
    path("thema/<int:pk>-<slug:slug>/seite-<int:page>/", threads.thread, name="thread_page"),
    path("thema/<int:pk>-<slug:slug>/antworten/", threads.reply, name="reply"),
    path("beitrag/<int:pk>/", threads.post, name="post"),
]

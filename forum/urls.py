from django.urls import path

from forum.views import boards, feeds, moderation, names, pictures, posts, reading, rearranging, threads

app_name = "forum"

THREAD = "thema/<int:pk>-<slug:slug>/"
POST = "beitrag/<int:pk>/"

urlpatterns = [
    path("forum/", boards.boards, name="boards"),
    path("forum/<slug:slug>/", boards.board, name="board"),
    path("forum/<slug:slug>/feed.atom", feeds.board_feed, name="board_feed"),
    path("forum/<slug:slug>/neues-thema/", threads.open_thread, name="open_thread"),
    path("forum/<slug:slug>/gelesen/", reading.mark_board_read, name="mark_board_read"),
    path("neu/", reading.unread, name="unread"),
    path("neu/gelesen/", reading.mark_all_read, name="mark_all_read"),
    path(THREAD, threads.thread, name="thread"),
    path(f"{THREAD}seite-<int:page>/", threads.thread, name="thread_page"),
    path(f"{THREAD}antworten/", threads.reply, name="reply"),
    path(f"{THREAD}feed.atom", feeds.thread_feed, name="thread_feed"),
    path(f"{THREAD}neu/", reading.first_unread, name="first_unread"),
    path(f"{THREAD}gelesen/", reading.mark_read, name="mark_read"),
    path(f"{THREAD}umbenennen/", rearranging.rename_thread, name="rename_thread"),
    path(f"{THREAD}verschieben/", rearranging.move_thread, name="move_thread"),
    path(f"{THREAD}zusammenlegen/", rearranging.merge_threads, name="merge_threads"),
    path(f"{THREAD}teilen/", rearranging.split_thread, name="split_thread"),
    path(f"{THREAD}schliessen/", moderation.lock_thread, name="lock_thread"),
    path(f"{THREAD}oeffnen/", moderation.unlock_thread, name="unlock_thread"),
    path(f"{THREAD}anheften/", moderation.pin_thread, name="pin_thread"),
    path(f"{THREAD}abnehmen/", moderation.unpin_thread, name="unpin_thread"),
    path(f"{THREAD}freigabe-verlangen/", moderation.hold_replies, name="hold_replies"),
    path(f"{THREAD}freigabe-aufheben/", moderation.release_replies, name="release_replies"),
    path(f"{THREAD}ausblenden/", moderation.hide_thread, name="hide_thread"),
    path(f"{THREAD}wiederherstellen/", moderation.restore_thread, name="restore_thread"),
    path("bilder/beitrag/<str:name>", pictures.post_picture, name="post_picture"),
    path("beitrag/bilder/", pictures.add_pictures, name="add_pictures"),
    path("beitrag/namen/", names.member_names, name="member_names"),
    path(f"{POST}bilder/<int:number>/loeschen/", moderation.erase_picture, name="erase_picture"),
    path(POST, posts.post, name="post"),
    path(f"{POST}bearbeiten/", posts.edit_post, name="edit_post"),
    path(f"{POST}fassungen/", posts.revisions, name="revisions"),
    path(f"{POST}zurueckziehen/", posts.withdraw_post, name="withdraw_post"),
    path(f"{POST}wiederherstellen/", moderation.restore_post, name="restore_post"),
    path(f"{POST}ausblenden/", moderation.hide_post, name="hide_post"),
    path(f"{POST}freigeben/", moderation.approve_post, name="approve_post"),
    path(f"{POST}ablehnen/", moderation.reject_post, name="reject_post"),
    path(f"{POST}loeschen/", moderation.erase_post, name="erase_post"),
    path("moderation/", moderation.queue, name="queue"),
    path("moderation/beitrag/<int:pk>/", moderation.moderate_post, name="moderate_post"),
    path("moderation/thema/<int:pk>/", moderation.moderate_thread, name="moderate_thread"),
]

"""Who is told of what: levels, mutes, bundles, roles and ignoring; each once, however often a task runs."""

import datetime

import pytest
from django.core import mail
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import ignoring, preferences
from accounts.models import Member, NotificationKind
from forum import (
    following,
    moderation,
    notification_mails,
    notifications,
    posting,
    reacting,
    reading,
    rearranging,
    tasks,
)
from forum.models import Decision, Follow, Notification, Post
from forum.models.board import Audience
from forum.models.links import ReactionKind
from forum.models.reading import FollowLevel
from reviews import publishing
from reviews.models import Credit, Person, ReviewAuthor
from tests.making import make_board, make_draft, make_member
from text.quotes import quote_block

pytestmark = pytest.mark.django_db

MENTION, QUOTE, REPLY = NotificationKind.MENTION, NotificationKind.QUOTE, NotificationKind.REPLY


@pytest.fixture
def reader(db):
    return make_member("Leserin")


@pytest.fixture
def board(db):
    return make_board("Foyer")


@pytest.fixture
def thread(member, board):
    return posting.open_thread(board, by=member, title="Der lange Gang", source="Erster", form_key="o")


def say(thread, by, source="Noch etwas", key=None):
    post = posting.reply(thread, by=by, source=source, form_key=key or f"{by.pk}-{Post.objects.count()}")
    notifications.tell_of_post(post.pk)
    return post


def told(member):
    return sorted(Notification.objects.filter(member=member).values_list("kind", flat=True))


def test_who_answers_follows_unless_they_do_not_want_to_or_have_said_otherwise(thread, other_member, reader):
    Member.objects.filter(pk=reader.pk).update(follows_on_reply=False)
    say(thread, other_member)
    say(thread, Member.objects.get(pk=reader.pk))
    assert following.level_of(thread, other_member) == "all" and following.level_of(thread, reader) == ""
    following.follow(thread, by=other_member, level=FollowLevel.MUTE)
    say(thread, other_member)
    assert following.level_of(thread, other_member) == "mute"


def test_followers_hear_of_a_reply_once_and_its_author_does_not(thread, member, other_member, reader):
    following.follow(thread, by=reader)
    post = say(thread, other_member)
    assert told(reader) == [REPLY] and told(member) == [REPLY] and told(other_member) == []
    notifications.tell_of_post(post.pk)
    Post.objects.filter(pk=post.pk).update(notified_at=None)
    notifications.tell_of_post(post.pk)
    assert told(reader) == [REPLY]


def test_several_replies_are_one_notification_until_it_is_read(signed_in, thread, member, other_member):
    for _ in range(3):
        say(thread, other_member)
    assert told(member) == [REPLY]
    page = signed_in(member).get("/benachrichtigungen/").content.decode()
    assert "3 neue Antworten in „Der lange Gang“" in page
    thread.refresh_from_db()
    reading.mark_read(thread, by=member, number=thread.last_number)
    assert notifications.unread_count(member) == 0
    say(thread, other_member)
    assert told(member) == [REPLY, REPLY] and notifications.unread_count(member) == 1


def test_hidden_replies_are_not_counted(signed_in, thread, member, other_member, moderator):
    posts = [say(thread, other_member) for _ in range(3)]
    moderation.hide_post(posts[2], by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    assert "2 neue Antworten" in signed_in(member).get("/benachrichtigungen/").content.decode()
    moderation.hide_post(posts[0], by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    assert "Antworten in" not in signed_in(member).get("/benachrichtigungen/").content.decode()


def test_who_has_read_on_is_not_told_afterwards(thread, member, other_member):
    post = posting.reply(thread, by=other_member, source="Schnell", form_key="s")
    reading.mark_read(thread, by=member, number=2)
    notifications.tell_of_post(post.pk)
    assert told(member) == []


def test_a_mention_counts_more_than_a_quote_and_a_quote_more_than_a_reply(thread, member, other_member, reader):
    first = thread.first_post
    say(thread, other_member, f":::zitat {first.pk}\nErster\n:::\n\n@Leserin sieh mal")
    assert told(member) == [QUOTE] and told(reader) == [MENTION]
    say(thread, other_member, f"@„{member.name}“ noch etwas")
    assert told(member) == [MENTION, QUOTE]


@pytest.mark.parametrize(
    ("level", "expected"),
    [(FollowLevel.ALL, [MENTION, REPLY]), (FollowLevel.MENTIONS, [MENTION]), (FollowLevel.MUTE, [])],
)
def test_levels_say_how_much_is_told(thread, other_member, reader, level, expected):
    following.follow(thread, by=reader, level=level)
    say(thread, other_member, "@Leserin hallo")
    say(thread, other_member, "Ohne Namen")
    assert told(reader) == expected


def test_a_muted_board_is_silent_but_for_threads_that_are_followed(
    signed_in, thread, board, member, other_member, reader
):
    following.follow(board, by=reader, level=FollowLevel.MUTE)
    say(thread, other_member, "@Leserin hallo")
    assert told(reader) == [] and list(reading.unread_threads(reader)) == []
    following.follow(thread, by=reader)
    say(thread, other_member, "@Leserin noch einmal")
    assert told(reader) == [MENTION]
    assert list(reading.unread_threads(reader)) == [thread]
    following.follow(thread, by=reader, level=FollowLevel.MUTE)
    assert list(reading.unread_threads(reader)) == []


def test_followers_of_a_board_hear_of_new_threads_only(board, member, other_member, reader):
    following.follow(board, by=reader)
    thread = posting.open_thread(board, by=member, title="Neu", source="Anfang", form_key="n")
    notifications.tell_of_post(thread.first_post_id)
    say(thread, other_member)
    assert told(reader) == [NotificationKind.THREAD]


@pytest.mark.parametrize("kind", ["film", "person", "author"])
def test_a_new_review_is_told_to_who_follows_what_it_is_about(editor, reader, kind):
    review = make_draft(editor, title="Der Turm")
    ReviewAuthor.objects.get_or_create(review=review, member=editor, defaults={"name": "Jule Wiebrandt"})
    publishing.publish(review, by=editor)
    person = Person.objects.create(name="Ines Vollmer")
    Credit.objects.create(film=review.film, person=person, job="director")
    ids = {"film": review.film_id, "person": person.pk, "author": editor.pk}
    following.follow((kind, ids[kind]), by=reader)
    review.refresh_from_db()
    notifications.tell_of_post(review.thread.posts.get().pk)
    assert told(reader) == [NotificationKind.REVIEW]


def test_nobody_hears_of_what_they_may_not_read(member, moderator, reader):
    team = make_board("Team", visible_to=Audience.TEAM)
    thread = posting.open_thread(team, by=moderator, title="Intern", source="@Leserin hört mit", form_key="i")
    following.follow(team, by=reader)
    following.follow(thread, by=reader)
    notifications.tell_of_post(thread.first_post_id)
    assert told(reader) == []


def test_who_is_ignored_is_not_heard(thread, member, other_member, reader):
    following.follow(thread, by=reader)
    ignoring.ignore(other_member, by=reader)
    say(thread, other_member, "@Leserin hör mir zu")
    assert told(reader) == []
    post = say(thread, reader)
    reacting.react(post, by=other_member, kind=ReactionKind.HEART)
    assert told(reader) == []


def test_what_cannot_be_read_any_more_is_told_nowhere(signed_in, thread, member, other_member, moderator):
    post = say(thread, other_member, f"@„{member.name}“ Geheimes")
    page = signed_in(member).get("/benachrichtigungen/")
    assert "Geheimes" in page.content.decode()
    moderation.hide_post(post, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    assert "Geheimes" not in signed_in(member).get("/benachrichtigungen/").content.decode()


def test_a_post_that_calls_a_crowd_tells_some_of_it(thread, other_member):
    crowd = [make_member(f"Menge{n}") for n in range(notifications.MOST_NAMED + 5)]
    say(thread, other_member, " ".join(f"@{one.name}" for one in crowd))
    assert Notification.objects.filter(kind=MENTION).count() == notifications.MOST_NAMED


def test_an_edit_tells_only_whom_it_names_anew(thread, member, other_member, reader):
    following.follow(thread, by=reader)
    post = say(thread, other_member)
    third = make_member("Dritte")
    following.follow(thread, by=third)
    posting.edit_post(post, by=other_member, source="@Leserin und mehr", base=0)
    notifications.tell_of_post(post.pk)
    assert told(reader) == [MENTION, REPLY] and told(third) == []
    posting.edit_post(post, by=other_member, source="@Leserin und noch mehr", base=1)
    notifications.tell_of_post(post.pk)
    assert told(reader) == [MENTION, REPLY]


def test_a_post_that_waits_is_told_when_it_is_approved(settings, thread, member, other_member, moderator):
    settings.HELD_FIRST_POSTS = 5
    post = say(thread, other_member)
    assert told(member) == []
    moderation.approve_post(post, by=moderator)
    notifications.tell_of_post(post.pk)
    assert told(member) == [REPLY]


def test_a_merge_takes_followers_and_news_along(board, thread, member, other_member, reader, moderator):
    other = posting.open_thread(board, by=other_member, title="Anderes", source="Anfang", form_key="x")
    following.follow(other, by=reader)
    following.follow(thread, by=reader, level=FollowLevel.MENTIONS)
    say(other, member)
    say(thread, other_member, key="t")
    rearranging.merge_threads(other, by=moderator, into=thread)
    assert following.level_of(thread, reader) == "mentions" and not Follow.objects.filter(thread=other).exists()
    assert set(Notification.objects.filter(member=reader).values_list("thread", flat=True)) == {thread.pk}
    assert following.level_of(thread, other_member) == "all"


def test_the_database_keeps_one_unread_bundle_and_one_thing_followed(thread, board, reader):
    first = thread.first_post
    Notification.objects.create(member=reader, kind=REPLY, post=first, thread=thread)
    with pytest.raises(IntegrityError), transaction.atomic():
        second = Post.objects.create(thread=thread, number=9, state="visible", author=reader, shown_at=timezone.now())
        Notification.objects.create(member=reader, kind=REPLY, post=second, thread=thread)
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(member=reader, thread=thread, board=board)
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(member=reader, subject_kind="wetter", subject_id=1)
    with pytest.raises(IntegrityError), transaction.atomic():
        Follow.objects.create(member=reader)


def test_the_worker_finds_what_nobody_was_told_of(thread, member, other_member):
    post = posting.reply(thread, by=other_member, source="Verloren", form_key="v")
    now = timezone.now()
    assert tasks.sweep_news(now) == 2 and tasks.sweep_news(now + datetime.timedelta(days=3)) == 0
    notifications.tell_of_post(post.pk)
    notifications.tell_of_post(thread.first_post_id)
    assert tasks.sweep_news(now) == 0


# Pages


def test_following_is_said_and_unsaid_on_the_page(signed_in, as_guest, thread, reader):
    browser = signed_in(reader)
    address = f"{thread.get_absolute_url()}folgen/"
    assert "Du folgst jetzt „Der lange Gang“." in browser.post(address, {"stufe": "all"}, follow=True).content.decode()
    page = browser.get("/folgen/").content.decode()
    assert "Der lange Gang" in page
    browser.post(address, {"stufe": ""})
    assert following.level_of(thread, reader) == ""
    assert "Folgen" not in as_guest.get(thread.get_absolute_url()).content.decode()
    assert browser.get(address).status_code == 405


def test_mute_is_called_mute_wherever_it_stands_and_a_title_with_quotes_is_quoted_once(signed_in, member, reader):
    board = make_board("Saal")
    thread = posting.open_thread(board, by=member, title="„Firnruhe“: das Ende", source="x", form_key="m")
    browser = signed_in(reader)
    for thing in (thread, board):
        page = browser.get(thing.get_absolute_url()).content.decode()
        assert ">Stummschalten</button>" in page and ">Stumm</summary>" not in page
    address = f"{thread.get_absolute_url()}folgen/"
    page = browser.post(address, {"stufe": "mute"}, follow=True).content.decode()
    assert "Von „‚Firnruhe‘: das Ende“ hörst du nichts mehr." in page
    assert "Stumm</summary>" in page and ">Nicht mehr stumm</button>" in page
    assert "<p>Stumm</p>" in browser.get("/folgen/").content.decode()
    page = browser.post(address, {"stufe": ""}, follow=True).content.decode()
    assert "„‚Firnruhe‘: das Ende“ ist nicht mehr stumm." in page


def test_a_film_is_followed_only_as_far_as_it_may_be_seen(signed_in, editor, reader):
    review = make_draft(editor, title="Der Turm")
    browser = signed_in(reader)
    assert browser.post(f"/folgen/film/{review.film_id}/", {"stufe": "all"}).status_code == 404
    assert browser.post("/folgen/wetter/1/", {"stufe": "all"}).status_code == 404


@pytest.mark.parametrize("size", [3, 30])
def test_lists_of_the_own_cost_the_same_however_long_they_are(signed_in, board, member, other_member, reader, size):
    for n in range(size):
        thread = posting.open_thread(board, by=member, title=f"Thema {n}", source="x", form_key=f"t{n}")
        following.follow(thread, by=reader)
        say(thread, other_member)
    browser = signed_in(reader)
    for address, most in (("/benachrichtigungen/", 7), ("/folgen/", 7), ("/merker/", 6), ("/entwuerfe/", 6)):
        browser.get(address)
        with CaptureQueriesContext(connection) as captured:
            assert browser.get(address).status_code == 200
        assert len(captured) <= most, address


def test_all_told_is_read_with_one_button_that_knows_no_later_news(signed_in, thread, member, other_member):
    say(thread, other_member)
    browser = signed_in(member)
    old = int(timezone.now().timestamp()) - 60
    browser.post("/benachrichtigungen/gelesen/", {"stand": old})
    assert notifications.unread_count(member) == 1
    browser.post("/benachrichtigungen/gelesen/", {"stand": old + 120})
    assert notifications.unread_count(member) == 0


def test_a_get_changes_nothing(signed_in, thread, member, other_member):
    say(thread, other_member)
    browser = signed_in(member)
    for address in ("/benachrichtigungen/", "/folgen/", thread.get_absolute_url(), "/neu/"):
        browser.get(address)
    assert notifications.unread_count(member) == 1


# Mails


def send_due(later=datetime.timedelta(minutes=6)):
    at = timezone.now() + later
    Notification.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
    for member, kind in notification_mails.due_mails(at):
        notification_mails.send_notifications(member, NotificationKind(kind))


def test_a_mail_leaves_later_and_only_if_it_was_not_read_here(thread, member, other_member, reader):
    following.follow(thread, by=reader)
    post = say(thread, other_member, "Der Gang ist ||Geheimnis|| lang")
    assert notification_mails.due_mails(timezone.now()) == []
    reading.mark_read(thread, by=reader, number=post.number)
    send_due()
    assert [m.to for m in mail.outbox] == [[member.email]]
    sent = mail.outbox[0]
    assert "Eine neue Antwort in „Der lange Gang“" in sent.subject
    assert "Geheimnis" not in sent.body and "[Spoiler]" in sent.body and f"/beitrag/{post.pk}/" in sent.body
    assert "Geheimnis" not in sent.alternatives[0][0]
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    send_due()
    assert len(mail.outbox) == 1


def test_a_bundle_is_one_mail(thread, member, other_member):
    for _ in range(3):
        say(thread, other_member)
    send_due()
    assert [m.subject for m in mail.outbox] == ["Abspann: 3 neue Antworten in „Der lange Gang“"]


def test_the_link_of_a_mail_switches_its_kind_off_by_post_without_cookie(thread, member, other_member, reader):
    say(thread, other_member)
    send_due()
    address = mail.outbox[0].extra_headers["List-Unsubscribe"][1:-1].removeprefix("http://testserver")
    path = "/" + address.split("/", 3)[3]
    scanner = Client(enforce_csrf_checks=True)
    assert scanner.get(path).status_code == 200 and preferences.gets_mail(member.pk, REPLY)
    assert scanner.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert not preferences.gets_mail(member.pk, REPLY)
    thread.refresh_from_db()
    reading.mark_read(thread, by=member, number=thread.last_number)
    say(thread, other_member)
    assert notifications.unread_count(member) == 1
    send_due()
    assert len(mail.outbox) == 1


def test_mails_of_hidden_posts_do_not_leave(thread, member, other_member, moderator):
    post = say(thread, other_member, f"@„{member.name}“ Geheimes")
    moderation.hide_post(post, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons="Nein."))
    send_due()
    assert mail.outbox == []


def test_a_mail_that_fails_is_tried_again(monkeypatch, thread, member, other_member):
    say(thread, other_member)

    def fail(*args, **kwargs):
        raise OSError

    Notification.objects.update(due_at=timezone.now())
    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr(notification_mails, "send_mail_of_kind", fail)
        notification_mails.send_notifications(member.pk, REPLY)
    assert not notification_mails.send_notifications(member.pk, REPLY)  # claimed
    send_due()
    assert len(mail.outbox) == 1


def test_settings_of_mail_are_kept_and_a_wrong_form_is_said(signed_in, member):
    browser = signed_in(member)
    browser.post("/konto/mails/", {"mails": ["mention", "reaction"], "digest": "weekly"})
    member.refresh_from_db()
    assert (member.digest, member.follows_on_reply) == ("weekly", False)
    wanted = preferences.wanted_mails(member)
    assert {MENTION, NotificationKind.REACTION, NotificationKind.DIGEST} <= wanted and REPLY not in wanted
    page = browser.get("/konto/mails/").content.decode()
    assert "Rechte an Bildern" not in page
    assert browser.post("/konto/mails/", {"mails": ["wetter"], "digest": "stündlich"}).status_code == 422


def test_who_holds_a_mail_sets_all_kinds_without_signing_in(as_guest, member):
    token = preferences.mail_token(member, REPLY)
    page = as_guest.get(f"/konto/mail-abbestellen/{token}/").content.decode()
    address = f"/konto/mails/{token}/"
    assert address in page
    stranger = Client(enforce_csrf_checks=True)
    shown = stranger.get(address)
    assert member.name not in shown.content.decode() and shown.cookies == {}
    assert preferences.wanted_mails(member) >= {MENTION, QUOTE, REPLY}
    saved = stranger.post(address, {"mails": ["mention"], "digest": "daily"})
    assert saved.status_code == 200 and "Gespeichert" in saved.content.decode()
    member.refresh_from_db()
    assert member.digest == "daily" and member.follows_on_reply
    assert preferences.wanted_mails(member) & {MENTION, QUOTE, REPLY} == {MENTION}
    assert stranger.post(address, {"mails": ["wetter"]}).status_code == 422
    assert stranger.get("/konto/mails/erfunden/").status_code == 404


def test_what_is_bundled_behind_a_hidden_post_is_still_told(signed_in, thread, member, other_member, reader, moderator):
    following.follow(thread, by=reader)
    first = say(thread, other_member)
    say(thread, member)
    moderation.hide_post(first, by=moderator, decision=Decision(reasons="So nicht."))
    page = signed_in(reader).get("/benachrichtigungen/").content.decode()
    assert "Eine neue Antwort in „Der lange Gang“" in page
    assert notifications.unread_count(reader) == 1


def test_a_hidden_post_does_not_hold_up_what_is_told_later(thread, member, other_member, reader, moderator):
    following.follow(thread, by=reader)
    first = say(thread, other_member)
    moderation.hide_post(first, by=moderator, decision=Decision(reasons="So nicht."))
    assert notifications.unread_count(reader) == 0
    later = say(thread, member)
    assert [row.post for row in Notification.objects.visible_to(reader).unread()] == [later]


def test_who_is_ignored_now_does_not_hold_up_what_is_told_later(thread, member, other_member, reader):
    following.follow(thread, by=reader)
    say(thread, other_member)
    ignoring.ignore(other_member, by=reader)
    assert notifications.unread_count(reader) == 0
    later = say(thread, member)
    assert [row.post for row in Notification.objects.visible_to(reader).unread()] == [later]


def test_a_reply_that_comes_while_a_page_is_read_stays_news(thread, member, other_member, reader):
    following.follow(thread, by=reader)
    first = say(thread, other_member)
    later = say(thread, member)
    reading.mark_read(thread, by=reader, number=first.number)
    assert [row.post for row in Notification.objects.visible_to(reader).unread()] == [later]
    reading.mark_read(thread, by=reader, number=later.number)
    assert not Notification.objects.visible_to(reader).unread().exists()


def test_news_nobody_can_read_any_more_can_be_put_away(signed_in, board, member, other_member, reader):
    thread = posting.open_thread(board, by=member, title="Der lange Gang", source="Erster", form_key="o")
    following.follow(thread, by=reader)
    say(thread, other_member)
    type(board).objects.filter(pk=board.pk).update(visible_to=Audience.TEAM)
    assert "Alle gelesen" in signed_in(reader).get("/benachrichtigungen/").content.decode()


def test_a_level_nobody_knows_changes_nothing(signed_in, thread, reader):
    following.follow(thread, by=reader, level=FollowLevel.MUTE)
    for sent in ({"stufe": "quatsch"}, {}):
        signed_in(reader).post(f"{thread.get_absolute_url()}folgen/", sent)
    assert following.level_of(thread, reader) == FollowLevel.MUTE


def test_news_of_posts_that_are_split_off_go_along(board, thread, member, other_member, reader, moderator):
    following.follow(thread, by=reader)
    say(thread, other_member)
    new = rearranging.split_thread(thread, by=moderator, numbers=[(2, 2)], title="Daneben", board=board)
    later = say(thread, member)
    told = Notification.objects.visible_to(reader).unread()
    assert {row.thread_id for row in told} == {thread.pk, new.pk} and later in {row.post for row in told}
    reading.mark_read(new, by=reader, number=1)
    assert [row.post for row in told.all()] == [later]


def test_a_crowd_is_not_called_by_editing_either_and_who_was_quoted_not_told_again(thread, other_member, reader):
    mine = say(thread, reader, "Meins")
    crowd = [make_member() for _ in range(notifications.MOST_NAMED)]
    first = say(thread, other_member, quote_block(mine.pk, "Meins") + " ".join(f"@„{one.name}“" for one in crowd[10:]))
    source = f"{first.source} @Leserin " + " ".join(f"@„{one.name}“" for one in crowd)
    posting.edit_post(first, by=other_member, source=source, base=0)
    notifications.tell_of_post(first.pk)
    assert Notification.objects.filter(post=first).count() == notifications.MOST_NAMED
    assert Notification.objects.filter(post=first, member=reader).count() == 1

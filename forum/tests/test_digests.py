"""The digest: what was new, liked and unread, for who asked for it; nothing that may not be read, nothing twice."""

import datetime

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts import ignoring, preferences
from accounts.models import Member, NotificationKind
from forum import digests, following, posting, reacting, reading
from forum.models.board import Audience
from forum.models.links import ReactionKind
from forum.models.reading import FollowLevel
from tests.making import make_board, make_member

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def reader(db):
    member = make_member("Leserin")
    Member.objects.filter(pk=member.pk).update(digest="daily", joined_at=timezone.now() - 30 * DAY)
    member.refresh_from_db()
    return member


@pytest.fixture
def thread(member, other_member):
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Der lange Gang", source="Erster", form_key="o")
    post = posting.reply(thread, by=other_member, source="Schön ||Geheimnis|| gesagt", form_key="a")
    reacting.react(post, by=member, kind=ReactionKind.HEART)
    return thread


def test_it_tells_of_new_threads_liked_posts_and_what_is_unread(thread, reader):
    following.follow(thread, by=reader)
    assert digests.send_digest(reader.pk)
    sent = mail.outbox[0]
    assert sent.subject == "Abspann: Der Tag im Forum" and sent.to == [reader.email]
    new, liked, unread = (sent.body.index(words) for words in ("Neue Themen", "Gern gelesen", "noch ungelesen"))
    assert new < liked < unread and "Tilda Rønnow in „Der lange Gang“" in sent.body
    for text in (sent.body, sent.alternatives[0][0]):
        assert "Geheimnis" not in text and "[Spoiler]" in text
    assert sent.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_who_does_not_come_back_reads_in_it_that_the_rules_changed(thread, reader):
    words = "Die Regeln des Forums haben sich geändert"
    digests.send_digest(reader.pk)
    assert words not in mail.outbox[-1].body
    Member.objects.filter(pk=reader.pk).update(has_new_rules=True, digest_at=None)
    digests.send_digest(reader.pk)
    assert words in mail.outbox[-1].body and "/regeln/" in mail.outbox[-1].body


def test_it_comes_once_a_day_and_says_nothing_where_nothing_was(thread, reader):
    now = timezone.now()
    assert digests.due_digests(now) == [reader.pk]
    assert digests.send_digest(reader.pk) and not digests.send_digest(reader.pk)
    assert digests.due_digests(now + DAY / 2) == [] and digests.due_digests(now + DAY) == [reader.pk]
    Member.objects.filter(pk=reader.pk).update(digest_at=timezone.now() - DAY)
    type(thread).objects.update(created_at=now - 3 * DAY, last_posted_at=now - 3 * DAY)
    thread.posts.update(shown_at=now - 3 * DAY)
    assert not digests.send_digest(reader.pk) and len(mail.outbox) == 1


def test_a_digest_that_could_not_leave_is_due_again(monkeypatch, thread, reader):
    def fail(*args, **kwargs):
        raise OSError

    with monkeypatch.context() as broken, pytest.raises(OSError):
        broken.setattr(digests, "send_mail_of_kind", fail)
        digests.send_digest(reader.pk)
    assert digests.due_digests(timezone.now()) == [reader.pk]


def test_nothing_private_ignored_or_read_is_in_it(thread, member, other_member, moderator, reader):
    team = make_board("Team", visible_to=Audience.TEAM)
    inside = posting.open_thread(team, by=moderator, title="Interna", source="x", form_key="i")
    reacting.react(inside.first_post, by=make_member_of_team(), kind=ReactionKind.STAR)
    ignoring.ignore(other_member, by=reader)
    following.follow(thread, by=reader)
    thread.refresh_from_db()
    reading.mark_read(thread, by=reader, number=thread.last_number)
    digests.send_digest(reader.pk)
    text = mail.outbox[0].body
    assert "Interna" not in text and "Tilda" not in text and "noch ungelesen" not in text and "Der lange Gang" in text


def make_member_of_team():
    from accounts.roles import Role

    return make_member("Noch Jemand", Role.MODERATOR)


def test_its_link_switches_it_off_and_asking_again_lifts_that(thread, reader):
    preferences.stop_mail(reader.pk, NotificationKind.DIGEST)
    assert digests.due_digests(timezone.now()) == []
    preferences.save_preferences(reader, mails=[], digest="weekly", follows_on_reply=True)
    assert digests.due_digests(timezone.now()) == [reader.pk]


@pytest.mark.parametrize("size", [3, 30])
def test_it_costs_the_same_however_much_there_was(member, other_member, reader, size):
    board = make_board("Foyer")
    for n in range(size):
        thread = posting.open_thread(board, by=member, title=f"Thema {n}", source="x", form_key=f"t{n}")
        following.follow(thread, by=reader)
        reacting.react(thread.first_post, by=other_member, kind=ReactionKind.STAR)
    with CaptureQueriesContext(connection) as captured:
        contents = digests.contents_of(Member.objects.get(pk=reader.pk), timezone.now() - DAY)
    assert [len(part) for part in contents.values()] == [min(size, 8), min(size, 5), min(size, 8)]
    assert len(captured) <= 7


def test_a_muted_board_and_a_muted_thread_are_silent_in_it(thread, reader):
    since = timezone.now() - DAY
    assert digests.contents_of(reader, since)["new"] and digests.contents_of(reader, since)["liked"]
    for thing in (thread, thread.board):
        following.follow(thing, by=reader, level=FollowLevel.MUTE)
        assert not any(digests.contents_of(reader, since).values())
        following.unfollow(thing, by=reader)

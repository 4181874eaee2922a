"""Whoever leaves is gone: at once as an account, soon in every text; what stays can be read."""

import datetime

import pytest
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accounts import ignoring, preferences
from accounts.leaving import Ban, close_account, forget_bans, is_barred, is_freed
from accounts.models import BarredAddress, FreedName, Leaving, Member, NotificationKind
from accounts.roles import LastOperator, Role, roles_of, withdraw_role
from filmsite import leaving, leftovers
from filmsite.leaving import leave
from filmsite.tasks import mail_goodbye, sweep_leavings, take_away
from forum import (
    bookmarks,
    drafting,
    following,
    moderation,
    notification_mails,
    notifications,
    pictures,
    posting,
    reacting,
    reading,
)
from forum.cases import reporting
from forum.consistency.counters import differing_threads
from forum.models import Case, Draft, Notification, Post, PostPicture, PostRevision, Quote, Report, ReportReason, Thread
from forum.models.links import ReactionKind
from reviews import seeing
from tests.making import (
    PASSWORD,
    make_board,
    make_member,
    make_post_picture,
    make_post_with_picture,
    make_review,
)
from text.names import fold_name

pytestmark = pytest.mark.django_db

PSEUDONYM = "ehemaliges Mitglied"


@pytest.fixture
def quick(monkeypatch):
    """No pauses between the steps."""
    monkeypatch.setattr(leaving.time, "sleep", lambda seconds: None)


def gone(member, **choice):
    """Left, and everything taken away that takes time."""
    row = leave(member, **{"takes_texts": False, **choice})
    assert leaving.go_on(row, seconds=600)
    member.refresh_from_db()
    return row


@pytest.fixture
def talk(member, other_member, quick):
    """Ada opened it, was quoted and called in it."""
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Anfang", source="Adas Satz", form_key="a")
    first = thread.first_post
    quoting = f":::zitat {first.pk}\nAdas Satz\n:::\nGenau, @„Ada Lünemann“, und `@„Ada Lünemann“`!"
    posting.reply(thread, by=other_member, source=quoting, form_key="b")
    thread.refresh_from_db()
    return thread


# By oneself


def leave_by_page(client, texts="stay", password=PASSWORD):
    return client.post("/konto/loeschen/", {"texts": texts, "password": password})


def test_a_member_leaves_with_the_password_and_the_account_is_gone_at_once(talk, member, signed_in):
    client, elsewhere = signed_in(member), signed_in(member)
    page = client.get("/konto/loeschen/").content.decode()
    assert "Hol dir erst deine Daten" in page and "ehemaliges Mitglied" in page
    answer = leave_by_page(client)
    assert (answer.status_code, answer.url) == (302, "/konto/geloescht/")
    assert "Danke" in client.get("/konto/geloescht/").content.decode()
    member.refresh_from_db()
    assert member.name == f"{PSEUDONYM} {member.pk}" and not member.is_active
    assert (member.email, member.last_login, member.has_usable_password()) == ("", None, False)
    assert not EmailAddress.objects.filter(user=member).exists()
    for browser in (client, elsewhere):
        assert browser.get("/benachrichtigungen/").url.startswith("/konto/login/")
    for name in ("Ada Lünemann", member.name):
        answer = Client().post("/konto/login/", {"login": name, "password": PASSWORD})
        assert answer.status_code == 200


@pytest.mark.parametrize(("texts", "password"), [("stay", "falsch"), ("", PASSWORD), ("alles", PASSWORD), ("stay", "")])
def test_without_password_or_choice_nobody_leaves(member, signed_in, texts, password):
    answer = leave_by_page(signed_in(member), texts, password)
    assert answer.status_code == 422 and 'aria-invalid="true"' in answer.content.decode()
    assert not Leaving.objects.exists()


def test_a_password_is_not_guessed_for_long(member, signed_in):
    client = signed_in(member)
    for _ in range(5):
        leave_by_page(client, password="falsch")
    assert "Zu viele Versuche" in leave_by_page(client).content.decode()
    assert not Leaving.objects.exists()


def test_the_last_operator_stays_and_reads_why(operator, signed_in):
    answer = leave_by_page(signed_in(operator))
    assert answer.status_code == 422 and "letzte Person im Betrieb" in answer.content.decode()
    make_member("Zweite", Role.OPERATOR)
    assert leave_by_page(signed_in(operator)).status_code == 302
    assert roles_of(Member.objects.get(pk=operator.pk)) == frozenset() and not operator.groups.exists()


def test_an_operator_who_has_left_is_no_other_operator(operator):
    second = make_member("Zweite", Role.OPERATOR)
    leave(operator, takes_texts=False)
    with pytest.raises(LastOperator):
        withdraw_role(second, Role.OPERATOR, by=second)
    with pytest.raises(LastOperator):
        leave(second, takes_texts=False)


def test_to_leave_twice_changes_nothing(talk, member):
    assert leave(member, takes_texts=False)
    before = Leaving.objects.values().get(), FreedName.objects.count(), Thread.objects.values("version").get()
    assert leave(member, takes_texts=True) is None
    assert before == (Leaving.objects.values().get(), FreedName.objects.count(), Thread.objects.values("version").get())


def test_everything_personal_goes(talk, member, other_member, editor, settings, moderator):
    settings.POST_PICTURES = "members"
    review, theirs = make_review(editor), talk.posts.get(number=2)
    bookmarks.keep(theirs, by=member, note="x")
    reacting.react(theirs, by=member, kind=ReactionKind.STAR)
    following.follow(review.thread, by=member)
    reading.mark_read(talk, by=member, number=2)
    seeing.mark_seen(review.film, by=member)
    ignoring.ignore(moderator, by=member)
    drafting.save_draft_of_reply(talk, by=member, source="Halb")
    preferences.stop_mail(member.pk, NotificationKind.REPLY)
    notifications.tell_of_post(theirs.pk)
    unposted = make_post_picture(member, "irgendein-formular")
    gone(member)
    for relation in leaving.GOES:
        label, _, field = relation.rpartition(".")
        assert not apps.get_model(label).objects.filter(**{field: member.pk}).exists(), relation
    theirs.refresh_from_db()
    assert theirs.reaction_counts == {}
    unposted = PostPicture.objects.filter(pk=unposted.pk).first()
    assert unposted is None or unposted.is_gone
    assert not any(
        session.get_decoded().get("_auth_user_id") == str(member.pk) for session in Session.objects.iterator()
    )
    assert [str(difference) for difference in differing_threads("default")] == []


def test_sessions_of_all_devices_are_deleted(member, other_member, signed_in, quick):
    for who in (member, member, other_member):
        signed_in(who)
    gone(member)
    assert [s.get_decoded()["_auth_user_id"] for s in Session.objects.all()] == [str(other_member.pk)]


def test_what_stays_can_be_read_under_the_pseudonym_without_a_link(talk, member, as_guest):
    assert "Ada" in as_guest.get(talk.get_absolute_url()).content.decode()
    leave(member, takes_texts=False)
    page = as_guest.get(talk.get_absolute_url()).content.decode()  # with the very next request
    name = f"{PSEUDONYM} {member.pk}"
    assert "Adas Satz" in page and f">{name}</b>" in page and f"{name} schrieb" in page
    assert "Ada" not in page.replace("Adas Satz", "") and f"Genau, {name}, und <code>{name}</code>!" in page
    assert "dabei seit" in page and page.count("dabei seit") == 1


def test_a_page_that_names_the_member_only_as_author_or_in_a_quote_is_made_anew(member, other_member, as_guest, quick):
    board = make_board("Foyer")
    own = posting.open_thread(board, by=member, title="Eigenes", source="Satz", form_key="a")
    other = posting.open_thread(board, by=other_member, title="Anderes", source="Los", form_key="b")
    posting.reply(other, by=other_member, source=f":::zitat {own.first_post_id}\nSatz\n:::\nGenau", form_key="c")
    pages = [own.get_absolute_url(), other.get_absolute_url(), board.get_absolute_url(), "/forum/"]
    assert all("Ada Lünemann" in as_guest.get(path).content.decode() for path in pages[:3])
    as_guest.get(pages[3])
    leave(member, takes_texts=False)
    for path in pages:
        assert "Ada" not in as_guest.get(path).content.decode(), path


def test_texts_that_are_taken_along_go_from_quotes_versions_and_drafts(talk, member, other_member, as_guest):
    first = talk.first_post
    posting.edit_post(first, by=member, source="Adas neuer Satz", base=0)
    theirs = talk.posts.get(number=2)
    posting.edit_post(theirs, by=other_member, source=f"Mehr:\n\n{theirs.source}", base=0)
    drafting.save_draft_of_reply(talk, by=other_member, source=f":::zitat {first.pk}\nAdas Satz\n:::\n")
    gone(member, takes_texts=True)
    first.refresh_from_db()
    assert (first.state, first.source, first.html, first.number) == ("erased", "", "", 1)
    assert not PostRevision.objects.filter(source__contains="Adas").exists()
    assert not Post.objects.filter(source__contains="Adas").exists()
    assert not Post.objects.filter(html__contains="Adas").exists()
    assert not Draft.objects.filter(source__contains="Adas").exists()
    assert not Quote.objects.filter(quoted=first).exists()
    page = as_guest.get(talk.get_absolute_url()).content.decode()
    assert "Zitat entfernt" in page and "Genau" in page
    assert as_guest.get(f"/beitrag/{first.pk}/").status_code == 302
    assert [str(difference) for difference in differing_threads("default")] == []
    assert not moderation.Decision.objects.exists()


def test_a_title_goes_along_only_where_nobody_else_spoke(talk, member):
    alone = posting.open_thread(make_board("Foyer"), by=member, title="Ganz allein", source="Ich", form_key="c")
    gone(member, takes_texts=True)
    assert [Thread.objects.get(pk=thread.pk).title for thread in (talk, alone)] == [
        "Anfang",
        "Thema eines ehemaligen Mitglieds",
    ]


def test_pictures_go_with_the_texts_and_stay_with_them(editor, member, other_member, settings, quick):
    settings.POST_PICTURES = "members"
    thread = make_review(editor).thread
    _, staying = make_post_with_picture(thread, other_member)
    _, going = make_post_with_picture(thread, member)
    gone(other_member)
    gone(member, takes_texts=True)
    assert [PostPicture.objects.get(pk=picture.pk).is_gone for picture in (staying, going)] == [False, True]


def test_called_names_go_from_titles_drafts_and_versions(talk, member, other_member):
    title = "Frage an @ADA-Lünemann und @„Ada Lünemann“"
    asked = posting.open_thread(talk.board, by=other_member, title=title, source="Hier", form_key="q")
    drafting.save_draft_of_reply(talk, by=other_member, source="Noch was, @„Ada Lünemann“")
    theirs = talk.posts.get(number=2)
    posting.edit_post(theirs, by=other_member, source="Nichts mehr", base=0)
    gone(member)
    name = f"{PSEUDONYM} {member.pk}"
    assert Thread.objects.get(pk=asked.pk).title == f"Frage an @ADA-Lünemann und {name}"
    assert Draft.objects.get(member=other_member).source == f"Noch was, {name}"
    assert name in theirs.revisions.get().source and "Ada" not in theirs.revisions.get().source.replace("Adas Satz", "")


def test_nobody_can_be_called_by_a_pseudonym(talk, member, other_member):
    gone(member)
    post = posting.reply(talk, by=other_member, source=f"@„{member.name}“ ist weg", form_key="z")
    assert not post.mentions.exists()


def test_who_ignored_a_member_still_reads_nothing_and_can_change_that(talk, member, other_member, signed_in):
    ignoring.ignore(member, by=other_member)
    gone(member)
    client = signed_in(other_member)
    page = client.get("/konto/ignoriert/").content.decode()
    assert member.name in page and "Ada" not in page
    assert client.post(f"/mitglieder/{member.name}/wieder-lesen/").url == "/konto/ignoriert/"
    assert not other_member.ignores.exists()


def test_bylines_of_reviews_keep_their_name_and_lose_the_account(editor, as_guest, quick):
    review = make_review(editor, authors=[{"name": "Jule Wiebrandt", "nick": ""}])
    author = review.authors.get().get_absolute_url()
    assert f'href="{editor.get_absolute_url()}"' in as_guest.get(author).content.decode()
    gone(editor, takes_texts=True)
    for address in (review.get_absolute_url(), author):
        page = as_guest.get(address).content.decode()
        assert "Jule Wiebrandt" in page and "/mitglieder/" not in page


def test_mail_that_waited_does_not_leave(talk, member, other_member):
    posting.reply(talk, by=other_member, source="Ruf an @„Ada Lünemann“", form_key="r")
    for post in talk.posts.all():
        notifications.tell_of_post(post.pk)
    Notification.objects.update(due_at=timezone.now())
    leave(member, takes_texts=False)
    for kind in NotificationKind:
        notification_mails.send_notifications(member.pk, kind)
    assert mail.outbox == []


# The name


def test_a_freed_name_is_never_given_again(member, quick):
    gone(member)
    assert is_freed("ADA  LÜNEMANN".replace("  ", " ")) and not is_freed("Ada")
    for name in ("Ada Lünemann", "ada lünemann", f"{PSEUDONYM} 77", "Ehemaliges-Mitglied 5"):
        fields = {"username": name, "email": "neu@abspann.example", "password1": "kein-haus-am-see-7"}
        answer = Client().post("/konto/signup/", fields)
        assert answer.status_code == 200 and "Nimm einen anderen" in answer.content.decode(), name
    assert "Ada" not in str(FreedName.objects.values()) and len(FreedName.objects.get().digest) == 64


def test_the_old_profile_says_that_it_is_gone_and_no_more(member, as_guest, quick):
    paths = [f"/mitglieder/{name}/{rest}" for name in ("Ada Lünemann", "ada lünemann") for rest in ("", "feed.atom")]
    gone(member)
    paths += [member.get_absolute_url(), f"{member.get_absolute_url()}feed.atom"]
    for path in paths:
        answer = as_guest.get(path)
        assert answer.status_code == 410 and "Dieses Konto gibt es nicht mehr" in answer.content.decode(), path
    assert as_guest.get("/mitglieder/Nie Dagewesen/").status_code == 404
    assert as_guest.get("/mitglieder/Nie Dagewesen/feed.atom").status_code == 404


def test_a_pseudonym_that_somebody_had_before_gets_another(member, other_member, quick):
    name = f"{PSEUDONYM} {member.pk}"
    Member.objects.filter(pk=other_member.pk).update(name=name, name_folded=fold_name(name))
    gone(member)
    assert member.name == f"{PSEUDONYM} {member.pk}-2"


def test_the_old_name_is_forgotten_when_all_is_done(talk, member):
    row = gone(member)
    mail_goodbye.func(row.pk)
    Leaving.objects.update(at=timezone.now() - leaving.LOOK_AGAIN)
    row.refresh_from_db()
    assert row.name == "Ada Lünemann"
    assert leaving.go_on(row)
    row.refresh_from_db()
    assert (row.name, row.email, row.due_at) == ("", "", None)


# Bans


def test_the_address_of_a_banned_member_is_barred_until_the_ban_ends(member, other_member):
    now = timezone.now()
    close_account(member, by=None, takes_texts=False, ban=Ban(now + datetime.timedelta(days=3)))
    address = "neu@abspann.example"
    close_account(other_member, by=None, takes_texts=False, ban=Ban(None))
    barred = Leaving.objects.get(member=member).email
    assert is_barred(barred.upper()) and not is_barred(address)
    assert not is_barred(barred, now + datetime.timedelta(days=4))
    fields = {"username": "Wieder Da", "email": barred, "password1": "kein-haus-am-see-7"}
    answer = Client().post("/konto/signup/", fields)
    assert "zurzeit kein Konto" in answer.content.decode() and not Member.objects.named("Wieder Da").exists()
    assert forget_bans(now + datetime.timedelta(days=4)) == 1 and BarredAddress.objects.get().until is None


def test_without_a_ban_the_address_is_free_at_once(member, quick):
    address = member.email
    gone(member)
    assert not BarredAddress.objects.exists() and not is_barred(address)
    Member.objects.create_user("Ganz Neu", address)


# By an operator


def delete(client, **fields):
    words = {"name": "Ada Lünemann", "texts": "take", "reasons": "Art. 17 DSGVO, per Brief.", "sure": "on"}
    return client.post("/betrieb/konten/loeschen/", words | fields)


def test_an_operator_deletes_an_account_with_reasons_that_go_with_the_last_mail(talk, member, operator, signed_in):
    address = member.email
    assert delete(signed_in(operator)).status_code == 302
    row = Leaving.objects.get()
    assert (row.member, row.by, row.takes_texts) == (member, operator, True)
    assert leaving.say_goodbye(row)
    [message] = mail.outbox
    assert message.to == [address] and "Art. 17 DSGVO" in message.body and "Hallo Ada" in message.body
    assert not leaving.say_goodbye(row) and len(mail.outbox) == 1


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"name": "Niemand Hier"}, "gibt es nicht"),
        ({"name": "Per Oltmann"}, "Dein eigenes Konto"),
        ({"reasons": ""}, "warum das Konto gelöscht wird"),
        ({"sure": ""}, "Setz erst das Häkchen"),
        ({"texts": ""}, "Wähle, was mit den Beiträgen geschieht"),
    ],
)
def test_an_operator_must_say_whom_why_and_how(member, operator, signed_in, fields, words):
    answer = delete(signed_in(operator), **fields)
    assert answer.status_code == 422 and words in answer.content.decode()
    assert not Leaving.objects.exists()


def test_a_superuser_is_not_deleted_as_the_last_of_the_operators(operator, signed_in):
    superuser = Member.objects.create_superuser("Ober Haupt", "o@abspann.example")
    leave(operator, takes_texts=False)
    with pytest.raises(LastOperator):
        leave(superuser, takes_texts=False)


def test_nobody_else_deletes_accounts(member, other_member, moderator, operator):
    for by in (other_member, moderator, member):
        with pytest.raises(PermissionDenied):
            leave(member, by=by, takes_texts=False, reasons="So")


def test_the_database_keeps_what_must_hold(member, other_member, operator):
    close_account(member, by=None, takes_texts=False)
    row = Leaving.objects.get()
    for wrong in ({"due_at": None}, {"by": operator}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Leaving.objects.filter(pk=row.pk).update(**wrong)
    for double in (FreedName(digest="x"), BarredAddress(digest="x")):
        double.save()
        with pytest.raises(IntegrityError), transaction.atomic():
            type(double)(digest="x").save()


# The worker


def test_what_was_killed_in_the_middle_goes_on(editor, member, other_member, quick, monkeypatch):
    thread = make_review(editor).thread
    for n in range(5):
        posting.reply(thread, by=member, source=f"Geheim {n}", form_key=f"{n}")
    monkeypatch.setattr(leaving, "AT_ONCE", 0)
    row = leave(member, takes_texts=True)
    real, calls = leaving.forum_part.take_text_along, []

    def killed_at_the_third(post):
        calls.append(post)
        if len(calls) == 3:
            raise SystemExit
        return real(post)

    monkeypatch.setattr(leaving.forum_part, "take_text_along", killed_at_the_third)
    with pytest.raises(SystemExit):
        leaving.go_on(row)
    monkeypatch.undo()
    assert Post.objects.filter(source__startswith="Geheim").count() == 2
    assert sweep_leavings() == 2
    assert leaving.go_on(row, seconds=600)
    assert not Post.objects.filter(source__startswith="Geheim").exists()


def test_one_with_much_to_erase_lets_others_have_their_turn(editor, member, quick, monkeypatch):
    thread = make_review(editor).thread
    for n in range(3):
        posting.reply(thread, by=member, source=f"Geheim {n}", form_key=f"{n}")
    monkeypatch.setattr(leaving, "AT_ONCE", 0)
    row = leave(member, takes_texts=True)
    assert Post.objects.filter(state="erased").count() == 1
    assert not leaving.go_on(row, seconds=0)
    assert Post.objects.filter(state="erased").count() == 2
    assert leaving.go_on(row, seconds=600)


def test_what_another_device_wrote_at_that_moment_is_found_an_hour_later(talk, member):
    stale = Member.objects.get(pk=member.pk)
    row = gone(member, takes_texts=True)
    late = posting.reply(talk, by=stale, source="Gerade noch", form_key="spät")
    drafting.save_draft_of_reply(talk, by=stale, source="Und noch")
    row.refresh_from_db()
    assert row.due_at == row.at + leaving.LOOK_AGAIN
    assert (sweep_leavings(), sweep_leavings(row.due_at)) == (1, 2)  # the last mail is still to leave
    Leaving.objects.update(at=timezone.now() - leaving.LOOK_AGAIN, due_at=timezone.now())
    row.refresh_from_db()
    assert leaving.go_on(row, seconds=600)
    late.refresh_from_db()
    assert late.state == "erased" and not Draft.objects.filter(member=member).exists()


def test_nothing_is_done_for_who_is_done_with(member, quick):
    row = gone(member)
    Leaving.objects.update(due_at=None, name="", email="")
    assert sweep_leavings() == 0
    assert take_away.func(row.pk) is False


def test_a_mail_server_that_refuses_is_asked_for_two_days_and_then_no_more(member, quick, monkeypatch):
    row = gone(member)
    monkeypatch.setattr(leaving, "send_necessary_mail", lambda *args, **kwargs: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        leaving.say_goodbye(row)
    Leaving.objects.update(at=timezone.now() - datetime.timedelta(days=1))
    row.refresh_from_db()
    assert leaving.go_on(row)
    row.refresh_from_db()
    assert row.due_at and row.email
    Leaving.objects.update(at=timezone.now() - leaving.GOODBYE)
    row.refresh_from_db()
    assert leaving.go_on(row)
    row.refresh_from_db()
    assert (row.due_at, row.email, row.name) == (None, "", "")


def test_what_was_left_behind_is_found_and_taken_away(talk, member):
    row = gone(member, takes_texts=True)
    Leaving.objects.update(due_at=None, name="", email="")
    Draft.objects.create(member=member, thread=talk, source="Später")
    Post.objects.filter(author=member).update(state="removed")
    found = list(leftovers.differences("default"))
    assert [str(member.pk) in difference.text for difference in found] == [True, True]
    for difference in found:
        difference.mend()
    row.refresh_from_db()
    assert leaving.go_on(row, seconds=600)
    assert not list(leftovers.differences("default"))
    Leaving.objects.update(due_at=None)
    assert not list(leftovers.differences("default"))


def test_a_text_that_a_case_needs_is_nothing_that_was_left_behind(talk, member, other_member):
    reporting.report(talk.first_post, reason=ReportReason.objects.first(), words="Böse", by=other_member)
    gone(member, takes_texts=True)
    Leaving.objects.update(due_at=None, name="", email="")
    assert Post.objects.get(pk=talk.first_post_id).source and not list(leftovers.differences("default"))
    Report.objects.all().delete()
    Case.objects.all().delete()
    assert list(leftovers.differences("default"))


def test_a_pending_upload_of_another_is_not_touched(member, other_member, settings, quick):
    settings.POST_PICTURES = "members"
    theirs = make_post_picture(other_member, "formular")
    gone(member)
    assert pictures.in_form(other_member, "formular").get() == theirs

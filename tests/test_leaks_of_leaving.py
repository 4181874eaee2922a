"""Who has left is in no answer, no mail, no file: over all addresses of the site, through every cache."""

import datetime
import io
import zipfile
from urllib.parse import quote

import pytest
from django.apps import apps
from django.core import mail
from django.core.files.storage import default_storage
from django.utils import timezone

from accounts import ignoring
from accounts.models import Leaving, Member, NotificationKind
from accounts.roles import Role
from filmsite import leaving, personal_data
from filmsite.models import DataExport
from forum import (
    bookmarks,
    digests,
    drafting,
    following,
    moderation,
    notes,
    notification_mails,
    notifications,
    posting,
    reacting,
    reading,
)
from forum.cases import appealing, duty, reporting
from forum.cases.finding import words_of
from forum.models import Decision, Notification, Post, ReportReason, Thread
from forum.models.links import ReactionKind
from forum.models.redress import AppealOutcome, AppealSide
from reviews import related
from tests.making import make_board, make_member, make_review
from tests.walking import addresses

pytestmark = pytest.mark.django_db(transaction=True, serialized_rollback=True)

NAME = "Brunhild Ossowski"
CALLED = f"@„{NAME}“"
TEXT = "Verschwindewort"


@pytest.fixture
def left(monkeypatch):
    """Brunhild has left everywhere what somebody can leave; only `walk` and `leave` are missing."""
    monkeypatch.setattr(leaving.time, "sleep", lambda seconds: None)
    return make_member(NAME)


@pytest.fixture
def house(left, member, other_member, editor, moderator, operator):
    review = make_review(editor, "Der Turm")
    thread, board = review.thread, make_board("Foyer")
    own = posting.reply(thread, by=left, source=f"{TEXT} eins", form_key="1")
    talk = posting.open_thread(board, by=left, title="Wer kommt mit?", source=f"{TEXT} zwei", form_key="2")
    asked = posting.open_thread(board, by=member, title=f"Wo bleibt {CALLED}?", source=f"Na, {CALLED}?", form_key="3")
    quoting = f":::zitat {own.pk}\n{TEXT} eins\n:::\nRecht hat {CALLED}, ||{CALLED}|| und `{CALLED}`."
    for where in (thread, talk, asked):
        answer = posting.reply(where, by=member, source=quoting, form_key=f"q{where.pk}")
    posting.edit_post(answer, by=member, source=f"Erst\n\n{quoting}", base=0)
    posting.edit_post(own, by=left, source=f"{TEXT} neu", base=0)
    hidden = posting.reply(talk, by=left, source=f"{TEXT} böse", form_key="4")
    words = Decision(rule="1", reasons=f"{NAME} war zu laut", facts=f"{NAME}s Satz")
    decision = moderation.hide_post(hidden, by=moderator, decision=words)
    pulled = posting.reply(talk, by=left, source=f"{TEXT} zurück", form_key="5")
    posting.withdraw_post(pulled, by=left)
    drafting.save_draft_of_reply(thread, by=member, source=f":::zitat {own.pk}\n{TEXT} eins\n:::\nUnd {CALLED}")
    drafting.save_draft_of_thread(board, by=member, title=f"An {CALLED}", source=f"Lieber {CALLED}")
    for post in (own, talk.first_post):
        bookmarks.keep(post, by=member, note="Merken")
    following.follow(talk, by=member)
    following.follow(thread, by=left)
    ignoring.ignore(left, by=other_member)
    ignoring.ignore(member, by=left)
    reacting.react(answer, by=left, kind=ReactionKind.HEART)
    reacting.react(own, by=member, kind=ReactionKind.HEART)
    related.link_thread(review, talk, by=editor)
    reading.mark_read(talk, by=left, number=2)
    for post in Post.objects.filter(state="visible"):
        notifications.tell_of_post(post.pk)
    for target in (left, asked):
        words = f"Das war {CALLED}"
        reporting.report(target, reason=ReportReason.objects.first(), words=words, by=editor, seen=words_of(target))
    said = appealing.appeal(decision, AppealSide.AUTHOR, words=f"Ich, {NAME}, war es nicht", member=left)
    second = make_member("Birte Falck", Role.MODERATOR)
    appealing.decide_appeal(said, AppealOutcome.UPHELD, by=second, answer=f"Doch, {NAME.upper()}.")
    reporting.report(talk, reason=ReportReason.objects.first(), words=f"{NAME} stört dort", by=member)
    duty.leave_note(f"Achtet auf {NAME}.", by=moderator)
    notes.add_note(other_member, by=moderator, text=f"Streitet mit {NAME}")
    notes.add_note(left, by=moderator, text=f"{NAME} ist neu")
    Notification.objects.update(due_at=timezone.now())
    Member.objects.update(digest="daily", digest_at=timezone.now() - datetime.timedelta(days=1, hours=1))
    return locals()


def clients(house, signed_in, as_guest):
    yield "guest", as_guest
    for who in ("member", "moderator"):
        yield who, signed_in(house[who])


def told(client, path):
    answer = client.get(path)
    assert answer.status_code < 500, path
    headers = str(answer.headers).replace(quote(path), "")  # the way back after signing in is what was asked for
    return answer.status_code, answer.getvalue().decode(errors="replace") + headers


def walk(house, signed_in, as_guest):
    for who, client in clients(house, signed_in, as_guest):
        for path in addresses(house["review"]):
            status, text = told(client, path)
            yield who, path, status, text


def files_of_all():
    for export in DataExport.objects.all():
        if default_storage.exists(export.file):
            with default_storage.open(export.file) as file, zipfile.ZipFile(io.BytesIO(file.read())) as archive:
                for name in archive.namelist():
                    yield name, archive.read(name).decode(errors="replace")


def mails_of(members):
    mail.outbox.clear()
    for who in members:
        for kind in NotificationKind:
            notification_mails.send_notifications(who.pk, kind)
        digests.send_digest(who.pk)
    return [str(message.message()) + message.body + message.subject for message in mail.outbox]


@pytest.mark.slow
@pytest.mark.parametrize("takes_texts", [False, True], ids=["texts stay", "texts go by law"])
def test_who_has_left_is_in_no_answer_no_mail_and_no_file(house, left, signed_in, as_guest, takes_texts):
    readers = [house[who] for who in ("member", "other_member", "moderator", "editor")]
    for who in readers:
        assert personal_data.make_export(personal_data.ask_for_export(who).pk)
    before = list(walk(house, signed_in, as_guest))  # every cache has seen the name
    answered = {(who, path, status) for who, path, status, _ in before}
    assert sum(NAME in text for *_, text in before) > 30 and any(NAME in text for _, text in files_of_all())

    by_law = {"by": house["operator"], "reasons": "Art. 17 DSGVO"}  # nothing is kept for a case then
    row = leaving.leave(left, takes_texts=takes_texts, **(by_law if takes_texts else {}))
    assert not personal_data.ask_for_export(house["member"])
    assert leaving.go_on(row, seconds=600)
    for export in DataExport.objects.all():
        assert personal_data.make_export(export.pk)

    secrets = [NAME, quote(NAME), "ossowski", left.email, *([TEXT] if takes_texts else [])]
    seen = set()
    for who, path, status, text in walk(house, signed_in, as_guest):
        found = [secret for secret in secrets if secret.lower() in text.lower()]
        assert not found, f"{who} reads {found} at {path}"
        seen |= {word for word in (TEXT, "ehemaliges Mitglied") if word in text}
        if path.startswith("/thema/") or (path.startswith("/beitrag/") and path.count("/") == 3):
            assert (who, path, status) in answered
    assert seen == {"ehemaliges Mitglied", *([] if takes_texts else [TEXT])}
    texts = [*mails_of([*readers, left]), *(text for _, text in files_of_all())]
    assert len(texts) > 20 and mail.outbox
    for text in texts:
        assert not [secret for secret in secrets if secret.lower() in text.lower()], text
    for model in (Post, Thread):
        assert not any(NAME in str(values) for values in model.objects.values())


def test_guests_read_the_pseudonym_with_the_next_request_on_every_page(house, left, as_guest):
    paths = [path for path in addresses(house["review"]) if NAME in told(as_guest, path)[1]]
    assert len(paths) > 5
    leaving.leave(left, takes_texts=False)
    name = Member.objects.get(pk=left.pk).name
    for path in paths:
        status, text = told(as_guest, path)
        assert NAME not in text, path
        assert status == 410 if path.startswith(f"/mitglieder/{NAME}") else name in text, path


def test_the_name_that_was_freed_is_only_a_hash_in_the_end(house, left):
    row = leaving.leave(left, takes_texts=True, by=house["operator"], reasons="Art. 17 DSGVO")
    assert leaving.go_on(row, seconds=600) and leaving.say_goodbye(row)
    Leaving.objects.update(at=timezone.now() - leaving.LOOK_AGAIN)
    row.refresh_from_db()
    assert leaving.go_on(row, seconds=600)
    for model in apps.get_models():
        for values in model.objects.values() if hasattr(model, "objects") else ():
            assert "ossowski" not in str(values).lower() and TEXT not in str(values), model

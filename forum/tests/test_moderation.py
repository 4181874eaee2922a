import datetime
import re

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.utils import timezone

from forum import moderation, posting
from forum.models import Case, Decision, Post, Quote, Thread
from forum.models.moderation import DecisionAction
from forum.tasks import sweep_pins
from tests.making import make_board, make_review

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(editor, member):
    return posting.reply(make_review(editor).thread, by=member, source="Du Nuss", form_key="a")


def grounds(**more):
    return Decision(rule="1. Freundlich bleiben", reasons="Das ist eine Beleidigung.", **more)


def test_a_hidden_post_leaves_a_stub_with_the_rule_and_tells_its_author_why(
    post, moderator, member, signed_in, as_guest
):
    moderation.hide_post(post, by=moderator, decision=grounds())
    address = post.thread.get_absolute_url()
    for_all = as_guest.get(address).content.decode()
    assert "Beitrag 2 ist ausgeblendet (Regel\u00a01: Freundlich bleiben)." in for_all
    assert "Du Nuss" not in for_all and "Das ist eine Beleidigung" not in for_all
    for_author = signed_in(member).get(address).content.decode()
    assert "Du Nuss" in for_author and "Das ist eine Beleidigung." in for_author
    assert "Das ist eine Beleidigung." in signed_in(member).get(member.get_absolute_url()).content.decode()
    assert "Das ist eine Beleidigung." not in as_guest.get(member.get_absolute_url()).content.decode()


def test_a_decision_that_touches_an_author_needs_reasons(post, moderator):
    for act in (moderation.hide_post, moderation.reject_post):
        with pytest.raises(moderation.ReasonsMissing):
            act(post, by=moderator, decision=Decision(reasons="  "))
    with pytest.raises(moderation.ReasonsMissing):
        moderation.lock_thread(post.thread, by=moderator, decision=Decision())
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(post=post, action=DecisionAction.HIDE, by=moderator)
    assert not Decision.objects.exists()


def test_hiding_twice_is_one_decision(post, moderator):
    assert moderation.hide_post(post, by=moderator, decision=grounds())
    version = Thread.objects.get(pk=post.thread_id).version
    assert moderation.hide_post(post, by=moderator, decision=grounds()) is None
    assert (Decision.objects.count(), Thread.objects.get(pk=post.thread_id).version) == (1, version)


def test_only_moderators_decide_and_never_on_their_own(post, member, editor, chief_editor, operator, moderator):
    for stranger in (member, editor, chief_editor, operator):
        with pytest.raises(PermissionDenied):
            moderation.hide_post(post, by=stranger, decision=grounds())
    own = posting.open_thread(make_board("Foyer"), by=moderator, title="Meins", source="Text", form_key="m")
    with pytest.raises(PermissionDenied):
        moderation.lock_thread(own, by=moderator, decision=grounds())
    with pytest.raises(PermissionDenied):
        moderation.hide_post(own.first_post, by=moderator, decision=grounds())


def test_the_opening_of_a_review_cannot_be_hidden_and_its_thread_only_locked(editor, moderator):
    thread = make_review(editor).thread
    with pytest.raises(PermissionDenied):
        moderation.hide_post(thread.posts.get(number=1), by=moderator, decision=grounds())
    assert moderation.hide_thread(thread, by=moderator, decision=grounds()) is None
    assert moderation.lock_thread(thread, by=moderator, decision=grounds())
    assert Thread.objects.get(pk=thread.pk).state == "locked"


def test_the_opening_of_a_review_cannot_be_erased(editor, moderator, signed_in):
    opening = make_review(editor).thread.posts.get()
    words = {"rule": "law", "law": "§ 185 StGB", "reasons": "Ein Gericht will es.", "sicher": "ja"}
    assert signed_in(moderator).post(f"/beitrag/{opening.pk}/loeschen/", words).status_code == 403
    assert not Decision.objects.exists()


def test_an_automatic_hiding_is_a_decision_of_nobody_and_can_be_reversed(post, moderator):
    assert (
        moderation.hide_post_automatically(post, facts="drei Meldungen", reasons="Mehrere.") is None
    )  # no case is open
    Case.objects.create(post=post)
    decision = moderation.hide_post_automatically(post, facts="drei Meldungen", reasons="Mehrere haben gemeldet.")
    assert (decision.automated, decision.by) == (True, None)
    assert list(Post.objects.waiting()) == [post]
    assert moderation.restore_post(post, by=moderator, decision=Decision())
    post.refresh_from_db()
    assert (post.state, post.number) == ("visible", 2)


def test_an_erased_text_is_gone_from_versions_and_quotes_and_its_number_stays(post, member, moderator, other_member):
    posting.edit_post(post, by=member, source="Du Nuss, leise", base=0)
    quote = f":::zitat {post.pk}\nDu Nuss\n:::\n\nNa, na."
    answer = posting.reply(post.thread, by=other_member, source=quote, form_key="q")
    posting.edit_post(answer, by=other_member, source=f"{quote} Na.", base=0)
    moderation.erase_post(post, by=moderator, decision=grounds())
    post.refresh_from_db()
    answer.refresh_from_db()
    assert (post.source, post.html, post.number, post.state) == ("", "", 2, "erased")
    texts = [answer.source, answer.html, *(r.source for r in [*post.revisions.all(), *answer.revisions.all()])]
    assert not any("Nuss" in text for text in texts)
    assert "Na, na. Na." in answer.source
    assert not Quote.objects.exists()


def test_a_quote_of_an_erased_post_that_comes_late_loses_its_words(post, moderator, other_member):
    quote = f":::zitat {post.pk}\nDu Nuss\n:::\n\nZu spät?"
    moderation.erase_post(post, by=moderator, decision=grounds())
    answer = posting.reply(post.thread, by=other_member, source=quote, form_key="q")
    assert "Nuss" not in answer.source + answer.html and "Zu spät?" in answer.html


def test_a_thread_whose_first_post_waits_opens_with_its_approval(member, moderator, settings, as_guest, signed_in):
    settings.HELD_FIRST_POSTS = 1
    thread = posting.open_thread(
        make_board("Foyer"), by=member, title="Hallo zusammen", source="Neu hier", form_key="a"
    )
    assert (thread.state, thread.pending_count, thread.last_number) == ("pending", 1, 0)
    assert as_guest.get(thread.get_absolute_url()).status_code == 404
    assert "Hallo zusammen" not in as_guest.get(thread.board.get_absolute_url()).content.decode()
    assert "Wartet auf Freigabe" in signed_in(member).get(thread.get_absolute_url()).content.decode()
    assert moderation.approve_post(thread.first_post, by=moderator)
    thread.refresh_from_db()
    assert (thread.state, thread.pending_count, thread.last_number, thread.reply_count) == ("open", 0, 1, 0)
    assert "Neu hier" in as_guest.get(thread.get_absolute_url()).content.decode()
    reply = posting.reply(thread, by=member, source="Jetzt ohne Warten", form_key="b")
    assert reply.state == "visible"


def test_replies_that_are_held_take_their_number_when_they_are_approved(editor, member, other_member, moderator):
    thread = make_review(editor).thread
    moderation.hold_replies(thread, by=moderator, until=timezone.now() + datetime.timedelta(hours=1))
    held = posting.reply(thread, by=member, source="Erst", form_key="a")
    own = posting.reply(thread, by=moderator, source="Moderation", form_key="b")
    assert (held.state, held.number, own.state, own.number) == ("pending", None, "visible", 2)
    moderation.approve_post(held, by=moderator)
    held.refresh_from_db()
    assert held.number == 3


def test_an_edit_in_a_thread_that_holds_replies_waits_and_keeps_its_number(post, member, moderator, as_guest):
    until = timezone.now() + datetime.timedelta(hours=1)
    moderation.hold_replies(post.thread, by=moderator, until=until)
    posting.edit_post(post, by=member, source="Du liebe Nuss", base=0)
    post.refresh_from_db()
    assert (post.state, post.number) == ("pending", 2)
    assert "Beitrag 2 wird gerade geprüft." in as_guest.get(post.thread.get_absolute_url()).content.decode()
    moderation.approve_post(post, by=moderator)
    post.refresh_from_db()
    assert (post.state, post.number, post.source) == ("visible", 2, "Du liebe Nuss")


def test_a_pin_ends_with_its_time(editor, moderator):
    thread = make_review(editor).thread
    until = timezone.now() + datetime.timedelta(hours=1)
    assert moderation.pin_thread(thread, by=moderator, until=until)
    assert moderation.pin_thread(thread, by=moderator, until=until) is None
    assert sweep_pins(until - datetime.timedelta(seconds=1)) == 0
    assert sweep_pins(until) == 1
    thread.refresh_from_db()
    assert (thread.pinned, thread.pinned_until) == (0, None)
    assert thread.decisions.latest("at").automated


def test_a_pin_renewed_while_the_worker_looks_stays(editor, moderator):
    thread = make_review(editor).thread
    now = timezone.now()
    moderation.pin_thread(thread, by=moderator, until=now - datetime.timedelta(minutes=1))
    seen_by_worker = Thread.objects.get(pk=thread.pk)
    moderation.pin_thread(thread, by=moderator, until=now + datetime.timedelta(days=1))
    assert moderation.unpin_thread(seen_by_worker, by=None) is None
    thread.refresh_from_db()
    assert thread.pinned == 1


def test_a_moderator_decides_on_the_page_with_what_was_typed_kept(post, moderator, signed_in):
    client = signed_in(moderator)
    assert "Du Nuss" in client.get(f"/moderation/beitrag/{post.pk}/").content.decode()
    answer = client.post(f"/beitrag/{post.pk}/ausblenden/", {"facts": "Lang getippter Sachverhalt"})
    page = answer.content.decode()
    assert (answer.status_code, "Lang getippter Sachverhalt" in page, "Ohne Begründung geht es nicht" in page) == (
        422,
        True,
        True,
    )
    filled = {"rule": "law", "law": "§ 185 StGB", "facts": "Beschimpft", "reasons": "Beleidigung"}
    client.post(f"/beitrag/{post.pk}/ausblenden/", filled)
    decision = post.decisions.get()
    assert (decision.law, decision.rule, decision.rules, decision.by) == ("§ 185 StGB", "", None, moderator)
    assert "§ 185 StGB" in client.get("/moderation/seit-gestern/").content.decode()


def test_words_that_are_too_long_to_restore_a_post_are_kept(post, moderator, signed_in):
    moderation.hide_post(post, by=moderator, decision=grounds())
    long = "Lang getippt. " * 200
    answer = signed_in(moderator).post(f"/beitrag/{post.pk}/wiederherstellen/", {"restore-reasons": long})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert long.strip() in page and 'id="id_restore-reasons_error"' in page
    assert len(re.findall('id="id_reasons"', page)) == 1


def test_a_moderator_restores_a_post_with_words(post, moderator, signed_in):
    moderation.hide_post(post, by=moderator, decision=grounds())
    signed_in(moderator).post(f"/beitrag/{post.pk}/wiederherstellen/", {"restore-reasons": "War Ironie."})
    post.refresh_from_db()
    assert post.is_visible and post.decisions.latest("id").reasons == "War Ironie."


def test_a_time_in_the_past_is_refused_where_an_end_is_asked_for(editor, moderator, signed_in):
    thread = make_review(editor).thread
    client = signed_in(moderator)
    for name, field in (("anheften", "pin-until"), ("freigabe-verlangen", "hold-until")):
        answer = client.post(f"{thread.get_absolute_url()}{name}/", {field: "2001-01-01T00:00"})
        assert (answer.status_code, "schon vorbei" in answer.content.decode()) == (422, True)
    answer = client.post(f"{thread.get_absolute_url()}freigabe-verlangen/", {})
    assert "Bis wann?" in answer.content.decode()


def test_erasing_asks_whether_one_is_sure_and_keeps_the_words(post, moderator, signed_in):
    source = post.source
    words = {"rule": "law", "law": "§ 185 StGB", "reasons": "Ein Gericht will es."}
    asked = signed_in(moderator).post(f"/beitrag/{post.pk}/loeschen/", words)
    assert (asked.status_code, "Ein Gericht will es." in asked.content.decode()) == (422, True)
    assert Post.objects.get(pk=post.pk).source == source
    signed_in(moderator).post(f"/beitrag/{post.pk}/loeschen/", {**words, "sicher": "ja"})
    assert Post.objects.get(pk=post.pk).state == "erased"


@pytest.mark.parametrize(
    ("rule", "law", "words"),
    [
        ("1. Freundlich bleiben", "", "Regel\u00a01: Freundlich bleiben"),
        ("12.", "", "Regel\u00a012"),
        ("Hausrecht", "", "Hausrecht"),
        ("", "§ 185 StGB", "§ 185 StGB"),
    ],
)
def test_a_rule_is_called_by_its_number_and_name_and_a_law_as_it_is(rule, law, words):
    assert Decision(rule=rule, law=law).grounds == words

"""What moderators, authors and reporters read at a case."""

import datetime
import re

import pytest
from django.utils import timezone

from accounts.roles import Role
from forum import covering, moderation, posting, rearranging, screening, states
from forum.cases import appealing, deciding, duty, finding, reporting
from forum.models import Case, Decision, ReportReason
from forum.models.redress import AppealOutcome, AppealSide
from forum.models.screening import HitKind
from forum.moderators import limit_to_boards
from tests.making import filled_in, make_board, make_files, make_member, make_review

pytestmark = pytest.mark.django_db

INSULT = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}


@pytest.fixture
def board(db):
    return make_board("Foyer")


@pytest.fixture
def post(board, member):
    thread = posting.open_thread(board, by=member, title="Wer kennt „Ladogasee“?", source="x", form_key="a")
    return posting.reply(thread, by=member, source="Du Nuss", form_key="b")


@pytest.fixture
def second_moderator(db):
    return make_member("Birte Falck", Role.MODERATOR)


def report(target, by, name="Beleidigung"):
    reason = ReportReason.objects.get(name__startswith=name)
    return reporting.report(target, reason=reason, words="Nein", by=by).report


def page_of(client, target):
    return client.get(f"/moderation/faelle/{Case.objects.current(target).get().pk}/").content.decode()


def main_of(answer):
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode().split("<main")[1].split("</main>")[0]))


def test_a_title_in_quotation_marks_holds_single_ones(post, other_member, moderator, signed_in):
    report(post, other_member)
    for path in ("/moderation/", f"/moderation/faelle/{Case.objects.get().pk}/"):
        assert "„Wer kennt ‚Ladogasee‘?“, Beitrag 2" in signed_in(moderator).get(path).content.decode()


def test_what_a_rule_found_is_called_by_its_name_and_what_readers_miss_is_theirs(
    post, other_member, moderator, signed_in
):
    covering.report_spoiler(post, by=other_member)
    screening.hand_over(post, [screening.Finding(HitKind.WORD, "Wortliste: Nuss", "„Nuss“ steht im Text.")])
    page = page_of(signed_in(moderator), post)
    assert "<b>aus dem Publikum</b>" in page and "<h3>Spoiler fehlt</h3>" in page
    assert "<b>automatisch</b>" in page and "<h3>Wortliste: Nuss</h3><p>„Nuss“ steht im Text.</p>" in page


def test_each_verdict_says_what_becomes_of_the_post(post, member, other_member, moderator, signed_in):
    report(post, other_member)
    page = page_of(signed_in(moderator), post)
    assert "Der Beitrag bleibt stehen." in page and "An seiner Stelle steht die Regel." in page
    columns = posting.write_text("Hallo").columns
    held = states.append_pending_post(post.thread, author=member, form_key="c", **columns)
    screening.hand_over(held, [screening.Finding(HitKind.FIRST, "Erste Beiträge", "Neu")])
    page = page_of(signed_in(moderator), held)
    assert "Der Beitrag erscheint." in page and "Der Beitrag erscheint nicht." in page


def test_decisions_and_appeals_stand_in_the_order_in_which_they_happened(
    post, member, moderator, second_moderator, signed_in
):
    decision = moderation.hide_post(post, by=moderator, decision=Decision(**INSULT))
    made = appealing.appeal(decision, AppealSide.AUTHOR, words="War ein Zitat", member=member)
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second_moderator, answer="Stimmt.")
    page = signed_in(moderator).get(f"/moderation/faelle/{decision.case_id}/").content.decode()
    order = [
        page.index(words)
        for words in ("<h3>Beitrag ausgeblendet", "<h3>Widerspruch der betroffenen Person", "<h3>Beitrag wiederher")
    ]
    assert order == sorted(order)


def test_a_reported_still_is_shown_at_its_case(editor, member, moderator, signed_in):
    review = make_review(editor, pictures=1)
    make_files(review)
    place = ("still", review.stills.get().pk)
    report(place, member, name="Rechte")
    assert '<p class="exhibit">\n<picture>' in page_of(signed_in(moderator), place)
    report(("review", review.pk), member, name="Rechte")
    assert "exhibit" not in page_of(signed_in(moderator), ("review", review.pk))


def test_whoever_appealed_reads_a_sentence_about_it_on_the_page(post, member, moderator, second_moderator, signed_in):
    decision = moderation.hide_post(post, by=moderator, decision=Decision(**INSULT))
    made = appealing.appeal(decision, AppealSide.AUTHOR, words="War ein Zitat", member=member)
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=second_moderator, answer="Stimmt.")
    page = main_of(signed_in(member).get(f"/konto/entscheidungen/{decision.statement.pk}/"))
    assert "Die Entscheidung ist zurückgenommen. Stimmt." in page


def test_the_own_hidden_post_is_nothing_to_report(post, member, moderator, signed_in):
    moderation.hide_post(post, by=moderator, decision=Decision(**INSULT))
    page = signed_in(member).get(post.thread.get_absolute_url()).content.decode()
    article = page.split(f'id="beitrag-{post.pk}"')[1].split("</article>")[0]
    assert "Ausgeblendet" in article and "Melden" not in article


def test_nobody_is_offered_to_report_what_is_their_own_also_where_nobody_answers(
    post, member, moderator, signed_in, as_guest
):
    own = posting.reply(post.thread, by=moderator, source="Ruhe", form_key="own")
    moderation.archive_thread(post.thread, by=moderator)
    address = post.thread.get_absolute_url()
    page = signed_in(member).get(address).content.decode()
    articles = {pk: page.split(f'id="beitrag-{pk}"')[1].split("</article>")[0] for pk in (post.pk, own.pk)}
    assert "Melden" not in articles[post.pk] and "Melden" in articles[own.pk]
    link = f'href="/meldung/?adresse={address}"'
    assert link not in page
    assert link in signed_in(moderator).get(address).content.decode() and link in as_guest.get(address).content.decode()


def test_after_a_verdict_the_page_says_what_was_decided_and_who_hears_of_it(
    post, board, member, other_member, moderator, signed_in
):
    def decide(target, verdict, **more):
        case = Case.objects.current(target).get()
        sent = {"version": case.version, "verdict": verdict, **more}
        return main_of(signed_in(moderator).post(f"/moderation/faelle/{case.pk}/entscheiden/", sent, follow=True))

    thread = posting.open_thread(board, by=member, title="Zweites", source="y", form_key="t2")
    columns = posting.write_text("Hallo").columns
    held = states.append_pending_post(post.thread, author=member, form_key="c", **columns)
    screening.hand_over(held, [screening.Finding(HitKind.FIRST, "Erste Beiträge", "Neu")])
    assert "Beitrag freigegeben. " in decide(held, "nothing")
    report(post, other_member)
    said = decide(post, "hide", measure="silence", duration="7", **INSULT)
    assert "Beitrag ausgeblendet, dazu: Schreibpause. Wer gemeldet hat, bekommt Bescheid; wen es betrifft, " in said
    report(thread, other_member)
    assert "Kein Verstoß. Wer gemeldet hat, bekommt Bescheid. " in decide(thread, "nothing")
    report(member, other_member)
    assert "Verwarnung. Wer gemeldet hat, bekommt Bescheid; wen" in decide(
        member, "measure", measure="warning", **INSULT
    )


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("upheld", "Es bleibt dabei. Wer widersprochen hat, bekommt Bescheid."),
        ("reversed", "Zurückgenommen. Beitrag wiederhergestellt. Beide Seiten bekommen Bescheid."),
    ],
)
def test_after_an_appeal_the_page_says_how_it_ended(
    outcome, said, post, member, moderator, second_moderator, signed_in
):
    decision = moderation.hide_post(post, by=moderator, decision=Decision(**INSULT))
    made = appealing.appeal(decision, AppealSide.AUTHOR, words="War ein Zitat", member=member)
    sent = {"outcome": outcome, "answer": "Gelesen."}
    assert said in main_of(
        signed_in(second_moderator).post(f"/moderation/widersprueche/{made.pk}/entscheiden/", sent, follow=True)
    )


def test_whoever_missed_a_cover_hears_that_it_is_there(post, other_member, moderator, signed_in):
    said = report(post, other_member, name="Spoiler")
    covering.cover_post(post, by=moderator, passages=[0], title="Film", base=0)
    assert "Wir haben verdeckt, was offen dastand." in main_of(
        signed_in(other_member).get(f"/konto/meldungen/{said.pk}/")
    )


def test_for_comparison_a_moderator_of_one_board_reads_what_was_decided_there(
    post, other_member, moderator, operator, signed_in
):
    far = posting.open_thread(make_board("Balkon"), by=other_member, title="Fern", source="y", form_key="far")
    near = posting.reply(post.thread, by=other_member, source="Ach", form_key="near")
    for target, words in ((far.first_post, "Drüben"), (near, "Hier")):
        report(target, post.author)
        moderation.hide_post(target, by=moderator, decision=Decision(**INSULT | {"reasons": f"{words} entschieden."}))
    report(post, other_member)
    everywhere = page_of(signed_in(moderator), post)
    assert "Drüben entschieden." in everywhere and "Hier entschieden." in everywhere
    limit_to_boards(moderator, [post.thread.board], by=operator)
    page = page_of(signed_in(moderator), post)
    assert "Hier entschieden." in page and "Drüben entschieden." not in page


def test_what_is_passed_on_is_read_at_the_desk_without_whoever_reported_it(
    editor, chief_editor, member, moderator, signed_in
):
    review = make_review(editor, pictures=1)
    place = ("still", review.stills.get().pk)
    said = {"reason": ReportReason.objects.get(name__startswith="Rechte"), "words": "Die Lampe ist mein Entwurf."}
    reporting.report(place, **said, guest=reporting.Guest("Hedda Wiesengrund", "hedda@abspann.example"))
    case = Case.objects.current(place).get()
    sent = {"version": case.version, "verdict": "pass_on", "reasons": "Bitte prüfen."}
    client = signed_in(moderator)
    page = main_of(client.post(f"/moderation/faelle/{case.pk}/entscheiden/", sent, follow=True))
    assert "An die Chefredaktion gegeben. Wer gemeldet hat, bekommt Bescheid." in page
    desk = main_of(signed_in(chief_editor).get(f"/redaktion/kritiken/{review.pk}/"))
    assert (
        "Bild 1 : Von der Moderation weitergegeben. Bitte prüfen. Rechte verletzt: Die Lampe ist mein Entwurf." in desk
    )
    assert "Hedda" not in desk


def test_votes_are_nothing_to_pass_on(editor, moderator):
    votes = Case.objects.create(subject_kind="votes", subject_id=make_review(editor).film_id)
    assert deciding.verdicts_for(votes, moderator) == [deciding.Verdict.NOTHING]


def test_what_stands_as_it_was_reported_is_not_shown_twice(post, member, other_member, moderator, signed_in):
    reason = ReportReason.objects.first()
    for target in (post.thread, member):
        seen = finding.words_of(target)
        reporting.report(target, reason=reason, words="Nein", by=other_member, seen=seen, form_key=str(seen))
        assert "So stand es" not in page_of(signed_in(moderator), target)
    rearranging.rename_thread(post.thread, by=moderator, title="Anders")
    assert "So stand es, als gemeldet wurde" in page_of(signed_in(moderator), post.thread)


def test_only_what_waits_is_late(post, other_member, moderator, signed_in):
    report(post, other_member)
    Case.objects.update(opened_at=timezone.now() - datetime.timedelta(days=2))
    client = signed_in(moderator)
    assert 'class="age late"' in client.get("/moderation/").content.decode()
    moderation.hide_post(post, by=moderator, decision=Decision(**INSULT))
    assert 'class="age late"' not in client.get("/moderation/?ansicht=entschieden").content.decode()


def test_what_is_decided_stands_by_when_it_was_the_newest_first(post, other_member, editor, moderator, signed_in):
    first = posting.reply(post.thread, by=editor, source="Selber Nuss", form_key="c")
    for one in (post, first):
        report(one, other_member)
    for one in (first, post):
        moderation.hide_post(one, by=moderator, decision=Decision(**INSULT))
    Case.objects.filter(post=first).update(decided_at=datetime.datetime(2024, 5, 2, 12, tzinfo=datetime.UTC))
    page = signed_in(moderator).get("/moderation/?ansicht=entschieden").content.decode()
    assert page.index("Du Nuss") < page.index("Selber Nuss") and 'datetime="2024-05-02' in page
    assert "age" not in re.findall(r'class="([^"]+)"', page.partition('<ul class="rows">')[2])


def test_the_form_opened_for_something_asks_for_no_address_and_for_no_correction_of_a_post(post, as_guest):
    asked = f"/meldung/?adresse=/beitrag/{post.pk}/"
    page = as_guest.get(asked).content.decode()
    assert '<input type="hidden" name="address"' in page and "Fehler in Fakten" not in page
    refused = as_guest.post(asked, {"address": f"/beitrag/{post.pk}/", **filled_in()})
    assert refused.status_code == 422
    assert '<input type="hidden" name="address"' in refused.content.decode()
    assert "Fehler in Fakten" not in refused.content.decode()
    assert '<input type="hidden" name="address"' not in as_guest.get("/meldung/").content.decode()


def test_whoever_corrects_a_caption_hears_who_reads_it_and_finds_the_way_back(editor, member, signed_in):
    review, client = make_review(editor, pictures=1), signed_in(member)
    address = f"{review.get_absolute_url()}bilder/1/"
    asked = f"/meldung/?adresse={address}&grund=korrektur"
    assert "liest die Redaktion" in main_of(client.get(asked))
    reason = ReportReason.objects.get(goes_to_desk=True).pk
    answer = client.post(asked, {"address": address, "reason": reason, "words": "Es sind zwei."})
    assert f'<a class="button" href="{address}">Zurück</a>' in answer.content.decode()


def test_a_moderator_of_one_board_counts_since_yesterday_what_is_of_it(post, other_member, moderator, operator):
    other = posting.open_thread(make_board("Balkon"), by=moderator, title="Da", source="y", form_key="d")
    report(post, other_member)
    report(other, other_member)
    assert duty.since_yesterday(moderator).reports == 2
    limit_to_boards(moderator, [post.thread.board], by=operator)
    assert duty.since_yesterday(moderator).reports == 1


def test_post_and_thread_lead_to_the_case_that_waits(post, other_member, moderator, signed_in):
    client = signed_in(moderator)
    for target, path in (
        (post, f"/moderation/beitrag/{post.pk}/"),
        (post.thread, f"/moderation/thema/{post.thread_id}/"),
    ):
        assert "wartet</a>" not in client.get(path).content.decode()
        case = report(target, other_member).case
        assert f'<a href="/moderation/faelle/{case.pk}/">Fall {case.pk} wartet</a>' in client.get(path).content.decode()


def test_what_waits_in_the_queue_is_hidden_together(post, other_member, moderator, signed_in):
    report(post, other_member)
    page = signed_in(moderator).get("/moderation/").content.decode()
    assert re.findall(r'<option value="(\w+)">', page) == ["approve", "reject", "hide", "restore"]

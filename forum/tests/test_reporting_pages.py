"""`/meldung/`: what can be reported, by whom, and what the form says when it cannot."""

import pytest

from forum import moderation, posting, states
from forum.cases import reporting
from forum.cases.finding import find_target
from forum.models import Case, Decision, Report, ReportReason
from tests.making import filled_in, make_board, make_review, make_thread

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(editor, member):
    return posting.reply(make_review(editor, pictures=1).thread, by=member, source="Du Nuss", form_key="a")


def sent(address, name="Beleidigung", **more):
    reason = ReportReason.objects.get(name__startswith=name)
    return {"address": address, "reason": reason.pk, "words": "Nein", **filled_in(), **more}


def test_every_kind_of_address_leads_to_what_stands_there(post, member, other_member, settings):
    thread, review = post.thread, post.thread.review
    picture = ("still", review.stills.get().pk)
    for address, target in {
        f"/beitrag/{post.pk}/": post,
        f"beitrag/{post.pk}": post,
        f"{settings.SITE_URL}{thread.get_absolute_url()}": thread,
        f"{thread.get_absolute_url()}#beitrag-{post.pk}": post,
        f" {member.get_absolute_url()} ": member,
        review.get_absolute_url(): ("review", review.pk),
        f"{review.get_absolute_url()}bilder/1/?x=1": picture,
    }.items():
        assert find_target(address, other_member) == target, address


@pytest.mark.parametrize(
    "address",
    [
        "https://anderswo.example/beitrag/1/",
        "/impressum/",
        "/beitrag/999999/",
        f"/beitrag/{10**30}/",
        "/thema/0-x/",
        "//",
        "javascript:alert(1)",
        "/beitrag/1/bearbeiten/",
    ],
)
def test_what_is_nothing_to_report_is_said_so_and_nothing_typed_is_lost(address, as_guest, db):
    answer = as_guest.post("/meldung/", sent(address, words="Lang getippt"))
    page = answer.content.decode()
    assert answer.status_code == 422 and "Lang getippt" in page
    assert "nichts, das man melden kann" in page or "Ohne Adresse" in page


def test_what_one_may_not_read_is_nothing_to_report(editor, member, other_member, moderator, as_guest):
    team = posting.open_thread(
        make_board("Intern", visible_to="team"), by=moderator, title="Intern", source="Text", form_key="t"
    )
    hidden = posting.reply(make_thread(editor), by=member, source="Weg", form_key="h")
    moderation.hide_post(hidden, by=moderator, decision=Decision(reasons="Weg.", rule="1. Freundlich bleiben"))
    held = states.append_pending_post(make_thread(editor), author=member, source="Hm", html="<p>Hm</p>")
    for address in (team.get_absolute_url(), f"/beitrag/{hidden.pk}/", f"/beitrag/{held.pk}/"):
        assert find_target(address, other_member) is None
        assert "Intern" not in as_guest.get(f"/meldung/?adresse={address}").content.decode()


def test_a_guest_says_why_and_for_a_law_who(post, as_guest):
    page = as_guest.post("/meldung/", sent(f"/beitrag/{post.pk}/", words="")).content.decode()
    assert "Sag in ein paar Worten" in page
    page = as_guest.post("/meldung/", sent(f"/beitrag/{post.pk}/", "Rechte")).content.decode()
    assert "brauchen wir deinen Namen" in page and "Setz das Häkchen" in page
    grave = sent(f"/beitrag/{post.pk}/", "Sexueller", in_good_faith="on")
    assert as_guest.post("/meldung/", grave).status_code == 302
    assert Report.objects.get().name == ""


def test_a_machine_that_fills_in_what_nobody_sees_is_not_heard(post, as_guest):
    answer = as_guest.post("/meldung/", sent(f"/beitrag/{post.pk}/", webseite="https://spam.example"))
    assert answer.status_code == 422 and not Report.objects.exists()


def test_a_member_needs_no_words_and_no_riddle(post, other_member, signed_in):
    fields = {"address": f"/beitrag/{post.pk}/", "reason": ReportReason.objects.get(name__startswith="Werbung").pk}
    answer = signed_in(other_member).post("/meldung/", fields, follow=True)
    assert "Noch nicht entschieden" in answer.content.decode()
    again = signed_in(other_member).post("/meldung/", fields)
    assert again.status_code == 409 and "schon gemeldet" in again.content.decode()


def test_who_reports_too_much_is_asked_to_wait(post, other_member, signed_in, settings):
    client, statuses = signed_in(other_member), []
    for n in range(11):
        target = posting.reply(post.thread, by=post.author, source=f"Nr. {n} von vielen", form_key=f"n{n}")
        statuses.append(client.post("/meldung/", sent(f"/beitrag/{target.pk}/")).status_code)
    assert statuses == [302] * 10 + [429]


def test_a_report_of_a_still_keeps_its_words(post, other_member, signed_in):
    signed_in(other_member).post("/meldung/", sent(f"{post.thread.review.get_absolute_url()}bilder/1/", "Etwas"))
    assert "\n\nBildnachweis: " in Report.objects.get().seen and "Erfundener Verleih" in Report.objects.get().seen
    assert Case.objects.get().subject_kind == "still"


def test_a_title_that_is_hidden_since_is_told_to_no_reporter(editor, member, other_member, moderator, signed_in):
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Böser Titel", source="x", form_key="b")
    reason = ReportReason.objects.last()
    found = reporting.report(thread, reason=reason, words="Nein", by=other_member, form_key="r").report
    client = signed_in(other_member)
    assert "Böser Titel" in client.get("/konto/meldungen/").content.decode()
    moderation.hide_thread(thread, by=moderator, decision=Decision(reasons="Weg.", rule="1. Freundlich bleiben"))
    for path in ("/konto/meldungen/", f"/konto/meldungen/{found.pk}/"):
        assert "Böser Titel" not in client.get(path).content.decode()


def test_the_pages_of_reports_and_decisions_ask_the_same_for_few_and_for_many(
    post, member, other_member, moderator, signed_in
):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def more(n, start):
        for k in range(start, start + n):
            target = posting.reply(post.thread, by=member, source=f"Nr. {k} von vielen", form_key=f"n{k}")
            reporting.report(
                target, reason=ReportReason.objects.first(), words="Nein", by=other_member, form_key=f"r{k}"
            )
            moderation.hide_post(target, by=moderator, decision=Decision(reasons="Weg.", rule="1. Freundlich bleiben"))
            waits = posting.reply(post.thread, by=member, source=f"Auch Nr. {k} von vielen", form_key=f"w{k}")
            reporting.report(
                waits, reason=ReportReason.objects.first(), words="Nein", by=other_member, form_key=f"w{k}"
            )

    def asked():
        counts = []
        for who, path in (
            (other_member, "/konto/meldungen/"),
            (member, "/konto/entscheidungen/"),
            (moderator, "/moderation/"),
            (moderator, "/moderation/?ansicht=entschieden"),
            (moderator, "/moderation/seit-gestern/"),
            (moderator, f"/moderation/faelle/{Case.objects.last().pk}/"),
        ):
            client = signed_in(who)
            client.get(path)
            with CaptureQueriesContext(connection) as queries:
                assert client.get(path).status_code == 200
            counts.append(len(queries))
        return counts

    more(3, 0)
    few = asked()
    more(20, 3)
    assert asked() == few

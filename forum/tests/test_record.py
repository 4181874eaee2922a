"""What everybody may know of moderation."""

import datetime

import pytest
from django.utils import timezone

from forum import moderation, posting
from forum.cases import appealing, figures, reporting
from forum.models import Decision, Report, ReportReason
from forum.models.redress import AppealOutcome, AppealSide
from tests.making import make_board, make_review
from text.fragments import forget_all

pytestmark = pytest.mark.django_db


@pytest.fixture
def post(editor, member):
    return posting.reply(make_review(editor).thread, by=member, source="Du Nuss", form_key="a")


def hide(post, moderator, reasons="Das ist eine Beleidigung."):
    return moderation.hide_post(post, by=moderator, decision=Decision(rule="1. Freundlich bleiben", reasons=reasons))


def report(post, by, name="Beleidigung"):
    reason = ReportReason.objects.get(name__startswith=name)
    return reporting.report(post, reason=reason, words="Nein", by=by, in_good_faith=True, form_key=f"{by.pk}").report


def test_the_figures_count_reports_actions_and_appeals_of_a_year(
    post, member, other_member, editor, moderator, operator
):
    said = report(post, other_member)
    report(post, editor, "Rechte")
    Report.objects.filter(pk=said.pk).update(at=timezone.now() - datetime.timedelta(hours=2))
    decision = hide(post, moderator)
    made = appealing.appeal(decision, AppealSide.AUTHOR, words="Spaß", member=member)
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=moderator, answer="Stimmt.")
    year = figures.figures()[0]
    assert (year.reports, year.notices, year.answered) == (1, 1, 2)
    assert year.median_hours == pytest.approx(1.0, abs=0.2)
    assert year.actions == {"Beitrag ausgeblendet": 1}
    assert (year.appeals, year.reversed, year.open_appeals, year.automated) == (1, 1, 0, 0)


def test_the_figures_are_made_anew_once_an_hour(post, moderator):
    assert figures.figures()[0].restrictions == 0
    hide(post, moderator)
    assert figures.figures()[0].restrictions == 0
    assert figures.figures(timezone.now() + datetime.timedelta(hours=1))[0].restrictions == 1


def test_the_figures_come_as_a_table_too(post, moderator, as_guest):
    hide(post, moderator)
    forget_all()
    text = as_guest.get("/transparenz/zahlen.csv").content.decode("utf-8-sig")
    assert text.startswith("Jahr;Was;Anzahl") and f"{timezone.localtime().year};Beitrag ausgeblendet;1" in text
    assert "Beitrag ausgeblendet" in as_guest.get("/transparenz/").content.decode()


def test_what_is_answered_at_once_is_answered_within_an_hour(post, other_member, moderator, as_guest):
    report(post, other_member)
    hide(post, moderator)
    forget_all()
    assert "in der Hälfte der Fälle binnen einer Stunde" in as_guest.get("/transparenz/").content.decode()


def test_the_public_record_names_nobody_and_no_place_only_some_may_know(post, moderator, member, as_guest, settings):
    settings.PUBLIC_RECORD = True
    hide(post, moderator, "Das geht gegen Menschen.")
    thread = posting.open_thread(
        make_board("Geheimer Saal", visible_to="team"), by=moderator, title="Intern", source="Text", form_key="t"
    )
    other = posting.reply(thread, by=moderator, source="Auch", form_key="u")
    Decision.objects.create(post=other, action="hide", reasons="Intern geklärt.", by=moderator)
    text = as_guest.get("/entscheidungen/").content.decode()
    assert "Das geht gegen Menschen." in text and "Regel\u00a01: Freundlich bleiben" in text
    for secret in (member.name, moderator.name, post.thread.title, "Geheimer Saal", "Intern<"):
        assert secret not in text


def test_what_was_reversed_leaves_the_public_record(post, member, moderator, as_guest, settings):
    settings.PUBLIC_RECORD = True
    decision = hide(post, moderator)
    made = appealing.appeal(decision, AppealSide.AUTHOR, words="Spaß", member=member)
    appealing.decide_appeal(made, AppealOutcome.REVERSED, by=moderator, answer="Stimmt.")
    assert "Das ist eine Beleidigung." not in as_guest.get("/entscheidungen/").content.decode()

"""The table of docs/rights.md about reports, cases and decisions, cell by cell."""

import pytest
from django.urls import reverse

from accounts.roles import Role
from forum import moderation, posting
from forum.cases import appealing, claiming, reporting, sanctions
from forum.models import Appeal, Case, Decision, ReasonText, Report, ReportReason, Sanction, ShiftNote, Statement
from forum.models.redress import AppealSide, SanctionKind
from forum.moderators import limit_to_boards
from tests.making import filled_in, make_board, make_member, make_review
from tests.rights import assert_holds, name_of, table_of

pytestmark = pytest.mark.django_db

WHO, CELLS = table_of("Addresses of reports and cases", columns=2)
ROLES = {
    "Guest": None,
    "Member": [],
    "Author": [],
    "Reporter": [],
    "Moderation": [Role.MODERATOR],
    "Decided": [Role.MODERATOR],
    "Other board": [Role.MODERATOR],
    "Redaktion": [Role.EDITOR],
    "Chefredaktion": [Role.EDITOR, Role.CHIEF_EDITOR],
    "Betrieb": [Role.OPERATOR],
}
REASONS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung.", "law": "", "facts": ""}
SECRET = {"report_status", "appeal_by_secret"}


def make_world():
    """A post of the author, reported by another member and by a guest."""
    people = {who: make_member(who, *(roles or [])) for who, roles in ROLES.items() if roles is not None}
    limit_to_boards(people["Other board"], [make_board("Anderswo")], by=make_member("Betreiberin", Role.OPERATOR))
    review = make_review(make_member("Urheberin", Role.EDITOR))
    post = posting.reply(review.thread, by=people["Author"], source="Du Nuss", form_key="a")
    reason = ReportReason.objects.get(name__startswith="Beleidigung")
    said = reporting.report(post, reason=reason, words="Nein", by=people["Reporter"], form_key="r")
    guest = reporting.report(post, reason=reason, words="Nein", guest=reporting.Guest("G", "g@abspann.example"))
    ReasonText.objects.create(name="Ton", text="Bitte freundlich.")
    return {"people": people, "post": post, "report": said.report, "secret": guest.secret}


@pytest.fixture
def house(world):
    return world


def prepare(house, state):
    """From the state „open“ to the one the row is about."""
    people = house["people"]
    if state == "claimed":
        claiming.claim_case(Case.objects.get(post=house["post"]), by=people["Decided"])
    if state == "danger":
        claiming.mark_danger(Case.objects.get(post=house["post"]), by=people["Decided"])
    if state == "sanctioned":
        sanctions.impose(people["Author"], SanctionKind.BAN, by=people["Decided"], decision=Decision(reasons="Nein."))
    if state in ("decided", "appealed"):
        words = {name: REASONS[name] for name in ("rule", "reasons")}
        moderation.hide_post(house["post"], by=people["Decided"], decision=Decision(**words))
    if state == "appealed":
        decision = Decision.objects.get(action="hide")
        appealing.appeal(decision, AppealSide.AUTHOR, words="Spaß", member=people["Author"])


def path_of(name, house):
    if name in SECRET:
        return reverse(f"forum:{name}", args=[house["secret"]])
    of = {
        "own_report": house["report"],
        "appeal_as_reporter": house["report"],
        "own_decision": Statement.objects.first(),
        "read_decision": Statement.objects.first(),
        "appeal": Statement.objects.first(),
        "decide_appeal": Appeal.objects.first(),
        "lift": Sanction.objects.first(),
        "delete_reason_text": ReasonText.objects.first(),
        **dict.fromkeys(
            ["case", "claim_case", "release_case", "mark_danger", "unmark_danger", "decide_case", "reopen_case"],
            Case.objects.filter(post=house["post"]).first(),
        ),
    }
    if name == "impose":
        return reverse("forum:impose", args=[house["people"]["Author"].name])
    return reverse(f"forum:{name}", args=[of[name].pk] if name in of else [])


def sent(name, house):
    return {
        "report": {
            "address": house["post"].thread.get_absolute_url(),
            "reason": ReportReason.objects.get(name__startswith="Etwas").pk,
            "words": "Das Thema",
            **filled_in(),
        },
        "decide_case": REASONS | {"verdict": "hide", "version": Case.objects.get(post=house["post"]).version},
        "decide_appeal": {"outcome": "upheld", "answer": "Es bleibt dabei."},
        "impose": REASONS | {"measure": "silence", "duration": "7"},
        "leave_note": {"text": "Augen auf."},
        "reason_texts": {"name": "Neu", "text": "Neuer Text"},
    }.get(name, {"words": "Das stimmt nicht."})


def fingerprint():
    return [
        list(Case.objects.values_list("stage", "claimed_by", "report_count", "is_danger").order_by("pk")),
        list(Statement.objects.values_list("read_at")),
        list(Sanction.objects.values_list("lifted_by")),
        list(Appeal.objects.values_list("outcome").order_by("pk")),
        [model.objects.count() for model in (Report, Decision, ShiftNote, ReasonText)],
    ]


@pytest.mark.parametrize(("address", "state", "who", "cell"), CELLS, ids=map(name_of, CELLS))
def test_the_table_of_reports_and_cases_holds(house, signed_in, as_guest, settings, address, state, who, cell):
    state, _, public = state.partition(", ")
    settings.PUBLIC_RECORD = public == "public"
    prepare(house, state)
    method, name = address.split()
    client = as_guest if who == "Guest" else signed_in(house["people"][who])
    path, before = path_of(name, house), fingerprint()
    answer = client.post(path, sent(name, house)) if method == "POST" else client.get(path)
    did = fingerprint() != before
    assert_holds(cell, answer, did)


def test_the_table_of_reports_and_cases_names_every_role():
    assert [*ROLES] == WHO


ASKING = {"report", "reason_texts", "delete_reason_text"}
POSTS = sorted({cell[0].split()[1] for cell in CELLS if "POST" in cell[0]} - ASKING)


@pytest.mark.parametrize("name", POSTS)
def test_an_address_about_cases_that_only_acts_answers_405_to_get(house, signed_in, name):
    prepare(house, "sanctioned")
    prepare(house, "appealed")
    answer = signed_in(house["people"]["Moderation"]).get(path_of(name, house))
    assert (answer.status_code, "Allow" in answer.headers) == (405, True)

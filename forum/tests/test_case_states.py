"""Any sequence of reports, claims, decisions, appeals, edits and moves leaves each case in a lawful state: one statement for
each restriction, an answer for every report of a decided case, the counters as a recount finds them."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from accounts.models import ANYBODY
from accounts.roles import Role
from forum import moderation, posting, rearranging, screening
from forum.cases import appealing, claiming, deciding, reporting
from forum.cases.deciding import Measure, Verdict
from forum.cases.settling import DecidedMeanwhile
from forum.consistency.counters import differing_threads
from forum.models import Appeal, Case, Decision, Letter, Post, Report, ReportReason, Sanction, Statement
from forum.models.case import CaseStage
from forum.models.moderation import RESTRICTIONS
from forum.models.redress import AppealOutcome, AppealSide, SanctionKind
from tests.making import make_board, make_member
from text.fragments import forget_all

pytestmark = pytest.mark.django_db

WORDS = {"rule": "1. Freundlich bleiben", "reasons": "Das ist eine Beleidigung."}
PEOPLE = st.sampled_from(["ada", "tilda", "fremd", "gast"])
JUDGES = st.sampled_from(["selma", "per", "birte"])
PICKS = st.integers(0, 20)


class Matters(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.keys = 0

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        forget_all()

    @initialize()
    def begin(self):
        self.people = {name: make_member(name.title()) for name in ("ada", "tilda", "fremd")}
        self.judges = {name: make_member(name.title(), Role.MODERATOR) for name in ("selma", "per", "birte")}
        board = make_board("Foyer")
        self.threads = [
            posting.open_thread(
                board, by=self.people[who], title=f"Von {who}", source="Erster", form_key=f"t-{self.people[who].pk}"
            ).pk
            for who in ("ada", "tilda")
        ]
        self.moment = timezone.now()
        for pk, who in zip(self.threads, ("tilda", "ada"), strict=True):
            post = posting.reply(
                posting.Thread.objects.get(pk=pk), by=self.people[who], source="Los", form_key=self.key()
            )
            for target in (post, post.thread):
                reporting.report(
                    target,
                    reason=ReportReason.objects.first(),
                    words="Nein",
                    by=self.people["fremd"],
                    form_key=self.key(),
                )

    def key(self):
        self.keys += 1
        return f"{self.people['ada'].pk}-{self.keys}"

    def picked(self, model, pick, **wanted):
        found = list(model.objects.filter(**wanted).order_by("pk"))
        return found[pick % len(found)] if found else None

    @rule(pick=PICKS, who=st.sampled_from(["ada", "tilda"]))
    def reply(self, pick, who):
        thread = self.picked(posting.Thread, pick, state="open", hidden_by_decision=False, hidden_by_author=False)
        if thread:
            try:
                posting.reply(thread, by=self.people[who], source=f"Text {self.keys}", form_key=self.key())
            except screening.Refused:
                assert list(Sanction.objects.in_force_on(self.people[who]))

    @rule(pick=PICKS, who=PEOPLE, of=st.sampled_from(["post", "thread", "member"]))
    def report(self, pick, who, of):
        target = self.people["ada"] if of == "member" else self.picked(Post if of == "post" else posting.Thread, pick)
        if of == "post" and target.kind != "member" or target is None:
            return
        reason = self.picked(ReportReason, pick)
        by = {"guest": reporting.Guest("G", "g@abspann.example")} if who == "gast" else {"by": self.people[who]}
        try:
            reporting.report(target, reason=reason, words="Nein", in_good_faith=True, form_key=self.key(), **by)
        except (reporting.AlreadyReported, reporting.OwnContent):
            pass

    @rule(pick=PICKS, judge=JUDGES, minutes=st.integers(0, 60))
    def claim(self, pick, judge, minutes):
        self.moment += datetime.timedelta(minutes=minutes)
        case = self.picked(Case, pick)
        if case:
            before = case.claimed_by if case.is_claimed(self.moment) else None
            done = claiming.claim_case(case, by=self.judges[judge], at=self.moment)
            assert not (done and before not in (None, self.judges[judge]))

    @rule(
        pick=PICKS,
        judge=JUDGES,
        verdict=st.sampled_from([Verdict.HIDE, *Verdict]),
        silence=st.booleans(),
        is_stale=st.sampled_from([0, 0, 0, 1]),
    )
    def decide(self, pick, judge, verdict, silence, is_stale):
        case = self.picked(Case, pick, stage=CaseStage.OPEN) or self.picked(Case, pick, stage=CaseStage.DECIDED)
        if case is None:
            return
        case.version -= is_stale
        measure = Measure(SanctionKind.SILENCE, timezone.now() + datetime.timedelta(days=1)) if silence else None
        before = Decision.objects.count()
        try:
            with transaction.atomic():
                deciding.decide_case(case, verdict, by=self.judges[judge], decision=Decision(**WORDS), measure=measure)
        except (DecidedMeanwhile, deciding.NotForThis, PermissionDenied):
            assert Decision.objects.count() == before
        else:
            assert not is_stale or case.stage == CaseStage.DECIDED
            assert Case.objects.get(pk=case.pk).stage in (CaseStage.DECIDED, CaseStage.APPEALED)

    @rule(pick=PICKS, judge=JUDGES)
    def hide_from_the_posts_page(self, pick, judge):
        post = self.picked(Post, pick, kind="member")
        if post:
            try:
                moderation.hide_post(post, by=self.judges[judge], decision=Decision(**WORDS))
            except PermissionDenied:
                pass

    @rule(pick=PICKS, judge=JUDGES)
    def erase(self, pick, judge):
        post = self.picked(Post, pick, kind="member")
        if post and pick % 5 == 0:
            try:
                moderation.erase_post(post, by=self.judges[judge], decision=Decision(**WORDS))
            except PermissionDenied:
                pass

    @rule(pick=PICKS, side=st.sampled_from(AppealSide))
    def appeal(self, pick, side):
        wanted = {"statement__isnull": False} if side == AppealSide.AUTHOR else {"answered__isnull": False}
        decision = self.picked(Decision, pick, **wanted)
        if decision is None:
            return
        statement = Statement.objects.filter(decision=decision).first()
        said = Report.objects.of_people().filter(decision=decision).first()
        who = {"member": statement.member if statement else None} if side == AppealSide.AUTHOR else {}
        if side == AppealSide.REPORTER and said:
            who = {"member": said.by, "report": said}
        try:
            appealing.appeal(decision, side, words="Doch", **who)
        except (appealing.NoAppeal, appealing.AlreadyAppealed):
            return
        assert Case.objects.get(decisions=decision).stage in (CaseStage.APPEALED, CaseStage.OPEN)

    @rule(pick=PICKS, judge=JUDGES, outcome=st.sampled_from(AppealOutcome))
    def decide_appeal(self, pick, judge, outcome):
        made = self.picked(Appeal, pick, outcome="")
        if made is None:
            return
        try:
            with transaction.atomic():
                appealing.decide_appeal(
                    made, outcome, by=self.judges[judge], answer="So ist es.", decision=Decision(**WORDS)
                )
        except (PermissionDenied, deciding.NotForThis, DecidedMeanwhile):
            return
        made.refresh_from_db()
        assert made.decided_by != made.decision.by

    @rule(pick=PICKS)
    def edit(self, pick):
        post = self.picked(Post, pick, kind="member")
        if post:
            try:
                posting.edit_post(post, by=post.author, source=f"Neu {self.keys}", base=post.revisions.count())
            except (posting.NotEditable, screening.Refused) as refusal:
                assert isinstance(refusal, posting.NotEditable) or list(Sanction.objects.in_force_on(post.author))
            self.keys += 1

    @rule(pick=PICKS)
    def withdraw(self, pick):
        post = self.picked(Post, pick, kind="member")
        if post:
            posting.withdraw_post(post, by=post.author)

    @rule(judge=JUDGES)
    def merge(self, judge):
        old, new = (posting.Thread.objects.get(pk=pk) for pk in self.threads)
        try:
            with transaction.atomic():
                rearranging.merge_threads(old, by=self.judges[judge], into=new)
        except rearranging.NotPossible:
            return
        assert not Case.objects.filter(thread=old).exclude(stage=CaseStage.CLOSED).exists()

    @rule(pick=PICKS, judge=JUDGES)
    def split(self, pick, judge):
        thread = self.picked(posting.Thread, pick)
        try:
            with transaction.atomic():
                rearranging.split_thread(
                    thread, by=self.judges[judge], numbers=[(2, 3)], title="Abgetrennt", board=thread.board
                )
        except rearranging.NotPossible:
            pass

    @invariant()
    def every_restriction_has_one_statement(self):
        owed = Decision.objects.filter(action__in=RESTRICTIONS)
        for decision in owed:
            target = decision.post or decision.thread
            has_author = decision.member is not None or target.author is not None
            assert Statement.objects.filter(decision=decision).count() == has_author
        assert not Statement.objects.exclude(decision__in=owed).exists()

    @invariant()
    def every_report_of_a_finished_case_has_its_answer(self):
        finished = Report.objects.filter(case__stage__in=[CaseStage.DECIDED, CaseStage.CLOSED], decision=None)
        assert not finished.exists()
        for report in Report.objects.of_people().exclude(decision=None):
            assert Letter.objects.filter(kind="outcome", report=report).exists() == bool(report.by or report.email)

    @invariant()
    def a_target_has_one_open_or_decided_case(self):
        seen = Case.objects.filter(stage__in=["open", "decided"]).values_list("post", "thread", "member")
        assert len(seen) == len(set(seen))

    @invariant()
    def appealed_is_what_has_an_open_appeal(self):
        for case in Case.objects.exclude(stage=CaseStage.OPEN):
            waits = Appeal.objects.undecided().filter(decision__case=case).exists()
            assert (case.stage == CaseStage.APPEALED) == waits

    @invariant()
    def nothing_hidden_is_read_by_others_and_counters_are_right(self):
        assert [str(found) for found in differing_threads("default")] == []
        hidden = Post.objects.exclude(state="visible")
        assert not Post.objects.visible_to(ANYBODY).filter(pk__in=hidden.values("pk")).exists()


@pytest.mark.parametrize("limit", [0, 2], ids=["nothing is hidden by reports", "two reports hide"])
def test_cases_stay_lawful_whatever_happens(limit, settings_of_django):
    settings_of_django.REPORTS_TO_HIDE = limit
    run_state_machine_as_test(
        Matters,
        settings=settings(
            max_examples=12,
            stateful_step_count=25,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def settings_of_django(settings, monkeypatch):
    """Everybody's report counts at once, however new they are."""
    monkeypatch.setattr(reporting, "NEWCOMER_DAYS", 0)
    return settings

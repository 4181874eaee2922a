"""Any sequence of reports, claims, decisions, appeals, edits, moves and farewells leaves each case in a lawful state: one
statement for each restriction, an answer for every report of a decided case, somebody who looks at whatever waits, the
counters and numbers as a recount finds them, nothing hidden on any page. What is looked at is in `lawful`."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from accounts import leaving as accounts_part
from accounts.models import Member
from accounts.roles import Role
from filmsite.guest_pages.middleware import pages
from forum import covering, leaving, moderation, posting, rearranging, screening, waves
from forum.cases import appealing, claiming, deciding, reporting, sanctions
from forum.cases.deciding import Measure, Verdict
from forum.cases.settling import DecidedMeanwhile
from forum.cases.settling_many import OwnReport
from forum.models import Appeal, Case, Decision, Post, Report, ReportReason, Sanction, SpamWave, Statement, Thread
from forum.models.case import TO_DO, CaseStage
from forum.models.redress import AppealOutcome, AppealSide, SanctionKind
from forum.tests import lawful
from tests.making import make_board, make_member
from text.fragments import forget_all

pytestmark = pytest.mark.django_db

AUTHORS = ("ada", "tilda")
JUDGES = ("selma", "per", "birte")
WORDS = {"rule": "1. Freundlich bleiben", "reasons": "@Ada und @Tilda, das ist eine Beleidigung."}
LOOK_EVERY = 8
"""Steps: pages are slow to look at."""

WHO = st.sampled_from(AUTHORS)
PEOPLE = st.sampled_from([*AUTHORS, "fremd", "fremd", "gast", "birte"])
JUDGE = st.sampled_from(JUDGES)
PICKS = st.integers(0, 20)
NO_ACT = (DecidedMeanwhile, deciding.NotForThis, PermissionDenied)


class Matters(RuleBasedStateMachine):
    def __init__(self):
        super().__init__()
        self.block = transaction.atomic()
        self.block.__enter__()
        self.keys = self.steps = 0
        self.gone = {}
        self.numbers = {}

    def teardown(self):
        transaction.set_rollback(True)
        self.block.__exit__(None, None, None)
        forget_all()
        pages.clear()

    @initialize()
    def begin(self):
        self.people = {name: make_member(name.title()) for name in (*AUTHORS, "fremd")}
        self.people |= {name: make_member(name.title(), Role.MODERATOR) for name in JUDGES}
        self.board = make_board("Foyer")
        self.threads = []
        for who, other in (AUTHORS, AUTHORS[::-1]):
            by = self.people[who]
            words = {"title": f"Von {who}: {self.words()}", "source": self.words(), "form_key": self.key()}
            thread = posting.open_thread(self.board, by=by, **words)
            self.threads.append(thread.pk)
            post = posting.reply(thread, by=self.people[other], source=self.words(), form_key=self.key())
            for target in (post, thread):
                said = {"reason": ReportReason.objects.first(), "words": "Nein @Ada", "form_key": self.key()}
                reporting.report(target, by=self.people["fremd"], **said)
        self.moment = timezone.now()

    def key(self):
        self.keys += 1
        return f"{self.people['ada'].pk}-{self.keys}"

    def words(self):
        """To be found again on any page."""
        self.keys += 1
        return f"Nuss{self.keys}nuss"

    def picked(self, model, pick, **wanted):
        found = list(model.objects.filter(**wanted).order_by("-pk"))
        return found[pick % len(found)] if found else None

    def post(self, pick, **wanted):
        return self.picked(Post, pick, kind="member", **wanted)

    def judge(self, name):
        return Member.objects.get(pk=self.people[name].pk)

    def is_here(self, who):
        return who not in self.gone

    # What members do

    @rule(pick=PICKS, who=WHO)
    def reply(self, pick, who):
        thread = self.picked(Thread, pick, state="open", hidden_by_decision=False, hidden_by_author=False)
        if not thread or not self.is_here(who):
            return
        stopped = list(Sanction.objects.in_force_on(self.people[who]).filter(kind="silence"))
        try:
            posting.reply(thread, by=self.people[who], source=self.words(), form_key=self.key())
        except screening.Refused:
            assert stopped
        else:
            assert not stopped

    @rule(pick=PICKS, who=PEOPLE, of=st.sampled_from(["post", "post", "thread", "member"]))
    def report(self, pick, who, of):
        target = (
            self.people["ada"] if of == "member" else self.post(pick) if of == "post" else self.picked(Thread, pick)
        )
        if not self.is_here(who) or (of == "member" and not self.is_here("ada")):
            return
        by = {"guest": reporting.Guest("G", "g@abspann.example")} if who == "gast" else {"by": self.people[who]}
        reason = self.picked(ReportReason, pick)
        try:
            reporting.report(target, reason=reason, words="Nein @Tilda", form_key=self.key(), **by)
        except (reporting.AlreadyReported, reporting.OwnContent):
            pass

    @rule(pick=PICKS)
    def edit(self, pick):
        post = self.post(pick)
        if not post.author.is_active:
            return
        try:
            posting.edit_post(post, by=post.author, source=self.words(), base=post.revisions.count())
        except (posting.NotEditable, screening.Refused) as refusal:
            is_sanctioned = bool(list(Sanction.objects.in_force_on(post.author)))
            assert isinstance(refusal, posting.NotEditable) or is_sanctioned

    @rule(pick=PICKS)
    def withdraw_or_take_it_back(self, pick):
        post = self.post(pick, author__is_active=True)
        if post and post.state != "withdrawn":
            posting.withdraw_post(post, by=post.author)
        elif post:
            assert posting.restore_post(post, by=post.author)
            assert Post.objects.get(pk=post.pk).state == post.state_before

    @rule(pick=PICKS, who=WHO)
    def miss_a_spoiler_cover(self, pick, who):
        post = self.post(pick, state="visible")
        if post and self.is_here(who) and covering.can_report_spoiler(self.people[who], post, post.thread):
            covering.report_spoiler(post, by=self.people[who])

    @rule(pick=PICKS, side=st.sampled_from(AppealSide))
    def appeal(self, pick, side):
        wanted = {"statement__isnull": False} if side == AppealSide.AUTHOR else {"answered__by__isnull": False}
        decision = self.picked(Decision, pick, **wanted)
        if decision is None:
            return
        said = Report.objects.of_people().filter(decision=decision).first()
        who = {"member": Statement.objects.get(decision=decision).member} if side == AppealSide.AUTHOR else {}
        if side == AppealSide.REPORTER:
            who = {"member": said.by, "report": said}
        try:
            appealing.appeal(decision, side, words="Doch, @Ada", **who)
        except (appealing.NoAppeal, appealing.AlreadyAppealed):
            assert not appealing.can_appeal(decision, side)
        else:
            assert Case.objects.get(decisions=decision).stage in TO_DO

    @precondition(lambda self: self.keys > 20)
    @rule(who=WHO, takes_texts=st.booleans())
    def leave(self, who, takes_texts):
        if self.gone:
            return
        self.gone[who] = self.people[who].name
        gone = accounts_part.close_account(self.people[who], by=None, takes_texts=takes_texts)
        for _ in leaving.take_away(gone):
            pass
        self.people[who].refresh_from_db()
        lawful.nothing_calls(self.gone[who])

    # What moderators do

    @rule(pick=PICKS, name=JUDGE, minutes=st.integers(0, 45))
    def claim(self, pick, name, minutes):
        self.moment += datetime.timedelta(minutes=minutes)
        judge, case = self.judge(name), self.picked(Case, pick)
        holder = case.claimed_by if case.claimed_until and self.moment < case.claimed_until else None
        try:
            done = claiming.claim_case(case, by=judge, at=self.moment)
        except PermissionDenied:
            assert deciding.author_of(case) == judge
            return
        assert done == (case.stage in TO_DO and holder in (None, judge))

    @rule(name=JUDGE)
    def take_the_next(self, name):
        """One that nobody else is at any more; danger first, then the oldest."""
        judge, found = self.judge(name), None
        found = claiming.next_case(by=judge, at=self.moment)
        free = [
            case
            for case in Case.objects.filter(stage__in=TO_DO)
            if deciding.author_of(case) != judge
            and (case.claimed_by in (None, judge) or case.claimed_until <= self.moment)
        ]
        order = sorted(free, key=lambda case: (not case.is_danger, case.opened_at, case.pk))
        assert found == (order[0] if order else None)

    @rule(pick=PICKS, name=JUDGE, verdict=st.sampled_from([Verdict.HIDE, *Verdict]), is_harsh=st.booleans())
    def decide(self, pick, name, verdict, is_harsh):
        case = self.picked(Case, pick, stage=CaseStage.OPEN)
        if case is None:
            return
        measure = Measure(SanctionKind.SILENCE, timezone.now() + datetime.timedelta(days=1)) if is_harsh else None
        earlier = Case.objects.get(pk=case.pk)
        earlier.version -= 1
        self.refuses(earlier, name)
        barred = {*case.reports.of_people().filter(decision=None).values_list("by", flat=True)}
        try:
            with transaction.atomic():
                deciding.decide_case(case, verdict, by=self.judge(name), decision=Decision(**WORDS), measure=measure)
        except NO_ACT:
            return
        assert self.judge(name).pk not in barred
        now = Case.objects.get(pk=case.pk)
        assert now.stage in (CaseStage.DECIDED, CaseStage.APPEALED) and now.claimed_by is None
        self.refuses(case, next(other for other in JUDGES if other != name))

    def refuses(self, case, name):
        """Nobody decides what is not as it was seen."""
        before = Decision.objects.count(), list(Post.objects.values_list("pk", "state"))
        for verdict in (Verdict.NOTHING, Verdict.HIDE):
            with pytest.raises(NO_ACT), transaction.atomic():
                deciding.decide_case(case, verdict, by=self.judge(name), decision=Decision(**WORDS))
        assert before == (Decision.objects.count(), list(Post.objects.values_list("pk", "state")))

    ACTS = {
        "hide": moderation.hide_post,
        "restore": moderation.restore_post,
        "approve": moderation.approve_post,
        "reject": moderation.reject_post,
        "clear": moderation.clear_post,
    }

    @rule(pick=PICKS, name=JUDGE, act=st.sampled_from([*ACTS, "cover", "erase"]))
    def act_from_the_posts_page(self, pick, name, act):
        post = self.post(pick)
        try:
            with transaction.atomic():
                if act == "cover":
                    seen = {"passages": [0], "title": "Film", "base": post.revisions.count()}
                    covering.cover_post(post, by=self.judge(name), **seen)
                elif act != "erase":
                    self.ACTS[act](post, by=self.judge(name), decision=Decision(**WORDS))
                elif pick % 4 == 0:
                    moderation.erase_post(post, by=self.judge(name), decision=Decision(**WORDS))
        except PermissionDenied:
            case = Case.objects.current(post).first()
            assert post.author == self.judge(name) or not deciding.may_decide(case, self.judge(name))

    @rule(
        pick=PICKS, name=JUDGE, act=st.sampled_from(["hide_thread", "restore_thread", "lock_thread", "unlock_thread"])
    )
    def act_from_the_threads_page(self, pick, name, act):
        thread = self.picked(Thread, pick)
        try:
            with transaction.atomic():
                getattr(moderation, act)(thread, by=self.judge(name), decision=Decision(**WORDS))
        except PermissionDenied:
            pass

    def hold_or_release_replies(self, pick, name):
        thread, judge = self.picked(Thread, pick), self.judge(name)
        until = timezone.now() + datetime.timedelta(hours=1)
        moderation.release_replies(thread, by=judge) or moderation.hold_replies(thread, by=judge, until=until)

    @rule(who=WHO, name=JUDGE, pick=PICKS)
    def hide_a_wave_or_take_it_back(self, who, name, pick):
        wave = self.picked(SpamWave, pick, undone_at=None)
        if wave:
            waves.restore_wave(wave, by=self.judge(name))
        elif self.is_here(who):
            since = timezone.now() - datetime.timedelta(hours=1)
            try:
                with transaction.atomic():
                    words = Decision(**WORDS)
                    waves.hide_wave(self.people[who], by=self.judge(name), since=since, decision=words)
            except OwnReport:
                assert name == "birte"

    @rule(
        pick=PICKS,
        name=JUDGE,
        act=st.sampled_from(
            ["lift_a_measure", "open_again", "hold_or_release_replies", "merge", "split", "time_passes"]
        ),
    )
    def do_what_is_rare(self, pick, name, act):
        getattr(self, act)(pick, name)

    def lift_a_measure(self, pick, name):
        sanction = self.picked(Sanction, pick)
        if sanction:
            was_active = sanction.lifted_by is None
            done = sanctions.lift(sanction, by=self.judge(name), decision=Decision(reasons="Gut."))
            assert bool(done) == was_active

    def open_again(self, pick, name):
        case = self.picked(Case, pick, stage=CaseStage.DECIDED)
        if case:
            assert deciding.reopen_case(case, by=self.judge(name))

    @rule(pick=PICKS, outcome=st.sampled_from(AppealOutcome))
    def decide_appeal(self, pick, outcome):
        made = self.picked(Appeal, pick, outcome="")
        if made is None:
            return
        judges = [self.judge(name) for name in JUDGES]
        able = [one for one in judges if appealing.may_decide_appeal(made, one)]
        assert {one.pk for one in able} == self.who_decides(made, {one.pk for one in judges})
        if not able:
            return
        before = Post.objects.filter(pk=made.decision.post_id).first()
        try:
            with transaction.atomic():
                words = {"answer": "So ist es, @Ada.", "decision": Decision(**WORDS)}
                appealing.decide_appeal(made, outcome, by=able[pick % len(able)], **words)
        except deciding.NotForThis:
            return
        with pytest.raises((DecidedMeanwhile, PermissionDenied)), transaction.atomic():
            appealing.decide_appeal(made, AppealOutcome.UPHELD, by=able[0], answer="Noch mal.")
        undone = Decision.objects.filter(post=before, action="restore", pk__gt=made.decision.pk) if before else None
        if outcome == AppealOutcome.REVERSED and made.decision.action in ("hide", "reject") and undone.count() == 1:
            after = Post.objects.get(pk=before.pk)
            assert after.state in ("visible", "erased") or undone.get() != made.result
            assert before.number in (None, after.number)

    @rule(
        pick=PICKS,
        who=st.sampled_from(["fremd", "gast"]),
        verdict=st.sampled_from([Verdict.HIDE, Verdict.NOTHING]),
        side=st.sampled_from(AppealSide),
        outcome=st.sampled_from([AppealOutcome.REVERSED, *AppealOutcome]),
    )
    def go_all_the_way(self, pick, who, verdict, side, outcome):
        self.report(pick, who, "post")
        self.decide(0, JUDGES[pick % 3], verdict, False)
        self.appeal(0, side)
        if pick % 2:
            self.decide_appeal(0, outcome)

    def who_decides(self, made, judges):
        first, case = made.decision, made.decision.case
        author = deciding.author_of(case)
        barred = {author.pk, made.member_id, *case.reports.of_people().values_list("by", flat=True)}
        decided = {first.by_id} if first.by_id else set(case.decisions.values_list("by", flat=True))
        decided |= set(first.appeals.exclude(outcome="").values_list("decided_by", flat=True))
        return (judges - barred - decided) or (judges - barred)

    def merge(self, pick, name):
        old, new = (Thread.objects.get(pk=pk) for pk in self.threads)
        try:
            with transaction.atomic():
                rearranging.merge_threads(old, by=self.judge(name), into=new)
        except rearranging.NotPossible:
            return
        assert not Case.objects.filter(thread=old).exclude(stage=CaseStage.CLOSED).exists()

    def split(self, pick, name):
        thread = self.picked(Thread, pick)
        where = {"numbers": [(2, 3)], "title": self.words(), "board": thread.board}
        try:
            with transaction.atomic():
                rearranging.split_thread(thread, by=self.judge(name), **where)
        except rearranging.NotPossible:
            pass

    def time_passes(self, pick, name):
        """Half a year, for what is decided. Cases close, reporters are forgotten; whoever is late cannot appeal any more, which the verbs look at."""
        later = timezone.now() + datetime.timedelta(days=184)
        appealing.close_cases(later)
        appealing.forget_reporters(later + datetime.timedelta(days=184))
        forgotten = Report.objects.filter(case__stage=CaseStage.CLOSED)
        assert not forgotten.exclude(by=None, email="", name="").exists()
        assert not Appeal.objects.filter(report__in=forgotten).exclude(member=None).exists()

    # What is true after each step

    @invariant()
    def all_is_lawful(self):
        lawful.every_restriction_has_one_statement()
        lawful.every_report_of_a_finished_case_has_its_answer()
        lawful.cases_are_one_each_and_counted()
        lawful.appealed_is_what_has_an_open_appeal()
        lawful.whatever_waits_has_somebody_who_looks()
        lawful.nobody_decides_in_the_own_matter()
        lawful.appeals_are_decided_by_whom_they_may_be()
        lawful.counters_are_right()
        lawful.measures_are_as_decided()
        lawful.waves_that_were_taken_back_hide_nothing()

    @invariant()
    def numbers_are_kept(self):
        """For ever, but where a post moves to another thread."""
        for pk, thread, number, state in Post.objects.values_list("pk", "thread", "number", "state"):
            known = self.numbers.get(pk)
            assert known is None or known[0] != thread or known[1] == number
            assert state not in ("visible", "hidden_auto") or number
            if number:
                self.numbers[pk] = (thread, number)

    @invariant()
    def nothing_hidden_is_read_by_others(self):
        lawful.what_is_hidden_is_read_by_nobody_else([self.people[name] for name in (*AUTHORS, "fremd")])
        self.steps += 1
        if self.steps % LOOK_EVERY == 0:
            reader = self.people["fremd"] if self.steps % (2 * LOOK_EVERY) else None
            lawful.no_channel_shows(reader, Thread.objects.exclude(state="merged"), [self.board])


@pytest.mark.parametrize("limit", [0, 2], ids=["nothing is hidden by reports", "two reports hide"])
def test_cases_stay_lawful_whatever_happens(limit, settings_of_django):
    settings_of_django.REPORTS_TO_HIDE = limit
    run_state_machine_as_test(
        Matters,
        settings=settings(
            max_examples=10,
            stateful_step_count=40,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.fixture
def settings_of_django(settings, monkeypatch):
    """Everybody's report counts at once, however new they are; what was decided can be read by all."""
    monkeypatch.setattr(reporting, "NEWCOMER_DAYS", 0)
    settings.PUBLIC_RECORD = True
    settings.RATE_LIMITS = False
    return settings

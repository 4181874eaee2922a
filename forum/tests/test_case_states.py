"""Any sequence of reports, claims, decisions, appeals, edits, moves and farewells leaves each case in a lawful state: one
statement for each restriction, an answer for every report of a decided case, somebody who looks at whatever waits, the
counters and numbers as a recount finds them, nothing hidden on any page. What is looked at is in `lawful`."""

import datetime
from functools import partial

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
WORDS = {"rule": "1. Freundlich bleiben", "reasons": "@Ada und @Tilda, das ist eine Beleidigung, Ada, Tilda!"}
LOOK_EVERY = 8
"""Steps: pages are slow to look at."""

WHO = st.sampled_from(AUTHORS)
PEOPLE = st.sampled_from([*AUTHORS, "fremd", "fremd", "gast", "birte", "birte"])
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
        self.reported = {}

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
        self.hold_or_release_replies(0, "selma")
        posting.reply(thread, by=self.people["ada"], source=self.words(), form_key=self.key())
        self.hold_or_release_replies(0, "selma")
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
        if of != "member" or self.is_here("ada"):
            self.report_on(target, who, pick)

    def report_on(self, target, who, pick):
        if not self.is_here(who):
            return
        by = {"guest": reporting.Guest("G", "g@abspann.example")} if who == "gast" else {"by": self.people[who]}
        reason, before = self.picked(ReportReason, pick), Case.objects.current(target).first()
        text = Post.objects.get(pk=target.pk).source if isinstance(target, Post) else None
        try:
            made = reporting.report(target, reason=reason, words="Nein @Tilda", form_key=self.key(), **by).report
        except (reporting.AlreadyReported, reporting.OwnContent):
            return
        if text:
            self.reported[made.pk] = text
        if before and before.stage == CaseStage.DECIDED:
            is_open = Case.objects.get(pk=before.pk).stage == CaseStage.OPEN
            assert is_open == lawful.has_changed_since(target, before.decided_at)
        if who == "birte" and made.decision is None:
            self.refuses_whoever_reported(target, Case.objects.get(pk=made.case_id))

    def refuses_whoever_reported(self, target, case):
        """From no page: nobody decides on their own reports."""
        birte, since = self.judge("birte"), timezone.now() - datetime.timedelta(hours=1)
        acts = [partial(deciding.decide_case, case, verdict, by=birte) for verdict in (Verdict.NOTHING, Verdict.HIDE)]
        act = lawful.ending_act(target.pk) if isinstance(target, Post) and case.stage == CaseStage.OPEN else None
        if act:
            acts += [partial(act, Post.objects.get(pk=target.pk), by=birte)]
            acts += [partial(waves.hide_wave, target.author, by=birte, since=since)]
        for act in acts:
            with pytest.raises((PermissionDenied, OwnReport)), transaction.atomic():
                act(decision=Decision(**WORDS))

    @rule(pick=PICKS)
    def edit(self, pick):
        self.edit_post(self.post(pick))

    def edit_post(self, post):
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
        if decision:
            self.appeal_against(decision, side)

    def appeal_against(self, decision, side):
        if side == AppealSide.AUTHOR and not hasattr(decision, "statement"):
            return
        said = Report.objects.of_people().filter(decision=decision).first()
        if said is None and side == AppealSide.REPORTER:
            return
        who = {"member": Statement.objects.get(decision=decision).member} if side == AppealSide.AUTHOR else {}
        if side == AppealSide.REPORTER:
            who = {"member": said.by, "report": said}
        try:
            appealing.appeal(decision, side, words="Doch, @Ada, Ada, Tilda", **who)
        except (appealing.NoAppeal, appealing.AlreadyAppealed):
            assert not appealing.can_appeal(decision, side)
        else:
            assert Case.objects.get(decisions=decision).stage in TO_DO

    @precondition(lambda self: self.keys > 20)
    @rule(who=WHO, takes_texts=st.booleans())
    def leave(self, who, takes_texts):
        self.leave_as(who, takes_texts)

    def leave_as(self, who, takes_texts):
        """One of them: somebody has to go on writing."""
        if self.gone:
            return
        self.gone[who] = self.people[who].name
        gone = accounts_part.close_account(self.people[who], by=None, takes_texts=takes_texts)
        for _ in leaving.take_away(gone):
            pass
        self.people[who].refresh_from_db()
        lawful.nothing_calls(self.gone[who])
        lawful.nothing_about_them_names(self.people[who], self.gone[who])

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
        for other in JUDGES if done else ():
            assert other == name or not claiming.claim_case(case, by=self.judge(other), at=self.moment)

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
        if case:
            self.decide_on(case, name, verdict, is_harsh)

    def decide_on(self, case, name, verdict, is_harsh):
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
        self.act_on_post(self.post(pick), name, act, pick)

    def act_on_post(self, post, name, act, pick):
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
            if waves.restore_wave(wave, by=self.judge(name)):
                lawful.what_a_wave_gave_back_is_judged(wave)
        elif self.is_here(who):
            self.hide_wave(self.people[who], name)

    def hide_wave(self, member, name):
        since = timezone.now() - datetime.timedelta(hours=1)
        try:
            with transaction.atomic():
                waves.hide_wave(member, by=self.judge(name), since=since, decision=Decision(**WORDS))
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
        if made:
            self.decide_on_appeal(made, pick, outcome)

    def decide_on_appeal(self, made, pick, outcome):
        judges = [self.judge(name) for name in JUDGES]
        able = [one for one in judges if appealing.may_decide_appeal(made, one)]
        assert {one.pk for one in able} == self.who_decides(made, {one.pk for one in judges})
        if not able:
            return
        before = Post.objects.filter(pk=made.decision.post_id).first()
        is_hidden_anew = before is not None and lawful.is_hidden_by_another(before, made.decision)
        try:
            with transaction.atomic():
                words = {"answer": "So ist es, @Ada, Ada, Tilda.", "decision": Decision(**WORDS)}
                appealing.decide_appeal(made, outcome, by=able[pick % len(able)], **words)
        except deciding.NotForThis:
            return
        with pytest.raises((DecidedMeanwhile, PermissionDenied)), transaction.atomic():
            appealing.decide_appeal(made, AppealOutcome.UPHELD, by=able[0], answer="Noch mal.")
        if is_hidden_anew:
            assert Post.objects.get(pk=before.pk).state == "removed", "shown again what another decision has hidden"
        undone = Decision.objects.filter(post=before, action="restore", pk__gt=made.decision.pk) if before else None
        if outcome == AppealOutcome.REVERSED and made.decision.action in ("hide", "reject") and undone.count() == 1:
            after = Post.objects.get(pk=before.pk)
            assert after.state in ("visible", "erased") or undone.get() != made.result
            assert before.number in (None, after.number)

    # What chance alone hardly ever does with one and the same post

    def judged(self, pick, who, name, verdict):
        """The newest decision on a post that is to be read, reported once more if it can be; None where there is none."""
        post = self.post(pick, state="visible")
        if post is None:
            return None
        self.report_on(post, who, pick)
        case = Case.objects.current(post).first()
        if case and case.stage == CaseStage.OPEN:
            self.decide_on(case, name, verdict, False)
        return Decision.objects.filter(post=post, case=case or 0).order_by("pk").last()

    @rule(
        pick=PICKS,
        who=st.sampled_from(["fremd", "gast", "birte"]),
        verdict=st.sampled_from([Verdict.HIDE, Verdict.NOTHING]),
        side=st.sampled_from(AppealSide),
        outcome=st.sampled_from([AppealOutcome.REVERSED, *AppealOutcome]),
        is_left=st.booleans(),
    )
    def go_all_the_way(self, pick, who, verdict, side, outcome, is_left):
        decision = self.judged(pick, who, JUDGES[pick % 3], verdict)
        if decision is None:
            return
        self.appeal_against(decision, side)
        made = Appeal.objects.filter(decision=decision, outcome="").first()
        if made and pick % 3:
            self.decide_on_appeal(made, pick, outcome)
        if is_left and pick % 4 == 0:
            author = next(name for name in AUTHORS if self.people[name] == decision.post.author)
            self.leave_as(author, takes_texts=bool(pick % 8))

    @rule(pick=PICKS, name=JUDGE, side=st.sampled_from(AppealSide), is_wave=st.booleans())
    def edit_what_was_judged(self, pick, name, side, is_wave):
        """Reported again it opens its case, also where somebody then appeals against what was judged first."""
        decision = self.judged(pick, "fremd", name, Verdict.NOTHING if side == AppealSide.REPORTER else Verdict.HIDE)
        if decision is None:
            return
        self.act_on_post(Post.objects.get(pk=decision.post_id), JUDGES[pick % 3], "restore", pick)
        self.edit_post(Post.objects.get(pk=decision.post_id))
        self.report_on(Post.objects.get(pk=decision.post_id), "gast", pick)
        self.appeal_against(decision, side)
        if is_wave and decision.post.author.is_active:
            self.hide_wave(decision.post.author, name)

    @rule(pick=PICKS, name=JUDGE)
    def hide_once_more_what_an_appeal_is_about(self, pick, name):
        """Then the appeal shows nothing, whatever comes of it."""
        decision = self.judged(pick, "gast", name, Verdict.HIDE)
        if decision is None or not hasattr(decision, "statement"):
            return
        self.appeal_against(decision, AppealSide.AUTHOR)
        for act in ("restore", "hide"):
            self.act_on_post(Post.objects.get(pk=decision.post_id), JUDGES[(pick + 1) % 3], act, pick)
        made = Appeal.objects.filter(decision=decision, outcome="").first()
        if made:
            self.decide_on_appeal(made, pick, AppealOutcome.REVERSED)

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
        lawful.what_was_reported_is_kept(self.reported)

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

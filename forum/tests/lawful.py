"""What is true of cases, posts and statements whatever happened before; looked at after each step of `test_case_states`."""

import re

from django.test import Client

from accounts.models import ANYBODY, Member
from accounts.roles import is_moderator
from forum import moderation
from forum.cases.effects import effect_on
from forum.cases.showing import text_as_reported
from forum.consistency.counters import differing_threads
from forum.consistency.erased import traces_of_erased
from forum.models import (
    Appeal,
    AutomaticHit,
    Case,
    Decision,
    Letter,
    Post,
    Report,
    Sanction,
    SpamWave,
    SpoilerHint,
    Statement,
    Thread,
)
from forum.models.case import TO_DO, CaseStage
from forum.models.moderation import RESTRICTIONS, SANCTIONS
from forum.models.post import UNDECIDED, PostState


def every_restriction_has_one_statement():
    """To whom it touches, with a mail that says so; nobody else gets one."""
    owed = Decision.objects.filter(action__in=RESTRICTIONS).select_related("post__author", "thread__author", "member")
    told = dict(Statement.objects.values_list("decision", "member"))
    for decision in owed:
        author = decision.member or (decision.post or decision.thread).author
        assert told.pop(decision.pk, None) == author.pk, f"{decision.action} {decision.pk}"
        assert decision.reasons.strip() and decision.case_id
    assert not told
    for member in Member.objects.filter(statements__isnull=False, is_active=True).distinct():
        assert Letter.objects.filter(kind="statement", member=member).exists()


def every_report_of_a_finished_case_has_its_answer():
    assert not Report.objects.exclude(case__stage__in=TO_DO).filter(decision=None).exists()
    told = set(Letter.objects.filter(kind="outcome").values_list("report", "decision"))
    for report in Report.objects.of_people().exclude(decision=None).select_related("by", "decision"):
        reachable = report.by.is_active if report.by else bool(report.email)
        assert ((report.pk, report.decision_id) in told) or not reachable
        is_own = report.by_id is not None and report.by_id == report.decision.by_id
        assert not is_own or report.at > report.decision.at, "decided on the own report"


def cases_are_one_each_and_counted():
    rows = list(Case.objects.all())
    current = [(row.post_id, row.thread_id, row.member_id) for row in rows if row.stage in ("open", "decided")]
    assert len(current) == len(set(current))
    for case in rows:
        if case.stage != CaseStage.CLOSED:
            assert case.report_count == case.reports.count()
        if case.stage == CaseStage.OPEN and not case.decisions.exists():
            assert case.weight == sum(case.reports.values_list("weight", flat=True))


def appealed_is_what_has_an_open_appeal():
    waiting = set(Appeal.objects.undecided().values_list("decision__case", flat=True))
    for pk, stage in Case.objects.exclude(stage=CaseStage.OPEN).values_list("pk", "stage"):
        assert (stage == CaseStage.APPEALED) == (pk in waiting)


def whatever_waits_has_somebody_who_looks():
    for post in Post.objects.filter(state__in=UNDECIDED):
        assert Case.objects.filter(post=post, stage__in=TO_DO).exists(), f"{post.pk} {post.state}"
    shown = Post.objects.filter(state=PostState.VISIBLE).exclude(cases__stage__in=TO_DO)
    assert not AutomaticHit.objects.filter(post__in=shown, settled_at=None).exists()


def nobody_decides_in_the_own_matter():
    for decision in Decision.objects.exclude(by=None).select_related("post", "thread"):
        target = decision.post or decision.thread
        own = {decision.member_id, target.author_id if target else None}
        assert decision.by_id not in own, f"{decision.action} by its author"


def appeals_are_decided_by_whom_they_may_be():
    for made in Appeal.objects.exclude(outcome="").select_related("decision__post", "decision__thread", "report"):
        target = made.decision.post or made.decision.thread
        author = target.author_id if target else made.decision.member_id
        assert made.decided_by_id not in (made.member_id, author, made.report.by_id if made.report else None)
        assert made.answer and (made.outcome == "upheld") == (made.result is None)


def counters_are_right():
    assert [str(found) for found in differing_threads("default")] == []
    assert [str(found) for found in traces_of_erased("default")] == []


def measures_are_as_decided():
    for sanction in Sanction.objects.select_related("decision", "member"):
        assert sanction.decision.action in SANCTIONS and sanction.decision.member_id == sanction.member_id
        active = sanction.lifted_by_id is None
        if active and sanction.kind == "silence" and sanction.member.is_active:
            assert effect_on(sanction.member).refusal
    lifted = set(Decision.objects.filter(action="lift").values_list("lifts__pk", flat=True))
    assert None not in lifted


def what_is_hidden_is_read_by_nobody_else(readers):
    """By whom it was written, and by moderators; what waits by the team."""
    hidden = Post.objects.exclude(state=PostState.VISIBLE)
    for reader in (ANYBODY, *readers):
        mine = hidden if reader is ANYBODY else hidden.exclude(author=reader.pk)
        assert not is_moderator(reader)
        seen = Post.objects.visible_to(reader).filter(pk__in=mine.values("pk"))
        assert not seen.exists()


def no_channel_shows(reader, threads, boards, extra=()):
    """The words of a hidden post or a hidden thread's title, on any page `reader` (None: a guest) can open."""
    client = Client()
    if reader is not None:
        client.force_login(reader)
    secrets = hidden_words(reader)
    for path in paths_of(threads, boards, reader, extra):
        page = client.get(path, follow=True).getvalue().decode(errors="replace")
        found = [words for words in secrets if words in page]
        assert not found, f"{path} shows {found}"


def hidden_words(reader):
    me = reader.pk if reader else 0
    posts = Post.objects.exclude(state=PostState.VISIBLE) | Post.objects.filter(thread__hidden_by_decision=True)
    posts = posts.exclude(author=me).exclude(thread__author=me, thread__hidden_by_decision=True)
    shown = set(Post.objects.visible_to(reader or ANYBODY).values_list("source", flat=True))
    words = {source for source in posts.values_list("source", flat=True) if source} - shown
    titles = Thread.objects.filter(hidden_by_decision=True).exclude(author=me).values_list("title", flat=True)
    still = set(Thread.objects.visible_to(reader or ANYBODY).values_list("title", flat=True))
    return words | (set(titles) - still)


def paths_of(threads, boards, reader, extra):
    for thread in threads:
        address = thread.get_absolute_url()
        yield from (address, f"{address}druck/", f"{address}export/", f"{address}feed.atom")
    for board in boards:
        address = board.get_absolute_url()
        yield from (address, f"{address}feed.atom")
    for author in Member.objects.filter(posts__isnull=False).distinct():
        yield from (author.get_absolute_url(), f"{author.get_absolute_url()}feed.atom")
    yield from ("/", "/forum/", "/entscheidungen/", "/transparenz/", *extra)
    if reader is not None:
        yield from ("/neu/", "/benachrichtigungen/", "/folgen/", "/konto/entscheidungen/", "/konto/meldungen/")


def nothing_calls(name):
    """Somebody who has just left, in what moderators and reporters wrote."""
    words = [
        *Decision.objects.values_list("facts", "reasons"),
        *Report.objects.values_list("words", "seen"),
        *Appeal.objects.values_list("words", "answer"),
        *Post.objects.values_list("source", "html"),
    ]
    assert not [said for row in words for said in row if f"@{name}" in said]
    left = Member.objects.filter(is_active=False)
    assert not Letter.objects.filter(member__in=left).exists()
    assert not SpoilerHint.objects.filter(member__in=left).exists()
    assert not Case.objects.filter(claimed_by__in=left).exists()


def waves_that_were_taken_back_hide_nothing():
    for wave in SpamWave.objects.exclude(undone_at=None):
        for decision in wave.decisions.filter(post__state=PostState.REMOVED):
            later = Decision.objects.filter(post=decision.post_id, pk__gt=decision.pk)
            assert later.exists(), f"{decision.post_id} stays hidden by a wave that was taken back"


def what_a_wave_gave_back_is_judged(wave):
    """Right after it was taken back: nobody needs to look at what is to be read again."""
    posts = Post.objects.filter(pk__in=wave.decisions.exclude(post=None).values("post"), state=PostState.VISIBLE)
    for post in posts:
        newest = Decision.objects.filter(post=post).latest("pk")
        if newest.action == "restore" and newest.reverses_id is None and not newest.reasons:
            cases = Case.objects.filter(post=post)
            assert not cases.filter(stage=CaseStage.OPEN).exists(), f"{post.pk} waits for nobody"
            assert newest.case_id or not cases.exclude(stage=CaseStage.CLOSED).exists()


def has_changed_since(target, moment):
    return isinstance(target, Post) and target.revisions.filter(at__gt=moment).exists()


def what_was_reported_is_kept(texts):
    """By report; until the text is erased for everybody."""
    for report in Report.objects.filter(pk__in=texts).select_related("case__post"):
        post = report.case.post
        if post.state != PostState.ERASED:
            assert (text_as_reported(report.case, [report]) or post.source) == texts[report.pk]


def is_hidden_by_another(post, decision):
    """What `decision` had hidden was shown again since, and is hidden once more by another decision."""
    later = Decision.objects.filter(post=post, pk__gt=decision.pk)
    shown = later.filter(action="restore").first()
    return post.state == PostState.REMOVED and shown is not None and decision.action in ("hide", "reject")


def nothing_about_them_names(member, name):
    """Somebody who has just left, with or without @, in what was decided, said and answered about them."""
    cases = Case.objects.filter(decisions__in=Decision.objects.on_posts_of(member))
    words = [
        *Decision.objects.filter(case__in=cases).values_list("facts", "reasons"),
        *Report.objects.filter(case__in=cases).values_list("words", "seen"),
        *Appeal.objects.filter(decision__case__in=cases).values_list("words", "answer"),
    ]
    assert not [said for row in words for said in row if re.search(rf"\b{name}\b", said)]


def ending_act(pk):
    """What a moderator can do from the page of a post, as it is now, that would settle its case; None if there is nothing."""
    acts = {PostState.VISIBLE: "hide_post", PostState.PENDING: "reject_post", PostState.HIDDEN_AUTO: "restore_post"}
    state = Post.objects.values_list("state", flat=True).get(pk=pk)
    return getattr(moderation, acts[state]) if state in acts else None

"""What cases do with a member who leaves. A text somebody has to decide about is not read by others any more, but stays
until nobody can object any more; where an operator deletes an account by law, it goes at once."""

from collections.abc import Callable, Iterator
from functools import partial, reduce
from operator import or_
from typing import Any

from django.db.models import CharField, Model, Q, QuerySet

from accounts.leaving import Ban, delete_in_batches
from accounts.models import Leaving, Member
from forum import moderation, posting
from forum.models import (
    Appeal,
    BoardModerator,
    Case,
    Decision,
    Letter,
    Note,
    Post,
    Report,
    Sanction,
    ShiftNote,
    SpoilerHint,
)
from forum.models.case import CaseStage
from forum.models.post import PostState
from forum.models.redress import SanctionKind
from forum.notes import drop_notes_about
from text.mentions import without_mentions, without_name

__all__ = [
    "GOES",
    "STAYS",
    "ban_of",
    "is_kept",
    "keep_until_closed",
    "take_away",
    "take_what_was_kept",
    "unlearn_name",
]

GOES = ("forum.BoardModerator.member", "forum.Letter.member", "forum.Note.about", "forum.SpoilerHint.member")

IN_A_CASE = "Ein Fall muss zu Ende geführt werden können; dort steht das Pseudonym."

STAYS = {
    "forum.Appeal.decided_by": IN_A_CASE,
    "forum.Appeal.member": IN_A_CASE,
    "forum.Case.claimed_by": "Ein übernommener Fall wird frei.",
    "forum.Case.member": IN_A_CASE,
    "forum.Decision.member": IN_A_CASE,
    "forum.Report.by": "Meldungen vergessen sechs Monate nach Ende des Falls, von wem sie sind; bis dahin steht das Pseudonym.",
    "forum.Sanction.member": IN_A_CASE,
    "forum.Note.by": "Notizen der Moderation stehen unter dem Pseudonym.",
    "forum.SpamWave.by": IN_A_CASE,
    "forum.SpamWave.member": IN_A_CASE,
    "forum.SpamWave.undone_by": IN_A_CASE,
    "forum.WordRule.by": "Die Wortliste gilt weiter, wer immer sie schrieb.",
    "forum.ShiftNote.by": "Notizen der Moderation stehen unter dem Pseudonym.",
    "forum.Statement.member": IN_A_CASE,
}

AT_ONCE = 50


def ban_of(member: Member) -> Ban | None:
    """The ban that runs: nobody leaves to come back the next day. Of several the longest."""
    bans = list(Sanction.objects.in_force_on(member).filter(kind=SanctionKind.BAN))
    if not bans:
        return None
    ends = [ban.ends_at for ban in bans]
    return Ban(None if None in ends else max(end for end in ends if end))


def is_kept(post: Post, leaving: Leaving) -> bool:
    """By law nothing is."""
    return leaving.by_id is None and post.cases.exclude(stage=CaseStage.CLOSED).exists()


def keep_until_closed(post: Post) -> bool:
    """Withdrawn, so that only moderators read it; False if it was not to be read before."""
    return posting.withdraw_post(post, by=post.author) if post.author else False


def take_what_was_kept() -> int:
    """Texts whose cases are closed, of members who took theirs along; how many. The next round goes on."""
    gone = Post.objects.filter(author__leaving__takes_texts=True, cases__stage=CaseStage.CLOSED)
    open_cases = Case.objects.exclude(stage=CaseStage.CLOSED).filter(post__isnull=False)
    rows = gone.exclude(state=PostState.ERASED).exclude(pk__in=open_cases.values("post")).distinct()
    return sum(moderation.take_text_along(post) for post in rows.order_by("pk")[:AT_ONCE])


WORDS: tuple[tuple[type[Model], tuple[str, ...]], ...] = (
    (Report, ("words", "seen")),
    (Decision, ("facts", "reasons")),
    (Appeal, ("words", "answer")),
    (Note, ("text",)),
    (ShiftNote, ("text",)),
)
"""Where people write about others, and may call them with @."""


def unlearn_name(leaving: Leaving) -> Iterator[int]:
    """A reported profile was kept with its name; what people wrote may call it. The pseudonym takes its place."""
    old, new = leaving.name, leaving.member.name
    if kept := Report.objects.filter(case__member=leaving.member_id).exclude(seen__in=["", new]).update(seen=new):
        yield kept
    for model, fields in WORDS:
        calling = reduce(or_, (Q(**{f"{name}__contains": "@"}) for name in fields))
        rows = model._default_manager.filter(calling)
        yield from _reword(rows, fields, partial(without_mentions, name=old, instead=new))
    if old:
        for rows, fields in _texts_about(leaving.member):
            yield from _reword(rows, fields, partial(without_name, name=old, instead=new))


def _reword(rows: QuerySet[Any], fields: tuple[str, ...], reword: Callable[[str], str]) -> Iterator[int]:
    longest = {field.name: field.max_length for field in rows.model._meta.fields if isinstance(field, CharField)}
    for row in rows.order_by("pk").values("pk", *fields).iterator():
        said = {name: reword(row[name])[: longest.get(name)] for name in fields}
        if any(said[name] != row[name] for name in fields):
            yield rows.model._default_manager.filter(pk=row["pk"]).update(**said)


def _texts_about(member: Member) -> Iterator[tuple[QuerySet[Any], tuple[str, ...]]]:
    """Where the name alone means the member: in cases they had a part in, and in what moderators note for each other."""
    fields, cases = dict(WORDS), sorted(_cases_of(member.pk))
    for start in range(0, len(cases), AT_ONCE):
        some = cases[start : start + AT_ONCE]
        yield Report.objects.filter(case__in=some), fields[Report]
        yield Decision.objects.filter(case__in=some), fields[Decision]
        yield Appeal.objects.filter(decision__case__in=some), fields[Appeal]
    yield Decision.objects.on_posts_of(member).filter(case=None), ("reasons",)
    for model in (Note, ShiftNote):
        yield model._default_manager.filter(at__gte=member.joined_at), fields[model]


def _cases_of(pk: int) -> set[int]:
    """By index, one question for each part somebody can have."""
    parts = ("post__author", "thread__author", "member", "reports__by", "decisions__statement__member")
    deciders = ("decisions__by", "decisions__appeals__member", "decisions__appeals__decided_by")
    found = (Case.objects.filter(**{part: pk}).values_list("pk", flat=True) for part in (*parts, *deciders))
    return {case for some in found for case in some}


def take_away(leaving: Leaving) -> Iterator[int]:
    yield Case.objects.filter(claimed_by=leaving.member_id).update(claimed_by=None, claimed_until=None)
    yield from delete_in_batches(BoardModerator.objects.filter(member=leaving.member_id))
    yield drop_notes_about(leaving.member)
    yield from delete_in_batches(SpoilerHint.objects.filter(member=leaving.member_id))
    yield from delete_in_batches(Letter.objects.filter(member=leaving.member_id))

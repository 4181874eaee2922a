"""Readers vote on films, change their vote and take it back; moderators take votes out. Who votes locks only the film's
tally: nobody who edits a film or writes in its discussion waits for voters."""

import datetime

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import F, Min
from django.utils import timezone

from accounts.models import Member
from forum import moderation
from forum.cases.effects import effect_on
from forum.cases.joining import join_case
from forum.models import Case, Decision, Report
from forum.models.case import CaseStage, ReportKind
from forum.models.moderation import DecisionAction
from forum.moderators import moderates_everywhere
from reviews.models import Film, Rating, RatingTally, Release
from reviews.models.rating import HALVES, columns_of
from reviews.models.still import today
from text.quoting import quoted

__all__ = ["NEWCOMER_DAYS", "NoSuchVote", "TakenOut", "put_back", "recount", "take_out", "vote", "withdraw"]

NEWCOMER_DAYS = 7
"""A vote of whoever joined later is marked."""

HOUR = datetime.timedelta(hours=1)
NEWCOMERS_OF_A_WAVE = 5
"""Votes of new members about one film within an hour from which on somebody should look."""


class NoSuchVote(Exception):
    """Votes go from half a star to five."""


class TakenOut(Exception):
    """A moderator has taken the member's vote out: there is an appeal, no second vote."""


def vote(film: Film, halves: int, *, by: Member) -> bool:
    """Gives or changes the vote; False if it was so already. Locks the tally of the film, then the case of a wave.

    Raises NoSuchVote, TakenOut; PermissionDenied for a film the member cannot know of and while a measure holds.
    """
    if not 1 <= halves <= HALVES:
        raise NoSuchVote
    if not Film.objects.visible_to(by).filter(pk=film.pk).exists() or effect_on(by).refusal:
        raise PermissionDenied
    now = timezone.now()
    with transaction.atomic():
        tally = _locked(film.pk)
        before = Rating.objects.filter(member=by, film=film).first()
        if before is None:
            marks = {"is_of_newcomer": _is_new(by, now), "is_early": _is_early(film)}
            Rating.objects.create(member=by, film=film, halves=halves, at=now, changed_at=now, **marks)
        elif before.taken_out_by_id is not None:
            raise TakenOut
        elif before.halves == halves:
            return False
        else:
            Rating.objects.filter(pk=before.pk).update(halves=halves, changed_at=now)
        _count(tally, less=before.halves if before else None, more=halves)
        if before is None:
            _look_for_wave(film, now)
    return True


def withdraw(film: Film, *, by: Member) -> bool:
    """False if there is none. One that was taken out stays: raises TakenOut."""
    with transaction.atomic():
        tally = _locked(film.pk)
        before = Rating.objects.filter(member=by, film=film).first()
        if before is None:
            return False
        if before.taken_out_by_id is not None:
            raise TakenOut
        before.delete()
        _count(tally, less=before.halves)
    return True


def forget_votes(member_pk: int) -> int:
    """All of a member who leaves, each in a transaction of its own; how many."""
    films = list(Rating.objects.filter(member=member_pk).order_by("film").values_list("film", flat=True))
    for film in films:
        with transaction.atomic():
            tally = _locked(film)
            rating = Rating.objects.filter(member=member_pk, film=film).first()
            if rating is not None:
                rating.delete()
            if rating is not None and rating.taken_out_by_id is None:
                _count(tally, less=rating.halves)
    return len(films)


def take_out(rating: Rating, *, by: Member, decision: Decision, case: Case | None = None) -> Decision | None:
    """The vote counts no more; its member gets the reasons, which name it where no facts are told. `case` is that of a wave. None if it was out already.

    Raises ReasonsMissing, PermissionDenied; nobody decides on their own vote.
    """
    if not moderates_everywhere(by) or rating.member_id == by.pk:
        raise PermissionDenied
    if not decision.reasons.strip():
        raise moderation.ReasonsMissing
    with transaction.atomic():
        tally = _locked(rating.film_id)
        current = Rating.objects.select_related("member", "film").filter(pk=rating.pk, taken_out_by=None).first()
        if current is None:
            return None
        decision.case = case
        decision.facts = decision.facts or f"Deine Stimme zu {quoted(str(current.film))}: {current.words}."
        subject = ("vote", current.pk)
        made = moderation.record(decision, DecisionAction.TAKE_OUT_VOTE, by=by, subject=subject, touches=current.member)
        Rating.objects.filter(pk=current.pk).update(taken_out_by=made)
        _count(tally, less=current.halves)
    return made


def put_back(rating_pk: int, *, by: Member, decision: Decision) -> Decision | None:
    """After an appeal the vote counts again. None if it counts already, or is gone with its member."""
    if not moderates_everywhere(by):
        raise PermissionDenied
    film = Rating.objects.filter(pk=rating_pk).values_list("film", flat=True).first()
    if film is None:
        return None
    with transaction.atomic():
        tally = _locked(film)
        current = Rating.objects.filter(pk=rating_pk, taken_out_by__isnull=False).first()
        if current is None:
            return None
        Rating.objects.filter(pk=rating_pk).update(taken_out_by=None)
        _count(tally, more=current.halves)
        return moderation.record(decision, DecisionAction.PUT_BACK_VOTE, by=by, subject=("vote", rating_pk))


def recount(film_pk: int) -> bool:
    """From the votes themselves; for `check_consistency`. False if all was right."""
    with transaction.atomic():
        tally = _locked(film_pk)
        counts = [0] * HALVES
        for halves in Rating.objects.counted().filter(film=film_pk).values_list("halves", flat=True).iterator():
            counts[halves - 1] += 1
        if not is_wrong(tally, counts):
            return False
        _store(film_pk, counts)
    return True


def is_wrong(tally: RatingTally, counts: list[int]) -> bool:
    return any(getattr(tally, name) != value for name, value in columns_of(counts).items())


def _locked(film_pk: int) -> RatingTally:
    """The row everybody who votes on this film waits for; made with the first vote."""
    RatingTally.objects.bulk_create([RatingTally(film_id=film_pk)], ignore_conflicts=True)
    return RatingTally.objects.select_for_update(no_key=True).get(pk=film_pk)


def _count(tally: RatingTally, *, less: int | None = None, more: int | None = None) -> None:
    counts = list(tally.counts)
    if less:
        counts[less - 1] -= 1
    if more:
        counts[more - 1] += 1
    _store(tally.pk, counts)


def _store(film_pk: int, counts: list[int]) -> None:
    RatingTally.objects.filter(pk=film_pk).update(version=F("version") + 1, **columns_of(counts))


def _is_new(member: Member, now: datetime.datetime) -> bool:
    return (now - member.joined_at).days < NEWCOMER_DAYS


def _is_early(film: Film) -> bool:
    """Every day of release that is known lies ahead."""
    first = Release.objects.filter(film=film).aggregate(first=Min("date_from"))["first"]
    return first is not None and first > today()


def _look_for_wave(film: Film, now: datetime.datetime) -> None:
    """Many votes within an hour, or many of new members: somebody should look. Nothing is taken out by itself. At most one
    open case of a film, and none again while it waits."""
    limit = settings.VOTES_OF_A_WAVE
    if not limit:
        return
    recent = Rating.objects.filter(film=film, at__gt=now - HOUR)
    new = recent.filter(is_of_newcomer=True)
    many, many_new = (
        len(rows.values_list("pk")[:most]) for rows, most in ((recent, limit), (new, NEWCOMERS_OF_A_WAVE))
    )
    if many < limit and many_new < NEWCOMERS_OF_A_WAVE:
        return
    target = ("votes", film.pk)
    if Case.objects.current(target).filter(stage=CaseStage.OPEN).exists():
        return
    if Report.objects.filter(case__in=Case.objects.about(target), at__gt=now - HOUR).exists():
        return
    words = f"{limit} Stimmen" if many == limit else f"{NEWCOMERS_OF_A_WAVE} Stimmen neuer Mitglieder"
    report = Report(kind=ReportKind.AUTOMATIC, words=f"{words} binnen einer Stunde")
    join_case(target, report)

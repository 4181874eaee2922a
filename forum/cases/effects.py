"""What measures in force mean for somebody who writes. One query, over an index that is nearly empty."""

import datetime
from dataclasses import dataclass

from django.utils import timezone

from accounts.models import Member
from forum.models import Post, Sanction
from forum.models.redress import SanctionKind

__all__ = ["FREE", "Effect", "effect_on"]

NO_WRITING = {
    SanctionKind.BAN: "Du bist vom Schreiben ausgeschlossen",
    SanctionKind.SILENCE: "Du hast eine Schreibpause",
}
STILL = "Lesen und widersprechen kannst du weiter; warum, steht in deinem Konto unter „Entscheidungen“."


@dataclass(frozen=True)
class Effect:
    """`refusal` says in German why nothing is taken now, `is_later` that it is taken later; `holds` that it waits."""

    refusal: str = ""
    is_later: bool = False
    holds: bool = False


FREE = Effect()


def effect_on(member: Member, at: datetime.datetime | None = None) -> Effect:
    """The hardest of those in force. A second query for whoever was slowed down."""
    now = at or timezone.now()
    active = {row.kind: row for row in Sanction.objects.in_force_on(member, now)}
    for kind, words in NO_WRITING.items():
        if kind in active:
            return Effect(f"{words}{_until(active[kind].ends_at)}. {STILL}")
    if SanctionKind.SLOW in active and (free := _free_from(member, active[SanctionKind.SLOW].pause)) > now:
        return Effect(f"Du kannst wieder schreiben{_from(free)}. Dein Text steht noch unten.", is_later=True)
    return Effect(holds=True) if SanctionKind.APPROVAL in active else FREE


def _until(moment: datetime.datetime | None) -> str:
    return f" bis zum {_moment(moment)}" if moment else ""


def _from(moment: datetime.datetime) -> str:
    return f" ab {_moment(moment)}"


def _moment(moment: datetime.datetime) -> str:
    local = timezone.localtime(moment)
    return f"{local.day}.{local.month}.{local.year}, {local:%H:%M} Uhr"


def _free_from(member: Member, pause: int) -> datetime.datetime:
    last = Post.objects.filter(author=member).order_by("-id").values_list("created_at", flat=True).first()
    return last + datetime.timedelta(minutes=pause) if last else member.joined_at

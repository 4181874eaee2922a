"""What rearranging a thread will do, said before it is done, and whether it can be taken back. Raises what the acts raise;
locks and writes nothing."""

from collections.abc import Sequence

from forum.models import Board, Post, Thread
from forum.models.board import Audience
from forum.models.post import PostKind
from forum.rearranging import (
    NotPossible,
    Ranges,
    chosen_posts,
    first_of_split,
    refuse_merge,
    refuse_move,
    refuse_out_of_sight,
    refuse_unread,
)
from text.quoting import quoted

__all__ = ["foresee_merge", "foresee_move", "foresee_split"]

READERS = {Audience.ALL: "alle", Audience.MEMBERS: "nur Mitglieder", Audience.TEAM: "nur das Team"}


def _posts(count: int) -> str:
    return "1 Beitrag" if count == 1 else f"{count} Beiträge"


def foresee_move(thread: Thread, board: Board) -> Sequence[str]:
    refuse_move(thread, board)
    if board.pk == thread.board_id:
        raise NotPossible(f"Das Thema steht schon in {quoted(board.name)}.")
    lines = [
        f"{quoted(thread.title)} steht dann in {quoted(board.name)} statt in {quoted(thread.board.name)}. Adresse, Beiträge und Marken bleiben."
    ]
    if board.visible_to != thread.board.visible_to:
        lines.append(f"Lesen können es dann {READERS[Audience(board.visible_to)]}.")
    return [*lines, "Zurück geht es jederzeit: verschieb es wieder."]


def foresee_merge(thread: Thread, into: Thread) -> Sequence[str]:
    """Up to three queries."""
    refuse_merge(thread, into)
    count = Post.objects.voices().filter(thread=thread).count()
    held = Post.objects.filter(thread=thread, number=None).count()
    lines = [
        f"{_posts(count)} aus {quoted(thread.title)} {'kommt' if count == 1 else 'kommen'} an das Ende von {quoted(into.title)}, unter eine Trennzeile, mit Nummern ab {into.last_number + 2}.",
        f"{quoted(thread.title)} gibt es dann nicht mehr. Alte Adressen leiten dorthin, wo die Beiträge stehen.",
        "Neu sind sie dort für alle, die nicht beide Themen zu Ende gelesen haben.",
    ]
    if held:
        lines.append(f"{_posts(held)} ohne Nummer {'zieht' if held == 1 else 'ziehen'} mit um.")
    if into.board.visible_to != thread.board.visible_to:
        lines.append(f"Lesen können es dann {READERS[Audience(into.board.visible_to)]}.")
    undo = "Zurücknehmen lässt sich das nicht. Abtrennen kannst du die Beiträge danach wieder, als neues Thema mit neuen Nummern."
    return [*lines, undo]


def foresee_split(thread: Thread, numbers: Ranges, title: str, board: Board) -> Sequence[str]:
    """Up to six queries."""
    refuse_unread(thread)
    moved = chosen_posts(thread, numbers)
    first = first_of_split(thread, moved)
    refuse_out_of_sight(moved, thread.board, board)
    count = moved.count()
    left = (
        Post.objects.filter(thread=thread).exclude(kind=PostKind.DIVIDER).count()
        - moved.exclude(kind=PostKind.DIVIDER).count()
    )
    name = first.author.name if first.author else ""
    lines = [
        f"{_posts(count)} {'wird' if count == 1 else 'werden'} zum Thema {quoted(title)} in {quoted(board.name)}, dort von 1 an gezählt.",
        f"Es beginnt mit Beitrag {first.number} von {name}, dem es dann gehört.",
        f"Hier {'bleibt' if left == 1 else 'bleiben'} {_posts(left)} mit den alten Nummern. Alte Adressen leiten weiter.",
    ]
    if board.visible_to != thread.board.visible_to:
        lines.append(f"Lesen können es dann {READERS[Audience(board.visible_to)]}.")
    undo = "Zurück geht es nur halb: Leg das neue Thema mit diesem zusammen, dann stehen die Beiträge hier am Ende, mit neuen Nummern."
    return [*lines, undo]

"""The boards beside the one that every site has from its first migration."""

from forum.models import Board

__all__ = ["make_boards"]

BOARDS = [
    ("Foyer", "foyer", "Letzte Sätze, beste Plätze, schlechteste Filme."),
    ("Zuletzt gesehen", "zuletzt-gesehen", "Was gestern lief und warum man darüber reden muss."),
    ("Vorführraum", "vorfuehrraum", "Technik, Ton, Formate, Heimkino."),
    ("Kassenhalle", "kassenhalle", "Fragen, Wünsche und Beschwerden zu dieser Seite."),
]


def make_boards() -> dict[str, Board]:
    """By their slugs."""
    return {
        slug: Board.objects.create(name=name, slug=slug, description=description, position=position)
        for position, (name, slug, description) in enumerate(BOARDS, 2)
    }

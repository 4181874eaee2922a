"""What cases hold of a member's own data: reports made, reasons read, objections, measures. Never who reported them."""

from collections.abc import Iterator

from django.conf import settings

from accounts.models import Member
from accounts.personal_data import Entry, Section, chunks
from forum.models import Appeal, Report, Sanction, SpoilerHint, Statement
from forum.models.post import post_url

__all__ = ["LEFT_OUT", "sections"]

OF_THE_TEAM = "Arbeit der Moderation; sie handelt auch von anderen Mitgliedern."

LEFT_OUT = {
    "forum.Appeal.decided_by": OF_THE_TEAM,
    "forum.BoardModerator.member": "Wo jemand moderiert, sagt der Betrieb; es gehört zur Rolle.",
    "forum.Case.claimed_by": OF_THE_TEAM,
    "forum.Case.member": "Was über das Profil entschieden wurde, steht unter den Begründungen; wer es gemeldet hat, bleibt geschützt.",
    "forum.Letter.member": "Mails, die das Gesetz verlangt; was darin steht, steht unter Meldungen und Begründungen.",
    "forum.Note.about": "Notizen der Moderation füreinander; sie nennen andere und gehen mit dem Konto.",
    "forum.Note.by": OF_THE_TEAM,
    "forum.ShiftNote.by": OF_THE_TEAM,
    "forum.SpamWave.by": OF_THE_TEAM,
    "forum.SpamWave.member": "Was ausgeblendet wurde, steht einzeln unter den Begründungen.",
    "forum.SpamWave.undone_by": OF_THE_TEAM,
    "forum.WordRule.by": OF_THE_TEAM,
}


def sections() -> Iterator[Section]:
    yield Section("meldungen", "Meldungen", _reports, ("forum.Report.by",))
    yield Section("begruendungen", "Begründungen der Moderation", _statements, ("forum.Statement.member",))
    yield Section("spoilerhinweise", "Wo du einen Spoiler gemeldet hast", _hints, ("forum.SpoilerHint.member",))
    yield Section("widersprueche", "Widersprüche", _appeals, ("forum.Appeal.member",))
    yield Section("massnahmen", "Maßnahmen", _sanctions, ("forum.Sanction.member",))


def _reports(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(Report.objects.using(using).filter(by=member).select_related("reason", "decision")):
        for row in rows:
            yield {
                "Grund": row.reason.name if row.reason else "",
                "Worte": row.words,
                "am": row.at,
                "entschieden": row.decision.at if row.decision else None,
            }


def _hints(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(SpoilerHint.objects.using(using).filter(member=member)):
        for row in rows:
            yield {"Beitrag": f"{settings.SITE_URL}{post_url(row.post_id)}", "am": row.at, "gesehen": row.settled_at}


def _statements(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(Statement.objects.using(using).filter(member=member).select_related("decision")):
        for row in rows:
            yield {
                "Entscheidung": row.decision.get_action_display(),
                "am": row.at,
                "gelesen": row.read_at,
                "Regel oder Gesetz": row.decision.grounds,
                "Begründung": row.decision.reasons,
            }


def _appeals(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(Appeal.objects.using(using).filter(member=member).select_related("decision")):
        for row in rows:
            yield {
                "gegen": row.decision.get_action_display(),
                "Worte": row.words,
                "am": row.at,
                "Ergebnis": row.get_outcome_display() if row.outcome else "",
                "Antwort": row.answer,
            }


def _sanctions(member: Member, using: str) -> Iterator[Entry]:
    for rows in chunks(Sanction.objects.using(using).filter(member=member).select_related("lifted_by")):
        for row in rows:
            yield {
                "Maßnahme": row.get_kind_display(),
                "ab": row.starts_at,
                "bis": row.ends_at,
                "aufgehoben": row.lifted_by.at if row.lifted_by else None,
            }

"""The source stands here as text; its HTML too, because a renderer of a later day must not change an old migration."""

from django.db import migrations

RULES = [
    ("Freundlich bleiben", "Streite über Filme, nicht über Menschen. Beleidigungen, Drohungen und Hetze werden ausgeblendet."),
    ("Spoiler verdecken", "Was das Ende oder eine Wendung verrät, gehört unter einen Spoiler, auch bei alten Filmen und auch in Antworten."),
    ("Beim Thema bleiben", "Eine Filmdiskussion gehört dem Film. Für alles andere gibt es eigene Foren."),
    ("Fremdes nicht als Eigenes ausgeben", "Zitiere kurz und nenne, woher es kommt. Keine Links zu illegalen Kopien."),
    ("Keine Werbung", "Auf eigene Texte darfst du hinweisen, wenn sie etwas zum Gespräch beitragen. Verkauft wird hier nichts."),
    ("Privates bleibt privat", "Veröffentliche keine Adressen, Nachrichten oder Bilder anderer ohne deren Erlaubnis."),
]

CLOSING = (
    "Verstößt ein Beitrag gegen eine Regel oder ein Gesetz, kann die Moderation ihn ausblenden oder ein Thema schließen. "
    "Wer betroffen ist, bekommt eine Begründung und kann widersprechen; dann entscheidet jemand anderes."
)


def publish_rules(apps, schema_editor):
    source = "\n\n".join(f"## {n}. {title}\n\n{text}" for n, (title, text) in enumerate(RULES, 1)) + f"\n\n## Wie wir entscheiden\n\n{CLOSING}\n"
    html = "\n".join(f"<h2>{n}. {title}</h2>\n<p>{text}</p>" for n, (title, text) in enumerate(RULES, 1))
    apps.get_model("forum", "RulesVersion").objects.create(
        number=1, source=source, html=f"{html}\n<h2>Wie wir entscheiden</h2>\n<p>{CLOSING}</p>\n"
    )


def remove_rules(apps, schema_editor):
    apps.get_model("forum", "RulesVersion").objects.filter(number=1).delete()


class Migration(migrations.Migration):
    dependencies = [("forum", "0002_board_of_reviews")]
    operations = [migrations.RunPython(publish_rules, remove_rules)]

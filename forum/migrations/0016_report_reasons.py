from django.db import migrations

REASONS = [
    # name, help, weight, is_law, needs_no_name, is_danger
    ("Beleidigung oder Angriff", "Gegen jemanden, nicht gegen einen Film.", 3, False, False, False),
    ("Spoiler nicht verdeckt", "Verrät eine Wendung oder das Ende.", 2, False, False, False),
    ("Werbung oder Spam", "Verkauft etwas oder steht wortgleich an vielen Stellen.", 2, False, False, False),
    ("Gehört nicht hierher", "Falsches Forum, doppelt oder am Thema vorbei.", 1, False, False, False),
    ("Hass oder Hetze", "Gegen Menschen wegen Herkunft, Glauben, Geschlecht oder Behinderung.", 5, False, False, False),
    ("Rechte verletzt", "Fremde Texte oder Bilder, private Angaben, üble Nachrede.", 4, True, False, False),
    ("Anderer Verstoß gegen ein Gesetz", "Nenne, wenn du kannst, welches.", 4, True, False, False),
    ("Sexueller Missbrauch von Kindern", "Dafür musst du keinen Namen nennen.", 10, True, True, False),
    ("Gefahr für Leib oder Leben", "Jemand kündigt an, sich oder anderen etwas anzutun.", 10, True, True, True),
    ("Etwas anderes", "Sag uns in eigenen Worten, was nicht stimmt.", 1, False, False, False),
]

CORRECTION = "Fehler in Fakten oder Bildunterschrift"


def offer_reasons(apps, schema_editor):
    reasons = apps.get_model("forum", "ReportReason").objects
    for place, (name, words, weight, is_law, needs_no_name, is_danger) in enumerate(REASONS, 1):
        reasons.create(
            name=name,
            help=words,
            position=place * 10,
            weight=weight,
            is_law=is_law,
            needs_no_name=needs_no_name,
            is_danger=is_danger,
            is_spoiler=name.startswith("Spoiler"),
        )
    reasons.create(name=CORRECTION, help="Ein Jahr, ein Name, eine Bildunterschrift stimmt nicht.", position=5, goes_to_desk=True)


def take_back(apps, schema_editor):
    apps.get_model("forum", "ReportReason").objects.filter(name__in=[*(row[0] for row in REASONS), CORRECTION]).delete()


class Migration(migrations.Migration):
    dependencies = [("forum", "0015_cases")]
    operations = [migrations.RunPython(offer_reasons, take_back)]

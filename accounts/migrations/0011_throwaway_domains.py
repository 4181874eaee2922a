"""Well-known domains of addresses that are thrown away after a minute. The operator goes on from here."""

from django.db import migrations

DOMAINS = """
10minutemail.com discard.email dispostable.com emailondeck.com fakeinbox.com getnada.com guerrillamail.com
guerrillamail.de mail-temp.com mailcatch.com maildrop.cc mailinator.com mailnesia.com mintemail.com moakt.com mohmal.com
mytemp.email sharklasers.com spamgourmet.com temp-mail.org tempail.com tempmail.dev throwawaymail.com trash-mail.com
trashmail.com trashmail.de wegwerfmail.de yopmail.com yopmail.fr
""".split()


def add_domains(apps, schema_editor):
    MailDomain = apps.get_model("accounts", "MailDomain")
    MailDomain.objects.bulk_create([MailDomain(domain=name, kind="refused") for name in DOMAINS], ignore_conflicts=True)


class Migration(migrations.Migration):
    dependencies = [("accounts", "0010_mail_domains")]

    operations = [migrations.RunPython(add_domains, migrations.RunPython.noop)]

"""The word list has one version, in one row."""

from django.db import migrations


def make_row(apps, schema_editor):
    apps.get_model("forum", "ScreeningVersion").objects.get_or_create(pk=1)


class Migration(migrations.Migration):
    dependencies = [("forum", "0018_screening")]

    operations = [migrations.RunPython(make_row, migrations.RunPython.noop)]

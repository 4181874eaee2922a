from django.db import migrations


def fill(apps, schema_editor):
    decisions = apps.get_model("forum", "Decision").objects
    decisions.filter(action__in=["erase", "erase_picture"], reasons="").update(reasons="Ohne Begründung entschieden.")


class Migration(migrations.Migration):
    """To erase is a restriction like any other: from here on it needs reasons."""

    dependencies = [("forum", "0013_pictures_in_posts")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

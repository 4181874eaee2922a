from django.db import migrations


def make_board(apps, schema_editor):
    apps.get_model("forum", "Board").objects.create(
        name="Filmdiskussionen",
        slug="filmdiskussionen",
        description="Ein Thema je Kritik. Spoiler nur verdeckt.",
        opened_by="reviews",
        takes_reviews=True,
        position=1,
    )


def remove_board(apps, schema_editor):
    apps.get_model("forum", "Board").objects.filter(takes_reviews=True).delete()


class Migration(migrations.Migration):
    dependencies = [("forum", "0001_first_tables")]
    operations = [migrations.RunPython(make_board, remove_board)]

"""The films of before are found by their German titles too."""

from django.db import migrations

from text.folding import fold

AT_ONCE = 500


def fill(apps, schema_editor):
    film = apps.get_model("reviews", "Film")
    last = 0
    while True:
        rows = film.objects.filter(pk__gt=last).exclude(german_title="").order_by("pk")
        found = list(rows.only("german_title")[:AT_ONCE])
        if not found:
            return
        for one in found:
            one.german_title_folded = fold(one.german_title)[:400]
        film.objects.bulk_update(found, ["german_title_folded"], batch_size=100)
        last = found[-1].pk


class Migration(migrations.Migration):
    dependencies = [("reviews", "0013_german_titles_folded")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

"""The stills of before are found like new ones."""

from django.db import migrations

from text.folding import fold

AT_ONCE = 500


def fill(apps, schema_editor):
    still = apps.get_model("reviews", "Still")
    last = 0
    while True:
        rows = still.objects.filter(pk__gt=last).select_related("film", "rights_holder").order_by("pk")
        found = list(rows.defer("preview", "metadata")[:AT_ONCE])
        if not found:
            return
        for one in found:
            holder = one.rights_holder.name if one.rights_holder else ""
            titles = [one.film.original_title, one.film.german_title]
            one.search_text = fold(" ".join([*titles, one.credit, holder, one.original_name]))[:600]
        still.objects.bulk_update(found, ["search_text"], batch_size=100)
        last = found[-1].pk


class Migration(migrations.Migration):
    dependencies = [("reviews", "0006_still_search_text")]
    operations = [migrations.RunPython(fill, migrations.RunPython.noop)]

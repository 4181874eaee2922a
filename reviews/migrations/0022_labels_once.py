from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("reviews", "0021_shelves_filled")]
    operations = [
        migrations.AddConstraint(
            model_name="organisation",
            constraint=models.UniqueConstraint(fields=("slug",), name="organisation_slug_once"),
        ),
    ]

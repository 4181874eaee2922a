from django.db import migrations

import text.fields
import text.folding


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0012_seen'),
    ]

    operations = [
        migrations.AddField(
            model_name='film',
            name='german_title_folded',
            field=text.fields.DerivedField(blank=True, db_index=True, editable=False, function=text.folding.fold, max_length=400, source='german_title'),
        ),
    ]

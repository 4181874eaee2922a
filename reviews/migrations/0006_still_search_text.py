from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0005_rights_warnings'),
    ]

    operations = [
        migrations.AddField(
            model_name='still',
            name='search_text',
            field=models.CharField(blank=True, default='', max_length=600),
        ),
        migrations.AddIndex(
            model_name='still',
            index=models.Index(condition=models.Q(('credit', '')), fields=['id'], name='still_without_credit'),
        ),
        migrations.AddIndex(
            model_name='still',
            index=models.Index(fields=['search_text'], name='still_search_text'),
        ),
    ]

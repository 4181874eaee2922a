import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('reviews', '0011_files_of_before'),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name='Seen',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('season', models.PositiveSmallIntegerField(null=True, verbose_name='Staffel')),
                ('episode', models.PositiveSmallIntegerField(null=True, verbose_name='Folge')),
                ('film', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen', to='reviews.film')),
                ('member', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='seen', to=settings.AUTH_USER_MODEL)),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('member', 'film'), name='seen_once'), models.CheckConstraint(condition=models.Q(models.Q(('episode', None), ('season', None)), models.Q(('episode__isnull', False), ('season__isnull', False)), _connector='OR'), name='seen_season_with_episode'), models.CheckConstraint(condition=models.Q(('season', None), ('season__range', (1, 999)), _connector='OR'), name='seen_season'), models.CheckConstraint(condition=models.Q(('episode', None), ('episode__range', (1, 9999)), _connector='OR'), name='seen_episode')],
            },
        ),
    ]

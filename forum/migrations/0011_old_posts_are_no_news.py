from django.db import migrations, models


def old_posts_are_no_news(apps, schema_editor):
    Post = apps.get_model("forum", "Post")
    Post.objects.filter(notified_at=None).update(notified_at=models.F("created_at"))


class Migration(migrations.Migration):
    dependencies = [("forum", "0010_following")]
    operations = [migrations.RunPython(old_posts_are_no_news, migrations.RunPython.noop)]

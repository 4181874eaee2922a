"""A handful of boards never reaches the 50 changes after which PostgreSQL looks at a table, so it goes on guessing one
row, and a profile at a million posts took seconds instead of milliseconds."""

from django.db import migrations


def analyse_after_every_change(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE forum_board SET (autovacuum_analyze_threshold = 1)")


def analyse_as_usual(apps, schema_editor):
    if schema_editor.connection.vendor == "postgresql":
        schema_editor.execute("ALTER TABLE forum_board RESET (autovacuum_analyze_threshold)")


class Migration(migrations.Migration):
    dependencies = [("forum", "0005_last_thread_of_a_board")]
    operations = [migrations.RunPython(analyse_after_every_change, analyse_as_usual)]

from django.db import migrations


def open_cases(apps, schema_editor):
    """What waited for somebody before there were cases gets its own."""
    Post, Case, Report = (apps.get_model("forum", name) for name in ("Post", "Case", "Report"))
    for post in Post.objects.filter(state__in=["pending", "hidden_auto"], cases=None).order_by("pk").iterator():
        case = Case.objects.create(post=post, opened_at=post.created_at, weight=1, report_count=1)
        kind = "approval" if post.state == "pending" else "automatic"
        Report.objects.create(case=case, kind=kind, base=post.revisions.count(), at=post.created_at)


def close_cases(apps, schema_editor):
    reports = apps.get_model("forum", "Report").objects.filter(kind__in=["approval", "automatic"])
    cases = list(reports.values_list("case", flat=True))
    reports.delete()
    apps.get_model("forum", "Case").objects.filter(pk__in=cases, reports=None, decisions=None).delete()


class Migration(migrations.Migration):
    dependencies = [("forum", "0016_report_reasons")]
    operations = [migrations.RunPython(open_cases, close_cases)]

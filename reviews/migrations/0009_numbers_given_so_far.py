from django.db import migrations


def count(apps, schema_editor):
    review_model = apps.get_model("reviews", "Review")
    for review in review_model.objects.iterator(chunk_size=200):
        numbers = list(review.stills.values_list("number", flat=True))
        for content in review.revisions.values_list("content", flat=True).iterator(chunk_size=20):
            numbers += [place["number"] for place in content["stills"]]
        review_model.objects.filter(pk=review.pk).update(numbers_given=max(numbers, default=0))


class Migration(migrations.Migration):
    """What the revisions remembered stands in a column from now on."""

    dependencies = [("reviews", "0008_numbers_and_proposals")]

    operations = [migrations.RunPython(count, migrations.RunPython.noop)]

"""`python -m bench.preparing PORT`: what `manage.py serve` makes ready, in the database and folder of the environment.

Prints as JSON how `serve` would start the web server, where the review with the most pictures is, and who moderates.
"""

import json
import os
import sys

import django


def prepare(port: int) -> dict[str, object]:
    from django.core.management import call_command
    from django.db.models import Count, Q

    from accounts.models import Member
    from filmsite.demo import load_demo
    from filmsite.management.commands.serve import collect_static_files, web_server
    from filmsite.views.home import RECENT
    from reviews import renditions
    from reviews.models import Review, Still

    call_command("migrate", verbosity=0, interactive=False)
    call_command("createcachetable", verbosity=0)
    load_demo()
    review = Review.objects.annotate(pictures=Count("stills")).order_by("-pictures", "pk")[0]
    on_home = list(Review.objects.newest()[:RECENT].values_list("lead", flat=True))
    for pk in Still.objects.filter(Q(uses__review=review) | Q(uses__in=on_home)).values_list("pk", flat=True):
        renditions.prepare(pk)
    collect_static_files()
    moderator = Member.objects.filter(groups__name="Moderation")[0]
    return {"server": web_server(f"127.0.0.1:{port}"), "review": review.get_absolute_url(), "moderator": moderator.name}


if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "filmsite.settings")
    django.setup()
    print(json.dumps(prepare(int(sys.argv[1]))))

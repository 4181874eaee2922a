"""`python -m bench.yardstick.fill`: tables and rows of the yardstick's database."""

import os

import django


def fill() -> None:
    from django.core.management import call_command
    from django.utils import timezone

    from bench.yardstick.models import Author, Board, Post, Thread

    call_command("migrate", run_syncdb=True, verbosity=0)
    now = timezone.now()
    boards = Board.objects.bulk_create(Board(name=f"Forum {n}", slug=f"forum-{n}") for n in range(3))
    authors = Author.objects.bulk_create(Author(name=f"mitglied{n}", joined_at=now) for n in range(50))
    thread = Thread.objects.create(pk=1, board=boards[0], title="Ein Thema zum Messen")
    sentence = "Der Ton ist die eigentliche Hauptrolle, das merkt man erst beim zweiten Sehen. "
    Post.objects.bulk_create(
        Post(thread=thread, number=n, author=authors[n % 50], html=f"<p>{sentence * (1 + n % 5)}</p>", shown_at=now)
        for n in range(1, 1001)
    )


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "bench.yardstick.settings"
    django.setup()
    fill()

from typing import Any

from django.core.management.base import BaseCommand

from forum.rerendering import rerender_posts
from reviews.rerendering import rerender_reviews


class Command(BaseCommand):
    help = "Bringt gespeichertes HTML von Beiträgen und Kritiken auf den Stand des heutigen Renderers."

    def handle(self, *args: Any, **options: Any) -> None:
        reviews = rerender_reviews()
        posts = 0
        for done in rerender_posts():
            posts += done
            if posts % 10_000 < done:
                self.stdout.write(f"{posts} Beiträge …")
        self.stdout.write(f"Neu dargestellt: {reviews} Kritiken, {posts} Beiträge.")

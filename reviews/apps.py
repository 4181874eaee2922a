from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Kritiken"

    def ready(self) -> None:
        from forum import subjects
        from reviews.thread_cards import ReviewCards

        subjects.register("review", ReviewCards())

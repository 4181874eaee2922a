from django.apps import AppConfig


class ReviewsConfig(AppConfig):
    name = "reviews"
    verbose_name = "Kritiken"

    def ready(self) -> None:
        from forum import subjects
        from reviews.followed import NAMES
        from reviews.reported import ReportedFilmVotes, ReportedReviews, ReportedStills, ReportedVotes
        from reviews.thread_cards import ReviewCards

        subjects.register("review", ReviewCards())
        for kind, names in NAMES.items():
            subjects.register_followed(kind, names)
        subjects.register_reported("review", ReportedReviews())
        subjects.register_reported("still", ReportedStills())
        votes = ReportedVotes()
        subjects.register_reported("vote", votes)
        subjects.register_judged("vote", votes)
        subjects.register_reported("votes", ReportedFilmVotes())

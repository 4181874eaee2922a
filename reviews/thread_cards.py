"""The review as its discussion thread shows it; registered in `forum.subjects`."""

from collections.abc import Collection, Mapping

from accounts.models import Viewer
from forum.subjects import Card
from reviews.models import Review
from reviews.pictures import lead_of


class ReviewCards:
    def cards(self, thread_ids: Collection[int], viewer: Viewer) -> Mapping[int, Card]:
        reviews = Review.objects.visible_to(viewer).filter(thread__in=thread_ids).for_cards()
        return {review.thread_id: card_of(review) for review in reviews if review.thread_id}


def card_of(review: Review) -> Card:
    return Card(
        title=review.title,
        url=review.get_absolute_url(),
        teaser=review.teaser,
        byline=", ".join(author.name for author in review.authors.all()),
        film_label=film_line(review),
        points=review.points,
        picture=lead_of(review),
    )


def film_line(review: Review) -> str:
    """„Regie, Jahr“, as lists show it."""
    names = " / ".join(str(person) for person in review.film.directors)
    return ", ".join(part for part in (names, review.film.years) if part)

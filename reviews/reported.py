"""Reviews and their stills, as somebody reports them; registered in `forum.subjects`."""

from collections.abc import Collection, Mapping
from typing import Any

from django.urls import reverse

from accounts.models import Member, Viewer
from forum.models import Decision
from reviews import ratings
from reviews.corrections import take_correction
from reviews.models import Film, Rating, Review, ReviewStill
from reviews.pictures import Picture, picture_of
from text.quoting import quoted

__all__ = ["ReportedFilmVotes", "ReportedReviews", "ReportedStills", "ReportedVotes"]

Named = Mapping[int, tuple[str, str]]


def _labelled(*parts: tuple[str, str]) -> str:
    """Each part that is there under its name: kept as one text with the report."""
    return "\n\n".join(f"{label}: {words}" for label, words in parts if words)


class ReportedReviews:
    def find(self, view: str, values: Mapping[str, Any], viewer: Viewer) -> int | None:
        if view != "reviews:review":
            return None
        rows = Review.objects.visible_to(viewer).filter(slug=values["slug"])
        return rows.values_list("pk", flat=True).first()

    def names(self, ids: Collection[int], viewer: Viewer) -> Named:
        rows = Review.objects.each_visible_to(viewer).filter(pk__in=ids).only("title", "slug")
        return {review.pk: (f"Kritik {quoted(review.title)}", review.get_absolute_url()) for review in rows}

    def words(self, pk: int) -> str:
        review = Review.objects.filter(pk=pk).first()
        if review is None:
            return ""
        return _labelled(("Titel", review.title), ("Vorspann", review.teaser), ("Text", review.text))

    def picture(self, pk: int, viewer: Viewer) -> None:
        """The words are what is reported of it."""

    def take_correction(self, pk: int, **said: Any) -> None:
        take_correction(Review.objects.get(pk=pk), **said)


class ReportedStills:
    """A still at its place in a review: caption, alternative text and credit stand there."""

    def find(self, view: str, values: Mapping[str, Any], viewer: Viewer) -> int | None:
        if view != "reviews:picture":
            return None
        rows = ReviewStill.objects.visible_to(viewer).filter(
            review__slug=values["slug"], review__in=Review.objects.visible_to(viewer), number=values["number"]
        )
        return rows.values_list("pk", flat=True).first()

    def names(self, ids: Collection[int], viewer: Viewer) -> Named:
        rows = ReviewStill.objects.visible_to(viewer).filter(pk__in=ids, review__in=Review.objects.visible_to(viewer))
        return {
            place.pk: (f"Bild {place.number} in {quoted(place.review.title)}", place.get_absolute_url())
            for place in rows.select_related("review")
        }

    def words(self, pk: int) -> str:
        place = ReviewStill.objects.select_related("still").filter(pk=pk).first()
        if place is None:
            return ""
        credit = place.still.credit if place.still else ""
        return _labelled(
            ("Bildunterschrift", place.caption), ("Alternativtext", place.alt_text), ("Bildnachweis", credit)
        )

    def picture(self, pk: int, viewer: Viewer) -> Picture | None:
        place = ReviewStill.objects.visible_to(viewer).for_pages().filter(pk=pk).first()
        return picture_of(place.still, alt=place.alt_text) if place and place.still else None

    def take_correction(self, pk: int, **said: Any) -> None:
        take_correction(ReviewStill.objects.select_related("review").get(pk=pk), **said)


class _Votes:
    """Nobody reports a vote: nobody sees whose it is. Moderators act on them, and waves make cases."""

    def find(self, view: str, values: Mapping[str, Any], viewer: Viewer) -> int | None:
        return None

    def words(self, pk: int) -> str:
        return ""

    def picture(self, pk: int, viewer: Viewer) -> None:
        return None

    def take_correction(self, pk: int, **said: Any) -> None:
        raise ValueError("A vote has no facts.")


class ReportedVotes(_Votes):
    """One vote, by its id."""

    def names(self, ids: Collection[int], viewer: Viewer) -> Named:
        rows = Rating.objects.visible_to(viewer).filter(pk__in=ids).select_related("film")
        return {row.pk: (f"Stimme zu {quoted(row.film.title)}", row.film.get_absolute_url()) for row in rows}

    def author(self, pk: int) -> Member | None:
        return next((row.member for row in Rating.objects.filter(pk=pk).select_related("member")), None)

    def put_back(self, pk: int, *, by: Member, decision: Decision) -> Decision | None:
        return ratings.put_back(pk, by=by, decision=decision)


class ReportedFilmVotes(_Votes):
    """All votes about a film, by the film's id: what a wave makes a case of."""

    def names(self, ids: Collection[int], viewer: Viewer) -> Named:
        rows = Film.objects.visible_to(viewer).filter(pk__in=ids)
        return {row.pk: (f"Stimmen zu {quoted(row.title)}", reverse("reviews:votes", args=[row.slug])) for row in rows}

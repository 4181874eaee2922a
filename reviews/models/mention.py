from django.db import models
from django.db.models import Q

from reviews.models.film import Film
from reviews.models.people import Person
from reviews.models.review import OfVisibleReview, Review


class MentionPlace(models.TextChoices):
    TEASER = "teaser", "Vorspann"
    TRAILER = "trailer", "Trailerzeile"
    PARAGRAPH = "paragraph", "Absatz"


class Mention(models.Model):
    """A title in quotation marks or a person named in the text, with its place.

    `offset` counts characters of the plain paragraph; `paragraph` counts from 1 and is 0 elsewhere. Pages link it
    when it has a film or a person with a visible page.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="mentions")
    place = models.CharField(max_length=10, choices=MentionPlace.choices)
    paragraph = models.PositiveSmallIntegerField(default=0)
    offset = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    is_person = models.BooleanField(default=False)
    film = models.ForeignKey(Film, models.SET_NULL, null=True, related_name="mentions")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="mentions")
    pinned = models.BooleanField(default=False)
    forbidden = models.BooleanField(default=False)

    objects = OfVisibleReview.as_manager()

    class Meta:
        ordering = ["place", "paragraph", "offset"]
        constraints = [
            models.UniqueConstraint(fields=["review", "place", "paragraph", "offset"], name="mention_place_once"),
            models.CheckConstraint(condition=Q(place__in=MentionPlace.values), name="mention_place_known"),
            models.CheckConstraint(condition=Q(film=None) | Q(person=None), name="mention_film_or_person"),
            models.CheckConstraint(condition=Q(pinned=False) | Q(forbidden=False), name="mention_pinned_or_forbidden"),
            models.CheckConstraint(
                condition=Q(place="paragraph", paragraph__gte=1) | (~Q(place="paragraph") & Q(paragraph=0)),
                name="mention_paragraph_numbered",
            ),
        ]

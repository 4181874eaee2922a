from django.db import models
from django.db.models import Q

from reviews.models.film import Film
from reviews.models.people import Person
from reviews.models.review import OfVisibleReview, Review
from text.fields import DerivedField
from text.folding import fold


class MentionPlace(models.TextChoices):
    TEASER = "teaser", "Vorspann"
    TRAILER = "trailer", "Trailerzeile"
    PARAGRAPH = "paragraph", "Absatz"


class Mention(models.Model):
    """A title in quotation marks or a person named in the text, with its place.

    `offset` counts characters of the plain paragraph; `paragraph` counts from 1 and is 0 elsewhere. `year` stands behind a
    title that others share. Pages link it when it has a film or a person with a visible page: `reviews.mentions` finds
    which, unless an editor has pinned one or forbidden the link.
    """

    review = models.ForeignKey(Review, models.CASCADE, related_name="mentions")
    place = models.CharField(max_length=10, choices=MentionPlace.choices)
    paragraph = models.PositiveSmallIntegerField(default=0)
    offset = models.PositiveIntegerField()
    text = models.CharField(max_length=300)
    text_folded = DerivedField(max_length=600, source="text", function=fold)
    year = models.PositiveSmallIntegerField(null=True)
    is_person = models.BooleanField(default=False)
    film = models.ForeignKey(Film, models.SET_NULL, null=True, related_name="mentions")
    person = models.ForeignKey(Person, models.SET_NULL, null=True, related_name="mentions")
    pinned = models.BooleanField(default=False)
    forbidden = models.BooleanField(default=False)

    objects = OfVisibleReview.as_manager()

    class Meta:
        ordering = ["place", "paragraph", "offset"]
        indexes = [models.Index(fields=["text_folded", "is_person"], name="mention_by_words")]
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

from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from accounts.models import Viewer
from forum.models.post import Post


class OfVisiblePost(models.QuerySet[Any]):
    """Rows that show with their post."""

    def visible_to(self, viewer: Viewer) -> "OfVisiblePost":
        return self.filter(post__in=Post.objects.visible_to(viewer).order_by())


class Quote(models.Model):
    """`post` quotes `quoted`: the name is put in when the page is made, so renaming and erasure reach it.

    Not `named`: the writer could not see the quoted post; the words stay, without name and link.
    """

    post = models.ForeignKey(Post, models.CASCADE, related_name="quotes")
    quoted = models.ForeignKey(Post, models.PROTECT, related_name="quoted_by")
    named = models.BooleanField(default=True)

    objects = OfVisiblePost.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "quoted"], name="quote_once")]


class PostMention(models.Model):
    """`post` names `member` with @."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="mentions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="mentioned_in")

    objects = OfVisiblePost.as_manager()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["post", "member"], name="post_mention_once")]


class ReactionKind(models.TextChoices):
    """The small set; each has an icon of its name."""

    HEART = "heart", "Gefällt mir"
    STAR = "star", "Danke"
    SMILE = "smile", "Zum Lachen"
    BULB = "bulb", "Guter Gedanke"


class Reaction(models.Model):
    """One of a member on a post; another one takes its place."""

    post = models.ForeignKey(Post, models.CASCADE, related_name="reactions")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="reactions")
    kind = models.CharField(max_length=10, choices=ReactionKind.choices)
    at = models.DateTimeField(default=timezone.now)

    objects = OfVisiblePost.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["post", "member"], name="reaction_once"),
            models.CheckConstraint(condition=models.Q(kind__in=ReactionKind.values), name="reaction_kind_known"),
        ]
        indexes = [models.Index(fields=["post", "kind"], name="reaction_of_post")]

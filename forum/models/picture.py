import datetime

from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.urls import reverse
from django.utils import timezone

from accounts.models import Viewer
from accounts.roles import is_moderator
from forum.models.moderator import in_boards_of
from forum.models.post import Post

ALT_LENGTH = 300
"""Characters of an alternative text: what somebody reads aloud in half a minute."""

UNPOSTED = datetime.timedelta(days=1)
"""How long a picture waits for its post to be sent."""

TAKEN_OUT = datetime.timedelta(days=7)
"""How long a picture stays that an edit took out of its text, so that the author can put it back; moderators see it as
long."""


class PictureState(models.TextChoices):
    WAITING = "waiting", "wird vorbereitet"
    READY = "ready", "fertig"
    FAILED = "failed", "nicht lesbar"
    LEAVING = "leaving", "wird gelöscht"
    GONE = "gone", "gelöscht"


ERASED = [PictureState.LEAVING, PictureState.GONE]
"""Nobody sees it any more; while it is leaving its files are still to be deleted."""


class PostPictureQuerySet(models.QuerySet["PostPicture"]):
    def visible_to(self, viewer: Viewer) -> "PostPictureQuerySet":
        """Whoever reads the post sees the pictures in its text. One that an edit took out is for author and moderators,
        one that is not posted yet only for whoever uploaded it."""
        post = Post.objects.visible_to(viewer).filter(pk=OuterRef("post")).order_by()
        seen = Q(Exists(post))
        current = Q(unused_since=None) | Q(member_id=viewer.pk or 0)
        if is_moderator(viewer):
            current |= in_boards_of(viewer, "post__thread__board") or Q(pk__isnull=False)
        seen &= current
        if viewer.is_authenticated:
            seen |= Q(post=None, member_id=viewer.pk)
        return self.filter(seen).exclude(state__in=ERASED)

    def to_prepare(self, at: datetime.datetime) -> "PostPictureQuerySet":
        """Wanted and not in anybody's hands: the claim of a killed worker ends by itself."""
        free = Q(claimed_until=None) | Q(claimed_until__lt=at)
        return self.filter(free, state=PictureState.WAITING).order_by("id")

    def unused(self, at: datetime.datetime) -> "PostPictureQuerySet":
        """In no text, for longer than anybody could still want them."""
        unposted = Q(post=None, unused_since__lte=at - UNPOSTED)
        return self.filter(unposted | Q(unused_since__lte=at - TAKEN_OUT)).exclude(state__in=ERASED).order_by("id")

    def with_files_to_delete(self) -> "PostPictureQuerySet":
        """What is leaving, and originals nobody needs any more."""
        return self.filter(Q(state=PictureState.LEAVING) | Q(state=PictureState.READY, file__gt="")).order_by("id")


class PostPicture(models.Model):
    """A picture that a member uploaded for a post.

    `number` is that of its mark `[[bild n]]`. Until the post is sent it belongs to the form with `form_key`, or to an
    edit of the post in it. `unused_since` is empty while the post's text shows it. `file` is the private original's
    name in the storage, keyed and of this row alone; it is deleted as soon as there are files to be served.
    """

    post = models.ForeignKey(Post, models.PROTECT, null=True, related_name="pictures")
    member = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="post_pictures")
    form_key = models.CharField(max_length=40)
    number = models.PositiveSmallIntegerField()

    file = models.CharField(max_length=120, blank=True)
    sha256 = models.CharField(max_length=64, blank=True)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    colour = models.CharField(max_length=7, blank=True)
    alt = models.CharField("Was ist zu sehen?", max_length=ALT_LENGTH, blank=True)

    state = models.CharField(max_length=10, choices=PictureState.choices, default=PictureState.WAITING)
    unused_since = models.DateTimeField(null=True, default=timezone.now)
    claimed_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)

    objects = PostPictureQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["member", "form_key", "number"], name="post_picture_number_in_form"),
            models.UniqueConstraint(
                fields=["member", "form_key", "sha256"],
                condition=~Q(sha256=""),
                name="post_picture_once_in_form",
            ),
            models.UniqueConstraint(fields=["post", "number"], name="post_picture_number_in_post"),
            models.CheckConstraint(condition=Q(state__in=PictureState.values), name="post_picture_state_known"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0), name="post_picture_has_size"),
            models.CheckConstraint(condition=Q(number__gte=1), name="post_picture_number_from_1"),
            models.CheckConstraint(
                condition=Q(post__isnull=False) | Q(unused_since__isnull=False), name="post_picture_used_in_a_post"
            ),
            models.CheckConstraint(
                condition=Q(unused_since__isnull=False) | ~Q(alt="") | Q(state__in=["leaving", "gone"]),
                name="post_picture_shown_has_words",
                violation_error_message="Sag in einem Satz, was auf dem Bild zu sehen ist.",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["leaving", "gone"]) | Q(alt="", sha256=""),
                name="post_picture_gone_says_nothing",
            ),
            models.CheckConstraint(
                condition=~Q(state=PictureState.GONE) | Q(file=""), name="post_picture_gone_has_no_file"
            ),
        ]
        indexes = [
            models.Index(fields=["state", "file"], name="post_picture_by_state"),
            models.Index(fields=["unused_since"], condition=Q(unused_since__isnull=False), name="post_picture_unused"),
        ]

    def __str__(self) -> str:
        return f"Bild {self.number}"

    @property
    def is_gone(self) -> bool:
        return self.state in ERASED

    @property
    def has_failed(self) -> bool:
        return self.state == PictureState.FAILED


class PictureFileQuerySet(models.QuerySet["PictureFile"]):
    def visible_to(self, viewer: Viewer) -> "PictureFileQuerySet":
        picture = PostPicture.objects.visible_to(viewer).filter(pk=OuterRef("picture")).order_by()
        return self.filter(Exists(picture))


class PictureFile(models.Model):
    """One served file of a post's picture, newly encoded and without metadata. `name` is keyed with the site's secret."""

    picture = models.ForeignKey(PostPicture, models.CASCADE, related_name="files")
    recipe = models.CharField(max_length=60)
    format = models.CharField(max_length=5)
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    size = models.PositiveIntegerField()
    name = models.CharField(max_length=80)

    objects = PictureFileQuerySet.as_manager()

    class Meta:
        ordering = ["width", "format"]
        constraints = [
            models.UniqueConstraint(fields=["picture", "recipe"], name="picture_file_once"),
            models.UniqueConstraint(fields=["name"], name="picture_file_name_once"),
            models.CheckConstraint(condition=Q(width__gt=0, height__gt=0, size__gt=0), name="picture_file_has_size"),
        ]

    def get_absolute_url(self) -> str:
        return reverse("forum:post_picture", args=[self.name])

"""Pictures of posts in many hands at once, on whichever database the suite runs."""

from functools import partial

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone

from forum import moderation, picture_files, pictures, posting
from forum.consistency.pictures import differing_pictures
from forum.models import Decision, Post, PostPicture
from forum.tasks import sweep_pictures
from tests.making import make_board, make_picture, make_post_picture, make_post_with_picture
from tests.test_races_of_rights import in_own_connection
from tests.visitors import all_at_once

pytestmark = [pytest.mark.processes, pytest.mark.django_db(transaction=True, serialized_rollback=True)]

ROUNDS = 8


@pytest.fixture(autouse=True)
def allowed(settings):
    settings.POST_PICTURES = "members"


@pytest.fixture
def thread(other_member):
    return posting.open_thread(make_board("Foyer"), by=other_member, title="Kinos", source="Eures?", form_key="t")


def at_once(*acts):
    return all_at_once([partial(in_own_connection, act) for act in acts])


def stored():
    folders = default_storage.listdir("renditions")[0]
    return {name for f in folders for name in default_storage.listdir(f"renditions/{f}")[1]}


def test_pictures_that_arrive_at_once_have_numbers_of_their_own(member):
    files = [make_picture() for _ in range(4)]
    add = partial(pictures.add_picture, name="a.jpg", by=member, form_key="a")
    added = at_once(*[partial(add, file) for file in files])
    assert sorted(picture.number for picture in added) == [1, 2, 3, 4]


def test_a_post_that_is_sent_while_its_files_are_made_shows_them(thread, member):
    for n in range(ROUNDS):
        picture = make_post_picture(member, f"{n}")
        send = partial(posting.reply, thread, by=member, source="[[bild 1]]", form_key=f"{n}")
        before = type(thread).objects.get(pk=thread.pk).version
        post, made = at_once(send, partial(picture_files.prepare, picture.pk))
        picture.refresh_from_db()
        assert (picture.post, picture.state, made) == (post, "ready", True)
        assert type(thread).objects.get(pk=thread.pk).version > before
    assert list(differing_pictures("default")) == []


def test_a_picture_that_is_edited_out_erased_and_made_at_once_leaves_nothing(thread, member, moderator):
    for _ in range(ROUNDS):
        post, picture = make_post_with_picture(thread, member, files=False)
        grounds = Decision(rule="1. Freundlich bleiben", reasons="Das ist eine Beleidigung.")
        at_once(
            partial(posting.edit_post, post, by=member, source="Ohne", base=0),
            partial(moderation.erase_picture, picture, by=moderator, decision=grounds),
            partial(picture_files.prepare, picture.pk),
        )
        assert Post.objects.get(pk=post.pk).html == "<p>Ohne</p>"
    PostPicture.objects.filter(state="leaving").update(claimed_until=timezone.now() - picture_files.CLAIM)
    sweep_pictures()
    assert set(PostPicture.objects.values_list("state", flat=True)) == {"gone"}
    assert list(differing_pictures("default")) == [] and not stored()

"""A world made once is found by each test as if made for it alone, whatever the others did to it."""

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import IntegrityError, transaction

from accounts.models import Member
from tests.making import make_member

pytestmark = pytest.mark.django_db

MADE = []


def make_world():
    MADE.append("once")
    default_storage.save("gemacht.txt", ContentFile("Erste Fassung"))
    return {"owner": make_member("Wer Da War"), "names": ["eins"]}


@pytest.mark.parametrize("time", ["first", "second", "third"])
def test_what_one_test_does_to_the_world_no_other_sees(world, time):
    owner = world["owner"]
    assert [member.name for member in Member.objects.all()] == [owner.name] == ["Wer Da War"]
    assert world["names"] == ["eins"] and default_storage.open("gemacht.txt").read() == b"Erste Fassung"
    world["names"].append("zwei")
    owner.name = "Wer Anders"
    owner.save()
    make_member("Noch Wer")
    default_storage.delete("gemacht.txt")
    with pytest.raises(IntegrityError), transaction.atomic():
        Member.objects.create(pk=owner.pk)
    assert MADE == ["once"]


def test_who_does_not_ask_for_the_world_stands_in_it_too():
    assert Member.objects.get().name == "Wer Da War"

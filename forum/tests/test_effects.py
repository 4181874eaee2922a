"""What measures mean for somebody who writes."""

import datetime

import pytest
from django.core.exceptions import PermissionDenied
from django.utils import timezone

from forum import posting, reacting, screening
from forum.cases import sanctions
from forum.models import Decision, Post
from forum.models.links import ReactionKind
from forum.models.redress import SanctionKind
from tests.making import make_thread

pytestmark = pytest.mark.django_db

DAY = datetime.timedelta(days=1)


@pytest.fixture
def thread(editor):
    return make_thread(editor)


def impose(member, kind, by, **more):
    words = Decision(rule="1. Freundlich bleiben", reasons="Das ist eine Beleidigung.")
    return sanctions.impose(member, kind, by=by, decision=words, **more)


def write(thread, by, text="Hallo", key="k"):
    return posting.reply(thread, by=by, source=text, form_key=key)


@pytest.mark.parametrize("kind", [SanctionKind.SILENCE, SanctionKind.BAN])
def test_who_may_not_write_reads_why_and_loses_nothing(kind, thread, member, moderator, signed_in):
    impose(member, kind, moderator, ends_at=timezone.now() + DAY)
    client = signed_in(member)
    answer = client.post(f"{thread.get_absolute_url()}antworten/", {"body": "Lange getippt"})
    page = answer.content.decode()
    assert answer.status_code == 422 and "Lange getippt</textarea>" in page and "widersprechen kannst du weiter" in page
    for path in ("/", "/konto/entscheidungen/", "/konto/daten/", thread.get_absolute_url()):
        assert client.get(path).status_code == 200


def test_what_was_written_before_is_not_edited_meanwhile_but_withdrawn(thread, member, moderator):
    post = write(thread, member)
    impose(member, SanctionKind.SILENCE, moderator)
    with pytest.raises(screening.Refused):
        posting.edit_post(post, by=member, source="Anders", base=0)
    assert posting.withdraw_post(post, by=member)


def test_who_may_not_write_does_not_react_either(thread, member, other_member, moderator):
    post = write(thread, other_member)
    impose(member, SanctionKind.BAN, moderator)
    with pytest.raises(PermissionDenied):
        reacting.react(post, by=member, kind=ReactionKind.HEART)


def test_an_end_needs_no_job_and_a_lifted_measure_no_end(thread, member, moderator):
    sanction = impose(member, SanctionKind.SILENCE, moderator, ends_at=timezone.now() + DAY)
    type(sanction).objects.filter(pk=sanction.pk).update(
        starts_at=timezone.now() - 2 * DAY, ends_at=timezone.now() - DAY
    )
    assert write(thread, member)
    second = impose(member, SanctionKind.BAN, moderator)
    sanctions.lift(second, by=moderator, decision=Decision())
    assert write(thread, member, "Wieder da", "k2")


def test_posts_wait_for_whoever_needs_approval(thread, member, moderator):
    impose(member, SanctionKind.APPROVAL, moderator)
    post = write(thread, member)
    assert post.state == "pending" and "Maßnahme" in post.cases.get().reports.get().words


def test_who_was_slowed_down_writes_again_after_the_pause(thread, member, moderator):
    impose(member, SanctionKind.SLOW, moderator, pause=60)
    Post.objects.filter(pk=write(thread, member).pk).update(created_at=timezone.now() - datetime.timedelta(minutes=59))
    with pytest.raises(screening.Refused, match="wieder schreiben ab"):
        write(thread, member, "Zu früh", "k2")
    Post.objects.filter(author=member).update(created_at=timezone.now() - datetime.timedelta(minutes=61))
    assert write(thread, member, "Rechtzeitig", "k3")


def test_a_warning_changes_nothing(thread, member, moderator):
    impose(member, SanctionKind.WARNING, moderator)
    assert write(thread, member).state == "visible"

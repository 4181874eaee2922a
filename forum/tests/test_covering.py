import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction

from forum import covering, moderation, posting, warnings
from forum.models import Decision, Notification, Post, PostRevision, SpoilerHint
from tests.making import make_board, make_thread

pytestmark = pytest.mark.django_db

TEXT = "Der Anfang ist gut.\n\nAm Ende springt er.\n\nDie Musik auch."


@pytest.fixture
def thread(editor):
    return make_thread(editor, title="Der Turm")


@pytest.fixture
def post(thread, member):
    return posting.reply(thread, by=member, source=TEXT, form_key="1")


def test_a_reader_points_at_an_open_spoiler_once(signed_in, post, other_member, moderator):
    client, path = signed_in(other_member), f"/beitrag/{post.pk}/spoiler-fehlt/"
    assert "Spoiler fehlt" in client.get(post.thread.get_absolute_url()).content.decode()
    assert "Danke." in client.post(path, follow=True).content.decode()
    assert "schon hingewiesen" in client.post(path, follow=True).content.decode()
    assert SpoilerHint.objects.count() == 1
    page = signed_in(moderator).get("/moderation/").content.decode()
    assert "Spoiler fehlt" in page and "<b>1</b> Hinweis" in page


def test_nobody_points_at_the_own_post_nor_where_spoilers_may_stand_open(post, member, other_member):
    with pytest.raises(PermissionDenied):
        covering.report_spoiler(post, by=member)
    board = make_board("Foyer")
    open_talk = posting.open_thread(board, by=member, title="Alles verraten", source="Er springt.", form_key="2")
    warnings.allow_spoilers(open_talk, by=member)
    open_talk.refresh_from_db()
    with pytest.raises(PermissionDenied):
        covering.report_spoiler(Post.objects.get(pk=open_talk.first_post_id), by=other_member)


def test_a_moderator_covers_a_passage_with_one_press(signed_in, post, moderator, other_member, as_guest):
    covering.report_spoiler(post, by=other_member)
    client, path = signed_in(moderator), f"/beitrag/{post.pk}/verdecken/"
    page = client.get(path).content.decode()
    assert "Am Ende springt er." in page and 'value="Der Turm"' in page
    assert '<a href="/moderation/" aria-current="true">' in page
    answer = client.post(path, {"passages": ["1"], "title": "Der Turm", "base": "0"}, follow=True)
    assert "Verdeckt." in answer.content.decode()
    post.refresh_from_db()
    assert post.source == "Der Anfang ist gut.\n\n:::spoiler Der Turm\nAm Ende springt er.\n:::\n\nDie Musik auch."
    assert "<summary>Spoiler: Der Turm</summary>" in as_guest.get(post.thread.get_absolute_url()).content.decode()
    revision, decision = PostRevision.objects.get(), Decision.objects.get()
    assert (revision.source, revision.by, revision.number) == (TEXT, moderator, 1)
    assert (decision.action, decision.by, decision.is_restriction) == ("cover", moderator, False)
    assert SpoilerHint.objects.get().settled_at is not None


def test_without_a_tick_all_of_it_is_covered(signed_in, post, moderator):
    signed_in(moderator).post(f"/beitrag/{post.pk}/verdecken/", {"title": "Der Turm", "base": "0"})
    post.refresh_from_db()
    assert post.source == f":::spoiler Der Turm\n{TEXT}\n:::"
    assert post.html.startswith("<details")


def test_the_author_is_told_on_the_site_and_not_by_mail(signed_in, post, member, moderator):
    covering.cover_post(post, by=moderator, passages=[1], title="", base=0)
    told = Notification.objects.get(member=member)
    assert (told.kind, told.post, told.due_at) == ("cover", post, None)
    client = signed_in(member)
    assert "einen Spoiler verdeckt" in client.get("/benachrichtigungen/").content.decode()
    assert "Spoiler verdeckt" in client.get(member.get_absolute_url()).content.decode()
    assert "Der Anfang ist gut." in client.get(f"/beitrag/{post.pk}/fassungen/").content.decode()


def test_what_is_covered_is_not_covered_twice(post, moderator):
    assert covering.cover_post(post, by=moderator, passages=range(9), title="X", base=0)
    post.refresh_from_db()
    assert covering.cover_post(post, by=moderator, passages=range(9), title="X", base=1) is None
    assert PostRevision.objects.count() == 1


def test_a_text_edited_meanwhile_is_shown_anew(signed_in, post, member, moderator):
    client = signed_in(moderator)
    posting.edit_post(post, by=member, source="Ganz anders.", base=0)
    answer = client.post(f"/beitrag/{post.pk}/verdecken/", {"passages": ["0"], "base": "0"})
    assert (answer.status_code, "inzwischen geändert" in answer.content.decode()) == (409, True)
    stale = Post.objects.get(pk=post.pk)
    posting.edit_post(post, by=member, source="Und noch einmal.", base=1)
    with pytest.raises(posting.EditedMeanwhile):
        covering.cover_post(stale, by=moderator, passages=[0], title="", base=2)


def test_names_and_quotes_stay_what_they_were(thread, member, other_member, moderator):
    first = posting.reply(thread, by=other_member, source="Er springt.", form_key="2")
    source = f":::zitat {first.pk}\nEr springt.\n:::\n\n@„{other_member.name}“ stimmt."
    post = posting.reply(thread, by=member, source=source, form_key="3")
    covering.cover_post(post, by=moderator, passages=[0, 1], title="", base=0)
    post.refresh_from_db()
    assert f'data-member="{other_member.pk}"' in post.html and f'data-post="{first.pk}"' in post.html


def test_nobody_else_covers_and_nobody_the_own_text(post, member, editor, moderator, thread):
    for who in (member, editor):
        with pytest.raises(PermissionDenied):
            covering.cover_post(post, by=who, passages=[0], title="", base=0)
    own = posting.reply(thread, by=moderator, source="Er springt", form_key="4")
    with pytest.raises(PermissionDenied):
        covering.cover_post(own, by=moderator, passages=[0], title="", base=0)


def test_a_hidden_text_is_left_as_it_is(post, moderator):
    moderation.hide_post(post, by=moderator, decision=Decision(reasons="x"))
    assert covering.cover_post(post, by=moderator, passages=[0], title="", base=0) is None


def test_the_database_keeps_a_hint_once(post, other_member):
    SpoilerHint.objects.create(post=post, member=other_member)
    with pytest.raises(IntegrityError), transaction.atomic():
        SpoilerHint.objects.create(post=post, member=other_member)

import pytest
from django.core.management import call_command

from forum import posting
from forum.models import Post, Thread
from reviews.models import Review
from tests.making import make_member, make_review
from text.markdown import RENDERER_VERSION

pytestmark = pytest.mark.django_db


def test_old_html_is_made_anew_and_mentions_stay_whom_they_meant(editor, member, other_member):
    thread = make_review(editor).thread
    source = f"**Hallo** @„{other_member.name}“ und @Später"
    post = posting.reply(thread, by=member, source=source, form_key="a")
    fresh = posting.reply(thread, by=member, source="Neu", form_key="b")
    make_member("Später")
    Post.objects.filter(pk=post.pk).update(html="<p>alt</p>", renderer_version=0)
    Review.objects.update(text_html="<p>alt</p>", renderer_version=0)
    version = Thread.objects.get(pk=thread.pk).version
    call_command("rerender", verbosity=0)
    again = Post.objects.get(pk=post.pk)
    assert again.html == post.html and again.renderer_version == RENDERER_VERSION
    assert "alt" not in Review.objects.get().text_html
    assert Thread.objects.get(pk=thread.pk).version == version + 1
    assert Post.objects.get(pk=fresh.pk).html == fresh.html


def test_rendering_again_twice_changes_nothing(editor, member):
    posting.reply(make_review(editor).thread, by=member, source="Text", form_key="a")
    call_command("rerender", verbosity=0)
    before = list(Post.objects.values()), list(Thread.objects.values()), list(Review.objects.values())
    call_command("rerender", verbosity=0)
    assert before == (list(Post.objects.values()), list(Thread.objects.values()), list(Review.objects.values()))

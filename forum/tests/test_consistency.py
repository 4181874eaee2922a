"""Every kind of difference, planted past the verbs: it is named, and mended where the truth can be counted."""

import datetime

import pytest
from django.db import connection
from django.utils import timezone

from forum import moderation, posting
from forum.consistency import differences, notes
from forum.models import Decision, Post, PostMention, PostRevision, Quote, Thread
from tests.making import make_board, make_member, make_thread

pytestmark = pytest.mark.django_db


def found():
    return [difference.text for difference in differences("default")]


def mend():
    for act in dict.fromkeys(difference.mend for difference in differences("default") if difference.mend):
        act()


@pytest.fixture
def review_thread(editor):
    return make_thread(editor, replies=3)


@pytest.fixture
def thread(member, other_member):
    thread = posting.open_thread(make_board("Foyer"), by=member, title="Regen", source="Erster", form_key="a")
    for n in range(3):
        posting.reply(thread, by=other_member, source=f"Antwort {n}", form_key=f"r{n}")
    thread.refresh_from_db()
    return thread


def test_what_the_verbs_leave_has_no_differences(thread, review_thread, member, other_member, moderator, settings):
    """A pending thread too, which has no voice: its time is that of its beginning."""
    quoted = Post.objects.get(thread=thread, number=2)
    text = f":::zitat {quoted.pk}\nAntwort 0\n:::\n\n@„{other_member.name}“ @„{member.name}“ ja"
    quoting = posting.reply(thread, by=member, source=text, form_key="q")
    posting.edit_post(quoting, by=member, source=f"Doch @„{other_member.name}“ nicht", base=0)
    posting.withdraw_post(Post.objects.get(thread=thread, number=3), by=other_member)
    moderation.hide_post(quoted, by=moderator, decision=Decision(reasons="Darum"))
    unanswered = posting.open_thread(thread.board, by=member, title="Ohne", source="Antwort", form_key="b")
    posting.withdraw_post(unanswered.first_post, by=member)
    settings.HELD_FIRST_POSTS = 1
    assert (
        posting.open_thread(thread.board, by=make_member(), title="Neu", source="Neu", form_key="c").state == "pending"
    )
    assert found() == []


def test_erasing_a_quoted_post_leaves_no_differences(thread, member, moderator):
    quoted = Post.objects.get(thread=thread, number=2)
    text = f":::zitat {quoted.pk}\n@„{moderator.name}“ sagt\n:::\n\nja"
    quoting = posting.reply(thread, by=member, source=text, form_key="q")
    posting.edit_post(quoting, by=member, source=text + " und nein", base=0)
    moderation.erase_post(quoted, by=moderator, decision=Decision(law="DSGVO", reasons="Auf Antrag."))
    assert found() == []


@pytest.mark.parametrize(
    ("column", "value", "words"),
    [
        ("last_number", 3, "letzte Nummer 3, gezählt 4"),
        ("last_visible_number", 2, "letzte sichtbare Nummer 2, gezählt 4"),
        ("visible_count", 3, "sichtbare Beiträge 3, gezählt 4"),
        ("reply_count", 4, "Antworten 4, gezählt 3"),
        ("pending_count", 1, "wartende Beiträge 1, gezählt 0"),
        ("last_post", None, "der letzte Beitrag ist nicht der jüngste sichtbare"),
        (
            "last_posted_at",
            timezone.now() + datetime.timedelta(days=1),
            "der Zeitpunkt des letzten Beitrags stimmt nicht",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) and " " not in value else "",
)
@pytest.mark.parametrize("kind", ["thread", "review_thread"])
def test_a_wrong_counter_is_found_and_counted_anew(request, kind, column, value, words):
    thread = request.getfixturevalue(kind)
    before = Thread.objects.filter(pk=thread.pk).values(*COUNTED).get()
    if column == "last_number":
        Thread.objects.filter(pk=thread.pk).update(last_visible_number=3, visible_count=3)
    Thread.objects.filter(pk=thread.pk).update(**{column: value})
    assert f"Thema {thread.pk}: {words}" in found()
    mend()
    assert found() == []
    assert Thread.objects.filter(pk=thread.pk).values(*COUNTED).get() == before


COUNTED = [
    "last_number", "last_visible_number", "visible_count", "reply_count", "pending_count", "last_post", "last_posted_at",
]  # fmt: skip


def test_the_last_post_of_another_thread_is_found(thread, review_thread):
    Thread.objects.filter(pk=thread.pk).update(last_post=Post.objects.get(thread=review_thread, number=4))
    assert found() == [f"Thema {thread.pk}: der letzte Beitrag ist nicht der jüngste sichtbare"]
    mend()
    assert found() == []


def test_a_number_above_the_last_one_raises_it(thread):
    Post.objects.filter(thread=thread, number=4).update(number=9)
    assert f"Thema {thread.pk}: letzte Nummer 4, gezählt 9" in found()
    mend()
    thread.refresh_from_db()
    assert (found(), thread.last_number, thread.last_visible_number) == ([], 9, 9)


def test_mending_raises_the_version_and_a_second_time_changes_nothing(thread):
    Thread.objects.filter(pk=thread.pk).update(reply_count=9)
    act = next(difference.mend for difference in differences("default"))
    act()
    version = Thread.objects.get(pk=thread.pk).version
    act()
    assert (version, Thread.objects.get(pk=thread.pk).version) == (thread.version + 1, thread.version + 1)


def test_number_0_is_found_and_left_to_a_person(thread):
    Post.objects.filter(thread=thread, number=2).update(number=0)
    assert found() == [f"Thema {thread.pk}: ein Beitrag hat die Nummer 0"]
    mend()
    assert found() != []


def test_what_the_constraints_forbid_is_found_where_somebody_dropped_them(thread):
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("PRAGMA ignore_check_constraints = ON")
        else:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            for name in ("post_visible_has_number", "post_number_once"):
                cursor.execute(f"ALTER TABLE forum_post DROP CONSTRAINT {name}")
    try:
        Post.objects.filter(thread=thread, number=3).update(number=None)
        if connection.vendor == "postgresql":
            Post.objects.filter(thread=thread, number=2).update(number=4)
            assert f"Thema {thread.pk}: die Nummer 4 gibt es 2-mal" in found()
        assert f"Thema {thread.pk}: 1 sichtbare Beiträge ohne Nummer" in found()
    finally:
        if connection.vendor == "sqlite":
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA ignore_check_constraints = OFF")


def test_a_lost_first_post_is_the_one_with_the_lowest_number(thread):
    first = thread.first_post
    Thread.objects.filter(pk=thread.pk).update(first_post=None)
    assert f"Thema {thread.pk}: kein erster Beitrag" in found()
    mend()
    thread.refresh_from_db()
    assert (found(), thread.first_post, thread.reply_count) == ([], first, 3)


def test_a_first_post_of_another_thread_is_found(thread, review_thread):
    Thread.objects.filter(pk=thread.pk).update(first_post=Post.objects.get(thread=review_thread, number=2))
    assert f"Thema {thread.pk}: kein erster Beitrag" in found()
    mend()
    assert found() == []


def test_a_missing_opening_is_put_back_at_number_1(review_thread):
    Post.objects.filter(thread=review_thread, kind="opening").delete()
    assert f"Thema {review_thread.pk}: 0 Eröffnungen statt einer" in found()
    mend()
    assert found() == []
    assert Post.objects.get(thread=review_thread, number=1).kind == "opening"


def test_an_opening_without_a_review_is_found(thread):
    Post.objects.filter(thread=thread, number=1).update(number=9)
    Post.objects.create(thread=thread, kind="opening", number=1, state="visible", shown_at=timezone.now())
    assert f"Thema {thread.pk}: eine Eröffnung ohne Kritik" in found()


def test_a_thread_hidden_with_a_first_post_that_is_visible_comes_back(thread):
    Thread.objects.filter(pk=thread.pk).update(hidden_by_author=True)
    assert found() == [f"Thema {thread.pk}: verborgen, obwohl der erste Beitrag sichtbar ist"]
    mend()
    assert found() == []


def test_a_thread_that_waits_with_a_first_post_that_is_visible_opens(thread):
    Thread.objects.filter(pk=thread.pk).update(state="pending")
    assert found() == [f"Thema {thread.pk}: wartet, obwohl der erste Beitrag sichtbar ist"]
    mend()
    assert found() == []


@pytest.fixture
def linking(thread, member, other_member):
    """A post with a quote and a mention."""
    quoted = Post.objects.get(thread=thread, number=2)
    text = f":::zitat {quoted.pk}\nAntwort 0\n:::\n\n@„{other_member.name}“ ja"
    return posting.reply(thread, by=member, source=text, form_key="q")


def test_a_quote_without_its_row_gets_it_back(linking):
    row = Quote.objects.values("post", "quoted", "named").get(post=linking)
    Quote.objects.filter(post=linking).delete()
    assert found() == [f"Beitrag {linking.pk}: ein Zitat im Text hat keine Zeile"]
    mend()
    assert (found(), Quote.objects.values("post", "quoted", "named").get(post=linking)) == ([], row)


def test_a_mention_without_its_row_gets_it_back(linking, other_member):
    PostMention.objects.filter(post=linking).delete()
    assert found() == [f"Beitrag {linking.pk}: eine Erwähnung im Text hat keine Zeile"]
    mend()
    assert (found(), PostMention.objects.get(post=linking).member) == ([], other_member)


def test_rows_that_stand_for_nothing_in_the_text_go(linking, thread):
    plain, other = Post.objects.get(thread=thread, number=3), Post.objects.get(thread=thread, number=4)
    Quote.objects.create(post=plain, quoted=other)
    PostMention.objects.create(post=linking, member=make_member())
    words = "Zeilen für Zitate oder Erwähnungen, die nicht im Text stehen"
    assert found() == [f"Beitrag {pk}: {words}" for pk in (plain.pk, linking.pk)]
    mend()
    assert (found(), Quote.objects.count(), PostMention.objects.count()) == ([], 1, 1)


def test_rows_of_an_earlier_version_stay(linking, member):
    posting.edit_post(linking, by=member, source="Ganz anders", base=0)
    assert (found(), Quote.objects.count(), PostMention.objects.count()) == ([], 1, 1)


def test_a_number_that_became_a_post_later_is_no_quote(thread, member):
    guessed = Post.objects.latest("pk").pk + 2
    posting.reply(thread, by=member, source=f":::zitat {guessed}\nGeraten\n:::", form_key="g")
    assert posting.reply(thread, by=member, source="Da ist er", form_key="h").pk == guessed
    assert found() == []


def test_words_that_look_like_marks_are_no_links(thread, member):
    source = '`<blockquote class="quote" data-post="1">` data-post="1" <a class="mention" data-member="1">'
    posting.reply(thread, by=member, source=source, form_key="w")
    assert found() == []


def test_an_erased_post_that_is_still_quoted_is_taken_out(linking, thread, member):
    quoted = Post.objects.get(thread=thread, number=2)
    posting.edit_post(linking, by=member, source=linking.source + "!", base=0)
    Post.objects.filter(pk=quoted.pk).update(state="erased", source="", html="")
    assert f"Beitrag {linking.pk}: zitiert einen gelöschten Beitrag" in found()
    mend()
    linking.refresh_from_db()
    assert (found(), Quote.objects.count()) == ([], 0)
    assert "Antwort 0" not in linking.source + linking.html + PostRevision.objects.get(post=linking).source


def test_an_erased_post_quoted_in_an_earlier_version_only_is_taken_out(linking, thread, member):
    posting.edit_post(linking, by=member, source="Ganz anders", base=0)
    Post.objects.filter(thread=thread, number=2).update(state="erased", source="", html="")
    Quote.objects.all().delete()
    assert f"Beitrag {linking.pk}: zitiert einen gelöschten Beitrag" in found()
    mend()
    assert found() == []
    assert "Antwort 0" not in PostRevision.objects.get(post=linking).source


def test_earlier_versions_of_an_erased_post_are_emptied(linking, member):
    posting.edit_post(linking, by=member, source="Ganz anders", base=0)
    Post.objects.filter(pk=linking.pk).update(state="erased", source="", html="")
    assert f"Beitrag {linking.pk}: gelöscht, aber frühere Fassungen haben noch Text" in found()
    mend()
    assert (found(), PostRevision.objects.get(post=linking).source) == ([], "")


def test_html_of_an_older_renderer_is_a_note_and_no_difference(thread):
    Post.objects.filter(thread=thread, number=2).update(renderer_version=0)
    assert found() == []
    assert [note.split()[0] for note in notes("default")] == ["1"]

"""A prepared query gives what the plain one gives, however often and whatever is asked."""

import datetime

import pytest
from django.contrib.sessions.models import Session
from django.db import DatabaseError, DataError, ProgrammingError, connection, models, transaction
from django.db.models import Exists, F, OuterRef, Value
from django.db.models.functions import Cast
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accounts.models import Member
from accounts.prepared import Asked, AskedTogether, PreparedQuery, hand_out
from accounts.roles import Role, grant_role, member_with_roles
from accounts.statements import values_as_sent
from forum.models import Post
from tests.making import make_member, make_thread

pytestmark = pytest.mark.django_db


def test_a_prepared_query_gives_the_rows_of_the_plain_one(member, other_member, moderator):
    asked = PreparedQuery(lambda: Member.objects.filter(pk=Asked(0)).annotate(group=F("groups__name")))
    for one in (member, moderator, other_member, member):
        plain = list(Member.objects.filter(pk=one.pk).annotate(group=F("groups__name")))
        rows = asked(one.pk)
        assert [(row, row.group, row.joined_at) for row in rows] == [(row, row.group, row.joined_at) for row in plain]
    assert asked(0) == []


def test_a_row_changed_in_between_is_read_anew(member):
    asked = PreparedQuery(lambda: Member.objects.filter(pk=Asked(0)).values_list("email", flat=True))
    assert asked(member.pk) == [member.email]
    Member.objects.filter(pk=member.pk).update(email="neu@example.org")
    assert asked(member.pk) == ["neu@example.org"]


@pytest.mark.parametrize("are_prepared", [True, False])
def test_behind_a_pooler_nothing_is_prepared_and_the_rows_are_the_same(settings, member, are_prepared):
    settings.PREPARED_STATEMENTS = are_prepared
    asked = PreparedQuery(
        lambda: Member.objects.filter(name=Asked(0), email__contains="%").values_list("pk", flat=True)
    )
    Member.objects.filter(pk=member.pk).update(email="100%@example.org")
    with CaptureQueriesContext(connection) as found:
        assert asked(member.name) == [member.pk]
    is_executed = found[0]["sql"].startswith("EXECUTE")
    assert is_executed == (are_prepared and connection.vendor == "postgresql")


on_postgresql = pytest.mark.skipif("connection.vendor != 'postgresql'", reason="of PostgreSQL")


@on_postgresql
def test_postgresql_compiles_nothing_and_plans_what_is_prepared_once():
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_setting('jit'), current_setting('plan_cache_mode')")
        assert cursor.fetchone() == ("off", "force_generic_plan")


@on_postgresql
@pytest.mark.parametrize("are_prepared", [True, False])
def test_values_as_sent_are_those_of_the_rows(settings, member, other_member, are_prepared):
    settings.PREPARED_STATEMENTS = are_prepared
    sql = "SELECT id, name, NULL FROM accounts_member WHERE name = %s OR id = %s AND name LIKE '%%' ORDER BY id"
    rows = Member.objects.filter(pk__in=[member.pk, other_member.pk]).order_by("pk").values_list("pk", "name")
    sent = [value for pk, name in rows for value in (str(pk).encode(), name.encode(), None)]
    with CaptureQueriesContext(connection) as found:
        assert values_as_sent(sql, (member.name, other_member.pk), connection) == tuple(sent)
    assert [query["sql"] for query in found] == [sql]
    assert values_as_sent(sql, ("'; --", 0), connection) == ()


@on_postgresql
@pytest.mark.parametrize("are_prepared", [True, False])
def test_a_question_postgresql_refuses_is_an_error_of_djangos(settings, are_prepared):
    settings.PREPARED_STATEMENTS = are_prepared
    with pytest.raises(ProgrammingError, match="niemals"), transaction.atomic():
        values_as_sent("SELECT 1 FROM niemals", (), connection)
    with pytest.raises(DataError), transaction.atomic():
        values_as_sent("SELECT 1 FROM accounts_member WHERE id = %s", ("kein Wert",), connection)
    with pytest.raises(DatabaseError), transaction.atomic():
        values_as_sent("DELETE FROM accounts_member WHERE id < 0", (), connection)
    assert values_as_sent("SELECT 1", (), connection) == (b"1",)


def test_moments_are_compared_as_the_database_keeps_them(member):
    asked = PreparedQuery(lambda: Member.objects.filter(joined_at__lte=Asked(0)).order_by("pk"))
    before, at = member.joined_at - datetime.timedelta(microseconds=1), member.joined_at
    assert asked(before) == list(Member.objects.filter(joined_at__lte=before))
    assert member in asked(at)


def test_lists_unions_and_rows_with_names_can_be_prepared(member, other_member, moderator):
    def rows(names):
        by_name = Member.objects.filter(name__in=names).order_by().values_list("name", "joined_at", named=True)
        return by_name.union(
            Member.objects.filter(email__in=names).order_by().values_list("name", "joined_at"), all=True
        )

    asked = PreparedQuery(lambda: rows([Asked(0), Asked(1)]))
    for names in ([member.name, other_member.email], [moderator.name, "Niemand"], [member.name, member.name]):
        assert sorted(asked(*names)) == sorted(rows(names))
    assert {row.joined_at for row in asked(member.name, member.email)} == {member.joined_at}


def test_rows_come_with_what_was_joined_to_them(editor):
    thread = make_thread(editor, replies=1)
    asked = PreparedQuery(lambda: Post.objects.select_related("author").filter(thread=Asked(0)).order_by("number"))
    for _ in range(2):
        rows = asked(thread.pk)
        assert rows == list(Post.objects.filter(thread=thread).order_by("number"))
        assert [row.author and row.author.name for row in rows][0] is None
        assert rows[1].reaction_counts == {} and rows[1]._state.db == "default" and not rows[1]._state.adding


def test_asked_together_each_gives_the_rows_it_gives_alone(member, editor, other_member):
    first, second = make_thread(editor, replies=2), make_thread(editor, title="Ein anderer Film")
    posts = PreparedQuery(lambda: Post.objects.select_related("author").filter(thread=Asked(1)).order_by("-number"))
    names = PreparedQuery(
        lambda: Member.objects.filter(pk__gte=Asked(0)).order_by("name").values_list("name", "joined_at")
    )
    since = PreparedQuery(
        lambda: (
            Member.objects.filter(joined_at__lte=Asked(0), email__contains="%")
            .annotate(is_first=Exists(Member.objects.filter(pk__lt=OuterRef("pk"))))
            .order_by("pk")[:2]
        )
    )
    together = AskedTogether(posts, names, since)
    Member.objects.filter(pk__in=[member.pk, other_member.pk]).update(email='100 % „so“ "\\\n')
    now = timezone.now()
    for thread, at in ((first, now), (second, now), (first, now - datetime.timedelta(days=9_000))):
        values = ((None, thread.pk), (other_member.pk,), (at,))
        with CaptureQueriesContext(connection) as found:
            rows = together(*values)
        assert len(found) == 1
        alone = [query(*own) for query, own in zip((posts, names, since), values, strict=True)]
        assert rows == alone
        assert [[vars_of(row) for row in one] for one in rows] == [[vars_of(row) for row in one] for one in alone]


def vars_of(row):
    """What a row is made of, what was joined to it included."""
    if not isinstance(row, models.Model):
        return row
    state = row._state
    joined = {name: vars_of(other) for name, other in state.fields_cache.items()}
    return {name: value for name, value in vars(row).items() if name != "_state"} | joined | {"db": state.db}


KINDS = {
    "day": (datetime.date(2026, 2, 28), models.DateField()),
    "moment": (datetime.datetime(2026, 2, 28, 23, 59, 59, 120_000, datetime.UTC), models.DateTimeField()),
    "part": (0.1, models.FloatField()),
    "number": (2**62, models.BigIntegerField()),
    "truth": (True, models.BooleanField()),
    "words": ("„50 %“ \\ '\n\u2028 🎬", models.TextField()),
    "nothing": (None, models.DateField()),
}


def test_asked_together_values_of_all_kinds_come_back_as_from_a_cursor(member):
    columns = {name: Cast(Value(value), field) for name, (value, field) in KINDS.items()}
    asked = PreparedQuery(lambda: Member.objects.filter(pk=Asked(0)).annotate(**columns).values_list(*columns))
    ((together,),) = AskedTogether(asked)((member.pk,))
    (alone,) = asked(member.pk)
    assert together == alone == tuple(value for value, _ in KINDS.values())
    assert [type(value) for value in together] == [type(value) for value in alone]


def test_what_json_does_not_know_is_not_asked_together(member):
    field = models.DurationField()
    asked = PreparedQuery(lambda: Member.objects.annotate(v=Value(datetime.timedelta(1), field)).values_list("v"))
    with pytest.raises(TypeError, match="DurationField"):
        AskedTogether(asked)(())


def test_children_handed_out_are_asked_for_no_more(editor, member, django_assert_num_queries):
    threads = [make_thread(editor, replies=2), make_thread(editor, title="Ein anderer Film")]
    board = threads[0].board
    hand_out(reversed(threads), [board], by="board_id", name="threads")
    with django_assert_num_queries(0):
        assert list(board.threads.all()) == threads[::-1]


def test_who_comes_back_is_known_by_session_and_roles(db):
    member, client = make_member("Kommt Wieder"), Client()
    client.force_login(member)
    session = Session.objects.get()
    assert client.get("/").context["user"] == member
    grant_role(member, Role.EDITOR, by=None)
    assert member_with_roles(member.pk)._roles == {Role.EDITOR}
    Session.objects.filter(pk=session.pk).update(expire_date=timezone.now())
    assert not client.get("/").context["user"].is_authenticated
    session.delete()
    assert not client.get("/").context["user"].is_authenticated

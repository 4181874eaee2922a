import pytest

from accounts import roles
from accounts.models import Member
from accounts.roles import LastOperator, Role, grant_role, withdraw_role
from tests.making import make_member

pytestmark = pytest.mark.django_db


def test_roles_add_up(chief_editor, operator):
    assert roles.is_editor(chief_editor) and roles.is_chief_editor(chief_editor) and not roles.is_operator(chief_editor)
    grant_role(chief_editor, Role.MODERATOR, by=operator)
    assert roles.is_moderator(chief_editor) and roles.is_editor(chief_editor)


def test_the_superuser_is_an_operator_and_nothing_more():
    chief = Member.objects.create_superuser("Chef vom Dienst", "chef@abspann.example", "x")
    assert roles.roles_of(chief) == {"Betrieb"}
    assert chief.emailaddress_set.get().verified


def test_granting_and_withdrawing_twice_changes_nothing(member, operator):
    assert grant_role(member, Role.EDITOR, by=operator) is True
    assert grant_role(member, Role.EDITOR, by=operator) is False
    assert withdraw_role(member, Role.EDITOR, by=operator) is True
    assert withdraw_role(member, Role.EDITOR, by=operator) is False
    assert not roles.is_team(member)


def test_only_operators_hand_out_roles(member, chief_editor, moderator):
    for stranger in (member, chief_editor, moderator):
        with pytest.raises(PermissionError):
            grant_role(member, Role.EDITOR, by=stranger)
        with pytest.raises(PermissionError):
            withdraw_role(chief_editor, Role.EDITOR, by=stranger)


def test_the_last_operator_cannot_leave(operator):
    with pytest.raises(LastOperator):
        withdraw_role(operator, Role.OPERATOR, by=operator)
    second = make_member("", Role.OPERATOR)
    assert withdraw_role(operator, Role.OPERATOR, by=second) is True


def test_a_guest_has_no_role_and_costs_no_query(django_assert_num_queries):
    from django.contrib.auth.models import AnonymousUser

    with django_assert_num_queries(0):
        assert not roles.is_team(AnonymousUser())

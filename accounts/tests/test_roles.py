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


def test_who_is_signed_in_comes_with_the_roles_in_one_query(member, chief_editor, operator, django_assert_num_queries):
    grant_role(chief_editor, Role.MODERATOR, by=operator)
    superuser = Member.objects.create_superuser("Chef vom Dienst", "chef@abspann.example", "x")
    for somebody in (member, chief_editor, operator, superuser):
        with django_assert_num_queries(1):
            found = roles.member_with_roles(somebody.pk)
            known = roles.roles_of(found)
        assert found == somebody
        assert known == roles.roles_of(Member.objects.get(pk=somebody.pk))
    assert roles.member_with_roles(0) is None


def test_a_member_put_out_of_service_is_signed_out_with_all_roles(signed_in, operator):
    browser = signed_in(operator)
    assert browser.get("/betrieb/").status_code == 200
    Member.objects.filter(pk=operator.pk).update(is_active=False)
    assert browser.get("/betrieb/").status_code != 200


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

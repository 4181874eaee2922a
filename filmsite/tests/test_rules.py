"""The forum's rules in their versions, and who was told of the newest."""

import re

import pytest

from accounts.models import Member
from filmsite import leaving, legal, personal_data
from forum.models import RulesMark, RulesVersion
from tests.making import make_member

pytestmark = pytest.mark.django_db

TOLD = "Die Regeln des Forums haben sich geändert."


def publish(operator, line="## 7. Leise sein\n\nIm Saal wird geflüstert."):
    newest = RulesVersion.objects.order_by("-number").first()
    return legal.publish_rules(f"{newest.source}\n\n{line}\n", based_on=newest.number, by=operator)


def test_members_are_told_of_new_rules_until_they_have_read_them(member, operator, signed_in, as_guest):
    client = signed_in(member)
    assert TOLD not in client.get("/").content.decode()
    publish(operator)
    assert TOLD in client.get("/forum/").content.decode() and TOLD not in as_guest.get("/forum/").content.decode()
    page = client.get("/regeln/").content.decode()
    assert "Was sich geändert hat" in page and "<ins>" in page and "Leise sein" in page
    assert 'name="fassung" value="2"' in page
    changed = page.split("Was sich geändert hat")[1]
    assert "7. Leise sein" in changed and "##" not in changed and "Freundlich bleiben" not in changed
    client.post("/regeln/gelesen/", {"fassung": "2"})
    assert TOLD not in client.get("/forum/").content.decode()
    assert not Member.objects.get(pk=member.pk).has_new_rules


@pytest.mark.parametrize("sent", ["2", "", "x", "99999999999999999999"])
def test_who_pressed_the_button_below_older_rules_is_told_of_the_newer_ones(sent, member, operator, signed_in):
    publish(operator)
    publish(operator, "## 8. Handys aus\n\nAuch der Schirm.")
    signed_in(member).post("/regeln/gelesen/", {"fassung": sent})
    assert Member.objects.get(pk=member.pk).has_new_rules


def test_who_has_missed_versions_reads_what_changed_since_the_one_they_know(member, operator, signed_in):
    publish(operator)
    publish(operator, "## 8. Handys aus\n\nAuch der Schirm.")
    newcomer = make_member("Neu")
    publish(operator, "## 9. Sitzen bleiben\n\nBis zum Ende.")
    page, of_newcomer = (signed_in(who).get("/regeln/").content.decode() for who in (member, newcomer))
    assert 'Seit <a href="/regeln/fassung-1/">' in page
    assert all(line in added(page) for line in ("Leise sein", "Handys aus", "Sitzen bleiben"))
    assert 'Seit <a href="/regeln/fassung-3/">' in of_newcomer and "Handys aus" not in added(of_newcomer)
    signed_in(member).post("/regeln/gelesen/", {"fassung": "4"})
    assert 'Seit <a href="/regeln/fassung-3/">' in signed_in(member).get("/regeln/").content.decode()
    publish(operator, "## 10. Klatschen\n\nErst im Abspann.")
    assert 'Seit <a href="/regeln/fassung-4/">' in signed_in(member).get("/regeln/").content.decode()


def added(page):
    return "".join(re.findall(r"<ins>(.*?)</ins>", page, re.DOTALL))


def test_who_was_told_before_anybody_marked_versions_reads_what_changed_since_they_joined(member, operator, signed_in):
    publish(operator)
    publish(operator, "## 8. Handys aus\n\nAuch der Schirm.")
    RulesMark.objects.all().delete()
    assert 'Seit <a href="/regeln/fassung-1/">' in signed_in(member).get("/regeln/").content.decode()


def test_which_version_a_member_knew_is_in_their_data_and_goes_with_the_account(member, operator):
    publish(operator)
    read = next(section for section in personal_data.sections() if section.key == "gelesen")
    assert list(read.rows(member, "default")) == [{"Regeln des Forums": "Fassung 1"}]
    gone = leaving.leave(member, takes_texts=False)
    assert leaving.go_on(gone, seconds=600) and not RulesMark.objects.filter(member=member).exists()


def test_the_same_text_again_tells_nobody(member, operator):
    newest = RulesVersion.objects.order_by("-number").first()
    assert legal.publish_rules(newest.source, based_on=newest.number, by=operator) is None
    assert not Member.objects.filter(has_new_rules=True).exists()


def test_an_older_version_stays_at_its_address_and_says_so(operator, as_guest):
    publish(operator)
    old = as_guest.get("/regeln/fassung-1/").content.decode()
    assert "Heute gilt Fassung 2" in old and "Leise sein" not in old
    assert "Heute gilt" not in as_guest.get("/regeln/fassung-2/").content.decode()
    assert (
        as_guest.get("/regeln/fassung-3/").status_code == as_guest.get(f"/regeln/fassung-{10**12}/").status_code == 404
    )


def test_reading_the_rules_writes_nothing(member, operator, signed_in):
    publish(operator)
    signed_in(member).get("/regeln/")
    assert Member.objects.get(pk=member.pk).has_new_rules
    assert signed_in(member).get("/regeln/gelesen/").status_code == 405

import re

import pytest
from django import forms
from django.http import QueryDict

from accounts import human_forms
from accounts.human_forms import HumanFormMixin
from accounts.models import Member
from tests.making import filled_in

pytestmark = pytest.mark.django_db

SIGN_UP = "/konto/signup/"
FIELDS = {"username": "Ada Lü", "email": "neu@abspann.example", "password1": "kein-haus-am-see-7"}


def begun_in(answer):
    return re.search(r'name="begun" value="([^"]+)"', answer.content.decode())[1]


def test_a_form_that_took_as_long_as_people_take_is_accepted(as_guest):
    assert as_guest.post(SIGN_UP, FIELDS | filled_in(3)).status_code == 302


def test_whoever_is_too_fast_keeps_the_form_and_gets_through_a_moment_later(as_guest, monkeypatch):
    monkeypatch.setattr(human_forms, "LEAST", 600)  # a busy machine is slower than a person
    begun = begun_in(as_guest.get(SIGN_UP))
    answer = as_guest.post(SIGN_UP, FIELDS | {"begun": begun})
    page = answer.content.decode()
    assert "schneller, als Menschen tippen" in page and "Ada Lü" in page and "neu@abspann.example" in page
    assert begun_in(answer) == begun
    assert not Member.objects.exists()


@pytest.mark.parametrize("begun", ["", "x", ":1abc:abc", "a" * 5_000])
def test_a_form_nobody_opened_comes_back_with_a_moment_of_its_own(as_guest, begun):
    answer = as_guest.post(SIGN_UP, FIELDS | {"begun": begun})
    assert "lange offen" in answer.content.decode()
    assert begun_in(answer) != begun and not Member.objects.exists()


def test_a_form_of_yesterday_is_sent_once_more(as_guest):
    assert "lange offen" in as_guest.post(SIGN_UP, FIELDS | filled_in(90_000)).content.decode()


def test_a_machine_that_fills_in_everything_is_refused_and_the_field_comes_back_empty(as_guest):
    answer = as_guest.post(SIGN_UP, FIELDS | filled_in() | {"webseite": "http://spam.example"})
    page = answer.content.decode()
    assert "wohl von einem Programm" in page and "spam.example" not in page
    assert not Member.objects.exists()


def test_the_unseen_field_is_no_stop_for_keyboards_and_screen_readers(as_guest):
    page = as_guest.get(SIGN_UP).content.decode()
    assert re.search(r'aria-hidden="true"><label for="id_webseite">.*?<input[^>]*tabindex="-1"', page)


@pytest.mark.parametrize("switch", ["RATE_LIMITS", "NEW_MEMBER_RULES"])
def test_without_limits_a_form_may_be_sent_at_once(as_guest, settings, switch):
    setattr(settings, switch, False)
    assert as_guest.post(SIGN_UP, FIELDS).status_code == 302


def test_any_form_for_guests_can_be_one():
    class Report(HumanFormMixin, forms.Form):
        text = forms.CharField()

    def sent(**fields):
        data = QueryDict(mutable=True)
        data.update(fields)
        return Report(data)

    assert sent(text="Hallo", **filled_in()).is_valid()
    hasty = sent(text="Hallo", begun=Report()["begun"].value())
    assert not hasty.is_valid() and hasty.has_error("__all__", code="haste")
    assert sent(text="Hallo", webseite="x", begun=filled_in()["begun"]).has_error("__all__", code="machine")

"""Addresses made once are those Django makes anew each time."""

import pytest
from django.template import engines
from django.urls import NoReverseMatch, reverse

from text.addresses import address_of


def rendered(source, **context):
    return engines["django"].from_string(source).render(context)


@pytest.mark.parametrize("name", ["Mia", "A & B", "Jörg <3", "{{ x }}"])
def test_an_address_in_a_template_is_the_one_of_django(name):
    for _ in range(2):
        assert address_of("profile", name) == reverse("profile", args=[name])
        assert rendered("{% url 'profile' name %}", name=name) == rendered("{% url 'profile' name=name %}", name=name)
    assert rendered("{% url 'profile' name as there %}<{{ there }}>", name=name).startswith("</mitglieder/")


def test_numbers_and_words_that_look_alike_name_one_address():
    assert address_of("forum:post", 7) == address_of("forum:post", "7") == reverse("forum:post", args=[7])


@pytest.mark.parametrize("source", ["{% url 'forum:nowhere' %}", "{% url 'forum:post' 'sieben' %}"])
def test_an_address_that_is_none_is_an_error(source):
    with pytest.raises(NoReverseMatch):
        rendered(source)


def test_an_address_that_is_none_and_goes_into_a_variable_leaves_it_empty():
    assert rendered("{% url 'forum:nowhere' as there %}<{{ there }}>") == "<>"

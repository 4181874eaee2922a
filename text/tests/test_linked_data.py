"""What pages say to machines is data, and can be nothing else."""

import json

from hypothesis import given, settings
from hypothesis import strategies as st

from text.linked_data import breadcrumbs, linked_data, without_empty


@settings(deadline=None)
@given(words=st.text())
def test_no_words_end_the_element_and_all_come_back(words):
    element = linked_data({"@type": "Movie", "name": f"<{words}</script>"})
    inner = element.removeprefix('<script type="application/ld+json">').removesuffix("</script>")
    assert "<" not in inner and ">" not in inner and "&" not in inner
    assert json.loads(inner)["@graph"][0]["name"] == f"<{words}</script>"


def test_what_is_empty_is_not_said_but_zero_is():
    said = {"a": None, "b": "", "c": [None, {"d": ""}], "e": 0, "f": {"g": {"h": []}}, "i": [1]}
    assert without_empty(said) == {"e": 0, "i": [1]}


def test_breadcrumbs_count_from_the_outside():
    trail = breadcrumbs("https://a.example", ("Forum", "/forum/"), ("Thema", "/thema/1-x/"))
    assert [(item["position"], item["item"]) for item in trail["itemListElement"]] == [
        (1, "https://a.example/forum/"),
        (2, "https://a.example/thema/1-x/"),
    ]

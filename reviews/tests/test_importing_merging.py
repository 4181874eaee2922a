"""How a page's facts meet those a film already has."""

import pytest

from reviews.facts import empty_facts
from reviews.importing.merging import facts_of, filled_in, laid_over, note_differences
from reviews.importing.page import Doubts
from reviews.importing.plaintext import read_page
from reviews.tests.importing_pages import facts_row, footer_row, page_text


def source_facts(**changes):
    page = read_page(page_text(facts=facts_row(**changes)))
    return facts_of(page, {name: name for name in (*page.film.cast, *page.film.directors)})


def film_facts(**changes):
    return empty_facts("Firnruhe") | {"year": 2026} | changes


def cinema(**changes):
    return source_facts()["releases"][0] | changes


CAST = [{"name": "Ole Sandvig", "role": "Wärter"}, {"name": "Mirja Kolstrup", "role": ""}]


@pytest.mark.parametrize("merge", [laid_over, filled_in])
def test_a_film_that_says_nothing_takes_what_the_source_says(merge):
    film, source = film_facts(cast_complete=True), source_facts()
    assert merge(film, source) == film | source


@pytest.mark.parametrize("merge", [laid_over, filled_in])
def test_what_the_source_does_not_say_stays(merge):
    film = film_facts(
        german_title="Die Ruhe", runtime=93, tags=["Schnee"], crew={"camera": ["Ole Sandvig"]}, kind="series"
    )
    merged = merge(film, source_facts())
    assert (merged["german_title"], merged["runtime"], merged["tags"], merged["kind"]) == (
        "Die Ruhe",
        93,
        ["Schnee"],
        "series",
    )
    assert merged["crew"] == {"camera": ["Ole Sandvig"], "director": ["Tadeusz Wernowitz"]}


def test_where_both_say_something_one_keeps_the_films_word_and_one_takes_the_sources():
    film = film_facts(
        countries=["DDR"], crew={"director": ["Ole Sandvig"]}, releases=[cinema(fsk="16", date_from=None)]
    )
    kept, taken = filled_in(film, source_facts()), laid_over(film, source_facts())
    assert (kept["countries"], taken["countries"]) == (["DDR"], ["NO"])
    assert (kept["crew"], taken["crew"]) == ({"director": ["Ole Sandvig"]}, {"director": ["Tadeusz Wernowitz"]})
    assert [facts["releases"][0]["fsk"] for facts in (kept, taken)] == ["16", "12"]
    assert [facts["releases"][0]["date_from"] for facts in (kept, taken)] == ["2026-06-05", "2026-06-05"]


def test_a_date_comes_with_its_own_precision():
    month = cinema(date_from="2026-06-01", date_precision="month")
    merged = filled_in(film_facts(releases=[cinema(date_from=None)]), source_facts() | {"releases": [month]})
    assert merged["releases"][0]["date_precision"] == "month"


def test_releases_of_other_media_and_versions_stand_side_by_side():
    film = film_facts(releases=[cinema(medium="dvd"), cinema(version_name="Langfassung")])
    for merge in (laid_over, filled_in):
        merged = merge(film, source_facts())["releases"]
        assert sorted((r["medium"], r["version_name"]) for r in merged) == [
            ("cinema", ""),
            ("cinema", "Langfassung"),
            ("dvd", ""),
        ]


def test_nobody_of_either_cast_is_lost_and_no_role():
    film, source = film_facts(cast=CAST), source_facts()
    names = {"Ole Sandvig", "Mirja Kolstrup", "Runa Eikeland", "Bente Halvard"}
    for merge in (laid_over, filled_in):
        merged = {entry["name"]: entry["role"] for entry in merge(film, source)["cast"]}
        assert set(merged) == names
        assert (merged["Ole Sandvig"], merged["Runa Eikeland"]) == ("Wärter", "Solveig Granli")


def test_a_source_that_names_nobody_new_leaves_the_order_alone():
    film = film_facts(cast=[{"name": name, "role": ""} for name in ("Bente Halvard", "Ole Sandvig", "Runa Eikeland")])
    assert [entry["name"] for entry in laid_over(film, source_facts())["cast"]] == [
        "Bente Halvard",
        "Ole Sandvig",
        "Runa Eikeland",
    ]


@pytest.mark.parametrize(
    ("film", "source", "merged"), [(True, "u.a.", True), (False, "", True), (False, "u.a.", False)]
)
def test_a_cast_is_complete_when_one_of_both_lists_is(film, source, merged):
    facts = source_facts(Darsteller=f"Runa Eikeland {source}")
    for merge in (laid_over, filled_in):
        assert merge(film_facts(cast=CAST, cast_complete=film), facts)["cast_complete"] is merged


def test_differences_are_named_in_words_and_of_a_cast_only_who_differs():
    doubts = Doubts()
    film = film_facts(cast=[*CAST, {"name": "Runa Eikeland", "role": "Solveig"}], countries=["DDR"])
    wanted = laid_over(film, source_facts())
    note_differences(film, wanted, doubts, sentence="{label}: {here} → {wanted}")
    found = {doubt.field: doubt.text for doubt in doubts}
    assert found["film.countries"] == "Länder: DDR → Norwegen"
    assert found["film.cast"] == "Besetzung: Runa Eikeland = Solveig → Runa Eikeland = Solveig Granli, Bente Halvard"
    assert found["film.crew"] == "Stab: nichts → Regie: Tadeusz Wernowitz"
    assert found["film.releases"] == "Veröffentlichungen: nichts → Kino 2026-06-05 Nordlicht Verleih 12"
    assert "film.runtime" not in found


def test_a_footer_with_two_jas_and_cinemas_gives_three_releases():
    page = read_page(page_text(footer=footer_row(discs="Ja/Ja, ab 5.6.2026 in den deutschen Kinos")))
    names = {name: name for name in (*page.film.cast, *page.film.directors)}
    assert [release["medium"] for release in facts_of(page, names)["releases"]] == ["cinema", "bluray", "dvd"]

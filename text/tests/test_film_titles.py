import pytest

from text.film_titles import Named, reaches, readings


@pytest.mark.parametrize(
    "title",
    [
        "Tiefdruck S2E5",
        "Tiefdruck s02e05",
        "Tiefdruck S2 E5",
        "Tiefdruck, Staffel 2, Folge 5",
        "Tiefdruck Staffel 2 Folge 5",
        "„Tiefdruck“: Staffel 2, Episode 5",
        "TIEFDRUCK – 2. Staffel, 5. Folge",
        "Tiefdruck (S2E5)",
        "Tiefdruck Season 2 Ep. 5",
    ],
)
def test_a_title_names_season_and_episode_as_people_write_them(title):
    assert Named("tiefdruck", None, (2, 5)) in readings(title)


def test_a_season_alone_is_a_place_without_an_episode():
    assert Named("tiefdruck", None, (2, None)) in readings("Tiefdruck Staffel 2")
    assert Named("tiefdruck", None, (3, None)) in readings("Tiefdruck S3")


def test_a_place_without_a_name_is_one_in_what_the_talk_is_about():
    assert Named("", None, (2, 5)) in readings("S2E5")
    assert readings("") == (Named(""),)


def test_the_whole_title_may_be_a_name_too():
    assert readings("Staffel 2")[0] == Named("staffel 2")
    assert readings("Die letzte Wache") == (Named("die letzte wache"),)


@pytest.mark.parametrize(
    "title", ["Tiefdruck S2E5-7", "Tiefdruck S0E1", "Tiefdruck Folge 5", "Tiefdruck S2E0", "Klasse 2", "Les 2 Alpes"]
)
def test_what_is_no_clear_place_is_part_of_the_name(title):
    assert {named.place for named in readings(title)} == {None}


def test_a_year_in_brackets_parts_a_film_from_its_namesakes():
    assert Named("solaris", 1972) in readings("Solaris (1972)")
    assert Named("tiefdruck", 2024, (1, 2)) in readings("Tiefdruck (2024–2025) S1E2")
    assert Named("tiefdruck", 2024) in readings("Tiefdruck (2024–)")
    assert readings("(1972)") == (Named("1972"),)


@pytest.mark.parametrize(
    ("mark", "place", "is_seen"),
    [
        (None, None, True),
        (None, (9, 9), True),
        ((2, 5), (2, 5), True),
        ((2, 5), (1, 99), True),
        ((2, 5), (2, 6), False),
        ((2, 5), (3, 1), False),
        ((2, 5), (1, None), True),
        ((2, 5), (2, None), False),
        ((2, 5), None, False),
    ],
)
def test_a_mark_reaches_what_lies_at_or_before_it(mark, place, is_seen):
    assert reaches(mark, place) is is_seen

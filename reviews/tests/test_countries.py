import pytest

from reviews.countries import country_code, country_name


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("Deutschland", "DE"),
        ("USA", "US"),
        ("U.S.A.", "US"),
        ("Vereinigte Staaten von Amerika", "US"),
        ("Großbritannien", "GB"),
        ("Vereinigtes Königreich", "GB"),
        ("grossbritannien", "GB"),
        ("OESTERREICH", "AT"),
        ("Südkorea", "KR"),
        ("Hongkong", "HK"),
        ("Bosnien und Herzegowina", "BA"),
        ("BRD", "BRD"),
        ("Westdeutschland", "BRD"),
        ("DDR", "DDR"),
        ("Sowjetunion", "SUN"),
        ("UdSSR", "SUN"),
        ("Tschechoslowakei", "CSK"),
        ("Jugoslawien", "YUG"),
        ("FR", "FR"),
    ],
)
def test_a_country_as_written_has_a_short_value(name, code):
    assert country_code(name) == code


@pytest.mark.parametrize(
    "name", ["", " ", "Grotholm", "in", "usa deutschland", "Europäische Union", "ZZ", "150", "Welt"]
)
def test_what_is_no_country_has_none(name):
    assert country_code(name) is None


@pytest.mark.parametrize(
    ("code", "name"),
    [("US", "USA"), ("GB", "Großbritannien"), ("DDR", "DDR"), ("SUN", "Sowjetunion"), ("NO", "Norwegen")],
)
def test_a_value_has_the_name_readers_know(code, name):
    assert country_name(code) == name


def test_an_unknown_value_stands_for_itself():
    assert country_name("Grotholm") == "Grotholm"


def test_every_shown_name_leads_back_to_its_value():
    from reviews.countries import _names

    assert [code for code in _names() if country_code(country_name(code)) != code] == []
    assert len(_names()) > 240

"""Reviews are found by what they are about, in every combination, the moment they appear and never a moment longer."""

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accounts.models import ANYBODY
from reviews import consistency, publishing, shelving
from reviews.content import current_content
from reviews.facts import empty_facts
from reviews.filters import FILTERS, counted, filtered_rows, read_filters
from reviews.models import Facet, FacetKind, FacetTally, Film, Person, PersonAlias, Tag
from reviews.shelving import count_facets
from tests.making import make_draft, make_member, make_review, save

pytestmark = pytest.mark.django_db

FACTS = {
    "countries": ["NO", "DE"],
    "tags": ["Insel", "Winter"],
    "cast": [{"name": "Runa Eikeland", "role": "Solveig"}],
    "crew": {"director": ["Henrike Saalmann"]},
    "releases": [("cinema", "12"), ("uhd", "")],
}


def about(editor, title, *, score=16, authors=None, publish=True, **facts):
    """A review of a film with such facts."""
    review = make_draft(editor, title)
    wanted = FACTS | facts
    releases = [
        {
            "medium": medium,
            "fsk": fsk,
            "label": "Nordlicht Verleih",
            "date_from": "2026-03-05",
            "date_to": None,
            "date_precision": "day",
            "version_name": "",
            "fsk_descriptors": "",
            "cut": "unknown",
            "cut_note": "",
            "index_status": "",
        }
        for medium, fsk in wanted.pop("releases")
    ]
    content = current_content(review)
    film = content["film"] | {"year": 2026, "releases": releases} | wanted
    save(review, content | {"score": score, "film": film, **({"authors": authors} if authors else {})}, by=editor)
    if publish:
        publishing.publish(review, by=editor)
    review.refresh_from_db()
    return review


def found(query=""):
    selection = read_filters(QueryDict(query))
    rows = filtered_rows(selection.chosen.values(), ANYBODY, counted())
    return [row.review_id for row in rows.order_by("-published_at", "-review_id")]


def test_every_filter_finds_what_has_it_and_nothing_else(editor):
    island = about(editor, "Die letzte Wache")
    about(
        editor,
        "Sapwood",
        score=8,
        year=2011,
        countries=["US"],
        tags=["Wald"],
        cast=[],
        crew={"director": ["Brock Tannehauser"]},
        releases=[("dvd", "18")],
        authors=[{"name": "Mascha Lindequist", "nick": ""}],
    )
    for query in (
        "jahr=2026",
        "jahr=2020er",
        "land=norwegen",
        "land=Norwegen",
        "medium=kino",
        "medium=4k-blu-ray",
        "fsk=12",
        "wertung=ab-8",
        "wertung=ab-5",
        "schlagwort=insel",
        "person=runa-eikeland",
        "person=Henrike+Saalmann",
        f"autor={island.authors.get().slug}",
        "jahr=2026&land=norwegen&medium=kino&fsk=12&wertung=ab-7&schlagwort=winter&person=runa-eikeland",
    ):
        assert found(query) == [island.pk], query
    assert found("jahr=2026&land=usa") == []


def test_a_score_stands_under_each_step_it_reaches(editor):
    nine, eight_and_a_half, four = (
        about(editor, t, score=s) for t, s in (("Neun", 18), ("Achteinhalb", 17), ("Vier", 8))
    )
    assert found("wertung=ab-9") == [nine.pk]
    assert found("wertung=ab-8") == [eight_and_a_half.pk, nine.pk]
    assert found("wertung=unter-5") == [four.pk]


def test_a_draft_is_found_by_nothing_and_a_withdrawn_review_no_more(editor, as_guest):
    draft = about(editor, "Geheim", publish=False)
    assert not Facet.objects.filter(review=draft).exists()
    publishing.publish(draft, by=editor)
    assert found("schlagwort=insel") == [draft.pk]
    publishing.withdraw(draft, by=editor, reason="Falscher Film.")
    assert not Facet.objects.filter(review=draft).exists()
    assert as_guest.get("/laender/norwegen/").status_code == 404
    assert as_guest.get("/autoren/" + draft.authors.get().slug + "/").status_code == 404


def test_a_change_is_found_by_the_filters_when_it_is_published_and_not_before(editor):
    review, other = about(editor, "Die Wache"), about(editor, "Die andere")
    content = current_content(review)
    content = content | {"score": 6, "film": content["film"] | {"countries": ["FR"], "year": 2025}}
    save(review, content, by=editor)
    assert found("land=frankreich") == []
    publishing.publish_change(review, by=editor)
    assert found("land=frankreich") == found("jahr=2025") == found("wertung=unter-5") == [review.pk]
    assert found("land=norwegen") == [other.pk]


def test_facts_that_one_review_changes_hold_for_all_reviews_of_the_film(editor):
    first = about(editor, "Zweimal gesehen")
    second = make_review(editor, "Zweimal gesehen")
    assert second.film_id == first.film_id
    content = current_content(first)
    save(first, content | {"film": content["film"] | {"tags": ["Nebel"]}}, by=editor)
    publishing.publish_change(first, by=editor)
    assert set(found("schlagwort=nebel")) == {first.pk, second.pk}
    assert not Facet.objects.filter(kind=FacetKind.TAG, value=str(Tag.objects.get(name="Insel").pk)).exists()


def test_a_person_is_found_by_another_name_and_offered_for_part_of_one(editor, as_guest):
    review = about(editor, "Die letzte Wache")
    person = Person.objects.filter(credits__film=review.film).order_by("pk").first()
    PersonAlias.objects.create(person=person, name="Twig")
    assert found("person=twig") == [review.pk]
    part = person.name.split()[-1][:5].lower()
    selection = read_filters(QueryDict(f"land=norwegen&person={part}"))
    assert selection.ignored == [("Person", part)]
    assert (str(person), f"land=norwegen&person={person.slug}") in list(selection.instead())
    page = as_guest.get(f"/kritiken/?land=norwegen&person={part}").content.decode()
    assert "Meinst du" in page and f"?land=norwegen&amp;person={person.slug}" in page
    assert not read_filters(QueryDict("person=xy")).alike and not read_filters(QueryDict("person=Niemand")).alike


def test_what_means_nothing_is_named_and_the_rest_holds(editor, as_guest):
    island = about(editor, "Die letzte Wache")
    selection = read_filters(QueryDict("jahr=gestern&land=norwegen&person=Niemand"))
    assert list(selection.chosen) == ["land"]
    assert selection.ignored == [("Jahr", "gestern"), ("Person", "Niemand")]
    assert list(selection.instead()) == []
    page = as_guest.get("/kritiken/?jahr=gestern&land=norwegen").content.decode()
    assert "gibt es <b>„gestern“</b> nicht" in page
    assert island.title in page
    assert 'value="norwegen" selected' in page


def test_a_person_whose_name_two_bear_is_not_guessed(editor):
    about(editor, "Eins", cast=[{"name": "Jan Berg", "role": ""}])
    two = about(editor, "Zwei", cast=[{"name": "Jan Berg (II)", "role": ""}])
    assert read_filters(QueryDict("person=Jan+Berg")).ignored == [("Person", "Jan Berg")]
    assert found("person=jan-berg-ii") == [two.pk]


def test_an_address_with_empty_fields_leads_to_the_one_to_pass_on(editor, as_guest):
    about(editor, "Die letzte Wache")
    answer = as_guest.get("/kritiken/?jahr=&land=Norwegen&medium=&person=Runa+Eikeland&fsk=7")
    assert (answer.status_code, answer["Location"]) == (
        302,
        "/kritiken/?land=norwegen&fsk=7&person=runa-eikeland",
    )
    page = as_guest.get(answer["Location"])
    assert page.status_code == 200
    assert b"noindex" in page.content


@pytest.mark.parametrize("parameter", [one.parameter for one in FILTERS])
@given(text=st.text(max_size=130))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=25)
def test_whatever_an_address_says_is_a_page(client, parameter, text):
    answer = client.get("/kritiken/", {parameter: text, "nach": "", "jahr": "2026"} | {parameter: text}, follow=True)
    assert answer.status_code == 200


def test_pages_of_a_filtered_list_lead_on_with_the_filter(editor, as_guest):
    made = [about(editor, f"Inselfilm {n}") for n in range(30)]
    page = as_guest.get("/kritiken/?schlagwort=insel&jahr=2026").content.decode()
    older = page.partition('rel="next" href="')[2].partition('"')[0].replace("&amp;", "&")
    assert older.startswith("?jahr=2026&schlagwort=insel&nach=")
    second = as_guest.get(f"/kritiken/{older}").content.decode()
    assert made[0].title in second
    assert made[29].title not in second


def test_counts_are_those_of_published_reviews(editor):
    about(editor, "Eins")
    about(editor, "Zwei", countries=["FR"])
    about(editor, "Entwurf", publish=False)
    assert shelving.count_facets() is True
    assert shelving.count_facets() is False
    counts = FacetTally.objects.get().counts
    assert ["frankreich", "Frankreich", 1] in counts["country"]
    assert ["2026", "2026", 2] in counts["year"]
    assert [row[1] for row in counts["country"]] == ["Deutschland", "Frankreich", "Norwegen"]
    assert [row[1] for row in counts["score"]] == ["ab 8", "ab 7", "ab 6", "ab 5"]


def test_the_next_guest_sees_new_counts(editor, as_guest):
    about(editor, "Eins")
    shelving.count_facets()
    assert "Norwegen (1)" in as_guest.get("/kritiken/").content.decode()
    about(editor, "Zwei")
    assert "Norwegen (1)" in as_guest.get("/kritiken/").content.decode()
    shelving.count_facets()
    assert "Norwegen (2)" in as_guest.get("/kritiken/").content.decode()


def test_a_list_costs_the_same_questions_with_three_and_with_thirty_reviews(editor, client):
    def queries():
        shelving.count_facets()
        counts = []
        for path in PATHS:
            client.get(path)
            with CaptureQueriesContext(connection) as context:
                assert client.get(path).status_code == 200
            counts.append(len(context))
        return counts

    client.force_login(make_member())
    for n in range(3):
        about(editor, f"Film {n}")
    few = queries()
    for n in range(3, 30):
        about(editor, f"Film {n}", tags=["Insel", f"Wort {n}"])
    assert queries() == few
    assert max(few) <= 16


PATHS = [
    "/kritiken/",
    "/kritiken/?jahr=2026&land=norwegen&medium=kino&fsk=12&wertung=ab-7&schlagwort=insel&person=runa-eikeland",
    "/archiv/",
    "/jahre/2026/",
    "/laender/norwegen/",
    "/schlagworte/insel/",
]


def test_the_archive_shows_each_decade_with_its_years(editor, as_guest):
    for year in (2026, 2020, 1977, 2019):
        about(editor, f"Film von {year}", year=year)
    count_facets()
    rows = as_guest.get("/archiv/").context["decades"]
    shown = [(decade[0].words, [choice.words for choice, _ in years]) for decade, years in rows]
    assert shown == [("2020er Jahre", ["2026", "2020"]), ("2010er Jahre", ["2019"]), ("1970er Jahre", ["1977"])]
    assert rows[0][0][1] == "/jahre/2020er/" and rows[0][1][0][1] == "/jahre/2026/"
    Facet.objects.filter(kind=FacetKind.YEAR, value="2020er").delete()
    count_facets()
    page = as_guest.get("/archiv/")
    assert [decade is None for decade, _ in page.context["decades"]] == [True, False, False]
    assert "/jahre/2026/" in page.content.decode()


@pytest.mark.parametrize("shortened", ["/jahre/", "/laender/", "/autoren/"])
def test_a_shortened_address_leads_to_where_all_of_them_stand(editor, as_guest, shortened):
    about(editor, "Der Turm", countries=["DE"])
    count_facets()
    answer = as_guest.get(shortened)
    path, _, part = answer["Location"].partition("#")
    assert (answer.status_code, path) == (301, "/archiv/") and f'id="{part}"' in as_guest.get(path).content.decode()


def test_wrong_facets_are_found_and_mended(editor):
    right, lacking, withdrawn = (about(editor, title) for title in ("Richtig", "Fehlt", "Weg"))
    Facet.objects.filter(review=lacking, kind=FacetKind.COUNTRY).delete()
    stray = Facet.objects.filter(review=withdrawn).first()
    publishing.withdraw(withdrawn, by=editor, reason="Falscher Film.")
    stray.pk = None
    stray.save()
    differences = list(consistency.differences("default"))
    assert sorted(d.text for d in differences) == [
        f"Kritik {pk}: die Filter finden sie falsch" for pk in sorted([lacking.pk, withdrawn.pk])
    ]
    for difference in differences:
        difference.mend()
    assert not list(consistency.differences("default"))
    assert Facet.objects.filter(review=right).exists()


def test_a_save_from_before_franchises_keeps_what_the_film_has(editor):
    review = about(editor, "Die letzte Wache", franchise="Grotholm", part=2, titles=["Wache"])
    content = current_content(review)
    old = {name: value for name, value in content["film"].items() if name not in ("franchise", "part", "titles")}
    save(review, content | {"film": old | {"runtime": 99}, "film_base": old}, by=editor)
    publishing.publish_change(review, by=editor)
    film = Film.objects.get(pk=review.film_id)
    assert (film.runtime, film.franchise.name, film.part) == (99, "Grotholm", 2)
    assert [title.title for title in film.titles.all()] == ["Wache"]


def test_empty_facts_name_every_fact_there_is(editor):
    review = about(editor, "Ein Film")
    assert empty_facts("x").keys() == current_content(review)["film"].keys()

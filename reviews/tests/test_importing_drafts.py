"""From a page to rows: what is made, what is changed, what is left alone."""

import json
import re
from io import StringIO

import pytest
from django.core.files.storage import default_storage
from django.core.management import CommandError, call_command

from accounts.roles import Role
from reviews import drafting, planning, publishing
from reviews.content import newest_revision, snapshot
from reviews.models import (
    Doubt,
    Film,
    ImportSource,
    Mention,
    Organisation,
    Person,
    Release,
    Review,
    ReviewStill,
    Revision,
    Still,
)
from reviews.places import swap_pictures
from reviews.tests.importing_pages import BODY, facts_row, footer_row, page_text
from tests.making import make_draft, make_member, make_picture, make_review, save

pytestmark = pytest.mark.django_db


@pytest.fixture
def write(tmp_path):
    """`write(text)` is a file with this text."""

    def write(text, name="firnruhe.txt"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())
        return path

    return write


@pytest.fixture
def folder(tmp_path):
    """`folder(**files)` is a folder of pictures; without content a file is a picture of its own."""

    def folder(*names, **contents):
        path = tmp_path / "bilder"
        path.mkdir(exist_ok=True)
        for name in names:
            (path / name).write_bytes(make_picture().read())
        for name, content in contents.items():
            (path / name).write_bytes(content)
        return path

    return folder


def run(*paths, **options):
    output = StringIO()
    try:
        call_command("import_reviews", *paths, format="json", stdout=output, stderr=StringIO(), **options)
    except CommandError:
        if not output.getvalue():
            raise
    return json.loads(output.getvalue())


def run_one(path, **options):
    (outcome,) = run(path, **options)
    return outcome


def texts(outcome, field=None):
    return [doubt["text"] for doubt in outcome["doubts"] if field in (None, doubt["field"])]


ROWS = (Film, Person, Organisation, Release, Review, ReviewStill, Revision, Still, Mention, ImportSource, Doubt)


def counted():
    return {model.__name__: model.objects.count() for model in ROWS}


# A new draft


def test_a_page_becomes_a_draft_with_everything_it_says(write, editor):
    outcome = run_one(write(page_text()), author=editor.name)
    review = Review.objects.get()
    film = review.film
    assert (outcome["outcome"], outcome["doubts"], outcome["source"]) == ("new", [], "firnruhe.txt")
    assert (review.state, review.owner, review.title, review.slug) == ("draft", editor, "Firnruhe", "firnruhe")
    assert review.teaser.endswith("nicht stillhält") and review.poll_question == "Würdest du umkehren?"
    assert [(a.name, a.nick, a.member) for a in review.authors.all()] == [("Jule Wiebrandt", "Firnspur", editor)]
    assert (film.original_title, film.german_title, film.year, film.countries) == ("Firnruhe", "", 2026, ["NO"])
    assert [(c.person.name, c.job, c.role) for c in film.credits.order_by("position")] == [
        ("Tadeusz Wernowitz", "director", ""),
        ("Runa Eikeland", "cast", "Solveig Granli"),
        ("Ole Sandvig", "cast", ""),
        ("Bente Halvard", "cast", ""),
    ]
    release = film.releases.get()
    assert (release.medium, str(release.date_from), release.date_precision) == ("cinema", "2026-06-05", "day")
    assert (release.label.name, release.fsk, release.cut) == ("Nordlicht Verleih", "12", "no")


def test_the_json_has_the_documented_shape(write):
    outcome = run_one(write(page_text()))
    assert {name: list(outcome[name]) for name in ("film", "review", "release")} == {
        "film": ["original_title", "german_title", "countries", "year", "year_end"]
        + ["directors", "cast", "cast_complete", "roles"],
        "review": ["teaser", "paragraphs", "captions", "trailer", "bylines", "poll_question"],
        "release": ["label", "fsk", "cut", "bluray", "dvd", "date", "date_precision", "note"],
    }
    assert list(outcome) == ["source", "sha256", "outcome", "film", "review", "release", "doubts"]
    assert outcome["film"]["german_title"] is None and outcome["release"]["fsk"] == "12"
    assert outcome["review"]["bylines"] == [{"name": "Jule Wiebrandt", "nick": "Firnspur"}]


def test_empty_values_are_null_and_several_ratings_a_list(write):
    outcome = run_one(write(page_text("\nEin Satz.", tail="\n", footer=footer_row(fsk="16, SPIO/JK", discs="Ja/Nein"))))
    review, release = outcome["review"], outcome["release"]
    assert (review["teaser"], review["trailer"], review["bylines"], review["captions"]) == (None, None, [], [])
    assert (release["fsk"], release["date"], release["note"], release["bluray"]) == (
        ["16", "SPIO/JK"],
        None,
        None,
        "yes",
    )
    assert Release.objects.get().fsk == "16"


def test_pictures_have_places_where_they_stood(write):
    run_one(write(page_text()))
    review = Review.objects.get()
    assert [(p.number, p.caption) for p in review.stills.all()] == [
        (1, ""),
        (2, "Solveig Granli (Runa Eikeland) prüft das Seil"),
    ]
    assert review.lead.number == 1
    parts = review.text.split("\n\n")
    assert (parts[1], parts[3], len(parts)) == ("[[bild 2]]", "[[trailer]]", 6)
    assert review.renderer_version and review.text_html.startswith("<p>Der erste Absatz")


def test_what_looks_like_markup_stays_letters(write):
    line = "1. *Stern* _strich_ <b>fett</b> [[bild 1]] ||nichts|| # `x` [a](b) &amp; \\* Ende."
    run_one(write(page_text("\nEin Vorspann\n" + line + "\n[[trailer]]")))
    review = Review.objects.get()
    assert "<b>" not in review.text_html and "figure" not in review.text_html
    assert "1. *Stern* _strich_ &lt;b&gt;fett" in review.text_html


def test_the_draft_is_named_by_the_german_title(write):
    run_one(write(page_text(facts=facts_row(**{"Deutscher Titel": "Die Ruhe"}))))
    review = Review.objects.get()
    assert (review.title, review.slug, review.film.slug, str(review.film)) == (
        "Die Ruhe",
        "die-ruhe",
        "die-ruhe",
        "Die Ruhe",
    )


def test_a_german_title_the_film_has_already_names_the_draft_too(write):
    run_one(write(page_text(facts=facts_row(**{"Deutscher Titel": "Die Ruhe"}))))
    run_one(write(page_text(tail="\n© Arved Tönnies\n")))
    assert list(Review.objects.order_by("id").values_list("title", "slug")) == [
        ("Die Ruhe", "die-ruhe"),
        ("Die Ruhe", "die-ruhe-2026"),
    ]


def test_source_and_doubts_are_kept_for_the_editor(write):
    outcome = run_one(write(page_text(facts=facts_row(Herstellungsland="Grotholm"))))
    source = ImportSource.objects.get()
    assert (source.sha256, source.file_name) == (outcome["sha256"], "firnruhe.txt")
    assert source.raw_text.startswith("| Originaltitel: Firnruhe__") and source.review == Review.objects.get()
    assert [(d.field, d.text) for d in source.doubts.all()] == [
        ("film.countries", "Das Land „Grotholm“ ist unbekannt.")
    ]
    assert Film.objects.get().countries == ["Grotholm"]


def test_mentions_are_stored_with_their_place(write):
    run_one(write(page_text("\nEin Vorspann\nEin Satz.\nHier sagt Mirja Kolstrup („Tang“) nichts.")))
    assert list(Mention.objects.values_list("place", "paragraph", "offset", "text", "is_person")) == [
        ("paragraph", 2, 10, "Mirja Kolstrup", True),
        ("paragraph", 2, 27, "Tang", False),
    ]


def test_each_disc_with_a_ja_is_a_release(write):
    run_one(write(page_text(footer=footer_row(discs="Ja/Ja, ab Juni 2026 im Handel", cut="Ja, 12 Sekunden"))))
    rows = Release.objects.values_list("medium", "date_from", "date_precision", "cut", "cut_note")
    assert [(medium, str(day), *rest) for medium, day, *rest in rows] == [
        ("bluray", "2026-06-01", "month", "yes", "12 Sekunden"),
        ("dvd", "2026-06-01", "month", "yes", "12 Sekunden"),
    ]


def test_a_draft_without_author_has_no_owner_and_is_published_by_nobody(write, chief_editor):
    run_one(write(page_text()))
    review = Review.objects.get()
    assert review.owner is None and review.published_at is None and review.thread is None
    assert review.may_be_changed_by(chief_editor)


# Repeats


def test_the_same_bytes_a_second_time_change_nothing(write, editor, django_assert_max_num_queries):
    path = write(page_text(facts=facts_row(Regie="Ole und Runa Sandvig")))
    first = run_one(path)
    before = (counted(), list(Review.objects.values()), list(Film.objects.values()))
    with django_assert_max_num_queries(10):
        second = run_one(write(path.read_bytes(), "unter-anderem-namen.txt"), author=editor.name)
    assert second == first | {"outcome": "unchanged", "source": "unter-anderem-namen.txt"}
    assert (counted(), list(Review.objects.values()), list(Film.objects.values())) == before


def test_a_changed_source_updates_an_untouched_draft(write):
    run_one(write(page_text()))
    text = page_text(
        BODY.replace("nichts zu sagen", "viel zu sagen"),
        facts=facts_row(Darsteller="Runa Eikeland, Aksel Tormodsen", Herstellungsland="DDR"),
        footer=footer_row(fsk="ab 16"),
    )
    outcome = run_one(write(text))
    review = Review.objects.get()
    assert outcome["outcome"] == "updated" and "viel zu sagen" in review.text_html
    assert [c.person.name for c in review.film.credits.filter(job="cast")] == ["Runa Eikeland", "Aksel Tormodsen"]
    assert (review.film.countries, review.film.releases.get().fsk) == (["DDR"], "16")
    assert (review.film.cast_complete, review.revisions.count(), review.sources.count()) == (True, 2, 2)
    assert {revision.by for revision in review.revisions.all()} == {None}


def test_open_doubts_of_an_older_file_are_answered_by_the_newer_one(write, editor):
    run_one(write(page_text(facts=facts_row(Herstellungsland="Grotholm, Tangland"))))
    settled, open_one = Doubt.objects.order_by("id")
    drafting.settle_doubt(settled, by=editor)
    run_one(write(page_text(facts=facts_row(Herstellungsland="Grotholm, Seeland"))))
    assert [(d.text, d.settled_at is None) for d in Doubt.objects.order_by("id")] == [
        ("Das Land „Grotholm“ ist unbekannt.", False),
        ("Das Land „Seeland“ ist unbekannt.", True),
    ]
    assert not Doubt.objects.filter(pk=open_one.pk).exists()


def test_other_line_ends_are_another_file_and_change_no_word(write):
    run_one(write(page_text()))
    before = list(Revision.objects.values())
    outcome = run_one(write(page_text().replace("\n", "\r\n")))
    assert (outcome["outcome"], list(Revision.objects.values())) == ("updated", before)


def test_captions_keep_their_places_and_new_ones_get_new_numbers(write, folder):
    first = page_text("\nVorspann\nText.\n\nEins sieht nach oben zu\nText.\n\nZwei sieht nach unten zu\nText.")
    second = page_text(
        "\nVorspann\nText.\n\nNeu sieht zur Seite zu\nText.\n\nEins sieht nach oben zu\nText.\n\nDrei sieht weg und weg\nText."
    )
    run_one(write(first), images=folder("1.jpg", "2.jpg", "3.jpg"))
    pictures = dict(ReviewStill.objects.values_list("number", "still"))
    run_one(write(second))
    review = Review.objects.get()
    assert [(p.number, p.caption) for p in review.stills.order_by("position")] == [
        (1, ""),
        (3, "Neu sieht zur Seite zu"),
        (2, "Eins sieht nach oben zu"),
        (4, "Drei sieht weg und weg"),
    ]
    assert dict(ReviewStill.objects.values_list("number", "still")) == pictures | {4: None}
    assert [part for part in review.text.split("\n\n") if part[0] == "["] == ["[[bild 3]]", "[[bild 2]]", "[[bild 4]]"]
    assert re.findall(r'data-still="(.)"', review.text_html) == ["3", "2", "4"]


def test_a_place_no_caption_needs_goes_unless_it_has_a_picture_and_its_number_is_never_used_again(write, folder):
    both = "\nVorspann\nText.\n\nEins sieht nach oben zu\nText.\n\nZwei sieht nach unten zu\nText."
    run_one(write(page_text(both)))
    run_one(write(page_text("\nVorspann\nText.")))
    assert list(ReviewStill.objects.values_list("number", flat=True)) == [1]
    run_one(write(page_text(both) + "\n"), images=folder("1.jpg", "2.jpg", "3.jpg"))
    run_one(write(page_text("\nVorspann\nText!")))
    assert list(ReviewStill.objects.order_by("position").values_list("number", flat=True)) == [1, 4, 5]


def test_a_draft_edited_since_keeps_its_text_and_gets_a_proposal(write, editor):
    run_one(write(page_text()), author=editor.name)
    review = Review.objects.get()
    save(review, snapshot(review) | {"text": "Von Hand.", "title": "Eisige Ruhe"}, by=editor)
    before = (Review.objects.values().get(), list(Film.objects.values()), list(ReviewStill.objects.values()))
    changed = page_text(BODY + "\n\nNoch ein Gletscher von der Seite\nSatz.", facts=facts_row(Herstellungsland="DDR"))
    outcome = run_one(write(changed))
    assert outcome["outcome"] == "proposed" and any("Vorschlag" in text for text in texts(outcome))
    before[0]["numbers_given"] = 3  # the proposal holds a new place, whose number is never given again
    assert (Review.objects.values().get(), list(Film.objects.values()), list(ReviewStill.objects.values())) == before
    proposed = review.revisions.get(kind="proposed")
    assert (proposed.by, proposed.based_on) == (None, newest_revision(review))
    assert "[[bild 3]]" in proposed.content["text"] and proposed.content["film"]["countries"] == ["DDR"]
    assert [p["number"] for p in proposed.content["stills"]] == [1, 2, 3]
    assert proposed.content["title"] == "Eisige Ruhe"
    assert run_one(write(changed))["outcome"] == "unchanged"


def test_a_moved_picture_counts_as_edited(write, folder, editor):
    run_one(write(page_text()), images=folder("1.jpg", "2.jpg"), author=editor.name)
    review = Review.objects.get()
    save(review, swap_pictures(snapshot(review), 1, 2), by=editor)
    assert run_one(write(page_text() + "\n"))["outcome"] == "proposed"


@pytest.mark.parametrize("state", ["published", "withdrawn", "scheduled"])
def test_what_left_the_desk_is_never_touched(write, editor, state):
    import datetime

    from django.utils import timezone

    run_one(write(page_text()), author=editor.name)
    review = Review.objects.get()
    if state == "scheduled":
        planning.schedule(review, at=timezone.now() + datetime.timedelta(days=1), by=editor)
    else:
        publishing.publish(review, by=editor)
    if state == "withdrawn":
        publishing.withdraw(review, by=editor, reason="Zu früh.")
    before = [list(model.objects.values()) for model in (Review, Film, ReviewStill, Release, Mention)]
    outcome = run_one(write(page_text(BODY.replace("nichts", "viel"), facts=facts_row(Herstellungsland="DDR"))))
    assert outcome["outcome"] == "proposed"
    assert [list(model.objects.values()) for model in (Review, Film, ReviewStill, Release, Mention)] == before
    assert "viel" in Revision.objects.get(kind="proposed").content["text"]


def test_another_byline_is_another_review_with_a_doubt(write):
    run_one(write(page_text()))
    outcome = run_one(write(page_text(tail="\n© Arved Tönnies\n")))
    assert outcome["outcome"] == "new" and Review.objects.count() == 2 and Film.objects.count() == 1
    assert any("schon eine Kritik von Jule Wiebrandt" in text for text in texts(outcome, "review"))


def test_the_byline_is_compared_without_case_and_nick(write):
    run_one(write(page_text()))
    assert run_one(write(page_text(tail="\n© JULE WIEBRANDT\n")))["outcome"] == "updated"


# Films and persons that exist


def test_the_same_title_of_another_or_no_year_makes_a_new_film_with_a_doubt(write):
    run_one(write(page_text()))
    for year in ("2019", None):
        outcome = run_one(write(page_text(facts=facts_row(Erscheinungsjahr=year))))
        assert outcome["outcome"] == "new" and any("gibt es schon" in text for text in texts(outcome))
    assert sorted(Film.objects.values_list("year", "slug"), key=str) == [
        (2019, "firnruhe-2019"),
        (2026, "firnruhe"),
        (None, "firnruhe-2"),
    ]


def test_a_film_of_another_draft_is_filled_in_and_never_overwritten(write, editor):
    draft = make_draft(editor, "Firnruhe")
    content = snapshot(draft)
    facts = content["film"] | {
        "countries": ["DDR"],
        "tags": ["Schnee"],
        "cast": [{"name": "Ole Sandvig", "role": "Wärter"}],
    }
    save(draft, content | {"film": facts}, by=editor)
    outcome = run_one(write(page_text(tail="\n© Arved Tönnies\n")))
    film = Film.objects.get()
    assert (film.countries, [tag.name for tag in film.tags.all()]) == (["DDR"], ["Schnee"])
    assert {(c.person.name, c.role) for c in film.credits.filter(job="cast")} == {
        ("Ole Sandvig", "Wärter"),
        ("Runa Eikeland", "Solveig Granli"),
        ("Bente Halvard", ""),
    }
    assert film.releases.count() == 1 and any("Länder" in text and "bleibt" in text for text in texts(outcome))


def test_a_visible_film_is_not_changed_until_the_review_is_published(write, editor):
    published = make_review(editor, "Firnruhe")
    content = snapshot(make_draft(editor, "Firnruhe"))
    assert "film_base" in content
    before = [list(model.objects.values()) for model in (Film, Release)] + [list(published.film.credits.values())]
    outcome = run_one(write(page_text(tail="\n© Arved Tönnies\n")), author=editor.name)
    review = Review.objects.latest("id")
    assert [list(model.objects.values()) for model in (Film, Release)] + [
        list(published.film.credits.values())
    ] == before
    assert any("Besetzung" in text and "Runa Eikeland" in text for text in texts(outcome, "film.cast"))
    newest = newest_revision(review)
    assert newest.content["film"]["countries"] == ["NO"] and newest.content["film_base"]["countries"] == []
    publishing.publish(review, by=editor)
    film = Film.objects.get()
    assert (film.countries, film.releases.get().medium, film.credits.count()) == (["NO"], "cinema", 4)


def test_an_update_of_a_draft_about_a_visible_film_still_waits(write, editor):
    make_review(editor, "Firnruhe")
    run_one(write(page_text(tail="\n© Arved Tönnies\n")))
    outcome = run_one(write(page_text(tail="\n© Arved Tönnies\n", facts=facts_row(Herstellungsland="DDR"))))
    assert outcome["outcome"] == "updated" and Film.objects.get().countries == []
    assert newest_revision(Review.objects.latest("id")).content["film"]["countries"] == ["DDR"]


def test_a_person_is_found_by_folded_name(write):
    run_one(write(page_text(facts=facts_row(Darsteller="Jürgen Großmann"))))
    run_one(write(page_text(facts=facts_row(Originaltitel="Zweiter Firn", Darsteller="JUERGEN GROSSMANN"))))
    person = Person.objects.get(name_folded="juergen grossmann")
    assert (person.name, person.credits.count()) == ("Jürgen Großmann", 2)


def test_with_namesakes_a_new_person_is_made_with_a_doubt(write, editor):
    content = snapshot(make_draft(editor, "Ebbe"))
    cast = [{"name": "Ole Sandvig", "role": ""}, {"name": "Ole Sandvig (II)", "role": ""}]
    save(Review.objects.get(), content | {"film": content["film"] | {"cast": cast}}, by=editor)
    outcome = run_one(write(page_text()))
    assert {str(c.person) for c in Film.objects.get(slug="firnruhe").credits.filter(job="cast")} == {
        "Runa Eikeland",
        "Ole Sandvig (III)",
        "Bente Halvard",
    }
    assert any("2 Personen namens Ole Sandvig" in text for text in texts(outcome))
    run_one(write(page_text().replace("nichts zu", "viel zu")))
    assert Person.objects.filter(name="Ole Sandvig").count() == 3


def test_a_thousand_names_cost_few_queries(write, django_assert_max_num_queries):
    few = write(page_text(facts=facts_row(Originaltitel="Wenige")), "wenige.txt")
    many = write(page_text(facts=facts_row(Darsteller=", ".join(f"Ole Sandvig der {n}." for n in range(1000)))))
    with django_assert_max_num_queries(110) as first:
        run_one(few)
    with django_assert_max_num_queries(130) as second:
        run_one(many)
    assert len(second) - len(first) < 20
    assert Person.objects.count() > 1000


# Pictures


def test_pictures_come_in_natural_order_the_first_is_the_lead(write, folder):
    outcome = run_one(write(page_text()), images=folder("bild10.jpg", "bild2.jpg"))
    review = Review.objects.get()
    assert [(p.number, p.still.original_name) for p in review.stills.all()] == [(1, "bild2.jpg"), (2, "bild10.jpg")]
    assert review.lead.still.original_name == "bild2.jpg" and outcome["doubts"] == []
    assert {still.rights_holder.name for still in Still.objects.all()} == {"Nordlicht Verleih"}
    assert all(default_storage.exists(still.file) for still in Still.objects.all())


def test_credit_lines_in_the_files_are_suggestions(write, folder):
    from PIL import Image

    from images.metadata import Rights, embed

    path = folder("2.jpg")
    image = Image.open(make_picture())
    image.save(path / "1.jpg", **embed(Rights(creator="Ada Lünemann", credit="Foto: Nordlicht")))
    run_one(write(page_text()), images=path)
    still = Review.objects.get().lead.still
    assert (still.creator, still.credit, still.rights_holder.name) == (
        "Ada Lünemann",
        "Foto: Nordlicht",
        "Nordlicht Verleih",
    )


@pytest.mark.parametrize("count", [0, 1, 3])
def test_too_few_or_too_many_pictures_are_a_doubt(write, folder, count):
    outcome = run_one(write(page_text()), images=folder(*(f"{n}.jpg" for n in range(count))))
    assert any(f"{count} Bilder für 2 Plätze" in text for text in texts(outcome, "review.stills")) == (count > 0)
    assert ReviewStill.objects.filter(still__isnull=False).count() == count


def test_a_refused_picture_is_named_and_keeps_its_place(write, folder, tmp_path):
    path = folder("1.jpg", **{"2.jpg": b"kein Bild", "notizen.txt": b"Hallo", ".DS_Store": b"x", "Thumbs.db": b"x"})
    (path / "3.jpg").symlink_to(tmp_path / "fehlt.jpg")
    (path / "unterordner").mkdir()
    outcome = run_one(write(page_text(BODY + "\n\nNoch ein Gletscher von der Seite\nSatz.")), images=path)
    assert [p.still_id is not None for p in ReviewStill.objects.order_by("number")] == [True, False, False]
    named = " ".join(texts(outcome, "review.stills"))
    assert "„2.jpg“" in named and "„3.jpg“" in named and "„notizen.txt“" in named
    assert "DS_Store" not in named and "Plätze" not in named


def test_the_same_picture_twice_is_a_doubt(write, folder):
    path = folder("1.jpg")
    (path / "2.jpg").write_bytes((path / "1.jpg").read_bytes())
    outcome = run_one(write(page_text()), images=path)
    assert any("dasselbe Bild" in text for text in texts(outcome)) and Still.objects.count() == 1


def test_a_picture_that_is_known_keeps_its_rights_and_film(write, folder, editor):
    path = folder("1.jpg", "2.jpg")
    other = make_draft(editor, "Ebbe")
    with (path / "1.jpg").open("rb") as file:
        drafting.add_picture(other, file, "a.jpg", by=editor)
    outcome = run_one(write(page_text()), images=path)
    still = Review.objects.latest("id").lead.still
    assert (still.film, still.rights_holder) == (other.film, None)
    assert any("gibt es schon als Bild des Films „Ebbe“" in text for text in texts(outcome))


def test_an_update_with_pictures_lays_them_anew(write, folder):
    path = folder("1.jpg", "2.jpg")
    run_one(write(page_text()), images=path)
    (path / "0.jpg").write_bytes((path / "2.jpg").read_bytes())
    (path / "2.jpg").unlink()
    run_one(write(page_text() + "\n"), images=path)
    assert [p.still.original_name for p in ReviewStill.objects.order_by("number")] == ["2.jpg", "1.jpg"]


def test_a_storage_that_takes_no_file_is_a_reason_and_no_crash(write, folder, settings):
    settings.MEDIA_ROOT.write_text("kein Ordner")
    outcome = run_one(write(page_text()), images=folder("1.jpg"))
    assert outcome["outcome"] == "refused" and "nicht ablegen" in texts(outcome)[0] and Review.objects.count() == 0


def test_pictures_are_no_part_of_a_proposal(write, folder, editor):
    run_one(write(page_text()), author=editor.name)
    publishing.publish(Review.objects.get(), by=editor)
    outcome = run_one(write(page_text() + "\n"), images=folder("1.jpg", "2.jpg"))
    assert any("nicht übernommen" in text for text in texts(outcome, "review.stills")) and Still.objects.count() == 0


def test_pictures_belong_to_one_file(write, folder):
    one, other = write(page_text()), write(page_text() + "\n", "zweite.txt")
    with pytest.raises(CommandError, match="einzigen Datei"):
        call_command("import_reviews", one, other, images=folder("1.jpg"))
    with pytest.raises(CommandError, match="lässt sich nicht lesen"):
        call_command("import_reviews", one, images=one.parent / "fehlt")
    assert Review.objects.count() == 0


# Owner, dry run, files


def test_an_author_nobody_knows_or_without_the_role_is_refused(write, member):
    path = write(page_text())
    for name, word in (("Niemand Da", "gibt es nicht"), (member.name, "gehört nicht zur Redaktion")):
        outcome = run_one(path, author=name)
        assert outcome["outcome"] == "refused" and word in outcome["doubts"][0]["text"]
        assert (outcome["film"], outcome["review"], outcome["release"]) == (None, None, None)
    assert counted()["Review"] == 0


def test_a_dry_run_says_the_same_and_leaves_nothing_behind(write, folder, editor, settings):
    write(page_text(), "a/1.txt")
    write(page_text(), "a/2.txt")
    write(page_text(BODY.replace("nichts", "viel")), "a/10.txt")
    write(b"\0", "a/3.txt")
    path = write(page_text()).parent / "a"
    before = counted()
    dry = run(path, author=editor.name, dry_run=True)
    assert counted() == before and not settings.MEDIA_ROOT.exists()
    assert [(o["source"], o["outcome"]) for o in dry] == [
        ("1.txt", "new"),
        ("2.txt", "unchanged"),
        ("3.txt", "refused"),
        ("10.txt", "updated"),
    ]
    assert run(path, author=editor.name) == dry


def test_a_dry_run_looks_at_pictures_and_keeps_none(write, folder, settings, django_capture_on_commit_callbacks):
    path = folder("1.jpg", **{"2.jpg": b"kein Bild"})
    with django_capture_on_commit_callbacks() as callbacks:
        dry = run_one(write(page_text()), images=path, dry_run=True)
    assert not settings.MEDIA_ROOT.exists() and callbacks == [] and Still.objects.count() == 0
    assert run_one(write(page_text()), images=path) == dry


def test_bad_files_are_named_and_the_others_go_on(write, tmp_path):
    root = tmp_path / "alle"
    write(page_text(), "alle/gut.txt")
    write(b"", "alle/leer.txt")
    write(b"\0\1", "alle/binaer.txt")
    write("Nur ein Text.", "alle/tief/text.TXT")
    write(b"x" * 1_000_001, "alle/riesig.txt")
    write("Nichts", "alle/anderes.md")
    write(page_text(), "alle/.versteckt.txt")
    (root / "link.txt").symlink_to(tmp_path / "fehlt.txt")
    (root / "leer").mkdir()
    outcomes = {outcome["source"]: outcome for outcome in run(root, tmp_path / "fehlt")}
    assert {name: outcome["outcome"] for name, outcome in outcomes.items()} == {
        "gut.txt": "new",
        "leer.txt": "refused",
        "binaer.txt": "refused",
        "text.TXT": "refused",
        "riesig.txt": "refused",
        "link.txt": "refused",
        "fehlt": "refused",
    }
    for outcome in outcomes.values():
        if outcome["outcome"] == "refused":
            assert len(outcome["doubts"]) == 1 and outcome["film"] is None
    assert outcomes["link.txt"]["sha256"] is None and len(outcomes["riesig.txt"]["sha256"]) == 64
    assert Review.objects.count() == 1


def test_a_refused_file_ends_the_command_with_1_and_a_good_one_with_0(write):
    with pytest.raises(CommandError) as error:
        call_command("import_reviews", write("Nichts."), stdout=StringIO())
    assert error.value.returncode == 1 and "1 von 1 Dateien abgelehnt. firnruhe.txt: Die erste Zeile" in str(
        error.value
    )
    assert call_command("import_reviews", write(page_text()), stdout=StringIO()) is None


def test_a_folder_without_texts_is_said_and_nothing_refused(tmp_path):
    output, errors = StringIO(), StringIO()
    call_command("import_reviews", tmp_path, format="json", stdout=output, stderr=errors)
    assert json.loads(output.getvalue()) == [] and "keine .txt-Datei" in errors.getvalue()


def test_the_terminal_gets_a_line_per_file_and_its_doubts(write):
    output = StringIO()
    call_command("import_reviews", write(page_text(facts=facts_row(Herstellungsland="Grotholm"))), stdout=output)
    first, second = output.getvalue().splitlines()
    assert first.endswith("firnruhe.txt: neuer Entwurf – Firnruhe")
    assert second == "    film.countries: Das Land „Grotholm“ ist unbekannt."


def test_a_name_no_database_takes_is_replaced(write, tmp_path):
    import os

    (tmp_path / os.fsdecode(b"kritik-\xe4\x1b[31m.txt")).write_text(page_text())
    assert run_one(tmp_path)["source"] == "kritik-\ufffd\ufffd[31m.txt" and Review.objects.count() == 1
    output = StringIO()
    call_command("import_reviews", tmp_path, stdout=output)
    assert "kritik-\ufffd\ufffd[31m.txt: unverändert" in output.getvalue()
    with pytest.raises(CommandError, match="gibt es nicht"):
        call_command("import_reviews", tmp_path, author=os.fsdecode(b"\xe4"), stdout=StringIO())


def test_nothing_is_half_stored_when_the_database_refuses(write):
    """Two names whose folded forms are too long for their column, and the same as far as it goes."""
    before = counted()
    outcome = run_one(write(page_text(facts=facts_row(Darsteller=f"{'ﷺ' * 110}a, {'ﷺ' * 110}b"))))
    assert outcome["outcome"] == "refused" and "Datenbank" in outcome["doubts"][0]["text"] and counted() == before


def test_the_owner_is_found_by_folded_name_and_takes_over_a_draft_without_owner(write):
    arved = make_member("Arved Straßer", Role.EDITOR)
    run_one(write(page_text()))
    run_one(write(page_text() + "\n"), author="arved strasser")
    assert Review.objects.get().owner == arved

"""From bytes to the parts of a page, without a database."""

import codecs
import datetime
import unicodedata

import pytest

from reviews.importing.dates import find_dates
from reviews.importing.decoding import FILE_LIMIT, decode
from reviews.importing.page import Byline, Doubts, Refused
from reviews.importing.plaintext import read_page
from reviews.importing.rows import read_names, split_list
from reviews.tests.importing_pages import BODY, TAIL, facts_row, footer_row, page_text


def doubts_of(page, field=None):
    return [doubt.text for doubt in page.doubts if field in (None, doubt.field)]


def body_of(*lines):
    return "\nEin Vorspann ohne Punkt am Ende\n" + "\n".join(lines)


# A whole page


def test_a_page_is_read_into_its_parts_without_any_doubt():
    page = read_page(page_text())
    film, review, release = page.film, page.review, page.release
    assert (film.original_title, film.german_title, film.countries, film.year) == (
        "Firnruhe",
        None,
        ("Norwegen",),
        2026,
    )
    assert (film.directors, film.cast) == (("Tadeusz Wernowitz",), ("Runa Eikeland", "Ole Sandvig", "Bente Halvard"))
    assert film.cast_complete is False and film.roles == {"Runa Eikeland": "Solveig Granli"}
    assert review.teaser.startswith("Tadeusz Wernowitz schickt") and review.teaser.endswith("nicht stillhält")
    assert [paragraph.split()[1] for paragraph in review.paragraphs] == ["erste", "zweite", "dritte", "Verleih"]
    assert review.captions == ("Solveig Granli (Runa Eikeland) prüft das Seil",)
    assert review.trailer == "Schaut euch den Trailer zu „Firnruhe“ an"
    assert (review.bylines, review.poll_question) == ((Byline("Jule Wiebrandt", "Firnspur"),), "Würdest du umkehren?")
    assert (release.label, release.fsk, release.cut) == ("Nordlicht Verleih", ("12",), "no")
    assert (release.bluray, release.dvd, release.media) == ("no", "no", ("cinema",))
    assert (release.date, release.date_precision) == (datetime.date(2026, 6, 5), "day")
    assert release.note == "in den deutschen Kinos"
    assert page.doubts == ()


def test_the_parts_of_the_body_keep_their_order():
    kinds = [block.kind for block in read_page(page_text()).review.blocks]
    assert kinds == ["paragraph", "caption", "paragraph", "trailer", "paragraph", "paragraph"]


# Bytes


@pytest.mark.parametrize(
    "encoded",
    [
        lambda text: text.encode(),
        lambda text: codecs.BOM_UTF8 + text.encode(),
        lambda text: text.replace("\n", "\r\n").encode(),
        lambda text: text.replace("\n", "\r").encode(),
        lambda text: text.replace("\n", "\u2028").encode(),
        lambda text: text.replace("\n", "\r\r\n").encode(),
        lambda text: text.encode("cp1252"),
        lambda text: text.replace("\n", "\r\n").encode("cp1252"),
        lambda text: text.encode().decode("latin-1").encode(),
        lambda text: text.encode().decode("sloppy-windows-1252").encode(),
        lambda text: codecs.BOM_UTF8 + text.encode().decode("sloppy-windows-1252").encode(),
        lambda text: text.encode().decode("latin-1").encode().decode("latin-1").encode(),
        lambda text: unicodedata.normalize("NFD", text).encode(),
        lambda text: text.encode("utf-16"),
    ],
    ids=[
        "plain",
        "mark",
        "crlf",
        "cr",
        "separator",
        "crcrlf",
        "1252",
        "1252-crlf",
        "twice-latin",
        "twice",
        "twice-mark",
        "thrice",
        "decomposed",
        "utf16",
    ],
)
def test_however_a_text_is_stored_the_same_is_read(encoded):
    assert decode(encoded(page_text())).text == page_text()


@pytest.mark.parametrize(
    ("data", "word"),
    [
        ("Größe und „Firn“".encode("cp1252"), "Windows-1252"),
        ("Größe und „Firn“".encode().decode("sloppy-windows-1252").encode(), "zweimal kodiert"),
        (unicodedata.normalize("NFD", "Größe").encode(), "zerlegt"),
        ("Größe\nGrÃ¶ÃŸe und â€žFirnâ€œ".encode(), "In 1 Zeilen"),
        (b"eins\x1bzwei", "1 Steuerzeichen"),
    ],
)
def test_a_repair_is_noted(data, word):
    assert any(word in note.text for note in decode(data).notes)


def test_a_clean_text_is_left_alone_and_nothing_noted():
    text = "Ä ö ß „Firn“ – … ½ №\u00a0€ 日本 Ã © ß“"
    decoded = decode(text.encode())
    assert decoded.text == text and list(decoded.notes) == []


def test_a_single_line_encoded_twice_is_repaired_alone():
    assert decode("Größe\nGrÃ¶ÃŸe und â€žFirnâ€œ".encode()).text == "Größe\nGröße und „Firn“"


@pytest.mark.parametrize(
    ("data", "word"),
    [
        (b"", "leer"),
        (b" \r\n\t", "leer"),
        (b"| Originaltitel: \0 |", "keine Textdatei"),
        (b"\xff\xfe\x00", "keine Textdatei"),
        (b"\xff\xfe\x00\xd8", "keine Textdatei"),
        (b"x" * (FILE_LIMIT + 1), "mehr als 1.000.000 Bytes"),
        (("a" + "\u0301\u0316" * 100).encode(), "Akzente"),
    ],
    ids=["empty", "blank", "nul", "odd-utf16", "broken-utf16", "huge", "accents"],
)
def test_what_is_no_text_is_refused_with_a_reason(data, word):
    with pytest.raises(Refused, match=word):
        decode(data)


# Rows and lists


@pytest.mark.parametrize(
    ("value", "names"),
    [
        ("Runa Eikeland, Ole Sandvig", ["Runa Eikeland", "Ole Sandvig"]),
        ("Runa Eikeland; Ole Sandvig", ["Runa Eikeland", "Ole Sandvig"]),
        ("Runa Eikeland / Ole Sandvig", ["Runa Eikeland", "Ole Sandvig"]),
        ("Runa Eikeland und Ole Sandvig", ["Runa Eikeland", "Ole Sandvig"]),
        ("Runa Eikeland & Ole Sandvig", ["Runa Eikeland", "Ole Sandvig"]),
        ("Runa Eikeland, Ole Sandvig und Bente", ["Runa Eikeland", "Ole Sandvig", "Bente"]),
        ("Runa Eikeland, Ole & Bente", ["Runa Eikeland", "Ole", "Bente"]),
        ("Tang & Söhne", ["Tang & Söhne"]),
        ("Ole und Runa Sandvig", ["Ole und Runa Sandvig"]),
        ("Tang & Söhne, Ole Sandvig", ["Tang & Söhne", "Ole Sandvig"]),
        ("Ole Sandvig, Jr., Runa Eikeland", ["Ole Sandvig Jr.", "Runa Eikeland"]),
        ("Ole Sandvig (Granli, Wärter), Runa Eikeland", ["Ole Sandvig (Granli, Wärter)", "Runa Eikeland"]),
        ("Ole (Sandvig, Runa Eikeland", ["Ole (Sandvig", "Runa Eikeland"]),
        ("Ole Sandvig,Runa Eikeland,", ["Ole Sandvig", "Runa Eikeland"]),
        ("Gundula Bund, Undine Hundt", ["Gundula Bund", "Undine Hundt"]),
        ("", []),
    ],
)
def test_a_list_is_parted_and_a_name_with_und_is_not(value, names):
    assert list(read_names(value).names) == names


@pytest.mark.parametrize("end", ["u.a.", "u. a.", "uvm.", "u.v.m.", "etc.", "und andere", "…", ", u.a."])
def test_a_list_that_goes_on_says_so(end):
    read = read_names(f"Runa Eikeland, Ole Sandvig {end}")
    assert (read.names, read.goes_on) == (("Runa Eikeland", "Ole Sandvig"), True)
    assert read_names("Runa Eikeland, Joshua").goes_on is False


def test_a_name_that_may_be_two_is_taken_as_one_with_a_doubt():
    page = read_page(page_text(facts=facts_row(Regie="Ole und Runa Sandvig")))
    assert page.film.directors == ("Ole und Runa Sandvig",)
    assert "könnten aber mehrere sein" in doubts_of(page, "film.directors")[0]


def test_numbers_with_a_comma_stay_whole():
    assert split_list("1,5, 2") == ["1,5", "2"]


# The facts row


def test_values_hold_colons():
    assert (
        read_page(page_text(facts=facts_row(Originaltitel="Firn: Teil 2: Ruhe"))).film.original_title
        == "Firn: Teil 2: Ruhe"
    )


@pytest.mark.parametrize(
    ("written", "years"),
    [
        ("2026", (2026, None)),
        ("2019-2023", (2019, 2023)),
        ("2019–23", (2019, 2023)),
        ("2019/2020", (2019, 2020)),
        ("seit 2019", (2019, None)),
        ("2019-", (2019, None)),
        ("2026 (Kino)", (2026, None)),
        ("1492", (None, None)),
        ("2023-2019", (2023, None)),
        ("bald", (None, None)),
        ("", (None, None)),
    ],
)
def test_a_year_or_two_are_read(written, years):
    page = read_page(page_text(facts=facts_row(Erscheinungsjahr=written)))
    assert (page.film.year, page.film.year_end) == years
    assert bool(doubts_of(page, "film.year")) == (written in {"2026 (Kino)", "1492", "2023-2019", "bald", ""})


@pytest.mark.parametrize(
    ("written", "countries"),
    [
        ("Norwegen, Deutschland", ("Norwegen", "Deutschland")),
        ("USA / Großbritannien", ("USA", "Großbritannien")),
        ("USA/Großbritannien", ("USA", "Großbritannien")),
        ("Norwegen und Deutschland", ("Norwegen", "Deutschland")),
        ("Bosnien und Herzegowina", ("Bosnien und Herzegowina",)),
        ("Trinidad und Tobago, DDR", ("Trinidad und Tobago", "DDR")),
        ("USA, Vereinigte Staaten", ("USA",)),
    ],
)
def test_countries_are_kept_as_written(written, countries):
    page = read_page(page_text(facts=facts_row(Herstellungsland=written)))
    assert page.film.countries == countries and not page.doubts


def test_an_unknown_country_is_kept_with_a_doubt():
    page = read_page(page_text(facts=facts_row(Herstellungsland="Norwegen, Grotholm")))
    assert page.film.countries == ("Norwegen", "Grotholm")
    assert doubts_of(page) == ["Das Land „Grotholm“ ist unbekannt."]


def test_other_crew_and_the_running_time_are_understood():
    page = read_page(page_text(facts=facts_row(Drehbuch="Ilka Dornhagen, Ole Sandvig", Laufzeit="93 Min.")))
    assert (page.film.crew, page.film.runtime) == ({"writer": ("Ilka Dornhagen", "Ole Sandvig")}, 93)


@pytest.mark.parametrize(
    ("row", "doubt"),
    [
        (facts_row(Lieblingsfarbe="Blau"), "Lieblingsfarbe: Blau"),
        (facts_row() .replace("Regie: ", ""), "ohne Bezeichnung: „Tadeusz Wernowitz“"),
        (facts_row(Regisseur="Ole Sandvig"), "noch einmal „Regisseur: Ole Sandvig“"),
        (facts_row(Regie=None), "Die Regie fehlt."),
        (facts_row(Regie=""), "Die Regie fehlt."),
        (facts_row(Darsteller="-"), "Die Besetzung fehlt."),
        (facts_row(Darsteller="Ole Sandvig (Granli)"), "Bei „Ole Sandvig“ steht in Klammern „Granli“."),
        (facts_row(Laufzeit="lang"), "keine Laufzeit"),
        (facts_row(**{"Deutscher Titel": "F" * 201}), "hat 201 Zeichen"),
        (facts_row(Regie="R" * 121), "hat 121 Zeichen"),
        (facts_row(Originaltitel=None, **{"Deutscher Titel": "Firnruhe"}), "Originaltitel fehlt"),
    ],
)  # fmt: skip
def test_what_the_row_does_not_say_plainly_is_a_doubt(row, doubt):
    page = read_page(page_text(facts=row))
    assert page.film.original_title == "Firnruhe"
    assert any(doubt in text for text in doubts_of(page))


def test_a_namesakes_number_belongs_to_the_name():
    assert read_page(page_text(facts=facts_row(Darsteller="Ole Sandvig (II)"))).film.cast == ("Ole Sandvig (II)",)


def test_a_cast_without_an_end_mark_is_complete_and_an_empty_one_is_not():
    complete = [
        read_page(page_text(facts=facts_row(Darsteller=cast))).film.cast_complete for cast in ("Ole Sandvig", "")
    ]
    assert complete == [True, False]


def test_somebody_named_twice_is_taken_once():
    assert read_page(page_text(facts=facts_row(Darsteller="Ole Sandvig, OLE SANDVIG"))).film.cast == ("Ole Sandvig",)


def test_of_thousands_of_names_the_first_thousand_are_taken():
    page = read_page(page_text(facts=facts_row(Darsteller=", ".join(f"Ole {n}. Sandvig" for n in range(5000)))))
    assert len(page.film.cast) == 1000 and page.film.cast_complete is False
    assert "5000 Namen" in doubts_of(page, "film.cast")[0]


def test_a_broken_row_raises_a_bounded_number_of_doubts():
    page = read_page(page_text(facts="| Originaltitel: Firnruhe" + "".join(f"__{n}: x" for n in range(5000)) + " |"))
    assert len(page.doubts) == 201 and "noch mehr Zweifel" in page.doubts[-1].text


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("Ein Text ohne alles.\n\nUnd noch einer.", "keine Faktenzeile"),
        ("Firnruhe\n" + page_text(), "keine Faktenzeile"),
        ("\n\n \n", "keinen Text"),
        (page_text(facts=facts_row(Originaltitel=None)), "fehlt der Originaltitel"),
        (page_text(facts=facts_row(Originaltitel="")), "fehlt der Originaltitel"),
        (page_text(facts=facts_row(Originaltitel="F" * 201)), "201 Zeichen"),
        (page_text(body=body_of("A" * 60_000 + ".")), "60.001 Zeichen"),
        ("|", "keine Faktenzeile"),
    ],
)
def test_a_page_that_cannot_be_understood_at_all_is_refused(text, word):
    with pytest.raises(Refused, match=word):
        read_page(text)


# The body


def test_a_blank_line_before_a_sentence_makes_no_place():
    review = read_page(
        page_text(body_of("Ein Satz.", "", "Noch ein Satz.", "", "Er sagte: „Nein!“", "", "Und dann …"))
    ).review
    assert review.captions == () and len(review.paragraphs) == 4


def test_blank_lines_in_a_row_count_as_one():
    text = page_text()
    assert read_page(text.replace("\n\n", "\n\n \n\t\n\n")) == read_page(text)


def test_a_short_line_with_a_sentence_end_that_names_the_cast_is_a_caption_with_a_doubt():
    page = read_page(page_text(body_of("Ein Satz.", "", "Granli (Ole Sandvig) wartet.", "Noch ein Satz.")))
    assert page.review.captions == ("Granli (Ole Sandvig) wartet.",)
    assert "endet wie ein Satz" in doubts_of(page, "review.captions")[0]
    long = "Granli (Ole Sandvig) wartet " + "und wartet " * 30 + "noch."
    assert read_page(page_text(body_of("Ein Satz.", "", long))).review.captions == ()


@pytest.mark.parametrize(
    "line",
    ["Fazit", "Er geht. Sie bleibt, und niemand weiß warum", "Darum gehen sie und sagen:", "wartet " * 50 + "noch"],
)
def test_a_caption_that_may_be_something_else_is_a_doubt(line):
    page = read_page(page_text(body_of("Ein Satz.", "", line.strip(), "Noch ein Satz.")))
    assert page.review.captions == (line.strip(),) and "könnte aber" in doubts_of(page, "review.captions")[0]


def test_a_caption_too_long_for_one_stays_a_paragraph():
    page = read_page(page_text(body_of("Ein Satz.", "", "w" * 501, "Noch ein Satz.")))
    assert page.review.captions == () and page.review.paragraphs[1] == "w" * 501
    assert "hat aber 501 Zeichen" in doubts_of(page, "review.captions")[0]


def test_after_150_places_captions_are_paragraphs():
    lines = [line for n in range(160) for line in ("", f"Bild {n} zeigt den Gletscher von oben", "Ein Satz.")]
    page = read_page(page_text(body_of(*lines)))
    assert (len(page.review.captions), len(page.review.paragraphs)) == (150, 170)
    assert any("mehr als 150" in text for text in doubts_of(page))


def test_a_lede_that_is_a_sentence_is_the_first_paragraph():
    page = read_page(page_text("\nEin Satz.\nNoch einer."))
    assert (page.review.teaser, page.review.paragraphs) == ("", ("Ein Satz.", "Noch einer."))
    assert doubts_of(page, "review.teaser")


def test_a_lede_over_1000_characters_is_the_first_paragraph():
    page = read_page(page_text("\n" + "w" * 1001 + "\nEin Satz."))
    assert (page.review.teaser, page.review.paragraphs) == ("", ("w" * 1001, "Ein Satz."))
    assert "1001 Zeichen" in doubts_of(page, "review.teaser")[0]


def test_a_trailer_line_is_one_also_after_a_blank_line_and_only_the_first():
    line = "Schaut euch den Trailer zu „Firnruhe“ an"
    page = read_page(page_text(body_of("Ein Satz.", "", line, "Noch ein Satz.", line)))
    assert page.review.trailer == line and page.review.paragraphs[-1] == line
    assert doubts_of(page, "review.trailer")


def test_a_row_within_the_text_is_a_paragraph_with_a_doubt():
    page = read_page(page_text(body_of("Ein Satz.", facts_row(), "Noch ein Satz.")))
    assert len(page.review.paragraphs) == 3 and "wie eine Faktenzeile" in doubts_of(page, "review.paragraphs")[0]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("© Jule Wiebrandt", [("Jule Wiebrandt", None)]),
        ("©Jule Wiebrandt(Firnspur)", [("Jule Wiebrandt", "Firnspur")]),
        ("© Jule Wiebrandt (Firnspur) und Arved Tönnies", [("Jule Wiebrandt", "Firnspur"), ("Arved Tönnies", None)]),
        (
            "© Jule Wiebrandt & Arved Tönnies (Tang, und so)",
            [("Jule Wiebrandt", None), ("Arved Tönnies", "Tang, und so")],
        ),
        ("© A B, C D und E F", [("A B", None), ("C D", None), ("E F", None)]),
        ("© Gundula Bund", [("Gundula Bund", None)]),
        ("© (Firnspur)", [("Firnspur", None)]),
        ("©", []),
    ],
)
def test_a_byline_names_who_wrote(line, expected):
    page = read_page(page_text(tail=f"\n{line}\nUnd du?\n"))
    assert [(byline.name, byline.nick) for byline in page.review.bylines] == expected
    assert bool(doubts_of(page, "review.bylines")) == (line in {"© (Firnspur)", "©"})


def test_two_byline_lines_are_one_byline():
    page = read_page(page_text(tail="\n© A B\n© C D (cd)\nUnd du?\n"))
    assert page.review.bylines == (Byline("A B"), Byline("C D", "cd"))


def test_without_a_byline_the_text_is_whole_and_the_footer_is_found():
    page = read_page(page_text(tail="\nEin Satz.\nZur Filmdiskussion\n"))
    assert page.review.paragraphs[-1] == "Ein Satz." and page.release.label == "Nordlicht Verleih"
    assert (page.review.bylines, page.review.poll_question) == ((), None)
    assert "keine Autorenzeile" in doubts_of(page, "review.bylines")[0]


def test_a_copyright_line_within_the_text_is_no_byline():
    page = read_page(page_text(body_of("© Nordlicht", *["Ein Satz, der lang ist. " * 20] * 9), tail="\n"))
    assert page.review.bylines == () and len(page.review.paragraphs) == 10


def test_below_the_byline_only_the_first_question_counts():
    page = read_page(page_text(tail="\n© A B\nUnd du?\nUnd ihr?\nGute Nacht\n"))
    assert page.review.poll_question == "Und du?"
    assert any("Und ihr?" in text for text in doubts_of(page)) and any("Gute Nacht" in text for text in doubts_of(page))


def test_a_question_over_200_characters_is_not_taken():
    page = read_page(page_text(tail="\n© A B\n" + "W" * 200 + "?\n"))
    assert page.review.poll_question is None and "201 Zeichen" in doubts_of(page, "review.poll_question")[0]


# The footer row


@pytest.mark.parametrize(
    ("written", "fsk", "doubted"),
    [
        ("ab 18", ("18",), False),
        ("16", ("16",), False),
        ("FSK 0", ("0",), False),
        ("ohne Altersbeschränkung", ("0",), False),
        ("keine Jugendfreigabe", ("18",), False),
        ("ungeprüft", ("ungeprüft",), False),
        ("SPIO/JK", ("SPIO/JK",), False),
        ("spio / jk", ("SPIO/JK",), False),
        ("folgt", ("folgt",), False),
        ("", (), False),
        ("ab 16 (gekürzt), SPIO/JK (ungekürzt)", ("16", "SPIO/JK"), True),
        ("ab 14", (), True),
        ("streng", (), True),
        ("ab 180", (), True),
    ],
)
def test_a_rating_is_read_and_a_second_one_is_a_doubt(written, fsk, doubted):
    page = read_page(page_text(body_of("Ein Satz."), footer=footer_row(fsk=written)))
    assert page.release.fsk == fsk
    assert bool(doubts_of(page, "release.fsk")) == doubted


@pytest.mark.parametrize(
    ("written", "cut", "note"),
    [
        ("Nein", "no", ""),
        ("Ja", "yes", ""),
        ("ja, 12 Sekunden", "yes", "12 Sekunden"),
        ("", "unknown", ""),
        ("unbekannt", "unknown", ""),
        ("Jain", "unknown", ""),
    ],
)
def test_cut_or_not(written, cut, note):
    page = read_page(page_text(footer=footer_row(cut=written)))
    assert (page.release.cut, page.release.cut_note) == (cut, note)
    assert bool(doubts_of(page, "release.cut")) == (bool(note) or written == "Jain")


@pytest.mark.parametrize(
    ("written", "media", "date", "note"),
    [
        ("Nein/Nein, ab 5.6.2026 in den deutschen Kinos", ("cinema",), "2026-06-05 day", "in den deutschen Kinos"),
        ("Ja/Ja, ab 5.6.2026", ("bluray", "dvd"), "2026-06-05 day", None),
        ("Nein/Ja, ab Juni 2026 im Handel", ("dvd",), "2026-06-01 month", "im Handel"),
        ("Ja / Nein, ab 2. Quartal 2026", ("bluray",), "2026-04-01 quarter", None),
        ("Ja/Ja (5.6.2026)", ("bluray", "dvd"), "2026-06-05 day", None),
        ("Ja/Nein ab Herbst 2026", ("bluray",), "2026-09-01 season", None),
        ("Nein/Nein, in den deutschen Kinos", ("cinema",), "None None", "in den deutschen Kinos"),
        ("Ja/Ja", ("bluray", "dvd"), "None None", None),
        ("Nein/Nein", (), "None None", None),
        ("", (), "None None", None),
    ],
)
def test_where_and_when_it_comes_out(written, media, date, note):
    release = read_page(page_text(footer=footer_row(discs=written))).release
    assert (release.media, f"{release.date} {release.date_precision}", release.note) == (media, date, note)


def test_the_order_of_the_label_decides_which_disc_is_meant():
    footer = footer_row(discs="Ja/Nein, ab 2026").replace("Blu Ray/DVD", "DVD/Blu-ray")
    release = read_page(page_text(footer=footer)).release
    assert (release.dvd, release.bluray) == ("yes", "no")


@pytest.mark.parametrize(
    ("discs", "doubt"),
    [
        ("Nein/Nein, ab 31.2.2026 in den deutschen Kinos", "Den Tag „31.2.2026“ gibt es nicht."),
        ("Nein/Nein, ab 1.1.9999 in den deutschen Kinos", "gibt es nicht"),
        ("Nein/Nein, ab Ende Juni 2026 in den deutschen Kinos", "Vor dem Datum steht „ab Ende“."),
        ("Nein/Nein, ab 5.6.2026 in den deutschen Kinos, ab 1.9.2026 auf Disc", "mehrere Daten"),
        ("Nein/Nein, ab 5.6.2026 bei einem Streamingdienst", "weder Kino noch Disc"),
        ("Ja/Ja, ab 5.6.2026 in den deutschen Kinos", "nur ein Datum"),
        ("Vielleicht", "weder Ja noch Nein"),
        ("Ja, ab 5.6.2026", "nur einmal"),
        ("Ja/Ja, ab Tag 7", "kein Datum"),
    ],
)
def test_a_footer_that_says_something_odd_is_a_doubt(discs, doubt):
    page = read_page(page_text(body_of("Ein Satz."), footer=footer_row(discs=discs)))
    assert any(doubt in text for text in doubts_of(page))


def test_a_missing_footer_is_a_doubt_and_the_page_is_read():
    page = read_page(page_text(footer=""))
    assert (page.release.media, page.release.fsk, page.release.cut) == ((), (), "unknown")
    assert any("Fußzeile" in text for text in doubts_of(page, "release"))


def test_unknown_and_doubled_labels_of_the_footer_are_doubts():
    page = read_page(page_text(footer=footer_row()[:-2] + "__Ton: laut__FSK: 16 |"))
    assert page.release.fsk == ("12",) and len(doubts_of(page, "release")) == 2


# Dates


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("5.6.2026", "2026-06-05 day"),
        ("05.06.2026", "2026-06-05 day"),
        ("5. 6. 2026", "2026-06-05 day"),
        ("5.6.26", "2026-06-05 day"),
        ("5.6.98", "1998-06-05 day"),
        ("5. Juni 2026", "2026-06-05 day"),
        ("5.Juni 2026", "2026-06-05 day"),
        ("1. März 2026", "2026-03-01 day"),
        ("12. Sept. 2026", "2026-09-12 day"),
        ("2026-06-05", "2026-06-05 day"),
        ("Juni 2026", "2026-06-01 month"),
        ("6.2026", "2026-06-01 month"),
        ("2. Quartal 2026", "2026-04-01 quarter"),
        ("Q4 2026", "2026-10-01 quarter"),
        ("Frühjahr 2026", "2026-03-01 season"),
        ("Winter 2026/27", "2026-12-01 season"),
        ("2026", "2026-01-01 year"),
        ("29.2.2024", "2024-02-29 day"),
        ("29.2.2026", "None day"),
        ("0.0.2026", "None day"),
        ("32. Juni 2026", "None day"),
        ("5. Quartal 2026", "None quarter"),
        ("1.1.0000", "None day"),
        ("9999", "None year"),
    ],
)
def test_a_date_keeps_its_precision_and_an_impossible_one_has_no_day(text, expected):
    (found,) = find_dates(f"ab {text} im Kino")
    assert (found.text, f"{found.day} {found.precision}") == (text, expected)


def test_numbers_that_are_no_dates_are_none():
    assert list(find_dates("12345 und 1.2.3.4 und Teil 3, 20260605, 1.000.000")) == []


# What the text says once more


@pytest.mark.parametrize(
    ("sentence", "field"),
    [
        ("Nordlicht Verleih bringt „Firnruhe“ am 5. Juni 2026 ins Kino, ab 12 Jahren freigegeben.", None),
        ("Nordlicht Verleih bringt „Firnruhe“ im Juni 2026 ins Kino.", None),
        ("Nordlicht Verleih bringt „Firnruhe“ am 6. Juni 2026 ins Kino.", "release.date"),
        ("Nordlicht Verleih bringt „Firnruhe“ am 5. Juni 2026 ins Kino, ab 16 Jahren freigegeben.", "release.fsk"),
        ("Anderswo lief „Firnruhe“ am 6. Juni 2024.", None),
    ],
)
def test_the_release_paragraph_is_compared_with_the_footer(sentence, field):
    page = read_page(page_text(body_of("Ein Satz.", "", sentence)))
    assert page.review.paragraphs[-1] == sentence
    assert [doubt.field for doubt in page.doubts] == ([field] if field else [])


def test_a_release_paragraph_that_lost_its_full_stop_is_no_caption():
    sentence = "Nordlicht Verleih bringt „Firnruhe“ am 5. Juni 2026 in die deutschen Kinos"
    assert read_page(page_text(body_of("Ein Satz.", "", sentence))).review.paragraphs[-1] == sentence


@pytest.mark.parametrize(
    "words", ["Dafür 7 von 10 Punkten.", "Macht 7,5/10.", "Wertung: sehr gut.", "Sieben von zehn Punkten."]
)
def test_a_score_in_words_is_a_doubt(words):
    assert doubts_of(read_page(page_text(body_of("Ein Satz.", words))), "review.score")


# Roles and mentions


CAST = "Runa Eikeland, Ole Sandvig, Bente Halvard, Aksel Tormodsen"


def roles_in(*lines, captions=()):
    body = body_of("Ein Satz.", *(line for caption in captions for line in ("", caption, "Ein Satz.")), *lines)
    page = read_page(page_text(body, facts=facts_row(Darsteller=CAST)))
    return dict(page.film.roles), doubts_of(page, "film.roles")


@pytest.mark.parametrize(
    ("sentence", "role"),
    [
        ("Dann kommt Solveig Granli (Runa Eikeland) heim.", "Solveig Granli"),
        ("Auch Solveig (Runa Eikeland) kommt heim.", "Solveig"),
        ("Dass die alte Solveig Granli (Runa Eikeland) friert, hilft nicht.", "Solveig Granli"),
        ("Es gibt Szenen mit Solveig (Runa Eikeland).", "Solveig"),
        ("Noch einmal Kai: Solveig (Runa Eikeland) wartet.", "Solveig"),
        ("Am Ende sieht man Dr. Solveig Granli (Runa Eikeland).", "Dr. Solveig Granli"),
        ("Da ist S. J. Granli (Runa Eikeland).", "S. J. Granli"),
        ("Da ist Frau Granli (Runa Eikeland).", "Frau Granli"),
        ("Da ist Maria de Vega (Runa Eikeland).", "Maria de Vega"),
        ("Da ist Lotte-Marie O’Hara (Runa Eikeland).", "Lotte-Marie O’Hara"),
        ("Da ist Granli 7 (Runa Eikeland).", "Granli 7"),
        ("Sie heißt (Solveig (Runa Eikeland) kommt heim).", "Solveig"),
        ("Thorin (RUNA EIKELAND) kommt heim.", "Thorin"),
        ("Nun ist Fischer (Runa Eikeland) dran.", "Fischer"),
    ],
)  # fmt: skip
def test_a_role_is_the_name_before_the_cast_in_parentheses(sentence, role):
    assert roles_in(sentence) == ({"Runa Eikeland": role}, [])


@pytest.mark.parametrize(
    ("sentence", "words"),
    [
        ("Auf dem Hof der Rektorin (Runa Eikeland) friert es.", "Rektorin"),
        ("Sie wird von Archivarin Granli (Runa Eikeland) gewarnt.", "Archivarin Granli"),
        ("Die Leute des grimmigen Banden-Chefs (Runa Eikeland) kommen.", "Banden-Chefs"),
        ("Die Archivarin (Runa Eikeland) friert.", "Archivarin"),
        ("Ein Grundstein (Runa Eikeland) wackelt.", "Grundstein"),
        ("Seine Tochter Solveig (Runa Eikeland) kommt heim.", "Tochter Solveig"),
        ("Zum Glück hilft der Hausmeister Viktor Prahl (Runa Eikeland).", "Hausmeister Viktor Prahl"),
        ("Dann singt die Möwe Solveig (Runa Eikeland).", "Möwe Solveig"),
        ("Beim Fischer (Runa Eikeland) brennt Licht.", "Fischer"),
        ("Der Ex-Wärter (Runa Eikeland) schweigt.", "Ex-Wärter"),
        ("Dann hilft Granlis Tochter (Runa Eikeland) aus.", "Granlis Tochter"),
        ("Dann hilft Granlis Tochter Solveig (Runa Eikeland) aus.", "Granlis Tochter Solveig"),
    ],
)  # fmt: skip
def test_a_description_is_offered_as_a_doubt_and_never_stored(sentence, words):
    roles, doubts = roles_in(sentence)
    assert roles == {} and len(doubts) == 1 and f"„{words}“" in doubts[0]


@pytest.mark.parametrize(
    "sentence",
    [
        "Dann wartet (Runa Eikeland) noch.",
        "Die (Runa Eikeland) wartet.",
        "Solveig(Runa Eikeland) wartet.",
        "Solveig, (Runa Eikeland).",
    ],
)
def test_where_no_name_stands_before_the_parentheses_there_is_no_role(sentence):
    assert roles_in(sentence) == ({}, [])


def test_captions_come_before_the_text_and_settle_its_descriptions():
    roles, doubts = roles_in(
        "Der Hausmeister Viktor Prahl (Ole Sandvig) wartet auf Solveig Granli (Runa Eikeland).",
        captions=["Elin und Viktor Prahl (Ole Sandvig) über der Stadt", "Solveig (Runa Eikeland) unter der Stadt"],
    )
    assert roles == {"Ole Sandvig": "Viktor Prahl", "Runa Eikeland": "Solveig"} and doubts == []


def mentions_in(*lines):
    page = read_page(page_text(body_of(*lines), facts=facts_row(Darsteller=CAST), footer=footer_row()))
    return [named for named in page.mentions if named.place == "paragraph"], page.review.paragraphs


def test_titles_are_mentioned_with_the_place_where_they_stand():
    found, paragraphs = mentions_in('„Kalter Tang“ und »Ebbe« und "Flut".', "", "Nach „Firn“ kommt “Eis”.")
    assert [named.text for named in found] == ["Kalter Tang", "Ebbe", "Flut", "Firn", "Eis"]
    assert [named.paragraph for named in found] == [1, 1, 1, 2, 2]
    for named in found:
        assert paragraphs[named.paragraph - 1][named.offset :].startswith(named.text)


def test_teaser_and_trailer_line_are_places_of_their_own():
    page = read_page(page_text())
    assert [(named.place, named.paragraph, named.text) for named in page.mentions] == [
        ("teaser", 0, "Firnruhe"),
        ("trailer", 0, "Firnruhe"),
        ("paragraph", 1, "Ebbe und Söhne"),
        ("paragraph", 4, "Firnruhe"),
    ]


@pytest.mark.parametrize(
    ("sentence", "persons"),
    [
        ("Geschrieben hat es Mirja Kolstrup („Kalter Tang“).", ["Mirja Kolstrup"]),
        ("Mirja Kolstrup („Kalter Tang“) und Ole Sandvig („Ebbe“, „Flut“).", ["Mirja Kolstrup", "Ole Sandvig"]),
        ("Für Fernsehstar Ole Sandvig („Ebbe“) ist das neu.", ["Ole Sandvig"]),
        ("Dorfrocker Mirja Kolstrup („Ebbe“) singt.", ["Mirja Kolstrup"]),
        ("Urgestein Ole Sandvig („Ebbe“) singt.", ["Ole Sandvig"]),
        ("Der Regisseur Henrik van Dahl („Ebbe“) friert.", ["Henrik van Dahl"]),
        ("Die Fortsetzung („Ebbe 2“) friert.", []),
        ("Das Remake Kalter Tang („Ebbe 2“) friert.", []),
        ("Kolstrup („Ebbe“) friert.", []),
        ("Regisseur („Ebbe“) friert.", []),
    ],
)
def test_a_person_introduced_by_a_title_is_mentioned(sentence, persons):
    found, _ = mentions_in(sentence)
    assert [named.text for named in found if named.is_person] == persons


def test_a_long_quotation_is_no_title():
    assert mentions_in(f"Er sagt „{'w' * 301}“ und geht.")[0] == []


def test_doubts_are_kept_once_and_short():
    doubts = Doubts()
    doubts.note("film", "x" * 600)
    doubts.note("film", "x" * 600)
    (doubt,) = doubts
    assert len(doubt.text) == 500


def test_body_and_tail_of_the_examples_are_what_they_seem():
    assert read_page(page_text(BODY, tail=TAIL)) == read_page(page_text())

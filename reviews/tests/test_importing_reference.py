"""The one real page, read where it lies; nothing of its text stands here."""

import html
import json
import re
import unicodedata
from collections import Counter
from io import StringIO
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command

from reviews.importing.decoding import decode
from reviews.importing.plaintext import read_page
from reviews.importing.rows import read_row
from reviews.models import Credit, Film, ImportSource, Mention, Person, Release, Review, ReviewStill, Revision

PAGE = Path(settings.BASE).parent / "shared/seeds/000_8bc465d4c9f8ae35.txt"

FORMAT = Path(settings.BASE).parent / "shared/design/import-format.md"

pytestmark = pytest.mark.skipif(not (PAGE.exists() and FORMAT.exists()), reason="the reference page is not here")

VARIANTS = {
    "as it is": lambda text: text.encode(),
    "crlf": lambda text: text.replace("\n", "\r\n").encode(),
    "cr": lambda text: text.replace("\n", "\r").encode(),
    "byte order mark": lambda text: b"\xef\xbb\xbf" + text.encode(),
    "windows-1252": lambda text: text.encode("cp1252"),
    "windows-1252 crlf": lambda text: text.replace("\n", "\r\n").encode("cp1252"),
    "twice": lambda text: text.encode().decode("sloppy-windows-1252").encode(),
    "twice by latin-1": lambda text: text.encode().decode("latin-1").encode(),
    "decomposed": lambda text: unicodedata.normalize("NFD", text).encode(),
}


@pytest.fixture
def text():
    return PAGE.read_text(encoding="utf-8")


def import_page(path, **options):
    output = StringIO()
    call_command("import_reviews", path, format="json", stdout=output, **options)
    return json.loads(output.getvalue())


def test_the_page_gives_the_documented_values(text):
    page = read_page(text)
    film, review, release = page.film, page.review, page.release
    assert len(read_row(text.split("\n")[0])) == 5
    assert (len(film.cast), film.cast_complete, len(film.countries), len(film.directors)) == (15, False, 1, 1)
    assert (film.year, film.year_end, film.german_title) == (2025, None, None)
    assert review.teaser and review.teaser == text.split("\n")[2].strip()
    assert (len(review.captions), len(review.paragraphs)) == (3, 16)
    assert [block.kind for block in review.blocks].count("trailer") == 1
    assert len(review.bylines) == 1 and review.bylines[0].name and review.bylines[0].nick
    assert review.poll_question.endswith("?")
    assert (release.label, release.fsk, release.cut) == (review.paragraphs[-1].split()[0], ("18",), "no")
    assert (release.bluray, release.dvd, release.media) == ("no", "no", ("cinema",))
    assert (str(release.date), release.date_precision, release.note) == ("2025-06-05", "day", "in den deutschen Kinos")


def test_the_page_gives_the_six_roles_and_three_doubts_about_descriptions(text):
    page = read_page(text)
    (listed,) = re.findall(r"Reference roles: ([^.]*)\.", FORMAT.read_text(encoding="utf-8"))
    roles = dict(pair.split(" = ") for pair in " ".join(listed.split()).split(", "))
    assert page.film.roles == roles and len(roles) == 6
    assert [doubt.field for doubt in page.doubts] == ["film.roles"] * 3


def test_the_page_gives_55_mentions(text):
    mentions = read_page(text).mentions
    titles = [named for named in mentions if not named.is_person]
    persons = [named for named in mentions if named.is_person]
    assert (len(mentions), len(titles), len({named.text for named in titles})) == (55, 43, 24)
    assert Counter(named.place for named in titles) == {"teaser": 2, "trailer": 1, "paragraph": 40}
    assert len({named.text for named in persons}) == len(persons) == 12


@pytest.mark.parametrize("encoded", VARIANTS.values(), ids=VARIANTS)
def test_every_encoding_of_the_page_gives_the_same_values(text, encoded):
    decoded = decode(encoded(text))
    assert decoded.text == text and read_page(decoded.text) == read_page(text)


@pytest.mark.django_db
def test_the_page_becomes_one_draft_and_twice_makes_no_doubles(django_assert_max_num_queries):
    with django_assert_max_num_queries(120):
        (first,) = import_page(PAGE)
    rows = counted()
    assert first["outcome"] == "new"
    assert rows == {
        Film: 1,
        Person: 16,
        Credit: 16,
        Release: 1,
        Review: 1,
        ReviewStill: 4,
        Revision: 1,
        Mention: 55,
        ImportSource: 1,
    }
    (second,) = import_page(PAGE)
    assert second == first | {"outcome": "unchanged"} and counted() == rows


def counted():
    models = (Film, Person, Credit, Release, Review, ReviewStill, Revision, Mention, ImportSource)
    return {model: model.objects.count() for model in models}


@pytest.mark.django_db
def test_the_reader_sees_every_paragraph_of_the_page(text):
    import_page(PAGE)
    review = Review.objects.get()
    shown = html.unescape(re.sub(r"<[^>]*>", "", review.text_html)).split()
    assert shown == " ".join(read_page(text).review.paragraphs).split()
    assert re.findall(r"\[\[bild (\d)\]\]", review.text) == ["2", "3", "4"]
    assert review.text.count("[[trailer]]") == 1


@pytest.mark.django_db
@pytest.mark.parametrize("encoded", VARIANTS.values(), ids=VARIANTS)
def test_every_encoding_of_the_page_makes_the_same_draft(text, encoded, tmp_path):
    plain = import_page(PAGE)[0]
    Review.objects.all().delete()
    Film.objects.all().delete()
    (tmp_path / PAGE.name).write_bytes(encoded(text))
    (variant,) = import_page(tmp_path)
    names = ("film", "review", "release")
    assert {name: variant[name] for name in names} == {name: plain[name] for name in names}
    assert Mention.objects.count() == 55

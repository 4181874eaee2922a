"""What lies in `demo/` as files, before anything is loaded."""

import datetime
import io
import json
import re

import pytest
from django.core.management import call_command
from django.utils import timezone
from PIL import Image

from filmsite.demo import MEMBERS
from filmsite.demo.files import DEMO, moments_of, read_lines, read_matter, read_talk
from filmsite.demo.matters import ACTS
from images.metadata import read_metadata

FOLDERS = sorted(path for path in (DEMO / "reviews").iterdir() if path.is_dir())
PICTURES = sorted((DEMO / "reviews").glob("*/bilder/*.jpg"))
TALKS = sorted(DEMO.glob("foren/*/*.txt")) + sorted(DEMO.glob("reviews/*/antworten.txt"))
MATTERS = sorted(DEMO.glob("moderation/*.txt"))
SIX_MEGABYTES = 6_000_000


def words(text):
    return len(re.findall(r"\w[\w’'-]*", text))


def test_the_pictures_are_small_together_and_carry_their_credit():
    assert sum(path.stat().st_size for path in PICTURES) < SIX_MEGABYTES
    shapes = set()
    for path in PICTURES:
        with path.open("rb") as file:
            said = read_metadata(file)
        assert said.credit and said.creator, path
        with Image.open(path) as picture:
            shapes.add(picture.width > picture.height)
            assert max(picture.size) >= 1200
    assert shapes == {True, False}
    assert len({path.read_bytes() for path in PICTURES}) == len(PICTURES)


@pytest.mark.django_db
@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_the_importer_understands_every_text_without_a_doubt(folder):
    out = io.StringIO()
    images = {"images": folder / "bilder"} if (folder / "bilder").exists() else {}
    call_command("import_reviews", folder / "kritik.txt", dry_run=True, format="json", stdout=out, **images)
    (outcome,) = json.loads(out.getvalue())
    assert outcome["outcome"] == "new" and outcome["doubts"] == []
    review = outcome["review"]
    assert review["poll_question"] and review["bylines"]
    said = " ".join([review["teaser"], *review["paragraphs"], *review["captions"]])
    assert 400 <= words(said) <= 900


def test_nobody_says_the_same_twice_and_everybody_who_talks_is_a_member():
    voices = [voice for path in TALKS for voice in read_talk(path).voices]
    assert len({voice.text for voice in voices}) == len(voices)
    known = {line.split("|")[0].strip() for line in read_lines(DEMO / "mitglieder.txt")} | set(MEMBERS)
    assert {voice.name for voice in voices} <= known
    assert {act.who for path in MATTERS for act in read_matter(path).acts} <= known | {"Gast"}


@pytest.mark.parametrize("path", MATTERS, ids=lambda path: path.stem)
def test_what_happened_in_a_matter_is_told_in_order(path):
    acts = read_matter(path).acts
    assert acts and [act.ago for act in acts] == sorted((act.ago for act in acts), reverse=True)
    assert {act.what for act in acts} <= {*ACTS, "schreiben"}


@pytest.mark.parametrize(
    "path", [*TALKS, *MATTERS, *(f / "kritik.txt" for f in FOLDERS)], ids=lambda path: path.parent.name
)
def test_texts_are_set_with_german_quotes_and_dashes(path):
    text = path.read_text()
    assert not re.search(r"[\"“]\w|\S -\s|\.\.\.", text)
    assert text.count("„") == text.count("“")


@pytest.mark.parametrize("count", [1, 2, 3, 60])
def test_moments_begin_and_end_where_the_file_says(count):
    now = timezone.now()
    begun, last = datetime.timedelta(days=9), datetime.timedelta(hours=1)
    moments = moments_of(count, begun, last, now=now, seed="x")
    assert len(moments) == count and moments == sorted(moments) and moments[0] == now - begun
    if count > 1:
        assert moments[-1] == now - last
    assert moments == moments_of(count, begun, last, now=now, seed="x")

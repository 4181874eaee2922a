import io
import re
import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image

from images.metadata import Rights, Suggestions, read_metadata
from images.opening import open_picture
from images.renditions import (
    CROPS,
    ENCODINGS,
    FORMATS,
    PLACEHOLDER_SIDE,
    WIDTHS,
    Recipe,
    crops_for,
    impression,
    make_renditions,
    recipes_for,
)
from images.tests.pictures import SECRET, make_file, make_image, make_talkative_jpeg

RIGHTS = Rights("Jörg Müßig", "Verleih Süd", "© 2024 Änne")


def widths_for(width):
    return [recipe.width for recipe in recipes_for(width) if recipe.format == "avif"]


def reopened(data):
    return Image.open(io.BytesIO(data))


def made(image, recipes=None, rights=RIGHTS):
    return list(make_renditions(image, recipes or recipes_for(image.width), rights))


# Recipes


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (4000, [480, 800, 1200, 1600, 2400]),
        (1600, [480, 800, 1200, 1600]),
        (1599, [480, 800, 1200, 1599]),
        (1280, [480, 800, 1200]),
        (1000, [480, 800, 1000]),
        (999, [480, 800]),
        (799, [480, 799]),
        (500, [480]),
        (480, [480]),
        (479, [479]),
        (1, [1]),
    ],
)
def test_picture_gets_the_steps_below_it_and_its_own_width_when_that_is_worth_it(width, expected):
    assert widths_for(width) == expected


@given(st.integers(1, 20_000))
def test_recipes_never_enlarge_and_are_in_both_formats_narrow_first(width):
    recipes = recipes_for(width)

    assert all(recipe.width <= min(width, WIDTHS[-1]) for recipe in recipes)
    assert len(set(recipes)) == len(recipes)
    assert [recipe.format for recipe in recipes] == list(FORMATS) * (len(recipes) // 2)
    assert [recipe.width for recipe in recipes] == sorted(recipe.width for recipe in recipes)


def test_recipe_knows_its_file():
    assert (Recipe(480, "avif").extension, Recipe(480, "avif").mime) == ("avif", "image/avif")
    assert (Recipe(480, "jpeg").extension, Recipe(480, "jpeg").mime) == ("jpg", "image/jpeg")


def test_keys_name_the_recipe_and_stay_as_they_are():
    """A changed key makes every rendition of the site anew, so nobody changes it by accident."""
    assert Recipe(480, "avif").key == "w480-avif-q61s8-r1"
    assert Recipe(1600, "jpeg").key == "w1600-jpeg-q76p-r1"


def test_key_names_the_quality_that_is_used():
    for encoding in ENCODINGS.values():
        assert f"q{encoding.parameters['quality']}" in encoding.quality_name
    assert f"s{ENCODINGS['avif'].parameters['speed']}" in ENCODINGS["avif"].quality_name


# Files


def test_renditions_come_in_the_order_of_the_recipes_with_their_true_sizes():
    image = make_image(1300, 900)

    files = made(image)

    assert [recipe for recipe, *_ in files] == list(recipes_for(1300))
    for recipe, data, width, height in files:
        picture = reopened(data)
        assert picture.format == recipe.format.upper()
        assert picture.size == (width, height) == (recipe.width, round(900 * recipe.width / 1300))


def test_renditions_look_like_their_source():
    image = make_image(1600, 900)

    for _, data, width, height in made(image):
        picture = reopened(data).convert("RGB")
        for x in (0.1, 0.5, 0.9):
            expected = image.getpixel((int(1600 * x), 450))
            found = picture.getpixel((int(width * x), height // 2))
            assert max(abs(a - b) for a, b in zip(found, expected, strict=True)) < 8


def test_jpeg_is_progressive_and_avif_smaller_than_it():
    image = make_image(1200, 800)
    files = {recipe.format: data for recipe, data, *_ in made(image, [Recipe(1200, f) for f in FORMATS])}

    assert reopened(files["jpeg"]).info.get("progressive")
    assert len(files["avif"]) < len(files["jpeg"])


def test_encoder_uses_one_thread():
    assert ENCODINGS["avif"].parameters["max_threads"] == 1


@pytest.mark.parametrize("size", [(1, 1), (1, 3000), (3000, 1), (2, 2), (479, 7)])
def test_extreme_shapes_keep_at_least_one_pixel(size):
    for _, data, width, height in made(make_image(*size)):
        assert min(width, height) >= 1
        assert reopened(data).size == (width, height)


def test_wider_than_the_picture_is_an_error_of_the_caller():
    with pytest.raises(ValueError, match="800 pixels wanted of a picture 640 wide"):
        made(make_image(640, 480), [Recipe(800, "jpeg")])


def test_renditions_are_encoded_one_by_one(monkeypatch):
    encoded, save = [], Image.Image.save

    def counted(image, *args, **kwargs):
        encoded.append(image.size)
        return save(image, *args, **kwargs)

    monkeypatch.setattr(Image.Image, "save", counted)
    files = make_renditions(make_image(1600, 900), recipes_for(1600), RIGHTS)
    next(files)
    assert len(encoded) == 1
    list(files)
    assert len(encoded) == len(recipes_for(1600))


def test_source_picture_stays_as_it_was():
    image = make_image(900, 600)
    before = image.tobytes()

    made(image)
    impression(image)

    assert (image.size, image.tobytes()) == ((900, 600), before)


# What goes out with them


def test_every_file_carries_creator_credit_and_copyright():
    expected = Suggestions(creator="Jörg Müßig", credit="Verleih Süd", copyright="© 2024 Änne")

    for _, data, *_ in made(make_image(900, 600)):
        assert read_metadata(io.BytesIO(data)) == expected


@pytest.mark.parametrize("rights", [RIGHTS, Rights()])
def test_nothing_of_the_sources_metadata_reaches_a_reader(rights):
    source = make_talkative_jpeg(1000, 700)
    image = open_picture(io.BytesIO(source), "still.jpg")

    outputs = [data for _, data, *_ in made(image, rights=rights)] + [impression(image).placeholder]

    for data in outputs:
        assert SECRET.encode() not in data
        assert SECRET.encode("utf-16-le") not in data


def test_files_hold_no_other_blocks_than_the_rights():
    image = open_picture(io.BytesIO(make_talkative_jpeg()), "still.jpg")

    for recipe, data, *_ in made(image):
        picture = reopened(data)
        exif = picture.getexif()
        assert set(exif) == {ExifTags.Base.Artist, ExifTags.Base.Copyright}
        assert not any(exif.get_ifd(directory) for directory in ExifTags.IFD)
        assert not {"icc_profile", "comment", "photoshop", "mp"} & set(picture.info)
        if recipe.format == "jpeg":
            assert [name for name, _ in picture.applist] == ["APP0", "APP1", "APP1"]


def test_picture_that_kept_its_notes_still_passes_none_on():
    image = reopened(make_talkative_jpeg())
    image.load()
    assert image.info["comment"]

    for data in [data for _, data, *_ in made(image)] + [impression(image).placeholder]:
        assert SECRET.encode() not in data


def test_without_rights_files_carry_no_metadata():
    for _, data, *_ in made(make_image(500, 300), rights=Rights()):
        assert read_metadata(io.BytesIO(data)) == Suggestions()
        assert b"xmpmeta" not in data and b"Exif\0\0" not in data


# Impression


def test_dominant_colour_is_the_most_frequent_and_not_the_average():
    image = Image.new("RGB", (300, 200), (200, 0, 0))
    image.paste((0, 200, 0), (0, 0, 100, 200))

    red, green, blue = bytes.fromhex(impression(image).colour[1:])

    assert red > 190 and green < 20 and blue < 20


@given(st.tuples(*[st.integers(0, 255)] * 3))
def test_colour_of_a_plain_picture_is_its_colour(colour):
    found = impression(Image.new("RGB", (30, 20), colour)).colour

    assert re.fullmatch("#[0-9a-f]{6}", found)
    assert max(abs(a - b) for a, b in zip(bytes.fromhex(found[1:]), colour, strict=True)) <= 4


@pytest.mark.parametrize("size", [(1600, 900), (900, 1600), (5, 5), (3000, 1), (1, 1)])
def test_placeholder_is_a_tiny_webp_of_the_same_shape(size):
    placeholder = impression(make_image(*size)).placeholder

    picture = reopened(placeholder)
    assert picture.format == "WEBP"
    assert max(picture.size) <= PLACEHOLDER_SIDE
    assert (picture.width > picture.height) == (size[0] > size[1])
    assert len(placeholder) < 600


def test_eight_megapixels_take_seconds_and_not_minutes():
    image = Image.effect_noise((3840, 2160), 30).convert("RGB")
    data = make_file(image, quality=90)
    started = time.perf_counter()

    made(open_picture(io.BytesIO(data), "still.jpg"))

    assert time.perf_counter() - started < 10


def test_cuts_have_their_exact_size_and_are_never_enlarged():
    image = make_image(2000, 900)
    recipes = crops_for(image.width, image.height)
    assert {recipe.shape for recipe in recipes} == set(CROPS)
    for recipe, data, width, height in made(image, recipes):
        assert Image.open(io.BytesIO(data)).size == (width, height) == (recipe.width, recipe.height)
    assert crops_for(239, 900) == ()
    assert {recipe.shape for recipe in crops_for(640, 268)} == {"square"}


@given(x=st.floats(0, 1), y=st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_the_focal_point_is_in_every_cut(x, y):
    image = Image.new("RGB", (900, 500), "black")
    left, top = min(int(x * 900), 895), min(int(y * 500), 495)
    image.paste((255, 255, 255), (max(0, left - 5), max(0, top - 5), left + 5, top + 5))
    for _, data, _, _ in make_renditions(image, [Recipe(240, "jpeg", "square", 240)], Rights(), (x, y)):
        assert max(Image.open(io.BytesIO(data)).convert("L").getdata()) > 180

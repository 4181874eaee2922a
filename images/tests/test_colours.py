import io

import pytest
from PIL import Image, PngImagePlugin

from images.opening import open_picture
from images.tests.pictures import make_file, make_sixteen_bit_png, make_swapped_profile


def opened(data):
    return open_picture(io.BytesIO(data), "still")


def colour_of(data):
    return opened(data).getpixel((0, 0))


def nearly(colour, expected, tolerance=3):
    return all(abs(a - b) <= tolerance for a, b in zip(colour, expected, strict=True))


def test_cmyk_jpeg_becomes_rgb():
    cyan = make_file(Image.new("CMYK", (16, 16), (255, 0, 0, 0)), "JPEG", quality=95)

    assert nearly(colour_of(cyan), (0, 255, 255))


def test_sixteen_bit_greys_are_scaled_and_not_clipped():
    picture = opened(make_sixteen_bit_png(0, 300, 32768, 65535))

    assert [picture.getpixel((x, 0)) for x in range(4)] == [(0,) * 3, (1,) * 3, (128,) * 3, (255,) * 3]


@pytest.mark.parametrize("mode", ["1", "L"])
def test_black_and_white_stays_black_and_white(mode):
    assert colour_of(make_file(Image.new(mode, (8, 8), 255), "PNG")) == (255, 255, 255)
    assert colour_of(make_file(Image.new(mode, (8, 8), 0), "PNG")) == (0, 0, 0)


def test_palette_without_transparency_keeps_its_colours():
    image = Image.new("RGB", (8, 8), (200, 30, 40)).quantize(4)

    assert nearly(colour_of(make_file(image, "PNG")), (200, 30, 40))


def test_transparent_palette_colour_becomes_white():
    image = Image.new("P", (8, 8), 0)
    image.putpalette([10, 20, 30, 200, 0, 0])
    image.putpixel((7, 7), 1)

    picture = opened(make_file(image, "PNG", transparency=0))

    assert picture.getpixel((0, 0)) == (255, 255, 255)
    assert picture.getpixel((7, 7)) == (200, 0, 0)


@pytest.mark.parametrize(("mode", "half_black"), [("RGBA", (0, 0, 0, 128)), ("LA", (0, 128))])
def test_half_transparent_black_becomes_grey_on_white(mode, half_black):
    assert nearly(colour_of(make_file(Image.new(mode, (8, 8), half_black), "PNG")), (127, 127, 127))


@pytest.mark.parametrize("kind", ["WEBP", "AVIF"])
def test_transparency_of_the_newer_formats_becomes_white(kind):
    assert nearly(colour_of(make_file(Image.new("RGBA", (16, 16), (255, 0, 0, 0)), kind)), (255, 255, 255))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "AVIF"])
def test_colours_go_through_the_profile_of_the_file(kind):
    red = Image.new("RGB", (16, 16), (255, 0, 0))

    assert nearly(colour_of(make_file(red, kind, icc_profile=make_swapped_profile())), (0, 255, 0), tolerance=12)


def test_grey_picture_with_an_rgb_profile_stays_grey():
    grey = make_file(Image.new("L", (16, 16), 100), "JPEG", icc_profile=make_swapped_profile())

    assert nearly(colour_of(grey), (100, 100, 100))


def test_cmyk_picture_with_an_rgb_profile_ignores_the_profile():
    cyan = Image.new("CMYK", (16, 16), (255, 0, 0, 0))

    assert nearly(colour_of(make_file(cyan, "JPEG", icc_profile=make_swapped_profile())), (0, 255, 255))


@pytest.mark.parametrize("profile", [b"kein Profil", make_swapped_profile()[:200], make_swapped_profile()[:-60]])
def test_broken_profile_is_ignored(profile):
    red = Image.new("RGB", (16, 16), (255, 0, 0))

    assert colour_of(make_file(red, "PNG", icc_profile=profile)) == (255, 0, 0)


def test_text_that_calls_itself_a_profile_is_ignored():
    text = PngImagePlugin.PngInfo()
    text.add_text("icc_profile", "Text")
    text.add_text("exif", "Text")

    assert colour_of(make_file(Image.new("RGB", (8, 8), "red"), "PNG", pnginfo=text)) == (255, 0, 0)

import hashlib
import io
import time
import zipfile
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import Image

from images.headers import MAX_SCANS
from images.opening import DRAFT_WIDTH, MAX_BYTES, MAX_SIDE, PictureRefused, inspect, open_picture
from images.tests.pictures import (
    FORMATS,
    SECRET,
    jpeg_segment,
    make_animation,
    make_declared_jpeg,
    make_declared_png,
    make_file,
    make_image,
    make_quarters,
    make_talkative_jpeg,
    orientation_exif,
    png_chunk,
    png_header,
)

MAGIC = {
    "JPEG": b"\xff\xd8\xff",
    "PNG": png_header(8, 8),
    "WEBP": b"RIFF\x40\0\0\0WEBPVP8X\x0a\0\0\0\0\0\0\0\x07\0\0\x07\0\0",
    "AVIF": b"\0\0\0\x20ftypavif\0\0\0\0avifmif1miaf",
}
# What a camera does to an upright picture before it writes the orientation (Exif 2.3, tag 274).
STORED_AS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}
SVG = b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'
HTML = b"<!DOCTYPE html><html><script>alert(1)</script></html>"


def looked_at(data, name="still.jpg"):
    return inspect(io.BytesIO(data), name)


def opened(data, name="still.jpg"):
    return open_picture(io.BytesIO(data), name)


def refusal(act, data, name="still.jpg"):
    with pytest.raises(PictureRefused) as caught:
        act(data, name)
    return str(caught.value)


def make_zip():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("inhalt.txt", "x" * 2000)
    return buffer.getvalue()


def make_progressive(scans):
    data = make_file(progressive=True)
    last = data[data.rindex(b"\xff\xda") : -2]
    return data[:-2] + last * (scans - data.count(b"\xff\xda")) + b"\xff\xd9"


# What is taken


@pytest.mark.parametrize("kind", FORMATS)
def test_upload_tells_its_facts_without_being_decoded(kind):
    data = make_file(make_image(64, 48), kind)
    file = io.BytesIO(data)

    facts = inspect(file, "still")

    assert (facts.format, facts.width, facts.height, facts.size) == (kind, 64, 48, len(data))
    assert facts.sha256 == hashlib.sha256(data).hexdigest()
    assert file.tell() == 0


@pytest.mark.parametrize("kind", FORMATS)
def test_content_decides_and_not_the_extension(kind):
    assert looked_at(make_file(kind=kind), "szene.gif").format == kind


@pytest.mark.parametrize("kind", FORMATS)
def test_opened_picture_is_plain_rgb_with_nothing_attached(kind):
    picture = opened(make_file(kind=kind, exif=orientation_exif(1)))

    assert type(picture) is Image.Image
    assert (picture.mode, picture.size, picture.info) == ("RGB", (64, 48), {})


def test_picture_opens_from_a_path(tmp_path):
    path = tmp_path / "abc"
    path.write_bytes(make_file())

    assert open_picture(path, "still.jpg").size == open_picture(str(path), "still.jpg").size == (64, 48)


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("orientation", range(1, 9))
def test_every_orientation_is_shown_upright(kind, orientation):
    stored = make_quarters().transpose(STORED_AS[orientation]) if orientation > 1 else make_quarters()
    data = make_file(stored, kind, exif=orientation_exif(orientation))

    facts, picture = looked_at(data), opened(data)

    assert (facts.width, facts.height) == picture.size == (64, 32)
    corners = [(4, 4), (60, 4), (4, 28), (60, 28)]
    expected = [(255, 0, 0), (0, 255, 0), (0, 0, 255), (255, 255, 255)]
    for corner, colour in zip(corners, expected, strict=True):
        assert max(abs(a - b) for a, b in zip(picture.getpixel(corner), colour, strict=True)) < 40


@pytest.mark.parametrize("orientation", [0, 9, 65535])
def test_impossible_orientation_counts_as_upright(orientation):
    assert looked_at(make_file(exif=orientation_exif(orientation))).width == 64


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG"])
def test_animation_gives_its_first_frame(kind):
    red, green, blue = opened(make_animation(kind)).getpixel((5, 5))

    assert red > 200 and max(green, blue) < 60


def test_jpeg_with_a_second_picture_inside_counts_as_one_jpeg():
    second = Image.new("RGB", (64, 48), "blue")
    data = make_file(make_image(), "MPO", save_all=True, append_images=[second])

    assert looked_at(data).format == "JPEG"
    assert opened(data).size == (64, 48)


@pytest.mark.parametrize(
    ("size", "orientation", "expected"),
    [
        ((2 * DRAFT_WIDTH, 20), 1, (DRAFT_WIDTH, 10)),
        ((20, 2 * DRAFT_WIDTH), 6, (DRAFT_WIDTH, 10)),
        ((20, 2 * DRAFT_WIDTH), 1, (20, 2 * DRAFT_WIDTH)),
        ((2 * DRAFT_WIDTH - 8, 20), 1, (2 * DRAFT_WIDTH - 8, 20)),
    ],
)
def test_jpeg_is_decoded_smaller_only_when_it_is_displayed_very_wide(size, orientation, expected):
    assert opened(make_file(make_image(*size), exif=orientation_exif(orientation))).size == expected


# What is refused


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"Das ist ein Text.", id="text"),
        pytest.param(make_file(kind="GIF"), id="gif"),
        pytest.param(make_file(kind="BMP"), id="bmp"),
        pytest.param(make_file(kind="TIFF"), id="tiff"),
        pytest.param(make_file(kind="ICO"), id="ico"),
        pytest.param(SVG, id="svg"),
        pytest.param(HTML, id="html"),
        pytest.param(make_zip(), id="zip"),
        pytest.param(b"%PDF-1.7\n", id="pdf"),
        pytest.param(HTML + make_file(), id="html-then-jpeg"),
        pytest.param(make_file(kind="GIF") + make_file(), id="gif-then-jpeg"),
        pytest.param(b"\0\0\0\x18ftypheic\0\0\0\0mif1heic", id="heic"),
    ],
)
@pytest.mark.parametrize("act", [looked_at, opened])
def test_other_formats_are_refused_whatever_their_name(act, data):
    assert "ist kein Bild in den Formaten JPEG, PNG, WebP oder AVIF" in refusal(act, data)


@pytest.mark.parametrize("act", [looked_at, opened])
def test_empty_file_is_refused(act):
    assert refusal(act, b"") == "„still.jpg“ ist leer. Lade die Datei noch einmal hoch."


@pytest.mark.parametrize("kind", FORMATS)
@pytest.mark.parametrize("addition", [HTML, HTML.upper(), b" <?php echo 1;", make_zip()])
def test_picture_that_is_also_a_page_or_an_archive_is_refused(kind, addition):
    assert "Webseite oder ein Archiv" in refusal(looked_at, make_file(kind=kind) + addition)


def test_page_is_found_across_the_border_of_two_blocks():
    start = make_file()
    filling = b" " * ((1 << 20) - len(start) - 3)

    assert "Webseite" in refusal(looked_at, start + filling + b"<html>")


@pytest.mark.parametrize("act", [looked_at, opened])
def test_more_than_25_megabytes_are_refused(act):
    allowed = make_file() + bytes(MAX_BYTES - len(make_file()))

    assert act(allowed)
    assert "ist 26 MB groß, erlaubt sind 25 MB" in refusal(act, allowed + b"\0")


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(make_declared_png(10_000, 6_001), id="just-above"),
        pytest.param(make_declared_png(10_000, 10_000), id="between-pillows-limit-and-twice-that"),
        pytest.param(make_declared_png(100_000, 100_000), id="bomb"),
        pytest.param(make_declared_png(2**31 - 1, 2**31 - 1), id="overflow"),
        pytest.param(make_declared_jpeg(65_535, 65_535), id="jpeg"),
        pytest.param(make_file(Image.new("L", (10_000, 6_001)), "WEBP"), id="webp"),
    ],
)
@pytest.mark.parametrize("act", [looked_at, opened])
@pytest.mark.filterwarnings("error")
def test_more_than_60_megapixels_are_refused_before_decoding(act, data):
    started = time.process_time()

    assert "hat mehr als 60 Megapixel" in refusal(act, data)
    assert time.process_time() - started < 1


def test_webp_that_declares_a_giant_canvas_is_refused_before_it_is_allocated():
    data = bytearray(make_animation("WEBP"))
    data[24:30] = (16_383).to_bytes(3, "little") * 2

    assert "hat mehr als 60 Megapixel" in refusal(looked_at, bytes(data))


def test_sixty_megapixels_are_taken():
    assert looked_at(make_declared_png(10_000, 6_000)).width == 10_000


def test_picture_too_long_for_browsers_is_refused():
    assert looked_at(make_declared_png(MAX_SIDE, 10)).width == MAX_SIDE
    assert "länger als 20.000 Pixel" in refusal(looked_at, make_declared_png(10, MAX_SIDE + 1))


@pytest.mark.parametrize("kind", ["WEBP", "AVIF", "PNG"])
def test_frames_of_an_animation_count_together(kind, monkeypatch):
    monkeypatch.setattr("images.headers.MAX_PIXELS", 3 * 40 * 30)

    assert looked_at(make_animation(kind, frames=3)).width == 40
    assert "Einzelbilder" in refusal(looked_at, make_animation(kind, frames=4))


@pytest.mark.parametrize("kind", FORMATS)
def test_picture_that_breaks_off_is_refused_by_the_worker(kind):
    data = make_file(make_image(400, 300), kind)

    assert "beschädigt oder unvollständig" in refusal(opened, data[: len(data) * 2 // 3])


def test_progressive_jpeg_with_endless_passes_is_refused():
    assert opened(make_progressive(MAX_SCANS))
    assert "beschädigt" in refusal(looked_at, make_progressive(MAX_SCANS + 1))


def test_marks_of_passes_behind_an_ordinary_jpeg_do_not_matter():
    assert looked_at(make_file() + b"\xff\xda" * (MAX_SCANS + 1))


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\xff\xd8" + jpeg_segment(0xFE, b"") * 2_000_000, id="jpeg-segments"),
        pytest.param(b"\xff\xd8\xff\xfe\0\2" + bytes(8_000_000), id="jpeg-zeros"),
        pytest.param(png_header(9, 9) + png_chunk(b"teSt") * 1_000_000, id="png-chunks"),
    ],
)
def test_millions_of_empty_blocks_do_not_keep_a_request_busy(data):
    started = time.process_time()

    assert "beschädigt" in refusal(looked_at, data)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("szene 1.jpg", "„szene 1.jpg“"),
        ("C:\\Presse\\szene.jpg", "„szene.jpg“"),
        ("../../etc/passwd", "„passwd“"),
        ("a\x00\u202egpj.exe\n", "„agpj.exe“"),
        ("x" * 200 + ".jpg", "„" + "x" * 79 + "…“"),
        ("", "„Datei“"),
    ],
)
def test_refusal_names_the_file(name, shown):
    assert refusal(looked_at, b"", name).startswith(shown + " ist leer")


# Whatever comes


@given(data=st.binary(max_size=400))
@settings(deadline=None)
def test_random_bytes_are_refused_in_words(data):
    for act in (looked_at, opened):
        assert refusal(act, data)


@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.binary(max_size=600))
@settings(deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_random_bytes_behind_a_true_beginning_are_refused_or_read(kind, data):
    for act in (looked_at, opened):
        try:
            act(MAGIC[kind] + data)
        except PictureRefused as refused:
            assert "still.jpg" in str(refused)


@pytest.mark.parametrize("kind", FORMATS)
@given(data=st.data())
@settings(deadline=None)
@pytest.mark.filterwarnings("ignore::UserWarning")
def test_picture_with_altered_bytes_is_refused_or_read(kind, data):
    picture = bytearray(make_talkative_jpeg(32, 24) if kind == "JPEG" else make_file(kind=kind))
    for place in data.draw(st.lists(st.integers(0, len(picture) - 1), min_size=1, max_size=8)):
        picture[place] = data.draw(st.integers(0, 255))
    for act in (looked_at, opened):
        try:
            act(bytes(picture))
        except PictureRefused as refused:
            assert "still.jpg" in str(refused)


def test_pictures_are_judged_alike_in_many_threads_and_beside_other_limits(monkeypatch):
    monkeypatch.setattr(Image, "MAX_IMAGE_PIXELS", 10)
    large, small = make_declared_png(10_000, 6_001), make_file()

    with ThreadPoolExecutor(8) as pool:
        refusals = list(pool.map(lambda _: refusal(looked_at, large), range(50)))
        facts = list(pool.map(lambda _: looked_at(small), range(50)))

    assert len(set(refusals)) == len(set(facts)) == 1
    assert Image.MAX_IMAGE_PIXELS == 10


def test_talkative_source_really_talks():
    assert make_talkative_jpeg().count(SECRET.encode()) >= 9

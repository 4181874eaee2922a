import io
import zipfile

import pytest

from images.archives import MAX_FILES, files_in, is_archive
from images.headers import MAX_BYTES
from images.opening import PictureRefused, inspect
from tests.making import make_picture


def packed(**files):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as target:
        for name, data in files.items():
            target.writestr(name.replace("__", "/"), data)
    archive.seek(0)
    return archive


def test_pictures_come_out_one_by_one_without_their_folders():
    archive = packed(
        **{"kit/erstes.jpg": make_picture().read(), "kit/unter/zweites.png": make_picture(kind="PNG").read()}
    )
    assert is_archive(archive)
    assert [(name, inspect(file, name).format) for name, file in files_in(archive, "kit.zip")] == [
        ("erstes.jpg", "JPEG"),
        ("zweites.png", "PNG"),
    ]


def test_what_systems_leave_in_archives_is_left_out():
    archive = packed(**{"__MACOSX/._a.jpg": b"x", ".DS_Store": b"x", "Thumbs.db": b"x", "a.jpg": b"y"})
    assert [name for name, _ in files_in(archive, "kit.zip")] == ["a.jpg"]


def test_a_bomb_unpacks_to_one_byte_more_than_a_picture_may_have_and_is_refused():
    archive = packed(**{"bombe.jpg": bytes(4 * MAX_BYTES)})
    assert len(archive.getvalue()) < 200_000
    for name, file in files_in(archive, "kit.zip"):
        assert len(file.read()) == MAX_BYTES + 1
        file.seek(0)
        with pytest.raises(PictureRefused):
            inspect(file, name)


def test_too_many_files_and_broken_archives_are_refused_by_name():
    many = packed(**{f"{n}.jpg": b"x" for n in range(MAX_FILES + 1)})
    broken = io.BytesIO(packed(**{"a.jpg": make_picture().read()}).getvalue()[:-300])
    for archive in (many, broken, io.BytesIO(b"PK\x03\x04" + b"x" * 500)):
        with pytest.raises(PictureRefused, match="kit.zip"):
            list(files_in(archive, "kit.zip"))


def test_a_picture_with_an_archive_behind_it_is_no_archive():
    assert not is_archive(io.BytesIO(make_picture().read() + packed(**{"a.jpg": b"x"}).getvalue()))

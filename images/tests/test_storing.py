"""Names and writing of files, in a folder and in a bucket: `media` runs a test with both."""

from functools import partial

import pytest
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage

from images.storing import keyed, stored_size, write_once
from tests.visitors import all_at_once


def stored():
    folders = default_storage.listdir("renditions")[0]
    return {f"renditions/{f}/{name}" for f in folders for name in default_storage.listdir(f"renditions/{f}")[1]}


def test_a_name_changes_with_each_of_its_parts_and_with_the_secret(settings):
    names = {keyed("a", "b"), keyed("ab"), keyed("a", "c"), keyed("a", "b", "")}
    assert len(names) == 4 and {len(name) for name in names} == {40}
    settings.SECRET_KEY = "anderes Geheimnis"
    assert keyed("a", "b") not in names


def test_a_file_that_is_there_is_not_written_again(media):
    write_once("renditions/ab/abcd.jpeg", ContentFile(b"eins"))
    write_once("renditions/ab/abcd.jpeg", ContentFile(b"zwei"))
    with default_storage.open("renditions/ab/abcd.jpeg") as file:
        assert (file.read(), stored_size("renditions/ab/abcd.jpeg")) == (b"eins", 4)
    assert stored_size("renditions/ab/other.jpeg") is None


def write_patiently(path, data):
    """As a task would. The S3 server of the tests stumbles (500) where a key is replaced while somebody reads it."""
    for _ in range(20):
        try:
            return write_once(path, ContentFile(data))
        except OSError as error:
            assert "(500)" in str(error)
    raise AssertionError("the S3 server stumbles too often")


def test_many_who_write_the_same_file_at_once_leave_one_whole_file(media):
    data = b"x" * 3_000_000
    path = "renditions/ab/abcd.jpeg"
    default_storage.save(path, ContentFile(b"zerrissen"))
    all_at_once([partial(write_patiently, path, data)] * 8)
    assert stored() == {path} and default_storage.size(path) == len(data)
    with default_storage.open(path) as file:
        assert file.read() == data


def test_whoever_is_killed_while_writing_leaves_no_half_file_under_the_name():
    def killed():
        yield b"halb"
        raise KeyboardInterrupt

    content = ContentFile(b"halb und halb")
    content.chunks = killed
    with pytest.raises(KeyboardInterrupt):
        write_once("renditions/ab/abcd.jpeg", content)
    assert not default_storage.exists("renditions/ab/abcd.jpeg")

"""Pictures while processes die: nothing is lost, nothing is half-made, and none takes the machine's memory."""

import os
import random
import signal
import subprocess
import sys
import time

import pytest
from django.core.files.storage import default_storage
from django.utils import timezone
from PIL import Image

from images.storing import rendition_path
from reviews import drafting
from reviews.models import Rendition, Still
from reviews.renditions import all_recipes
from tests.making import make_draft, make_picture
from tests.servers import BASE, environment

pytestmark = pytest.mark.processes

MOST_MEMORY = 1024 * 1024
"""Kilobytes of one media process."""

OPEN = """
import django, re, sys
from pathlib import Path
django.setup()
import reviews.tasks
from images.metadata import Rights
from images.opening import open_picture
from images.renditions import crops_for, make_renditions, recipes_for
picture = open_picture(sys.argv[1], "gross")
recipes = [*recipes_for(picture.width), *crops_for(picture.width, picture.height)]
assert len(list(make_renditions(picture, recipes, Rights("a", "b", "c")))) == len(recipes)
print(re.search(r"VmHWM:\\s+(\\d+) kB", Path("/proc/self/status").read_text())[1])  # ru_maxrss begins with the parent's
"""


@pytest.mark.parametrize("kind", ["AVIF", "WEBP"])
def test_sixty_megapixels_stay_under_a_gigabyte(kind, tmp_path):
    path = tmp_path / f"gross.{kind.lower()}"
    band = Image.linear_gradient("L").resize((10_000, 6_000))
    options = {"AVIF": {"speed": 10}, "WEBP": {"method": 0}}[kind]
    Image.merge("RGB", [band] * 3).save(path, kind, **options)
    env = {**os.environ, "DJANGO_SETTINGS_MODULE": "filmsite.settings"}
    answer = subprocess.run([sys.executable, "-c", OPEN, path], cwd=BASE, env=env, capture_output=True, check=True)
    assert int(answer.stdout) < MOST_MEMORY


def worker(running_site, number):
    command = [sys.executable, "manage.py", "db_worker", "--queue-name", "media", "--interval", "0.1"]
    env = environment(running_site.data, running_site.port)
    return subprocess.Popen([*command, "--worker-id", f"m{number}"], cwd=BASE, env=env, stderr=subprocess.DEVNULL)


def queue_all(running_site):
    """What a sweep does once the claims of the dead have run out."""
    Still.objects.filter(state="waiting").update(
        claimed_until=None, attempts=0, created_at=timezone.now() - timezone.timedelta(minutes=5)
    )
    env = environment(running_site.data, running_site.port)
    code = "import django; django.setup(); from reviews.models import Still; from reviews.stills import ask_for_files; [ask_for_files(pk) for pk in Still.objects.filter(state='waiting').values_list('pk', flat=True)]"
    env |= {"DJANGO_SETTINGS_MODULE": "filmsite.settings"}
    subprocess.run([sys.executable, "-c", code], cwd=BASE, env=env, check=True)


def test_killed_media_processes_lose_no_still_and_leave_none_half_made(running_site, editor):
    chance = random.Random(7)
    review = make_draft(editor)
    for number in range(6):
        drafting.add_picture(review, make_picture(size=(1700, 1000)), f"{number}.jpg", by=editor)
    queue_all(running_site)
    for number in range(6):
        process = worker(running_site, number)
        time.sleep(1.2 + chance.random())
        process.send_signal(signal.SIGKILL)
        process.wait(10)
        for rendition in Rendition.objects.all():
            assert default_storage.size(rendition_path(rendition.name)) == rendition.size
        queue_all(running_site)
    last = [worker(running_site, 10 + n) for n in range(2)]
    deadline = time.monotonic() + 60
    while Still.objects.exclude(state="ready").exists() and time.monotonic() < deadline:
        time.sleep(0.2)
    for process in last:
        process.terminate()
        process.wait(30)
    assert Still.objects.filter(state="ready").count() == 6
    for still in Still.objects.prefetch_related("renditions"):
        assert {r.recipe for r in still.renditions.all()} == {recipe.key for recipe in all_recipes(still)}
        for rendition in still.renditions.all():
            path = rendition_path(rendition.name)
            with default_storage.open(path) as file:
                Image.open(file).load()
            assert default_storage.size(path) == rendition.size

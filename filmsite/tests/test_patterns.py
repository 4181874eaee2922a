import re

import pytest
from django.conf import settings as site


@pytest.mark.django_db
def test_the_patterns_show_every_component(as_guest):
    """A component that nobody can look at in all its states goes wrong unseen."""
    page = as_guest.get("/muster/").content.decode()
    used = set(" ".join(re.findall(r'class="([^"]+)"', page)).split())
    unseen = set()
    for sheet in (site.BASE / "static/css/components").glob("*.css"):
        text = re.sub(r"/\*.*?\*/", "", sheet.read_text(), flags=re.S)
        classes = set(re.findall(r"\.([a-z][\w-]*)", re.sub(r"\{[^}]*\}", "", text)))
        if classes and not classes & used:
            unseen.add(sheet.name)
    assert unseen <= {"calendar.css", "case.css", "lightbox.css", "error-page.css", "voices.css"}


@pytest.mark.django_db
def test_the_patterns_are_not_there_in_production(as_guest, settings):
    settings.PRODUCTION = True
    assert as_guest.get("/muster/").status_code == 404

"""The docs name what exists, and what exists is named."""

import re
from pathlib import Path

import pytest
from django.core.management import get_commands

from filmsite.environment import NAMES

BASE = Path(__file__).parent.parent
OURS = {"filmsite", "reviews", "forum", "accounts"}


def test_settings_example_and_docs_name_the_same_variables():
    example = set(re.findall(r"^([A-Z_]+)=", (BASE / ".env.example").read_text(), re.M))
    documented = set(re.findall(r"^\| `([A-Z_]+)`", (BASE / "docs/settings.md").read_text(), re.M))
    assert set(NAMES) == example == documented


def test_every_command_is_documented_and_every_documented_command_exists():
    ours = {name for name, app in get_commands().items() if app in OURS}
    text = (BASE / "docs/operating.md").read_text()
    documented = set(re.findall(r"`manage\.py (\w+)", text))
    assert ours <= documented
    assert documented <= set(get_commands())


@pytest.mark.parametrize("path", [*BASE.glob("*.md"), *BASE.glob("docs/**/*.md")], ids=lambda path: path.name)
def test_links_between_documents_lead_somewhere(path):
    for target in re.findall(r"\]\((?!http)([^)#]+)\)", path.read_text()):
        assert (path.parent / target).exists(), target


def test_files_named_in_the_docs_exist():
    for path in (BASE / "docs").glob("*.md"):
        for name in re.findall(r"`((?:[a-z]+/)+[a-z_]+\.py)`", path.read_text()):
            assert (BASE / name).exists(), f"{path.name} names {name}"

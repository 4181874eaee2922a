"""How own data are written down: one ZIP with JSON for machines, HTML for people, and the pictures.

Rows go from the database to the file a few at a time, and each section is read twice, for either form, in the same
snapshot: an archive of any size costs the memory of a page.
"""

import datetime
import json
import shutil
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import IO, Any

from django.conf import settings
from django.core.files.storage import default_storage
from django.template.loader import get_template
from django.utils import timezone

from accounts.models import Member
from accounts.personal_data import Enclosed, Entry, Section, Shown, Value
from filmsite.stylesheet import ENTRY, bundled

__all__ = ["ROWS_PER_PAGE", "write_archive"]

ROWS_PER_PAGE = 500
"""Rows of one HTML file: some hundred kilobytes, which a telephone still shows."""

ROWS = "\0"
"""Stands in a page where its rows go; no text holds one."""

LOOK = "aussehen"
FONTS = ("fonts/imbue.woff2", "fonts/imbue-ext.woff2", "fonts/imbue-OFL.txt")


Fact = tuple[str, str, Value]
"""Label, kind and value."""


@dataclass
class _Written:
    """A section as it stands in the archive. `pages` are its HTML files."""

    section: Section
    count: int = 0
    pages: list[str] = field(default_factory=list)


def write_archive(file: IO[bytes], member: Member, using: str, sections: Iterable[Section]) -> None:
    """`member` was read from the database `using`, which stands still meanwhile."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        _write_look(archive)
        enclosed: dict[str, str] = {}
        written = [_write_section(archive, section, member, using, enclosed) for section in sections]
        missing = _write_pictures(archive, enclosed)
        context = _context(member) | {"written": written, "missing": missing}
        archive.writestr("index.html", get_template("export/index.html").render(context))


def _context(member: Member) -> dict[str, Any]:
    return {
        "name": member.name,
        "made_at": timezone.now(),
        "site_name": settings.SITE_NAME,
        "site_url": settings.SITE_URL,
        "style": f"{LOOK}/{ENTRY}",
    }


def _write_look(archive: zipfile.ZipFile) -> None:
    static = settings.BASE / "static"
    archive.writestr(f"{LOOK}/{ENTRY}", bundled(static / ENTRY))
    for name in FONTS:
        archive.write(static / name, f"{LOOK}/{name}")


def _write_section(
    archive: zipfile.ZipFile, section: Section, member: Member, using: str, enclosed: dict[str, str]
) -> _Written:
    written = _Written(section)
    with archive.open(f"daten/{section.key}.json", "w", force_zip64=True) as file:
        file.write(b"[")
        for entry in section.rows(member, using):
            file.write(b",\n" if written.count else b"\n")
            file.write(json.dumps(_plain(entry), ensure_ascii=False, indent=1).encode())
            written.count += 1
            for picture in _pictures_in(entry):
                enclosed[picture.name] = picture.stored
        file.write(b"\n]\n")
    last = max(1, -(-written.count // ROWS_PER_PAGE))
    written.pages = [f"{section.key}.html", *(f"{section.key}-{number}.html" for number in range(2, last + 1))]
    entries = iter(section.rows(member, using))
    for number in range(1, last + 1) if written.count else ():
        with archive.open(written.pages[number - 1], "w", force_zip64=True) as file:
            for part in _page(written, number, entries, member):
                file.write(part.encode())
    return written


def _page(written: _Written, number: int, entries: Iterator[Entry], member: Member) -> Iterator[str]:
    context = _context(member) | {
        "written": written,
        "section": written.section,
        "number": number,
        "newer": written.pages[number] if number < len(written.pages) else "",
        "older": written.pages[number - 2] if number > 1 else "",
    }
    row = get_template("export/_entry.html")
    before, after = get_template("export/section.html").render(context | {"rows": ROWS}).split(ROWS)
    yield before
    for _, entry in zip(range(ROWS_PER_PAGE), entries, strict=False):
        head, facts = _head_of(_facts(entry))
        yield row.render({"head": head, "facts": facts, "text": _text(entry), "pictures": _pictures_in(entry)})
    yield after


def _facts(entry: Entry) -> Sequence[Fact]:
    """Of everything short that says something."""
    shown: list[Fact] = []
    for label, value in entry.items():
        if value in ("", None) or isinstance(value, Shown | list) or label == "Text":
            continue
        kind = "moment" if isinstance(value, datetime.datetime) else "plain"
        if isinstance(value, bool):
            value = "ja" if value else "nein"
        elif isinstance(value, datetime.date) and kind == "plain":
            value = f"{value:%d.%m.%Y}"
        elif isinstance(value, str) and value.startswith(f"{settings.SITE_URL}/"):
            kind = "address"
        shown.append((label, kind, value))
    return shown


def _head_of(facts: Sequence[Fact]) -> tuple[str, Sequence[Fact]]:
    """What stands first heads the rest, if it is words."""
    if facts and facts[0][1] == "plain":
        return str(facts[0][2]), facts[1:]
    return "", facts


def _text(entry: Entry) -> Value:
    text = entry.get("Text")
    return (text if text.source else None) if isinstance(text, Shown) else text


def _pictures_in(entry: Entry) -> list[Enclosed]:
    return [picture for value in entry.values() if isinstance(value, list) for picture in value]


def _plain(entry: Entry) -> dict[str, Any]:
    return {label: _as_json(value) for label, value in entry.items()}


def _as_json(value: Value) -> Any:
    if isinstance(value, Shown):
        return value.source
    if isinstance(value, list):
        return [{"Datei": picture.name, "zu sehen": picture.alt} for picture in value]
    if isinstance(value, datetime.datetime):
        return timezone.localtime(value).isoformat(timespec="seconds")
    return value.isoformat() if isinstance(value, datetime.date) else value


def _write_pictures(archive: zipfile.ZipFile, enclosed: dict[str, str]) -> int:
    """Stored as they are, they are packed already. How many are missing: a picture may be deleted meanwhile."""
    missing = 0
    for name, stored in enclosed.items():
        try:
            source = default_storage.open(stored)
        except FileNotFoundError:
            missing += 1
            continue
        entry = zipfile.ZipInfo(name, timezone.localtime().timetuple()[:6])
        with source, archive.open(entry, "w", force_zip64=True) as target:
            shutil.copyfileobj(source, target)
    return missing

"""Thirty small style files are for people; a page asks for one.

`write_bundle` puts the entry and everything it imports into one file of the same name, in a folder that static
files are looked for in first. Layers keep their meaning, addresses keep working.
"""

import re
from pathlib import Path
from typing import Any

from whitenoise.storage import CompressedManifestStaticFilesStorage

ENTRY = "css/abspann.css"
IMPORT = r'@import url\("(?P<path>[^"]+)"\) layer\((?P<layer>\w+)\)(?: (?P<media>\w+))?;'


class HashedStorage(CompressedManifestStaticFilesStorage):
    """Names carry a digest; a page that names a file which does not exist is a bug for tests, not an error page."""

    manifest_strict = False

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._addresses: dict[str, str] = {}

    def url(self, name: str | None, force: bool = False) -> str:
        """The manifest is read when we start, so an address never changes; a page names a dozen of them."""
        if (known := self._addresses.get(name or "")) is not None:
            return known
        address: str = super().url(name, force)
        self._addresses[name or ""] = address
        return address


def bundled(source: Path) -> str:
    def wrapped(match: re.Match[str]) -> str:
        text = (source.parent / match["path"]).read_text()
        text = f"@layer {match['layer']} {{\n{text}}}\n"
        return f"@media {match['media']} {{\n{text}}}\n" if match["media"] else text

    return re.sub(IMPORT, wrapped, source.read_text())


def write_bundle(static: Path, bundle: Path) -> None:
    """From the folder `static` into the folder `bundle`."""
    target = bundle / ENTRY
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(bundled(static / ENTRY))

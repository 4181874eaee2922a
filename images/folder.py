"""Originals and renditions in a folder of this machine."""

import uuid
from pathlib import Path
from typing import Any

from django.core.files.storage import FileSystemStorage


class Folder(FileSystemStorage):
    """A file is seen whole or not at all, as in a bucket. `DATA/media`, of which no address leads anywhere."""

    def _save(self, name: str, content: Any) -> str:
        part = super()._save(f"{name}.{uuid.uuid4().hex}.part", content)  # type: ignore[misc]
        Path(self.path(part)).replace(self.path(name))
        return name

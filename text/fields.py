"""A column that is always a function of another column of the same row."""

from collections.abc import Callable
from typing import Any

from django.db import models


class DerivedField(models.CharField):
    """Computed from `source` by `function` whenever the row is written by `save()` or `bulk_create()`.

    Folding is done in Python because SQLite folds ASCII only and PostgreSQL by its own collation; a database
    would answer differently on each. `QuerySet.update(source=…)` does not recompute it: nobody updates a name
    that way, renaming is a verb. `function` must be importable, migrations name it.
    """

    def __init__(self, *args: Any, source: str, function: Callable[[str], str], **kwargs: Any) -> None:
        self.source = source
        self.function = function
        super().__init__(*args, **{"editable": False, "blank": True, **kwargs})

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = self.function(getattr(model_instance, self.source))
        if self.max_length:
            value = value[: self.max_length]
        setattr(model_instance, self.attname, value)
        return value

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source, "function": self.function}

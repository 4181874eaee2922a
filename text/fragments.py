"""Parts of pages that are the same for all readers, kept in this process by everything they are made of.

What goes in stands in the key or does not get in: such a template sees its named context and nothing else, no request
and no viewer. A changed part has another key; nothing is ever thrown out for being old.
"""

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Any, Generic, TypeVar

from django.template.loader import get_template
from django.utils.safestring import SafeString

__all__ = ["Kept", "forget_all", "render_keyed", "render_kept", "render_list", "render_loaded"]

PARTS = 3_000
"""About 2 KB each, so 6 MB in a process."""

LARGEST_PART = 16_000
"""Characters; the longest posts are made anew, so that the worst is 50 MB."""

T = TypeVar("T")
K = TypeVar("K", bound=Hashable)

_all: list["Kept[Any]"] = []


class Kept(Generic[T]):
    """The `most` values asked for last, by key."""

    def __init__(self, most: int) -> None:
        self.most = most
        self._values: OrderedDict[Hashable, T] = OrderedDict()
        self._lock = threading.Lock()
        _all.append(self)

    def __len__(self) -> int:
        return len(self._values)

    def known(self, key: Hashable) -> T | None:
        with self._lock:
            if key in self._values:
                self._values.move_to_end(key)
            return self._values.get(key)

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """Two who come at once both make it: to wait would cost more."""
        if (value := self.known(key)) is not None:
            return value
        value = make()
        self.put(key, value)
        return value

    def put(self, key: Hashable, value: T) -> None:
        with self._lock:
            self._values[key] = value
            while len(self._values) > self.most:
                self._values.popitem(last=False)

    def clear(self) -> None:
        with self._lock:
            self._values.clear()


_parts: Kept[SafeString] = Kept(PARTS)


def render_kept(template: str, key: Hashable, **context: Any) -> SafeString:
    """`key` says everything the template shows of `context`."""
    return render_loaded(template, key, lambda: context)


def render_loaded(template: str, key: Hashable, load: Callable[[], dict[str, Any]]) -> SafeString:
    """The same where the context itself costs something: `load` gives it, and is asked only for a part not known yet."""
    part = _parts.known((template, key))
    if part is None:
        part = SafeString(get_template(template).render(load()))
        if len(part) <= LARGEST_PART:
            _parts.put((template, key), part)
    return part


def render_list(
    template: str, keys: Sequence[K], load: Callable[[list[K]], Mapping[K, dict[str, Any]]]
) -> list[SafeString]:
    """The parts of a list in the order of its keys. `load` is asked once, for the contexts of those that are not known;
    what it does not find any more is left out."""
    return list(render_keyed(template, keys, load).values())


def render_keyed(
    template: str, keys: Sequence[K], load: Callable[[list[K]], Mapping[K, dict[str, Any]]]
) -> dict[K, SafeString]:
    """The same, each part by its key."""
    parts = {key: _parts.known((template, key)) for key in keys}
    if unknown := [key for key, part in parts.items() if part is None]:
        for key, context in load(unknown).items():
            parts[key] = render_kept(template, key, **context)
    return {key: part for key, part in parts.items() if part is not None}


def forget_all() -> None:
    """For tests, whose rows of the same id and version differ."""
    for kept in _all:
        kept.clear()

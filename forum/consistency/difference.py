from collections.abc import Callable
from dataclasses import dataclass

__all__ = ["Difference", "Mend"]


@dataclass(frozen=True)
class Mend:
    """An act that sets one row right in a short transaction of its own, after it has looked again under the lock.

    Two differences of one row can share their mend, so equal ones are done once.
    """

    act: Callable[[int], object]
    pk: int

    def __call__(self) -> None:
        self.act(self.pk)


@dataclass(frozen=True)
class Difference:
    """One sentence on what is not as it must be. Without `mend` a person has to decide what is true."""

    text: str
    mend: Mend | None = None

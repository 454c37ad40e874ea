"""Ten at a time, first come first served (row ``limits.concurrency``)."""

from collections import OrderedDict
from typing import Generic, TypeVar

T = TypeVar("T")


class Slots(Generic[T]):
    """``limit`` places; whoever finds none waits in line."""

    def __init__(self, limit: int) -> None:
        self.limit = limit
        self._inside: set[T] = set()
        self._line: OrderedDict[T, None] = OrderedDict()  # long lines are left from the middle, too

    @property
    def full(self) -> bool:
        """Whether the next one would have to wait."""
        return len(self._inside) >= self.limit

    def enter(self, item: T) -> bool:
        """Take a place (``True``) or a number in the line (``False``)."""
        if self.full:
            self._line[item] = None
            return False
        self._inside.add(item)
        return True

    def leave(self, item: T) -> T | None:
        """Give back a place or step out of the line; the one whose turn has come, if any."""
        if item not in self._inside:
            self._line.pop(item, None)
            return None
        self._inside.remove(item)
        if not self._line:
            return None
        following, _ = self._line.popitem(last=False)
        self._inside.add(following)
        return following

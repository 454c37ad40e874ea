"""Where the events of a task share a place in the line, when its callbacks are far behind."""

import threading
from collections.abc import Callable
from typing import Any

from wxlab.api.record import Record

Make = Callable[[Any], Record]
"""Makes what listeners hear of what was told: only when somebody listens, or looks at the log."""

MOST_BEHIND = 10_000
"""Events of all tasks that wait for their callbacks before those of one task share places.

Of its progress only the newest waits then; the bytes of its chunks join those of the last one.
"""


class Shared:
    """One place for the events of one name, told by one thread and heard on another."""

    def __init__(self, make: Make, told: object) -> None:
        self._make = make
        self._told: Any = told
        self._taken = False
        self._lock = threading.Lock()

    def take_in(self, told: object) -> bool:
        """A later event shares the place; not if its turn has come already."""
        with self._lock:
            if self._taken:
                return False
            if isinstance(told, bytes):
                if isinstance(self._told, bytes):
                    self._told = bytearray(self._told)
                self._told += told
            else:
                self._told = told
            return True

    def heard(self) -> Record:
        """Its turn has come: what listeners hear."""
        with self._lock:
            self._taken = True
        told, self._told = self._told, None
        return self._make(told)

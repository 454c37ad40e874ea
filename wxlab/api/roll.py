"""The tasks of one mini-program, in the order of their calls."""

import threading
import weakref
from collections.abc import Callable
from itertools import count
from typing import TYPE_CHECKING

from wxlab.api.watchers import Watchers

if TYPE_CHECKING:
    from wxlab.api.task import Task


class Roll:
    """Knows every task that somebody still holds, and keeps none alive itself."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._tasks: weakref.WeakValueDictionary[int, Task] = weakref.WeakValueDictionary()
        self._numbers = count()
        self._followers: tuple[Callable[[Task], object], ...] = ()
        self.watchers = Watchers()

    def add(self, task: "Task") -> None:
        """A call was made."""
        with self._lock:
            self._tasks[next(self._numbers)] = task
        for take in self._followers:
            take(task)
        self.watchers.tell()

    def follow(self, take: "Callable[[Task], object]") -> Callable[[], None]:
        """Give every new task to ``take``, which may hold it; returns a function that ends it."""
        with self._lock:
            self._followers += (take,)

        def stop() -> None:
            with self._lock:
                self._followers = tuple(each for each in self._followers if each is not take)

        return stop

    def tasks(self) -> tuple["Task", ...]:
        """The tasks there are."""
        with self._lock:
            return tuple(self._tasks.values())

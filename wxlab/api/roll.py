"""The tasks of one mini-program, in the order of their calls."""

import threading
import weakref
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
        self.followers = Watchers()
        """Are given every new task, which they may hold."""
        self.watchers = Watchers()

    def add(self, task: "Task") -> None:
        """A call was made."""
        with self._lock:
            self._tasks[next(self._numbers)] = task
        self.followers.tell(task)
        self.watchers.tell()

    def tasks(self) -> tuple["Task", ...]:
        """The tasks there are."""
        with self._lock:
            return tuple(self._tasks.values())

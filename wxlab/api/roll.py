"""The tasks of one mini-program, in the order of their calls."""

import weakref
from typing import TYPE_CHECKING

from wxlab.api.watchers import Watchers

if TYPE_CHECKING:
    from wxlab.api.task import Task


class Roll:
    """Knows every task that somebody still holds, and keeps none alive itself."""

    def __init__(self) -> None:
        self._tasks: dict[weakref.ref[Task], None] = {}
        self.followers = Watchers()
        """Are given every new task, which they may hold."""
        self.watchers = Watchers()

    def add(self, task: "Task") -> None:
        """A call was made."""
        self._tasks[weakref.ref(task, self._tasks.pop)] = None  # which takes it away again
        self.followers.tell(task)
        self.watchers.tell()

    def tasks(self) -> tuple["Task", ...]:
        """The tasks there are."""
        # The list is made at one go, whatever other threads do: nothing of Python's runs meanwhile.
        return tuple(task for each in list(self._tasks) if (task := each()) is not None)

"""The transfers of a network panel: numbered, kept, and looked at again when they change."""

import threading
import weakref
from collections import deque
from collections.abc import Callable
from typing import Any

from wxlab.api.errors import LOG
from wxlab.api.mini_program import Wx
from wxlab.api.task import Task
from wxlab.api.trace import Trace
from wxlab.notebook.milestones import Milestones
from wxlab.notebook.rows import row

MAX_LINES = 500
"""Transfers kept; of more, the oldest that are over leave, and later ones wait to be shown."""

# Of these the clock goes on, and the server reads on, without anybody telling.
_LIVELY = frozenset({"sending", "waiting", "receiving"})


class Line:
    """One task: its number, what was told of it last, and what was said of it."""

    def __init__(self, number: int, task: Task, lang: str) -> None:
        self.number = number
        self.task = task
        self.milestones = Milestones(lang)
        self.told: dict[str, Any] = {}
        self.changed = True
        self.over = False
        self.stop: Callable[[], object] = lambda: None

    def mark(self) -> None:
        """Something of the task has changed; called on any thread."""
        self.changed = True


class Ledger:
    """Follows the tasks of one mini-program; ``changed()`` hears, on any thread, that one changed.

    It holds the tasks it shows: what has ended stays to be looked at until it is cleared.
    """

    def __init__(self, wx: Wx, lang: str, changed: Callable[[], object]) -> None:
        self._wx = wx
        self._lang = lang
        self._changed = changed
        self._lock = threading.RLock()
        self._lines: dict[int, Line] = {}
        self._known: weakref.WeakSet[Task] = weakref.WeakSet()
        self._last = 0
        self._stopped = False
        # Nobody else may hold a task, and it may be over before it is looked at.
        self._arrived: deque[Task] = deque(maxlen=MAX_LINES)
        self._leave = wx.observe(changed), wx._roll.followers.add(self._arrived.append)

    def stop(self) -> None:
        """Follow nobody any more."""
        for leave in self._leave:
            leave()
        with self._lock:
            self._stopped = True
            self._arrived.clear()
            self._drop(list(self._lines.values()))

    def task(self, number: object) -> Task | None:
        """The task of a line; ``None`` for a line that is gone."""
        with self._lock:
            line = self._lines.get(number) if isinstance(number, int) else None
            return None if line is None else line.task

    def tasks(self) -> tuple[Task, ...]:
        """The tasks of all lines, in order."""
        with self._lock:
            return tuple(line.task for line in self._lines.values())

    def look(self, everything: bool = False) -> tuple[list[dict[str, Any]], list[str], list[int]]:
        """The rows that changed since the last look (or all), what to say, and who has left."""
        with self._lock:
            left = [] if self._stopped else self._take_in()
            rows, news = [], []
            for line in self._lines.values():
                try:
                    now, said = self._row(line)
                except Exception:  # one that cannot be shown must not hide the others
                    LOG.exception("a transfer could not be shown")
                    continue
                if everything or now != line.told:
                    rows.append(now)
                    line.told = now
                news += [said] if said else []
            return rows, news, left

    @property
    def lively(self) -> bool:
        """Whether there is something to see that nobody tells."""
        with self._lock:
            return any(line.task.state in _LIVELY for line in self._lines.values() if not line.over)

    def clear(self) -> list[int]:
        """Let go of what is over; the numbers of those lines."""
        with self._lock:
            return self._drop([each for each in self._lines.values() if each.over])

    def _row(self, line: Line) -> tuple[dict[str, Any], str]:
        if not line.changed and (line.over or line.task.state not in _LIVELY):
            return line.told, ""
        line.changed = False
        seen = Trace.of(line.task)
        if seen.over and not line.over:
            line.over = True
            line.stop()
        return row(line.number, seen, self._lang), line.milestones.news(seen)

    def _take_in(self) -> list[int]:
        held = [self._arrived.popleft() for _ in range(len(self._arrived))]
        fresh = [task for task in self._wx.tasks if task not in self._known]
        del held
        crowded = max(0, len(self._lines) + len(fresh) - MAX_LINES)
        left = self._drop([each for each in self._lines.values() if each.over][:crowded])
        late = [task for task in fresh if task.result is not None]
        late = late[: max(0, crowded - len(left))]
        self._known.update(late)
        self._last += len(late)
        fresh = [task for task in fresh if task not in self._known]
        for task in fresh[: MAX_LINES - len(self._lines)]:
            self._known.add(task)
            self._last += 1
            line = self._lines[self._last] = Line(self._last, task, self._lang)
            line.stop = task.observe(self._marker(line))
        return left

    def _marker(self, line: Line) -> Callable[[], None]:
        def mark() -> None:
            line.mark()
            self._changed()

        return mark

    def _drop(self, lines: list[Line]) -> list[int]:
        for line in lines:
            line.stop()
            del self._lines[line.number]
        return [line.number for line in lines]

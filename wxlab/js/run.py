"""One run of a cell: what it has started, and when all of that is over."""

import asyncio
import threading
from collections.abc import Callable, Generator, Hashable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from wxlab.api.completion import Completion
from wxlab.api.script import SCRIPT
from wxlab.api.task import Task
from wxlab.js.errors import JSError

# A wait after an interrupt: `fail` should still print below the cell that was stopped.
_LAST_WORDS = 1.0


@dataclass(frozen=True, slots=True)
class Settings:
    """How a cell is run; the keywords of ``JavaScript.run``.

    ``given`` are values to begin with, ``wanted`` the names of those to bring back, ``hosts``
    begins of URLs and what they are replaced by, ``album`` the files that are chosen,
    ``folder`` where ``require`` looks.
    """

    name: str = ""
    given: Mapping[str, object] = field(default_factory=dict)
    wanted: tuple[str, ...] = ()
    hosts: Any = None
    album: list[Path] = field(default_factory=list)
    folder: Path = field(default_factory=Path.cwd)


class Run:
    """A cell that runs, or has run. It is over when all its tasks and timers are.

    Wait for it with ``await run`` or ``run.wait()``; both return the values that were wanted, as a
    dict, and raise ``JSError`` when the program itself failed. An interrupt aborts what it started.
    """

    def __init__(self, number: int, settings: Settings, owner: Hashable) -> None:
        self.number = number
        self.settings = settings
        self.name = settings.name or f"cell {number}"
        self.error: JSError | None = None
        self.values: dict[str, Any] = {}
        self.timers: dict[int, asyncio.TimerHandle] = {}
        self.aborted = False
        self._completion = Completion(owner)
        self._tasks: list[Task] = []
        self._lock = threading.Lock()
        # On the script thread: what is under way. The program itself is the first of it.
        self._pending: set[Hashable] = {"program"}
        self._changed: Callable[[], object] = lambda: None

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The transfers it has started, in order; for ``watch``, ``waterfall`` and the like."""
        with self._lock:
            return tuple(self._tasks)

    @property
    def over(self) -> bool:
        """Whether everything it started has ended."""
        return bool(self._completion)

    def wait(self, timeout: float | None = None) -> dict[str, Any]:
        """Block until it is over. ``TimeoutError`` after ``timeout`` seconds; it goes on then."""
        try:
            in_time = self._completion.wait(timeout)
        except KeyboardInterrupt:
            self.abort()
            raise
        if not in_time:
            raise TimeoutError(f"{self.name} still runs after {timeout} s")
        return self._result()

    def __await__(self) -> Generator[Any, None, dict[str, Any]]:
        yield from self._settled().__await__()
        return self._result()

    async def _settled(self) -> None:
        try:
            await self._completion.wait_async()
        except (asyncio.CancelledError, KeyboardInterrupt):
            self.abort()
            try:
                async with asyncio.timeout(_LAST_WORDS):
                    await self._completion.wait_async()
            except TimeoutError:
                pass
            raise

    def _result(self) -> dict[str, Any]:
        if self.error is not None:
            raise self.error
        return self.values

    def abort(self) -> None:
        """Stop its tasks, its timers and its waiting, from any thread; again does no harm."""
        self.aborted = True
        for task in self.tasks:
            task._abort()
        SCRIPT.thread.post(self._forget)

    def when_over(self, call: Callable[[], object]) -> None:
        """Have ``call()`` called when it is over, on the script thread; at once if it is."""
        self._completion.call_when_set(call)

    # -- on the script thread ------------------------------------------------------------------

    def on_change(self, changed: Callable[[], object]) -> None:
        """Have ``changed()`` called whenever something of it has ended."""
        self._changed = changed

    def waits_for(self, what: Hashable) -> bool:
        """Whether this is still under way."""
        return what in self._pending

    @property
    def idle(self) -> bool:
        """Whether nothing is under way any more."""
        return not self._pending

    def began(self, what: Hashable) -> None:
        """Something was started that the cell waits for."""
        self._pending.add(what)

    def ended(self, what: Hashable) -> None:
        """It is over."""
        if what in self._pending:
            self._pending.discard(what)
            self._changed()

    def add(self, task: Task) -> None:
        """A transfer was started. What an interrupted cell still starts is aborted at once."""
        with self._lock:
            self._tasks.append(task)
        self.began(task)
        task._delivery.completion.call_when_set(lambda: self.ended(task))
        if self.aborted:
            task._abort()

    def complete(self) -> None:
        """Let those who wait go on."""
        self._completion.set()

    def _forget(self) -> None:
        for timer in self.timers.values():
            timer.cancel()
        self.timers.clear()
        for what in [each for each in self._pending if not isinstance(each, Task)]:
            self.ended(what)


CURRENT: ContextVar[Run | None] = ContextVar("wxlab-js-run", default=None)
"""The run that the present code belongs to: its callbacks and timers run in its context."""

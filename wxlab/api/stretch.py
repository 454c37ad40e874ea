"""Run to completion: nothing starts while the code that made the call still runs.

In JavaScript a call only begins once the running code has ended. Here a new task starts when the
caller's event loop takes its next turn, when a task is waited for on the caller's thread, or,
where neither happens, after 100 ms. So a listener added after a ``print``
misses nothing, and an ``abort()`` in time sends nothing.
"""

import asyncio
import contextlib
import math
import threading
import time
from collections.abc import Callable, Hashable
from itertools import takewhile

from wxlab.net.loops import NETWORK

GRACE = 0.1
"""Seconds after which a task starts on its own."""


class Start:
    """A start that has been put off; it happens once. ``group`` is whose it is."""

    def __init__(self, group: Hashable, begin: Callable[[], None]) -> None:
        self.group = group
        self.due = time.monotonic() + GRACE
        self.thread = threading.get_ident()
        self._begin: Callable[[], None] | None = begin
        _PENDING.add(self)
        with contextlib.suppress(RuntimeError):  # a plain script has no loop
            asyncio.get_running_loop().call_soon(self.now)

    def now(self) -> None:
        """Start, unless it has started."""
        begin = self._begin
        if begin is not None and _PENDING.take(self):
            self._begin = None
            begin()


class _Pending:
    """The starts that are put off, of each thread in the order of the calls; one clock for all."""

    def __init__(self) -> None:
        self._clear()
        NETWORK.in_forked_child(self._clear)

    def _clear(self) -> None:
        self._lock = threading.Lock()
        self._threads: dict[int, dict[Start, None]] = {}
        self._rings_at = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def add(self, start: Start) -> None:
        """Put one off."""
        with self._lock:
            self._threads.setdefault(start.thread, {})[start] = None
            sooner = start.due < self._rings_at
            if sooner:
                self._rings_at = start.due
        if sooner:
            NETWORK.post(self._wind)

    def take(self, start: Start) -> bool:
        """It starts now; ``False`` when it has started before."""
        with self._lock:
            mine = self._threads.get(start.thread, {})
            if start not in mine:
                return False
            del mine[start]
            if not mine:
                del self._threads[start.thread]
            return True

    def of_thread(self, thread: int) -> list[Start]:
        """Those that a thread has put off."""
        with self._lock:
            return list(self._threads.get(thread, ()))

    def of_all(self) -> list[Start]:
        """All of them."""
        with self._lock:
            return [start for mine in self._threads.values() for start in mine]

    def _wind(self) -> None:
        """On the network thread: have the clock ring when it should, if it should."""
        if self._timer is not None:
            self._timer.cancel()
        seconds = self._rings_at - time.monotonic()
        if seconds < math.inf:
            self._timer = NETWORK.loop.call_later(max(0.0, seconds), self._ring)

    def _ring(self) -> None:
        """On the network thread: start what is due, and come again while anything is put off."""
        now = time.monotonic()
        with self._lock:
            due = [
                start
                for mine in self._threads.values()
                for start in takewhile(lambda start: start.due <= now, mine)
            ]
        for start in due:
            start.now()
        with self._lock:
            first = (next(iter(mine)).due for mine in self._threads.values())
            self._rings_at = min(first, default=math.inf)
        self._wind()


_PENDING = _Pending()


def end() -> None:
    """The caller waits: everything it has called so far starts, in the order of the calls."""
    for start in _PENDING.of_thread(threading.get_ident()):
        start.now()


def end_of(group: Hashable) -> None:
    """A mini-program closes: whatever was called for it, on any thread, starts now."""
    for start in _PENDING.of_all():
        if start.group is group:
            start.now()

"""Run to completion: nothing starts while the code that made the call still runs.

In JavaScript a call only begins once the running code has ended. Here a new task starts when the
caller's event loop takes its next turn, when a task is waited for on the caller's thread, or,
where neither happens, after 100 ms. So a listener added after a ``print``
misses nothing, and an ``abort()`` in time sends nothing.
"""

import asyncio
import math
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Hashable

from wxlab.net.loops import NETWORK

GRACE = 0.1
"""Seconds after which a task starts on its own."""

Begin = Callable[[], None]
"""Starts something; what it posts to the network thread need not wake it."""


class Start:
    """A start that has been put off; it happens once. ``group`` is whose it is."""

    def __init__(self, group: Hashable, begin: Begin) -> None:
        self.group = group
        self.due = time.monotonic() + GRACE
        self._line = _PENDING.lines[threading.get_ident()]
        self._line.starts[self] = begin
        self._line.turn_soon()
        if self.due < _PENDING.rings_at:
            NETWORK.post(_PENDING.wind, self.due)

    def at_once(self) -> None:
        """The caller waits for it: all that was called on this thread starts, and it does, too."""
        end()
        self.now()

    def soon(self) -> None:
        """The caller awaits it: the same, unless this loop is about to start it anyway."""
        if not self._line.turns(asyncio.get_running_loop()):
            self.at_once()

    def now(self) -> None:
        """Start, unless it has started."""
        self.begin()
        NETWORK.wake()

    def begin(self) -> None:
        """The same, for whoever wakes the network thread afterwards."""
        begin = self._line.starts.pop(self, None)  # for one thread only, however many try
        if begin is not None:
            begin()


class _Line:
    """The starts that one thread has put off, in the order of the calls."""

    def __init__(self) -> None:
        self.starts: dict[Start, Begin] = {}
        self._loop: asyncio.AbstractEventLoop | None = None

    def turn_soon(self) -> None:
        """On its thread: they start when the loop that runs there takes its next turn."""
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            return  # a plain script has no loop
        if loop is not self._loop:
            loop.call_soon(self._turn)
            self._loop = loop

    def turns(self, loop: asyncio.AbstractEventLoop) -> bool:
        """Whether they start when this loop takes its next turn."""
        return loop is self._loop

    def _turn(self) -> None:
        self._loop = None
        self.end()

    def end(self) -> None:
        """All of them start now."""
        try:
            for start in list(self.starts):
                start.begin()
        finally:  # even when it is interrupted here (Ctrl-C)
            NETWORK.wake()


class _Pending:
    """The starts that are put off, on all threads; one clock for all."""

    def __init__(self) -> None:
        # A thread that ends leaves its line to the next one that has its number.
        self.lines: defaultdict[int, _Line] = defaultdict(_Line)
        self._clear()
        NETWORK.in_forked_child(self._clear)

    def _clear(self) -> None:
        for line in self.lines.values():
            line.starts.clear()
        self.rings_at = math.inf
        self._timer: asyncio.TimerHandle | None = None

    def wind(self, due: float) -> None:
        """On the network thread: have the clock ring when the first of them is due."""
        if due < self.rings_at:
            if self._timer is not None:
                self._timer.cancel()
            self.rings_at = due
            self._timer = NETWORK.loop.call_later(due - time.monotonic(), self._ring)

    def _ring(self) -> None:
        """On the network thread: start what is due, and come again while anything is put off."""
        self.rings_at = math.inf  # before it looks: what is put off from now on winds it again
        now = time.monotonic()
        for line in list(self.lines.values()):
            for start in list(line.starts):
                if start.due > now:
                    self.wind(start.due)
                    break
                start.now()


_PENDING = _Pending()


def end() -> None:
    """The caller waits: everything it has called so far starts, in the order of the calls."""
    _PENDING.lines[threading.get_ident()].end()


def end_of(group: Hashable) -> None:
    """A mini-program closes: whatever was called for it, on any thread, starts now."""
    for line in list(_PENDING.lines.values()):
        for start in list(line.starts):
            if start.group is group:
                start.now()

"""Run to completion: nothing starts while the code that made the call still runs.

In JavaScript a call only begins once the running code has ended. Here a new task starts when the
caller's event loop takes its next turn, when a task is waited for on the caller's thread, or,
where neither happens, after 100 ms. So a listener added after a ``print``
misses nothing, and an ``abort()`` in time sends nothing.
"""

import asyncio
import contextlib
import threading
from collections.abc import Callable, Hashable

from wxlab.net.loops import NETWORK

GRACE = 0.1
"""Seconds after which a task starts on its own."""

_lock = threading.Lock()
_pending: dict["Start", tuple[int, Hashable]] = {}


class Start:
    """A start that has been put off; it happens once. ``group`` is whose it is."""

    def __init__(self, group: Hashable, begin: Callable[[], None]) -> None:
        self._begin = begin
        with _lock:
            _pending[self] = threading.get_ident(), group
        with contextlib.suppress(RuntimeError):  # a plain script has no loop
            asyncio.get_running_loop().call_soon(self.now)
        NETWORK.post(self._soon)

    def _soon(self) -> None:
        NETWORK.loop.call_later(GRACE, self.now)

    def now(self) -> None:
        """Start, unless it has started."""
        with _lock:
            waiting = _pending.pop(self, None) is not None
        if waiting:
            self._begin()


def end() -> None:
    """The caller waits: everything it has called so far starts, in the order of the calls."""
    here = threading.get_ident()
    _start(lambda thread, _: thread == here)


def end_of(group: Hashable) -> None:
    """A mini-program closes: whatever was called for it, on any thread, starts now."""
    _start(lambda _, owner: owner is group)


def _start(wanted: Callable[[int, Hashable], bool]) -> None:
    with _lock:
        chosen = [start for start, about in _pending.items() if wanted(*about)]
    for start in chosen:
        start.now()

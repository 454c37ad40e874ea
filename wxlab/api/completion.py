"""Waiting for a task: from a thread, from any event loop, from inside a callback."""

import asyncio
import contextlib
import threading
import time
from collections.abc import Callable, Hashable

from wxlab.api.script import SCRIPT

POLL_SECONDS = 0.1
AWAIT_POLL_SECONDS = 0.05


class Completion:
    """Set once, on the script thread, when ``complete`` has returned."""

    def __init__(self, owner: Hashable) -> None:
        self._owner = owner
        self._reached = threading.Event()
        self._lock = threading.Lock()
        self._wakers: list[Callable[[], object]] = []

    def __bool__(self) -> bool:
        return self._reached.is_set()

    def set(self) -> None:
        """It is complete: wake everybody who waits."""
        with self._lock:
            self._reached.set()
            wakers, self._wakers = self._wakers, []
        for wake in wakers:
            wake()

    def wait(self, seconds: float | None) -> bool:
        """Block the thread; ``False`` when the time is over first.

        In short slices: a blocking wait ends on an interrupt only if it looks up now and then.
        """
        if SCRIPT.thread.is_current():
            return bool(SCRIPT.run_nested(lambda: self.wait_on_script(seconds)))
        deadline = None if seconds is None else time.monotonic() + seconds
        while not self._reached.wait(_slice(deadline)):
            if deadline is not None and time.monotonic() >= deadline:
                return False
        return True

    async def wait_async(self) -> None:
        """Wait on whatever loop is running."""
        if SCRIPT.thread.is_current():
            await self.wait_on_script(None)
        else:
            await self._wait_polling()

    async def wait_on_script(self, seconds: float | None) -> bool:
        """Wait inside a callback, while other callbacks run. ``False`` when time is over first."""
        if self:
            return True
        async with SCRIPT.yielding(self._owner):
            arrived = asyncio.Event()
            self.call_when_set(arrived.set)  # set() runs on this very thread
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(seconds):
                    await arrived.wait()
        return bool(self)

    async def _wait_polling(self) -> None:
        """Not one long await: a kernel sees an interrupt only when its loop wakes up."""
        loop = asyncio.get_running_loop()
        arrived = asyncio.Event()

        def wake() -> None:
            with contextlib.suppress(RuntimeError):  # the loop may be closed by now
                loop.call_soon_threadsafe(arrived.set)

        self.call_when_set(wake)
        while not self:
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(AWAIT_POLL_SECONDS):
                    await arrived.wait()

    def call_when_set(self, wake: Callable[[], object]) -> None:
        with self._lock:
            if not self._reached.is_set():
                self._wakers.append(wake)
                return
        wake()


def _slice(deadline: float | None) -> float:
    if deadline is None:
        return POLL_SECONDS
    return max(0.0, min(POLL_SECONDS, deadline - time.monotonic()))

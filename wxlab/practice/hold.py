"""Requests that wait until somebody lets them go on."""

import asyncio
import threading
from contextlib import suppress

from wxlab.practice.log import Entry, Log


class Hold:
    """Where /stall requests wait; any thread may release them."""

    def __init__(self, log: Log, seconds: float) -> None:
        self._log = log
        self._seconds = seconds
        self._lock = threading.Lock()
        self._waiting: dict[asyncio.Future[None], Entry] = {}

    async def wait(self, entry: Entry) -> None:
        """Wait, in the server's loop, until the next `release`; nobody is held for ever."""
        released = asyncio.get_running_loop().create_future()
        with self._lock:
            self._waiting[released] = entry
        self._log.held(entry, 1)
        try:
            with suppress(TimeoutError):
                async with asyncio.timeout(self._seconds):
                    await released
        finally:  # an aborted request leaves by itself
            with self._lock:
                left = self._waiting.pop(released, None)
            if left is not None:
                self._log.held(entry, -1)

    def release(self) -> int:
        """Let all go on that wait now, in the order they came; returns how many."""
        with self._lock:
            waiting, self._waiting = self._waiting, {}
        for released, entry in waiting.items():
            self._log.held(entry, -1)
            released.get_loop().call_soon_threadsafe(_let_go, released)
        return len(waiting)


def _let_go(released: asyncio.Future[None]) -> None:
    if not released.done():
        released.set_result(None)

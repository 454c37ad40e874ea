"""When the time of each transfer is over: one timer for all of them, as nearly all end in time."""

import asyncio
import math
from collections.abc import Callable


class Deadlines:
    """Calls whom it was given when its time is over, unless it is dropped before.

    Belongs to the thread of the running loop; on another loop, as after a fork, it begins anew.
    """

    def __init__(self) -> None:
        self._due: dict[Callable[[], object], float] = {}
        self._loop: asyncio.AbstractEventLoop | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._rings_at = math.inf

    def set(self, expire: Callable[[], object], seconds: float) -> None:
        """Have ``expire()`` called in so many seconds."""
        loop = asyncio.get_running_loop()
        if loop is not self._loop:
            self._loop, self._timer, self._rings_at = loop, None, math.inf
        self._due[expire] = due = loop.time() + seconds
        if due < self._rings_at:
            self._wind(loop, due)

    def drop(self, expire: Callable[[], object]) -> None:
        """It is over in time; again does no harm."""
        self._due.pop(expire, None)

    def _wind(self, loop: asyncio.AbstractEventLoop, due: float) -> None:
        if self._timer is not None:
            self._timer.cancel()
        self._rings_at, self._timer = due, loop.call_at(due, self._ring, loop)

    def _ring(self, loop: asyncio.AbstractEventLoop) -> None:
        """The first may be dropped by now: come again for the next one."""
        rang = self._rings_at
        self._rings_at, self._timer = math.inf, None
        for expire, due in tuple(self._due.items()):
            if due <= rang and self._due.pop(expire, None) is not None:
                expire()
        if self._due:
            self._wind(loop, min(self._due.values()))

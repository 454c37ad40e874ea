"""Waiting for a task: from a thread, from any event loop, from inside a callback."""

import asyncio
import contextlib
import threading
import time
import weakref
from collections import deque
from collections.abc import Callable, Hashable
from functools import partial

from wxlab.api.script import SCRIPT

POLL_SECONDS = 0.1
AWAIT_POLL_SECONDS = 0.05


class Completion:
    """Set once, on the script thread, when ``complete`` has returned."""

    def __init__(self, owner: Hashable) -> None:
        self._owner: Hashable = owner
        self._reached = False
        self._wakers: list[Callable[[], object]] = []

    def __bool__(self) -> bool:
        return self._reached

    def set(self) -> None:
        """It is complete: wake everybody who waits."""
        self._reached = True
        self._owner = None
        self._wake()

    def wait(self, seconds: float | None) -> bool:
        """Block the thread; ``False`` when the time is over first.

        In short slices: a blocking wait ends on an interrupt only if it looks up now and then.
        """
        if SCRIPT.thread.is_current():
            return bool(SCRIPT.run_nested(lambda: self.wait_on_script(seconds)))
        deadline = None if seconds is None else time.monotonic() + seconds
        gate = threading.Lock()  # a lock that another thread opens is the quickest of events
        gate.acquire()
        self.call_when_set(gate.release)
        try:
            while not gate.acquire(timeout=_slice(deadline)):
                if deadline is not None and time.monotonic() >= deadline:
                    return False
        finally:
            self._forget(gate.release)
        return True

    async def wait_async(self) -> None:
        """Wait on whatever loop is running."""
        if SCRIPT.thread.is_current():
            await self.wait_on_script(None)
            return
        loop = asyncio.get_running_loop()
        heart, arrived = Heart.of(loop), loop.create_future()
        wake = partial(heart.wake, arrived)
        self.call_when_set(wake)
        heart.beat_for_one_more()
        try:
            await arrived
        finally:
            heart.waiting -= 1
            self._forget(wake)

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

    def call_when_set(self, wake: Callable[[], object]) -> None:
        self._wakers.append(wake)
        if self._reached:
            self._wake()

    def _wake(self) -> None:
        while self._wakers:
            try:
                wake = self._wakers.pop(0)
            except IndexError:
                return  # another thread has taken the last of them
            wake()

    def _forget(self, wake: Callable[[], object]) -> None:
        if not self._reached:
            with contextlib.suppress(ValueError):  # it may be set at this very moment
                self._wakers.remove(wake)


class Heart:
    """Beats while anybody waits on a loop: a kernel sees an interrupt only when its loop wakes up.

    One for all who wait there, however many they are. Belongs to the loop's own thread, all but
    ``wake``, which wakes the loop once for all that came to its end in one turn of the script.
    """

    def __init__(self) -> None:
        self.waiting = 0
        self._beating = False
        self._called = False
        self._arrived: deque[asyncio.Future[None]] = deque()

    @classmethod
    def of(cls, loop: asyncio.AbstractEventLoop) -> "Heart":
        """The heart of a loop."""
        return _HEARTS.get(loop) or _HEARTS.setdefault(loop, cls())

    def beat_for_one_more(self) -> None:
        """Somebody waits; when they have done so, they count ``waiting`` down."""
        self.waiting += 1
        if not self._beating:
            self._beat()

    def wake(self, arrived: asyncio.Future[None]) -> None:
        """What somebody waits for on the loop is here."""
        self._arrived.append(arrived)
        if not self._called:
            self._called = True
            SCRIPT.afterwards(partial(self._call, arrived.get_loop()))

    def _call(self, loop: asyncio.AbstractEventLoop) -> None:
        try:
            with contextlib.suppress(RuntimeError):  # the loop may be closed by now
                loop.call_soon_threadsafe(self._arrive)
        except BaseException:
            self._called = False  # interrupted here (Ctrl-C), it would never be woken again
            raise

    def _arrive(self) -> None:
        self._called = False  # from now on, who comes wakes the loop again
        while self._arrived:
            arrived = self._arrived.popleft()
            if not arrived.done():
                arrived.set_result(None)

    def _beat(self) -> None:
        self._beating = self.waiting > 0
        if self._beating:
            asyncio.get_running_loop().call_later(AWAIT_POLL_SECONDS, self._beat)


_HEARTS: "weakref.WeakKeyDictionary[asyncio.AbstractEventLoop, Heart]" = weakref.WeakKeyDictionary()


def _slice(deadline: float | None) -> float:
    if deadline is None:
        return POLL_SECONDS
    return max(0.0, min(POLL_SECONDS, deadline - time.monotonic()))

"""What a call comes to, once: it can be awaited, or waited for, from anywhere."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import Callable, Generator
from typing import Any

from wxlab.api import stretch
from wxlab.api.completion import Completion
from wxlab.api.errors import WxError
from wxlab.api.record import Record


class Outcome(ABC):
    """A call that ends in ``success`` or ``fail``, and then in ``complete``."""

    _start: stretch.Start
    _completion: Completion

    @property
    @abstractmethod
    def result(self) -> Record | None:
        """What ``complete`` received; ``None`` while it has not been called."""

    @property
    @abstractmethod
    def _failed(self) -> bool:
        """Whether it ended in ``fail``."""

    @abstractmethod
    def _abort(self) -> None:
        """Whoever waited was interrupted."""

    def wait(self, timeout: float | None = None) -> Record:
        """Block until ``complete`` has returned, and return what ``success`` received.

        Raises ``WxError`` when the call failed, ``TimeoutError`` after ``timeout`` seconds
        (it goes on), ``RuntimeError`` where waiting could never end, as in this call's
        own callbacks. An interrupt (Ctrl-C, the notebook's stop button) aborts a transfer.
        """
        self._waited_for(self._start.at_once)
        try:
            in_time = self._completion.wait(timeout)
        except KeyboardInterrupt:
            self._abort()
            raise
        if not in_time:
            raise TimeoutError(f"{self._still()} after {timeout} s; it goes on")
        return self._success()

    async def settled(self) -> Record:
        """Wait until ``complete`` has returned; what it received, be it success or failure."""
        self._waited_for(self._start.soon)
        try:
            await self._completion.wait_async()
        except (asyncio.CancelledError, KeyboardInterrupt):
            self._abort()
            raise
        res = self.result
        assert res is not None
        return res

    def __await__(self) -> Generator[Any, None, Record]:
        """``res = await task``: what ``success`` received, or raises ``WxError``."""
        yield from self.settled().__await__()
        return self._success()

    def _waited_for(self, start: Callable[[], None]) -> None:
        if why := self._in_vain():
            raise RuntimeError(why)
        start()

    def _in_vain(self) -> str:
        """Why it would be waited for in vain, if it would."""
        return ""

    def _still(self) -> str:
        return "not over"

    def _success(self) -> Record:
        res = self.result
        assert res is not None
        if self._failed:
            raise WxError(res)
        return res

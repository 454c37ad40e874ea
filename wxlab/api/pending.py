"""A call whose end comes later: it takes a while, or somebody takes their time.

The work is done on a thread of its own, one piece after another, so that neither callbacks nor
transfers wait for it.
"""

import threading
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from wxlab.api import reply
from wxlab.api.record import Record
from wxlab.api.reply import Reply, Values, Work
from wxlab.core.failure import Failure
from wxlab.net.loops import LoopThread

if TYPE_CHECKING:
    from wxlab.api.mini_program import Wx

WORKSHOP = LoopThread("wxlab-media")
"""Where pictures are made, and files copied."""


class Pending(Reply):
    """What such a call returns; it is settled once, from any thread, by whoever comes first."""

    def __init__(self, wx: "Wx", api: str, callbacks: Values) -> None:
        self._lock = threading.Lock()
        self._begun = False
        self._works: Callable[[], Mapping[str, Any]] | None = None
        super().__init__(wx, api, callbacks, None)

    def settle(self, res: Record) -> bool:
        """This is the end, unless there was one; whether it was this. It is told when begun."""
        with self._lock:
            if self._res is not None:
                return False
            self._res = res
            begun = self._begun
        if begun:
            super()._begin()
        return True

    def fail(self, failure: Failure) -> bool:
        """It fails, unless it has ended."""
        return self.settle(reply.failed(self._api, failure))

    def do(self, work: Callable[[], Mapping[str, Any]]) -> None:
        """Have the work done once this has begun, and settle with what it finds or raises."""
        with self._lock:
            self._works = work
            begun = self._begun
        if begun:
            WORKSHOP.post(self._work, work)

    def _begin(self) -> None:
        with self._lock:
            self._begun = True
            over, work = self._res is not None, self._works
        if over:
            super()._begin()
        elif work is not None:
            WORKSHOP.post(self._work, work)

    def _work(self, work: Callable[[], Mapping[str, Any]]) -> None:
        if self._res is None:
            self.settle(reply.ended(self._api, work))


def told_later(
    wx: "Wx", address: str, given: Mapping[str, Any] | None, more: Values, work: Work
) -> Reply | None:
    """An asynchronous call whose work takes a while."""
    checked = reply.check(wx, address, given, more)
    callbacks = reply.callbacks_of(checked)
    made = Pending(wx, address, callbacks)
    try:
        reply.refuse(wx, checked)
    except Failure as failure:
        made.fail(failure)
    else:
        made.do(lambda: work(checked.values))
    return None if callbacks else made

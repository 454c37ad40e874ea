"""A mini-program in the background: it has five seconds, then its transfers are interrupted.

Source: the platform's page on using the network (使用说明: 后台运行). There the JavaScript thread
is suspended as well, and callbacks are delivered on the return to the foreground; wxlab has nobody
to suspend, and delivers them at once.
"""

import threading
from collections.abc import Set

from wxlab.api.delivery import Delivery
from wxlab.api.reply import Reply
from wxlab.core.failure import Failure
from wxlab.net.engine import Engine
from wxlab.net.loops import NETWORK

PATIENCE = 5.0
"""Seconds in the background after which transfers are interrupted."""


class Background:
    """Whether one mini-program is in the background, and since when too long.

    Each stay there is an object of its own, so that a clock that runs out late ends no later one.
    """

    def __init__(self, engine: Engine, running: Set[Delivery | Reply]) -> None:
        self._engine = engine
        self._running = running
        self._lock = threading.Lock()
        self._stay: object | None = None

    def enter(self, seconds: float) -> None:
        """Go there; whatever still runs after so many seconds is interrupted."""
        now = seconds <= 0
        with self._lock:
            if self._stay is not None:
                return
            stay = self._stay = object()
        if now:
            self._expire(stay)
        else:
            NETWORK.post(self._count, seconds, stay)

    def leave(self) -> None:
        """Come back: calls work again, and what still runs is saved."""
        with self._lock:
            self._stay = None
            self._engine.suspended = False

    def _count(self, seconds: float, stay: object) -> None:
        NETWORK.loop.call_later(seconds, self._expire, stay)

    def _expire(self, stay: object) -> None:
        with self._lock:
            if self._stay is not stay:
                return
            self._engine.suspended = True
            # Now, and not a moment later: what is called after a return is none of this.
            running = tuple(self._running)
        for delivery in running:
            delivery.decide(Failure("interrupted"))
        NETWORK.post(self._engine.drop_failed)

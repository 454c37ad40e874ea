"""What the wire shows, told to the network quality estimator."""

import weakref
from typing import TYPE_CHECKING

from wxlab.core.quality import Estimator
from wxlab.core.timing import Estimates
from wxlab.net.clock import now
from wxlab.net.wire import WatchedSocket

if TYPE_CHECKING:
    from wxlab.net.hop import Hop


class NetworkObserver:
    """Feeds one mini-program's estimator; lives on the network thread.

    Each hop counts as a request of its own. Bits are counted without TLS, whose
    share of a download that is large enough to measure is under two percent.
    """

    def __init__(self) -> None:
        self._estimator = Estimator(now())
        self._known: set[int] = set()

    @property
    def estimates(self) -> Estimates:
        """What is estimated now."""
        return self._estimator.estimates

    def request_started(self, hop: "Hop", moment: int) -> None:
        """A request is about to be made."""
        message = hop.marks.message
        self._estimator.request_started(hop, moment, message.method if message else "GET")

    def headers_received(self, hop: "Hop", moment: int) -> None:
        """Its response headers are here."""
        self._estimator.headers_received(hop, hop.marks.request_start, moment)

    def received(self, hop: "Hop", size: int, moment: int) -> None:
        """Bytes of its response have come in."""
        self._estimator.bits_received(hop, size * 8, moment)

    def request_ended(self, hop: "Hop", moment: int) -> None:
        """It is over, one way or another."""
        self._estimator.request_ended(hop, moment)

    def sampled(self, connection: WatchedSocket, moment: int) -> int:
        """A connection was made or has moved data: a chance to ask the kernel, if one is due.

        Returns when the next one is.
        """
        key = id(connection)
        due_us = self._estimator.tcp_rtt_due_us(key, moment)
        if moment >= due_us and (rtt := connection.rtt_us()) is not None:
            if key not in self._known:
                self._known.add(key)
                weakref.finalize(connection, self._forget, key)
            self._estimator.tcp_rtt(key, rtt, moment)
            due_us = self._estimator.tcp_rtt_due_us(key, moment)
        return due_us

    def _forget(self, key: int) -> None:
        self._known.discard(key)
        self._estimator.socket_closed(key)

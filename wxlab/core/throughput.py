"""Download speed, measured only while the network is busy.

One download says how fast its server is; five at once say how fast the network is. So a window
opens when five GETs are in flight, closes when fewer are, and gives a speed when one of them ends.

Two things would spoil the figure and end a window: a request that degrades accuracy (to a private
peer, or begun on another network), and one that hangs. Not every quiet request hangs: it must
have received nothing for five HTTP round trips and for three seconds.

Source: Chromium ``net/nqe/throughput_analyzer.cc``; the figures are those of
``net/nqe/network_quality_estimator_params.cc``.
"""

from collections.abc import Hashable, Iterable
from math import ceil, inf
from typing import NamedTuple

MIN_REQUESTS = 5
MIN_BITS = 32_000 * 8
CWND_BITS = 10 * 1_500 * 8
"""TCP's initial congestion window, ten segments: a network in use carries it in a round trip."""
HANGING_RTTS = 5
HANGING_US = 3_000_000
SCAN_INTERVAL_US = 1_000_000
MAX_TRACKED = 300
_UNKNOWN_RTT_OF_WINDOW_US = 10_000_000
_UNKNOWN_RTT_OF_REQUEST_US = 60_000_000
_LEAST_RTT_US = 1_000


class Window(NamedTuple):
    """When a window opened, and the bits that had been received by then."""

    opened_us: int
    bits: int


class Throughput:
    """Follows requests, named by any hashable ``key``; moments are integer microseconds.

    ``http_rtt_us`` is the HTTP round-trip time that the estimator last published, ``None`` while
    it is unknown; the estimator sets it. ``window`` is the open one, if any. ``disabled`` is set
    for good when more degrading requests were begun than can be followed.
    """

    def __init__(self, min_requests: int = MIN_REQUESTS, hanging_rtts: int = HANGING_RTTS) -> None:
        self.http_rtt_us: int | None = None
        self.window: Window | None = None
        self.disabled = False
        self._min_requests = min_requests
        self._hanging_rtts = hanging_rtts
        self._bits = 0
        self._heard_us: dict[Hashable, int] = {}
        self._degrading: set[Hashable] = set()
        self._scan_due_us = self._look_due_us = -inf

    @property
    def in_flight(self) -> int:
        """How many GETs are under way that do not degrade accuracy."""
        return len(self._heard_us)

    def request_started(
        self, key: Hashable, now_us: int, method: str = "GET", degrading: bool = False
    ) -> None:
        """A request, or the next hop of a redirected one, goes out. Only GETs are followed."""
        if self.disabled:
            return
        if degrading:
            self._degrading.add(key)
            self._bound()
            self.window = None
        elif method == "GET":
            if now_us >= self._look_due_us:
                self._drop_hanging(key, now_us)
            self._heard_us[key] = now_us
            if len(self._heard_us) > MAX_TRACKED:
                self._heard_us.clear()
                self.window = None
            elif self.window is None:
                self._maybe_open(now_us)

    def bits_received(self, key: Hashable, bits: int, now_us: int) -> None:
        """So many bits arrived, for this request; all of them count, whatever the request."""
        self._bits += bits
        if now_us >= self._look_due_us:
            self._drop_hanging(key, now_us)
        if key in self._heard_us:
            self._heard_us[key] = now_us

    def request_ended(self, key: Hashable, now_us: int) -> int | None:
        """A request is over, however it ended; a speed in kbit/s if there is one to tell."""
        if key not in self._heard_us and key not in self._degrading:
            return None
        if now_us >= self._look_due_us:
            self._drop_hanging(key, now_us)
        kbps = self._observed(now_us)
        if key in self._degrading:
            self._degrading.remove(key)
            self._heard_us.pop(key, None)
            self._maybe_open(now_us)
        elif self._heard_us.pop(key, None) is None:
            self._maybe_open(now_us)  # It had hung, which ended the window of the others.
        elif len(self._heard_us) < self._min_requests:
            self.window = None
        return kbps

    def connection_changed(self) -> None:
        """Another network: whatever is under way has seen two, and degrades accuracy."""
        self._degrading.update(self._heard_us)
        self._heard_us.clear()
        self.window = None
        self._bound()

    def _maybe_open(self, now_us: int) -> None:
        if self.disabled or self._degrading or self.window is not None:
            return
        if len(self._heard_us) >= self._min_requests:
            self.window = Window(now_us, self._bits)

    def _observed(self, now_us: int) -> int | None:
        if self.window is None:
            return None
        bits = self._bits - self.window.bits
        if bits < MIN_BITS:
            return None
        duration_us = max(1, now_us - self.window.opened_us)
        self.window = None
        if self._hung(bits, duration_us):
            self._heard_us.clear()
            return None
        self._maybe_open(now_us)
        return ceil(bits * (1e6 / duration_us) / 1000)  # Chromium's floats, to its last digit.

    def _hung(self, bits: int, duration_us: int) -> bool:
        """Whether so little came in each round trip that somebody must have been waiting."""
        rtt_us = _UNKNOWN_RTT_OF_WINDOW_US if self.http_rtt_us is None else self.http_rtt_us
        # Loopback's round trip is cut to 0 ms, in which no network carries anything.
        return bits * max(rtt_us, _LEAST_RTT_US) // duration_us < CWND_BITS

    def _drop_hanging(self, key: Hashable, now_us: int) -> None:
        """Drop ``key`` if it hangs, and, at most once a second, every request that does."""
        suspects: Iterable[Hashable] = (key,)
        if now_us >= self._scan_due_us:
            self._scan_due_us = now_us + SCAN_INTERVAL_US
            suspects = tuple(self._heard_us)
            # Nothing hangs before the one that has been quiet for longest: no need to look.
            earliest_us = min(self._heard_us.values(), default=now_us)
            self._look_due_us = min(earliest_us + HANGING_US, self._scan_due_us)
        for suspect in suspects:
            quiet_us = now_us - self._heard_us.get(suspect, now_us)
            if quiet_us >= HANGING_US and quiet_us >= self._hanging_rtts * self._rtt_of_request_us:
                del self._heard_us[suspect]
                self.window = None

    @property
    def _rtt_of_request_us(self) -> int:
        return _UNKNOWN_RTT_OF_REQUEST_US if self.http_rtt_us is None else self.http_rtt_us

    def _bound(self) -> None:
        """Follow no more than so many; one that is forgotten would spoil every later figure."""
        if len(self._degrading) > MAX_TRACKED:
            self._degrading.clear()
            self._heard_us.clear()
            self.disabled = True

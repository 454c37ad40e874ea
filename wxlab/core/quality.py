"""The network quality estimator behind four fields of ``res.profile``.

``httpRttEstimate``, ``transportRttEstimate``, ``downstreamThroughputKbpsEstimate`` and
``estimate_nettype`` are what Chromium's estimator (NQE) last published, computed over all requests
of one mini-program: medians of what was measured lately, starting from what is believed of the
type of connection. On a computer that type is unknown, so a new estimator says 115 ms, 55 ms,
1961 kbit/s and 4g until requests teach it better, as phones do.

Only a GET teaches it anything, since the answer to a POST waits for its body and for the server's
work. Speed needs five GETs at once (``throughput``), so after single transfers it still says 1961.

One difference: NQE ignores peers that are not publicly routable. wxlab counts them unless told
otherwise, for its practice server is one.

Sources: Chromium ``net/nqe/network_quality_estimator.cc``, ``socket_watcher.cc`` and, for the
figures, ``network_quality_estimator_params.{h,cc}``.
"""

from collections.abc import Hashable

from wxlab.core.medians import Medians
from wxlab.core.nettype import DEFAULTS, NetType
from wxlab.core.observations import (
    CACHED,
    CATEGORIES,
    PLATFORM,
    Category,
    ObservationBuffer,
    Source,
)
from wxlab.core.throughput import Throughput
from wxlab.core.timing import Estimates

INVALID = -1
"""What is published while there is no estimate (``network_quality.h``)."""

RECOMPUTE_US = 10_000_000
RECOMPUTE_GROWTH = 1.5
RECOMPUTE_NEW = 50
TCP_INTERVAL_US = 200_000
TCP_INTERVAL_OF_SOCKET_US = 1_000_000
SAMPLED = frozenset({Source.TCP, Source.QUIC})


class Estimator:
    """One mini-program's estimates; told what happens, and when, in integer microseconds.

    Any monotonic clock will do, always the same one. Requests and sockets are named by any
    hashable key. Not for several threads at once.

    ``connection_type`` is a key of ``nettype.DEFAULTS`` (``KeyError`` otherwise); ``count_private``
    says whether peers count that are not publicly routable.

    ``bits_received`` tells of bits that arrived on the wire, headers and TLS included, for a
    request of any kind.

    For reading only: ``estimates`` is what was last published, ``-1`` where nothing is known, and
    ``computed_us`` when. ``rtts`` and ``kbps`` hold what was observed, ``throughput`` follows the
    requests.
    """

    def __init__(
        self, now_us: int, connection_type: str = "unknown", count_private: bool = True
    ) -> None:
        self.rtts = {category: ObservationBuffer() for category in Category}
        self.kbps = ObservationBuffer()
        self.throughput = Throughput()
        self.bits_received = self.throughput.bits_received
        self.computed_us = now_us
        self._fed = {
            source: [self.rtts[one] for one in spans] for source, spans in CATEGORIES.items()
        }
        self._count_private = count_private
        # When it was asked for, and whether its headers teach a round-trip time.
        self._requests: dict[Hashable, tuple[int, bool]] = {}
        self._sample_due_us: dict[Hashable, int] = {}
        self.connection_changed(connection_type, now_us)

    def connection_changed(
        self, connection_type: str, now_us: int, cached: Estimates | None = None
    ) -> None:
        """Another network: start anew, from what it did earlier or from its type's defaults."""
        defaults = DEFAULTS[connection_type]
        for buffer in (*self.rtts.values(), self.kbps):
            buffer.clear()
        self._connection_type = connection_type
        self._changed_us = now_us
        self._published = Medians()
        self._many_rtts = self._many_kbps = 0.0
        self._new = self._few_new = 0
        self._compute_due_us = self._any_sample_due_us = now_us
        self._cache_applied = False
        self.throughput.connection_changed()
        if cached is not None and cached.nettype > NetType.OFFLINE:
            self.add_rtt(cached.http_rtt_ms, Source.HTTP_CACHED, now_us)
            self.add_rtt(cached.transport_rtt_ms, Source.TRANSPORT_CACHED, now_us)
            self.add_kbps(cached.downstream_kbps, now_us, Source.HTTP_CACHED)
        elif defaults is not None:
            self.add_rtt(defaults.http_ms, Source.HTTP_PLATFORM, now_us)
            self.add_rtt(defaults.transport_ms, Source.TRANSPORT_PLATFORM, now_us)
            self.add_kbps(defaults.kbps, now_us, Source.HTTP_PLATFORM)
        self.compute(now_us)

    def request_started(
        self,
        key: Hashable,
        now_us: int,
        method: str = "GET",
        private: bool = False,
        created_us: int | None = None,
    ) -> None:
        """A request goes out, or its next hop after a redirect.

        ``private`` says that its peer is not publicly routable, ``created_us`` when it was asked
        for, where that was earlier.
        """
        earlier = self._requests.get(key)
        if earlier is not None:
            created_us, _ = earlier
        elif created_us is None:
            created_us = now_us
        counted = self._count_private or not private
        self._requests[key] = created_us, counted and method == "GET"
        if now_us >= self._compute_due_us:
            self.compute(now_us)
        degrading = not counted or created_us < self._changed_us
        self.throughput.request_started(key, now_us, method, degrading)

    def headers_received(self, key: Hashable, sent_us: int, now_us: int) -> None:
        """The headers of a response, of a redirect too, are complete; ``sent_us`` is when the
        request began to be sent. What no ``request_started`` announced teaches nothing."""
        request = self._requests.get(key)
        if request is None:
            return
        created_us, teaches = request
        rtt_us = now_us - sent_us
        if (
            teaches
            and created_us >= self._changed_us
            and rtt_us > 0
            and not self._published.hangs(rtt_us)
        ):
            self._add(rtt_us // 1000, Source.HTTP, now_us, self._fed[Source.HTTP])
        self.bits_received(key, 0, now_us)

    def request_ended(self, key: Hashable, now_us: int) -> None:
        """A request is over: complete, failed or aborted. Calling twice does no harm."""
        if self._requests.pop(key, None) is None:
            return
        kbps = self.throughput.request_ended(key, now_us)
        if kbps is not None:
            self.add_kbps(kbps, now_us)

    def tcp_rtt_due(self, socket: Hashable, now_us: int) -> bool:
        """Whether a sample of this socket is welcome: the kernel need not be asked more often."""
        return now_us >= self.tcp_rtt_due_us(socket, now_us)

    def tcp_rtt_due_us(self, socket: Hashable, now_us: int) -> int:
        """When the next sample of this socket is welcome."""
        return min(self._any_sample_due_us, self._sample_due_us.get(socket, now_us))

    def tcp_rtt(self, socket: Hashable, rtt_us: int, now_us: int, private: bool = False) -> None:
        """The kernel's round-trip time of a connection: after connect, and after data moved.

        A kernel that does not know says 0 or 1 µs.
        """
        if rtt_us <= 1 or (private and not self._count_private):
            return
        if self.tcp_rtt_due(socket, now_us):
            self._sample_due_us[socket] = now_us + TCP_INTERVAL_OF_SOCKET_US
            self.add_rtt(rtt_us // 1000, Source.TCP, now_us)

    def socket_closed(self, socket: Hashable) -> None:
        """Forget a socket, whose key may now name another."""
        self._sample_due_us.pop(socket, None)

    def add_rtt(self, rtt_ms: int, source: Source, now_us: int) -> None:
        """Count a round-trip time in whole milliseconds; a negative one is none."""
        if rtt_ms < 0:
            return
        if source in SAMPLED:
            self._any_sample_due_us = now_us + TCP_INTERVAL_US
        self._add(rtt_ms, source, now_us, self._fed[source])

    def add_kbps(self, kbps: int, now_us: int, source: Source = Source.HTTP) -> None:
        """Count a download speed in kbit/s; one that is not positive is none."""
        if kbps > 0:
            self._add(kbps, source, now_us, [self.kbps])

    def compute(self, now_us: int) -> None:
        """Compute and publish the estimates, whether or not there is a reason to."""
        self.computed_us = now_us
        if self._connection_type == "none":
            self._published = Medians(nettype=NetType.OFFLINE)
        else:
            self._published = self._measured(now_us)
        self._publish()
        settled = now_us > self._changed_us and self.estimates.nettype is not NetType.UNKNOWN
        self._compute_due_us = now_us + RECOMPUTE_US if settled else now_us
        rtts, kbps = self._rtts_held, len(self.kbps)
        self._many_rtts, self._many_kbps = rtts * RECOMPUTE_GROWTH, kbps * RECOMPUTE_GROWTH
        # While no more than so many are new, there is no need to count what is held.
        self._few_new = min(
            RECOMPUTE_NEW - 1, int(self._many_rtts) - rtts, int(self._many_kbps) - kbps
        )
        self._new = 0

    def _publish(self) -> None:
        medians = self._published
        http_ms = medians.http_ms
        self.throughput.http_rtt_us = None if http_ms is None else http_ms * 1000
        numbers = (http_ms, medians.transport_ms, medians.kbps)
        known = (INVALID if one is None else one for one in numbers)
        self.estimates = Estimates(medians.nettype, *known)

    def _add(
        self, value: int, source: Source, now_us: int, buffers: list[ObservationBuffer]
    ) -> None:
        """What a network did earlier drives out what is believed of its type, for good.

        Compute when enough has happened since the last time; always while nothing is known.
        """
        if source in PLATFORM and self._cache_applied:
            return
        if source in CACHED:
            self._cache_applied = True
            for buffer in buffers:
                buffer.remove(PLATFORM)
        for buffer in buffers:
            buffer.add(value, now_us, source)
        self._new += 1
        if self._new > self._few_new and self._grown:
            self._compute_due_us = now_us
        if now_us >= self._compute_due_us and source not in CACHED:
            self.compute(now_us)

    @property
    def _grown(self) -> bool:
        """Whether enough has been observed since the last time to compute anew."""
        return (
            self._new >= RECOMPUTE_NEW
            or self._rtts_held > self._many_rtts
            or len(self.kbps) > self._many_kbps
        )

    @property
    def _rtts_held(self) -> int:
        return len(self.rtts[Category.HTTP]) + len(self.rtts[Category.TRANSPORT])

    def _measured(self, now_us: int) -> Medians:
        http, transport, end_to_end = (
            self.rtts[one].percentile(50, now_us)
            for one in (Category.HTTP, Category.TRANSPORT, Category.END_TO_END)
        )
        return Medians(
            http_ms=http.value,
            transport_ms=transport.value,
            end_to_end_ms=end_to_end.value,
            kbps=self.kbps.percentile(50, now_us).value,
            transport_count=transport.observations,
            end_to_end_count=end_to_end.observations,
        ).credible()

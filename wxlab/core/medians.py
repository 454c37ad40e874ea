"""What the estimator's observations come to, and what may be concluded from it.

Source: Chromium ``net/nqe/network_quality_estimator.cc``; the figures are those of
``net/nqe/network_quality_estimator_params.h``.
"""

from dataclasses import dataclass, replace

from wxlab.core.nettype import NetType, clamped_kbps, nettype_of

ENOUGH_RTTS = 5
HTTP_OVER_END_TO_END = 3
HANGING_OVER_TRANSPORT = 8
HANGING_OVER_HTTP = 6
HANGING_MS = 500
_UNKNOWN_RTT_MS = 10_000


@dataclass(frozen=True, slots=True)
class Medians:
    """What one computation found: ms and kbit/s, ``None`` where nothing is known, and on how much.

    ``end_to_end_ms`` is not published; with QUIC or HTTP/2 it keeps ``http_ms`` within reason.
    """

    http_ms: int | None = None
    transport_ms: int | None = None
    end_to_end_ms: int | None = None
    kbps: int | None = None
    transport_count: int = 0
    end_to_end_count: int = 0
    nettype: NetType = NetType.UNKNOWN

    def bounded_http_ms(self) -> int | None:
        """``http_ms``, not below the other two and not over three times the end-to-end time.

        A bound counts only if it rests on at least five observations.
        """
        http = self.http_ms
        if http is None:
            return None
        if self.transport_ms is not None and self.transport_count >= ENOUGH_RTTS:
            http = max(http, self.transport_ms)
        if self.end_to_end_ms is not None and self.end_to_end_count >= ENOUGH_RTTS:
            http = max(http, self.end_to_end_ms)
            http = min(http, HTTP_OVER_END_TO_END * self.end_to_end_ms)
        return http

    def credible(self) -> "Medians":
        """The same with ``http_ms`` bounded, the kind of network, and ``kbps`` clamped to it."""
        http_ms = self.bounded_http_ms()
        nettype = nettype_of(http_ms)
        kbps = None if self.kbps is None else clamped_kbps(self.kbps, nettype)
        return replace(self, http_ms=http_ms, kbps=kbps, nettype=nettype)

    def hangs(self, rtt_us: int) -> bool:
        """Whether so long an HTTP round trip shows a server that keeps the request waiting.

        Such a time (a long poll, say) tells nothing of the network.
        """
        if rtt_us <= HANGING_MS * 1000:
            return False
        least_ms = [HANGING_OVER_HTTP * _or_unknown(self.http_ms)]
        if self.end_to_end_ms is not None and self.end_to_end_count >= ENOUGH_RTTS:
            least_ms.append(HANGING_OVER_TRANSPORT * self.end_to_end_ms)
        if self.transport_count >= ENOUGH_RTTS:
            least_ms.append(HANGING_OVER_TRANSPORT * _or_unknown(self.transport_ms))
        return rtt_us >= max(least_ms) * 1000


def _or_unknown(rtt_ms: int | None) -> int:
    return _UNKNOWN_RTT_MS if rtt_ms is None else rtt_ms

"""Marks in, ``res.profile`` out (rows ``downloadFile.success.profile.*``).

A mark is a moment in integer microseconds since the Unix epoch, ``0`` where it was not reached.
Fields are whole milliseconds, cut, not rounded, which keeps their order.
"""

from dataclasses import dataclass, field
from typing import Any

from wxlab.core.excerpt import Excerpt
from wxlab.core.nettype import NetType


@dataclass(slots=True)
class Message:
    """What one request and its response said, for whoever wants to show it (HAR).

    Of an upload's body, ``file_size`` bytes from ``file_offset`` on are the file's.
    """

    method: str
    url: str
    request_headers: tuple[tuple[str, str], ...] = ()
    request_body_size: int = 0
    request_type: str = ""
    file_offset: int = 0
    file_size: int = 0
    status: int = 0
    reason: str = ""
    response_headers: tuple[tuple[str, str], ...] = ()
    response_body_size: int = 0
    redirect_url: str = ""


@dataclass(slots=True)
class HopMarks:
    """One request and its response; a followed redirect makes another hop.

    ``number`` counts the requests on its connection from 1. ``connect_end`` includes TLS. Byte
    counts include HTTP's headers and exclude TLS. ``observed`` says whether the connection could
    be watched at all: without, first and last byte, the byte counts and TLS stay ``0``.
    """

    host: str = ""
    secure: bool = False
    fetch_start: int = 0
    dns_start: int = 0
    dns_end: int = 0
    connect_start: int = 0
    tls_start: int = 0
    tls_end: int = 0
    connect_end: int = 0
    request_start: int = 0
    request_end: int = 0
    response_start: int = 0
    response_end: int = 0
    reused: bool = False
    observed: bool = False
    peer_ip: str = ""
    peer_port: int = 0
    local_port: int = 0
    number: int = 0
    rtt_us: int = 0
    rtt_from_kernel: bool = False
    sent_bytes: int = 0
    received_bytes: int = 0
    protocol: str = "unknown"
    message: Message | None = None
    excerpt: Excerpt = field(default_factory=Excerpt)


@dataclass(frozen=True, slots=True)
class Estimates:
    """What the network quality estimator held when the transfer ended."""

    nettype: NetType = NetType.UNKNOWN
    http_rtt_ms: int = 0
    transport_rtt_ms: int = 0
    downstream_kbps: int = 0


@dataclass(slots=True)
class Marks:
    """One transfer: its time in the queue and its hops, the last of which was answered.

    ``ended`` is when it gave its place back.
    """

    invoked: int = 0
    queue_start: int = 0
    queue_end: int = 0
    hops: list[HopMarks] = field(default_factory=list)
    estimates: Estimates = Estimates()
    ended: int = 0

    @property
    def redirected_within_host(self) -> bool:
        """Redirects count only when the whole chain stays on one host name."""
        return len(self.hops) > 1 and len({hop.host for hop in self.hops}) == 1


_MOMENTS = (
    "redirectStart",
    "redirectEnd",
    "fetchStart",
    "domainLookupStart",
    "domainLookupEnd",
    "connectStart",
    "connectEnd",
    "SSLconnectionStart",
    "SSLconnectionEnd",
    "requestStart",
    "requestEnd",
    "responseStart",
    "responseEnd",
    "invokeStart",
    "queueStart",
    "queueEnd",
)


def profile(marks: Marks) -> dict[str, Any]:
    """The fields of ``res.profile`` by name, in the specification's order."""
    hop, estimates = marks.hops[-1], marks.estimates
    fetch = hop.fetch_start // 1000
    connect_start, connect_end, tls_start, tls_end = _connected(hop)
    within = marks.redirected_within_host
    return {
        "redirectStart": marks.hops[0].fetch_start // 1000 if within else 0,
        "redirectEnd": marks.hops[-2].response_end // 1000 if within else 0,
        "fetchStart": fetch,
        "domainLookupStart": hop.dns_start // 1000 or fetch,
        "domainLookupEnd": hop.dns_end // 1000 or fetch,
        "connectStart": connect_start // 1000,
        "connectEnd": connect_end // 1000,
        "SSLconnectionStart": tls_start // 1000,
        "SSLconnectionEnd": tls_end // 1000,
        "requestStart": hop.request_start // 1000,
        "requestEnd": hop.request_end // 1000,
        "responseStart": hop.response_start // 1000,
        "responseEnd": hop.response_end // 1000,
        "rtt": hop.rtt_us // 1000,
        "estimate_nettype": estimates.nettype,
        "httpRttEstimate": estimates.http_rtt_ms,
        "transportRttEstimate": estimates.transport_rtt_ms,
        "downstreamThroughputKbpsEstimate": estimates.downstream_kbps,
        "throughputKbps": _kbps(hop),
        "peerIP": hop.peer_ip,
        "port": hop.peer_port,
        "socketReused": hop.reused,
        "sendBytesCount": hop.sent_bytes,
        "receivedBytedCount": hop.received_bytes,
        "protocol": hop.protocol,
        "invokeStart": marks.invoked // 1000,
        "queueStart": marks.queue_start // 1000,
        "queueEnd": marks.queue_end // 1000,
    }


def reached(marks: Marks) -> dict[str, int]:
    """The moments of a transfer that did not come to its end: those that were reached, in ms."""
    if not marks.hops:
        return {}
    fields = profile(marks)
    return {name: fields[name] for name in _MOMENTS if fields[name]}


def _connected(hop: HopMarks) -> tuple[int, int, int, int]:
    """When TCP and TLS began and were ready: at once on a connection that was there."""
    if hop.reused:
        start = hop.fetch_start
        return (start, start, start, start) if hop.secure else (start, start, 0, 0)
    if hop.secure:
        return hop.connect_start, hop.connect_end, hop.tls_start, hop.tls_end
    return hop.connect_start, hop.connect_end, 0, 0


def _kbps(hop: HopMarks) -> int:
    """The documented formula: bytes received x 8 / duration of the request, in kbit/s."""
    duration = hop.response_end - hop.request_start
    return hop.received_bytes * 8 * 1000 // duration if duration > 0 and hop.observed else 0

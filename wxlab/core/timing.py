"""Marks in, ``res.profile`` out (rows ``downloadFile.success.profile.*``).

A mark is a moment in integer microseconds since the Unix epoch, ``0`` where it was not reached.
Fields are whole milliseconds, cut, not rounded, which keeps their order.
"""

from dataclasses import dataclass, field


@dataclass(slots=True)
class HopMarks:
    """One request and its response; a followed redirect makes another hop."""

    host: str = ""
    fetch_start: int = 0
    dns_start: int = 0
    dns_end: int = 0
    connect_start: int = 0
    tls_start: int = 0
    connect_end: int = 0
    request_start: int = 0
    request_end: int = 0
    response_start: int = 0
    response_end: int = 0
    secure: bool = False
    reused: bool = False
    peer_ip: str = ""
    peer_port: int = 0
    sent_bytes: int = 0
    received_bytes: int = 0
    protocol: str = "unknown"


@dataclass(slots=True)
class Marks:
    """One transfer: its time in the queue and its hops, the last of which was answered."""

    invoked: int = 0
    queue_start: int = 0
    queue_end: int = 0
    hops: list[HopMarks] = field(default_factory=list)


def _ms(mark: int) -> int:
    return mark // 1000


def profile(marks: Marks) -> dict[str, object]:
    """The fields of ``res.profile`` by name; floor 4 puts them in the specification's order."""
    hop = marks.hops[-1]
    fetch = hop.fetch_start
    connect_end = hop.connect_end or hop.request_start or fetch
    redirected = len(marks.hops) > 1 and len({each.host for each in marks.hops}) == 1
    times = {
        "redirectStart": marks.hops[0].fetch_start if redirected else 0,
        "redirectEnd": marks.hops[-2].response_end if redirected else 0,
        "fetchStart": fetch,
        "domainLookupStart": hop.dns_start or fetch,
        "domainLookupEnd": hop.dns_end or fetch,
        "connectStart": fetch if hop.reused else hop.connect_start or hop.dns_end or fetch,
        "connectEnd": fetch if hop.reused else connect_end,
        "SSLconnectionStart": _tls(hop, hop.tls_start or hop.connect_start or hop.dns_end),
        "SSLconnectionEnd": _tls(hop, connect_end),
        "requestStart": hop.request_start,
        "requestEnd": hop.request_end or hop.request_start,
        "responseStart": hop.response_start,
        "responseEnd": hop.response_end,
        "invokeStart": marks.invoked,
        "queueStart": marks.queue_start,
        "queueEnd": marks.queue_end,
    }
    return {name: _ms(mark) for name, mark in times.items()} | {
        "peerIP": hop.peer_ip,
        "port": hop.peer_port,
        "socketReused": hop.reused,
        "sendBytesCount": hop.sent_bytes,
        "receivedBytedCount": hop.received_bytes,
        "throughputKbps": _kbps(hop),
        "protocol": hop.protocol,
    }


def _tls(hop: HopMarks, mark: int) -> int:
    if not hop.secure:
        return 0
    return hop.fetch_start if hop.reused else mark or hop.fetch_start


def _kbps(hop: HopMarks) -> int:
    """The documented formula: bytes received x 8 / duration of the request, in kbit/s."""
    duration = hop.response_end - hop.request_start
    return hop.received_bytes * 8 * 1000 // duration if duration > 0 else 0

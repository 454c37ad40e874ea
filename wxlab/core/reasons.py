"""Why each field of ``res.profile`` has its value, told from the marks of that very transfer.

The sentences are data (``wxlab.spec.explanations``); here are the facts they ask for and the
numbers they leave blanks for. Meanings follow the rows ``downloadFile.success.profile.*``.
"""

import difflib
from ipaddress import ip_address
from urllib.parse import urlsplit

from wxlab.core import timing
from wxlab.core.nettype import DEFAULTS, THRESHOLDS, NetType, clamped_kbps
from wxlab.core.timing import HopMarks, Marks, Message
from wxlab.spec.explanations import EXPLANATIONS

FIELDS = tuple(dict.fromkeys(" ".join(line.fields for line in EXPLANATIONS).split()))
"""Every field that can be explained."""

DEVICES_SPELLING = {
    "domainLookUpStart": "domainLookupStart",
    "domainLookUpEnd": "domainLookupEnd",
}
"""How phones spell two of the fields, and how the specification does."""

# Going through an empty queue takes less.
_WAITED_US = 1000


def reason(field: str, marks: Marks) -> tuple[str, str]:
    """Why ``field`` has its value, in English and in Chinese; ``marks`` have at least one hop.

    ``KeyError`` for a field that there is not, naming near misses.
    """
    name = DEVICES_SPELLING.get(field, field)
    if name not in FIELDS:
        raise KeyError(unknown(field, FIELDS))
    known = facts(marks)
    lines = (line for line in EXPLANATIONS if name in line.fields.split())
    found = next(line for line in lines if not line.when or known[line.when])
    return found.en.format_map(known), found.zh.format_map(known)


def unknown(field: object, fields: tuple[str, ...]) -> str:
    """What to say of a field that is not among ``fields``."""
    close = difflib.get_close_matches(str(field), fields, n=3)
    hint = f"did you mean {' or '.join(close)}?" if close else f"there is {', '.join(fields)}"
    return f"the profile has no field {field!r}; {hint}"


def facts(marks: Marks) -> dict[str, object]:
    """All that the sentences may ask, and all that may fill their blanks."""
    hop = marks.hops[-1]
    message = hop.message or Message("GET", "")
    return (
        _of_redirects(marks)
        | _of_the_queue(marks, hop)
        | _of_the_connection(hop, message)
        | _of_phases(hop)
        | _of_bytes(hop, message)
        | _of_rtt(hop)
        | _of_estimates(marks, hop, message)
    )


def _of_redirects(marks: Marks) -> dict[str, object]:
    hosts = dict.fromkeys(hop.host for hop in marks.hops)
    redirects = len(marks.hops) - 1
    return {
        "redirected": redirects > 0,
        "redirected_elsewhere": len(hosts) > 1,
        "redirects": redirects,
        "hosts": ", ".join(hosts),
    }


def _of_the_queue(marks: Marks, hop: HopMarks) -> dict[str, object]:
    return {
        "queued": marks.queue_end - marks.queue_start >= _WAITED_US,
        "queued_ms": _ms(marks.queue_end - marks.queue_start),
        "before_queue": _ms(marks.queue_start - marks.invoked),
        "before_fetch": _ms(hop.fetch_start - marks.queue_end),
    }


def _of_the_connection(hop: HopMarks, message: Message) -> dict[str, object]:
    return {
        "host": hop.host,
        "literal": _is_address(hop.host),
        "looked_up": hop.dns_end > 0,
        "reused": hop.reused,
        "observed": hop.observed,
        "unobserved": not hop.observed,
        "secure": hop.secure,
        "plain": not hop.secure,
        "scheme": "https" if hop.secure else "http",
        "peer_unknown": not hop.peer_ip,
        "port": hop.peer_port,
        "port_in_url": urlsplit(message.url).port is not None,
        "protocol": hop.protocol,
        "protocol_unknown": hop.protocol == "unknown",
    }


def _of_phases(hop: HopMarks) -> dict[str, object]:
    ready = hop.fetch_start if hop.reused else hop.connect_end
    return {
        "dns": _ms(hop.dns_end - hop.dns_start),
        "before_connect": _ms(hop.connect_start - (hop.dns_end or hop.fetch_start)),
        "connect": _ms(hop.connect_end - hop.connect_start),
        "before_tls": _ms(hop.tls_start - hop.connect_start),
        "tls": _ms(hop.tls_end - hop.tls_start),
        "before_send": _ms(hop.request_start - ready),
        "send": _ms(hop.request_end - hop.request_start),
        "wait": _ms(hop.response_start - hop.request_end),
        "overlap": _ms(hop.request_end - hop.response_start),
        "receive": _ms(hop.response_end - hop.response_start),
        "span": f"{(hop.response_end - hop.request_start) / 1000:.3f}",
        "early": hop.response_start < hop.request_end,
    }


def _of_bytes(hop: HopMarks, message: Message) -> dict[str, object]:
    upload = bool(message.request_type)
    answered_with = {name.lower() for name, _ in message.response_headers}
    return {
        "upload": upload,
        "partial": upload and hop.observed and hop.sent_bytes <= message.request_body_size,
        "sent": hop.sent_bytes,
        "body": message.request_body_size,
        "sent_head": hop.sent_bytes - message.request_body_size,
        "received": hop.received_bytes,
        "content": message.response_body_size,
        "received_head": hop.received_bytes - message.response_body_size,
        "encoded": "content-encoding" in answered_with,
        "chunked": "transfer-encoding" in answered_with,
    }


def _of_rtt(hop: HopMarks) -> dict[str, object]:
    return {
        "rtt": _ms(hop.rtt_us),
        "rtt_us": hop.rtt_us,
        "rtt_from_kernel": hop.rtt_from_kernel,
        "rtt_from_kernel_short": hop.rtt_from_kernel and hop.rtt_us < 1000,
        "rtt_from_connect": not hop.rtt_from_kernel and hop.rtt_us > 0,
    }


def _of_estimates(marks: Marks, hop: HopMarks, message: Message) -> dict[str, object]:
    estimates, defaults = marks.estimates, DEFAULTS["unknown"]
    nettype = NetType(estimates.nettype)
    assert defaults is not None
    http_default = estimates.http_rtt_ms == defaults.http_ms
    return {
        "no_estimator": estimates == timing.Estimates(),
        "nettype_unknown": nettype is NetType.UNKNOWN,
        "nettype_offline": nettype is NetType.OFFLINE,
        "label": nettype.label,
        "slow_2g": THRESHOLDS[NetType.SLOW_2G],
        "type_2g": THRESHOLDS[NetType.TYPE_2G],
        "type_3g": THRESHOLDS[NetType.TYPE_3G],
        "http": estimates.http_rtt_ms,
        "http_unknown": estimates.http_rtt_ms < 0,
        "http_default": http_default,
        "http_default_upload": http_default and message.method != "GET",
        "transport": estimates.transport_rtt_ms,
        "transport_unknown": estimates.transport_rtt_ms < 0,
        "transport_default": estimates.transport_rtt_ms == defaults.transport_ms,
        "downstream": estimates.downstream_kbps,
        "kbps_unknown": estimates.downstream_kbps < 0,
        "kbps_default": estimates.downstream_kbps == defaults.kbps,
        # Whoever is given one more and gives it back has reached the limit.
        "kbps_capped": clamped_kbps(estimates.downstream_kbps + 1, nettype)
        == estimates.downstream_kbps,
    }


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def _ms(microseconds: int) -> str:
    """A duration in milliseconds, as exact as it is worth."""
    return f"{microseconds / 1000:.{2 if microseconds < 10_000 else 0}f}"

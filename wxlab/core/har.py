"""Marks in, HAR 1.2 out: the format in which browsers keep network logs.

Sources: the HAR 1.2 specification (ahmadnassri/har-spec, ``versions/1.2.md``) for the keys, and
Chrome's DevTools (``front_end/models/har/Log.ts``) for where one phase ends and the next begins,
and for the keys that begin with ``_``.
"""

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from itertools import accumulate, pairwise
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from wxlab.core.phases import is_out, steps
from wxlab.core.timing import HopMarks, Marks, Message
from wxlab.version import __version__

Headers = Iterable[tuple[str, str]]

UNKNOWN = -1
"""What HAR writes for a phase that did not take place, and for a size that nobody knows."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_TICKS = 1024
_NO_BODY = frozenset({204, 304})


def timings(hop: HopMarks, begun: int = 0, ended: int = 0) -> dict[str, float]:
    """The phases of one request, in milliseconds: each ends where the next begins, without a gap.

    ``blocked`` reaches from ``begun`` (µs since the epoch; ``fetch_start`` where it is 0), and the
    last phase that was reached to ``ended``, when the response did not come to its own end. ``ssl``
    is a part of ``connect``. ``dns``, ``connect`` and ``ssl`` are -1 where they did not take place.

    The values are multiples of 1/1024 ms, the nearest to a microsecond that binary fractions hold.
    So they add up exactly, in any order and in any language; thousandths would not.
    """
    start = begun or hop.fetch_start
    phases = [("blocked", start), *steps(hop)]
    end = hop.response_end or ended
    # A running maximum: a phase that was over before it was expected (an early answer) takes no
    # time, and none takes less.
    moments = accumulate([*(moment for _, moment in phases), end], max)
    ticks = [_ticks(moment - start) for moment in moments]
    taken = {
        phase: (later - earlier) / _TICKS
        for (phase, _), (earlier, later) in zip(phases, pairwise(ticks), strict=True)
    }
    ssl = (_ticks(hop.tls_end - start) - _ticks(hop.tls_start - start)) / _TICKS
    return {
        "blocked": taken["blocked"],
        "dns": taken.get("dns", UNKNOWN),
        "connect": taken.get("connect", UNKNOWN),
        "ssl": ssl if hop.tls_end else UNKNOWN,
        "send": taken.get("send", 0),
        "wait": taken.get("wait", 0),
        "receive": taken.get("receive", 0),
    }


def begun(marks: Marks, hop: HopMarks) -> int:
    """When a hop began to wait, in µs since the epoch: the first one when it got into the queue."""
    return marks.queue_start if hop is marks.hops[0] else hop.fetch_start


def total(phases: Mapping[str, float]) -> float:
    """HAR's ``time`` in ms: the sum of the phases, but not of ``ssl``, nor of what is -1."""
    return sum(taken for phase, taken in phases.items() if phase != "ssl" and taken >= 0)


def entries(
    marks: Marks,
    *,
    ended: int = 0,
    error: str = "",
    params: Sequence[Mapping[str, str]] = (),
    text: str = "",
    profile: Mapping[str, object] | None = None,
) -> list[dict[str, object]]:
    """One entry for each request of a transfer, redirects included.

    ``ended`` is when a transfer was over (µs since the epoch) that ``error`` put an end to,
    ``params`` are the parts of an upload's form, ``text`` is a request's body, ``profile`` is what
    its caller got.
    """
    hops = [(hop, hop.message) for hop in marks.hops if hop.message is not None]
    found = [
        _entry(hop, message, begun(marks, hop), ended, _post_data(message, params, text))
        for hop, message in hops
    ]
    if found and error:
        found[-1]["response"]["_error"] = error
    if found and profile is not None:
        found[-1]["_wxProfile"] = dict(profile)
    return found


def log(found: Iterable[dict[str, object]]) -> dict[str, object]:
    """The file's content: entries by the moment they began."""
    in_order = sorted(found, key=lambda entry: str(entry["startedDateTime"]))
    creator = {"name": "wxlab", "version": __version__}
    return {"log": {"version": "1.2", "creator": creator, "entries": in_order}}


def _ticks(microseconds: int) -> int:
    return microseconds * _TICKS // 1000


# -- entries -----------------------------------------------------------------------------------


def _entry(
    hop: HopMarks,
    message: Message,
    start: int,
    ended: int,
    post_data: dict[str, object],
) -> dict[str, Any]:
    phases = timings(hop, start, ended)
    found: dict[str, Any] = {
        "startedDateTime": _iso(_EPOCH + timedelta(microseconds=start or hop.fetch_start)),
        "time": total(phases),
        "request": _request(hop, message) | post_data,
        "response": _response(hop, message),
        "cache": {},
        "timings": phases,
        "_resourceType": "fetch",
    }
    if hop.peer_ip:
        found["serverIPAddress"] = hop.peer_ip.partition("%")[0]
        found["connection"] = str(hop.peer_port)
    return found


def _request(hop: HopMarks, message: Message) -> dict[str, object]:
    body = message.request_body_size
    query = parse_qsl(urlsplit(message.url).query, keep_blank_values=True)
    return {
        "method": message.method,
        "url": message.url,
        "httpVersion": "HTTP/1.1",
        "cookies": _cookies(message.request_headers),
        "headers": _pairs(message.request_headers),
        "queryString": _pairs(query),
        "headersSize": hop.sent_bytes - body if hop.observed and is_out(hop) else UNKNOWN,
        "bodySize": body,
    }


def _post_data(
    message: Message, params: Sequence[Mapping[str, str]], text: str
) -> dict[str, object]:
    """The body of a request that has one. A file's bytes are left out; Chrome wants some text."""
    if not message.request_type:
        return {}
    parts = [dict(param) for param in params]
    return {"postData": {"mimeType": message.request_type, "params": parts, "text": text}}


def _response(hop: HopMarks, message: Message) -> dict[str, object]:
    headers = _Fields(message.response_headers)
    body = _body_size(hop, message, headers)
    head = hop.received_bytes - body
    found: dict[str, object] = {
        "status": message.status,
        "statusText": message.reason,
        "httpVersion": hop.protocol.upper() if message.status else "",
        "cookies": _set_cookies(message.response_headers),
        "headers": _pairs(message.response_headers),
        "content": {
            "size": message.response_body_size,
            "mimeType": headers.get("content-type", "x-unknown"),
        },
        "redirectURL": message.redirect_url,
        "headersSize": head if body != UNKNOWN and head > 0 else UNKNOWN,
        "bodySize": body,
    }
    if hop.observed:
        found["_transferSize"] = hop.received_bytes
    return found


def _body_size(hop: HopMarks, message: Message, headers: Mapping[str, str]) -> int:
    """Bytes of the response's body on the wire; unknown when it broke off, or came in chunks."""
    if not hop.response_end or "transfer-encoding" in headers:
        return UNKNOWN
    if message.status in _NO_BODY:
        return 0
    announced = headers.get("content-length", "")
    if announced.isdecimal():
        # Of a redirect's body not more is read than is useful.
        whole = not hop.observed or int(announced) < hop.received_bytes
        return int(announced) if whole else UNKNOWN
    return UNKNOWN if "content-encoding" in headers else message.response_body_size


# -- headers -----------------------------------------------------------------------------------


class _Fields(dict[str, str]):
    """Headers by their names in lower case; of repeated ones the last."""

    def __init__(self, headers: Headers) -> None:
        super().__init__((name.lower(), value) for name, value in headers)


def _pairs(pairs: Headers) -> list[dict[str, str]]:
    return [{"name": name, "value": value} for name, value in pairs]


def _cookies(headers: Headers) -> list[dict[str, str]]:
    """The cookies of a request: all of them in one header."""
    written = _Fields(headers).get("cookie", "")
    return _pairs(_split(each) for each in written.split(";") if each.strip())


def _set_cookies(headers: Headers) -> list[dict[str, object]]:
    """The cookies of a response: one in each header, with its attributes."""
    return [_set_cookie(value) for name, value in headers if name.lower() == "set-cookie"]


def _set_cookie(written: str) -> dict[str, object]:
    first, *rest = written.split(";")
    name, value = _split(first)
    attributes = {key.lower(): text for key, text in map(_split, rest)}
    found: dict[str, object] = {
        "name": name,
        "value": value,
        "httpOnly": "httponly" in attributes,
        "secure": "secure" in attributes,
    }
    found |= {key: attributes[key] for key in ("path", "domain") if key in attributes}
    if "samesite" in attributes:
        found["sameSite"] = attributes["samesite"]
    # Without one it is a cookie of this session; there are also dates that nobody can read.
    with suppress(KeyError, ValueError, OverflowError):
        found["expires"] = _iso(parsedate_to_datetime(attributes["expires"]))
    return found


def _split(written: str) -> tuple[str, str]:
    name, _, value = written.partition("=")
    return name.strip(), value.strip()


def _iso(moment: datetime) -> str:
    """ISO 8601 in UTC, with milliseconds; a date without a zone is meant to be UTC."""
    aware = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return aware.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")

"""What a request meets instead of its route: the faults of ``wxlab.spec.FAULTS`` above TCP and TLS.

A reply returns an answer, or None to let the request go on to the next fault or to its route.
"""

from collections.abc import Awaitable, Callable, Mapping
from typing import NamedTuple

from aiohttp import web

from wxlab.practice import limits, pace, redirects
from wxlab.practice.exchange import Exchange
from wxlab.practice.files import file_bytes
from wxlab.practice.raw import head, send, spent, spent_and_reset, whole

Reply = Callable[..., Awaitable[web.StreamResponse | None]]


class Conduct(NamedTuple):
    """How a fault behaves; ``when`` says whether it is any of a request's business."""

    reply: Reply
    when: Callable[..., bool] = lambda exchange, **numbers: True


def _closes(data: bytes | Callable[..., bytes]) -> Conduct:
    """Read the request, send bytes (what they are may depend on the fault's numbers), close."""

    async def reply(exchange: Exchange, **numbers: int) -> web.StreamResponse:
        await exchange.read()
        return await spent(exchange, data if isinstance(data, bytes) else data(**numbers))

    return Conduct(reply)


def _resets(data: bytes | Callable[..., bytes]) -> Conduct:
    """The same, but reset the connection instead of closing it."""

    async def reply(exchange: Exchange, **numbers: int) -> web.StreamResponse:
        await exchange.read()
        sent = data if isinstance(data, bytes) else data(**numbers)
        return await spent_and_reset(exchange, sent)

    return Conduct(reply)


_JSON = b'{"ok": true}'
_HALF_A_HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/pl"
_A_CHUNK = head("Transfer-Encoding: chunked", "Content-Type: text/plain") + b"3\r\nabc\r\n"
_NO_GZIP = head("Content-Encoding: gzip", "Content-Length: 9", "Connection: close") + b"not gzip!"
_TWICE = head("X-Repeated: one", "x-repeated: two", "Content-Length: 2", "Connection: close")
_UNTIL_CLOSED = head("Content-Type: text/plain", "Connection: close") + b"all of it, or not?\n"
_ELSEWHERE = head(
    "Location: https://elsewhere.invalid/",
    "Content-Length: 0",
    "Connection: close",
    status="302 Found",
)


def _announced(length: int, bytes: int = 0) -> bytes:
    """The head of an answer of `length` bytes, and the first `bytes` of some."""
    lines = f"Content-Length: {length}", "Content-Type: application/octet-stream"
    return head(*lines, "Connection: close") + file_bytes(bytes)


def _huge_headers(bytes: int) -> bytes:
    return head(f"X-Huge: {'x' * bytes}", "Content-Length: 2", "Connection: close") + b"ok"


async def _redirect_loop(exchange: Exchange) -> web.StreamResponse:
    await exchange.read()
    return await redirects.redirect_loop(exchange)


async def _stall_headers(exchange: Exchange) -> None:
    await exchange.read()
    await exchange.hold.wait(exchange.entry)


async def _stall_body(exchange: Exchange, bytes: int) -> web.StreamResponse:
    await exchange.read()
    return await pace.stall_after(exchange, bytes, bytes // 2)


async def _drip(exchange: Exchange, bytes: int, ms: int) -> web.StreamResponse:
    await exchange.read()
    response = await spent(exchange, _announced(bytes))
    async for drop in pace.drops(bytes, ms):
        await send(exchange, drop)
    return response


async def _slow_reader(exchange: Exchange, kbps: int) -> None:
    exchange.kbps = kbps


REPLIES: Mapping[str, Conduct] = {
    "reset-before-headers": _resets(b""),
    "reset-mid-headers": _resets(_HALF_A_HEAD),
    "reset-after-headers": _resets(_announced),
    "reset-mid-body": _resets(_announced),
    "reset-mid-upload": Conduct(limits.reset_mid_upload),
    "close-without-answer": _closes(b""),
    "close-mid-headers": _closes(_HALF_A_HEAD),
    "short-body": _closes(_announced),
    "cut-chunking": _closes(_A_CHUNK),
    "broken-chunking": _closes(_A_CHUNK + b"three\r\nabc\r\n0\r\n\r\n"),
    "wrong-gzip": _closes(_NO_GZIP),
    "not-http": _closes(b"SSH-2.0-wxlab_practice\r\n"),
    "huge-headers": _closes(_huge_headers),
    "stall-headers": Conduct(_stall_headers),
    "stall-body": Conduct(_stall_body),
    "drip": Conduct(_drip),
    "slow-reader": Conduct(_slow_reader),
    "limit-client": _closes(_announced),
    "limit-proxy": Conduct(limits.proxy, limits.too_large),
    "limit-application": Conduct(limits.application, limits.too_large),
    "early-413": Conduct(limits.early),
    "continue-refused": Conduct(limits.continue_refused, limits.asks_first),
    "redirect-loop": Conduct(_redirect_loop),
    "redirect-elsewhere": _closes(_ELSEWHERE),
    "wrong-content-type": _closes(whole(_JSON, "image/png")),
    "duplicate-headers": _closes(_TWICE + b"ok"),
    "latin-1-body": _closes(whole("café".encode("latin-1"))),
    "bom-body": _closes(whole(b"\xef\xbb\xbf" + _JSON, "application/json")),
    "no-content-length": _closes(_UNTIL_CLOSED),
    "long-body": _closes(_announced),
}
"""How each fault behaves, by its name."""

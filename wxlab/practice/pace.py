"""/slow, /drip and /stall: answers that take their time."""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from wxlab.practice.exchange import Exchange, text_answer, whole_number
from wxlab.practice.files import MAX_FILE_BYTES, file_bytes, file_pieces
from wxlab.practice.sending import Framing, send

MAX_MS = 120_000
MAX_DRIP_BYTES = 64 * 1024 * 1024
_TICK_MS = 50


async def slow(exchange: Exchange, ms: str = "500") -> web.StreamResponse:
    """Wait `ms` milliseconds after the last byte of the request, then answer."""
    wait = whole_number("ms", ms, 0, MAX_MS)
    await asyncio.sleep(wait / 1000)
    return text_answer(f"answered {wait} ms after your last byte", f"收齐 {wait} 毫秒后才应答")


async def drip(exchange: Exchange, size: str = "1000") -> web.StreamResponse:
    """Send `size` bytes, a piece every 50 ms or so, spread over ``?ms=``."""
    count = whole_number("size", size, 1, MAX_DRIP_BYTES)
    ms = exchange.number("ms", 1000, 0, MAX_MS)
    framing = Framing.of(exchange)
    return await send(exchange, framing, count, drops(count, ms))


async def drops(size: int, ms: int) -> AsyncIterator[bytes]:
    """The first `size` bytes of any file, in drops over `ms` milliseconds."""
    content = file_bytes(size)
    count = max(1, min(size, ms // _TICK_MS))
    for number in range(count):
        await asyncio.sleep(ms / count / 1000)
        yield content[size * number // count : size * (number + 1) // count]


async def stall(exchange: Exchange) -> web.StreamResponse:
    """Read the request, then hold the answer."""
    await exchange.hold.wait(exchange.entry)
    return _released()


async def stall_read(exchange: Exchange) -> web.StreamResponse:
    """Hold before reading the request's body, so that the client cannot get rid of it."""
    await exchange.hold.wait(exchange.entry)
    await exchange.read()
    return _released()


async def stall_headers(exchange: Exchange) -> web.StreamResponse:
    """Send the headers, then hold the body."""
    return await stall_after(exchange, _size(exchange), 0)


async def stall_body(exchange: Exchange) -> web.StreamResponse:
    """Send half the body, then hold the other half."""
    size = _size(exchange)
    return await stall_after(exchange, size, size // 2)


async def stall_after(exchange: Exchange, size: int, first: int) -> web.StreamResponse:
    """Send the headers and the `first` of `size` bytes, then hold the rest."""
    framing = Framing.of(exchange)

    async def pieces() -> AsyncIterator[bytes]:
        for piece in file_pieces(first):
            yield piece
        await exchange.hold.wait(exchange.entry)
        for piece in file_pieces(size, first):
            yield piece

    return await send(exchange, framing, size, pieces())


def _size(exchange: Exchange) -> int:
    return exchange.number("size", 1000, 0, MAX_FILE_BYTES)


def _released() -> web.Response:
    return text_answer("released", "已放行")

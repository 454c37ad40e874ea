"""Answers written byte by byte, past aiohttp, which would not send such a thing."""

import socket
import struct
from contextlib import suppress

from aiohttp import web

from wxlab.practice.exchange import Exchange

# Closing then sends a reset, and forgets what was not sent yet.
_NO_LINGER = struct.pack("ii", 1, 0)


class Spent(web.StreamResponse):
    """Stands for an answer that has been sent, or will never be: aiohttp has nothing to add.

    The connection is closed after it.
    """

    def __init__(self) -> None:
        super().__init__()
        self.force_close()

    async def prepare(self, request: web.BaseRequest) -> None:
        """Nothing to send."""

    async def write_eof(self, data: bytes = b"") -> None:
        """Nothing to send."""


async def send(exchange: Exchange, data: bytes) -> None:
    """Send `data` as it is, at the pace of the link; returns when it is out of our hands."""
    if data.startswith(b"HTTP/1.1 ") and b"\r\n" in data:
        exchange.entry.status = int(data[9:12])
    writer = exchange.request.writer
    if exchange.request.transport is not None:
        exchange.request.transport.set_write_buffer_limits(high=0)
    async for piece in exchange.down.slices(data):
        await writer.write(piece)
        await writer.drain()


async def spent(exchange: Exchange, data: bytes = b"") -> Spent:
    """Send `data`; the connection is closed after it, politely."""
    await exchange.down.traffic.latency()
    await send(exchange, data)
    return Spent()


async def spent_and_reset(exchange: Exchange, data: bytes = b"") -> Spent:
    """Send `data`, then reset the connection."""
    response = await spent(exchange, data)
    transport = exchange.request.transport
    if transport is not None:
        with suppress(OSError):  # the client may have left already
            sock = transport.get_extra_info("socket")
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _NO_LINGER)
        transport.abort()
    return response


def head(*lines: str, status: str = "200 OK") -> bytes:
    """The head of an answer with these header lines, its blank line included."""
    return "\r\n".join([f"HTTP/1.1 {status}", "Server: wxlab-practice", *lines, "", ""]).encode()


def whole(body: bytes, content_type: str = "text/plain", status: str = "200 OK") -> bytes:
    """A whole answer, well-formed, after which the connection is closed."""
    lines = f"Content-Type: {content_type}", f"Content-Length: {len(body)}", "Connection: close"
    return head(*lines, status=status) + body

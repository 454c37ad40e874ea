"""/file: bytes that anybody can compute, framed and coded as the query asks."""

import asyncio
from collections.abc import AsyncIterator, Iterator

from aiohttp import web

from wxlab.practice.exchange import Exchange, whole_number
from wxlab.practice.sending import CODINGS, Framing, coded, one_of, send

MAX_FILE_BYTES = 4 * 1024**3

# 251 is a prime: blocks of any usual size that are lost, doubled or swapped show.
_PERIOD = 251
_BLOCK = bytes(range(_PERIOD)) * 1044  # 256 KiB, nearly


def file_pieces(size: int, start: int = 0) -> Iterator[bytes]:
    """The content of ``/file/{size}`` from `start` on, in pieces: byte i is i modulo 251."""
    while start < size:
        first = start % _PERIOD
        piece = _BLOCK[first : first + size - start]
        yield piece
        start += len(piece)


def file_bytes(size: int) -> bytes:
    """The content of ``/file/{size}``, whole: byte number i is i modulo 251."""
    return b"".join(file_pieces(size))


async def file(exchange: Exchange, size: str) -> web.StreamResponse:
    """Answer `size` bytes. A coded answer with Content-Length is coded twice, never held."""
    count = whole_number("size", size, 0, MAX_FILE_BYTES)
    framing = Framing.of(exchange, one_of(exchange, *CODINGS))
    length = count
    if framing.coding and not framing.chunked and not framing.unknown:
        length = 0
        async for piece in coded(_pieces(count), framing.coding):
            length += len(piece)
    return await send(exchange, framing, length, coded(_pieces(count), framing.coding))


async def _pieces(size: int) -> AsyncIterator[bytes]:
    for piece in file_pieces(size):
        yield piece
        await asyncio.sleep(0)  # other requests get their turn, however fast this client reads

"""A body on its way in: decoded, counted, bounded and written, and none of it at one go.

A few bytes can decode to a gigabyte, or to nothing in a hundred thousand steps. So the coded bytes
are taken in small slices, and between them, as between pieces of what they hold, all the other
transfers get their turns.
"""

import asyncio
from collections.abc import Callable
from typing import Protocol

from wxlab.core import text
from wxlab.core.decoding import decoder_for
from wxlab.core.failure import Failure
from wxlab.net import bulk
from wxlab.net.whole import Response

SLICE = 16 * 1024
"""Coded bytes that are decoded at once."""


class Write(Protocol):
    """Takes a piece of a body."""

    def __call__(self, data: bytes | memoryview, /) -> object: ...


class Intake:
    """Takes one body; ``total`` counts its bytes, decoded. Over ``limit`` of them it fails."""

    def __init__(self, content_encoding: str | None, limit: int, write: Write) -> None:
        self.total = 0
        self._decoder = decoder_for(content_encoding)
        self._limit = limit
        self._write = write

    async def read(self, response: Response, told: Callable[[], object]) -> None:
        """Take a response's body to its end; ``told`` is called when there is more of it."""
        content = response.content
        length = None if content.is_eof() else known_length(response)
        while not content.at_eof():
            data = await content.readany()
            if self._decoder is None:
                self._keep(data)
            else:
                await self.take(data)
            told()
            if not content.is_eof():
                await bulk.receive(response, length, self._keep, told)
        self.end()

    async def take(self, data: bytes) -> None:
        """Bytes as the network brought them."""
        if self._decoder is None:
            self._keep(data)
            return
        for at in range(0, len(data), SLICE):
            for piece in self._decoder.feed(data[at : at + SLICE]):
                self._keep(piece)
                await asyncio.sleep(0)
            await asyncio.sleep(0)

    def end(self) -> None:
        """There are no more; a stream that was cut short is a failure."""
        if self._decoder is not None:
            for piece in self._decoder.end():
                self._keep(piece)

    def _keep(self, piece: bytes | memoryview) -> None:
        self.total += len(piece)
        if self.total > self._limit:
            raise Failure("file-too-large")
        self._write(piece)


async def decoded(body: bytearray, content_type: str | None) -> str:
    """A body as text, with turns for the others: some charsets take seconds for a large one."""
    pieces: list[str] = []
    for piece in text.pieces(body, content_type):
        pieces.append(piece)
        await asyncio.sleep(0)
    return "".join(pieces)


def known_length(response: Response) -> int | None:
    """The body's length where it is announced and counts the bytes that will be stored."""
    if decoder_for(response.headers.get("Content-Encoding")) is not None:
        return None
    if "Transfer-Encoding" in response.headers or response.method == "HEAD":
        return None
    return response.content_length

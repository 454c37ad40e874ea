"""How an answer's body goes out: its framing and its coding."""

import zlib
from collections.abc import AsyncIterator
from dataclasses import dataclass

from aiohttp import web

from wxlab.practice.exchange import Exchange, RefusedError

# zlib's own number for each container format.
CODINGS = {"gzip": 31, "deflate": 15}


MAX_LENGTH = 1024**4


class UntilClosed(web.StreamResponse):
    """A body without Content-Length and without chunks: it ends where the connection ends."""

    # aiohttp would add chunks on its own; it leaves WebSockets alone by this switch.
    _length_check = False


@dataclass(frozen=True, slots=True)
class Framing:
    """How a body is announced: ``?chunked``, ``?unknown`` or by its length, and ``?type=``.

    `announced`: a Content-Length that is wrong, from ``?length=``; None for the right one.
    """

    chunked: bool
    unknown: bool
    content_type: str
    coding: str | None = None
    announced: int | None = None

    @classmethod
    def of(cls, exchange: Exchange, coding: str | None = None) -> "Framing":
        """Read it from the query. Raises RefusedError (400) for what cannot go together."""
        framed = one_of(exchange, "chunked", "unknown")
        announced = None
        if exchange.text("length") is not None:
            if framed:
                raise RefusedError(
                    400, f"?length does not go with ?{framed}", f"?length 与 ?{framed} 不能同用"
                )
            announced = exchange.number("length", 0, 0, MAX_LENGTH)
        content_type = exchange.text("type") or "application/octet-stream"
        if not (content_type.isascii() and content_type.isprintable()):
            raise RefusedError(
                400, "type should be printable ASCII text", "type 应为可打印的 ASCII 字符"
            )
        return cls(framed == "chunked", framed == "unknown", content_type, coding, announced)

    def response(self, exchange: Exchange, length: int) -> web.StreamResponse:
        """A response whose headers announce this framing, `length` bytes as sent."""
        unknown = self.unknown or (self.chunked and exchange.http10)
        response = UntilClosed() if unknown else web.StreamResponse()
        if unknown:
            response.force_close()
        elif self.chunked:
            response.enable_chunked_encoding()
        elif self.announced is not None:
            response.content_length = self.announced
            response.force_close()  # or the client would wait for what never comes
        else:
            response.content_length = length
        response.headers["Content-Type"] = self.content_type
        if self.coding:
            response.headers["Content-Encoding"] = self.coding
        return response


def one_of(exchange: Exchange, *names: str) -> str | None:
    """Which of these flags the query has, or None. Raises RefusedError (400) for more than one."""
    given = [name for name in names if exchange.flag(name)]
    if len(given) > 1:
        choice = ", ".join(f"?{name}" for name in names)
        raise RefusedError(400, f"choose one of {choice}", f"{choice} 只能选一个")
    return given[0] if given else None


async def send(
    exchange: Exchange, framing: Framing, length: int, pieces: AsyncIterator[bytes]
) -> web.StreamResponse:
    """Send an answer of `pieces`, already coded, `length` bytes in all."""
    response = framing.response(exchange, length)
    await exchange.begin(response)
    if exchange.request.method == "HEAD":
        return response
    if framing.announced is not None:
        exchange.request.writer.length = None  # aiohttp would cut the body to what was announced
    async for piece in pieces:
        await exchange.write(response, piece)
    return response


async def coded(pieces: AsyncIterator[bytes], coding: str | None) -> AsyncIterator[bytes]:
    """The pieces as `coding` sends them: gzip, deflate, or None for as they are."""
    if coding is None:
        async for piece in pieces:
            yield piece
        return
    compressor = zlib.compressobj(wbits=CODINGS[coding])
    async for piece in pieces:
        if compressed := compressor.compress(piece):
            yield compressed
    yield compressor.flush()

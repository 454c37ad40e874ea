"""The rest of a large body, past the parser: from the system into one buffer, and to its taker.

Of a body whose length is known there is nothing to parse, and yet a parser makes an object of every
piece, puts it into a queue and wakes a reader, which takes longer than to receive it. So for as
long as such a body lasts, its connection has another protocol. All that is known of the connection
stays where it is: the body's reader hears of the end and of failures, aiohttp's handler that the
connection is lost, and when the body is whole, the handler goes on as after any other answer.
"""

import asyncio
import functools
from collections.abc import Callable

import aiohttp
from aiohttp.client_proto import ResponseHandler

from wxlab.net.whole import Response, Whole
from wxlab.net.wire import WatchedTLS

LEAST = 1024 * 1024
"""Bytes still to come for which it is worth while."""

BUFFER = 1024 * 1024
"""Bytes received at once; the one buffer of this size serves all connections."""

STEP = 64 * 1024
"""The fewest bytes worth telling of while more keep coming. Of a large body it is a percent."""

PAUSE = 0.002
"""Seconds without bytes after which those that came are told of, however few they are."""

Take = Callable[[memoryview], object]


async def receive(
    response: Response, length: int | None, take: Take, told: Callable[[], object]
) -> None:
    """Receive the rest of a body, ``length`` bytes in all, if it can be had this way.

    ``take`` is given every piece, and must be done with it when it returns; ``told`` is called
    where there is news of progress. Raises what ``take`` does, and what aiohttp's reader does.
    """
    if isinstance(response, Whole):
        return
    content, connection = response.content, response.connection
    if length is None or connection is None or response.method != "GET":
        return  # its end is found by parsing; or it is here; or a body may still be going out
    handler, transport = connection.protocol, connection.transport
    while data := content.read_nowait():  # what the parser holds, it hands over for this
        take(memoryview(data))
    rest = length - content.total_bytes
    if rest < LEAST or handler is None or transport is None:
        return
    if transport.is_closing() or transport.get_write_buffer_size():
        return  # whoever is still sending waits for the handler to be told to go on
    step = max(length // 100, STEP)
    transport.set_protocol(Bulk(content, handler, transport, rest, step, take, told))
    await content.wait_eof()


@functools.cache
def _buffer() -> memoryview:
    """Nothing stays in it from one turn of the network thread to the next."""
    return memoryview(bytearray(BUFFER))


class Bulk(asyncio.BufferedProtocol):
    """Receives ``rest`` bytes, then gives the connection back to its handler."""

    def __init__(
        self,
        content: aiohttp.StreamReader,
        handler: ResponseHandler,
        transport: asyncio.Transport,
        rest: int,
        step: int,
        take: Take,
        told: Callable[[], object],
    ) -> None:
        self._content = content
        self._handler = handler
        self._transport = transport
        self._rest = rest
        self._step = step
        self._take = take
        self._told = told
        self._untold = 0
        self._came = False
        self._watching = False
        tls = transport.get_extra_info("ssl_object")
        self._tls = tls if isinstance(tls, WatchedTLS) else None
        # Under TLS, bytes come in records of 16 KiB: they are counted here, many at once.
        self._meter = self._tls.lend_meter() if self._tls is not None else None
        # And there has to be room for all that asyncio holds, up to 256 KiB at a time: of what
        # it cannot hand over at once it loses the rest when the server closes the connection.
        self._view = _buffer()[: BUFFER if tls is not None else min(step, BUFFER)]

    def get_buffer(self, sizehint: int) -> memoryview:
        """Room for what is still to come, and for one byte more, which would be one too many."""
        return self._view[: self._rest + 1]

    def buffer_updated(self, nbytes: int) -> None:
        """Bytes are here."""
        if self._meter is not None:
            self._meter.received(nbytes)
        size = min(nbytes, self._rest)
        try:
            for at in range(0, size, self._step):
                self._keep(self._view[at : min(at + self._step, size)])
        except Exception as error:
            self._content.set_exception(error)
            self._transport.abort()
            return
        if self._rest:
            return
        if size < nbytes:
            self._handler.force_close()  # nobody asked for more: it would pass for the next answer
        self._end()

    def _keep(self, piece: memoryview) -> None:
        self._take(piece)
        self._rest -= len(piece)
        if self._rest:
            self._tell(len(piece))

    def _end(self) -> None:
        self._give_back()
        self._transport.set_protocol(self._handler)
        self._handler.set_response_params()  # a parser that does not wait for this body's end
        self._content.feed_eof()

    def connection_lost(self, exc: Exception | None) -> None:
        """It broke off: the parser, to which the rest is missing, tells the body's reader."""
        self._give_back()
        self._handler.connection_lost(exc)

    def _give_back(self) -> None:
        if self._tls is not None:
            self._tls.give_back()

    # -- progress: told at every step, and when the network pauses -------------------------------

    def _tell(self, size: int) -> None:
        self._untold += size
        if self._untold >= self._step:
            self._untold = 0
            self._told()
        self._came = True
        if not self._watching:
            self._watching = True
            asyncio.get_running_loop().call_later(PAUSE, self._watch)

    def _watch(self) -> None:
        """Tell what is untold if nothing has come since the last look."""
        if self._came:
            self._came = False
            asyncio.get_running_loop().call_later(PAUSE, self._watch)
            return
        self._watching = False
        if self._untold and self._rest and self._content.exception() is None:
            self._untold = 0
            self._told()

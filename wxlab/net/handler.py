"""A connection's end of ours: what is known of it, and how it takes what comes."""

import asyncio
from typing import Any, NamedTuple, Self

from aiohttp.client_proto import ResponseHandler

from wxlab.net.whole import PARSING, READ_AHEAD, Whole, whole
from wxlab.net.wire import Meter, WatchedSocket, WatchedTLS, socket_of

SMALL, LARGE = 64 * 1024, 256 * 1024
"""Bytes received at once, of answers and of what is left of long ones."""


class Line(NamedTuple):
    """A connection's ends, and how it is watched; ``watched`` is ``None`` where it cannot be."""

    transport: asyncio.Transport
    watched: WatchedSocket | None
    tls: WatchedTLS | None
    peer_ip: str
    peer_port: int
    local_port: int

    @classmethod
    def of(cls, transport: asyncio.Transport) -> Self:
        """Look at a connection."""
        peer = transport.get_extra_info("peername") or ("", 0)  # reset at once: no peer
        local = transport.get_extra_info("sockname") or ("", 0)
        watched = socket_of(transport.get_extra_info("socket").fileno())
        tls = transport.get_extra_info("ssl_object")
        if tls is not None and not isinstance(tls, WatchedTLS):
            watched = tls = None
        return cls(transport, watched, tls, peer[0], peer[1], local[1])

    def unwatch(self, meter: Meter) -> None:
        """Tell a meter nothing more."""
        for watched in (self.watched, self.tls):
            if watched is not None and watched.meter is meter:
                watched.meter = None


class Handler(ResponseHandler):
    """Takes a body that goes on after its Content-Length for what was announced, as browsers do.

    aiohttp throws away an answer whose surplus comes in one piece with its headers.
    """

    _line: Line | None = None
    _asked: asyncio.Future[Whole | None] | None = None

    def answer(self) -> asyncio.Future[Whole | None]:
        """What comes next, if it comes whole; otherwise ``None``, and it can be read as usual."""
        self._receive_at_once(SMALL)
        self._asked = asked = self._loop.create_future()
        return asked

    def _answered(self, answer: Whole | None) -> None:
        if self._asked is not None and not self._asked.done():
            self._asked.set_result(answer)
        self._asked = None

    def set_response_params(self, **params: Any) -> None:
        """An answer is awaited; most are small."""
        self._receive_at_once(SMALL)
        super().set_response_params(**params)

    def data_received(self, data: bytes) -> None:
        """Bytes of an answer are here: headers are handed over by themselves."""
        if self._asked is not None:
            answer = whole(data)
            self._answered(answer)
            if answer is not None:
                return
            super().set_response_params(read_bufsize=READ_AHEAD, **PARSING)
        if len(data) == SMALL:
            self._receive_at_once(LARGE)
        if self._payload is None or self._payload.is_eof():  # no body is under way
            head, end, rest = data.partition(b"\r\n\r\n")
            if rest:
                super().data_received(head + end)
                self.data_received(rest)
                return
        super().data_received(data)

    def resume_reading(self, resume_parser: bool = True) -> None:
        """Somebody has read; aiohttp would go through all of this where nothing is held back."""
        if self._reading_paused or self._buffer_paused:
            super().resume_reading(resume_parser)

    @property
    def line(self) -> Line | None:
        """The connection itself; ``None`` when it is lost. It is looked at once."""
        transport = self.transport
        if not isinstance(transport, asyncio.Transport):
            return None
        if self._line is None or self._line.transport is not transport:
            self._line = Line.of(transport)
        return self._line

    def _receive_at_once(self, size: int) -> None:
        """How much asyncio makes room for: from some 128 KiB on, the system does, with every call.

        For 10 KiB that takes four times as long as to receive them.
        """
        transport: Any = self.transport
        if hasattr(transport, "max_size"):
            transport.max_size = size

    def connection_lost(self, exc: BaseException | None) -> None:
        """Keep nothing of it: under TLS that would be some 100 KiB."""
        self._line = None
        super().connection_lost(exc)
        self._answered(None)

"""The request under way: what it tells its marks, and how its connection is handled."""

import asyncio
from collections.abc import Callable
from contextvars import ContextVar
from typing import Protocol

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.connector import Connection

from wxlab.core import headers
from wxlab.core.timing import HopMarks, Message
from wxlab.net.clock import now
from wxlab.net.handler import Handler, Line
from wxlab.net.whole import Response, Whole
from wxlab.net.wire import Meter, WatchedSocket, WatchedTLS

BEFORE_ANSWER = 4 * 1024 * 1024
"""The most bytes that may come before there is an answer: interim ones, headers, and as much of its
body as is read ahead. ``flooded`` says that there were more."""

AHEAD = 200
"""Over loopback, a body may be ahead of its server by this part; Linux gives twice that room."""


class Observer(Protocol):
    """Who estimates the network from what the wire shows."""

    def sampled(self, connection: WatchedSocket, moment: int) -> int:
        """A connection was made or has moved data; returns when to tell of that again."""

    def request_started(self, hop: "Hop", moment: int) -> None:
        """A request is about to be made."""

    def headers_received(self, hop: "Hop", moment: int) -> None:
        """Its response headers are here."""

    def received(self, hop: "Hop", size: int, moment: int) -> None:
        """Bytes of its response have come in."""

    def request_ended(self, hop: "Hop", moment: int) -> None:
        """It is over, one way or another; may be told more than once."""


class Hop(Meter):
    """One request; made before its connection is, and bound to it once there is one."""

    flooded = False
    _connection: Connection | None = None
    _handler: ResponseHandler | None = None
    _line: Line | None = None
    _answered = False
    _over = False

    def __init__(
        self, marks: HopMarks, headers_sent: Callable[[], None], observer: Observer | None = None
    ) -> None:
        self.marks = marks
        self.headers_sent = headers_sent
        self._observer = observer
        if observer is not None:
            observer.request_started(self, now())

    def bind(self, connection: Connection) -> None:
        """The request has its connection, new or reused."""
        self._connection = connection
        self._handler = handler = connection.protocol
        line = handler.line if isinstance(handler, Handler) else None
        if line is None:
            return
        self._line = line
        marks = self.marks
        marks.peer_ip, marks.peer_port, marks.local_port = line[3:]
        if line.watched is not None:
            self._watch(line.watched, line.tls)

    def _watch(self, watched: WatchedSocket, tls: WatchedTLS | None) -> None:
        marks = self.marks
        marks.observed = True
        watched.meter = self
        watched.requests += 1
        marks.number = watched.requests
        watched.secure = tls is not None
        if watched.near and marks.message is not None:
            watched.make_room(marks.message.request_body_size // AHEAD)
        if not marks.reused:
            marks.connect_start = watched.connect_start
            marks.connect_end = watched.connect_end
        if tls is not None:
            tls.meter = self
            if not marks.reused:
                marks.tls_start, marks.tls_end = tls.handshake_start, tls.handshake_end
                marks.connect_end = tls.handshake_end
        if self._observer is not None and watched.sampled is None:
            watched.sampled = self._observer.sampled
            watched.sample(now())

    def received(self, size: int) -> int:
        """Bytes of the response came in just now."""
        moment = super().received(size)
        if not self._answered and self.marks.received_bytes > BEFORE_ANSWER:
            self.flooded = True
            self.abort(unfinished=True)
        if self._observer is not None:
            self._observer.received(self, size, moment)
        return moment

    def request_out(self) -> None:
        """Its headers are out; a body may follow."""
        self.marks.request_start = self.marks.request_start or now()
        self.headers_sent()

    def answered(self, response: Response) -> None:
        """The response's headers are here; its body will tell when it ends, or breaks off."""
        marks = self.marks
        self._answered = True
        marks.response_start = marks.response_start or now()
        if response.version is not None:
            marks.protocol = f"http/{response.version.major}.{response.version.minor}"
        if marks.message is not None:
            _complete(marks.message, response)
        if self._observer is not None:
            self._observer.headers_received(self, now())
        response.content.on_eof(self._ended)
        if self._handler is not None and not isinstance(response, Whole):
            _watch(self._handler, response.content)

    def _ended(self) -> None:
        """The last byte is here: what the connection knows now belongs to this request."""
        marks = self.marks
        marks.response_end = self.last_received or now()
        watched = self._line.watched if self._line is not None else None
        if watched is not None and watched.fileno() >= 0:
            rtt = watched.rtt_us()
            marks.rtt_from_kernel = rtt is not None
            marks.rtt_us = watched.connect_end - watched.connect_start if rtt is None else rtt
        self.let_go()

    def let_go(self) -> None:
        """Its answer is done with: what the connection does from now on is another request's."""
        self.marks.response_end = self.marks.response_end or now()
        self.give_up()

    def give_up(self) -> None:
        """It is over, answered or not; again does no harm."""
        if self._over:
            return
        self._over = True
        if self._line is not None:
            self._line.unwatch(self)
        if self._observer is not None:
            self._observer.request_ended(self, now())

    def forget(self) -> None:
        """Keep nothing of the connection: a hop is known to its task, and to timers, for long.

        A closed connection under TLS is some 100 KiB.
        """
        self.give_up()
        self._connection = self._line = self._handler = None

    def lost(self) -> BaseException | None:
        """Why the connection was lost; aiohttp tells the reader only that it was."""
        error = self._handler.exception() if self._handler is not None else None
        return error if isinstance(error, OSError) else None

    def abort(self, unfinished: bool = False) -> None:
        """Close the socket at once, unsent bytes and all.

        A connection that has gone back to the pool may serve another request by now and is left
        alone, unless this request's body is ``unfinished``: then it never went back.
        """
        pooled = self._connection is None or self._connection.transport is None
        if self._line is not None and (unfinished or not pooled):
            self._line.transport.abort()


HOP: ContextVar[Hop] = ContextVar("wxlab-hop")
"""The hop that the running task is about: aiohttp calls the connector and the resolver for it."""

_READERS: dict[ResponseHandler, aiohttp.StreamReader] = {}
"""Who reads from a connection just now."""


def _watch(protocol: ResponseHandler, content: aiohttp.StreamReader) -> None:
    """Have the reader of a body learn that its connection was lost.

    Of a chunked body that is garbled in the middle, aiohttp tells the connection but not the
    reader, which would wait for ever.
    """
    closed = protocol.closed
    if closed is None:
        return  # lost already; the reader has been told

    def tell(closed: asyncio.Future[None]) -> None:
        closed.exception()  # taken note of: asyncio complains about errors nobody looks at
        reader = _READERS.pop(protocol, None)
        if reader is not None and not reader.is_eof():
            reader.set_exception(protocol.exception() or aiohttp.ClientPayloadError())

    if protocol not in _READERS:
        closed.add_done_callback(tell)
    _READERS[protocol] = content


def _complete(message: Message, response: Response) -> None:
    if isinstance(response, Whole):
        message.request_headers = response.sent
    else:
        message.request_headers = tuple(response.request_info.headers.items())
    message.status = response.status
    message.reason = response.reason or ""
    message.response_headers = headers.pairs(response.raw_headers)
    message.redirect_url = response.headers.get("Location", "")

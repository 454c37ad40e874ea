"""Connections: aiohttp's client, set up to do what was asked and nothing of its own accord.

No cookie jar, no proxy from the environment, no redirects, no decoding, no limit of its own: each
of these is the specification's business, and happens where a reader can see it.
"""

import asyncio
import ssl
import time
from collections.abc import Awaitable, Callable
from contextvars import ContextVar
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from wxlab.core.timing import HopMarks
from wxlab.net.latin1 import recode_headers

HEADER_LIMIT = 256 * 1024
"""Bytes of one response header line; Chromium's own limit for all of them together."""


def now() -> int:
    """Microseconds since the Unix epoch, on a clock that never steps back."""
    return _OFFSET + time.perf_counter_ns() // 1000


# Taken once: within a process, marks keep their order even when the wall clock is set.
_OFFSET = time.time_ns() // 1000 - time.perf_counter_ns() // 1000


class Hop:
    """The request under way: its marks, its connection, whom to tell when its headers are out."""

    def __init__(self, marks: HopMarks, headers_sent: Callable[[], None]) -> None:
        self.marks = marks
        self.headers_sent = headers_sent
        self._connection: Connection | None = None
        self._protocol: ResponseHandler | None = None
        self._transport: asyncio.Transport | None = None

    def bind(self, connection: Connection) -> None:
        """The request has its connection, new or reused."""
        self._connection = connection
        self._protocol = connection.protocol
        transport = connection.transport
        if isinstance(transport, asyncio.Transport):
            self._transport = transport
            self.marks.peer_ip, self.marks.peer_port = transport.get_extra_info("peername")[:2]

    def watch(self, content: aiohttp.StreamReader) -> None:
        """Have the reader of a body learn that its connection was lost.

        Of a chunked body that is garbled in the middle, aiohttp tells the connection but not the
        reader, which would wait for ever.
        """
        protocol = self._protocol
        closed = protocol.closed if protocol is not None else None
        if protocol is None or closed is None:
            return

        def tell(closed: asyncio.Future[None]) -> None:
            closed.exception()  # taken note of: asyncio complains about errors nobody looks at
            if not content.is_eof():
                content.set_exception(protocol.exception() or aiohttp.ClientPayloadError())

        closed.add_done_callback(tell)

    def lost(self) -> BaseException | None:
        """Why the connection was lost; aiohttp tells the reader only that it was."""
        error = self._protocol.exception() if self._protocol is not None else None
        return error if isinstance(error, OSError) else None

    def abort(self, unfinished: bool = False) -> None:
        """Close the socket at once, unsent bytes and all.

        A connection that has gone back to the pool may serve another request by now and is left
        alone, unless this request's body is ``unfinished``: then it never went back.
        """
        pooled = self._connection is None or self._connection.transport is None
        if self._transport is not None and (unfinished or not pooled):
            self._transport.abort()


HOP: ContextVar[Hop] = ContextVar("wxlab-hop")


class Connector(aiohttp.TCPConnector):
    """Tells the hop under way which connection it got."""

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's
    ) -> Connection:
        """Take a connection from the pool, or make one."""
        connection = await super().connect(req, traces, timeout)
        HOP.get().bind(connection)
        if not all(value.isascii() for value in req.headers.values()):
            recode_headers(connection.protocol)
        return connection


def session(context: ssl.SSLContext | None) -> aiohttp.ClientSession:
    """A session for one mini-program; call on the network thread."""
    connector = Connector(
        limit=0,
        # A first https request pays for loading the trust store, not every start.
        ssl=context or True,
    )
    made = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        skip_auto_headers=("User-Agent", "Accept-Encoding", "Content-Type"),
        read_bufsize=1 << 20,
        max_line_size=HEADER_LIMIT,
        max_field_size=HEADER_LIMIT,
        trace_configs=[_tracing()],
    )
    # aiohttp would repeat a GET even on a fresh connection; the one repetition that browsers do
    # is Exchange's own. aiohttp's test client turns it off the same way.
    made._retry_connection = False
    return made


def _tracing() -> aiohttp.TraceConfig:
    tracing = aiohttp.TraceConfig()
    tracing.on_dns_resolvehost_start.append(_mark("dns_start"))
    tracing.on_dns_resolvehost_end.append(_mark("dns_end"))
    tracing.on_connection_create_end.append(_mark("connect_end"))
    tracing.on_request_headers_sent.append(_headers_sent)
    tracing.on_connection_reuseconn.append(_reused)
    return tracing


def _mark(name: str) -> Callable[[object, Any, object], Awaitable[None]]:
    async def mark(_session: object, context: Any, _params: object) -> None:
        setattr(context.trace_request_ctx.marks, name, now())

    return mark


async def _headers_sent(_session: object, context: Any, _params: object) -> None:
    hop: Hop = context.trace_request_ctx
    hop.marks.request_start = now()
    hop.headers_sent()


async def _reused(_session: object, context: Any, _params: object) -> None:
    context.trace_request_ctx.marks.reused = True

"""Connections: aiohttp's client, set up to do what was asked and nothing of its own accord.

No cookie jar, no proxy from the environment, no redirects, no decoding, no limit of its own: each
of these is the specification's business, and happens where a reader can see it.
"""

import asyncio
import functools
import ssl
from typing import Any

import aiohttp
from aiohttp.client_proto import ResponseHandler
from aiohttp.client_reqrep import ClientRequest
from aiohttp.connector import Connection
from aiohttp.tracing import Trace

from wxlab.net.handler import Handler
from wxlab.net.hop import HOP
from wxlab.net.latin1 import recode_headers
from wxlab.net.resolver import Resolver
from wxlab.net.whole import HEADER_LIMIT, READ_AHEAD
from wxlab.net.wire import WatchedTLS, watched_socket


def _handler(loop: asyncio.AbstractEventLoop) -> ResponseHandler:
    return Handler(loop)


class Connector(aiohttp.TCPConnector):
    """Tells the hop under way which connection it got."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self._factory = functools.partial(_handler, loop=self._loop)

    async def connect(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's
    ) -> Connection:
        """Take a connection from the pool, or make one."""
        hop = HOP.get()
        hop.marks.reused = True
        connection = await super().connect(req, traces, timeout)
        while connection.protocol is not None and connection.protocol.should_close:
            # The server has sent something that nobody asked for: it would pass for our answer.
            connection.close()
            connection = await super().connect(req, traces, timeout)
        try:
            hop.bind(connection)
        except BaseException:
            connection.close()
            raise
        if not all(value.isascii() for value in req.headers.values()):
            recode_headers(connection.protocol)
        return connection

    async def _create_connection(
        self,
        req: ClientRequest,
        traces: list[Trace],
        timeout: aiohttp.ClientTimeout,  # noqa: ASYNC109 - aiohttp's
    ) -> ResponseHandler:
        """There was none in the pool."""
        HOP.get().marks.reused = False
        return await super()._create_connection(req, traces, timeout)


class Request(ClientRequest):
    """Tells the hop under way when its headers are out. aiohttp's own tracing costs far more."""

    async def send(self, conn: Connection) -> aiohttp.ClientResponse:
        """Send the headers, and begin with the body if there is one."""
        response = await super().send(conn)
        HOP.get().request_out()
        return response


def session() -> aiohttp.ClientSession:
    """A session for one mini-program; call on the network thread."""
    made = aiohttp.ClientSession(
        connector=Connector(
            limit=0,
            use_dns_cache=False,
            resolver=Resolver(),
            socket_factory=watched_socket,
        ),
        cookie_jar=aiohttp.DummyCookieJar(),
        trust_env=False,
        auto_decompress=False,
        timeout=aiohttp.ClientTimeout(total=None, sock_connect=None),
        skip_auto_headers=("User-Agent", "Accept-Encoding", "Content-Type"),
        read_bufsize=READ_AHEAD,
        max_line_size=HEADER_LIMIT,
        max_field_size=HEADER_LIMIT,
        request_class=Request,
    )
    # aiohttp would repeat a GET even on a fresh connection; the one repetition that browsers do
    # is Exchange's own. aiohttp's test client turns it off the same way.
    made._retry_connection = False
    return made


def tls_context(given: ssl.SSLContext | None) -> ssl.SSLContext:
    """The context for https: verifying, and watched. A given one keeps all its settings."""
    context = given or ssl.create_default_context()
    context.sslobject_class = WatchedTLS
    return context

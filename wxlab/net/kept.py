"""One more request on a connection that is open already.

Of what aiohttp does for a request, two thirds are for a new connection, for a body, or for options
that are not used here. A small download is over before that is done. So a request without a body
that finds an idle connection is made of the same parts by hand: the connector's pool lends the
connection, and unless the answer comes whole, the response is aiohttp's own. Everything else goes
the long way, ``ClientSession.request``, and so does this one where aiohttp's parts are no longer as
they were.
"""

import functools
import inspect
import ssl
from types import SimpleNamespace
from typing import Any, NamedTuple

import aiohttp
from aiohttp.client_reqrep import ConnectionKey, RequestInfo
from aiohttp.connector import BaseConnector, Connection
from aiohttp.helpers import TimerNoop
from multidict import CIMultiDict, CIMultiDictProxy
from yarl import URL

from wxlab.net.address import Address, Site
from wxlab.net.handler import Handler
from wxlab.net.hop import Hop
from wxlab.net.whole import Response

_KEY = ("host", "port", "is_ssl", "ssl", "proxy", "proxy_auth", "proxy_headers_hash")
_RESPONSE = ("writer", "continue100", "timer", "request_info", "traces", "loop", "session")


_ALL_SENT: Any = SimpleNamespace(output_size=0)
"""Takes the place of aiohttp's writer, which the response would ask how far it is."""


def _as_known() -> bool:
    """Whether what is used here, and is nobody's promise, is as it was when this was written."""
    names = inspect.signature(aiohttp.ClientResponse).parameters
    return (
        set(names) == {"method", "url", *_RESPONSE, "stream_writer"}
        and set(ConnectionKey._fields) == {*_KEY, "server_hostname"}
        and inspect.iscoroutinefunction(getattr(BaseConnector, "_get", None))
    )


AS_KNOWN = _as_known()


async def get(
    hop: Hop,
    session: aiohttp.ClientSession,
    where: Address,
    headers: tuple[tuple[str, str], ...],
    tls: ssl.SSLContext | bool,
) -> Response | None:
    """Ask an idle connection, and return its response, the body unread; ``None``: there is none.

    Raises what ``ClientSession.get`` does.
    """
    connection = await _idle(session, where.site, tls) if AS_KNOWN else None
    if connection is None:
        return None
    hop.marks.reused = True
    try:
        hop.bind(connection)
        protocol, transport = connection.protocol, connection.transport
        assert isinstance(protocol, Handler)
        assert transport is not None
        head = _head(where.site, headers)
        answer = protocol.answer()
        transport.write(b"GET %s HTTP/1.1\r\n%s" % (where.target.encode("ascii"), head.lines))
        hop.request_out()
        if (response := await answer) is not None:
            response.sent = head.sent
            connection.release()
            return response
        return await _begun(session, connection, where.url, head.headers)
    except BaseException:
        connection.close()
        raise


async def _idle(
    session: aiohttp.ClientSession, site: Site, tls: ssl.SSLContext | bool
) -> Connection | None:
    connector = session.connector
    assert connector is not None
    host, secure = site.root.raw_host or "", site.origin.scheme == "https"
    key = ConnectionKey(host, site.root.port, secure, tls, None, None, None, None)
    while (connection := await connector._get(key, [])) is not None:
        if connection.protocol is not None and not connection.protocol.should_close:
            return connection
        # The server has sent something that nobody asked for: it would pass for our answer.
        connection.close()
    return None


class _Head(NamedTuple):
    """A request's headers, in the forms that are asked for."""

    headers: CIMultiDictProxy[str]
    sent: tuple[tuple[str, str], ...]
    lines: bytes


@functools.lru_cache(maxsize=32)
def _head(site: Site, given: tuple[tuple[str, str], ...]) -> _Head:
    """The headers as aiohttp would send them: most of a mini-program's requests have the same."""
    headers = CIMultiDict({"Host": site.root.host_port_subcomponent or ""})
    for name, value in given:
        if name.lower() == "host":
            headers[name] = value
        else:
            headers.add(name, value)
    headers.setdefault("Accept", "*/*")
    sent = tuple(headers.items())
    lines = "".join(f"{name}: {value}\r\n" for name, value in sent)
    return _Head(CIMultiDictProxy(headers), sent, f"{lines}\r\n".encode("latin-1"))


async def _begun(
    session: aiohttp.ClientSession, connection: Connection, url: URL, sent: CIMultiDictProxy[str]
) -> aiohttp.ClientResponse:
    """An answer of which only a part is here, or nothing: the connection may be lost."""
    response = aiohttp.ClientResponse(
        "GET",
        url,
        writer=None,
        continue100=None,
        timer=TimerNoop(),
        request_info=RequestInfo(url, "GET", sent, url),
        traces=[],
        loop=session._loop,
        session=session,
        stream_writer=_ALL_SENT,
    )
    try:
        return await response.start(connection)
    except BaseException:
        response.close()
        raise

"""An answer that comes in one piece, headers and body, as most small ones do.

For every answer aiohttp makes a parser, a queue, a stream, a response and what wakes whom. Where
there is nothing left to wait for, none of that is needed. What headers mean is for its parser to
say all the same; but a server says nearly the same again and again, and that is remembered.
"""

import asyncio
import functools
from collections.abc import Callable
from typing import Any, NamedTuple

import aiohttp
from aiohttp.base_protocol import BaseProtocol
from aiohttp.http import HttpResponseParser, HttpVersion
from multidict import CIMultiDictProxy

HEADER_LIMIT = 256 * 1024
"""Bytes of one response's headers, each of them and all together: Chromium's own limit."""

READ_AHEAD = 1024 * 1024
"""Half of the bytes of a body that wait for its reader before no more are received."""

PARSING: dict[str, Any] = {
    "read_until_eof": True,
    "auto_decompress": False,
    "max_line_size": HEADER_LIMIT,
    "max_field_size": HEADER_LIMIT,
}
"""How the answer to a GET is parsed."""

_USUAL_HEAD = 4 * 1024
"""Longer ones are not remembered, and so are not looked for here."""

_END = b"\r\n\r\n"


class _Head(NamedTuple):
    """What is told of an answer before its body; ``length`` is its bytes."""

    version: HttpVersion
    reason: str
    headers: CIMultiDictProxy[str]
    raw_headers: tuple[tuple[bytes, bytes], ...]
    length: int


class Whole:
    """An answer that is here; what is asked of aiohttp's own responses can be asked of it.

    It is its own ``content``. ``sent`` is the headers of its request.
    """

    method = "GET"
    status = 200
    ok = closed = True
    connection = None

    def __init__(self, head: _Head, body: bytes) -> None:
        self.version, self.reason, self.headers, self.raw_headers, self.content_length = head
        self._body = body
        self.sent: tuple[tuple[str, str], ...] = ()

    @property
    def content(self) -> "Whole":
        """Where its body is read from."""
        return self

    def is_eof(self) -> bool:
        """Whether all of the body has come."""
        return True

    def at_eof(self) -> bool:
        """Whether all of it has been read."""
        return not self._body

    async def readany(self) -> bytes:
        """The body, or what is left of it: nothing."""
        body, self._body = self._body, b""
        return body

    def on_eof(self, callback: Callable[[], object]) -> None:
        """Have something called when all has come, which is now."""
        callback()

    def close(self) -> None:
        """Its connection is no more its own."""


Response = aiohttp.ClientResponse | Whole


def whole(data: bytes) -> Whole | None:
    """The answer that ``data`` is; ``None`` where it is anything but one good answer, whole."""
    end = data.find(_END, 0, _USUAL_HEAD) + len(_END)
    if end < len(_END) or not data.startswith(b"HTTP/1.1 200 "):
        return None
    head = _read(data[:end])
    if head is None or head.length != len(data) - end:
        return None
    return Whole(head, data[end:])


@functools.lru_cache(maxsize=64)
def _read(data: bytes) -> _Head | None:
    """Headers that announce so many bytes, as they are, after which the connection is kept."""
    loop = asyncio.get_running_loop()
    parser = HttpResponseParser(BaseProtocol(loop), loop, READ_AHEAD, **PARSING)
    try:
        ((message, _),), _, rest = parser.feed_data(data)
    except (aiohttp.http_exceptions.HttpProcessingError, ValueError):
        return None  # whoever goes the usual way is told what is wrong
    headers = message.headers
    if message.should_close or message.chunked or message.upgrade or rest:
        return None
    if "Content-Length" not in headers or "Content-Encoding" in headers:
        return None  # it may go on, or there may be much more in it
    length = int(headers["Content-Length"])
    return _Head(message.version, message.reason, headers, message.raw_headers, length)

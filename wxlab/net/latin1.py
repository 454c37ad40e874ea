"""Request headers in Latin-1, one byte a character, as ``fetch`` sends them.

aiohttp writes headers in UTF-8, which is the same until a value has a character above U+007F.
For such a request the connection's transport is stood in for until its headers have passed.
"""

import asyncio
from collections.abc import Iterable
from typing import Any

from aiohttp.base_protocol import BaseProtocol


class Latin1Head:
    """Takes a transport's place for one write: the one that carries the headers."""

    def __init__(self, protocol: BaseProtocol, transport: asyncio.Transport) -> None:
        self._protocol = protocol
        self._transport = transport

    def write(self, data: bytes) -> None:
        """Pass the headers on, recoded, and step aside."""
        head, end, rest = bytes(data).partition(b"\r\n\r\n")
        self._protocol.transport = self._transport
        self._transport.write(head.decode("utf-8").encode("latin-1") + end + rest)

    def writelines(self, pieces: Iterable[bytes]) -> None:
        """The same for headers that come with the start of the body."""
        self.write(b"".join(pieces))

    def __getattr__(self, name: str) -> Any:
        return getattr(self._transport, name)


def recode_headers(protocol: BaseProtocol | None) -> None:
    """Have the next headers that go out on this connection recoded."""
    if protocol is not None and protocol.transport is not None:
        protocol.transport = Latin1Head(protocol, protocol.transport)  # type: ignore[assignment]

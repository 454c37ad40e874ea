"""How much the kernel holds for a connection before the server has read it.

A client's progress says what it could hand over, and on loopback it can hand over megabytes to
nobody: the kernel keeps them. So every connection begins with a small receive buffer, before the
first byte is read (a window once granted cannot be taken back), and gets a large one as soon as a
route reads at full speed; when a limit is set, idle connections are closed. What the client's own
kernel keeps is up to the client (SO_SNDBUF).
"""

import asyncio
import socket
from collections.abc import Collection, Iterable
from contextlib import suppress
from typing import Any

from aiohttp import web

from wxlab.practice.bounds import Bounds
from wxlab.practice.connection import Connection

SMALL_BUFFER_BYTES = 8 * 1024
LARGE_BUFFER_BYTES = 256 * 1024

PARTING_SECONDS = 0.2


class SmallBufferServer(web.Server):
    """aiohttp's server, whose connections begin with a small receive buffer."""

    def __init__(self, handler: Any, bounds: Bounds, **kwargs: Any) -> None:
        super().__init__(handler, **kwargs)
        self._bounds = bounds
        self._lost = asyncio.Event()

    def __call__(self) -> web.RequestHandler:
        """The protocol of one more connection."""
        return Connection(self, self._bounds, loop=self._loop, **self._kwargs)

    def connection_made(self, handler: web.RequestHandler, transport: asyncio.Transport) -> None:
        """A client connected; nothing was read yet."""
        super().connection_made(handler, transport)
        set_receive_buffer(transport, SMALL_BUFFER_BYTES)

    def connection_lost(
        self, handler: web.RequestHandler, exc: BaseException | None = None
    ) -> None:
        """A connection is closed."""
        super().connection_lost(handler, exc)
        self._lost.set()

    async def dismiss(self, busy: Collection[web.RequestHandler]) -> None:
        """Close the idle connections, all but the `busy` ones: they may have large windows.

        Waits a moment for the clients to close their ends too: one that has not yet heard of it
        would send its next request there.
        """
        idle = [one for one in self.connections if one not in busy and not _unsent(one)]
        for transport in _open(idle):
            transport.write_eof() if transport.can_write_eof() else transport.close()
        with suppress(TimeoutError):
            async with asyncio.timeout(PARTING_SECONDS):
                while _open(idle):
                    self._lost.clear()
                    await self._lost.wait()
        for transport in _open(idle):
            transport.abort()


def _open(connections: Iterable[web.RequestHandler]) -> list[asyncio.Transport]:
    return [one.transport for one in connections if one.transport is not None]


def _unsent(connection: web.RequestHandler) -> bool:
    return connection.transport is not None and connection.transport.get_write_buffer_size() > 0


def set_receive_buffer(transport: asyncio.Transport | None, size: int) -> None:
    """Ask the kernel to keep about `size` bytes of what arrives before it is read."""
    sock = None if transport is None else transport.get_extra_info("socket")
    if sock is not None:
        with suppress(OSError):  # the client may have left already
            sock.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, size)

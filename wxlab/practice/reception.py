"""Takes the connections that come to one socket, and can send them away again.

asyncio's own server would do, but it forgets a connection that is still in its TLS handshake: with
a flawed certificate, that is where connections end.
"""

import asyncio
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from weakref import WeakSet


class Reception:
    """One listening socket; lives in the server's loop.

    `welcome` makes the protocol of a new connection, before its handshake.
    """

    def __init__(
        self,
        sock: socket.socket,
        tls: ssl.SSLContext | None,
        welcome: Callable[[], asyncio.BaseProtocol],
    ) -> None:
        self._sock = sock
        self._tls = tls
        self._welcome = welcome
        self._arriving: set[asyncio.Task[None]] = set()
        self._arrived: WeakSet[asyncio.BaseTransport] = WeakSet()

    async def open(self) -> None:
        """Take connections from now on."""
        self._sock.setblocking(False)
        asyncio.get_running_loop().add_reader(self._sock, self._take)

    async def close(self) -> None:
        """Take no more, and cut those that were taken."""
        asyncio.get_running_loop().remove_reader(self._sock)
        arriving = tuple(self._arriving)
        for task in arriving:
            task.cancel()
        await asyncio.gather(*arriving, return_exceptions=True)
        for transport in tuple(self._arrived):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        await asyncio.sleep(0)  # the routes learn of it

    def _take(self) -> None:
        with suppress(OSError):  # the client may have left, or there are too many open files
            connection, _ = self._sock.accept()
            task = asyncio.get_running_loop().create_task(self._arrive(connection))
            self._arriving.add(task)

            # A task that is cancelled before its first step never runs its own ``finally``.
            def settled(task: asyncio.Task[None]) -> None:
                self._arriving.discard(task)
                if task.cancelled():
                    connection.close()

            task.add_done_callback(settled)

    async def _arrive(self, connection: socket.socket) -> None:
        connection.setblocking(False)
        connect = asyncio.get_running_loop().connect_accepted_socket
        with suppress(OSError):  # ssl.SSLError among them: the handshake came to nothing
            transport, _ = await connect(self._welcome, connection, ssl=self._tls)
            self._arrived.add(transport)

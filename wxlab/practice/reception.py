"""Takes the connections that come to one socket, and can send them away again.

asyncio's own server would do, but it forgets a connection that is still in its TLS handshake: with
a flawed certificate, that is where connections end.
"""

import asyncio
import errno
import socket
import ssl
from collections.abc import Callable
from contextlib import suppress
from weakref import WeakSet

# There are too many open files, or there is no memory: the connection goes on waiting to be taken,
# and is tried again that many seconds later.
_EXHAUSTED = {errno.EMFILE, errno.ENFILE, errno.ENOBUFS, errno.ENOMEM}
PAUSE = 1.0


class Reception:
    """One listening socket; lives in the server's loop.

    `welcome` makes the protocol of a new connection, before its handshake. Of more than `most`
    connections at a time, each one is closed at once.
    """

    def __init__(
        self,
        sock: socket.socket,
        tls: ssl.SSLContext | None,
        welcome: Callable[[], asyncio.BaseProtocol],
        most: int,
    ) -> None:
        self._sock = sock
        self._tls = tls
        self._welcome = welcome
        self._most = most
        self._connections: list[socket.socket] = []
        self._pause: asyncio.TimerHandle | None = None
        self._arriving: set[asyncio.Task[None]] = set()
        self._arrived: WeakSet[asyncio.BaseTransport] = WeakSet()

    async def open(self) -> None:
        """Take connections from now on."""
        self._sock.setblocking(False)
        self._listen()

    async def close(self) -> None:
        """Take no more, and cut those that were taken."""
        asyncio.get_running_loop().remove_reader(self._sock)
        if self._pause is not None:
            self._pause.cancel()
        arriving = tuple(self._arriving)
        for task in arriving:
            task.cancel()
        await asyncio.gather(*arriving, return_exceptions=True)
        for transport in tuple(self._arrived):
            if isinstance(transport, asyncio.WriteTransport):
                transport.abort()
        await asyncio.sleep(0)  # the routes learn of it

    def _listen(self) -> None:
        asyncio.get_running_loop().add_reader(self._sock, self._take)

    def _take(self) -> None:
        try:
            connection, _ = self._sock.accept()
        except OSError as error:  # or the client has left
            if error.errno in _EXHAUSTED:
                loop = asyncio.get_running_loop()
                loop.remove_reader(self._sock)
                self._pause = loop.call_later(PAUSE, self._listen)
            return
        self._connections = [each for each in self._connections if each.fileno() >= 0]
        if len(self._connections) >= self._most:
            connection.close()
            return
        self._connections.append(connection)
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

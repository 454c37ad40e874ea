"""A file's short way into a plain connection: the system sends it, and Python sees none of it.

asyncio's own ``loop.sendfile`` will not do. It stops reading for as long as it sends, so that a
proxy's early 413 would wait for a server that reads no more; and it tells only at the end how far
it has come.
"""

import asyncio
import errno
import os
from collections.abc import Callable
from typing import Self

from aiohttp.abc import AbstractStreamWriter

from wxlab.core.progress import Steps
from wxlab.net.files import Source
from wxlab.net.wire import WatchedSocket, socket_of

ONE_TURN = 4 * 1024 * 1024
"""The most bytes sent in one turn of the loop, which has other things to do."""

# The socket is closed, or sendfile is not for this kind of file.
_UNABLE = {errno.EBADF, errno.EINVAL, errno.ENOSYS, errno.EOPNOTSUPP}


class Outlet:
    """Pours one file into one connection, from wherever it is told to start."""

    def __init__(
        self,
        writer: AbstractStreamWriter,
        transport: asyncio.Transport,
        watched: WatchedSocket,
        source: Source,
    ) -> None:
        self._writer = writer
        self._transport = transport
        self._socket = watched
        self._file = source.fileno()
        self._loop = asyncio.get_running_loop()

    @classmethod
    def of(cls, writer: AbstractStreamWriter, source: Source) -> Self | None:
        """The outlet into a connection; ``None`` under TLS, or where the system has none."""
        transport = getattr(writer, "transport", None)
        if not hasattr(os, "sendfile") or not isinstance(transport, asyncio.Transport):
            return None
        if transport.get_extra_info("sslcontext") is not None:
            return None
        watched = socket_of(transport.get_extra_info("socket").fileno())
        return None if watched is None else cls(writer, transport, watched, source)

    async def pour(self, start: int, steps: Steps, told: Callable[[int], None]) -> int:
        """Send the file from ``start`` on, telling of every step; return how far it went.

        Where the connection is closed, the file is shorter now or the system cannot send it after
        all, nothing is raised: whoever sends the rest will hear of it in the usual way.
        """
        self._at, self._steps, self._told = start, steps, told
        self._over = self._loop.create_future()
        # What was written before has to be out: with a mark of 0, asyncio tells when it is.
        self._transport.set_write_buffer_limits(high=0)
        await self._writer.drain()
        if self._transport.get_write_buffer_size():
            return start
        try:
            # asyncio lets nobody wait at the descriptor of a transport, but at another one of the
            # same connection. That keeps the connection open, so it must not outlive this.
            door = os.dup(self._socket.fileno())
        except OSError:
            return start
        self._loop.add_writer(door, self._flow)
        try:
            await self._over
        finally:
            self._loop.remove_writer(door)
            os.close(door)
        return self._at

    def _flow(self) -> None:
        """The system takes more."""
        if self._over.done():
            return
        try:
            if not self._send():
                self._over.set_result(None)
        except BlockingIOError:
            pass
        except OSError as error:
            if error.errno in _UNABLE:
                self._over.set_result(None)
            else:
                self._over.set_exception(error)

    def _send(self) -> bool:
        """Send what the system takes in one turn; whether there will be more to send."""
        stop = min(self._at + ONE_TURN, self._steps.size)
        while self._at < stop:
            mark = self._steps.after(self._at)
            asked = min(mark, stop) - self._at
            sent = self._socket.pour(self._file, self._at, asked)
            self._at += sent
            if self._at == mark:
                self._told(mark)
            elif sent < asked:
                return sent > 0
        return self._at < self._steps.size

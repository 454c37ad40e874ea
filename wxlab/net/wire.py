"""Watching a connection: which bytes passed when, without standing in their way.

A socket subclass sees what asyncio reads and writes; an ``SSLObject`` subclass sees the same
before encryption. Both tell the ``Meter`` of the request that the connection serves just now.
Under TLS the socket's own bytes are not counted, and its first byte is not the answer's: TLS 1.3
sends session tickets first. Meanings: W3C Resource Timing and the rows of the profile.
"""

import os
import socket
import ssl
import weakref
from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from wxlab.core.excerpt import LAST
from wxlab.core.timing import HopMarks
from wxlab.net import tcp_info
from wxlab.net.clock import now

LOOPBACK_BUFFER = 64 * 1024
"""Bytes the system may take ahead of the server on this very machine."""

PATIENCE = 100
"""How often sending is put off without anything being read: after that, nobody reads any more."""

Sampled = Callable[["WatchedSocket", int], int]
"""Is told, and when, that a connection has moved data; returns from when on it will be again."""


CONNECTING: ContextVar[HopMarks] = ContextVar("wxlab-connecting")
"""The marks of the request that a connection is made for, so that they are there as it happens."""


class Meter:
    """Counts one request and its response on one connection."""

    last_received = 0

    def __init__(self, marks: HopMarks) -> None:
        self.marks = marks

    def sent(self, data: memoryview, unseen: int = 0, since: int = 0) -> int:
        """Bytes of the request went out just now, after ``unseen`` ones of a file; when it is.

        ``since`` is when the system was asked to send them: on a busy machine the answer may be
        here before it is seen that they are out.
        """
        moment = now()
        marks = self.marks
        marks.request_start = marks.request_start or since or moment
        marks.request_end = moment
        marks.sent_bytes += unseen + len(data)
        marks.excerpt.add(data, unseen)
        return moment

    def flushed(self) -> int:
        """Encrypted bytes of the request went out just now."""
        moment = now()
        if self.marks.request_start:
            self.marks.request_end = moment
        return moment

    def received(self, size: int) -> int:
        """Bytes of the response came in just now."""
        marks = self.marks
        self.last_received = moment = now()
        marks.response_start = marks.response_start or moment
        marks.received_bytes += size
        return moment


class WatchedSocket(socket.socket):
    """A TCP socket that notes its connect and tells a meter of its traffic.

    A server may answer an upload before it has all of it, and cut the connection: a proxy's 413.
    asyncio would throw the answer away with the connection as soon as sending fails; here sending
    waits, and the failure is told once all that came has been read. Browsers do so too.
    """

    connect_start = 0
    connect_end = 0
    meter: Meter | None = None
    secure = False
    near = False
    sampled: Sampled | None = None
    sample_due = 0
    requests = 0
    _cut: OSError | None = None
    _refrained = 0
    _room = 0

    def connect(self, address: Any, /) -> None:
        """Begin to connect; on a non-blocking socket that mostly raises BlockingIOError."""
        self.connect_start = now()
        if (marks := CONNECTING.get(None)) is not None:
            marks.connect_start = marks.connect_start or self.connect_start
        super().connect(address)
        self.connect_end = now()

    def getsockopt(self, *args: Any) -> Any:
        """asyncio asks for SO_ERROR when a connect has ended; 0 means it is established."""
        value = super().getsockopt(*args)
        if args[1:2] == (socket.SO_ERROR,) and value == 0 and not self.connect_end:
            self.connect_end = now()
        return value

    def send(self, data: Any, flags: int = 0, /) -> int:
        """Send, and tell how much the system took."""
        since = now()
        try:
            size = super().send(data, flags)
        except (BrokenPipeError, ConnectionResetError) as error:
            self._refrain(error)
            raise
        if self.meter is not None:
            self._tell_sent(self.meter, memoryview(data)[:size], since)
        return size

    def sendmsg(self, buffers: Any, *args: Any) -> int:
        """Send several buffers, and tell how much the system took."""
        buffers, since = list(buffers), now()
        try:
            left = size = super().sendmsg(buffers, *args)
        except (BrokenPipeError, ConnectionResetError) as error:
            self._refrain(error)
            raise
        for buffer in buffers:
            if self.meter is not None:
                self._tell_sent(self.meter, memoryview(buffer)[:left], since)
            left -= min(left, len(buffer))
        return size

    def pour(self, file: int, offset: int, count: int) -> int:
        """Have the system send bytes of a file, and tell how many it took; 0 at the file's end."""
        try:
            size = os.sendfile(self.fileno(), file, offset, count)
        except (BrokenPipeError, ConnectionResetError) as error:
            self._refrain(error)
            raise
        if size and self.meter is not None:
            # The last of them are looked at, as of every piece that goes out.
            seen = os.pread(file, min(size, LAST), offset + max(size - LAST, 0))
            self.sample(self.meter.sent(memoryview(seen), size - len(seen)))
        return size

    def recv(self, bufsize: int, flags: int = 0, /) -> bytes:
        """Receive, and tell how much came."""
        data = super().recv(bufsize, flags)
        self._tell_received(len(data))
        return data

    def recv_into(self, *args: Any) -> int:
        """Receive into a buffer, and tell how much came."""
        size = super().recv_into(*args)
        self._tell_received(size)
        return size

    def make_room(self, size: int) -> None:
        """Say how many bytes the system may take ahead of a server on this very machine."""
        room = max(size, LOOPBACK_BUFFER)
        if self.near and room != self._room:
            self._room = room
            self.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, room)

    def rtt_us(self) -> int | None:
        """The kernel's round-trip time of this connection."""
        return tcp_info.rtt_us(self)

    def _refrain(self, error: OSError) -> None:
        """Have asyncio try to send again later, unless nobody reads any more."""
        self._cut = self._cut or error
        self._refrained += 1
        if self._refrained <= PATIENCE:
            raise BlockingIOError from error

    def _tell_sent(self, meter: Meter, data: memoryview, since: int) -> None:
        if data:
            self.sample(meter.flushed() if self.secure else meter.sent(data, since=since))

    def _tell_received(self, size: int) -> None:
        self._refrained = 0
        if not size and self._cut is not None:
            raise self._cut  # no end, but the failure that was held back
        if self.meter is not None and size:
            self.sample(now() if self.secure else self.meter.received(size))

    def sample(self, moment: int) -> None:
        """A chance to look at the connection, for who wants to."""
        if self.sampled is not None and moment >= self.sample_due:
            self.sample_due = self.sampled(self, moment)


class WatchedTLS(ssl.SSLObject):
    """TLS over a watched socket: notes the handshake, counts what passes before encryption."""

    handshake_start = 0
    handshake_end = 0
    meter: Meter | None = None

    def do_handshake(self) -> None:
        """One step of the handshake; asyncio repeats it until it returns."""
        self.handshake_start = self.handshake_start or now()
        if (marks := CONNECTING.get(None)) is not None:
            marks.tls_start = marks.tls_start or self.handshake_start
        super().do_handshake()
        self.handshake_end = self.handshake_end or now()

    def write(self, data: Any) -> int:
        """Encrypt, and tell how much."""
        size = super().write(data)
        if self.meter is not None:
            self.meter.sent(memoryview(data)[:size])
        return size

    def read(self, *args: Any) -> Any:
        """Decrypt, and tell how much; into a buffer it returns the number of bytes."""
        got = super().read(*args)
        size = got if isinstance(got, int) else len(got)
        if self.meter is not None and size:
            self.meter.received(size)
        return got

    def lend_meter(self) -> Meter | None:
        """Have somebody else count what is read for this request, until it is given back.

        A large body is 64 records a MiB, and each of them would come by here.
        """
        meter, self.meter = self.meter, None
        vars(self)["read"] = super().read
        return meter

    def give_back(self) -> None:
        """Count again what is read."""
        vars(self).pop("read", None)


_SOCKETS: "weakref.WeakValueDictionary[int, WatchedSocket]" = weakref.WeakValueDictionary()


def watched_socket(address: tuple[Any, ...]) -> WatchedSocket:
    """Make the socket for an address, as aiohttp's ``socket_factory``."""
    family, kind, protocol, _, where = address
    made = WatchedSocket(family=family, type=kind, proto=protocol)
    if where[0].startswith(("127.", "::1")):
        # Over loopback the system would take megabytes at once, and progress would reach 100 %
        # long before the server has read anything. A radio link has no such room.
        made.near = True
        made.make_room(0)
    # asyncio shows only a wrapper of a transport's socket; the descriptor is what both share.
    _SOCKETS[made.fileno()] = made
    return made


def socket_of(descriptor: int) -> WatchedSocket | None:
    """The watched socket behind a descriptor; ``None`` when the loop made one of its own."""
    found = _SOCKETS.get(descriptor)
    # A closed socket has lost its descriptor, which the system has given to another by now.
    return found if found is not None and found.fileno() == descriptor else None

"""Addresses of the faults that happen before there is a request: closed, silent, ill certified."""

import asyncio
import socket
import ssl
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field

from wxlab.practice import certificates
from wxlab.practice.address import bound_socket, shown_host
from wxlab.practice.bounds import Bounds

# Systems let one connection more than that wait, or a few; the rest knock for ever.
_QUEUE = 1
_KNOCKING = 8


@dataclass(slots=True)
class Address:
    """Where a fault is met: the beginning of its URLs, its sockets, what clients should trust.

    `served`: the server takes the connections that come to its first socket, with `server_tls`;
    what they meet there is `protocol`, None for its routes.
    """

    origin: str
    sockets: list[socket.socket] = field(default_factory=list)
    served: bool = False
    protocol: Callable[[Bounds], asyncio.Protocol] | None = None
    server_tls: ssl.SSLContext | None = None
    client_tls: ssl.SSLContext | None = None

    def close(self) -> None:
        """Free its ports. Again: nothing more happens."""
        for each in self.sockets:
            each.close()


def _named(host: str) -> Callable[[str], Address]:
    """An address that is none of this machine's; nothing is sent there."""
    return lambda _: Address(f"http://{host}")


def _bound(host: str, scheme: str = "http", queue: int | None = None) -> Address:
    sock = bound_socket(host, 0, queue)
    return Address(f"{scheme}://{shown_host(host)}:{sock.getsockname()[1]}", [sock])


def _silent(host: str) -> Address:
    """The system makes the connections, and nobody ever takes them."""
    return _bound(host, "https", 1024)


def _full(host: str) -> Address:
    """The queue of connections that nobody takes is full: the system lets no other one in."""
    address = _bound(host, queue=_QUEUE)
    (listener,) = address.sockets
    for number in range(_QUEUE + 1 + _KNOCKING):
        caller = socket.socket(listener.family, socket.SOCK_STREAM)
        address.sockets.append(caller)
        caller.setblocking(number <= _QUEUE)
        with suppress(BlockingIOError):
            caller.connect(listener.getsockname())
    return address


def _served(host: str) -> Address:
    """A port of plain http that is asked for https."""
    address = _bound(host, "https", 1024)
    address.served = True
    return address


class _OldTLS(asyncio.Protocol):
    """Refuses any handshake as a server does that knows nothing newer than TLS 1.1.

    An imitation: OpenSSL may be built without TLS 1.1, and asyncio closes without the alert.
    """

    # Record of type alert, version 1.1, two bytes: fatal, protocol_version (RFC 4346, 7.2).
    _ALERT = bytes([21, 3, 2, 0, 2, 2, 70])

    def __init__(self, bounds: Bounds) -> None:
        self._bounds = bounds
        self._answered = False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """Somebody is here, and has so long to greet."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._timer = asyncio.get_running_loop().call_later(self._bounds.idle, transport.abort)

    def data_received(self, data: bytes) -> None:
        """A greeting, or a piece of one: answered once, and the rest is read and forgotten.

        To close with bytes unread would be a reset, which can overtake the alert.
        """
        if self._answered or self._transport.is_closing():
            return
        self._answered = True
        self._transport.write(self._ALERT)
        self._transport.write_eof()
        self._timer.cancel()
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(self._bounds.lingering, self._transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is closed, by whomever."""
        self._timer.cancel()


def _old(host: str) -> Address:
    address = _served(host)
    address.protocol = _OldTLS
    return address


def _certified(flaw: Callable[[str], certificates.Contexts]) -> Callable[[str], Address]:
    """A port with TLS and a flaw; who looks over it finds the server's routes behind it."""

    def made(host: str) -> Address:
        address = _served(host)
        address.server_tls, address.client_tls = flaw(host)
        return address

    return made


ADDRESSES: Mapping[str, Callable[[str], Address]] = {
    "unresolvable": _named("no-such-host.invalid"),
    # The network 127 ends with its broadcast address: no connection can be made to that.
    "unreachable": _named("127.255.255.255"),
    "no-interface": _named("[fe80::1]"),
    "refused": lambda host: _bound(host),
    "stall-connect": _full,
    "stall-tls": _silent,
    "plain-http": _served,
    "tls-1.1-only": _old,
    "certificate-self-signed": _certified(certificates.self_signed),
    "certificate-incomplete-chain": _certified(certificates.incomplete_chain),
    "certificate-expired": _certified(certificates.expired),
    "certificate-wrong-host": _certified(certificates.wrong_host),
}
"""Makes the address of each fault below HTTP, for a server on that host."""

"""Where the server listens: on this machine only, unless told otherwise."""

import ipaddress
import socket
from contextlib import suppress

# The segment size of an Ethernet. On loopback a sender would be granted segments, and so
# buffers, so large that an upload of 2 MB is out of its hands before anybody has read a byte.
SEGMENT_BYTES = 1460


def listening_socket(host: str, port: int, allow_remote: bool) -> socket.socket:
    """A socket that listens.

    Raises ValueError when others could reach `host` and `allow_remote` is not set, or when
    `port` is no port; OSError when the address is taken or not this machine's.
    """
    if not allow_remote and not is_loopback(host):
        raise ValueError(
            f"{host!r} can be reached from other machines; practice.serve() keeps to 127.0.0.1."
            " If that is what you want, say allow_remote=True"
        )
    if not 0 <= port <= 65535:
        raise ValueError(f"port should be from 0 to 65535, got {port}")
    return bound_socket(host, port, 1024)


def bound_socket(host: str, port: int, queue: int | None) -> socket.socket:
    """A socket that has its port, and listens unless `queue` is None.

    `queue`: how many connections may wait to be taken. Raises OSError as `listening_socket` does.
    """
    try:
        family, kind, number, _, address = socket.getaddrinfo(
            "127.0.0.1" if host == "localhost" else host, port, type=socket.SOCK_STREAM
        )[0]
        sock = socket.socket(family, kind, number)
    except OSError as error:
        raise OSError(error.errno, f"cannot listen on {host}: {error.strerror}") from error
    try:
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        with suppress(OSError):
            sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_MAXSEG, SEGMENT_BYTES)
        sock.bind(address)
        if queue is not None:
            sock.listen(queue)
    except OSError as error:
        sock.close()
        message = f"cannot listen on {host}:{port}: {error.strerror}; choose another port, or 0"
        raise OSError(error.errno, message) from error
    return sock


def is_loopback(host: str) -> bool:
    """Whether only this machine can reach `host`. Names other than localhost: who knows."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def shown_host(host: str) -> str:
    """`host` as a URL needs it: IPv6 in brackets, and an address one can connect to."""
    if host in ("", "0.0.0.0", "::"):
        return "127.0.0.1"
    return f"[{host}]" if ":" in host else host

"""Servers that misbehave byte by byte: plain sockets, no HTTP library in between."""

import os
import re
import socket
import ssl
import struct
import threading
import time
from collections.abc import Callable, Iterator

import pytest

Script = Callable[[socket.socket], None]


class RawServer:
    """Runs one function per connection, each on a thread of its own."""

    def __init__(self, script: Script, context: ssl.SSLContext | None = None) -> None:
        self._script = script
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._threads = [threading.Thread(target=self._accept, daemon=True)]
        self._threads[0].start()

    def url(self, path: str = "/", host: str = "127.0.0.1") -> str:
        return f"http{'s' if self._context else ''}://{host}:{self.port}{path}"

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self._listener.accept()
            except OSError:
                return
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            self._threads.append(thread)
            thread.start()

    def _serve(self, connection: socket.socket) -> None:
        with connection:
            try:
                if self._context is not None:
                    connection = self._context.wrap_socket(connection, server_side=True)
                self._script(connection)
            except OSError:
                pass  # the client gave up first, which is often the point
            finally:
                connection.close()

    def close(self) -> None:
        # shutdown, not only close: a thread blocked in accept() would keep the port open.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        for thread in self._threads:
            thread.join(5)


def read_request(connection: socket.socket) -> bytes:
    """Read a whole request: closing a socket with unread bytes would reset it."""
    data = b""
    while b"\r\n\r\n" not in data and (chunk := connection.recv(65536)):
        data += chunk
    head, _, body = data.partition(b"\r\n\r\n")
    announced = re.search(rb"(?i)content-length: (\d+)", head)
    length = int(announced[1]) if announced else 0
    while len(body) < length and (chunk := connection.recv(65536)):
        body += chunk
    return head + b"\r\n\r\n" + body


def answering(*pieces: bytes) -> Script:
    """Read a request, send bytes, close."""

    def script(connection: socket.socket) -> None:
        read_request(connection)
        for piece in pieces:
            connection.sendall(piece)

    return script


def lingering(*pieces: bytes) -> Script:
    """Read a request, send bytes one after another, and leave the closing to the client."""

    def script(connection: socket.socket) -> None:
        read_request(connection)
        connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for piece in pieces:
            connection.sendall(piece)
            time.sleep(0.05)  # so that they arrive one after another
        connection.recv(1)

    return script


def resetting(*pieces: bytes) -> Script:
    """Read a request, send bytes, then reset the connection instead of closing it."""

    def script(connection: socket.socket) -> None:
        answering(*pieces)(connection)
        connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))

    return script


@pytest.fixture(params=["nameless", "named"])
def kind(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> str:
    """Downloads into files that have no name yet, and into such as macOS has."""
    if request.param == "named":
        monkeypatch.delattr(os, "O_TMPFILE", raising=False)
    return request.param


@pytest.fixture
def raw() -> Iterator[Callable[..., RawServer]]:
    servers: list[RawServer] = []

    def start(script: Script, context: ssl.SSLContext | None = None) -> RawServer:
        servers.append(RawServer(script, context))
        return servers[-1]

    start.answering = answering  # type: ignore[attr-defined]
    start.lingering = lingering  # type: ignore[attr-defined]
    start.resetting = resetting  # type: ignore[attr-defined]
    start.read_request = read_request  # type: ignore[attr-defined]
    yield start
    for server in servers:
        server.close()

"""A practice server, and strangers to talk to it: a raw socket and curl, never wxlab's client."""

import socket
import subprocess

import pytest


@pytest.fixture
def connect(server):
    """Open raw connections; what is still open at the end is closed."""
    opened = []

    def connect(sent=b""):
        opened.append(socket.create_connection((server.host, server.port), timeout=20))
        opened[-1].sendall(sent)
        return opened[-1]

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def ask(connect):
    """Send bytes, read the answer until the server closes: (head, body) as they came."""

    def ask(sent):
        connection = connect(sent)
        received = b"".join(iter(lambda: connection.recv(65536), b""))
        head, _, body = received.partition(b"\r\n\r\n")
        return head.decode("latin-1"), body

    return ask


@pytest.fixture
def get(ask):
    """Ask for a path and let the server close: (head, body)."""

    def get(path, *headers, method="GET"):
        lines = [f"{method} {path} HTTP/1.1", "Host: h", "Connection: close", *headers, "", ""]
        return ask("\r\n".join(lines).encode())

    return get


@pytest.fixture
def curl():
    """Run curl; its standard output as bytes."""

    def curl(*words):
        command = ["curl", "--silent", "--show-error", "--max-time", "30", "--noproxy", "*", *words]
        done = subprocess.run(command, capture_output=True, timeout=40)
        assert done.returncode == 0, done.stderr
        return done.stdout

    return curl

"""Whatever bytes a client sends, the server answers or hangs up, and writes nothing."""

import contextlib
import functools
import os
import re
import socket
import sys
import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wxlab import practice

PATHS = ["/", "/upload", "/file/9", "/status/200", "/headers", "/drip/9?ms=0", "/redirect/2", "/~"]
LINES = [
    *("Host: h", "Content-Length: 5", "Content-Length: -1", "Transfer-Encoding: chunked"),
    *("Content-Type: multipart/form-data; boundary=B", "Content-Type: multipart/form-data"),
    *("Expect: 100-continue", "Connection: close", "Upgrade: websocket", "Connection: upgrade"),
    *("Content-Encoding: gzip", "X: \x00", " folded", ": no name", "X" * 9000, "Range: bytes=0-"),
]
BODIES = [
    *(b"5\r\nhello\r\n", b"0\r\n\r\n", b"hello", b"ffffffffff\r\n", b"--B\r\n", b"--B--\r\n"),
    b'--B\r\nContent-Disposition: form-data; name="../../x"; filename="../../x"\r\n\r\nx\r\n',
]
TRICKS = ["..", "%2e%2e", "%00", "\\", "//", "%", "?", "#", "%0d%0a", "etc/passwd", ";", "~"]
PATH = st.sampled_from(PATHS) | st.lists(st.sampled_from(TRICKS)).map(lambda s: "/" + "/".join(s))
REQUEST = st.builds(
    lambda method, path, version, lines, bodies: (
        "\r\n".join([f"{method} {path} {version}", *lines, "", ""]).encode() + b"".join(bodies)
    ),
    st.sampled_from(["GET", "POST", "HEAD", "PUT", "OPTIONS", "CONNECT", "get", "\x00"]),
    PATH,
    st.sampled_from(["HTTP/1.1", "HTTP/1.0", "HTTP/9.9", ""]),
    st.lists(st.sampled_from(LINES), max_size=5),
    st.lists(st.sampled_from(BODIES) | st.binary(max_size=20), max_size=4),
)
SENT = st.lists(REQUEST | st.binary(max_size=30), max_size=3).map(b"".join)

WRITTEN = []
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND


def watch(event, args):
    """What the server's thread does to files; an audit hook sees all of it."""
    if not threading.current_thread().name.startswith("wxlab-practice"):
        return
    opened = event == "open" and isinstance(args[2], int) and args[2] & WRITING
    if opened or event in ("os.mkdir", "os.rename", "os.remove", "os.symlink", "os.link"):
        WRITTEN.append((event, args))


@functools.cache
def server():
    """One server for all that is sent; the next one after ``cache_clear``."""
    sys.addaudithook(watch)
    return practice.serve(max_request_bytes=100_000)


@pytest.fixture(scope="module", autouse=True)
def closed():
    yield
    server().close()
    server.cache_clear()


def said_to(sent, whole=True):
    """Send bytes, and that there are no more unless ``whole``; what is said until the end."""
    said = b""
    where = server().host, server().port
    with socket.create_connection(where, 60) as client, contextlib.suppress(ConnectionError):
        client.sendall(sent)
        if not whole:
            with contextlib.suppress(OSError):  # the server may have hung up already
                client.shutdown(socket.SHUT_WR)
        while data := client.recv(65536):
            said += data
    return said


@given(SENT)
def test_whatever_is_sent_it_answers_or_hangs_up_and_goes_on(sent):
    said = said_to(sent, whole=False)
    assert re.match(rb"HTTP/1\.[01] \d\d\d |$", said)
    well = said_to(b"GET /status/200 HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n")
    assert well.startswith(b"HTTP/1.1 200 ")
    assert WRITTEN == []


def test_an_upload_is_kept_in_memory_whatever_it_calls_itself(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    body = BODIES[-1] + b"--B--\r\n"
    lines = ["Host: h", "Connection: close", LINES[4], f"Content-Length: {len(body)}"]
    head = "\r\n".join(["POST /upload HTTP/1.1", *lines, "", ""])
    assert said_to(head.encode() + body).startswith(b"HTTP/1.1 200 ")
    assert server().log[-1].parts[0].filename == "../../x"
    assert list(tmp_path.iterdir()) == []
    assert WRITTEN == []

"""What a server puts up with from a client that is slow, silent, or does not read."""

import contextlib
import socket
from dataclasses import replace

import pytest

from wxlab.practice.bounds import BOUNDS
from wxlab.practice.server import Server
from wxlab.practice.token import Token

HALF_A_HEAD = b"GET /file/5 HTTP/1.1\r\nHost: h\r\nX-Slow: "
HALF_A_BODY = b"POST /upload HTTP/1.1\r\nHost: h\r\nContent-Length: 1000\r\n\r\nhalf"
GET = b"GET /file/5 HTTP/1.1\r\nHost: h\r\n\r\n"

# The shortest of times: nobody waits for the others.
SOON = 0.05


@pytest.fixture
def serve():
    """Start servers with bounds of their own."""
    with contextlib.ExitStack() as running:

        def serve(**bounds):
            changed = replace(BOUNDS, **bounds)
            return running.enter_context(
                Server("127.0.0.1", 0, False, Token(), changed, 64 * 1024 * 1024, False)
            )

        yield serve


@pytest.fixture
def connect():
    opened = []

    def connect(server, sent=b""):
        opened.append(socket.create_connection((server.host, server.port), timeout=20))
        with contextlib.suppress(ConnectionError):  # it may have been let go by now
            opened[-1].sendall(sent)
        return opened[-1]

    yield connect
    for one in opened:
        one.close()


def rest(connection):
    """All that the server says before it closes; it may not have read all that it was sent."""
    said = b""
    with contextlib.suppress(ConnectionError):
        while data := connection.recv(65536):
            said += data
    return said


def dripped(connection, drop=b"x"):
    """Send drops until the server has closed the connection; what it said."""
    connection.settimeout(SOON / 5)
    said = b""
    while True:
        try:
            connection.sendall(drop)
            data = connection.recv(65536)
        except TimeoutError:
            continue
        except ConnectionError:
            return said
        if not data:
            return said
        said += data


def test_a_client_that_says_nothing_is_let_go_without_a_word(serve, connect):
    assert rest(connect(serve(idle=SOON))) == b""


def test_a_client_that_says_nothing_more_is_let_go(serve, connect):
    server = serve(idle=SOON)
    while not rest(connect(server, GET)).endswith(b"\x00\x01\x02\x03\x04"):
        pass  # it was let go before it had said anything


def test_half_a_head_is_not_waited_for(serve, connect):
    answer = rest(connect(serve(head=SOON), HALF_A_HEAD))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "请求头" in answer.decode()


def test_a_head_that_drips_gains_no_time(serve, connect):
    server = serve(head=SOON)
    assert dripped(connect(server, HALF_A_HEAD))[:13] in (b"", b"HTTP/1.1 408 ")
    assert len(server.log) == 0


def test_the_second_head_is_timed_like_the_first(serve, connect):
    client = connect(serve(head=SOON), GET)
    answer = b""
    while not answer.endswith(b"\x00\x01\x02\x03\x04"):
        answer += client.recv(65536)
    client.sendall(HALF_A_HEAD)
    assert rest(client).startswith(b"HTTP/1.1 408 ")


def test_half_a_head_behind_another_request_is_not_waited_for(serve, connect):
    server = serve(idle=SOON)
    while not rest(connect(server, GET + HALF_A_HEAD)).startswith(b"HTTP/1.1 200 "):
        pass  # it was let go before it had said anything


def test_half_a_body_is_not_waited_for(serve, connect):
    server = serve(silence=SOON, lingering=SOON)
    answer = rest(connect(server, HALF_A_BODY))
    assert answer.startswith(b"HTTP/1.1 408 ")
    assert "请求体" in answer.decode()
    (arrival,) = server.log
    assert (arrival.body, arrival.received, arrival.status) == (b"half", False, 408)


def test_a_body_that_drips_gains_no_time(serve, connect):
    server = serve(patience=4 * SOON, lingering=0)
    dripped(connect(server, HALF_A_BODY.replace(b"1000", b"60000000")))
    server.wait_for(1, stage="finished")
    assert not server.log[0].received


def test_an_answer_that_nobody_reads_is_not_kept(serve, connect):
    server = serve(untaken=SOON)
    connect(server, b"GET /file/100000000 HTTP/1.1\r\nHost: h\r\n\r\n")
    server.wait_for(1, stage="finished")
    assert server.log[0].aborted


def test_nobody_is_held_for_ever(serve, connect):
    server = serve(held=SOON)
    answer = rest(connect(server, b"GET /stall HTTP/1.0\r\n\r\n"))
    assert answer.startswith((b"HTTP/1.0 200 ", b"HTTP/1.1 200 "))
    assert server.held == 0


def test_one_connection_too_many_is_told_so(serve, connect):
    server = serve(connections=2)
    kept = [connect(server, b"GET /stall HTTP/1.1\r\nHost: h\r\n\r\n") for _ in range(2)]
    server.wait_for(2, stage="held")
    answer = rest(connect(server))
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert "连接太多" in answer.decode()
    assert server.release() == 2
    for one in kept:
        assert one.recv(12) == b"HTTP/1.1 200"
        one.close()
    # As soon as they are gone there is room again.
    last = GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n")
    while not rest(connect(server, last)).startswith(b"HTTP/1.1 200 "):
        pass


def test_what_a_client_sends_without_reading_stays_with_it(serve, connect):
    """Requests that wait behind a held one: a few are taken in, and no more are read."""
    server = serve()
    client = connect(server, b"GET /stall HTTP/1.1\r\nHost: h\r\n\r\n")
    server.wait_for(1, stage="held")
    client.settimeout(0.2)
    left = 64 * 1024 * 1024
    with contextlib.suppress(TimeoutError):
        while left > 0:
            left -= client.send(GET * 1000)
    assert left > 0
    assert server.hits("/file/5") == 0

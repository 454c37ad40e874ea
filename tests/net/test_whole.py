"""Answers that come in one piece: the same comes of them as of those that are parsed bit by bit."""

import asyncio
import threading
import time
from pathlib import Path

import pytest

from wxlab import Wx, WxError
from wxlab.net import handler, kept, whole

USUAL = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 5\r\n\r\nhello"


def answer(lines, body=b"hello", start=b"HTTP/1.1 200 OK"):
    return b"\r\n".join([start, *lines, b"", body])


WHOLE = {
    "usual": USUAL,
    "empty": answer([b"Content-Length: 0"], b""),
    "no reason": answer([b"Content-Length: 5"], start=b"HTTP/1.1 200 "),
    "other reason": answer([b"Content-Length: 5"], start=b"HTTP/1.1 200 Sehr gut"),
    "spelled otherwise": answer([b"content-LENGTH:5", b"X-A:  b\t", b"x-a: c"]),
    "cookies": answer([b"Set-Cookie: a=1", b"Content-Length: 5", b"set-cookie: b=2; Path=/"]),
    "raw bytes": answer([b"X-A: \xe4\xb8\xad", b"X-B: \xe9", b"Content-Length: 5"]),
    "kept alive": answer([b"Connection: keep-alive", b"Content-Length: 5"]),
    "folded": answer([b"X-A: b", b" c", b"Content-Length: 5"]),
    "a blank line in it": answer([b"Content-Length: 9"], b"a\r\n\r\n\r\nbc"),
    "looks like another": answer([b"Content-Length: %d" % len(USUAL)], USUAL),
}

PARSED = {
    "not found": answer([b"Content-Length: 5"], start=b"HTTP/1.1 404 Not Found"),
    "nothing to send": answer([], b"", start=b"HTTP/1.1 204 No Content"),
    "older": answer([b"Content-Length: 5", b"Connection: keep-alive"], start=b"HTTP/1.0 200 OK"),
    "closed afterwards": answer([b"Connection: close", b"Content-Length: 5"]),
    "chunked": answer([b"Transfer-Encoding: chunked"], b"5\r\nhello\r\n0\r\n\r\n"),
    "chunked and long": answer([b"Transfer-Encoding: chunked", b"Content-Length: 5"]),
    "coded": answer([b"Content-Encoding: identity", b"Content-Length: 5"]),
    "too much": answer([b"Content-Length: 3"]),
    "two lengths": answer([b"Content-Length: 5", b"Content-Length: 6"]),
    "no number": answer([b"Content-Length: five"]),
    "negative": answer([b"Content-Length: -5"]),
    "no name": answer([b": a", b"Content-Length: 5"]),
    "after an interim one": b"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n" + USUAL,
    "many headers": answer([b"X-A: " + b"a" * 5000, b"Content-Length: 5"]),
    "no HTTP": b"220 ready\r\n\r\n",
}


@pytest.fixture
def taken(monkeypatch):
    """The answers that were taken whole."""
    found = []

    def counted(data):
        if (one := whole.whole(data)) is not None:
            found.append(one)
        return one

    monkeypatch.setattr(handler, "whole", counted)
    return found


@pytest.fixture
def wx():
    with Wx() as made:
        yield made


def until(condition):
    """Wait for what another thread does."""
    while not condition():
        time.sleep(0.001)


def outcome(task):
    """All that a caller can know of a transfer, but for times."""
    try:
        res = task.wait(30)
    except WxError as error:
        return error.res, [event.name for event in task.events]
    profile = res.profile
    message = profile._marks.hops[-1].message
    told = {key: value for key, value in res.items() if key not in ("profile", "tempFilePath")}
    if "tempFilePath" in res:
        told["file"] = Path(res.tempFilePath).read_bytes()
    told["message"] = (message.reason, message.request_headers, message.response_headers)
    told["bytes"] = (profile.sendBytesCount, profile.receivedBytedCount)
    told["connection"] = (profile.protocol, profile.socketReused)
    return told, [event.name for event in task.events]


@pytest.mark.parametrize("call", ["downloadFile", "request"])
@pytest.mark.parametrize("name", [*WHOLE, *PARSED])
def test_both_ways_come_to_the_same(raw, wx, taken, monkeypatch, name, call):
    sent = {**WHOLE, **PARSED}[name]

    def script(connection):
        while request := raw.read_request(connection):
            connection.sendall(sent if b"/second" in request else USUAL)

    server, ends = raw(script), []
    for as_known in (True, False):
        with Wx() as made:  # and with it, connections of its own
            monkeypatch.setattr(kept, "AS_KNOWN", as_known)
            getattr(made, call)(url=server.url("/first")).wait(30)
            taken.clear()
            task = getattr(made, call)(url=server.url("/second"))
            task.onHeadersReceived(lambda res: None)
            ends.append(outcome(task))
            assert len(taken) == (as_known and name in WHOLE)
    assert ends[0] == ends[1]


@pytest.mark.parametrize("cut", [10, len(USUAL) - 5, len(USUAL) - 2])
def test_what_comes_in_pieces_is_parsed(raw, wx, taken, cut):
    first_piece = threading.Event()

    def script(connection):
        raw.read_request(connection)
        connection.sendall(USUAL)
        raw.read_request(connection)
        connection.sendall(USUAL[:cut])
        assert first_piece.wait(30)
        connection.sendall(USUAL[cut:])
        raw.read_request(connection)

    server = raw(script)
    wx.request(url=server.url()).wait(30)
    task = wx.request(url=server.url())
    task._start.at_once()
    until(lambda: any(hop.received_bytes == cut for hop in task._transfer.marks.hops))
    first_piece.set()
    assert task.wait(30).data == "hello"
    assert taken == []


def test_what_nobody_asked_for_costs_the_connection(raw, wx, taken):
    more = threading.Event()

    def script(connection):
        for _ in range(2):
            raw.read_request(connection)
            connection.sendall(USUAL)
        if more.wait(30):
            connection.sendall(USUAL.replace(b"hello", b"wrong"))
        raw.read_request(connection)

    server = raw(script)
    ports = [wx.request(url=server.url()).wait(30).profile._marks.hops[-1].local_port]
    assert wx.request(url=server.url()).wait(30).profile.socketReused
    assert len(taken) == 1
    more.set()
    (idle,) = wx._engine.session().connector._conns.values()
    until(lambda: idle[0][0].should_close)
    res = wx.request(url=server.url()).wait(30)
    assert res.data == "hello"
    assert res.profile._marks.hops[-1].local_port not in ports


def test_headers_that_are_known_are_not_parsed_again(raw, wx, taken):
    def script(connection):
        while raw.read_request(connection):
            connection.sendall(USUAL)

    server = raw(script)
    whole._read.cache_clear()
    for _ in range(5):
        wx.request(url=server.url()).wait(30)
    assert len(taken) == 4
    assert whole._read.cache_info()[:2] == (3, 1)


@pytest.mark.parametrize("data", [b"", b"\r\n\r\n", USUAL[:-5], USUAL[:-1], USUAL + b"!"])
def test_what_is_no_whole_answer_is_none(data):
    async def look():
        return whole.whole(data)

    assert asyncio.run(look()) is None

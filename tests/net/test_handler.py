"""A connection's end: looked at once, and given room for as much as comes."""

import asyncio
import gc
import socket
import weakref
from pathlib import Path
from types import SimpleNamespace

import pytest

from wxlab.net import handler
from wxlab.net.handler import LARGE, SMALL, Handler, Line

MIB = 1024 * 1024


@pytest.fixture
def sizes(monkeypatch):
    """What was asked for at once, of every connection, in order."""
    asked, receive_at_once = [], Handler._receive_at_once

    def noted(self, size):
        receive_at_once(self, size)
        asked.append(self.transport.max_size)

    monkeypatch.setattr(Handler, "_receive_at_once", noted)
    return asked


def test_asyncio_still_says_how_much_it_receives_at_once():
    transport = asyncio.selector_events._SelectorSocketTransport
    assert isinstance(transport.max_size, int), "read wxlab/net/handler.py again"


def test_small_answers_are_received_in_small_room(wx, server, sizes):
    for _ in range(3):
        wx.downloadFile(url=server.url("/file/1000")).wait(30)
    assert sizes == [SMALL] * 3


def test_long_ones_are_received_in_large_room_and_the_next_in_small_again(raw, wx, sizes):
    def script(connection: socket.socket) -> None:
        while raw.read_request(connection):
            head = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n"
            connection.sendall(head + b"%x\r\n%s\r\n0\r\n\r\n" % (MIB, b"x" * MIB))

    server = raw(script)
    for _ in range(2):
        path = wx.downloadFile(url=server.url()).wait(30).tempFilePath
        assert Path(path).stat().st_size == MIB
    assert sizes[0] == SMALL
    assert sizes.count(SMALL) == 2
    assert set(sizes) == {SMALL, LARGE}


class Idle(asyncio.Transport):
    """A transport that has never been connected; ``peer`` is what it believes."""

    def __init__(self, peer):
        self.socket = SimpleNamespace(fileno=lambda: -1)
        super().__init__({"peername": peer, "sockname": ("127.0.0.1", 5), "socket": self.socket})


def test_a_line_tells_both_ends():
    line = Line.of(Idle(("127.0.0.1", 80)))
    assert (line.peer_ip, line.peer_port, line.local_port) == ("127.0.0.1", 80, 5)
    assert line.watched is None


def test_a_connection_that_was_reset_at_once_has_no_peer():
    assert Line.of(Idle(None))[3:] == ("", 0, 5)


def test_a_line_is_looked_at_once_and_let_go_when_the_connection_is_lost(monkeypatch):
    looked = []
    of = Line.of
    monkeypatch.setattr(handler.Line, "of", lambda transport: looked.append(1) or of(transport))

    async def live():
        made = Handler(asyncio.get_running_loop())
        assert made.line is None
        made.transport = Idle(("127.0.0.1", 80))
        alive = weakref.ref(made.transport)
        assert made.line is made.line
        assert made.line is not None
        made.connection_lost(None)
        assert made.line is None
        gc.collect()
        assert alive() is None

    asyncio.run(live())
    assert looked == [1]

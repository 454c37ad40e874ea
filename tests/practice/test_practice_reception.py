"""Connections that come to a socket of a fault's own, and are sent away again."""

import asyncio
import socket
from contextlib import suppress

import pytest

from wxlab import practice
from wxlab.practice.reception import Reception


@pytest.mark.parametrize("round_", range(10))
def test_whoever_has_just_come_is_sent_away_at_the_end(round_):
    with practice.serve() as server:
        fault = server.fault("certificate-expired")
        where = server.host, int(fault.url().rsplit(":", 1)[1].rstrip("/"))
        callers = [socket.create_connection(where, timeout=20) for _ in range(20)]
    for caller in callers:
        with caller, suppress(ConnectionResetError):  # it had not been taken yet
            assert caller.recv(1) == b""


def test_who_leaves_during_the_handshake_is_forgotten():
    with practice.serve() as server:
        fault = server.fault("certificate-expired")
        where = server.host, int(fault.url().rsplit(":", 1)[1].rstrip("/"))
        with socket.create_connection(where, timeout=20) as caller:
            caller.sendall(b"no TLS at all")
            with suppress(ConnectionResetError):
                assert caller.recv(100) == b""
        assert fault.hits == 1


def test_a_connection_whose_welcome_never_began_is_closed():
    """An asyncio task that is cancelled before its first step runs none of its code."""

    async def main():
        listener = socket.create_server(("127.0.0.1", 0))
        caller = socket.create_connection(listener.getsockname(), timeout=20)
        reception = Reception(listener, None, asyncio.Protocol)
        await reception.open()
        reception._take()
        await reception.close()
        listener.close()
        return caller

    with asyncio.run(main()) as caller, suppress(ConnectionResetError):
        assert caller.recv(1) == b""

"""Connections that come to a socket of a fault's own, and are sent away again."""

import asyncio
import errno
import socket
from contextlib import closing, suppress
from dataclasses import replace

import pytest

from wxlab import practice
from wxlab.practice import reception as module
from wxlab.practice.bounds import BOUNDS
from wxlab.practice.listeners import ADDRESSES
from wxlab.practice.reception import Reception
from wxlab.practice.server import Server
from wxlab.practice.token import Token

SECONDS = 20


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
        reception = Reception(listener, None, asyncio.Protocol, 512)
        await reception.open()
        reception._take()
        await reception.close()
        listener.close()
        return caller

    with asyncio.run(main()) as caller, suppress(ConnectionResetError):
        assert caller.recv(1) == b""


# -- no more than so many ------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["tls-1.1-only", "plain-http", "certificate-expired"])
def test_one_too_many_is_closed_at_once_and_the_others_stay(name):
    bounds = replace(BOUNDS, connections=2)
    with Server("127.0.0.1", 0, False, Token(), bounds, 1000, False) as server:
        fault = server.fault(name)
        where = server.host, int(fault.url().rsplit(":", 1)[1].rstrip("/"))
        callers = [socket.create_connection(where, timeout=SECONDS) for _ in range(3)]
        with callers[2], suppress(ConnectionResetError):
            assert callers[2].recv(1) == b""
        assert fault.hits == 2
        for caller in callers[:2]:
            with caller:
                caller.setblocking(False)
                with pytest.raises(BlockingIOError):
                    caller.recv(1)


class Told(asyncio.Protocol):
    """Tells when it begins and when it ends."""

    def __init__(self):
        self.begun, self.lost = asyncio.Event(), asyncio.Event()

    def connection_made(self, transport):
        self.begun.set()

    def connection_lost(self, exc):
        self.lost.set()


def test_who_has_left_makes_room_for_another():
    async def main():
        first, second = Told(), Told()
        welcome = iter([first, second])
        with socket.create_server(("127.0.0.1", 0)) as listener:
            reception = Reception(listener, None, lambda: next(welcome), 1)
            await reception.open()
            async with asyncio.timeout(SECONDS):
                with socket.create_connection(listener.getsockname()):
                    await first.begun.wait()
                await first.lost.wait()
                with socket.create_connection(listener.getsockname()):
                    await second.begun.wait()
            await reception.close()

    asyncio.run(main())


# -- too many open files -------------------------------------------------------------------------


class Exhausted(socket.socket):
    """A listening socket that finds no room for a connection, so many times."""

    def __init__(self, times):
        super().__init__()
        self.times = times
        self.tried, self.accepts = asyncio.Event(), 0
        self.bind(("127.0.0.1", 0))
        self.listen()

    def accept(self):
        self.accepts += 1
        self.tried.set()
        if self.accepts <= self.times:
            raise OSError(errno.EMFILE, "Too many open files")
        return super().accept()


def test_with_too_many_open_files_it_rests_instead_of_trying_again_and_again(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 3600)

    async def main():
        with Exhausted(1000) as listener:
            reception = Reception(listener, None, Told, 512)
            await reception.open()
            with socket.create_connection(listener.getsockname()):
                async with asyncio.timeout(SECONDS):
                    await listener.tried.wait()
                for _ in range(20):
                    await asyncio.sleep(0)
            await reception.close()
            return listener.accepts

    assert asyncio.run(main()) == 1


def test_after_the_rest_whoever_waits_is_taken(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.001)

    async def main():
        told = Told()
        with Exhausted(3) as listener:
            reception = Reception(listener, None, lambda: told, 512)
            await reception.open()
            with socket.create_connection(listener.getsockname()):
                async with asyncio.timeout(SECONDS):
                    await told.begun.wait()
            await reception.close()
            return listener.accepts

    assert asyncio.run(main()) == 4


def test_it_does_not_wake_from_its_rest_when_it_is_closed(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.001)

    async def main():
        with Exhausted(1000) as listener:
            reception = Reception(listener, None, Told, 512)
            await reception.open()
            with socket.create_connection(listener.getsockname()):
                async with asyncio.timeout(SECONDS):
                    await listener.tried.wait()
                await reception.close()
                before = listener.accepts
                await asyncio.sleep(0.02)
                return listener.accepts - before

    assert asyncio.run(main()) == 0


# -- who says nothing to a server of old, or does not leave --------------------------------------

SOON, NEVER = 0.05, 3600
ALERT = bytes([21, 3, 2, 0, 2, 2, 70])


async def met_old_tls(bounds, sent, leaves=False):
    """What a client hears that sends this, and `leaves` or not; returns when it is cut or gone."""
    address = ADDRESSES["tls-1.1-only"]("127.0.0.1")
    lost = asyncio.get_running_loop().create_future()

    def welcome():
        protocol = address.protocol(bounds)
        told = protocol.connection_lost
        protocol.connection_lost = lambda exc: (told(exc), lost.set_result(exc))
        return protocol

    with closing(address):
        reception = Reception(address.sockets[0], None, welcome, 512)
        await reception.open()
        async with asyncio.timeout(SECONDS):
            reader, writer = await asyncio.open_connection(*address.sockets[0].getsockname())
            writer.write(sent)
            heard = await reader.read()
            if leaves:
                writer.close()
            assert await lost is None  # nothing went wrong
        writer.close()
        await reception.close()
    return heard


def test_who_says_nothing_is_sent_away():
    bounds = replace(BOUNDS, idle=SOON, lingering=NEVER)
    assert asyncio.run(met_old_tls(bounds, b"")) == b""


def test_who_hears_the_alert_and_does_not_leave_is_sent_away():
    bounds = replace(BOUNDS, idle=NEVER, lingering=SOON)
    assert asyncio.run(met_old_tls(bounds, b"a greeting")) == ALERT


def test_the_alert_is_said_once_however_long_the_greeting_is():
    bounds = replace(BOUNDS, idle=NEVER, lingering=NEVER)
    assert asyncio.run(met_old_tls(bounds, bytes(1_000_000), leaves=True)) == ALERT

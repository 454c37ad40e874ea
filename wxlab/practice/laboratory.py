"""What a learner changes on a running server: faults, and routes of their own."""

import asyncio
import ssl
import threading

from wxlab.practice.bounds import Bounds
from wxlab.practice.buffers import SmallBufferServer
from wxlab.practice.faults import Fault, Faults, checked
from wxlab.practice.functions import Function, Functions
from wxlab.practice.hold import Hold
from wxlab.practice.listeners import ADDRESSES, Address
from wxlab.practice.log import Log
from wxlab.practice.reception import Reception
from wxlab.practice.token import Token


class Laboratory:
    """The part of a server that breaks it on purpose; the rest of `Server` sets it up."""

    host: str
    ssl_context: ssl.SSLContext | None
    _origin: str
    _log: Log
    _bounds: Bounds
    _token: Token
    _closing: threading.Lock
    _thread: threading.Thread | None
    _loop: asyncio.AbstractEventLoop
    _protocol: SmallBufferServer

    def __init__(self) -> None:
        self._faults = Faults()
        self._functions = Functions()
        self._receptions: dict[Fault, Reception] = {}

    def fault(
        self, name: str, path: str | None = None, *, times: int | None = None, **numbers: int
    ) -> Fault:
        """Break something from now on: ``server.fault("reset-mid-body", "/file/1000", times=1)``.

        ``wxlab.faults()`` lists the names, what happens, and the numbers that may be given. The
        fault meets requests for `path` (None: all; a query is ignored), `times` of them at most.
        One that happens before there is a request has an address of its own, ``fault.url()``.
        Use it with ``with``, or end it with ``close()``; ``mend()`` ends all. The newest stands in
        front of the others. Raises ValueError for an unknown name or number, naming near misses;
        TypeError for a number that is none; RuntimeError when the server is closed.
        """
        entry, given = checked(name, times, numbers)
        with self._closing:
            if self._thread is None:
                raise RuntimeError("the server is closed")
            if entry.own_address:
                address = ADDRESSES[entry.name](self.host)
                address.origin += self._token.prefix
            else:
                address = Address(self._origin, client_tls=self.ssl_context)
            hold = Hold(self._log, self._bounds.held)
            fault = Fault(entry, path, times, given, hold, address, self._end)
            if address.served:
                self._receive(fault)
            self._faults.begin(fault)
        return fault

    def mend(self) -> int:
        """End all faults; returns how many there were."""
        with self._closing:
            return self._end_all()

    def route(self, path: str, function: Function) -> None:
        """Have `function` answer the requests for `path`, whatever their query.

        It is called with the request as in `log`, whole, on a thread of its own, and returns text,
        bytes, a status, something that JSON can say, or ``(status, body)`` or
        ``(status, headers, body)``. Where it raises, the answer is 500 and `log` has the traceback.
        """
        if not callable(function):
            raise TypeError(f"function should be callable, got {function!r}")
        self._functions.add(path, function)

    def _end(self, fault: Fault) -> None:
        with self._closing:
            self._ended(fault)

    # ── inside the lock ─────────────────────────────────────────────────────────────────────

    def _end_all(self) -> int:
        return sum(self._ended(fault) for fault in self._faults.in_force())

    def _ended(self, fault: Fault) -> bool:
        if not self._faults.end(fault):
            return False
        reception = self._receptions.pop(fault, None)
        if reception is not None:
            asyncio.run_coroutine_threadsafe(reception.close(), self._loop).result()
        fault.address.close()
        return True

    def _receive(self, fault: Fault) -> None:
        """Take the connections that come to a fault's own address."""

        def welcome() -> asyncio.BaseProtocol:
            self._faults.hit(fault)
            return address.protocol(bounds) if address.protocol else self._protocol()

        address, bounds = fault.address, self._bounds
        sock, tls = address.sockets[0], address.server_tls
        reception = Reception(sock, tls, welcome, bounds.connections)
        self._receptions[fault] = reception
        asyncio.run_coroutine_threadsafe(reception.open(), self._loop).result()

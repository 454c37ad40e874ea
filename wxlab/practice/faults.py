"""The faults in force on one server: which one a request meets, and how often."""

import difflib
import ssl
import threading
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Self

from aiohttp import web

from wxlab.practice.exchange import Exchange, plain_path
from wxlab.practice.hold import Hold
from wxlab.practice.listeners import Address
from wxlab.practice.replies import REPLIES
from wxlab.spec.faults import FAULTS, FaultEntry


@dataclass(eq=False, slots=True)
class Fault:
    """A fault in force; ends with ``close()`` or at the end of ``with``.

    `entry`: its row of ``wxlab.faults()``. `path`: the only path on which it is met, None for
    any. `times`: how many requests may meet it, None for any number. `hits`: how many have; for a
    fault with an address of its own, the connections that the server took there.
    """

    entry: FaultEntry
    path: str | None
    times: int | None
    numbers: Mapping[str, int]
    hold: Hold
    address: Address
    _end: Callable[["Fault"], None]
    hits: int = 0

    def url(self, path: str | None = None) -> str:
        """The address to ask to meet it: of `path`, else of its own path, else of ``/``."""
        asked = path or self.path or "/"
        return f"{self.address.origin}/{asked.removeprefix('/')}"

    @property
    def ssl_context(self) -> ssl.SSLContext | None:
        """What clients should trust, so that only the fault is wrong; None without TLS."""
        return self.address.client_tls

    def close(self) -> None:
        """End it: requests meet their routes again, what it holds goes on, its port is free.

        Again: nothing more happens.
        """
        self._end(self)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *error: object) -> None:
        self.close()

    def __repr__(self) -> str:
        where = f"at {self.url()}" if self.entry.own_address else f"on {self.path or 'every path'}"
        return f"<fault {self.entry.name} {where}, hits: {self.hits}; {self.entry.leads_to('en')}>"

    def concerns(self, exchange: Exchange) -> bool:
        """Whether this request is one that meets it, were there any left."""
        paths = exchange.path, exchange.entry.path.partition("?")[0]
        if self.path is not None and plain_path(self.path) not in paths:
            return False
        return REPLIES[self.entry.name].when(exchange, **self.numbers)

    async def reply(self, exchange: Exchange) -> web.StreamResponse | None:
        """Do to a request what the fault does; None: the request may go on."""
        exchange.hold = self.hold
        return await REPLIES[self.entry.name].reply(exchange, **self.numbers)


class Faults:
    """All faults of one server, the newest first; any thread may begin and end them."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._in_force: list[Fault] = []

    def begin(self, fault: Fault) -> None:
        """Have it met from now on, before all others."""
        with self._lock:
            self._in_force.insert(0, fault)

    def end(self, fault: Fault) -> bool:
        """Have it met no more, and let go what it holds; False when it had ended already."""
        with self._lock:
            if fault not in self._in_force:
                return False
            self._in_force.remove(fault)
        fault.hold.release()
        return True

    def hit(self, fault: Fault) -> None:
        """Count a connection that met it below HTTP."""
        with self._lock:
            fault.hits += 1

    def release(self) -> int:
        """Let go on all requests that are held now; returns how many."""
        return sum(fault.hold.release() for fault in self.in_force())

    def in_force(self) -> tuple[Fault, ...]:
        """What is in force now, the newest first."""
        with self._lock:
            return tuple(self._in_force)

    async def reply(self, exchange: Exchange) -> web.StreamResponse | None:
        """What the faults answer to a request; None: its route may."""
        for fault in self._met(exchange):
            exchange.entry.fault = fault.entry.name
            response = await fault.reply(exchange)
            if response is not None:
                return response
        return None

    def _met(self, exchange: Exchange) -> Iterator[Fault]:
        for fault in self.in_force():
            if not fault.entry.own_address and fault.concerns(exchange) and self._taken(fault):
                yield fault

    def _taken(self, fault: Fault) -> bool:
        """Count one more request that meets it, if there is one left and it has not ended."""
        with self._lock:
            left = fault.times is None or fault.hits < fault.times
            if not left or fault not in self._in_force:
                return False
            fault.hits += 1
            return True


def checked(
    name: object, times: int | None, numbers: Mapping[str, object]
) -> tuple[FaultEntry, Mapping[str, int]]:
    """The row of that name, and its numbers with the defaults of what was not given.

    Raises ValueError for a name, or a number's name, that there is not, with the near miss and the
    list; and for `times` below 1 or on a fault that no request meets. TypeError for no number.
    """
    entry = FAULTS.get(name) if isinstance(name, str) else None
    if entry is None:
        raise ValueError(_unknown("fault", name, FAULTS))
    for each in numbers:
        if each not in entry.numbers:
            raise ValueError(f"{entry.name}: {_unknown('number', each, entry.numbers)}")
    given = {each: _whole(each, value, 0) for each, value in numbers.items()}
    if times is not None:
        _whole("times", times, 1)
        if entry.own_address:
            raise ValueError(f"{entry.name} is met at fault.url(), as often as it is asked")
    return entry, {**entry.numbers, **given}


def _whole(name: str, value: object, low: int) -> int:
    if not isinstance(value, int) or isinstance(value, bool):
        raise TypeError(f"{name} should be a whole number, got {value!r}")
    if value < low:
        raise ValueError(f"{name} should be at least {low}, got {value}")
    return value


def _unknown(what: str, name: object, known: Mapping[str, object]) -> str:
    close = difflib.get_close_matches(str(name), known, n=3, cutoff=0.5)
    hint = f"did you mean {' or '.join(close)}? " if close else ""
    return f"no {what} is called {name!r}; {hint}There is {', '.join(known) or 'none'}"

"""``task.events``: what happened to one task, in order, with times."""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from operator import itemgetter
from time import perf_counter
from types import MappingProxyType
from typing import Any, TypeVar

from wxlab.api.listeners import Callback, name_of

MOST_TICKS = 1024
"""Progress entries that are kept of one task, and chunks; of more, every other one is left out."""

# A server can cause one of these with every single byte.
_THINNED = frozenset({"progress", "chunk"})


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. ``time`` is in seconds since the Unix epoch, ``detail`` what was told with it.

    Names: ``called``, ``started`` (left the queue), ``sent`` (the request is out), ``redirected``,
    ``progress``, ``headers``, ``chunk`` (its ``size``), ``refused`` (by the domain lists: the
    address, the rule, why), ``marks`` (the profile's moments that were reached, milliseconds),
    ``success`` or ``fail``, ``complete``.
    """

    name: str
    time: float
    detail: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        return f"<{self.name} {dict(self.detail) or ''}>".replace(" >", ">")


@dataclass(slots=True)
class Run:
    """A callback that ran, or one listener that ran several times in a row.

    ``name`` is what it was called for, ``function`` its own name. ``time`` is when it ran first,
    in seconds since the Unix epoch, ``seconds`` how long it took in all, ``error`` what the last
    failing run raised.
    """

    name: str
    function: str
    time: float
    seconds: float
    count: int = 1
    error: str = ""

    def again(self, seconds: float, error: str) -> None:
        """The same function has run once more."""
        self.seconds += seconds
        self.count += 1
        self.error = error or self.error


Detail = Mapping[str, object] | Callable[[Any], Mapping[str, object]]
D = TypeVar("D", bound=Detail | None)
Note = tuple[str, float, D, Any]
"""What happened, when, what makes it readable, and what that is made of."""

_LOCK = threading.Lock()
"""Of all logs: it is held when one is thinned out or looked at, and not by who notes something."""


class Log:
    """Grows from any thread; what it hands out never changes."""

    def __init__(self) -> None:
        self._zero = time.time() - perf_counter()
        self._noted: list[Note[Detail | None]] = []
        self._events: list[Event] = []  # what has been asked for: the first of what was noted
        self._counts: dict[str, int] = {}
        self._runs: list[tuple[object, Run]] = []

    def add(self, name: str, detail: D = None, told: object = None) -> Note[D]:  # type: ignore[assignment]
        """Note that something happened now.

        A ``detail`` that can be called makes one of what was ``told``, when it is looked at.
        """
        note = (name, perf_counter(), detail, told)
        self._noted.append(note)
        if len(self._noted) > MOST_TICKS and name in _THINNED:
            self._keep_short(name)
        return note

    def _keep_short(self, name: str) -> None:
        """One more of that name, which one thread notes: of too many, some are left out."""
        if name in self._counts:
            self._counts[name] += 1
        else:
            self._counts[name] = list(map(itemgetter(0), self._noted)).count(name)
        if self._counts[name] > MOST_TICKS:
            self._thin_out(name)

    def _thin_out(self, name: str) -> None:
        """Leave out every other entry of that name: of an odd number, the first and last stay."""
        with _LOCK:
            noted, left = self._noted.copy(), False
            # In one step, and in place: what others note meanwhile follows.
            self._noted[: len(noted)] = [
                note for note in noted if note[0] != name or (left := not left)
            ]
            self._events = []
            self._counts = {}  # they are counted anew when there are many again

    def ran(
        self, name: str, callback: Callback, start: float, seconds: float, error: str = ""
    ) -> None:
        """Note that a callback has run, from a moment of ``perf_counter`` on.

        A listener called again and again takes one line.
        """
        for known, before in reversed(self._runs):
            if before.name != name:
                break
            if known is callback:
                before.again(seconds, error)
                return
        run = Run(name, name_of(callback), self._zero + start, seconds, error=error)
        self._runs.append((callback, run))

    def runs(self) -> tuple[Run, ...]:
        """The callbacks that have run so far, in order; copies, which grow no more."""
        return tuple(replace(run) for _, run in self._runs)

    def snapshot(self) -> tuple[Event, ...]:
        """All entries so far."""
        with _LOCK:
            self._events += map(self._event, self._noted[len(self._events) :])
            return tuple(self._events)

    def _event(self, note: Note[Detail | None]) -> Event:
        name, moment, detail, told = note
        found = detail(told) if callable(detail) else detail
        return Event(name, self._zero + moment, MappingProxyType(dict(found or {})))

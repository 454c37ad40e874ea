"""``task.events``: what happened to one task, in order, with times."""

import threading
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

MOST_TICKS = 4096
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


@dataclass(frozen=True, slots=True)
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

    def again(self, other: "Run") -> "Run":
        """This and another run of the same function as one."""
        return replace(
            self,
            seconds=self.seconds + other.seconds,
            count=self.count + other.count,
            error=other.error or self.error,
        )


class Log:
    """Grows from any thread; what it hands out never changes."""

    def __init__(self) -> None:
        self._start = time.time()
        self._zero = time.perf_counter()
        self._lock = threading.Lock()
        self._events: list[Event] = []
        self._counts: Counter[str] = Counter()
        self._runs: list[tuple[object, Run]] = []

    def now(self) -> float:
        """This moment, on a clock that never goes back; in seconds since the Unix epoch."""
        return self._start + time.perf_counter() - self._zero

    def add(self, name: str, detail: Mapping[str, object] | None = None) -> None:
        """Note that something happened now."""
        event = Event(name, self.now(), MappingProxyType(dict(detail or {})))
        with self._lock:
            self._events.append(event)
            self._counts[name] += 1
            if name in _THINNED and self._counts[name] > MOST_TICKS:
                self._thin_out(name)

    def _thin_out(self, name: str) -> None:
        """Leave out every other entry of that name, but neither the first nor the last."""
        ticks = [event for event in self._events if event.name == name]
        left = set(map(id, [*ticks[:-1:2], ticks[-1]]))
        self._events = [event for event in self._events if event.name != name or id(event) in left]
        self._counts[name] = len(left)

    def ran(self, callback: object, run: Run) -> None:
        """Note that a callback has run; a listener called again and again takes one line."""
        for at in range(len(self._runs) - 1, -1, -1):
            known, before = self._runs[at]
            if before.name != run.name:
                break
            if known is callback:
                self._runs[at] = callback, before.again(run)
                return
        self._runs.append((callback, run))

    def runs(self) -> tuple[Run, ...]:
        """The callbacks that have run so far, in order."""
        return tuple(run for _, run in self._runs)

    def snapshot(self) -> tuple[Event, ...]:
        """All entries so far."""
        with self._lock:
            return tuple(self._events)

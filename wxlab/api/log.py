"""``task.events``: what happened to one task, in order, with times."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType


@dataclass(frozen=True, slots=True)
class Event:
    """One entry. ``time`` is in seconds since the Unix epoch, ``detail`` what was told with it.

    Names: ``called``, ``started`` (left the queue), ``sent`` (the request is out), ``redirected``,
    ``progress``, ``headers``, ``marks`` (the profile's moments that were reached, milliseconds),
    ``success`` or ``fail``, ``complete``.
    """

    name: str
    time: float
    detail: Mapping[str, object] = field(default_factory=lambda: MappingProxyType({}))

    def __repr__(self) -> str:
        return f"<{self.name} {dict(self.detail) or ''}>".replace(" >", ">")


class Log:
    """Grows from any thread; what it hands out never changes."""

    def __init__(self) -> None:
        self._start = time.time()
        self._zero = time.perf_counter()
        self._events: list[Event] = []

    def add(self, name: str, detail: Mapping[str, object] | None = None) -> None:
        """Note that something happened now."""
        moment = self._start + time.perf_counter() - self._zero
        self._events.append(Event(name, moment, MappingProxyType(dict(detail or {}))))

    def snapshot(self) -> tuple[Event, ...]:
        """All entries so far."""
        return tuple(self._events)

"""What really arrived: the log of the practice server, and the counts that tests wait for.

The server's thread writes, any thread reads. Readers get frozen records, so what they hold
never changes under them; looking again shows how far a request has come.
"""

import threading
import time
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from wxlab.api.witness import Reading
from wxlab.practice.arrival import Arrival, Arrivals, Headers
from wxlab.practice.multipart import Part

MAX_ARRIVALS = 1_000
MAX_KEPT_BYTES = 64 * 1024 * 1024
MAX_PATHS = 10_000
BODY_CAP = 1024 * 1024

Stage = Literal["arrived", "held", "finished"]


@dataclass(slots=True)
class Tally:
    """Counts of the requests for one path, or of all."""

    arrived: int = 0
    held: int = 0
    finished: int = 0
    in_flight: int = 0
    peak: int = 0


@dataclass(slots=True, eq=False)
class Entry:
    """One request as the server's thread writes it down; becomes an Arrival for readers."""

    method: str
    path: str
    headers: Headers
    client_port: int
    number: int
    tallies: tuple[Tally, ...]
    started: float = field(default_factory=time.time)
    body: bytearray = field(default_factory=bytearray)
    body_bytes: int = 0
    parts: list[Part] = field(default_factory=list)
    received: bool = False
    aborted: bool = False
    finished: float | None = None
    status: int | None = None
    error: str | None = None
    fault: str | None = None
    kept_bytes: int = 0
    in_log: bool = True
    frozen: Arrival | None = None

    def snapshot(self) -> Arrival:
        """The record as it stands; the same object from the moment it can change no more."""
        if self.frozen is not None:
            return self.frozen
        arrival = Arrival(
            method=self.method,
            path=self.path,
            headers=self.headers,
            body=bytes(self.body),
            body_bytes=self.body_bytes,
            parts=tuple(self.parts),
            received=self.received,
            aborted=self.aborted,
            started=self.started,
            finished=self.finished,
            client_port=self.client_port,
            status=self.status,
            error=self.error,
            fault=self.fault,
        )
        if self.finished is not None:
            self.frozen = arrival
            self.body, self.parts = bytearray(), []  # the frozen record has them
        return arrival


class Log:
    """The last 1,000 requests (at most 64 MiB of them) and the tallies of all since `clear`."""

    def __init__(self) -> None:
        self._changed = threading.Condition()
        self._entries: deque[Entry] = deque()
        self._kept_bytes = 0
        self._total = Tally()
        self._paths: dict[str, Tally] = {}
        self._of_ports: dict[int, dict[int, Entry]] = {}

    # ── written by the server's thread ──────────────────────────────────────────────────────

    def arrived(
        self,
        method: str,
        path: str,
        headers: Iterable[tuple[str, str]],
        client_port: int,
        number: int = 1,
    ) -> Entry:
        """The headers of a request are here, the `number`-th one on its connection."""
        with self._changed:
            tallies = (self._total, self._tally(path))
            entry = Entry(method, path, tuple(headers), client_port, number, tallies)
            for tally in tallies:
                tally.arrived += 1
                tally.in_flight += 1
                tally.peak = max(tally.peak, tally.in_flight)
            self._entries.append(entry)
            if number == 1:  # another connection from that port
                self._of_ports[client_port] = {}
            self._of_ports.setdefault(client_port, {})[number] = entry
            self._keep(entry, len(path) + _length(entry.headers))
            self._changed.notify_all()
        return entry

    def read(self, entry: Entry, data: bytes) -> None:
        """The server has read `data` of the body."""
        with self._changed:
            kept = data[: BODY_CAP - len(entry.body)] if entry.in_log else b""
            entry.body += kept
            entry.body_bytes += len(data)
            self._keep(entry, len(kept))

    def ended(self, entry: Entry, parts: Iterable[Part], whole: bool) -> None:
        """No more of the body will be read; these parts were found in it."""
        with self._changed:
            entry.received = whole
            entry.parts = list(parts)
            self._keep(entry, sum(len(p.data) + _length(p.headers) for p in entry.parts))

    def held(self, entry: Entry, change: Literal[1, -1]) -> None:
        """The answer is held back (1), or no longer (-1)."""
        with self._changed:
            for tally in entry.tallies:
                tally.held += change
            self._changed.notify_all()

    def finished(self, entry: Entry) -> None:
        """The request has its answer, or will never have one."""
        with self._changed:
            entry.finished = time.time()
            for tally in entry.tallies:
                tally.finished += 1
                tally.in_flight -= 1
            self._changed.notify_all()

    # ── read by any thread ──────────────────────────────────────────────────────────────────

    def snapshot(self) -> Arrivals:
        """What arrived so far, oldest first."""
        with self._changed:
            return Arrivals(entry.snapshot() for entry in self._entries)

    def reading(self, client_port: int, number: int) -> Reading | None:
        """How far the `number`-th request on a port's connection is; None where there is none."""
        with self._changed:
            entry = self._of_ports.get(client_port, {}).get(number)
            if entry is None:
                return None
            return Reading(entry.body_bytes, entry.received, entry.status is not None)

    def tally(self, path: str | None) -> Tally:
        """A copy of the counts for `path` (its query ignored), or of all requests for None."""
        with self._changed:
            live = self._live(path)
            return Tally(live.arrived, live.held, live.finished, live.in_flight, live.peak)

    def wait_for(self, count: int, path: str | None, stage: Stage, timeout: float) -> None:
        """Block until `count` requests for `path` have come to `stage`; TimeoutError if not."""
        with self._changed:
            if not self._changed.wait_for(
                lambda: getattr(self._live(path), stage) >= count, timeout
            ):
                raise TimeoutError(
                    f"only {getattr(self._live(path), stage)} of {count} requests"
                    f" {stage} for {path or 'any path'} in {timeout:g} s"
                )

    def clear(self) -> None:
        """Forget what arrived; what is in flight goes on and still counts as in flight."""
        with self._changed:
            while self._entries:
                self._forget(self._entries.popleft())
            for tally in (self._total, *self._paths.values()):
                tally.arrived = tally.finished = 0
                tally.peak = tally.in_flight
            self._paths = {path: t for path, t in self._paths.items() if t.in_flight}

    # ── inside the lock ─────────────────────────────────────────────────────────────────────

    def _live(self, path: str | None) -> Tally:
        return self._total if path is None else self._paths.get(_without_query(path), Tally())

    def _tally(self, path: str) -> Tally:
        if len(self._paths) >= MAX_PATHS:
            idle = next((p for p, t in self._paths.items() if not t.in_flight), None)
            if idle is not None:
                del self._paths[idle]
        return self._paths.setdefault(_without_query(path), Tally())

    def _keep(self, entry: Entry, count: int) -> None:
        if not entry.in_log:  # still being read, but it weighs nothing here any more
            return
        entry.kept_bytes += count
        self._kept_bytes += count
        while len(self._entries) > 1 and (
            len(self._entries) > MAX_ARRIVALS or self._kept_bytes > MAX_KEPT_BYTES
        ):
            self._forget(self._entries.popleft())

    def _forget(self, entry: Entry) -> None:
        entry.in_log = False
        entry.body = bytearray()  # nobody can look at it any more
        self._kept_bytes -= entry.kept_bytes
        of_port = self._of_ports.get(entry.client_port, {})
        if of_port.get(entry.number) is entry:
            del of_port[entry.number]
        if not of_port:
            self._of_ports.pop(entry.client_port, None)


def _without_query(path: str) -> str:
    return path.partition("?")[0]


def _length(headers: Headers) -> int:
    return sum(len(name) + len(value) for name, value in headers)

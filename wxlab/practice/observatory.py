"""What a learner sees of a running server: its log, and what it counts."""

from wxlab.api import witness
from wxlab.practice.arrival import Arrivals
from wxlab.practice.log import Log, Stage


class Observatory:
    """The part of a server that tells what arrived; the rest of `Server` sets it up."""

    _log: Log

    @property
    def log(self) -> Arrivals:
        """The requests so far, oldest first, as they stand now (the last 1,000)."""
        return self._log.snapshot()

    def hits(self, path: str) -> int:
        """How many requests came for `path`, whatever their query."""
        return self._log.tally(path).arrived

    @property
    def in_flight(self) -> int:
        """How many requests have arrived and have no answer yet."""
        return self._log.tally(None).in_flight

    @property
    def peak(self) -> int:
        """The most requests that were in flight at one time."""
        return self._log.tally(None).peak

    def peak_of(self, path: str) -> int:
        """The most requests for `path` that were in flight at one time."""
        return self._log.tally(path).peak

    @property
    def held(self) -> int:
        """How many requests wait for `release` now."""
        return self._log.tally(None).held

    def wait_for(
        self, count: int, path: str | None = None, stage: Stage = "arrived", timeout: float = 10.0
    ) -> None:
        """Block until at least `count` requests for `path` (None: for any) are at `stage`.

        Stages: ``"arrived"`` (since the start or `clear`), ``"held"`` (wait for `release` now),
        ``"finished"`` (answered, or left by the client). Raises TimeoutError after `timeout`
        seconds. In a coroutine: ``await asyncio.to_thread(server.wait_for, 10, "/stall")``.
        """
        self._log.wait_for(count, path, stage, timeout)

    def clear(self) -> None:
        """Empty the log and set hits and peaks back."""
        self._log.clear()

    def reading(self, client_port: int, number: int) -> witness.Reading | None:
        """How far a request is, by its client's port and its number on that connection, from 1.

        None where no such request is in the log. Made to be asked often.
        """
        return self._log.reading(client_port, number)

"""Progress numbers: whole percents that never fall (rows ``…onProgressUpdate.callback.*``)."""

from typing import NamedTuple, Self

UNKNOWN = -1
"""``totalBytesExpectedToWrite`` while the length of a body is not known."""


SMALLEST_STEP = 16 * 1024
LARGEST_STEP = 16 * 1024 * 1024
FIRST_STEP = 64 * 1024
"""The first one is never larger: however large the file and slow the server, one sees it begin."""


class Steps(NamedTuple):
    """Where on its way out a file's progress is told: its size and the bytes of a step."""

    size: int
    step: int

    @classmethod
    def of(cls, size: int) -> Self:
        """About a hundred of them, so that a bar really moves."""
        return cls(size, min(max(size // 100, SMALLEST_STEP), LARGEST_STEP))

    def after(self, done: int) -> int:
        """The next place where progress is told: whole steps, after the first, and the end."""
        if done < FIRST_STEP < self.step:
            return min(FIRST_STEP, self.size)
        return min(done - done % self.step + self.step, self.size)


class Tick(NamedTuple):
    """One progress event: percent (truncated, 0..100), bytes done, bytes expected."""

    progress: int
    done: int
    expected: int


class Progress:
    """Counts one body. ``total`` is its length in bytes, ``None`` when nobody can know it."""

    def __init__(self, total: int | None) -> None:
        self._total = total
        self._done = 0

    def reached(self, done: int) -> Tick | None:
        """Bytes done so far; the event to tell, or ``None`` when there is no news.

        A body that is sent again after a redirect starts below the mark already told: silence
        until it passes it.
        """
        if self._total is not None:
            done = min(done, self._total)
        if done <= self._done:
            return None
        self._done = done
        if self._total is None:
            return Tick(0, done, UNKNOWN)
        return Tick(done * 100 // self._total, done, self._total)

    def ended(self) -> Tick | None:
        """The end of a body of unknown length: its total is known now."""
        if self._total is not None or self._done == 0:
            return None
        return Tick(100, self._done, self._done)

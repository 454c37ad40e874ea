"""The first and the last bytes of what went out, for whoever wants to see them."""

from typing import Self

FIRST = 32 * 1024
LAST = 512


class Excerpt:
    """Keeps the first 32 KiB and the last 512 bytes of a stream, and counts all of it."""

    total = 0
    first = b""
    """The first bytes."""
    _last = b""

    @property
    def last(self) -> bytes:
        """The last bytes."""
        return self._last if self.total > FIRST else self.first[-LAST:]

    @property
    def head_size(self) -> int:
        """The length of the request's head with its blank line; 0 while that is not known."""
        return self.first.find(b"\r\n\r\n") + 4 if b"\r\n\r\n" in self.first else 0

    def copy(self) -> Self:
        """The same bytes, which grow no more."""
        made = type(self)()
        made.first, made._last, made.total = self.first, self._last, self.total
        return made

    def add(self, data: memoryview, unseen: int = 0) -> None:
        """More bytes went out, after ``unseen`` ones, which may only follow the first 32 KiB."""
        total = self.total + unseen + len(data)
        if total <= FIRST:
            self.first += data
        else:
            self._last = (self.last + bytes(data[-LAST:]))[-LAST:]
            self.first += data[: FIRST - len(self.first)]
        self.total = total

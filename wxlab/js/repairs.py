"""A text that is mended step by step, and knows where everything in it stood at first."""

from collections.abc import Iterable
from typing import NamedTuple


class Edit(NamedTuple):
    """Put ``text`` in the place of ``length`` characters."""

    offset: int
    length: int
    text: str


class Text:
    """A text and its edits."""

    def __init__(self, source: str) -> None:
        self.now = source
        self._origins = list(range(len(source) + 1))

    def apply(self, edits: Iterable[Edit]) -> None:
        """Change the text; the edits' places are those before any of them."""
        for offset, length, text in sorted(edits, reverse=True):
            self.now = self.now[:offset] + text + self.now[offset + length :]
            origin = self._origins[offset]
            self._origins[offset : offset + length] = [origin] * len(text)

    def original(self, offset: int) -> int:
        """Where the character at this place of the present text stood."""
        return self._origins[min(offset, len(self._origins) - 1)]

"""Where a line of the engine comes from: which cell, which file, which line of it.

The engine knows one text, ``<input>``, and its line numbers. So every cell and file gets lines that
no other one has, by the line breaks put before it, and its errors can be read back.
"""

import re
from bisect import bisect_right
from dataclasses import dataclass

_FIRST = 1001
"""The lines before are our own prelude's; nobody wants to see them in an error."""
_FRAME = re.compile(r"^\s+at (?:.*\()?(?:<input>:(\d+):(\d+)|native)\)?\s*$")
_PLACE = re.compile(r"<input>:(\d+):(\d+)")


@dataclass(frozen=True, slots=True)
class Place:
    """A place in a text of the learner's; line and column are counted from 1, as editors do."""

    name: str
    line: int
    column: int
    text: str

    def __str__(self) -> str:
        return f"{self.name}:{self.line}:{self.column}"

    @property
    def source_line(self) -> str:
        """The whole line."""
        lines = self.text.splitlines()
        return lines[self.line - 1] if 0 < self.line <= len(lines) else ""


def place_at(name: str, text: str, offset: int) -> Place:
    """The place of the character at an offset, which is counted from 0."""
    before = text[:offset]
    return Place(name, before.count("\n") + 1, offset - before.rfind("\n"), text)


class Sources:
    """All texts that an engine was given."""

    def __init__(self) -> None:
        self._starts: list[int] = []
        self._texts: list[tuple[str, str]] = []
        self._next = _FIRST

    def place(self, name: str, text: str, source: str, before: str = "") -> str:
        """What the engine is to be given for ``source``, which stands for the learner's ``text``.

        ``before`` is put on a line of its own.
        """
        start = self._next + 1
        self._starts.append(start)
        self._texts.append((name, text))
        self._next = start + source.count("\n") + 2
        return "\n" * (start - 2) + before + "\n" + source

    def find(self, line: int, column: int) -> Place | None:
        """The place that the engine calls by these numbers; ``None`` for our own lines."""
        index = bisect_right(self._starts, line) - 1
        if index < 0:
            return None
        name, text = self._texts[index]
        return Place(name, line - self._starts[index] + 1, column, text)

    def text(self, name: str) -> str:
        """The latest text of a name; "" where there is none."""
        return next((text for known, text in reversed(self._texts) if known == name), "")

    def first(self, stack: str) -> Place | None:
        """The innermost place of the learner's own in a stack of calls."""
        found = (self.find(int(line), int(column)) for line, column in _PLACE.findall(stack))
        return next((place for place in found if place is not None), None)

    def readable(self, text: str) -> str:
        """A text with its places named, without lines of a stack that are not the learner's."""
        if "    at " not in text and "<input>" not in text:
            return text
        kept = (line for line in text.split("\n") if not self._is_ours(line))
        return _PLACE.sub(self._named, "\n".join(kept)).replace("<eval> (", "(")

    def _is_ours(self, line: str) -> bool:
        frame = _FRAME.match(line)
        if frame is None:
            return False
        return frame[1] is None or self.find(int(frame[1]), int(frame[2])) is None

    def _named(self, found: re.Match[str]) -> str:
        place = self.find(int(found[1]), int(found[2]))
        return found[0] if place is None else str(place)

"""What an upload does, on a terminal: a line for each step that is over, a bar for the newest.

Where the output is no terminal there is no bar, only the lines.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Mapping
from contextlib import suppress
from typing import Any, TextIO

from wxlab.cli.words import Language

_MARKS = {"done": "+", "fail": "x", "warn": "!", "info": " "}
_CELLS = 24
_STEP = 24
_CLEAR = "\r\x1b[K"


class Bar:
    """Hears the events of a job, and draws them on `stream`."""

    def __init__(self, stream: TextIO, language: Language) -> None:
        self._stream = stream
        self._message = "message_zh" if language == "zh" else "message"
        self._live = stream.isatty()

    def hear(self, event: Mapping[str, Any]) -> None:
        """An event of the job."""
        if event["status"] != "doing":
            # Why it failed is told once, by the command.
            message = event[self._message] if event["status"] != "fail" else ""
            self._print(f"{_MARKS[event['status']]} {event['id']:<{_STEP}} {message}".rstrip())
        elif self._live:
            self._draw(event)

    def clear(self) -> None:
        """Take the bar away."""
        if self._live:
            self._stream.write(_CLEAR)
            self._stream.flush()

    def _print(self, line: str) -> None:
        with suppress(BrokenPipeError):  # nobody reads on; the command's own last word ends it
            self.clear()
            self._stream.write(f"{line}\n")
            self._stream.flush()

    def _draw(self, event: Mapping[str, Any]) -> None:
        drawn = ""
        if "progress" in event:
            full = event["progress"] * _CELLS // 100
            drawn = f"[{'#' * full}{'-' * (_CELLS - full)}] "
        line = f"  {event['id']:<{_STEP}} {drawn}{event[self._message]}"
        self._stream.write(_CLEAR + fitting(line, shutil.get_terminal_size().columns - 1))
        self._stream.flush()


def fitting(line: str, columns: int) -> str:
    """As much of a line as a terminal has room for; Chinese characters take two columns."""
    for count, character in enumerate(line):
        columns -= 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if columns < 0:
            return line[:count]
    return line

"""What a reader is told of an error: JavaScript's own words, the place, and often the reason."""

import re

from wxlab.js import carets, stops
from wxlab.js.cells import script
from wxlab.js.diagnosis import Defect, diagnose
from wxlab.js.engine import Engine, StoppedError
from wxlab.js.errors import JSError
from wxlab.js.imports import as_module
from wxlab.js.sources import Place, Sources, place_at
from wxlab.js.tokens import NAME, words

# The engine puts two lines before the body of a function that it makes, and we put one.
_LINES_BEFORE = 3
# A text that is no program has no name of a function in the first line of its stack.
_UNREADABLE = re.compile(r"^\s*at <input>:(\d+):(\d+)")
_LOOPS = ("while", "for", "do")
_CALL_OF_WX = re.compile(r"\bwx\.(\w+)\s*\(")


class Reports:
    """Makes errors readable for one engine."""

    def __init__(
        self, engine: Engine, sources: Sources, limits: tuple[float, int], calls: tuple[str, ...]
    ) -> None:
        self._engine = engine
        self._sources = sources
        self._seconds, self._megabytes = limits
        self._calls = calls

    def readable(self, text: str) -> str:
        """A text for the console, its places named as the learner knows them."""
        return self._sources.readable(text)

    def at(self, stack: str, text: str) -> str:
        """A text with the place that it is about."""
        place = self._sources.first(stack)
        return text if place is None else f"{text}  ({place})"

    def error(self, described: dict[str, str], lost: bool = False) -> JSError:
        """An error that JavaScript has described; ``lost`` says that its variables are gone."""
        name, message, stack = described["name"], described["message"], described["stack"]
        said = f"{name or 'Uncaught'}: {message}"
        place = self._sources.first(stack)
        if name == "SyntaxError" and _UNREADABLE.match(stack) and place is not None:
            lines = self._defects(place)
        elif message == "out of memory":
            lines = stops.filled(stops.STOPPED["memory"], megabytes=self._megabytes)
            lines += stops.filled(stops.LOST) if lost else []
        else:
            call = _call_at(place) if place is not None else ""
            lines = self._where(place, stack) + stops.hints(said, call, self._calls)
        return JSError("\n".join([said, *lines]), name, message, str(place or ""))

    def stopped(self, stopped: StoppedError, name: str) -> JSError:
        """A program that did not end by itself; ``name`` is the cell's that was begun with."""
        found = self._sources.first(stopped.stack)
        name = found.name if found is not None else name
        place = self._only_loop(name)
        numbers = {"seconds": f"{self._seconds:g}", "megabytes": self._megabytes}
        lines = self._where(place, "") or ([f"  {name}"] if name else [])
        lines += stops.filled(stops.STOPPED[stopped.reason], **numbers)
        if stopped.lost and stopped.reason == "memory":
            lines += stops.filled(stops.LOST)
        text = "\n".join(["JavaScript was stopped · JavaScript 已中止", *lines])
        return JSError(text, "InternalError", stopped.reason, str(place or name))

    def missing(self, names: list[str]) -> JSError:
        """Variables that were wanted, and that the program has not made."""
        shown = ", ".join(names)
        return JSError("\n".join([f"--out {shown}", *stops.filled(stops.NO_VALUE, name=shown)]))

    def swallowed(self, place: Place, defect: Defect) -> str:
        """A hint about options that stand in a comment, in a text that runs all the same."""
        return "\n".join(self._shown(place, defect))

    def _only_loop(self, name: str) -> Place | None:
        """The engine does not say which line a loop is on; the only one of a cell must be it."""
        text = self._sources.text(name)
        loops = [token for token in words(text) if token.kind == NAME and token.text in _LOOPS]
        return place_at(name, text, loops[0].start) if len(loops) == 1 else None

    # -- places and reasons --------------------------------------------------------------------

    def _where(self, place: Place | None, stack: str) -> list[str]:
        if place is None:
            return []
        calls = [line for line in self._sources.readable(stack).splitlines() if " at " in line]
        return [f"  {place}", carets.shown(place), *(calls if len(calls) > 1 else [])]

    def _defects(self, place: Place) -> list[str]:
        found = diagnose(place.text, self.broken).defects
        if not found:
            return self._where(place, "")
        return [line for defect in found for line in self._shown(place, defect)]

    def _shown(self, place: Place, defect: Defect) -> list[str]:
        here = place_at(place.name, place.text, defect.offset)
        texts = [text.format(found=defect.found) for text in (defect.kind.en, defect.kind.zh)]
        return [f"  {here}", carets.shown(here), *(f"  {text}" for text in texts)]

    def broken(self, text: str) -> tuple[int, str] | None:
        """Where a text stops being a program, in characters, and why; ``None`` for a program."""
        # The engine would take it for the end of the function that the text is put into.
        if (stray := _stray_brace(text)) is not None:
            return stray, "unexpected token in expression: '}'"
        rewritten = script(as_module(text))
        whole = f"{rewritten.before}\n{rewritten.source}{rewritten.after}"
        messages, _ = self._engine.enter("check", whole)
        error = next((given for kind, given in messages if kind == "checked"), None)
        if error is None:
            return None
        found = re.search(r"<input>:(\d+):(\d+)", error["stack"])
        line, column = (int(found[1]), int(found[2])) if found else (_LINES_BEFORE + 1, 1)
        lines = text.splitlines(keepends=True)
        offset = sum(map(len, lines[: line - _LINES_BEFORE - 1])) + column - 1
        return min(offset, len(text)), error["message"]


def _stray_brace(text: str) -> int | None:
    depth = 0
    for token in words(text):
        depth += token.opens - token.closes
        if depth < 0:
            return token.start
    return None


def _call_at(place: Place) -> str:
    """The member of ``wx`` that is called at a place."""
    for found in _CALL_OF_WX.finditer(place.source_line):
        if found.start() <= place.column - 1 <= found.end():
            return found[1]
    return ""

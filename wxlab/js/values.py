"""Values that cross between Python and JavaScript, as JSON with a little more.

Bytes are an ``ArrayBuffer`` there, numbers that JSON does not have stay numbers, a function of
JavaScript's is a ``Function`` here, the same one for the same one, and a task's handle is the task.
"""

import base64
import math
import os
import weakref
from collections import deque
from collections.abc import Callable, Mapping
from typing import Any

from wxlab.api.task import Task

_TOO_LONG = 2**53
"""From here on JavaScript's numbers have gaps."""


class Function:
    """A function of JavaScript's. A call of it is an event there; it returns nothing."""

    def __init__(self, number: int, name: str, call: Callable[..., object]) -> None:
        self.number = number
        self._call = call
        # The task's log calls a callback by this name.
        self.__qualname__ = self.__name__ = name or "anonymous"
        self.sent = [0]
        """How often JavaScript has sent it; a list, to outlive it."""

    def __call__(self, *args: object) -> None:
        self._call(self, *args)

    def __repr__(self) -> str:
        return f"<JavaScript function {self.__name__}>"


class Values:
    """What crosses to and from one engine. ``call`` is what a ``Function`` does."""

    def __init__(self, call: Callable[..., object]) -> None:
        self._call = call
        self._functions: weakref.WeakValueDictionary[int, Function] = weakref.WeakValueDictionary()
        self._gone: deque[tuple[int, list[int]]] = deque()
        self.tasks: dict[int, Task] = {}
        """The tasks that JavaScript has a handle of, by the numbers of their calls."""

    def received(self, value: Any) -> Any:
        """A value of JavaScript's, as Python has it."""
        if isinstance(value, list):
            return [self.received(each) for each in value]
        if not isinstance(value, dict):
            return value
        match value.get("$"):
            case "function":
                return self._function(value["value"], value.get("name", ""))
            case "task":
                return self.tasks.get(value["value"])
            case "bytes":
                return base64.b64decode(value["value"])
            case "number":
                text = value["value"]
                return float(text.replace("Infinity", "inf")) if "n" in text.lower() else int(text)
            case "object":
                value = value["value"]
        return {key: self.received(each) for key, each in value.items()}

    def _function(self, number: int, name: str) -> Function:
        function = self._functions.get(number)
        if function is None:
            function = self._functions[number] = Function(number, name, self._call)
            gone = weakref.finalize(function, self._gone.append, (number, function.sent))
            gone.atexit = False
        function.sent[0] += 1
        return function

    def released(self) -> list[tuple[int, int]]:
        """The functions that nobody holds any more, each with how often it had been sent."""
        found = []
        while self._gone:
            number, sent = self._gone.popleft()
            found.append((number, sent[0]))
        return found


def sent(value: object) -> Any:
    """A value of Python's, as JavaScript is to have it; ``TypeError`` where there is no such."""
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return int(value) if abs(value) <= _TOO_LONG else _tagged("number", str(int(value)))
    if isinstance(value, float):
        return value if math.isfinite(value) else _tagged("number", _infinite(value))
    if isinstance(value, bytes | bytearray | memoryview):
        return _tagged("bytes", base64.b64encode(value).decode())
    if isinstance(value, os.PathLike):
        return os.fsdecode(value)
    if isinstance(value, Mapping):
        pairs = {str(key): sent(each) for key, each in value.items()}
        return _tagged("object", pairs) if "$" in pairs else pairs
    if isinstance(value, list | tuple | set | frozenset):
        return [sent(each) for each in value]
    raise TypeError(f"JavaScript has nothing like a {type(value).__name__}")


def _infinite(value: float) -> str:
    return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"


def _tagged(kind: str, value: object) -> dict[str, object]:
    return {"$": kind, "value": value}

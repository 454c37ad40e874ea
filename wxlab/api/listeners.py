"""The functions a task calls when something happens (rows ``UploadTask.*``, ``DownloadTask.*``)."""

import traceback
from collections.abc import Callable, Coroutine, Generator
from types import CoroutineType
from typing import Any

from wxlab.api.errors import LOG
from wxlab.api.record import Record

Callback = Callable[[Any], object]


class Listeners:
    """An ordered list of functions; the same function may stand in it more than once."""

    def __init__(self) -> None:
        # Each registration has a key of its own: threads that add and remove need no lock.
        self._functions: dict[object, Callback] = {}

    def __bool__(self) -> bool:
        return bool(self._functions)

    def add(self, function: object) -> None:
        """Add a function; what cannot be called is ignored, as the platform does."""
        if callable(function):
            self._functions[object()] = function

    def remove(self, function: object = None) -> None:
        """Remove one registration of that very function; without one, all of them."""
        if function is None:
            self._functions.clear()
            return
        for key in list(self._functions):
            each = self._functions.get(key)
            # The same method read twice makes two bound-method objects that are equal.
            same = each is function or (hasattr(each, "__self__") and each == function)
            if same and self._functions.pop(key, None) is not None:
                break

    def snapshot(self) -> list[Callback]:
        """The functions registered at this moment."""
        return list(self._functions.values())


def name_of(callback: Callback) -> str:
    """A function's name; never its repr, which is code of somebody's and may fail."""
    return str(getattr(callback, "__qualname__", type(callback).__name__))


def call(
    api: str, callback: Callback, res: Record
) -> Generator[Coroutine[Any, Any, object], None, str]:
    """Call a function, have its coroutine awaited if it makes one; what it raised, in a line.

    On the script thread. Whatever a callback raises is reported and goes no further.
    """
    try:
        returned = callback(res)
        # A task that a callback merely returns, as JavaScript's arrow functions do, is no
        # promise to wait for it.
        if isinstance(returned, CoroutineType):
            yield returned
    except BaseException as error:
        # Even SystemExit: a callback ends itself, never the thread that serves all the others.
        LOG.error("%s: a callback raised: %s", api, name_of(callback), exc_info=True)
        return "".join(traceback.format_exception_only(error)).strip()
    return ""

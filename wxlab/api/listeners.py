"""The functions a task calls when something happens (rows ``UploadTask.*``, ``DownloadTask.*``)."""

import traceback
from collections.abc import Callable
from types import CoroutineType
from typing import Any

from wxlab.api.errors import LOG
from wxlab.api.record import Record
from wxlab.api.steps import Steps

Callback = Callable[[Any], object]

AWAITED = CoroutineType
"""What is awaited if a callback returns it.

A task that it merely returns, as JavaScript's arrow functions do, is no promise to wait for it.
"""


class Listeners(dict[object, Callback]):
    """An ordered list of functions; the same function may stand in it more than once.

    Each registration has a key of its own: threads that add and remove need no lock.
    """

    def add(self, function: object) -> None:
        """Add a function; what cannot be called is ignored, as the platform does."""
        if callable(function):
            self[object()] = function

    def remove(self, function: object = None) -> None:
        """Remove one registration of that very function; without one, all of them."""
        if function is None:
            self.clear()
            return
        for key in list(self):
            each = self.get(key)
            # The same method read twice makes two bound-method objects that are equal.
            same = each is function or (hasattr(each, "__self__") and each == function)
            if same and self.pop(key, None) is not None:
                break

    def snapshot(self) -> list[Callback]:
        """The functions registered at this moment."""
        return list(self.values())


def name_of(callback: Callback) -> str:
    """A function's name; never its repr, which is code of somebody's and may fail."""
    return str(getattr(callback, "__qualname__", type(callback).__name__))


def called(api: str, callback: Callback, res: Record) -> Steps:
    """Call a function, and have its coroutine awaited if it makes one.

    On the script thread. Whatever a callback raises is reported and goes no further.
    """
    try:
        if isinstance(made := callback(res), AWAITED):
            yield made
    except BaseException as error:
        report(api, callback, error)


def report(api: str, callback: Callback, error: BaseException) -> str:
    """Tell the log what a callback raised, and in a line who asks.

    Even SystemExit: a callback ends itself, never the thread that serves all the others.
    """
    LOG.error("%s: a callback raised: %s", api, name_of(callback), exc_info=error)
    return "".join(traceback.format_exception_only(error)).strip()

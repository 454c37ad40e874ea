"""The functions a task calls when something happens (rows ``UploadTask.*``, ``DownloadTask.*``)."""

import threading
from collections.abc import Callable
from typing import Any

Callback = Callable[[Any], object]


class Listeners:
    """An ordered list of functions; the same function may stand in it more than once."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._functions: tuple[Callback, ...] = ()

    def __bool__(self) -> bool:
        return bool(self._functions)

    def add(self, function: object) -> None:
        """Add a function; what cannot be called is ignored, as the platform does."""
        if callable(function):
            with self._lock:
                self._functions += (function,)

    def remove(self, function: object = None) -> None:
        """Remove one registration of that very function; without one, all of them."""
        with self._lock:
            if function is None:
                self._functions = ()
                return
            kept = list(self._functions)
            for index, each in enumerate(kept):
                # The same method read twice makes two bound-method objects that are equal.
                if each is function or (hasattr(each, "__self__") and each == function):
                    del kept[index]
                    break
            self._functions = tuple(kept)

    def snapshot(self) -> tuple[Callback, ...]:
        """The functions registered at this moment."""
        return self._functions

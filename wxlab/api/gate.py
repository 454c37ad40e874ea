"""Methods that an old base library does not have yet (the ``since`` column of the task tables)."""

from collections.abc import Callable
from types import MethodType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar, overload

from wxlab.spec import ROWS, row, supported

P = ParamSpec("P")
R = TypeVar("R")


class gated(Generic[P, R]):  # noqa: N801 - reads as the decorator it is
    """A method of a task, or of ``wx``, that is there only when the base library has its row.

    On an older library the attribute does not exist, as in JavaScript: ``AttributeError`` says
    which version brings it.
    """

    def __init__(self, function: "Callable[Concatenate[Any, P], R]") -> None:
        self._function = function
        self._name = function.__name__
        self._open: set[tuple[type, str]] = set()
        self.__doc__ = function.__doc__

    @overload
    def __get__(self, task: None, owner: type) -> "Callable[Concatenate[Any, P], R]": ...
    @overload
    def __get__(self, task: object, owner: type) -> Callable[P, R]: ...
    def __get__(self, task: Any, owner: type) -> Callable[..., R]:
        if task is None:
            return self._function
        library = task._base_library
        if (owner, library) not in self._open:
            self._ask(owner, library)
        return MethodType(self._function, task)

    def _ask(self, owner: type, library: str) -> None:
        address = f"{owner.__name__}.{self._name}"
        if address not in ROWS:
            address = self._name  # one of wx's own
        if not supported(address, library):
            raise AttributeError(
                f"{address} needs base library {row(address).since}; this one is {library}"
            )
        self._open.add((owner, library))

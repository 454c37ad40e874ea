"""What of Python's ``wx`` there is in JavaScript: whatever ``canIUse`` knows, by its signature.

A method that takes options is called by a message, and answers by callbacks or a promise. One that
takes nothing answers at once, with what Python said before the cell; one that returns an object
has the object's methods. So what ``wx`` learns later, JavaScript has without a line here.
"""

import inspect
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any, get_type_hints

from wxlab.api.mini_program import Wx
from wxlab.api.task import Task
from wxlab.spec import ROWS, TABLES

Member = dict[str, Any]

_PUBLIC = re.compile(r"[a-z][A-Za-z0-9]*")


def members(wx: Wx) -> dict[str, Member]:
    """A description of ``wx`` for the prelude."""
    found = {
        name: _described(getattr(wx, name), wx) for name in _names(type(wx)) if wx.canIUse(name)
    }
    return found | {"env": {"kind": "value", "value": dict(wx.env)}}


def addresses(wx: Wx) -> list[str]:
    """Everything that ``canIUse`` says yes to."""
    return sorted(filter(wx.canIUse, ROWS.keys() | TABLES.keys()))


def getters(wx: Wx) -> Iterator[Callable[[], Any]]:
    """The methods that take nothing and only tell something."""
    for name in filter(wx.canIUse, _names(type(wx))):
        method = getattr(wx, name)
        if _takes(method) == "nothing":
            yield method


def find(wx: Wx, path: str) -> Callable[..., Any]:
    """The method that a path such as ``getFileSystemManager.stat`` means.

    Whatever a program has done to JavaScript, it gets no other: ``AttributeError``.
    """
    first, _, rest = path.partition(".")
    if not wx.canIUse(first) or not _PUBLIC.fullmatch(rest or first):
        raise AttributeError(f"there is no wx.{path}")
    method: Callable[..., Any] = getattr(wx, first)
    return getattr(method(), rest) if rest else method


def _names(kind: type) -> Iterator[str]:
    """The methods of a class that have a name of the platform's sort."""
    for name in dir(kind):
        if _PUBLIC.fullmatch(name) and inspect.isroutine(getattr(kind, name)):
            yield name


def _described(method: Callable[..., Any], wx: Wx) -> Member:
    kind = _task_kind(method)
    if kind is not None:
        name = kind.__name__
        methods = [each for each in _names(kind) if wx.canIUse(f"{name}.{each}")]
        return {"kind": "task", "type": name, "methods": methods, "returned": wx.canIUse(name)}
    takes = _takes(method)
    if takes != "nothing":
        return {"kind": "call" if takes == "options" else "sync"}
    answer = method()
    if isinstance(answer, Mapping):
        return {"kind": "answer"}
    return {
        "kind": "object",
        "members": {
            name: {"kind": "call" if _takes(getattr(answer, name)) == "options" else "sync"}
            for name in _names(type(answer))
        },
    }


def _takes(method: Callable[..., Any]) -> str:
    """``nothing``, ``options`` (a mapping, keywords, or both), or ``values``."""
    parameters = list(inspect.signature(method).parameters.values())
    # Only what is called get… may be asked at any time: clearStorageSync takes nothing either.
    if not parameters and method.__name__.startswith("get"):
        return "nothing"
    takes_options = any(each.kind is each.VAR_KEYWORD for each in parameters)
    return "options" if takes_options else "values"


def _task_kind(method: Callable[..., Any]) -> type[Task] | None:
    """The kind of task that a method returns, by its annotation."""
    try:
        returned = get_type_hints(method).get("return")
    except NameError:  # a name that is there for the type checker only
        return None
    kinds = getattr(returned, "__args__", (returned,))
    return next((kind for kind in kinds if isinstance(kind, type) and issubclass(kind, Task)), None)

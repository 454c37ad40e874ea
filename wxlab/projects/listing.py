"""Several things of one kind: a tuple that is a table to look at, one column a field."""

from dataclasses import astuple, fields
from typing import Any, TypeVar

from wxlab.core.view import View

T = TypeVar("T")


class Listing(tuple[T, ...]):
    """A tuple of dataclass instances; counts, compares and is looped over like any other."""

    __slots__ = ()

    def view(self) -> View:
        """The table; its heads are the names of the fields."""
        heads = tuple(field.name for field in fields(self[0])) if self else ("nothing",)  # type: ignore[arg-type]
        return View(f"{len(self)}", heads, tuple(tuple(map(_cell, astuple(each))) for each in self))  # type: ignore[call-overload]

    def __repr__(self) -> str:
        return repr(self.view()) if self else "()"

    def _repr_html_(self) -> str:
        return self.view()._repr_html_()


def _cell(value: Any) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)

"""An error of JavaScript's, as Python raises it and a notebook shows it."""

from typing import Any


class JSError(Exception):
    """A cell's program failed. The text says where, with the line and a caret, and often why.

    ``name`` and ``message`` are JavaScript's own; ``place`` is ``In[3]:2:5``, "" where unknown.
    """

    def __init__(self, text: str, name: str = "", message: str = "", place: str = "") -> None:
        super().__init__(text)
        self.name = name
        self.message = message
        self.place = place

    def _render_traceback_(self) -> list[str]:
        """What a notebook prints: no line of Python has anything to do with it."""
        return str(self).splitlines()

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (str(self), self.name, self.message, self.place)

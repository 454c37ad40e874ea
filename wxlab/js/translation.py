"""The same call in the other language, for people who know one of the two."""

from wxlab.api.copies import copied
from wxlab.api.task import Task
from wxlab.js.pythonic import Writer
from wxlab.js.syntax import parse
from wxlab.spec import ROWS


class Program(str):
    """A program's text, which shows as it is.

    ``untranslated`` are the statements that stand in it as comments.
    """

    __slots__ = ("untranslated",)
    untranslated: tuple[str, ...]

    def __repr__(self) -> str:
        return str(self)


def to_python(source: str) -> Program:
    """A mini-program's JavaScript as Python for wxlab.

    Made for the common case: calls of ``wx`` with their options and callbacks, console output,
    conditions. What it cannot say stands in a comment, at its place, and in ``untranslated``.
    """
    writer = Writer()
    writer.program(parse(source))
    heads = ["import json", ""] if writer.uses_json else []
    heads += ["from wxlab import wx", ""] if writer.calls else []
    strangers = [f"wx.{name}" for name in writer.calls - {"env"} if name not in ROWS]
    notes = [f"# There is no {name} in Python." for name in sorted([*strangers, *writer.strangers])]
    heads += [*notes, ""] if notes else []
    text = "\n".join([*heads, *writer.lines])
    while "\n\n\n" in text:
        text = text.replace("\n\n\n", "\n\n")
    program = Program(text.strip() + "\n")
    program.untranslated = tuple(writer.untranslated)
    return program


def to_js(task: Task) -> Program:
    """The call of a task as a mini-program makes it; "" where its arguments were refused."""
    program = Program(copied(task, "javascript"))
    program.untranslated = ()
    return program

"""What an exercise and a prediction of the lessons are; the lessons' own are in ``course``."""

import asyncio
import inspect
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Case:
    """One look at an answer: ``what`` is looked at, ``of(answer)`` finds it."""

    what: str
    of: Callable[[Any], object]
    expected: object

    def difference(self, answer: object) -> str:
        """What is different from what was expected, in one line; empty when it is right."""
        try:
            found = self.of(answer)
        except Exception as error:
            return f"{self.what} raised {type(error).__name__}: {error}, expected {self.expected!r}"
        if inspect.iscoroutine(found):
            found.close()
            return f"{self.what} gave a coroutine; write def here, not async def"
        # In Python True == 1; in an exercise about types that would be a wrong answer taken.
        if isinstance(found, bool) == isinstance(self.expected, bool) and found == self.expected:
            return ""
        return f"{self.what} gave {short(found)}, expected {self.expected!r}"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: its cases, its hints from faint to plain, the rows it is about."""

    name: str
    cases: tuple[Case, ...]
    hints: tuple[str, ...]
    rows: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Prediction:
    """A question that is answered before a cell is run.

    ``why`` explains the result in a sentence or two; ``wrong`` explains, for guesses that many
    make, where they come from.
    """

    name: str
    why: str
    wrong: Mapping[object, str] = field(default_factory=dict)


def call(name: str, given: object, expected: object) -> Case:
    """A case that calls the answer, a function, with one argument."""
    return Case(f"{name}({given!r})", lambda function: function(given), expected)


def finished(function: Any, *given: object) -> Any:
    """What comes of an answer that is a coroutine function."""

    async def run() -> object:
        result: object = await function(*given)
        return result

    # The lesson's own loop is busy with the cell that asks.
    with ThreadPoolExecutor(1) as elsewhere:
        return elsewhere.submit(asyncio.run, run()).result()


def short(value: object) -> str:
    """A value as a learner reads it; a long one is cut."""
    text = "..." if value is ... else repr(value)
    return text if len(text) <= 300 else f"{text[:297]}…"

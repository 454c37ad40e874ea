"""``check(name, answer)``: what is said about an answer to one of the lessons' exercises.

A case looks at an answer by what it does, never by how it is written, and says what it expected
and what it found. The text depends on the answer alone, so that a lesson can store it.
"""

import difflib
from collections.abc import Iterable

from wxlab.notebook import journal
from wxlab.notebook.course import EXERCISES
from wxlab.notebook.exercise import Exercise

SHOWN = 3
"""Differences told at once; more would bury the first."""


def check(name: str, answer: object = ..., *, hint: int = 0) -> None:
    """Print whether an answer, a value or a function, is right, and if not, what is different.

    ``check("parsed", parsed)`` looks at an answer, ``check("parsed", hint=1)`` prints the first
    hint instead. Raises ``ValueError`` for an exercise or a hint that there is not.
    """
    exercise = _find(name)
    journal.opened()
    if hint:
        print(_hint(exercise, hint))  # noqa: T201 - what a learner reads under the cell
        return
    verdict = _verdict(exercise, answer)
    print(verdict)  # noqa: T201
    if verdict.startswith("right"):
        journal.note("passed", name)


def unknown(what: str, name: object, names: Iterable[str]) -> ValueError:
    """The error for an exercise or a prediction that there is not."""
    known = list(names)
    close = difflib.get_close_matches(str(name), known, n=1)
    near = f"did you mean {close[0]!r}? " if close else ""
    return ValueError(f"no {what} is called {name!r}; {near}there is {', '.join(known)}")


def _find(name: object) -> Exercise:
    for exercise in EXERCISES:
        if exercise.name == name:
            return exercise
    raise unknown("exercise", name, (exercise.name for exercise in EXERCISES))


def _hint(exercise: Exercise, number: int) -> str:
    count = len(exercise.hints)
    if not 1 <= number <= count:
        raise ValueError(f"{exercise.name} has hints 1 to {count}; got {number!r}")
    return f"hint {number} of {count}: {exercise.hints[number - 1]}"


def _verdict(exercise: Exercise, answer: object) -> str:
    count = len(exercise.cases)
    if answer is ...:
        return f'{exercise.name}: no answer yet; a first hint: check("{exercise.name}", hint=1)'
    differences = [text for case in exercise.cases if (text := case.difference(answer))]
    if not differences:
        return f"right: {count} of {count} cases"
    right = f"{count - len(differences)} of {count} cases are right"
    return "\n".join([*differences[:SHOWN], f'{right}; a hint: check("{exercise.name}", hint=1)'])

"""``check(name, answer)``: the lessons' exercises, as data, and what is said about an answer.

A case looks at an answer by what it does, never by how it is written, and says what it expected
and what it found. The text depends on the answer alone, so that a lesson can store it.
"""

import difflib
import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from wxlab.core import options

SHOWN = 3
"""Differences told at once; more would bury the first."""

_LIBRARY = "3.16.2"


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
        # In Python True == 1; in an exercise about types that would be a wrong answer taken.
        if isinstance(found, bool) == isinstance(self.expected, bool) and found == self.expected:
            return ""
        return f"{self.what} gave {_short(found)}, expected {self.expected!r}"


@dataclass(frozen=True, slots=True)
class Exercise:
    """One exercise: its cases, its hints from faint to plain, the rows it is about."""

    name: str
    cases: tuple[Case, ...]
    hints: tuple[str, ...]
    rows: tuple[str, ...]


def check(name: str, answer: object = ..., *, hint: int = 0) -> None:
    """Print whether an answer, a value or a function, is right, and if not, what is different.

    ``check("parsed", parsed)`` looks at an answer, ``check("parsed", hint=1)`` prints the first
    hint instead. Raises ``ValueError`` for an exercise or a hint that there is not.
    """
    exercise = _find(name)
    if hint:
        print(_hint(exercise, hint))  # noqa: T201 - what a learner reads under the cell
    else:
        print(_verdict(exercise, answer))  # noqa: T201


def _find(name: object) -> Exercise:
    for exercise in EXERCISES:
        if exercise.name == name:
            return exercise
    names = [exercise.name for exercise in EXERCISES]
    close = difflib.get_close_matches(str(name), names, n=1)
    near = f"did you mean {close[0]!r}? " if close else ""
    raise ValueError(f"no exercise is called {name!r}; {near}there is {', '.join(names)}")


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


def _short(value: object) -> str:
    text = "..." if value is ... else repr(value)
    return text if len(text) <= 300 else f"{text[:297]}…"


def _call(name: str, given: object, expected: object) -> Case:
    return Case(f"{name}({given!r})", lambda function: function(given), expected)


def _outcome(answer: Any) -> str:
    """What uploadFile would say of these options, without sending anything."""
    return " ".join(options.check("uploadFile", answer, _LIBRARY).problems) or "ok"


def _warnings(answer: Any) -> str:
    return " ".join(options.check("uploadFile", answer, _LIBRARY).warnings) or "none"


def _arrived(answer: Any) -> Mapping[str, object]:
    fields: Mapping[str, object] = json.loads(answer.data)["fields"]
    return fields


EXERCISES = (
    Exercise(
        "fewest_options",
        cases=(
            Case("uploadFile(answer)", _outcome, "ok"),
            Case("the warnings", _warnings, "none"),
            Case("the names of the options", sorted, ["filePath", "name", "url"]),
        ),
        hints=(
            "Three rows of the table say that an option is required.",
            "Compare each name letter by letter, capitals included, and look for what is missing.",
        ),
        rows=("uploadFile.object.url", "uploadFile.object.filePath", "uploadFile.object.name"),
    ),
    Exercise(
        "two_fields",
        cases=(
            Case("res.statusCode", lambda res: res.statusCode, 200),
            Case(
                "the fields that arrived",
                _arrived,
                {"user": "test", "album": "2024"},
            ),
        ),
        hints=(
            "The table has a row for further form fields. What is it called?",
            "formData takes a dictionary; give every value as a string.",
        ),
        rows=("uploadFile.object.formData",),
    ),
    Exercise(
        "parsed",
        cases=(
            _call("parsed", '{"size": 3}', {"size": 3}),
            _call("parsed", "[1, 2]", [1, 2]),
            _call("parsed", '"图片"', "图片"),
            _call("parsed", "<h1>502 Bad Gateway</h1>", None),
            _call("parsed", "", None),
        ),
        hints=(
            "json.loads raises ValueError when the text is no JSON.",
            "try: return json.loads(data), and in except ValueError: return None.",
        ),
        rows=("uploadFile.success.data",),
    ),
)
"""Every exercise of the lessons there are."""

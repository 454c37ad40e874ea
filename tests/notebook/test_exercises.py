"""Exercises begin unsolved and end solved."""

import ast
import asyncio
import inspect
import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from wxlab import Wx, WxError, check, explain, practice, project
from wxlab.core.lifecycle import State, after
from wxlab.notebook.course import EXERCISES
from wxlab.notebook.exercise import Case
from wxlab.notebook.exercises import SHOWN
from wxlab.spec import TABLES, row

SOLUTIONS = Path(__file__).parents[1] / "solutions"
NAMES = [exercise.name for exercise in EXERCISES]


INSIDE = {
    "TABLES": TABLES,
    "State": State,
    "after": after,
    "FLOORS": {"spec": 1, "core": 2, "net": 3, "api": 4, "practice": 5, "notebook": 5, "cli": 5},
}
"""What the lesson about wxlab's inside has imported, or written down."""


@pytest.fixture
def lesson(tmp_path):
    """What a lesson has at hand when it comes to its exercises."""
    photo = tmp_path / "photo.jpg"
    photo.write_bytes(bytes(1000))
    with practice.serve() as server, Wx() as wx:
        at_hand = {"server": server, "wx": wx, "photo": photo, "json": json, "explain": explain}
        # One that need not be cleaned up: it is within the test's own.
        spare = SimpleNamespace(name=tmp_path / "spare")
        at_hand |= {"project": project, "TemporaryDirectory": lambda: spare}
        yield at_hand | {"WxError": WxError} | INSIDE


async def solve(name, lesson):
    """Run a solution as a cell is run, and return its answer."""
    text = (SOLUTIONS / f"{name}.py").read_text("utf-8")
    code = compile(text, name, "exec", flags=ast.PyCF_ALLOW_TOP_LEVEL_AWAIT)
    running = eval(code, lesson)
    if inspect.isawaitable(running):
        await running
    return lesson.get("answer", lesson.get(name))


def said(capsys):
    return capsys.readouterr().out.strip()


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_the_shipped_solution_is_right(exercise, lesson, capsys):
    answer = asyncio.run(solve(exercise.name, lesson))
    check(exercise.name, answer)
    count = len(exercise.cases)
    assert said(capsys) == f"right: {count} of {count} cases"


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("unsolved", [..., None, lambda *given: ..., {}])
def test_what_is_not_solved_is_not_right(name, unsolved, capsys):
    check(name, unsolved)
    assert "right:" not in said(capsys)


def test_every_exercise_has_one_solution():
    assert {path.stem for path in SOLUTIONS.glob("*.py")} == set(NAMES)


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_an_exercise_has_hints_and_stands_on_rows(exercise):
    assert len(exercise.hints) >= 2
    assert len(exercise.cases) >= 2
    assert [row(address).address for address in exercise.rows] == list(exercise.rows)


@pytest.mark.parametrize("exercise", EXERCISES, ids=NAMES)
def test_hints_come_one_at_a_time(exercise, capsys):
    for number, text in enumerate(exercise.hints, start=1):
        check(exercise.name, hint=number)
        assert said(capsys) == f"hint {number} of {len(exercise.hints)}: {text}"


@pytest.mark.parametrize("number", [-1, 9])
def test_a_hint_that_there_is_not_is_refused(number):
    with pytest.raises(ValueError, match="has hints 1 to 2"):
        check("parsed", hint=number)


@pytest.mark.parametrize(
    ("answer", "line"),
    [
        (json.loads, "parsed('<h1>502 Bad Gateway</h1>') raised JSONDecodeError"),
        (lambda data: None, "parsed('[1, 2]') gave None, expected [1, 2]"),
        (3, "TypeError: 'int' object is not callable"),
    ],
)
def test_feedback_names_the_difference(answer, line, capsys):
    check("parsed", answer)
    assert line in said(capsys)


def test_feedback_is_short_and_says_how_to_go_on(capsys):
    check("parsed", lambda data: "x" * 1000)
    lines = said(capsys).splitlines()
    assert len(lines) == SHOWN + 1
    assert max(map(len, lines)) < 400
    assert lines[-1] == '0 of 5 cases are right; a hint: check("parsed", hint=1)'


@pytest.mark.parametrize(
    ("options", "line"),
    [
        ({"url": "u", "filePath": "p", "name": "n", "header": {}}, "'header'"),
        ({"url": "u", "filePath": "p", "name": ""}, "parameter.name should not be empty;"),
        ({"url": "u", "filepath": "p", "name": "n"}, "did you mean 'filePath'?"),
        ("url", "raised TypeError"),
    ],
)
def test_the_fewest_options_are_judged_as_uploadFile_does(options, line, capsys):
    check("fewest_options", options)
    assert line in said(capsys)


def test_an_async_function_is_told_to_be_a_plain_one(capsys):
    async def parsed(data):
        return None

    check("parsed", parsed)
    assert "gave a coroutine; write def here, not async def" in said(capsys)


def test_one_is_not_taken_for_true(capsys):
    case = Case("the answer", lambda answer: answer, True)
    assert case.difference(True) == ""
    assert case.difference(1) == "the answer gave 1, expected True"


def test_a_wrong_name_is_answered_with_the_names_there_are():
    with pytest.raises(ValueError, match="did you mean 'parsed'") as caught:
        check("pased", ...)
    assert all(name in str(caught.value) for name in NAMES)

"""The exercises and predictions of lesson A1, "Look inside wxlab"."""

from collections.abc import Callable
from typing import Any

from wxlab.core.lifecycle import Happened, State
from wxlab.notebook.exercise import Case, Exercise, Prediction


def _may(room: str, other: str, expected: bool) -> Case:
    """A case that asks the answer, a function, about two rooms."""
    return Case(
        f"may_import({room!r}, {other!r})", lambda function: function(room, other), expected
    )


def _walked(*events: Happened) -> Callable[[Any], object]:
    return lambda function: function(list(events))


def _refused(function: Any) -> object:
    """What is raised for what cannot happen."""
    try:
        function([Happened.STARTED, Happened.SUCCEEDED])
    except ValueError:
        return "ValueError"
    return "no error"


EXERCISES = (
    Exercise(
        "may_import",
        cases=(
            _may("api", "core", True),
            _may("practice", "spec", True),
            _may("core", "net", False),
            _may("notebook", "practice", False),
            _may("net", "net", False),
        ),
        hints=(
            "Rooms on the same floor may not import each other. Which sign lets them?",
            "The floor of the other room has to be lower, and not only as low.",
        ),
        rows=("uploadFile.object.name",),
    ),
    Exercise(
        "required_rows",
        cases=(
            Case("the names", list, ["url", "filePath", "name"]),
            Case("the number of names", len, 3),
        ),
        hints=(
            "Every row says whether it is required.",
            "Add a condition to the list: if row.required.",
        ),
        rows=("uploadFile.object.url", "uploadFile.object.filePath", "uploadFile.object.name"),
    ),
    Exercise(
        "walk",
        cases=(
            Case("walk([])", _walked(), State.QUEUED),
            Case("walk([STARTED])", _walked(Happened.STARTED), State.SENDING),
            Case(
                "walk([STARTED, SENT, ANSWERED, SUCCEEDED])",
                _walked(Happened.STARTED, Happened.SENT, Happened.ANSWERED, Happened.SUCCEEDED),
                State.DONE,
            ),
            Case("walk([STARTED, SUCCEEDED])", _refused, "ValueError"),
        ),
        hints=(
            "Keep the state in a variable, and let every event change it.",
            "for event in events: state = after(state, event), and return the state at the end.",
        ),
        rows=("uploadFile", "downloadFile"),
    ),
)

PREDICTIONS = (
    Prediction(
        "floors_with_aiohttp",
        why="net is the client and practice the server; no other floor knows of aiohttp.",
        wrong={
            5: "Most of the code is rules and data, which need no HTTP library.",
            1: "The practice server is real HTTP too, and has a floor of its own.",
        },
    ),
    Prediction(
        "percent_of_299",
        why="299 of 300 are 99.67 percent, and the fraction is cut off.",
        wrong={100: "Rounded it would be 100, and the bar would be full before the last byte."},
    ),
    Prediction(
        "thread_of_callbacks",
        why="Callbacks have a thread of their own, as JavaScript has in a mini-program.",
        wrong={
            "MainThread": "Then a cell that computes would hold up every callback and the bars."
        },
    ),
)
